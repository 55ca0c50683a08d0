"""meguri water fit and ensemble on an existing PHREEQC input, as an engineer runs them. Prints TAP."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

MEGURI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
EXAMPLE = SOURCE / "examples/water/phreeqc"

# A jar test: iron(II) as an element of its own is oxidised, first order, over 4 days.
JAR = """TITLE jar test
SOLUTION_MASTER_SPECIES
    Fe_di   Fe_di+2   0.0   Fe_di   55.847
SOLUTION_SPECIES
Fe_di+2 = Fe_di+2
    log_k 0
RATES
Oxidation
-start
10 k = 1e-6
20 SAVE k * PARM(1) * TOT("Fe_di") * TIME
-end
END
SOLUTION 1
    pH 6
    Fe_di 1.0
    Ca 2
    Cl 6 charge
KINETICS 1
Oxidation
    -formula Fe_di -1 Ca 1
    -parms 1
    -steps 345600 in 8 steps
SELECTED_OUTPUT
    -reset false
    -totals Fe_di
USER_PUNCH
    -headings Fe_mgl
10 PUNCH 55847 * TOT("Fe_di")
END
"""
STUDY = """[study]
name = jar
date = 2025-04-01
[model]
phreeqc = jar.pqi
[point jar]
simulation = 2
Fe = Fe_mgl mg/L
[observe]
table = jar.csv
mode = time
start = 2025-04-01
[parameter RATES Oxidation.10.k]
lower = 1e-8
upper = 1e-4
"""
HEAD = "date,point,item,value,unit,error\n"
TRUE_K = 4e-6


def table():
    import math
    seconds = [86400 * day + 43200 for day in (1, 2, 3)]
    return HEAD + "".join(f"2025-04-0{1 + s // 86400},jar,Fe,{55.847 * math.exp(-TRUE_K * s) :.4g},mg/L,2%\n" for s in seconds)


def run(*words):
    return subprocess.run([MEGURI, "water", *map(str, words)], capture_output=True, text=True)


def prepare(folder, study=STUDY, model=JAR, rows=None):
    folder = pathlib.Path(folder)
    (folder / "jar.pqi").write_text(model, encoding="utf-8")
    (folder / "study.txt").write_text(study, encoding="utf-8")
    (folder / "jar.csv").write_text(table() if rows is None else rows, encoding="utf-8")
    return folder / "study.txt"


def fitted(study, *words):
    answer = run("fit", study, "--json", *words)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def refused(wanted, study=STUDY, model=JAR, rows=None):
    with tempfile.TemporaryDirectory() as folder:
        answer = run("fit", prepare(folder, study, model, rows), "--json")
        assert answer.returncode != 0, answer.stdout
        for words in wanted:
            assert words in answer.stderr, answer.stderr
        return answer.stderr


def finds_the_constant_that_made_the_data():
    with tempfile.TemporaryDirectory() as folder:
        study = prepare(folder)
        corrected = study.with_name("new.pqi")
        result = fitted(study, "--corrected", corrected)
        found = result["parameters"][0]
        assert found["before"] == 1e-6 and abs(found["after"] / TRUE_K - 1) < 0.01, found
        assert found["low"] < TRUE_K < found["high"] and result["stop_sentence"]
        change = result["changes"][0]
        assert change["line"] == 10 and change["figure"] == "RATES Oxidation.10.k" and change["before"] == 1e-6, change
        row = result["goodness"][0]
        assert row["nse"] > 0.999 > row["nse_before"] and row["rmse"] < row["rmse_before"] and "pbias" in row and "kge" in row
        old, new = JAR.splitlines(), corrected.read_text(encoding="utf-8").splitlines()
        assert [i for i, lines in enumerate(zip(old, new)) if lines[0] != lines[1]] == [9] and len(old) == len(new)
        assert new[9].startswith("10 k = ") and abs(float(new[9][7:]) / found["after"] - 1) < 1e-3
        assert run("fit", study, "--corrected", corrected).returncode == 2, "wrote over a file"
        again = fitted(prepare(folder, model="\n".join(new)))
        assert abs(again["parameters"][0]["after"] / found["after"] - 1) < 1e-3


def reads_columns_elements_and_samples_without_a_heading():
    with tempfile.TemporaryDirectory() as folder:
        first = fitted(prepare(folder))["parameters"][0]["after"]
        for words in ("Fe = Fe_di mol/kgw", "Fe = Fe_di(mol/kgw)", "Fe = Fe_di"):
            again = fitted(prepare(folder, STUDY.replace("Fe = Fe_mgl mg/L", words)))["parameters"][0]["after"]
            # the example's own column has another molar mass of iron
            assert abs(again / first - 1) < 1e-3, (words, again, first)
        ca = HEAD + "2025-04-05 00:00,jar,Ca,110,mg/L,5%\n2025-04-05 00:00,jar,pH,6.2,,0.1\n"
        result = fitted(prepare(folder, rows=ca))
        assert abs([row for row in result["observations"] if "Ca" in row["group"]][0]["after"] - 110) < 3, result["observations"]


def reads_one_row_where_no_time_is_asked_for():
    with tempfile.TemporaryDirectory() as folder:
        import math
        study = STUDY.replace("mode = time\nstart = 2025-04-01\n", "").replace("simulation = 2", "step = 4")
        value = 55.847 * math.exp(-TRUE_K * 172800)
        rows = HEAD + f"2020-01-01,jar,Fe,{value:.5g},mg/L,2%\n"
        assert abs(fitted(prepare(folder, study, rows=rows))["parameters"][0]["after"] / TRUE_K - 1) < 1e-2


def an_ensemble_works_on_the_same_study():
    with tempfile.TemporaryDirectory() as folder:
        answer = run("ensemble", prepare(folder), "--members", 20, "--iterations", 3, "--json")
        assert answer.returncode == 0, answer.stderr
        band = json.loads(answer.stdout)["parameters"][0]
        assert band["low"] < TRUE_K < band["high"], band


def several_blocks_are_one_parameter_where_the_study_says_so():
    twice = JAR.replace("SELECTED_OUTPUT", "KINETICS 2\nOxidation\n    -formula Fe_di -1 Ca 1\n    -parms 1\nSELECTED_OUTPUT")
    study = STUDY.replace("RATES Oxidation.10.k", "KINETICS *.Oxidation.parms.1").replace("1e-8", "0.01").replace("1e-4", "100")
    with tempfile.TemporaryDirectory() as folder:
        result = fitted(prepare(folder, study, twice))
        assert [row["line"] for row in result["changes"]] == [22, 27], result["changes"]
        assert abs(result["parameters"][0]["after"] - 4) < 0.1
    refused(["22 行（1）と 27 行（3）", "study.txt の 13 行"], study, twice.replace("-parms 1\nSEL", "-parms 3\nSEL"))
    again = JAR + "SOLUTION 1\n pH 7\nEND\n"
    refused(["15, 32 行", "@*"], STUDY.replace("RATES Oxidation.10.k", "SOLUTION 1.pH"), again)


def lists_the_figures_of_an_input():
    with tempfile.TemporaryDirectory() as folder:
        listed = json.loads(run("fit", prepare(folder), "--places", "--json").stdout)
        assert {"line": 16, "address": "SOLUTION 1.Fe_di", "value": 1.0} in listed, listed
        assert {"line": 23, "address": "KINETICS 1.steps.1", "value": 345600} in listed, listed


def includes_are_read_beside_the_input():
    with tempfile.TemporaryDirectory() as folder:
        study = prepare(folder, model="INCLUDE$ first.pqi\n" + JAR[JAR.index("SOLUTION 1"):],
                        study=STUDY.replace("RATES Oxidation.10.k", "KINETICS 1.Oxidation.parms.1").replace("1e-8", "0.01").replace("1e-4", "100"))
        study.with_name("first.pqi").write_text(JAR[:JAR.index("SOLUTION 1")], encoding="utf-8")
        assert abs(fitted(study)["parameters"][0]["after"] - 4) < 0.1


def says_what_is_wrong_with_an_address():
    refused(["RATES Oxidation.10.k", "study.txt", "--places"], STUDY.replace("10.k", "10.kk"))
    refused(["KINETICS 1.Oxidation.parms.1"], STUDY.replace("RATES Oxidation.10.k", "KINETICS 1.Oxidation.m0"))
    refused(["同じ値"], STUDY + "[parameter rates oxidation.10.K]\nlower = 1e-8\nupper = 1e-4\n")
    refused(["初期値が範囲の外"], STUDY.replace("upper = 1e-4", "upper = 1e-7"))


def says_what_is_wrong_with_a_point():
    refused(["Fe_mgX", "Fe_mgl"], STUDY.replace("Fe_mgl", "Fe_mgX"))
    refused(["単位"], STUDY.replace("Fe_mgl mg/L", "Fe_mgl"))
    refused(["jar.csv の 2 行", "行がありません"], STUDY.replace("simulation = 2", "simulation = 3"))
    refused(["jar.csv の 2 行", "0.5 日から 4 日", "19.5 日"], rows=HEAD + "2025-04-20,jar,Fe,3,mg/L,2%\n")
    refused(["jar.csv の 2 行", "start より前"], rows=HEAD + "2025-03-20,jar,Fe,3,mg/L,2%\n")
    refused(["simulaton", "simulation、cell、state"], STUDY.replace("simulation = 2", "simulaton = 2"))
    refused(["study.txt の 16 行", "ponit"], STUDY + "[ponit x]\ncell = 1\n")
    refused(["tank"], STUDY + "[tank x]\nvolume = 1 m3\n")
    refused(["step", "入力が決めます"], STUDY.replace("mode = time", "mode = time\nstep = 12 h"))
    refused(["[point"], STUDY.replace("[point jar]\nsimulation = 2\nFe = Fe_mgl mg/L\n", ""))
    refused(["DOC"], rows=HEAD + "2025-04-02,jar,DOC,3,mg/L,2%\n")
    total = "date,point,item,value,unit,error,form,suspended\n2025-04-02,jar,Fe,3,mg/L,2%,total,20\n"
    refused(["jar.csv の 2 行", "[particulate]"], rows=total)
    with tempfile.TemporaryDirectory() as folder:
        shown = fitted(prepare(folder, STUDY + "[particulate]\nFe = 0.1\n", rows=total))["observations"][0]
        assert shown["before"] > 20 * 0.1, shown
    refused(["jar.csv の 2 行", "pond"], rows=HEAD + "2025-04-02,pond,Fe,3,mg/L,2%\n")


def says_what_the_input_cannot_do():
    refused(["jar.pqi の 14 行", "SOLID_SOLUTIONS", "この機能はありません"], model=JAR.replace("SOLUTION 1", "SOLID_SOLUTIONS 1\nSOLUTION 1"))
    refused(["jar.pqi の 17 行", "2x"], model=JAR.replace("Ca 2", "Ca 2x"))
    refused(["other.pqi"], STUDY.replace("jar.pqi", "other.pqi"))
    refused(["other.dat"], STUDY.replace("phreeqc = jar.pqi", "phreeqc = jar.pqi\ndatabase = other.dat"))


def a_run_that_fails_is_counted_and_told():
    # beyond 1e-5 a division by zero stops the rate
    model = JAR.replace("20 SAVE", "15 IF (k > 1e-5) THEN k = k / 0\n20 SAVE")
    with tempfile.TemporaryDirectory() as folder:
        study = prepare(folder, STUDY + "prior = 1e-6\ndeviation = 3\n", model)
        answer = run("ensemble", study, "--members", 20, "--iterations", 1, "--json")
        assert answer.returncode == 0, answer.stderr
        result = json.loads(answer.stdout)
        assert result["failed"] > 0 and "jar.pqi の 11 行" in result["failures"][0]["reason"], result["failures"]


def commands_for_trains_refuse_it():
    with tempfile.TemporaryDirectory() as folder:
        study = prepare(folder)
        for words in (["simulate", study], ["synthesize", study, "--output", study.with_name("x.csv"), "--truth", study.with_name("x.tsv")]):
            assert run(*words).returncode != 0
        assert "--corrected" in run("fit", study, "--write", study.with_name("new.txt")).stderr


def the_example_finds_its_truth():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        study = pathlib.Path(folder) / "study.txt"
        result = fitted(study, "--iterations", 6, "--figures", pathlib.Path(folder) / "figures")
        truth = {row[0]: float(row[3]) for row in (line.split("\t") for line in (EXAMPLE / "truth.tsv").read_text(encoding="utf-8").splitlines()[1:])}
        for found in result["parameters"]:
            assert found["low"] < truth[found["parameter"]] < found["high"], (found, truth)
        assert result["objective"] < 100 < 5000 < result["objective_before"]
        assert result["stop"] in ("objective", "step", "gradient"), result["stop_sentence"]
        assert {row["part"] for row in result["goodness"]} == {"合わせ込み", "検証"}
        assert list((pathlib.Path(folder) / "figures").glob("*.svg"))


tests = [value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == "__main__" and name not in ("table", "run", "prepare", "fitted", "refused")]
print(f"1..{len(tests)}")
failed = False
for number, test in enumerate(tests, 1):
    try:
        test()
        print(f"ok {number} - {test.__name__}")
    except Exception as fault:  # a TAP line for each
        failed = True
        print(f"not ok {number} - {test.__name__}\n# {fault!r}")
    sys.stdout.flush()
sys.exit(failed)
