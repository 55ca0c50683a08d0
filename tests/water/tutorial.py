"""docs/water-tutorial.ja.md walked literally: every line of its sh blocks is run in order, and what the page says of
the outcome is checked. Prints TAP."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MEGURI, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
PAGE = (SOURCE / "docs/water-tutorial.ja.md").read_text(encoding="utf-8")
EXPECTED = {"G13": "流量が負", "A6": "採水日が空欄", "K17": "10 倍を超えて", "28 行": "pH がありません", "5 行": "イオンバランス"}


def lines():
    return [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines() if line.strip()]


def walk(folder):
    """(line, result) of each command of the page."""
    (folder / "bin").mkdir()
    (folder / "bin/meguri").symlink_to(MEGURI)
    (folder / "examples").symlink_to(SOURCE / "examples")
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    return [(line, subprocess.run(["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True)) for line in lines()]


def output_of(results, words):
    return next(result.stdout for line, result in results if words in line)


def every_command_of_the_page_does_what_it_says(folder, results):
    failed = [(line, result.returncode, result.stderr[:400]) for line, result in results
              if result.returncode != 0]
    assert not failed, failed


def the_faults_stand_where_the_page_says(folder, results):
    said = output_of(results, "--dry-run")
    for place, words in EXPECTED.items():
        assert place in PAGE and any(place in row and words in row for row in said.splitlines()), (place, said)
    assert "取り込んだ値 793 個" in output_of(results, "--confirm")


def the_fit_finds_the_known_truth(folder, results):
    truth = dict(row.split("\t")[:2] for row in (folder / "手順/truth.tsv").read_text(encoding="utf-8").splitlines()[1:])
    fitted = json.loads(subprocess.run([MEGURI, "water", "fit", folder / "手順/study.txt", "--json"], capture_output=True, text=True).stdout)
    found = {row["parameter"]: row for row in fitted["parameters"]}
    for address, value in truth.items():
        assert found[address]["low"] < float(value) < found[address]["high"], (address, value, found[address])


def the_files_of_the_page_are_there(folder, results):
    for name in ("超過の統計.xlsx", "観測値.csv", "原水.txt", "合わせ込み.txt", "予測.xlsx", "費用の比較.xlsx", "判定.xlsx"):
        assert (folder / "手順" / name).stat().st_size > 100, name
    for ending in ("svg", "png", "pdf", "csv", "xlsx"):
        assert list((folder / "手順/図").glob(f"*.{ending}")), ending
    assert "Fe(2)" in (folder / "手順/原水.txt").read_text(encoding="utf-8")
    assert "判定不可" in output_of(results, "--mines-of-store --data"), "before the hearing"
    assert "適用候補" in output_of(results, "--mines-of-store --output"), "after it"


def the_sections_of_the_raw_water_make_a_study(folder, results):
    """What the page says may be replaced is replaced: the study still runs."""
    study = (folder / "手順/study.txt").read_text(encoding="utf-8")
    sections = (folder / "手順/原水.txt").read_text(encoding="utf-8").replace("\n[flow]", "TIC = 3 mg/L\nO2 = 5 mg/L\n\n[flow]")
    replaced = re.sub(r"\[water 原水\].*?(?=\[season\])", lambda _: sections + "\n", study, flags=re.S)
    (folder / "手順/置換.txt").write_text(replaced, encoding="utf-8")
    result = subprocess.run([MEGURI, "water", "simulate", folder / "手順/置換.txt", "--json"], capture_output=True, text=True)
    assert result.returncode == 0 and json.loads(result.stdout)["mass_balance"] < 1e-8, result.stderr


tests = [every_command_of_the_page_does_what_it_says, the_faults_stand_where_the_page_says, the_files_of_the_page_are_there,
         the_fit_finds_the_known_truth, the_sections_of_the_raw_water_make_a_study]
print(f"1..{len(tests)}")
failures = 0
with tempfile.TemporaryDirectory() as name:
    walked = walk(pathlib.Path(name))
    for number, test in enumerate(tests, 1):
        try:
            test(pathlib.Path(name), walked)
            print(f"ok {number} - {test.__name__}")
        except (AssertionError, KeyError, ValueError, OSError, StopIteration) as fault:
            failures += 1
            print(f"not ok {number} - {test.__name__}\n# {fault!r}")
sys.exit(failures > 0)
