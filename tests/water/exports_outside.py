"""The half of exports.py that asks PHREEQC itself, with programs that stand in for it: one that answers, one that answers wrongly,
one that fails, one that writes nothing, and none. Prints TAP."""
import os
import pathlib
import subprocess
import sys
import tempfile

MEGURI, SOURCE = os.path.abspath(sys.argv[1]), sys.argv[2]
CASE = "thickener"
ANSWERS = f"""import subprocess, sys
source, report, database = sys.argv[1:4]
open(database).close()
open(report, "w").close()
subprocess.run([{MEGURI!r}, "chem", "run", source, "--output", "train.tsv"], check=True, capture_output=True)
"""
SPOILT = ANSWERS + """rows = open("train.tsv").read().splitlines()
rows[1] = rows[1].replace("e-0", "e-1", 1)
open("train.tsv", "w").write("\\n".join(rows) + "\\n")
"""


def lines_with(program):
    """What exports.py says of PHREEQC."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PHREEQC")}
    with tempfile.TemporaryDirectory() as folder:
        if program is not None:
            path = pathlib.Path(folder) / "phreeqc"
            path.write_text(f"#!{sys.executable}\n{program}", encoding="utf-8")
            path.chmod(0o755)
            environment["PHREEQC"] = str(path)
        answer = subprocess.run([sys.executable, pathlib.Path(__file__).with_name("exports.py"), MEGURI, SOURCE, CASE], capture_output=True,
                                text=True, env=environment)
    said = [line for line in answer.stdout.splitlines() if line.endswith("by_PHREEQC") or "by_PHREEQC #" in line]
    assert len(said) == 1, answer.stdout + answer.stderr
    return said[0], answer.returncode


def an_answer_is_compared():
    line, code = lines_with(ANSWERS)
    assert line.startswith("ok") and "SKIP" not in line and code == 0, line


def a_wrong_answer_fails():
    line, code = lines_with(SPOILT)
    assert line.startswith("not ok") and code != 0, line


def a_program_that_fails_or_writes_nothing_fails():
    for program in ("raise SystemExit(1)", "pass"):
        line, code = lines_with(program)
        assert line.startswith("not ok") and code != 0, (program, line)


def without_a_program_it_is_not_checked():
    line, code = lines_with(None)
    assert "# SKIP not checked" in line and code == 0, line


tests = [an_answer_is_compared, a_wrong_answer_fails, a_program_that_fails_or_writes_nothing_fails, without_a_program_it_is_not_checked]
print(f"1..{len(tests)}")
failed = False
for number, test in enumerate(tests, 1):
    try:
        test()
        print(f"ok {number} - {test.__name__}")
    except AssertionError as fault:
        failed = True
        print(f"not ok {number} - {test.__name__}\n# {fault!r}")
    sys.stdout.flush()
sys.exit(failed)
