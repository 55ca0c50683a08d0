"""meguri water fit and ensemble as an engineer runs them, on observations whose truth is known. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

MEGURI = sys.argv[1]


def run(*words):
    return subprocess.run([MEGURI, "water", *map(str, words)], capture_output=True, text=True)


TRAIN = """
[water 原水]
temperature = 12 degC
pH = 3.5
Fe(2) = 37.5 mg/L
SO4 = 335 mg/L
Ca = 46 mg/L
TIC = 3 mg/L
O2 = 5 mg/L
[flow]
value = 50 L/min
[season]
temperature = 6 6 7 9 12 14 16 17 15 12 9 7
[tank 酸化槽]
kind = iron_oxidation_reactor
from = 原水
volume = 9 m3
[observe]
table = plan.csv
[hold out]
from = 2024-09-01
[parameter *.iron_bacterial.R_max]
lower = 1e-9 mol/kg/s
upper = 1e-6 mol/kg/s
deviation = 0.5
"""


def make_trial(folder):
    """A study with observations whose truth is known."""
    rows = [f"2024-{month:02}-10,酸化槽,{item}" for month in range(4, 12) for item in ("Fe(2),<0.1,mg/L", "pH,7,")]
    (folder / "plan.csv").write_text("date,point,item,value,unit\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "plan.txt").write_text(TRAIN, encoding="utf-8")
    made = run("synthesize", folder / "plan.txt", "--seed", 4, "--output", folder / "trial.csv", "--truth", folder / "truth.tsv")
    assert made.returncode == 0, made.stderr
    (folder / "study.txt").write_text(TRAIN.replace("plan.csv", "trial.csv"), encoding="utf-8")
    truth = (folder / "truth.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")
    return folder / "study.txt", float(truth[1])


def fits_a_study_and_writes_it_back():
    with tempfile.TemporaryDirectory() as name:
        study, truth = make_trial(pathlib.Path(name))
        fitted = study.with_name("fitted.txt")
        result = json.loads(run("fit", study, "--json", "--output", fitted).stdout)
        found = result["parameters"][0]
        assert found["low"] < truth < found["high"] and found["identifiability"] > 0.8, (truth, found)
        assert result["objective"] < result["objective_before"] and result["stop_sentence"]
        assert {row["part"] for row in result["goodness"]} == {"合わせ込み", "検証"}
        assert run("fit", study, "--output", fitted).returncode == 2, "wrote over a file"
        again = json.loads(run("fit", fitted, "--json").stdout)
        assert abs(again["parameters"][0]["before"] / found["after"] - 1) < 1e-2


def an_ensemble_holds_the_truth_and_goes_on_where_it_stopped():
    with tempfile.TemporaryDirectory() as name:
        study, truth = make_trial(pathlib.Path(name))
        saved, whole = study.with_name("saved.ens"), study.with_name("whole.ens")
        words = ["ensemble", study, "--members", 20, "--seed", 2, "--json"]
        first = json.loads(run(*words, "--iterations", 1, "--output", saved).stdout)
        assert first["iterations"] == 1 and first["failed"] == 0
        resumed = json.loads(run(*words, "--iterations", 3, "--resume", saved).stdout)
        straight = json.loads(run(*words, "--iterations", 3, "--output", whole, "-j", 1).stdout)
        assert saved.read_bytes() == whole.read_bytes(), "resumed and straight runs differ"
        for result in (resumed, straight):
            band = result["parameters"][0]
            assert band["low"] < truth < band["high"], (truth, band)
        assert resumed["observations"] == straight["observations"]


def predicts_months_and_the_renewal_of_the_bed():
    with tempfile.TemporaryDirectory() as name:
        study, _ = make_trial(pathlib.Path(name))
        bed = """
[tank 還元槽]
kind = sulfate_reducing_bed
from = 酸化槽
volume = 300 m3
limestone = 20000 kg
bran = 2000 kg
husk = 6000 kg
[operation]
start = 2024-04-01
"""
        text = study.read_text(encoding="utf-8").replace("table = trial.csv", "table = trial.csv\nmode = time\nstart = 2024-04-01\nstep = 24 h")
        study.write_text(text + bed, encoding="utf-8")
        saved = study.with_name("saved.ens")
        made = run("ensemble", study, "--members", 10, "--iterations", 1, "--output", saved, "--json")
        assert made.returncode == 0, made.stderr
        words = ["predict", study, "--ensemble", saved, "--json", "--days", 61, "--every", 10, "--from", "2024-04-11"]
        result = json.loads(run(*words).stdout)
        assert {row["month"] for row in result["chances"]} == {"2024-04", "2024-05", "2024-06"}, result["chances"]
        assert all(0 <= row["chance"] <= 1 for row in result["chances"])
        judged = {row["item"] for row in result["chances"]}
        assert set(filter(None, result["without_limit"].split("、"))) == {row["item"] for row in result["bands"]} - judged, result["without_limit"]
        assert all(row["low"] <= row["middle"] <= row["high"] for row in result["bands"])
        assert {row["item"] for row in result["bands"]} >= {"pH", "Fe"} and len(result["bands"]) % 7 == 0
        (renewal,) = result["renewals"]
        assert renewal["tank"] == "還元槽" and "2024" <= renewal["low"][:4] <= renewal["high"][:4], renewal
        assert result["failed"] == 0 and renewal["seen"] == renewal["members"] == 10
        assert run(*words[:2], "--json").returncode == 2, "asked for no ensemble"


def an_ensemble_draws_its_figures_each_with_its_data():
    with tempfile.TemporaryDirectory() as name:
        study, _ = make_trial(pathlib.Path(name))
        folder = study.with_name("figures")
        made = run("ensemble", study, "--members", 12, "--iterations", 2, "--figures", folder)
        assert made.returncode == 0, made.stderr
        drawn = {path.name for path in folder.iterdir()}
        names = ["アンサンブル_値の幅", "アンサンブル_目的関数", "アンサンブル_酸化槽 Fe(2)", "アンサンブル_酸化槽 pH"]
        assert drawn == {name + form for name in names for form in (".svg", ".png", ".pdf", ".csv", ".xlsx")}, drawn
        steps = (folder / "アンサンブル_目的関数.csv").read_text(encoding="utf-8-sig").splitlines()
        falls = [float(line.split(",")[1]) for line in steps[1:]]
        assert steps[1].startswith("0,") and len(falls) >= 2 and falls == sorted(falls, reverse=True), steps


def a_fit_says_in_words_what_the_data_tell():
    with tempfile.TemporaryDirectory() as name:
        study, _ = make_trial(pathlib.Path(name))
        text = study.read_text(encoding="utf-8") + "[parameter *.iron_bacterial.K_Fe]\nlower = 1e-5 mol/kg\nupper = 1e-2 mol/kg\ndeviation = 0.2\n"
        study.write_text(text, encoding="utf-8")
        result = run("fit", study, "--json")
        assert result.returncode == 0, result.stderr
        told = {row["parameter"]: row["words"] for row in json.loads(result.stdout)["identifiability"]}
        assert "よく定まり" in told["*.iron_bacterial.R_max"], told
        assert "少ししか分かりません" in told["*.iron_bacterial.K_Fe"] or "事前の見込みのまま" in told["*.iron_bacterial.K_Fe"], told


tests = [an_ensemble_draws_its_figures_each_with_its_data, a_fit_says_in_words_what_the_data_tell, predicts_months_and_the_renewal_of_the_bed, fits_a_study_and_writes_it_back, an_ensemble_holds_the_truth_and_goes_on_where_it_stopped]
print(f"1..{len(tests)}")
failed = False
for number, test in enumerate(tests, 1):
    try:
        test()
        print(f"ok {number} - {test.__name__}")
    except (AssertionError, ValueError, KeyError) as fault:
        failed = True
        print(f"not ok {number} - {test.__name__}\n# {fault!r}")
sys.exit(failed)
