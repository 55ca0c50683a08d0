"""data/calendar/eras.tsv to a C table, newest era first. Usage: make_eras.py eras.tsv out.h"""
import datetime
import sys


def main():
    eras = []
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line or line.startswith("#") or line.startswith("name\t"):
                continue
            name, first_day, _source = line.split("\t")
            eras.append((datetime.date.fromisoformat(first_day), name))
    epoch = datetime.date(1970, 1, 1)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write("/* Made by tools/make_eras.py. */\n")
        out.write("static const struct era {\n    struct str name;\n    day_number first_day;\n")
        out.write("    int first_year;\n} eras[] = {\n")
        for first_day, name in sorted(eras, reverse=True):
            days = (first_day - epoch).days
            out.write(f'    {{STR_INIT("{name}"), {days}, {first_day.year}}},\n')
        out.write("};\n")


main()
