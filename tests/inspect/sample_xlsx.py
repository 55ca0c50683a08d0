"""Workbooks, one for each kind that xlsx can hide; and what all Office packages share."""
from sample_office import compound, document, make_zip, workbook
from sample_picture import with_exif

BOOK, SHEET, STYLES, STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"


def changed(*changes):
    book = workbook()
    for name, old, new in changes:
        book.change(name, old, new)
    return book.bytes()


def sheet(old, new):
    return changed((SHEET, old, new))


def words(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def behind(text):
    """Something behind the cells of the sheet."""
    return sheet("</sheetData>", "</sheetData>" + text)


def with_part(name, content, kind="customKind", source=BOOK):
    book = workbook()
    book.put(name, content, source, kind)
    return book.bytes()


COLOURS = ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F497D"), ("lt2", "EEECE1"), ("accent1", "4F81BD"), ("accent2", "C0504D"), \
    ("accent3", "9BBB59"), ("accent4", "8064A2"), ("accent5", "4BACC6"), ("accent6", "F79646"), ("hlink", "0000FF"), ("folHlink", "800080")
THEME = ('<a:theme xmlns:a="a" name="t"><a:themeElements><a:clrScheme name="c">' +
         "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in COLOURS) +
         "</a:clrScheme></a:themeElements></a:theme>")
# Rows do not grow with what is in them.
FIXED_HEIGHT = '<sheetFormatPr defaultRowHeight="18" customHeight="1"/>'


def formatted(font="", number="", conditional="", fill="", protection="", theme=None, value='<c r="B2" s="1"><v>6.8</v></c>'):
    """A second cell format that cell B2 has."""
    number_id = 200 if number else 0
    changes = (
        (STYLES, "</fonts>", f"<font>{font or '<sz val=' + chr(34) + '11' + chr(34) + '/>'}</font></fonts>"),
        (STYLES, "</fills>", f"<fill>{fill}</fill></fills>"),
        (STYLES, "<numFmts>", f'<numFmts><numFmt numFmtId="200" formatCode="{number}"/>' if number else "<numFmts>"),
        (STYLES, "</cellXfs>", f'<xf numFmtId="{number_id}" fontId="1" fillId="2">{protection}</xf></cellXfs>'),
        (STYLES, "<dxfs>", f"<dxfs>{conditional}"),
        (SHEET, "<sheetFormatPr/>", FIXED_HEIGHT), (SHEET, '<c r="B2"><v>6.8</v></c>', value))
    book = workbook()
    for change in changes:
        book.change(*change)
    if theme:
        book.put("xl/theme/theme1.xml", theme, BOOK, "theme")
    return book.bytes()


def hidden(state):
    book = workbook()
    book.change(BOOK, "</sheets>", f'<sheet name="控え" sheetId="2" state="{state}" r:id="rId4"/></sheets>')
    book.put("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>", BOOK, "worksheet")
    return book.bytes()


def drawn(anchor):
    book = workbook()
    book.put("xl/drawings/drawing1.xml", f'<xdr:wsDr xmlns:xdr="x" xmlns:a="a">{anchor}</xdr:wsDr>', SHEET, "drawing")
    book.change(SHEET, "<sheetFormatPr/>", FIXED_HEIGHT)
    book.change(SHEET, "</worksheet>", '<drawing xmlns:r="r" r:id="rId1"/></worksheet>')
    return book.bytes()


ANCHOR = ("<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:col>3</xdr:col>"
          "<xdr:row>4</xdr:row></xdr:to>%s</xdr:twoCellAnchor>")


FILLED = ('<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="p"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"/><a:solidFill>'
          '<a:srgbClr val="808080"/></a:solidFill></xdr:spPr></xdr:sp><xdr:clientData/>')


def duplicate_names():
    data = bytearray(make_zip({"a.txt": b"one", "b.txt": b"two"}))
    return bytes(data.replace(b"b.txt", b"a.txt"))


def encrypted_entry():
    data = bytearray(make_zip({"a.txt": b"secret"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def shared():
    yield "OPC-01", "orphan.xlsx", with_part("xl/worksheets/sheet9.xml", "<worksheet/>", source=None), "xl/worksheets/sheet9.xml"
    yield "OPC-02", "comment.zip", make_zip({"a.txt": "水質".encode()}, "版の控え".encode()), "comment"
    yield "OPC-02", "front.zip", b"hidden in front" + make_zip({"a.txt": b"a"}), "data in front"
    yield "OPC-02", "behind.xlsx", workbook().bytes() + b"hidden behind", "trailing data"
    yield "OPC-03", "twice.zip", duplicate_names(), "same name twice"
    yield "OPC-04", "password.docx", compound("EncryptionInfo", "EncryptedPackage"), "EncryptedPackage"
    yield "OPC-04", "locked.zip", encrypted_entry(), "a.txt"
    book = workbook()
    book.relate(SHEET, "hyperlink", "file:///S:/案件/x.xlsx", external=True)
    yield "OPC-05", "outside.xlsx", book.bytes(), "sheet1.xml.rels"
    book = workbook()
    link = book.relate(SHEET, "hyperlink", "file:///S:/案件/a.xlsx", external=True)
    book.change(SHEET, "</sheetData>", f'</sheetData><hyperlinks><hyperlink xmlns:r="r" ref="B2" r:id="{link}"/></hyperlinks>')
    yield "OPC-05", "link.xlsx", book.bytes(), "「水質」 B2"
    yield "OPC-06", "author.xlsx", changed(("docProps/core.xml", "<dc:title>", "<dc:creator>山田太郎</dc:creator><dc:title>")), "creator"
    yield "OPC-07", "company.xlsx", changed(("docProps/app.xml", "<Application>", "<Company>甲社</Company><Application>")), "Company"
    titles = ("<TitlesOfParts><vt:vector xmlns:vt='v'><vt:lpstr>水質</vt:lpstr><vt:lpstr>単価表</vt:lpstr></vt:vector>"
              "</TitlesOfParts><Application>")
    yield "OPC-08", "titles.xlsx", changed(("docProps/app.xml", "<Application>", titles)), "TitlesOfParts"
    custom = '<Properties><property name="%s"><lpwstr>x</lpwstr></property></Properties>'
    yield "OPC-09", "custom.xlsx", with_part("docProps/custom.xml", custom % "管理番号", source=""), "property/@name"
    yield "OPC-10", "label.xlsx", with_part("docProps/custom.xml", custom % "MSIP_Label_1_SiteId", source=""), "property/@name"
    yield "OPC-10", "label_part.xlsx", with_part("docMetadata/LabelInfo.xml", '<labels><label siteId="{1}"/></labels>', source=""), "siteId"
    yield "OPC-11", "thumbnail.xlsx", with_part("docProps/thumbnail.emf", b"\1", source=""), "thumbnail"
    yield "OPC-12", "customxml.docx", docx_part("customXml/item1.xml", "<list><name>x</name></list>"), "customXml/item1.xml"
    yield "OPC-13", "macro.xlsm", with_part("xl/vbaProject.bin", b"\1"), "vbaProject.bin"
    yield "OPC-14", "embedded.docx", docx_part("word/embeddings/book.xlsx", hidden("hidden")), "word/embeddings/book.xlsx"
    yield "XL-01", "inside.docx", docx_part("word/embeddings/inner.xlsx", hidden("hidden")), "word/embeddings/inner.xlsx"
    yield "OPC-15", "activex.docx", docx_part("word/activeX/activeX1.xml", "<ocx/>"), "activeX1.xml"
    yield "OPC-16", "media.docx", docx_part("word/media/image1.jpg", with_exif(gps=True)), "word/media/image1.jpg"
    yield "OPC-17", "signed.xlsx", with_part("_xmlsignatures/sig1.xml", "<Signature><X509Certificate>x</X509Certificate></Signature>", source=""), "sig1.xml"
    yield "OPC-18", "addin.xlsx", with_part("xl/webextensions/taskpanes.xml", "<taskpanes/>", source=""), "webextensions"
    yield "OPC-19", "alternative.xlsx", drawn(ANCHOR % '<xdr:sp><xdr:cNvPr id="2" name="a" descr="旧い説明"/></xdr:sp>'), "cNvPr/@descr"
    branches = ("<mc:AlternateContent xmlns:mc='m'><mc:Choice Requires='wps' xmlns:wps='s'><w:p><w:r><w:t>新</w:t></w:r></w:p></mc:Choice><mc:Fallback>"
                "<w:p><w:r><w:t>旧い本文</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>")
    yield "OPC-20", "branches.docx", document(branches).bytes(), "mc:Fallback"
    yield "OPC-21", "chart.docx", docx_part("word/charts/chart1.xml", "<c:chart xmlns:c='c'><c:numCache/></c:chart>"), "numCache"
    yield "OPC-22", "smartart.docx", docx_part("word/diagrams/data1.xml", "<dgm:pt xmlns:dgm='d' xmlns:a='a'><a:t>担当</a:t></dgm:pt>"), "diagrams/data1.xml"
    name = "PRINTER-01".encode("utf-16-le").ljust(64, b"\0")
    yield "OPC-23", "printer.xlsx", with_part("xl/printerSettings/printerSettings1.bin", name, source=SHEET), "printerSettings1.bin"


def docx_part(name, content):
    made = document()
    made.put(name, content, "word/document.xml")
    return made.bytes()


def rows():
    yield "XL-04", "rows.xlsx", sheet('<row r="2">', '<row r="2" hidden="1">'), "2:2"
    yield "XL-05", "flat.xlsx", sheet('<row r="3">', '<row r="3" ht="0.5" customHeight="1">'), "3:3"
    yield "XL-06", "zero.xlsx", sheet("<sheetFormatPr/>", '<sheetFormatPr zeroHeight="1"/>'), "zeroHeight"
    yield "XL-07", "columns.xlsx", sheet("<cols>", '<cols><col min="3" max="5" hidden="1"/>'), "C:E"
    yield "XL-07", "narrow.xlsx", sheet("<cols>", '<cols><col min="2" max="2" width="0" customWidth="1"/>'), "B:B"
    yield "XL-08", "folded.xlsx", sheet('<row r="2">', '<row r="2" hidden="true" outlineLevel="1">'), "2:2"
    filtered = changed((SHEET, '<row r="2">', '<row r="2" hidden="1">'),
                       (SHEET, "</sheetData>", '</sheetData><autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter>'))
    yield "XL-09", "filter.xlsx", filtered, "2:2"


def formats():
    yield "XL-11", "nothing.xlsx", formatted(number=";;;"), "B2"
    yield "XL-11", "quoted.xlsx", formatted(number="&quot;&quot;;&quot;&quot;;&quot;&quot;"), "B2"
    yield "XL-12", "white.xlsx", formatted(font='<color rgb="FFFFFFFF"/>'), "B2"
    yield "XL-12", "theme.xlsx", formatted(font='<color theme="0"/>', theme=THEME), "B2"
    yield "XL-12", "on_red.xlsx", formatted(font='<color rgb="FFFF0000"/>', fill='<patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill>'), "B2"
    yield "XL-13", "tiny.xlsx", formatted(font='<sz val="1"/>'), "B2"
    yield "XL-14", "formula.xlsx", formatted(protection='<protection hidden="1"/>', value='<c r="B2" s="1"><f>1+1</f><v>2</v></c>'), "B2"
    yield "-", "open.xlsx", changed((BOOK, "<workbookPr/>", "<workbookPr/><workbookProtection/>")), ""
    yield "XL-14", "protected.xlsx", behind('<sheetProtection sheet="1"/>'), "sheetProtection"
    rule = '<conditionalFormatting sqref="B2:B3"><cfRule type="expression" dxfId="0"/></conditionalFormatting>'
    yield "XL-32", "conditional.xlsx", changed((STYLES, "<dxfs>", '<dxfs><dxf><numFmt numFmtId="201" formatCode=";;;"/></dxf>'),
                                               (SHEET, "</sheetData>", "</sheetData>" + rule)), "B2:B3"


def parts():
    yield "XL-03", "macrosheet.xlsx", with_part("xl/macrosheets/sheet1.xml", "<macrosheet/>"), "macrosheets"
    yield "XL-10", "views.xlsx", with_part("xl/namedSheetViews/view1.xml", '<v><namedSheetView name="山田の表示"/></v>', source=SHEET), "namedSheetView"
    comments = '<comments><authors><author>山田</author></authors><commentList><comment ref="B2"><text><t>要確認</t></text></comment></commentList></comments>'
    yield "XL-15", "notes.xlsx", with_part("xl/comments1.xml", comments, source=SHEET), "B2"
    thread = '<c><threadedComment ref="A3"><text>見直し</text></threadedComment></c>'
    yield "XL-16", "thread.xlsx", with_part("xl/threadedComments/threadedComment1.xml", thread, source=SHEET), "A3"
    link = '<externalLink><externalBook><sheetNames><sheetName val="単価"/></sheetNames><sheetDataSet><row><cell r="A1"><v>100</v></cell></row></sheetDataSet></externalBook></externalLink>'
    yield "XL-18", "link.xlsx", with_part("xl/externalLinks/externalLink1.xml", link), "A1"
    yield "XL-19", "dde.xlsx", with_part("xl/externalLinks/externalLink1.xml", '<l><ddeLink ddeService="cmd"/></l>'), "ddeLink"
    yield "XL-20", "pivot.xlsx", with_part("xl/pivotCache/pivotCacheRecords1.xml", "<r0><r><s v='山田'/></r></r0>"), "pivotCacheRecords1.xml"
    yield "XL-21", "slicer.xlsx", with_part("xl/slicerCaches/slicerCache1.xml", "<s/>"), "slicerCache1.xml"
    yield "XL-22", "model.xlsx", with_part("xl/model/item.data", b"\1\2"), "xl/model/item.data"
    yield "XL-23", "connection.xlsx", with_part("xl/connections.xml", '<c><connection name="売上"><dbPr connection="Server=x;Password=y"/></connection></c>'), "dbPr"
    yield "XL-25", "revisions.xlsx", with_part("xl/revisions/revisionLog1.xml", "<r/>"), "revisionLog1.xml"
    yield "XL-27", "chain.xlsx", with_part("xl/calcChain.xml", "<calcChain/>"), "calcChain.xml"
    yield "XL-37", "shape.xlsx", drawn(ANCHOR % '<xdr:sp><xdr:cNvPr id="2" name="控え" hidden="1"/></xdr:sp>'), "cNvPr"
    yield "XL-39", "table.xlsx", with_part("xl/tables/table1.xml", "<t><tableColumn><calculatedColumnFormula>A1*2</calculatedColumnFormula></tableColumn></t>", source=SHEET), "table1.xml"
    yield "XL-41", "rich.xlsx", with_part("xl/richData/rdrichvalue.xml", "<rv/>"), "rdrichvalue.xml"
    yield "XL-42", "maps.xlsx", with_part("xl/xmlMaps.xml", '<m><Map Name="顧客"/></m>'), "Map"
    yield "XL-44", "tasks.xlsx", with_part("xl/documenttasks/documenttask1.xml", "<Tasks/>"), "documenttask1.xml"
    yield "XL-45", "old.xls", compound("Workbook"), "Workbook"


def of_the_book():
    yield "XL-01", "hidden.xlsx", hidden("hidden"), "控え"
    yield "XL-02", "very.xlsx", hidden("veryHidden"), "控え"
    yield "XL-17", "names.xlsx", changed((BOOK, "<definedNames>", '<definedNames><definedName name="旧案件" hidden="1">水質!$A$1</definedName>')), "旧案件"
    yield "XL-24", "path.xlsx", changed((BOOK, "<workbookPr/>", '<workbookPr/><x15ac:absPath url="C:\\Users\\yamada\\" xmlns:x15ac="x"/>')), "absPath"
    yield "XL-26", "sharing.xlsx", changed((BOOK, "<workbookPr/>", '<workbookPr/><fileSharing userName="山田"/>')), "fileSharing"
    yield "XL-28", "unused.xlsx", changed((STRINGS, "</sst>", "<si><t>消したシートの文字</t></si></sst>")), "si[3]"
    yield "XL-29", "reading.xlsx", changed((STRINGS, "<t>回</t>", '<t>回</t><rPh sb="0" eb="4"><t>旧社名</t></rPh>')), "rPh"
    outside = changed((BOOK, "<definedNames>", '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">水質!$A$1:$A$3</definedName>'))
    yield "XL-34", "print.xlsx", outside, "B1"


def of_the_sheet():
    yield "XL-30", "scenario.xlsx", behind('<scenarios><scenario name="案1" user="山田"/></scenarios>'), "scenario"
    yield "XL-31", "list.xlsx", behind('<dataValidations><dataValidation sqref="A2"><formula1>"山田,鈴木"</formula1></dataValidation></dataValidations>'), "A2"
    yield "XL-33", "header.xlsx", behind("<headerFooter><oddHeader>&amp;L社内用</oddHeader></headerFooter>"), "oddHeader"
    yield "XL-35", "far.xlsx", sheet("</sheetData>", '<row r="500"><c r="A500"><v>9</v></c></row></sheetData>'), "A500"
    yield "XL-36", "under.xlsx", drawn(ANCHOR % FILLED), "A1"
    yield "XL-38", "merged.xlsx", behind('<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'), "B2"
    yield "XL-40", "formula.xlsx", sheet('<c r="B3"><v>7.1</v></c>', '<c r="B3"><f>単価!A1</f><v>7.1</v></c>'), "B3"
    yield "XL-43", "extension.xlsx", behind('<extLst><ext uri="{00000000-0000-0000-0000-000000000001}"/></extLst>'), "ext/@uri"
    yield "TBL-01", "total.xlsx", sheet("</sheetData>", '<row r="4">' + words("A4", "合計") + '<c r="B4"><v>13.9</v></c></row></sheetData>'), "水質"
    yield "TBL-01", "second.xlsx", sheet("</sheetData>", '<row r="5"><c r="A5"><v>1</v></c></row></sheetData>'), "水質"
    yield "TBL-01", "no_head.xlsx", sheet('<c r="B2"><v>6.8</v></c>', '<c r="B2"><v>6.8</v></c><c r="C2"><v>1</v></c>'), "水質"
    yield "TBL-01", "two_heads.xlsx", sheet('<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>6.8</v></c></row>',
                                            '<row r="2">' + words("A2", "-") + words("B2", "pH") + "</row>"), "水質"
    yield "TBL-01", "form.xlsx", behind('<mergeCells><mergeCell ref="A5:B5"/></mergeCells>'), "水質"


def samples():
    yield "-", "book.xlsx", workbook().bytes(), ""
    yield from shared()
    yield from rows()
    yield from formats()
    yield from parts()
    yield from of_the_book()
    yield from of_the_sheet()
