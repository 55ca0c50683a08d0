"""run.py HARNESS SEEDS RUNS SECONDS: a bounded libFuzzer run from the seeds, whose folder stays as it is; by
seconds with MEGURI_LONG in the environment."""
import os
import subprocess
import sys
import tempfile


def main():
    harness, seeds, runs, seconds = sys.argv[1:]
    if not os.listdir(seeds):
        sys.exit(f"{seeds}: a harness needs seeds")
    bound = [f"-max_total_time={seconds}"] if os.environ.get("MEGURI_LONG") else [f"-runs={runs}"]
    with tempfile.TemporaryDirectory() as found:
        command = [harness, "-seed=1", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1",
                   f"-artifact_prefix={harness}-", *bound, found, seeds]
        result = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace")
    if result.returncode:
        sys.stderr.write(result.stderr[-8000:])
    else:
        print("\n".join(result.stderr.splitlines()[-8:]))
    sys.exit(result.returncode)


main()
