"""Inputs in the style of published examples of acid mine drainage run as they are: several simulations, options of the long report, graphs,
blocks without effect, kinetics that go on from one simulation to the next. Prints TAP.
    typical.py MEGURI DATA"""
import json
import math
import pathlib
import subprocess
import sys
import tempfile

MEGURI, DATA = sys.argv[1], pathlib.Path(sys.argv[2])


def command(path, database, *words):
    return subprocess.run([MEGURI, "chem", "run", path, "--database", DATA / "databases" / database, *words], capture_output=True, text=True)


def run(name, database):
    path = DATA / "typical" / name
    with tempfile.TemporaryDirectory() as folder:
        told = command(path, database, "--output", f"{folder}/out.tsv", "--json")
        assert told.returncode == 0, told.stderr
        lines = [line.split() for line in pathlib.Path(folder, "out.tsv").read_text(encoding="utf-8").splitlines()]
    summary = json.loads(told.stdout)
    assert float(summary["worst_balance"]) < 1e-10, summary
    return [dict(zip(lines[0], line)) for line in lines[1:] if line[0] != lines[0][0]], told.stderr


def numbers(rows, column, **where):
    return [float(row[column]) for row in rows if all(row[key] == str(value) for key, value in where.items())]


def lime_takes_iron_then_aluminium_out():
    rows, said = run("lime.pqi", "wateq4f.dat")
    ph, iron, aluminium = numbers(rows, "pH"), numbers(rows, "Fe(mol/kgw)"), numbers(rows, "Al(mol/kgw)")
    assert len(ph) == 12 and ph == sorted(ph) and ph[0] < 3.3 and ph[-1] > 8.5, ph
    assert iron[4] < 1e-6 and aluminium[3] > 1e-3 > 1e-4 > aluminium[6], (iron, aluminium)
    for block in ("KNOBS", "USER_GRAPH", "USER_PRINT"):
        assert block in said, said


def a_confluence_is_copied_and_run_as_cells():
    rows, _ = run("confluence.pqi", "wateq4f.dat")
    copies = [row for row in rows if row["soln"] in ("10", "11", "12")]
    assert len(copies) == 3 and len({row["pH"] for row in copies}) == 1
    assert all(float(row["kept"]) > 3 for row in copies), copies  # what PUT left is there, EXISTS says so
    assert all(row["what"] == "d" for row in copies) and rows[0]["what"] == "d", rows  # a mixture has no description


def a_water_is_described():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.pqi"
        path.write_text("SOLUTION 1-2 adit\nEND\nUSER_PUNCH\n-headings what\n10 PUNCH DESCRIPTION\nSELECTED_OUTPUT\n-reset false\nUSE solution 2\n"
                        "REACTION\nNaCl 1\n0.001\nEND\n", encoding="utf-8")
        said = command(path, "phreeqc.dat", "--output", "-").stdout.split()
        assert said[:2] == ["what", "adit"], said


def a_column_of_waste_rock_weathers():
    rows, _ = run("dump.pqi", "phreeqc.dat")
    calcite, pyrite = numbers(rows, "k_Calcite"), numbers(rows, "k_Pyrite")
    assert calcite == sorted(calcite, reverse=True) and calcite[-1] < 0.018, calcite
    assert all(0 < left <= 0.5 for left in pyrite), pyrite


def a_drain_then_air_then_temperatures():
    rows, said = run("drain.pqi", "wateq4f.dat")
    air, warm = [row for row in rows if row["sim"] == "3"], [row for row in rows if row["sim"] == "4"]
    assert len(air) == 4 and len(warm) == 3 and "DUMP" in said, (len(air), len(warm), said)
    assert all(float(row["Fe(mol/kgw)"]) < 1e-6 for row in air), air
    assert numbers(warm, "pH")[0] > numbers(warm, "pH")[-1], warm


def what_is_left_of_a_reactant_goes_on():
    rows, _ = run("left.pqi", "phreeqc.dat")
    left = numbers(rows, "k_Loss")[1:]
    assert all(abs(a - math.exp(-0.1 * n)) < 1e-4 for n, a in enumerate(left, 1)) and len(left) == 2, left


def an_unknown_function_is_called_one():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.pqi"
        path.write_text('SOLUTION 1\nUSER_PUNCH\n-start\n10 PUNCH SUM_SPECIES("{Fe}", "Fe")\n-end\nSELECTED_OUTPUT\nEND\n', encoding="utf-8")
        said = command(path, "phreeqc.dat").stderr
        assert "4 行" in said and "知らない関数です「SUM_SPECIES」" in said, said


tests = [value for value in list(globals().values()) if callable(value) and getattr(value, "__module__", "") == "__main__"
         and value not in (command, run, numbers)]
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
