"""Prints an xlsx as other programs see it: one line per cell (sheet, place, type, text), then what a
reader would miss at once: freeze panes, filters, fonts, formulas, dates. Argument: the file."""
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
book = zipfile.ZipFile(sys.argv[1])
sheets = tree.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")
for number, sheet in enumerate(sheets, 1):
    name = sheet.get("name")
    root = tree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    for cell in root.iter(MAIN + "c"):
        kind = cell.get("t", "n")
        text = "".join(part.text or "" for part in cell.iter() if part.tag in (MAIN + "t", MAIN + "v"))
        print(name, cell.get("r"), kind, repr(text), sep="|")
    for pane in root.iter(MAIN + "pane"):
        print(name, "pane", pane.get("state"), pane.get("topLeftCell"), sep="|")
    for filter_ in root.iter(MAIN + "autoFilter"):
        print(name, "filter", filter_.get("ref"), sep="|")
    print(name, "formulas", sum(1 for _ in root.iter(MAIN + "f")), sep="|")
styles = tree.fromstring(book.read("xl/styles.xml"))
print("fonts", *sorted({font.get("val") for font in styles.iter(MAIN + "name")}), sep="|")
for element in tree.fromstring(book.read("docProps/core.xml")):
    print(element.tag.split("}")[1], element.text or "", sep="|")
print("archive dates", *sorted({str(item.date_time) for item in book.infolist()}), sep="|")
