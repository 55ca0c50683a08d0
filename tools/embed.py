"""embed.py OUTPUT.c TABLE FILE...: writes the files into a C source as `const struct embedded_files
TABLE` (base/embedded.h), sorted by name."""
import pathlib
import sys


def c_string(data):
    lines = []
    for start in range(0, len(data), 64):
        lines.append('        "' + "".join(f"\\{byte:03o}" for byte in data[start:start + 64]) + '"')
    return "\n".join(lines) or '        ""'


def main():
    output, table, *names = sys.argv[1:]
    paths = sorted((pathlib.Path(name) for name in names), key=lambda path: path.name)
    if len({path.name for path in paths}) != len(paths):
        sys.exit(f"{table}: two files have the same name")
    out = ['#include "base/embedded.h"', "", f"extern const struct embedded_files {table};", "",
           "static const struct embedded_file files[] = {"]
    for path in paths:
        data = path.read_bytes()
        name = path.name.encode()
        out.append(f'    {{{{"{path.name}", {len(name)}}},\n     {{\n{c_string(data)},\n      {len(data)}}}}},')
    out += ["};", "", f"const struct embedded_files {table} = {{files, {len(paths)}}};", ""]
    pathlib.Path(output).write_text("\n".join(out), encoding="utf-8")


main()
