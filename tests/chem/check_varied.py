"""check_varied.py MEGURI DATA: the first 1,000 waters of varied.py through `meguri chem run`, compared with
PHREEQC's answers (varied_1000.tsv): mu within 0.2 %, saturation indices within 0.01. Prints TAP."""
import pathlib
import subprocess
import sys
import tempfile

TOLERANCES = {"pH": (0, 0.005), "mu": (0.002, 0), "si_Gypsum": (0, 0.01), "si_Calcite": (0, 0.01)}


def table(path):
    lines = path.read_text().splitlines()
    return lines[0].split(), [[float(word) for word in line.split()] for line in lines[1:] if line.split()]


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    print("1..1")
    with tempfile.TemporaryDirectory() as folder:
        source, output = pathlib.Path(folder, "varied.pqi"), pathlib.Path(folder, "varied.tsv")
        with source.open("w") as file:
            subprocess.run([sys.executable, data / "varied.py", "1000"], stdout=file, check=True)
        subprocess.run([program, "chem", "run", source, "--database", data / "databases" / "wateq4f.dat",
                        "--output", output], check=True, stdout=subprocess.DEVNULL)
        names, ours = table(output)
        wanted_names, wanted = table(data / "varied_1000.tsv")
    worst, place = 0, ""
    for row, (mine, theirs) in enumerate(zip(ours, wanted), 1):
        for name, value, right in zip(wanted_names, mine, theirs):
            relative, absolute = TOLERANCES[name]
            size = abs(value - right) / max(relative * abs(right), absolute)
            if size > worst:
                worst, place = size, f"row {row} {name}: {value:.9g}, PHREEQC {right:.9g}"
    good = names == wanted_names and len(ours) == len(wanted) == 1000 and worst <= 1
    print(f"# {len(ours)} waters, worst {worst:.4f} of its tolerance at {place}")
    print("ok" if good else "not ok", "1 - thousand_varied_waters_agree_with_phreeqc")
    return 0 if good else 1


sys.exit(main())
