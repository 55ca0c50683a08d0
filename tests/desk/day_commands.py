"""The day's commands as a person types them: setup, generate, month, close, export. Prints TAP.
Argument: the program meguri."""
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PROGRAM = sys.argv[1]
results = []


def meguri(*words):
    run = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
    return run.returncode, run.stdout, run.stderr


def behaviour(name, passed, why=""):
    results.append(passed)
    print(f"{'ok' if passed else 'not ok'} {len(results)} - {name}")
    if not passed:
        print(f"# {why}")


def month_of(data, month):
    return json.loads(meguri("desk", "month", month, "--data", data, "--json")[1])


def last_months():
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()
    for back in range(14):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        yield f"{year}-{month + 1:02d}"


def days_of(month):
    first = datetime.date.fromisoformat(month + "-01")
    return (day.isoformat() for day in (first + datetime.timedelta(n) for n in range(28)))


def close(data, day, *more):
    return meguri("desk", "close", "--data", data, "--date", day, "--json", *more)


def busy_day(data):
    for month in last_months():
        if month_of(data, month)["total"]["advised"] == 0:
            continue
        for day in days_of(month):
            seen = json.loads(close(data, day, "--dry-run")[1] or "{}")
            if seen.get("advised", 0) > 0 and seen["unfinished"] == 0:
                return day, seen
    raise SystemExit("Bail out! the synthetic history has no finished day")


def main():
    with tempfile.TemporaryDirectory() as folder:
        data, out = folder + "/data", pathlib.Path(folder, "out")
        meguri("setup", "--data", data)
        meguri("desk", "generate", "--data", data, "--cases", "400", "--seed", "7")
        day, seen = busy_day(data)
        behaviour("counts_the_month_by_item",
                  sum(line["advised"] for line in month_of(data, day[:7])["lines"])
                  == month_of(data, day[:7])["total"]["advised"] > 0)
        code, said, why = meguri("desk", "export", "--data", data, "--date", day, "--to", str(out),
                                 "--json")
        names = json.loads(said or "{}").get("files", [])
        behaviour("exports_the_day_into_a_folder",
                  code == 0 and names and all((out / name).exists() for name in names), why)
        behaviour("writes_a_workbook_other_programs_open",
                  any(zipfile.is_zipfile(out / name) for name in names if name.endswith(".xlsx")))
        code, said, why = close(data, day)
        first = json.loads(said or "{}")
        behaviour("closes_a_finished_day", code == 0 and first.get("revision") == 1, why)
        again = json.loads(close(data, day)[1] or "{}")
        behaviour("closing_again_changes_nothing", again.get("already") is True)
        tomorrow = (datetime.date.today() + datetime.timedelta(2)).isoformat()
        code, said, why = close(data, tomorrow)
        behaviour("refuses_a_day_that_has_not_come", code == 2 and "ERR_DESK_FUTURE_DAY" in why, why)
        code, said, why = meguri("desk", "close", "--data", data, "--date", "2025-13-01")
        behaviour("says_what_a_date_looks_like", code == 2 and "2025-04-01" in why, why)
    print(f"1..{len(results)}")
    return 0


sys.exit(main())
