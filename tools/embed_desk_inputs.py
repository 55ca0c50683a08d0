"""Makes the declared inputs of the record form from data/desk/fields.tsv: what a person may type, with
labels for the sentences about what is wrong.

    embed_desk_inputs.py fields.tsv OUTPUT.c OUTPUT.h"""
import sys

KIND = {"lines": "WEB_LINES", "text": "WEB_TEXT", "code": "WEB_TEXT", "date": "WEB_TEXT",
        "datetime": "WEB_TEXT", "decimal": "WEB_TEXT", "integer": "WEB_TEXT", "bool": "WEB_TEXT"}
LIMIT = {"WEB_LINES": 8000, "WEB_TEXT": 500}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    source, c_path, h_path = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip()]
    fields = [dict(zip(rows[0], row)) for row in rows[1:]]
    inputs = [f for f in fields if f["store"] != "derived" and f["type"] in KIND]
    with open(h_path, "w", encoding="utf-8") as out:
        out.write("/* Made by tools/embed_desk_inputs.py. */\n#ifndef MEGURI_DESK_RECORD_INPUTS_H\n"
                  "#define MEGURI_DESK_RECORD_INPUTS_H\n\n#include \"web/web.h\"\n\n"
                  f"enum {{ DESK_RECORD_INPUTS = {len(inputs) + 1} }};\n"
                  "extern const struct web_field desk_record_inputs[DESK_RECORD_INPUTS];\n\n#endif\n")
    with open(c_path, "w", encoding="utf-8") as out:
        out.write("/* Made by tools/embed_desk_inputs.py. */\n#include \"desk/record_inputs.h\"\n\n"
                  "const struct web_field desk_record_inputs[DESK_RECORD_INPUTS] = {\n"
                  "    {.name = STR_INIT(\"version\"), .kind = WEB_INTEGER, .required = true, "
                  ".most = INT64_MAX},\n")
        for field in inputs:
            kind = KIND[field["type"]]
            out.write(f"    {{.name = STR_INIT({quoted(field['code'])}), .kind = {kind}, "
                      f".limit = {LIMIT[kind]}, .label_ja = STR_INIT({quoted(field['label_ja'])}), "
                      f".label_en = STR_INIT({quoted(field['label_en'])})}},\n")
        out.write("};\n")


main()
