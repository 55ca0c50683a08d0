"""Keeps the house rules of docs/architecture.md: includes point downward, no circles, pure rooms
include only base, a domain room is entered by its one public header. Prints TAP."""
import pathlib
import re
import sys

# Lower rooms first. A room may include rooms of a strictly lower storey and itself.
STOREYS = [
    {"base"},
    {"html", "store", "net", "doc", "law", "chem", "node", "inspect"},
    {"account"},
    {"web"},
    {"desk", "water", "field", "contract", "security"},
]
PURE = {"law", "chem", "node", "inspect"}
DOMAIN = STOREYS[-1]
# meguri-worker is an executable of its own: parsers over base, the protocol it shares with doc, and the
# pure room that looks into deliverables.
WORKER_MAY = {"base/", "worker/", "doc/worker_protocol.h", "inspect/inspect.h", "inspect/clean.h"}
# The numerical core of the water room runs without store and pages.
CORE = pathlib.PurePath("water/model")
CORE_MAY = ("base/", "chem/chem.h", "water/model/")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def storey(room):
    for height, rooms in enumerate(STOREYS):
        if room in rooms:
            return height
    return None


def faults_of(path, room, text):
    for target in INCLUDE.findall(text):
        other = target.split("/")[0] if "/" in target else None
        if other is None:
            yield f"{path}: include \"{target}\" without its room"
        elif room == "worker":
            if not any(target.startswith(allowed) for allowed in WORKER_MAY):
                yield f"{path}: the worker may not include {target}"
        elif CORE in pathlib.PurePath(path).parents and not target.startswith(CORE_MAY):
            yield f"{path}: the pure core may not include {target}"
        elif other == room:
            continue
        elif storey(other) is None:
            yield f"{path}: unknown room in {target}"
        elif room in PURE and other != "base":
            yield f"{path}: pure room {room} includes {target}"
        elif room in DOMAIN and other in DOMAIN:
            if target != f"{other}/{other}.h":
                yield f"{path}: enters {other} past its public header: {target}"
        elif storey(other) >= storey(room):
            yield f"{path}: arrow upward to {target}"


def circles(graph):
    done, stack = set(), []

    def visit(node):
        if node in stack:
            yield " -> ".join(stack[stack.index(node):] + [node])
            return
        if node in done:
            return
        stack.append(node)
        for following in sorted(graph.get(node, ())):
            yield from visit(following)
        stack.pop()
        done.add(node)

    for node in sorted(graph):
        yield from visit(node)


def main():
    source = pathlib.Path(sys.argv[1]) / "src"
    faults, headers, rooms = [], {}, {}
    for path in sorted(source.rglob("*.[ch]")):
        relative = path.relative_to(source)
        if len(relative.parts) == 1:
            continue  # meguri.c and its parts are the roof and may include every room
        room = relative.parts[0]
        text = path.read_text(encoding="utf-8")
        if storey(room) is None and room != "worker":
            faults.append(f"{relative}: room {room} is not in the plan of the house")
            continue
        faults += list(faults_of(relative, room, text))
        targets = INCLUDE.findall(text)
        if path.suffix == ".h":
            headers[str(relative)] = set(targets)
        rooms.setdefault(room, set()).update(
            t.split("/")[0] for t in targets if t.split("/")[0] != room and room != "worker")
    header_circles = list(circles(headers))
    room_circles = list(circles(rooms))
    checks = [
        ("includes_point_downward_and_enter_by_the_front_door", faults),
        ("no_circles_between_headers", header_circles),
        ("no_circles_between_rooms", room_circles),
    ]
    print(f"1..{len(checks)}")
    failed = False
    for number, (name, found) in enumerate(checks, 1):
        for fault in found:
            print(f"# {fault}")
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
        failed = failed or bool(found)
    sys.exit(1 if failed else 0)


main()
