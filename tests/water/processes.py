"""meguri-mpi: two processes give what two threads give, to the last bit. Prints TAP."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

MEGURI, MPI = sys.argv[1:3]
STUDY = """[water 原水]
pH = 3.5
Fe(2) = 37.5 mg/L
SO4 = 335 mg/L
TIC = 3 mg/L
O2 = 5 mg/L
[flow]
value = 50 L/min
[tank 酸化槽]
kind = iron_oxidation_reactor
from = 原水
volume = 9 m3
[observe]
table = table.csv
[parameter *.iron_bacterial.R_max]
lower = 1e-9 mol/kg/s
upper = 1e-6 mol/kg/s
deviation = 0.5
"""
TABLE = "date,point,item,value,unit\n2024-05-01,酸化槽,Fe(2),25,mg/L\n2024-06-01,酸化槽,pH,3.4,\n"


def as_nobody():
    """mpirun refuses root."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []


def launch(folder, count):
    # shared memory and loopback only
    return [*as_nobody(), "mpirun", "--oversubscribe", "-np", str(count), "--mca", "btl", "self,vader",
            "--mca", "oob_tcp_if_include", "lo", "--mca", "plm", "isolated", folder / "meguri-mpi"]


def run(words, folder):
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "ASAN_OPTIONS": "detect_leaks=0"}
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, cwd=folder, timeout=120)


def two_processes_give_the_bits_of_two_threads(folder):
    words = ["study.txt", "--members", 24, "--iterations", 3, "--seed", 7, "--output"]
    for count in (1, 2, 3):
        answer = run([*launch(folder, count), *words, f"mpi{count}.ens"], folder)
        assert answer.returncode == 0, (count, answer.stderr[-2000:])
        assert answer.stdout.count("目的関数の平均") == 1, "one process speaks"
    threads = run([*as_nobody(), folder / "meguri", "water", "ensemble", *words, "threads.ens"], folder)
    assert threads.returncode == 0, threads.stderr
    saved = (folder / "threads.ens").read_bytes()
    for count in (1, 2, 3):
        assert (folder / f"mpi{count}.ens").read_bytes() == saved, f"{count} processes differ"


def a_study_that_cannot_be_read_ends_all_processes(folder):
    answer = run([*launch(folder, 2), "absent.txt"], folder)
    assert answer.returncode != 0 and "absent.txt" in answer.stderr, answer.stderr[-2000:]


def main():
    tests = [two_processes_give_the_bits_of_two_threads, a_study_that_cannot_be_read_ends_all_processes]
    if not shutil.which("mpirun") or not os.path.exists(MPI):
        print("1..0 # SKIP OpenMPI is not installed")
        return False
    print(f"1..{len(tests)}")
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for program, as_name in ((MEGURI, "meguri"), (MPI, "meguri-mpi")):
            shutil.copy(program, folder / as_name)
        (folder / "study.txt").write_text(STUDY, encoding="utf-8")
        (folder / "table.csv").write_text(TABLE, encoding="utf-8")
        folder.chmod(0o777)
        for number, test in enumerate(tests, 1):
            try:
                test(folder)
                print(f"ok {number} - {test.__name__}")
            except (AssertionError, subprocess.TimeoutExpired) as fault:
                failed = True
                print(f"not ok {number} - {test.__name__}\n# {fault!r}")
    return failed


sys.exit(main())
