"""Published figures of pilots beside the model: python3 compare.py MEGURI > compared.tsv

The middle is the study as it stands (defaults of data/water). The spread is the least and the most over 5, 12 and 20 degC, a third and
three times the rates of bacteria and hydrolysis, and a tenth and three times what passes as particles: what one does not know before a
trial. No figure was fitted to a pilot. `form` of measured.tsv: metals are compared in total unless a source says that it filtered."""
import csv
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RATES = {"sulfate_reducing_bed": {"sulfate_reduction.R_max": 1.6e-8, "hydrolysis_fast.k": 1.2e-7, "hydrolysis_slow.k": 1e-8},
         "iron_oxidation_reactor": {"iron_bacterial.R_max": 6e-8},
         "manganese_bed": {"manganese_oxidation.k1": 3e7, "manganese_oxidation.k2": 1e12}}
PASSES = {"sulfate_reducing_bed": 0.02, "iron_oxidation_reactor": 0.1, "manganese_bed": 0.02}
UNITS = {"R_max": "mol/kg/s", "k": "1/s", "k1": "1/s", "k2": "kg/mol/s"}


def variant(text, celsius, factor, particles):
    text = re.sub(r"(?m)^temperature = .*$", f"temperature = {celsius} degC", text)
    for kind, rates in RATES.items():
        lines = "".join(f"\n{name} = {value * factor:g} {UNITS[name.split('.')[1]]}" for name, value in rates.items())
        lines += f"\npasses = {PASSES[kind] * particles:g}"
        text = re.sub(rf"(?m)^kind = {kind}$", lambda match: match[0] + lines, text)
    return text


def simulate(meguri, text):
    """Of each tank what is dissolved and what is there in total."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "study.txt"
        path.write_text(text, encoding="utf-8")
        answer = subprocess.run([meguri, "water", "simulate", path, "--json"], capture_output=True, text=True)
        if answer.returncode:
            raise SystemExit(answer.stdout + answer.stderr)
        tables = json.loads(answer.stdout)
        dissolved = {row["tank"]: row | {"Fe": row["Fe(2)"] + row["Fe(3)"]} for row in tables["tanks"]}
        total = {row["tank"]: row | {"Cu(2)": row["Cu"], "Mn(2)": row["Mn"]} for row in tables["totals"]}
        return {"dissolved": dissolved, "total": total}


def verdict(row, low, middle, high):
    value = float(row["value"])
    if row["relation"] == "<":
        return "met" if middle < value else "within the spread" if low < value else "missed"
    near = abs(middle - value) < (0.3 if row["unit"] == "-" else 0.3 * value)
    return "met" if near else "within the spread" if low <= value <= high else "missed"


def main():
    runs = {}
    with open(HERE / "measured.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    print("id\ttank\tvariable\tform\tmeasured\tunit\tmodel\tlow\thigh\tverdict")
    for row in rows:
        if row["study"] not in runs:
            text = (HERE / row["study"]).read_text(encoding="utf-8")
            spread = [variant(text, *case) for case in itertools.product((5, 12, 20), (1 / 3, 1, 3), (0.1, 1, 3))]
            runs[row["study"]] = [simulate(sys.argv[1], each) for each in [text] + spread]
        values = [run[row["form"]][row["tank"]][row["variable"]] for run in runs[row["study"]]]
        low, middle, high = min(values), values[0], max(values)
        print(row["id"], row["tank"], row["variable"], row["form"], row["relation"].replace("=", "") + row["value"], row["unit"],
              f"{middle:.3g}", f"{low:.3g}", f"{high:.3g}", verdict(row, low, middle, high), sep="\t")


main()
