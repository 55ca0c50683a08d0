"""PDFs, one for each kind that PDF can hide, and the limits of the specification."""
from sample_office import document, make_zip, paragraph
from sample_pdf import Pdf, japanese, revised, with_picture
from sample_picture import with_exif

SHOW = "BT /F1 12 Tf 72 700 Td (Water quality) Tj ET\n"
SECRET = "BT /F1 12 Tf 100 500 Td (secret words) Tj ET\n"


def attachments():
    made = Pdf(catalog="/Names<</EmbeddedFiles<</Names[(x)8 0 R]>>>>")
    made.add(8, "<</Type/Filespec/F(list.txt)/UF(list.txt)/EF<</F 9 0 R>>>>")
    yield "PDF-01", "attached.pdf", made.stream(9, b"words", "/Type/EmbeddedFile").bytes(), "obj 8 0"


def structure():
    note = Pdf(page="/Annots[8 0 R]").add(8, "<</Type/Annot/Subtype/Text/Rect[10 20 30 40]/Contents(check this)>>")
    yield "PDF-02", "note.pdf", note.bytes(), "1頁 [10 20 30 40]"
    script = Pdf(catalog="/OpenAction 8 0 R").add(8, "<</S/JavaScript/JS(app.alert\\(1\\))>>")
    yield "PDF-03", "script.pdf", script.bytes(), "obj 8 0"
    coded = Pdf(catalog="/OpenAction 8 0 R").add(8, "<</S/#4aavaScript/JS(x)>>")
    yield "PDF-03", "coded.pdf", coded.bytes(), "obj 8 0"
    info = Pdf().add(8, "<</Title(Report)/Author(Yamada)>>")
    info.trailer = "/Info 8 0 R"
    yield "PDF-05", "author.pdf", info.bytes(), "/Author"
    maker = Pdf().add(8, "<</Producer(Ghostscript)>>")
    maker.trailer = "/Info 8 0 R"
    yield "PDF-24", "producer.pdf", maker.bytes(), "/Producer"
    xmp = b'<x:xmpmeta xmlns:x="a"><xmpMM:History xmlns:xmpMM="m"/></x:xmpmeta>'
    yield "PDF-06", "xmp.pdf", Pdf(catalog="/Metadata 8 0 R").stream(8, xmp, "/Type/Metadata").bytes(), "obj 8 0"
    title = b'<x:xmpmeta xmlns:x="a"><dc:title xmlns:dc="d">Report</dc:title></x:xmpmeta>'
    yield "-", "title.pdf", Pdf(catalog="/Metadata 8 0 R").stream(8, title, "/Type/Metadata").bytes(), ""
    yield "PDF-12", "unreached.pdf", Pdf().stream(8, b"BT (deleted page) Tj ET").bytes(), "obj 8 0"
    field = Pdf(catalog="/AcroForm<</Fields[8 0 R]>>").add(8, "<</FT/Tx/T(name)/V(Yamada)>>")
    yield "PDF-13", "field.pdf", field.bytes(), "obj 8 0"
    outline = Pdf(catalog="/Outlines 8 0 R").add(8, "<</Type/Outlines/First 9 0 R/Last 9 0 R/Count 1>>")
    yield "PDF-14", "outline.pdf", outline.add(9, "<</Title(Deleted chapter)/Parent 8 0 R>>").bytes(), "obj 8 0"
    tree = Pdf(catalog="/StructTreeRoot 8 0 R").add(8, "<</Type/StructTreeRoot/K 9 0 R>>")
    yield "PDF-15", "alternative.pdf", tree.add(9, "<</S/Figure/P 8 0 R/Alt(old drawing)>>").bytes(), "obj 9 0"
    yield "PDF-17", "private.pdf", Pdf(page="/PieceInfo<</Illustrator<<>>>>").bytes(), "obj 3 0"
    yield "PDF-18", "spider.pdf", Pdf(catalog="/SpiderInfo<<>>").bytes(), "obj 1 0"
    media = Pdf(page="/Annots[8 0 R]").add(8, "<</Type/Annot/Subtype/RichMedia/Rect[1 1 9 9]>>")
    yield "PDF-22", "media.pdf", media.bytes(), "obj 8 0"
    locked = Pdf().add(8, "<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<" + "00" * 32 + ">/U<" + "00" * 32 + ">>>")
    locked.trailer = "/Encrypt 8 0 R/ID[<00><00>]"
    yield "PDF-20", "password.pdf", locked.bytes(), "/Encrypt"


def raw():
    first = Pdf(SHOW + SECRET).bytes()
    again = Pdf(SHOW)
    yield "PDF-11", "revision.pdf", revised(first, 4, again.objects[4]), "先頭から"
    yield "PDF-21", "front.pdf", b"#front\n" + Pdf().bytes(), "data in front"
    yield "PDF-21", "zip.pdf", Pdf().bytes() + make_zip({"a.txt": b"x"}), "data behind the end"


def layers():
    made = Pdf(SHOW + "/OC /L1 BDC " + SECRET + " EMC", resources="/Properties<</L1 8 0 R>>",
               catalog="/OCProperties<</OCGs[8 0 R]/D<</OFF[8 0 R]>>>>")
    yield "PDF-04", "layer.pdf", made.add(8, "<</Type/OCG/Name(draft)>>").bytes(), "1頁"


def painting():
    box = "0 0 0 rg 95 490 100 25 re f\n"
    yield "PDF-07", "box.pdf", Pdf(SHOW + SECRET + box).bytes(), "1頁 [95 490 195 515]"
    yield "PDF-07", "lines.pdf", Pdf(SHOW + SECRET + "0 g 95 490 m 195 490 l 195 515 l 95 515 l h f").bytes(), "1頁 [95"
    yield "PDF-07", "white_box.pdf", Pdf(SHOW + SECRET + "1 g 95 490 100 25 re f").bytes(), "white box"
    yield "PDF-07", "picture.pdf", with_picture(SHOW + SECRET + "q 100 0 0 25 95 490 cm /Im1 Do Q").bytes(), "picture"
    form = Pdf(SHOW + SECRET + "/Fm1 Do", resources="/XObject<</Fm1 8 0 R>>")
    yield "PDF-07", "form.pdf", form.stream(8, box.encode(), "/Type/XObject/Subtype/Form/BBox[0 0 600 900]").bytes(), "[95 490"
    redact = Pdf(SHOW + SECRET, page="/Annots[8 0 R]").add(8, "<</Type/Annot/Subtype/Redact/Rect[95 490 195 515]>>")
    yield "PDF-07", "unapplied.pdf", redact.bytes(), "[95 490"
    yield "-", "background.pdf", Pdf("0.8 g 60 480 400 240 re f 0 g " + SHOW + SECRET).bytes(), ""
    yield "-", "underline.pdf", Pdf(SHOW + "0 g 72 698 80 1 re f").bytes(), ""
    yield "-", "on_dark.pdf", Pdf("0 g 60 680 400 40 re f 1 g " + SHOW).bytes(), ""
    yield "-", "frame.pdf", Pdf(SHOW + SECRET + "0 g 90 480 200 60 re 92 482 196 56 re f*").bytes(), ""
    yield "PDF-08", "mode3.pdf", Pdf(SHOW + "3 Tr " + SECRET).bytes(), "1頁"
    yield "-", "ocr.pdf", with_picture("q 595 0 0 842 0 0 cm /Im1 Do Q 3 Tr " + SHOW).bytes(), ""
    yield "PDF-09", "white.pdf", Pdf(SHOW + "1 g " + SECRET).bytes(), "white"
    yield "PDF-09", "tiny.pdf", Pdf(SHOW + "BT /F1 0.5 Tf 100 500 Td (secret words) Tj ET").bytes(), "tiny"
    yield "PDF-09", "outside.pdf", Pdf(SHOW + "BT /F1 12 Tf 100 900 Td (secret words) Tj ET").bytes(), "off the page"
    clear = Pdf(SHOW + "/G1 gs " + SECRET, resources="/ExtGState<</G1<</ca 0>>>>")
    yield "PDF-09", "clear.pdf", clear.bytes(), "transparent"
    yield "PDF-10", "crop.pdf", Pdf(SHOW + SECRET, page="/CropBox[0 600 595 842]").bytes(), "crop box"
    yield "PDF-15", "actual.pdf", Pdf("/Span<</ActualText(another word)>>BDC " + SHOW + "EMC").bytes(), "ActualText"
    yield "PDF-16", "camera.pdf", with_picture("q 90 0 0 90 0 0 cm /Im1 Do Q " + SHOW, with_exif(gps=True)).bytes(), "obj 8 0"
    yield "-", "japanese.pdf", japanese("BT /F1 12 Tf 72 700 Td <000100020003> Tj ET").bytes(), ""
    yield "PDF-19", "letters.pdf", japanese("BT /F1 12 Tf 72 700 Td <00010002> Tj ET").bytes(), "ABCDEF+Mincho"
    yield "PDF-23", "scan.pdf", with_picture("q 595 0 0 842 0 0 cm /Im1 Do Q").bytes(), "1頁"
    unknown = japanese("BT /F1 12 Tf 72 700 Td <00040005000600070008> Tj ET")
    yield "PDF-23", "unreadable.pdf", unknown.stream(7, b"begincmap endcmap").bytes(), "1頁"


def limits():
    yield "LIM-02", "pages.pdf", Pdf(pages=1001).bytes(), "pages"
    line = "坑廃水の水質と中和処理の費用を月ごとに比べ、前の年度との違いを流量と降水量から説明した。"
    whole, rest = divmod(4000001, len(line))
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for _ in range(whole)) + paragraph(line[:rest])
    yield "LIM-03", "characters.docx", document(words).bytes(), "characters"


def samples():
    yield "-", "paper.pdf", Pdf().bytes(), ""
    for group in (attachments, structure, raw, layers, painting, limits):
        yield from group()
