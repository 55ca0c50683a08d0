"""Reads meson's testlog.json and prints "PASSED FAILED": each TAP behaviour counts as one; a program
that ends badly without a failed behaviour of its own counts as one failure."""
import json
import re
import sys

LINE = re.compile(r"^(not )?ok\b(?![^#]*#\s*skip)", re.I | re.M)


def main():
    passed = failed = 0
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            record = json.loads(line)
            results = LINE.findall(record.get("stdout", ""))
            bad = sum(1 for negation in results if negation)
            good = len(results) - bad
            well = record["result"] in ("OK", "EXPECTEDFAIL", "SKIP")
            if not results and record["result"] == "OK":
                good = 1
            if not well and bad == 0:
                bad = 1
            passed += good
            failed += bad
    print(passed, failed)


main()
