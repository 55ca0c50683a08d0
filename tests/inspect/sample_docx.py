"""Documents, one for each kind that docx can hide."""
from sample_office import compound, document, paragraph

MAIN, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"


def body(text):
    return document(paragraph("見える段落") + text).bytes()


def run(properties, text):
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def with_part(name, content, kind="customKind"):
    made = document()
    made.put(name, content, MAIN, kind)
    return made.bytes()


def setting(text):
    made = document()
    made.change(SETTINGS, "</w:settings>", text + "</w:settings>")
    return made.bytes()


def styled():
    made = document(paragraph("見える") + '<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>隠れた段落</w:t></w:r></w:p>')
    made.change(STYLES, "</w:styles>", '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>')
    return made.bytes()


def template():
    made = document()
    made.relate(SETTINGS, "attachedTemplate", "file:///S:/共有/社内.dotm", external=True)
    return made.bytes()


def unused_style():
    made = document()
    made.change(STYLES, "</w:styles>", '<w:style w:type="paragraph" w:customStyle="1" w:styleId="x"><w:name w:val="甲社提案書"/></w:style></w:styles>')
    return made.bytes()


DRAWING = "<w:drawing>%s</w:drawing>"


def samples():
    yield "-", "document.docx", document().bytes(), ""
    yield "-", "cell.docx", document('<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="000080"/></w:tcPr>' + run('<w:color w:val="FFFFFF"/>', "見出し") + "</w:tc></w:tr></w:tbl>").bytes(), ""
    yield "WD-01", "changes.docx", body('<w:p><w:del w:author="山田"><w:r><w:delText>旧い金額</w:delText></w:r></w:del></w:p>'), "delText"
    yield "WD-02", "comments.docx", with_part("word/comments.xml", '<w:comments xmlns:w="w"><w:comment w:author="山田">' + paragraph("要確認") + "</w:comment></w:comments>"), "comment/@author"
    yield "WD-03", "hidden.docx", body(run("<w:vanish/>", "隠した金額")), "段落2"
    yield "WD-03", "style.docx", styled(), "段落2"
    yield "WD-04", "white.docx", body(run('<w:color w:val="FFFFFF"/>', "白い文字")), "段落2"
    yield "WD-04", "tiny.docx", body(run('<w:sz w:val="2"/>', "小さい文字")), "段落2"
    yield "WD-05", "header.docx", with_part("word/header1.xml", '<w:hdr xmlns:w="w">' + paragraph("社外秘") + "</w:hdr>"), "header1.xml"
    yield "WD-06", "field.docx", body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>FILENAME \\p</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'), "段落2"
    yield "WD-07", "merge.docx", setting('<w:mailMerge><w:connectString w:val="DSN=名簿"/></w:mailMerge>'), "connectString"
    yield "WD-08", "template.docx", template(), "settings.xml.rels"
    yield "WD-09", "variable.docx", setting('<w:docVars><w:docVar w:name="単価" w:val="100"/></w:docVars>'), "docVar"
    yield "WD-10", "rsid.docx", setting('<w:rsids><w:rsid w:val="00A1"/></w:rsids>'), "rsid"
    yield "WD-11", "control.docx", body('<w:sdt><w:sdtPr><w:tag w:val="社内番号"/></w:sdtPr></w:sdt>'), "tag/@val"
    yield "WD-12", "box.docx", body("<w:p><w:r>" + DRAWING % ("<wps:txbx xmlns:wps='s'><w:txbxContent>" + paragraph("枠の文字") + "</w:txbxContent></wps:txbx>") + "</w:r></w:p>"), "txbxContent"
    yield "WD-13", "crop.docx", body("<w:p><w:r>" + DRAWING % "<a:srcRect xmlns:a='a' l='20000'/>" + "</w:r></w:p>"), "srcRect"
    yield "WD-14", "unused.docx", unused_style(), "word/styles.xml"
    yield "WD-15", "bookmark.docx", body('<w:p><w:bookmarkStart w:name="_旧"/></w:p>'), "bookmarkStart"
    yield "WD-16", "chunk.docx", with_part("word/afchunk1.txt", "取り込んだ文書", "aFChunk"), "afchunk1.txt"
    yield "WD-17", "font.docx", with_part("word/fonts/font1.odttf", b"\1", "font"), "font1.odttf"
    yield "WD-18", "old.doc", compound("WordDocument"), "WordDocument"
