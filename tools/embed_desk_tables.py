"""Writes the tables of data/desk as typed C arrays (src/desk/tables.h).
Usage: embed_desk_tables.py DATA_DIRECTORY OUT.c"""
import pathlib
import sys

STORES = {"column": "DESK_FIELD_COLUMN", "json": "DESK_FIELD_JSON",
          "personal": "DESK_FIELD_PERSONAL", "derived": "DESK_FIELD_DERIVED"}


def rows_of(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(header):
            sys.exit(f"{path}:{number}: {len(cells)} cells, {len(header)} expected")
        yield dict(zip(header, cells))


def text(value):
    escaped = "".join(
        chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}"
        for b in value.encode("utf-8"))
    return f'STR_INIT("{escaped}")'


def member(name, value):
    if name == "store":
        return f".store = {STORES[value]}"
    if name == "required":
        return f".required = {'true' if value == 'yes' else 'false'}"
    return f".{name} = {text(value)}"


def array(out, struct, name, path, sort_key=None):
    rows = list(rows_of(path))
    if sort_key:
        rows.sort(key=lambda row: row[sort_key])  # stable: keeps the file's order within a key
    out.append(f"static const struct {struct} {name}_rows[] = {{")
    for row in rows:
        out.append("    {" + ", ".join(member(k, v) for k, v in row.items()) + "},")
    out.append("};")
    out.append(f"const struct {struct} *const {name} = {name}_rows;")
    out.append(f"const size_t {name}_count = {len(rows)};")


def main():
    data, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out = ['#include "desk/tables_embedded.h"']
    array(out, "desk_field", "desk_embedded_fields", data / "fields.tsv")
    array(out, "desk_choice", "desk_embedded_choices", data / "choices.tsv", "list")
    array(out, "desk_document_rule", "desk_embedded_documents", data / "documents.tsv")
    array(out, "desk_checklist_row", "desk_embedded_checklists", data / "checklists.tsv")
    array(out, "desk_check_rule", "desk_embedded_checks", data / "checklist_facts.tsv")
    array(out, "desk_class_advice", "desk_embedded_class_advice", data / "class_advice.tsv")
    array(out, "desk_accepted_item", "desk_embedded_items", data / "accepted_items.tsv")
    array(out, "desk_advice", "desk_embedded_advice", data / "advice.tsv")
    array(out, "desk_advice", "desk_embedded_sentence", data / "fixed_sentence.tsv")
    array(out, "desk_setting_row", "desk_embedded_settings", data / "settings.tsv")
    array(out, "desk_statistic", "desk_embedded_statistics", data / "statistics.tsv")
    array(out, "desk_free_mail", "desk_embedded_free_mail", data / "free_mail.tsv")
    array(out, "desk_country_group", "desk_embedded_country_groups", data / "country_groups.tsv")
    array(out, "desk_synthetic_word", "desk_embedded_synthetic", data / "synthetic.tsv")
    target.write_text("\n".join(out) + "\n", encoding="utf-8")


main()
