"""Compiles tests/html/misuse.c once for each misuse and expects the compiler to refuse. Prints TAP.

    check_misuse.py SOURCE_ROOT COMPILER..."""
import pathlib
import re
import subprocess
import sys


def main():
    root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2:]
    source = root / "tests/html/misuse.c"
    samples = re.findall(r"MISUSE == (\d+) */\* (.*?)[:*]", source.read_text(encoding="utf-8"))
    print(f"1..{len(samples) + 1}")
    failed = False
    for index, (number, name) in enumerate([("0", "compiles without misuse")] + samples, 1):
        run = subprocess.run([*compiler, "-std=gnu11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                              f"-I{root / 'src'}", f"-DMISUSE={number}", str(source)],
                             capture_output=True, text=True, check=False)
        good = (run.returncode == 0) == (number == "0")
        label = name.strip().replace(" ", "_")
        print(f"{'ok' if good else 'not ok'} {index} - {label if number == '0' else 'refuses_' + label}")
        if not good:
            print("\n".join("# " + line for line in run.stderr.splitlines()[:10]))
            failed = True
    sys.exit(1 if failed else 0)


main()
