"""Makes the workbooks of the tests of the table reader, byte for byte the same at every run.
Usage: make_sheets.py FOLDER; the outputs are checked in beside it."""
import pathlib
import sys
import zipfile

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOOK = f"""<?xml version="1.0"?><workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<workbookPr/><sheets><sheet name="一覧" sheetId="1" r:id="rId1"/>
<sheet name="隠し" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"""
RELATIONS = """<?xml version="1.0"?><Relationships xmlns="x"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"""
STRINGS = f"""<?xml version="1.0"?><sst {MAIN}><si><t>品名</t><rPh sb="0" eb="2"><t>ヒンメイ</t></rPh></si>
<si><r><t>被覆</t></r><r><t>電線㈱髙</t></r></si></sst>"""
STYLES = f"""<?xml version="1.0"?><styleSheet {MAIN}><numFmts count="2">
<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>
<numFmt numFmtId="165" formatCode="&quot;day&quot;0.00[Red]"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>
</styleSheet>"""
CELLS = f"""<?xml version="1.0"?><worksheet {MAIN}><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>数量</t></is></c></row>
<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>0012.50</v></c><c r="C3" s="1"><v>45748</v></c>
<c r="D3" s="2"><v>45748</v></c><c r="E3" s="3"><v>45748</v></c><c r="F3" s="4"><v>45748.395833333</v></c>
<c r="G3" t="b"><v>1</v></c><c r="H3" t="str"><f>A1</f><v>式の値</v></c><c r="I3"/></row></sheetData>
<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>"""
HIDDEN = f"""<?xml version="1.0"?><worksheet {MAIN}><sheetData><row><c t="n"><v>1</v></c><c><v>2</v></c></row>
</sheetData></worksheet>"""


def book(**changes):
    parts = {"[Content_Types].xml": TYPES, "xl/workbook.xml": BOOK,
             "xl/_rels/workbook.xml.rels": RELATIONS, "xl/sharedStrings.xml": STRINGS,
             "xl/styles.xml": STYLES, "xl/worksheets/sheet1.xml": CELLS,
             "xl/worksheets/sheet2.xml": HIDDEN}
    for name, text in changes.items():
        parts[{"cells": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml",
               "book": "xl/workbook.xml"}[name]] = text
    return parts


BOMB = ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>' + CELLS.split("?>", 1)[1].replace("数量", "&c;"))
BOOKS = {
    "plain": book(),
    "doctype": book(cells=BOMB),
    "zip_bomb": book(cells=CELLS.replace("<sheetData>", "<sheetData>" + " " * (30 << 20))),
    "bad_xml": book(cells=CELLS[:400]),
    "bad_string_number": book(cells=CELLS.replace("<v>1</v></c><c r=\"B3\"", "<v>99</v></c><c r=\"B3\"")),
    "bad_reference": book(cells=CELLS.replace('r="B3"', 'r="ZZZZ3"')),
    "out_of_order": book(cells=CELLS.replace('r="B3"', 'r="A2"')),
    "no_sheets": book(book=BOOK.replace("<sheet ", "<other ")),
    "from_1904": book(book=BOOK.replace("<workbookPr/>", '<workbookPr date1904="1"/>')),
}


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, parts in BOOKS.items():
        with zipfile.ZipFile(folder / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as out:
            for path, text in parts.items():
                info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(info, text)


main()
