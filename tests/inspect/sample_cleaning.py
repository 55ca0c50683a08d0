"""sample_cleaning.py FOLDER STAMP: files with several findings of one kind, for taking out single ones. choices.tsv beside them says for
each choice what must be left: file, choice, words of the places of the findings that stay (with |), in their order."""
import pathlib
import sys

from sample_docx import run
from sample_office import document, make_zip, paragraph, presentation, shape, slide, workbook
from sample_pdf import Pdf
from sample_picture import exif, jpeg, segment
from sample_xlsx import BOOK, SHEET, STYLES

SHOW = "BT /F1 12 Tf 72 700 Td (Water quality) Tj ET\n"


def rows(*hidden, last=8, formula=None):
    """Numbers in column B; these rows are hidden."""
    book = workbook()
    text = "".join(f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if r in hidden else ""}><c r="A{r}"><v>{r}</v></c>'
                   f'<c r="B{r}"><v>{r * 10}</v></c></row>' for r in range(2, last + 1))
    head, tail = book.parts[SHEET].decode().split('<row r="2">')[0], "</sheetData></worksheet>"
    sum_row = f'<row r="{last + 1}"><c r="B{last + 1}"><f>{formula}</f><v>70</v></c></row>' if formula else ""
    book.parts[SHEET] = (head + text + sum_row + tail).encode()
    return book


def sheets():
    book = workbook()
    for number, name in ((2, "控え1"), (3, "控え2"), (4, "控え3")):
        relation = book.put(f"xl/worksheets/sheet{number}.xml", f"<worksheet><sheetData><row><c><v>{number}</v></c></row></sheetData></worksheet>",
                            BOOK, "worksheet")
        book.change(BOOK, "</sheets>", f'<sheet name="{name}" sheetId="{number}" state="hidden" r:id="{relation}"/></sheets>')
    return book.bytes()


def columns():
    book = workbook()
    book.change(SHEET, "<cols>", '<cols><col min="3" max="3" hidden="1"/><col min="5" max="6" hidden="1"/>')
    return book.bytes()


def unseen(number="", font="", hidden=()):
    """B1, B2 and B3 with a format that shows nothing, or white letters."""
    book = rows(*hidden, last=4)
    book.change(STYLES, "</fonts>", f"<font>{font}<sz val='11'/></font></fonts>")
    book.change(STYLES, "<numFmts>", f'<numFmts><numFmt numFmtId="200" formatCode="{number}"/>' if number else "<numFmts>")
    book.change(STYLES, "</cellXfs>", f'<xf numFmtId="{200 if number else 0}" fontId="1" fillId="0"/></cellXfs>')
    for row in (2, 3, 4):
        book.change(SHEET, f'<c r="B{row}">', f'<c r="B{row}" s="1">')
    return book.bytes()


def runs(properties):
    secret = [run(properties, word) for word in ("一つめ", "二つめ", "三つめ")]
    return document(paragraph("始め") + secret[0] + paragraph("間") + secret[1] + secret[2].replace("<w:p>", "<w:p><w:r><w:t>前</w:t></w:r>")).bytes()


def changes():
    return document(paragraph("前") + '<w:p><w:ins w:author="山田"><w:r><w:t>足した</w:t></w:r></w:ins></w:p>'
                    '<w:p><w:del w:author="鈴木"><w:r><w:delText>消した</w:delText></w:r></w:del></w:p>').bytes()


def shapes():
    return presentation(shape("見える") + shape("左", x=-5000000) + shape("右", x=13000000) + shape("上", y=-5000000)).bytes()


def slides():
    made = presentation()
    for number in (2, 3):
        made.put(f"ppt/slides/slide{number}.xml", slide(shape(f"控え{number}"), ' show="0"'), "ppt/presentation.xml", "slide")
        made.change("ppt/presentation.xml", "</p:sldIdLst>", f'<p:sldId id="{255 + number}" r:id="rId{number}"/></p:sldIdLst>')
    return made.bytes()


def covered():
    """Two boxes on the first page and one on the second, each over words of its own."""
    def hide(words, y):
        return f"0 g BT /F1 12 Tf 100 {y} Td ({words}) Tj ET 0 0 0 rg 95 {y - 10} 100 25 re f\n"
    made = Pdf(SHOW + hide("first secret", 500) + hide("second secret", 400), pages=2)
    made.objects[101] = made.objects[101].replace(b"/Contents 4 0 R", b"/Contents 8 0 R")
    return made.stream(8, (SHOW + hide("third secret", 500)).encode()).bytes()


def white():
    return Pdf(SHOW + "1 g BT /F1 12 Tf 100 500 Td (white one) Tj ET 0 g BT /F1 12 Tf 100 450 Td (seen) Tj ET\n"
               "1 g BT /F1 12 Tf 100 400 Td (white two) Tj ET").bytes()


def attached():
    made = Pdf(catalog="/Names<</EmbeddedFiles<</Names[(a)8 0 R(b)10 0 R]>>>>")
    for number, name in ((8, "first.txt"), (10, "second.txt")):
        made.add(number, f"<</Type/Filespec/F({name})/UF({name})/EF<</F {number + 1} 0 R>>>>")
        made.stream(number + 1, b"words", "/Type/EmbeddedFile")
    return made.bytes()


def notes():
    made = Pdf(page="/Annots[8 0 R 9 0 R]")
    for number, words in ((8, "first"), (9, "second")):
        made.add(number, f"<</Type/Annot/Subtype/Text/Rect[{number} 20 30 40]/Contents({words})>>")
    return made.bytes()


def pictures():
    def photo(name):
        return jpeg(segment(0xe1, b"Exif\0\0" + exif((0x13b, name))))
    return make_zip({"写真/a.jpg": photo("Yamada"), "写真/b.jpg": photo("Suzuki"), "説明.txt": "水質".encode()})


def books():
    return make_zip({"表1.xlsx": rows(3).bytes(), "表2.xlsx": rows(5, 7).bytes()})


def leftovers():
    return make_zip({"a.txt": "水質".encode(), "Thumbs.db": b"x", "図/.DS_Store": b"y"})


def properties():
    book = workbook()
    book.change("docProps/core.xml", "<dc:title>", "<dc:creator>山田</dc:creator><cp:lastModifiedBy>鈴木</cp:lastModifiedBy><dc:title>")
    return book.bytes()


# file, content, (choice, what stays of that kind)
FILES = (
    ("rows.xlsx", rows(2, 4, 5, 7, formula="SUM(B3:B3)").bytes(),
     (("XL-04:1", "3:4|6:6"), ("XL-04:2", "2:2|5:5"), ("XL-04:1,3", "3:4"), ("xl-04:1-2", "4:4"), ("XL-04", ""))),
    ("sheets.xlsx", sheets(), (("XL-01:2", "控え1|控え3"), ("XL-01:1,3", "控え2"))),
    ("columns.xlsx", columns(), (("XL-07:1", "D:E"), ("XL-07:2", "C:C"))),
    ("nothing.xlsx", unseen(number=";;;"), (("XL-11:2", "B2|B4"), ("XL-11:1", "B3|B4"))),
    ("both.xlsx", unseen(number=";;;", hidden=(2,)), ()),
    ("white.xlsx", unseen(font='<color rgb="FFFFFFFF"/>'), (("XL-12:2", "B2|B4"), ("XL-12:3", "B2|B3"))),
    ("hidden.docx", runs("<w:vanish/>"), (("WD-03:2", "段落2|段落5"), ("WD-03:1", "段落4|段落5"))),
    ("white.docx", runs('<w:color w:val="FFFFFF"/>'), (("WD-04:2", "段落2|段落5"),)),
    ("changes.docx", changes(), (("WD-01:1", "!"), ("WD-01", ""))),
    ("shapes.pptx", shapes(), (("PP-03:2", "スライド1|スライド1"), ("PP-03:1,3", "スライド1"))),
    ("slides.pptx", slides(), (("PP-02:1", "スライド2"), ("PP-02:2", "スライド2"))),
    ("covered.pdf", covered(), (("PDF-07:2", "1頁 [95 490|2頁 [95 490"), ("PDF-07:3", "1頁 [95 490|1頁 [95 390"), ("PDF-07:1-2", "2頁"))),
    ("white.pdf", white(), (("PDF-09:2", "1頁"), ("PDF-09:1", "1頁"))),
    ("attached.pdf", attached(), (("PDF-01:1", "obj"), ("PDF-01:2", "obj"))),
    ("notes.pdf", notes(), (("PDF-02:1", "[9 20"), ("PDF-02:2", "[8 20"))),
    ("pictures.zip", pictures(), (("IMG-01:1", "b.jpg"), ("IMG-01:2", "a.jpg"))),
    ("books.zip", books(), (("XL-04:2", "表1.xlsx|表2.xlsx シート「水質」 6:6"), ("XL-04:1", "表2.xlsx シート「水質」 5:5|表2.xlsx シート「水質」 7:7"))),
    ("leftovers.zip", leftovers(), (("FS-01:1", ".DS_Store"), ("FS-01:2", "Thumbs.db"))),
    ("properties.xlsx", properties(), (("OPC-06:2", "creator"), ("OPC-06:1", "lastModifiedBy"))),
)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, content, choices in FILES:
        (folder / name).write_bytes(content)
        lines += [f"{name}\t{choice}\t{stays}\n" for choice, stays in choices]
    (folder / "choices.tsv").write_text("".join(lines), encoding="utf-8")
    pathlib.Path(sys.argv[2]).touch()


main()
