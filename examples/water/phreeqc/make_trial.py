"""The observations of this example: the model with other figures (truth.tsv), read at 9 o'clock of each day and measured with errors.
    python3 make_trial.py build/src/meguri > trial.csv"""
import pathlib
import random
import subprocess
import sys
import tempfile

HERE, DAYS = pathlib.Path(__file__).parent, 11
ERRORS = {"pH": 0.08, "Fe": 0.05, "Fe(2)": 0.05, "Ca": 0.03}  # pH units, shares of the value
COLUMNS = {"pH": "pH", "Fe": "Fe_total", "Fe(2)": "Fe_di", "Ca": "Ca_mgl"}
POINTS = {"3": "池の出口", "6": "水路の出口"}


def true_input():
    text = (HERE / "pond.pqi").read_text(encoding="utf-8")
    lines = text.split("\n")
    for row in (HERE / "truth.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        _, line, before, truth = row.split("\t")
        assert before in lines[int(line) - 1], row
        lines[int(line) - 1] = lines[int(line) - 1].replace(before, truth, 1)
    return "\n".join(lines)


def rows_of(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "true.pqi"
        path.write_text(text, encoding="utf-8")
        table = subprocess.run([sys.argv[1], "chem", "run", path, "--output", "-"], capture_output=True, text=True, check=True)
    lines = [line.split() for line in table.stdout.splitlines()]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def at(rows, cell, column, seconds):
    course = [(float(row["time"]), float(row[column])) for row in rows if row["soln"] == cell]
    for (t0, v0), (t1, v1) in zip(course, course[1:]):
        if t0 <= seconds <= t1:
            return v0 + (v1 - v0) * (seconds - t0) / (t1 - t0)
    raise ValueError(seconds)


random.seed(20251001)
rows = rows_of(true_input())
print("date,point,item,value,unit,error")
for day in range(1, DAYS):
    for cell, point in POINTS.items():
        for item, error in ERRORS.items():
            true = at(rows, cell, COLUMNS[item], 86400 * day + 9 * 3600)
            if item == "pH":
                print(f"2025-10-{1 + day:02} 09:00,{point},pH,{random.gauss(true, error):.2f},,{error}")
            else:
                value = true * (1 + random.gauss(0, error))
                print(f"2025-10-{1 + day:02} 09:00,{point},{item},{value:.3g},mg/L,{100 * error:.0f}%")
