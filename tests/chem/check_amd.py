#!/usr/bin/env python3
"""data/chem/amd.dat is what tools/make_amd_database.py makes, and every constant in it names its source."""
import subprocess
import sys

root = sys.argv[1]
path = f"{root}/data/chem/amd.dat"
lines = open(path, encoding="utf-8").read().split("\n")
made = subprocess.run(
    [sys.executable, f"{root}/tools/make_amd_database.py", f"{root}/tests/data/chem/databases",
     f"{root}/data/chem/amd_additions.dat"], capture_output=True, encoding="utf-8", check=True).stdout.split("\n")


def definitions():
    """First line of each definition with the lines that belong to it."""
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#") or line.isupper() and "=" not in line:
            continue
        if line.startswith(" ") and found:
            found[-1].append(line)
        else:
            found.append([line])
    return found


without = [entry[0] for entry in definitions() if not any("# source: " in line for line in entry)]
print("1..3")
print(f"{'ok' if made == lines else 'not ok'} 1 - the_file_is_what_the_tool_makes")
print(f"{'not ok' if without else 'ok'} 2 - every_constant_names_its_source")
for entry in without:
    print(f"# without source: {entry}")
counted = len(definitions())
print(f"{'ok' if counted > 450 else 'not ok'} 3 - definitions_are_recognised ({counted})")
sys.exit(1 if without or made != lines or counted <= 450 else 0)
