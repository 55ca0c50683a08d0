#!/usr/bin/env python3
"""measure.py [--rounds N] [--callgrind] BUILD: what `meguri chem run` of a release build takes for the inputs
that have figures to keep: user seconds (least of the rounds), peak memory, instructions by callgrind.

Every output is compared with PHREEQC's stored table in the same run; a figure whose output is out of its
tolerances is not printed. With PHREEQC=PROGRAM in the environment that program runs the same inputs in
between; without it the stored figures stand beside (g++ -O2, one core of the same kind, another day)."""
import argparse
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "tests", "data", "chem")
ZONES = re.compile(r"^(SOLUTION|EQUILIBRIUM_PHASES|KINETICS|\s*-punch_cells)(\s+)(\d+)-(\d+)", re.M)


class Work:
    def __init__(self, title, text, database, stored, must=None, aim=None, truth=None, relative=0.02,
                 absolute=None):
        self.title, self.text, self.database, self.stored = title, text, database, stored
        self.must, self.aim, self.truth, self.relative, self.absolute = must, aim, truth, relative, absolute or {}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def doubled(text):
    """The same train with two cells for each."""
    text = ZONES.sub(lambda m: f"{m[1]}{m[2]}{2 * int(m[3]) - 1}-{2 * int(m[4])}", text)
    return re.sub(r"(-cells\s+|-lengths\s+|-dispersivities\s+)20", r"\g<1>40", text)


def varied(count):
    return [sys.executable, os.path.join(DATA, "varied.py"), str(count)]


def write(source, path):
    """An input as text, or as the command that prints it: kept out of this process, whose memory a child
    counts as its own."""
    with open(path, "w", encoding="utf-8") as file:
        if isinstance(source, str):
            file.write(source)
        else:
            subprocess.run(source, check=True, stdout=file)


def works():
    train = {kind: read(os.path.join(DATA, "open", f"g_train_W1_{kind}.pqi")) for kind in ("advection", "transport")}
    truth = {kind: os.path.join(DATA, "open", f"g_train_W1_{kind}.tsv") for kind in train}
    loose = {"pH": 0.03}
    waters = os.path.join(DATA, "varied_1000.tsv")
    near = {"pH": 0.005, "si_Gypsum": 0.01, "si_Calcite": 0.01}
    return [
        Work("10,000 varied speciations, wateq4f.dat", varied(10000), "wateq4f.dat", "6.0 s", 0.40, 0.20, waters,
             0.002, near),
        Work("20,000 of them", varied(20000), "wateq4f.dat", "-", truth=waters, relative=0.002, absolute=near),
        Work("train W1, ADVECTION, 20 cells, 120 shifts", train["advection"], "phreeqc.dat", "26.8 s", 0.5, 0.25,
             truth["advection"], absolute=loose),
        Work("the same, 40 cells", doubled(train["advection"]), "phreeqc.dat", "-"),
        Work("train W1, TRANSPORT, 20 cells, 100 shifts", train["transport"], "phreeqc.dat", "67-74 s (wall)", 1.0,
             0.5, truth["transport"], absolute=loose),
        Work("the same, 40 cells", doubled(train["transport"]), "phreeqc.dat", "-"),
        Work("titration of 30 steps with 6 solids, database loading included",
             read(os.path.join(DATA, "open", "b_naoh_W1_phreeqc.pqi")), "phreeqc.dat", "46 ms", truth=os.path.join(
                 DATA, "open", "b_naoh_W1_phreeqc.tsv"), relative=0.01, absolute={"pH": 0.05}),
    ]


def table(path, limit=None):
    with open(path, encoding="utf-8") as file:
        lines = [line.split() for _, line in zip(range(limit + 1 if limit else sys.maxsize), file)]
    return lines[0], lines[1:]


def check(work, path):
    """Largest deviation in units of its tolerance, over the rows that PHREEQC's table has."""
    wanted_names, wanted_rows = table(work.truth)
    names, rows = table(path, len(wanted_rows))
    worst = 0
    for row, wanted in zip(rows, wanted_rows):
        for name, text in zip(wanted_names, wanted):
            if name not in names:
                continue
            got, expected = float(row[names.index(name)]), float(text)
            # traces of a train: PHREEQC's own noise is a tenth below 1e-7 mol
            bound = work.absolute.get(name) or max(work.relative * abs(expected), 1e-8)
            worst = max(worst, abs(got - expected) / bound)
    if worst > 1 or not rows:
        sys.exit(f"{work.title}: {worst:.2f} of the tolerance")
    return worst


def timed(command, folder):
    """User seconds and peak kilobytes of one run."""
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        child = subprocess.Popen(command, cwd=folder, stdout=nothing, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    return usage.ru_utime, usage.ru_maxrss


def instructions(command, folder):
    result = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind", *command],
                            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", result.stderr)[1])


def measure(work, options, folder):
    source, output = os.path.join(folder, "work.pqi"), os.path.join(folder, "work.tsv")
    write(work.text, source)
    database = os.path.join(DATA, "databases", work.database)
    program = os.path.join(os.path.abspath(options.build), "src", "meguri")
    command = [program, "chem", "run", source, "--database", database, "--output", output]
    phreeqc = os.environ.get("PHREEQC")
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(timed(command, folder))
        if phreeqc and work.stored != "-":
            theirs.append(timed([phreeqc, source, os.path.join(folder, "out"), database], folder)[0])
    worst = f"{check(work, output):.2f}" if work.truth else "-"
    beside = f"{min(theirs):.2f} s" if theirs else work.stored
    count = f"{instructions(command, folder) / 1e9:.2f} G" if options.callgrind else "-"
    seconds, memory = min(run[0] for run in ours), max(run[1] for run in ours)
    must = f"{work.must} s" if work.must else "-"
    aim = f"{work.aim} s" if work.aim else "-"
    print(f"| {work.title} | {beside} | {must} | {aim} | {seconds:.2f} s | {memory / 1024:.0f} MB | {count} | {worst} |",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--callgrind", action="store_true")
    options = parser.parse_args()
    note = "measured between" if os.environ.get("PHREEQC") else "stored"
    print(f"| work, one core | PHREEQC 3 ({note}) | required | aim | user time | peak memory | instructions | "
          "of the tolerance |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for work in works():
            measure(work, options, folder)


main()
