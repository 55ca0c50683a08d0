"""Published pilots beside the model: the stored table (examples/water/pilots/compared.tsv) is what the program gives. Prints TAP."""
import csv
import io
import pathlib
import subprocess
import sys

MEGURI, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]) / "examples/water/pilots"


def table(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


now = subprocess.run([sys.executable, FOLDER / "compare.py", MEGURI], capture_output=True, text=True)
assert now.returncode == 0, now.stderr
stored, rows = table((FOLDER / "compared.tsv").read_text(encoding="utf-8")), table(now.stdout)
print(f"1..{len(stored)}")
failed = len(rows) != len(stored)
for number, (before, after) in enumerate(zip(stored, rows), 1):
    same = all(before[key] == after[key] for key in ("id", "tank", "variable", "form", "measured", "unit", "verdict"))
    for key in ("model", "low", "high"):
        a, b = float(before[key]), float(after[key])
        same = same and abs(a - b) <= 0.05 * max(abs(a), abs(b)) + 1e-5
    failed = failed or not same
    print("ok" if same else "not ok", f"{number} - {before['id']}_{before['variable']}_is_{before['verdict'].replace(' ', '_')}")
    if not same:
        print(f"# stored {before}\n# now {after}")
sys.exit(failed)
