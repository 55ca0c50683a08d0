"""inspect_fix.py MEGURI SAMPLES: `meguri inspect --fix` from outside: copies, proofs, formulas, paragraphs, letters. Prints TAP."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

PROGRAM, SAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "inspect"))
import sample_chart  # noqa: E402
import sample_office  # noqa: E402
import sample_pdf  # noqa: E402

HAS_OFFICE = bool(shutil.which("soffice"))


def run(*arguments):
    done = subprocess.run([PROGRAM, "inspect", *map(str, arguments)], capture_output=True, text=True, timeout=200)
    return done.returncode, done.stdout, done.stderr


def fix(kinds, file, expect=0):
    """The one file's part of the JSON report, and the copy."""
    code, out, err = run("--json", "--fix", kinds, file)
    assert code == expect, (code, out, err)
    report = json.loads(out)["files"][0]
    return report, pathlib.Path(report["output"]) if report["output"] else None


def part(copy, name):
    with zipfile.ZipFile(copy) as archive:
        return archive.read(name).decode()


def put(folder, name, data):
    (folder / name).write_bytes(data)
    return folder / name


def writes_a_copy_beside_and_never_over_a_file(folder):
    data = (SAMPLES / "PDF-07_box.pdf").read_bytes()
    file = put(folder, "report.pdf", data)
    report, copy = fix("PDF-07", file)
    assert copy.name == "report.clean.pdf" and file.read_bytes() == data
    assert report["pages"] == "same" and report["pages_compared"] == 1
    assert [found["kind"] for found in report["removed"]] == ["PDF-07"] and not report["kept"]
    first = copy.read_bytes()
    code, _, err = run("--fix", "PDF-07", file)
    assert code == 1 and "すでにあります" in err and copy.read_bytes() == first
    assert run("--fix", "PDF-07", "--output", folder / "other.pdf", file)[0] == 0
    assert (folder / "other.pdf").read_bytes() == first
    assert run(copy)[0] == 0


def says_what_stays_and_why(folder):
    file = put(folder, "a.txt", "担当：山田太郎\n".encode())
    code, out, _ = run("--fix", "PI-01", file)
    assert code == 4 and "残った" in out and "人が決めます" in out and list(folder.iterdir()) == [file]
    macro = put(folder, "m.xlsm", (SAMPLES / "OPC-13_macro.xlsm").read_bytes())
    report, copy = fix("all", macro, 4)
    assert report["state"] == "refused" and copy is None and "マクロ" in report["reason"]


def wants_kinds_that_there_are(_):
    code, _, err = run("--fix", "XL-99", SAMPLES / "clean_book.xlsx")
    assert code == 2 and "XL-99" in err


def leaves_a_clean_file_alone(folder):
    file = put(folder, "clean.xlsx", (SAMPLES / "clean_book.xlsx").read_bytes())
    report, copy = fix("all", file)
    assert report["state"] == "unchanged" and copy is None


def cell(reference, formula, value):
    return f'<c r="{reference}">' + (f"<f>{formula}</f>" if formula else "") + f"<v>{value}</v></c>"


def moves_formulas_or_makes_them_values(folder):
    book = sample_office.workbook()
    rows = ("".join(f'<row r="{i}"{" hidden=" + chr(34) + "1" + chr(34) if i == 3 else ""}>{cell(f"A{i}", "", i)}{cell(f"B{i}", f"A{i}*2", i * 2)}</row>'
                    for i in range(1, 6)) +
            '<row r="6">' + cell("A6", "SUM(A1:A5)", 15) + cell("B6", "A5+1", 6) + cell("C6", "$B$4&amp;\"A5\"", "8A5") + "</row>")
    book.change("xl/worksheets/sheet1.xml", sample_office.SHEET_ROWS, rows)
    book.change("xl/workbook.xml", "<definedNames>", "<definedNames><definedName name=\"末\">水質!$A$5</definedName>")
    file = put(folder, "moved.xlsx", book.bytes())
    report, copy = fix("XL-04", file)
    sheet = part(copy, "xl/worksheets/sheet1.xml")
    formulas = dict(re.findall(r'<c r="(\w+)"><f>([^<]*)</f>', sheet))
    assert formulas == {"B1": "A1*2", "B2": "A2*2", "B3": "A3*2", "B4": "A4*2", "B5": "A4+1", "C5": "$B$3&amp;&quot;A5&quot;"}, formulas
    assert '<c r="A5"><v>15</v></c>' in sheet and "水質!$A$4" in part(copy, "xl/workbook.xml")
    assert report["pages"] == ("same" if HAS_OFFICE else "not proven")


def does_not_lose_a_result_that_was_never_saved(folder):
    book = sample_office.workbook()
    book.change("xl/worksheets/sheet1.xml", sample_office.SHEET_ROWS,
                '<row r="1"><c r="A1"><f>SUM(A2:A3)</f></c></row><row r="2" hidden="1">' + cell("A2", "", 1) + "</row>")
    report, copy = fix("XL-04", put(folder, "unsaved.xlsx", book.bytes()), 4)
    assert copy is None and report["kept"][0]["kind"] == "XL-04"


def drops_a_hidden_sheet_and_all_that_only_it_used(folder):
    copy = fix("XL-01", put(folder, "h.xlsx", (SAMPLES / "XL-01_hidden.xlsx").read_bytes()))[1]
    with zipfile.ZipFile(copy) as archive:
        assert "xl/worksheets/sheet2.xml" not in archive.namelist() and archive.testzip() is None
        assert b"sheet2" not in archive.read("xl/_rels/workbook.xml.rels")
    assert "控え" not in part(copy, "xl/workbook.xml")


def paragraph(text, mark="", inner=""):
    return f"<w:p><w:pPr>{mark}</w:pPr>{inner}<w:r><w:t>{text}</w:t></w:r></w:p>"


def accepts_changes_as_word_does(folder):
    deleted = '<w:rPr><w:del w:author="山田"/></w:rPr>'
    body = (paragraph("前半", deleted, '<w:ins w:author="山田"><w:r><w:t>足した</w:t></w:r></w:ins>') +
            paragraph("後半", '<w:jc w:val="right"/>', '<w:del w:author="山田"><w:r><w:delText>消した</w:delText></w:r></w:del>'))
    copy = fix("WD-01", put(folder, "c.docx", sample_office.document(body).bytes()))[1]
    text = part(copy, "word/document.xml")
    assert text.count("<w:p>") == 1 and "消した" not in text and "山田" not in text
    assert re.sub("<[^>]*>", "", text) == "足した前半後半" and 'w:val="right"' in text


def takes_covered_letters_out_of_a_line(folder):
    content = "BT /F1 12 Tf 72 700 Td (visible hidden) Tj ( and more) Tj ET\n0 g 114 695 42 20 re f\n"
    widths = "/FirstChar 32/LastChar 126/Widths[" + "500 " * 95 + "]"
    made = sample_pdf.Pdf(content)
    made.add(5, f"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding{widths}>>")
    report, copy = fix("PDF-07", put(folder, "line.pdf", made.bytes()))
    text = subprocess.run(["pdftotext", str(copy), "-"], capture_output=True, text=True, check=True).stdout
    assert "visible" in text and "and more" in text and "hidden" not in text and report["pages"] == "same"


def cleans_a_folder_into_another(folder):
    source, target = folder / "納入物", folder / "公表"
    (source / "図").mkdir(parents=True)
    planted = {"報告.pdf": "PDF-05_author.pdf", "図/写真.jpg": "IMG-01_gps.jpg", "図/まとめ.zip": "OPC-02_comment.zip"}
    others = {"表.xlsx": "clean_book.xlsx", "マクロ.xlsm": "OPC-13_macro.xlsm"}
    for name, sample in {**planted, **others}.items():
        put(source, name, (SAMPLES / sample).read_bytes())
    (source / "近道").symlink_to("/etc/hostname")
    code, out, _ = run("--fix", "usual", "--output", target, "--xlsx", folder / "前後.xlsx", source)
    assert code == 4 and "整理した写し 3 件、元のまま写したもの 2 件、写していないもの 1 件" in out, out
    assert sorted(str(f.relative_to(target)) for f in target.rglob("*") if f.is_file()) == sorted(f"納入物/{name}" for name in (*planted, *others))
    for name in others:
        assert (target / "納入物" / name).read_bytes() == (source / name).read_bytes()
        assert f"→ {target}/納入物/{name}（元のまま写しました）" in out
    assert all(run(target / "納入物" / name)[0] == 0 for name in planted)
    report = part(folder / "前後.xlsx", "xl/sharedStrings.xml") if "xl/sharedStrings.xml" in zipfile.ZipFile(folder / "前後.xlsx").namelist() \
        else part(folder / "前後.xlsx", "xl/worksheets/sheet1.xml")
    assert "整理した写し" in report and "除くものなし" in report
    code, _, err = run("--fix", "usual", "--output", target, source)
    assert code == 1 and "すでにあります" in err


def takes_out_single_findings_by_their_numbers(folder):
    book = sample_office.workbook()
    rows = "".join(f'<row r="{i}"{" hidden=" + chr(34) + "1" + chr(34) if i in (2, 4, 6) else ""}>{cell(f"A{i}", "", i)}</row>' for i in range(1, 8))
    book.change("xl/worksheets/sheet1.xml", sample_office.SHEET_ROWS, rows)
    file = put(folder, "three.xlsx", book.bytes())
    found = [one["id"] for one in json.loads(run("--json", file)[1])["files"][0]["findings"] if one["kind"] == "XL-04"]
    assert found == ["XL-04:1", "XL-04:2", "XL-04:3"], found
    report, copy = fix("XL-04:2", file)
    assert [one["id"] for one in report["removed"]] == ["XL-04:2"] and not report["kept"]
    assert re.findall(r'<row r="(\d)" hidden="1">', part(copy, "xl/worksheets/sheet1.xml")) == ["2", "5"]
    assert report["pages"] == ("same" if HAS_OFFICE else "not proven")
    code, _, err = run("--fix", "XL-04:2", file, copy)
    assert code == 2 and "1 つのファイル" in err
    assert fix("XL-04:1,9", file, 4)[0]["state"] == "refused"


def moves_what_a_chart_refers_to(folder):
    chart = sample_chart.chart_part([10, 40, 50], "水質!$B$1:$B$5", "水質!$A$1:$A$5")
    book = sample_chart.charted(sample_chart.rows(9, 2, 3, 7), chart)
    report, copy = fix("XL-04", put(folder, "chart.xlsx", book.bytes()))
    moved = part(copy, "xl/charts/chart1.xml")
    assert "水質!$B$1:$B$3</c:f>" in moved and "水質!$A$1:$A$3</c:f>" in moved and not report["kept"]
    assert sample_chart.cache([10, 40, 50]) in moved
    assert report["pages"] == ("same" if HAS_OFFICE else "not proven")


def keeps_only_what_a_chart_draws(folder):
    chart = sample_chart.chart_part([10, 20, 30], "水質!$B$1:$B$3", shows_hidden=True)
    book = sample_chart.charted(sample_chart.rows(9, 2, 7), chart)
    sample_chart.add_sheet(book, 2, "表", sample_chart.rows(5, 3))
    file = put(folder, "drawn.xlsx", book.bytes())
    report, copy = fix("XL-04", file, 4)
    assert len(report["removed"]) == 2 and [one["place"] for one in report["kept"]][0].startswith('sheet "水質" 2:2')
    assert '<row r="2" hidden="1">' in part(copy, "xl/worksheets/sheet1.xml") and 'hidden' not in part(copy, "xl/worksheets/sheet2.xml")
    assert report["pages"] == ("same" if HAS_OFFICE else "not proven")
    copy.unlink()
    _, out, _ = run("--fix", "XL-04", file)
    assert "シート「水質」のグラフ（xl/charts/chart1.xml）が 水質!B1:B3 から描かれています" in out, out


def lets_a_hidden_sheet_go_that_a_chart_draws(folder):
    chart = sample_chart.chart_part([30, 10, 20], "控え!$B$1:$B$3", "控え!$A$1:$A$3")
    book = sample_chart.charted(sample_chart.rows(3), chart)
    sample_chart.add_sheet(book, 2, "控え", '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>30</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>10</v></c></row>'
                           '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><v>20</v></c></row><row r="4"><c r="A4"><v>999</v></c></row>', ' state="hidden"')
    report, copy = fix("XL-01", put(folder, "hidden.xlsx", book.bytes()))
    literal = part(copy, "xl/charts/chart1.xml")
    assert "控え" not in literal and literal.count("numLit") == 4 and "<c:v>30</c:v>" in literal
    assert report["pages"] == ("same" if HAS_OFFICE else "not proven"), report


def keeps_the_rows_of_a_striped_table_and_cleans_the_rest(folder):
    book = sample_chart.charted(sample_chart.rows(6, 3), sample_chart.chart_part([10, 20], "水質!$B$1:$B$2"))
    book.change("xl/styles.xml", "<dxfs>", '<dxfs><dxf><fill><patternFill><bgColor rgb="FFFFFF00"/></patternFill></fill></dxf>')
    book.change("xl/worksheets/sheet1.xml", "</sheetData>", '</sheetData><conditionalFormatting sqref="A1:B6"><cfRule type="expression" dxfId="0" priority="1">'
                "<formula>MOD(ROW(),2)=0</formula></cfRule></conditionalFormatting>")
    sample_chart.add_sheet(book, 2, "表", sample_chart.rows(5, 3))
    file = put(folder, "striped.xlsx", book.bytes())
    report, copy = fix("XL-04", file, 4)
    assert len(report["removed"]) == 1 and len(report["kept"]) == 1 and report["kept"][0]["place"].startswith('sheet "水質" 3:3')
    assert report["pages"] == ("same" if HAS_OFFICE else "not proven")
    copy.unlink()
    assert "条件付き書式" in run("--fix", "XL-04", file)[1]


def form(appearance="/AP<</N 9 0 R>>"):
    """A text field and a ticked box over a line of text."""
    made = sample_pdf.Pdf("BT /F1 12 Tf 72 700 Td (Name) Tj ET\nq 2 0 0 2 0 0 cm", page="/Annots[8 0 R 10 0 R]",
                          catalog="/AcroForm<</Fields[8 0 R 10 0 R]/DA(/F1 12 Tf)/DR<</Font<</F1 5 0 R>>>>>>")
    made.add(8, f"<</Type/Annot/Subtype/Widget/FT/Tx/T(applicant)/V(Yamada Taro)/F 4/Rect[120 695 320 715]/DA(/F1 12 Tf 0 g){appearance}>>")
    made.stream(9, b"/Tx BMC q BT /F1 12 Tf 0 g 2 5 Td (Yamada Taro) Tj ET Q EMC", "/Type/XObject/Subtype/Form/BBox[0 0 200 20]")
    made.add(10, "<</Type/Annot/Subtype/Widget/FT/Btn/T(agree)/V/Yes/AS/Yes/F 4/Rect[72 650 92 670]/AP<</N<</Yes 11 0 R/Off 12 0 R>>>>>>")
    made.stream(11, b"0 0 1 rg 0 0 10 10 re f", "/Type/XObject/Subtype/Form/BBox[0 0 10 10]")
    return made.stream(12, b"", "/Type/XObject/Subtype/Form/BBox[0 0 10 10]").bytes()


def makes_form_fields_part_of_the_page(folder):
    report, copy = fix("PDF-13", put(folder, "form.pdf", form()))
    assert not report["kept"] and {one["kind"] for one in report["removed"]} == {"PDF-13"}
    assert report["pages"] == "same" and report["pages_compared"] == 1, report
    data = copy.read_bytes()
    assert b"AcroForm" not in data and b"applicant" not in data and b"Widget" not in data and b"(Yamada" not in data
    text = subprocess.run(["pdftotext", str(copy), "-"], capture_output=True, text=True, check=True).stdout
    assert "Yamada Taro" in text and "Name" in text
    report, copy = fix("PDF-13", put(folder, "unsaved.pdf", form("")), 4)
    assert copy is None and report["kept"][0]["kind"] == "PDF-13"


OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


def open_sheet(*tables, names=""):
    content = (f'<office:document-content xmlns:office="{OPEN}office:1.0" xmlns:text="{OPEN}text:1.0" xmlns:table="{OPEN}table:1.0" xmlns:style="{OPEN}style:1.0" '
               'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3"><office:automatic-styles><style:style style:name="ta1" style:family="table">'
               '<style:table-properties table:display="true"/></style:style><style:style style:name="ta2" style:family="table"><style:table-properties '
               f'table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{"".join(tables)}{names}</office:spreadsheet></office:body></office:document-content>')
    manifest = (f'<manifest:manifest xmlns:manifest="{OPEN}manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
                'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    return sample_office.make_zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


def open_cell(value, formula=""):
    return f'<table:table-cell{f" table:formula={chr(34)}{formula}{chr(34)}" if formula else ""} office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def open_table(name, rows, style="ta1", more=""):
    return f'<table:table table:name="{name}" table:style-name="{style}"{more}><table:table-column table:number-columns-repeated="2"/>{rows}</table:table>'


def open_row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def deletes_what_an_open_document_spreadsheet_hides(folder):
    folded = ' table:visibility="collapse"'
    first = open_table("表", open_row(open_cell(1), open_cell(2, "of:=1+1")) + open_row(open_cell(5), more=folded) + open_row(open_cell(3)) +
                       open_row(open_cell(9, "of:=SUM([.A1:.A3])")))
    second = open_table("集計", open_row(open_cell(7, "of:=[控え.A1]")) + open_row(open_cell(4, "of:=2+2")))
    hidden = open_table("控え", open_row(open_cell(7)), "ta2")
    printed = open_table("印刷", open_row(open_cell(1)) + open_row(open_cell(8), more=folded) + open_row(open_cell(2)), more=' table:print-ranges="印刷.A1:印刷.B3"')
    names = '<table:named-expressions><table:named-range table:name="元" table:cell-range-address="$控え.$A$1" table:base-cell-address="$控え.$A$1"/></table:named-expressions>'
    report, copy = fix("OD-01", put(folder, "plain.ods", open_sheet(first, second, hidden, names=names)))
    text = part(copy, "content.xml")
    assert not report["kept"] and report["pages"] == ("same" if HAS_OFFICE else "not proven"), report
    assert "控え" not in text and "collapse" not in text and 'display="false"' not in text and "元" not in text
    assert re.findall('formula="([^"]*)"', text) == ["of:=1+1", "of:=2+2"] and 'office:value="9"' in text and 'office:value="5"' not in text
    report, copy = fix("OD-01", put(folder, "printed.ods", open_sheet(printed, hidden)), 4)
    assert [one["kind"] for one in report["removed"]] == ["OD-01"] and len(report["kept"]) == 1
    text = part(copy, "content.xml")
    assert "控え" not in text and "collapse" in text


def main():
    tests = [deletes_what_an_open_document_spreadsheet_hides, makes_form_fields_part_of_the_page, moves_what_a_chart_refers_to, keeps_only_what_a_chart_draws, lets_a_hidden_sheet_go_that_a_chart_draws,
             keeps_the_rows_of_a_striped_table_and_cleans_the_rest, takes_out_single_findings_by_their_numbers, writes_a_copy_beside_and_never_over_a_file, says_what_stays_and_why, wants_kinds_that_there_are, leaves_a_clean_file_alone,
             moves_formulas_or_makes_them_values, does_not_lose_a_result_that_was_never_saved,
             drops_a_hidden_sheet_and_all_that_only_it_used, accepts_changes_as_word_does, takes_covered_letters_out_of_a_line,
             cleans_a_folder_into_another]
    failed = False
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f"ok {number} - {test.__name__}")
            except (AssertionError, KeyError, IndexError, ValueError, TypeError) as error:
                failed = True
                print(f"# {type(error).__name__}: {error}\nnot ok {number} - {test.__name__}")
    sys.exit(failed)


main()
