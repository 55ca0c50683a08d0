"""Embeds assets/ into a C file: hashed names, ETag, gzip made at build time where it is smaller.

    embed_assets.py OUTPUT.c FILE..."""
import gzip
import hashlib
import os
import sys

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon",
         ".woff2": "font/woff2", ".json": "application/json"}


def array(name, data):
    lines = [",".join(map(str, data[i:i + 24])) for i in range(0, len(data), 24)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "\n};\n"


def main():
    output, files = sys.argv[1], sys.argv[2:]
    arrays, rows = [], []
    for index, path in enumerate(sorted(files, key=os.path.basename)):
        name = os.path.basename(path)
        stem, extension = os.path.splitext(name)
        with open(path, "rb") as file:
            data = file.read()
        digest = hashlib.sha256(data).hexdigest()[:12]
        packed = gzip.compress(data, 9, mtime=0)
        if len(packed) >= len(data):
            packed = b""
        arrays.append(array(f"plain_{index}", data or b"\n"))
        gzip_text = 'STR_INIT("")'
        if packed:
            arrays.append(array(f"gzip_{index}", packed))
            gzip_text = f"{{(const char *)gzip_{index}, sizeof gzip_{index}}}"
        rows.append(f'    {{STR_INIT("{name}"), STR_INIT("/assets/{stem}.{digest}{extension}"), '
                    f'STR_INIT("{TYPES[extension]}"), STR_INIT("\\"{digest}\\""), '
                    f"{{(const char *)plain_{index}, sizeof plain_{index}}}, {gzip_text}}},")
    with open(output, "w", encoding="utf-8") as out:
        out.write("/* Made by tools/embed_assets.py from assets. */\n#include \"web/asset_table.h\"\n\n"
                  + "\n".join(arrays) + "\nconst struct asset asset_table[] = {\n"
                  + "\n".join(rows) + f"\n}};\nconst size_t asset_count = {len(rows)};\n")


main()
