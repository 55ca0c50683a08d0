"""Keeps docs/coverage.md alive: every page, command, test and file it names must exist. Prints TAP.

A row is `| id | sentence | where | test | state |`; ids run A-001, A-002 … without a gap; state is one
of done, part, not yet, people. Names in back-quotes: `/desk/cases/:id` a page, `meguri desk import` a
command, `tests/x.c::name` a behaviour of a test file, anything else with a slash a file or folder."""
import collections
import pathlib
import re
import sys

STATES = ("done", "part", "not yet", "people")
ROW = re.compile(r"^\| ([ABC]-\d{3}) \|")
COUNT = re.compile(r"^\| ([ABC]) \|")
ROUTE = re.compile(r'\b[A-Z_]+\("(/[^"]*)"')
ROOM = re.compile(r'struct module \w+ = \{\s*\.name = STR_INIT\("(\w+)"\)(.*?)\n\};', re.DOTALL)
COMMANDS = re.compile(r"struct command (\w+)\[\w*\] = \{(.*?)\n\};", re.DOTALL)
COMMAND = re.compile(r'\{STR_INIT\("([a-z][a-z-]*)"\),\s*(?:STR_INIT\("([a-z-]*)"\),\s*\{)?')


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


class Product:
    """What the sources declare: the paths of route tables and the words of command tables."""

    def __init__(self, root):
        self.root, self.routes = root, set()
        texts = {path: path.read_text(encoding="utf-8") for path in sorted((root / "src").rglob("*.c"))}
        self.commands = set(COMMAND.findall(texts[root / "src/meguri.c"]))
        tables = {name: rows for text in texts.values() for name, rows in COMMANDS.findall(text)}
        for text in texts.values():
            if "struct web_route " in text:
                self.routes.update(ROUTE.findall(text))
            own = tables | dict(COMMANDS.findall(text))
            for room, body in ROOM.findall(text):
                table = re.search(r"\.commands = (\w+)", body)
                rows = own.get(table.group(1), "") if table else ""
                self.commands.update((room, name) for name, _ in COMMAND.findall(rows))

    def fault_of(self, name):
        if name.startswith("meguri "):
            words = name.split()[1:3] + [""]
            if (words[0], words[1]) in self.commands or (words[0], "") in self.commands:
                return None
            return f"no command {name}"
        if name.startswith("/"):
            return None if name in self.routes else f"no page {name}"
        if "/" not in name:
            return None
        path, _, behaviour = name.partition("::")
        if not (self.root / path).exists():
            return f"no file {path}"
        if behaviour:
            words = (self.root / path).read_text(encoding="utf-8")
            if not re.search(rf"\b{re.escape(behaviour)}\b", words):
                return f"no behaviour {name}"
        return None


def read(text):
    rows, claimed, malformed = [], {}, []
    for number, line in enumerate(text.splitlines(), 1):
        where, cells = f"docs/coverage.md:{number}", cells_of(line)
        if COUNT.match(line):
            claimed[cells[0]] = cells[1:]
        elif ROW.match(line):
            rows.append((where, cells))
            if len(cells) != 5 or not cells[1] or cells[-1] not in STATES:
                malformed.append(f"{where}: five cells, the last one of {', '.join(STATES)}")
        elif re.match(r"^\| [A-Z]-", line):
            malformed.append(f"{where}: an id is a letter and three digits")
    return rows, claimed, malformed


def gaps(rows):
    next_number = collections.Counter()
    for where, cells in rows:
        letter, number = cells[0].split("-")
        next_number[letter] += 1
        if int(number) != next_number[letter]:
            yield f"{where}: {cells[0]} stands where {letter}-{next_number[letter]:03} belongs"
            next_number[letter] = int(number)


def wrong_counts(rows, claimed):
    for letter in "ABC":
        states = [cells[-1] for _, cells in rows if cells[0][0] == letter]
        counted = [str(len(states))] + [str(states.count(state)) for state in STATES]
        if claimed.get(letter) != counted:
            yield f"{letter}: the table of counts should say {' | '.join(counted)}"


def main():
    root = pathlib.Path(sys.argv[1])
    product = Product(root)
    rows, claimed, malformed = read((root / "docs/coverage.md").read_text(encoding="utf-8"))
    dead = [f"{where}: {fault}" for where, cells in rows
            for name in re.findall(r"`([^`]+)`", " ".join(cells[2:4]))
            if (fault := product.fault_of(name))]
    unproven = [f"{where}: done, but no test is named" for where, cells in rows
                if cells[-1] == "done" and "`tests/" not in cells[3]]
    checks = [("coverage_rows_are_well_formed", malformed), ("coverage_has_no_gap", list(gaps(rows))),
              ("coverage_names_things_that_exist", dead),
              ("what_coverage_calls_done_has_a_test", unproven),
              ("the_counts_of_coverage_are_right", list(wrong_counts(rows, claimed)))]
    print(f"1..{len(checks)}")
    for number, (name, found) in enumerate(checks, 1):
        for fault in found:
            print(f"# {fault}")
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
    sys.exit(1 if any(found for _, found in checks) else 0)


main()
