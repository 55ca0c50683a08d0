"""Office files made part by part: what a sample adds to a clean file is what it plants."""
import io
import re
import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/"
RELATION = MAIN + "officeDocument/2006/relationships/"
SHEETS = f'xmlns="{MAIN}spreadsheetml/2006/main"'
FIXED = (2025, 4, 1, 0, 0, 0)


def element(name, inner="", **attributes):
    text = "".join(f' {key.replace("_", ":")}="{value}"' for key, value in attributes.items())
    return f"<{name}{text}>{inner}</{name}>"


# The samples write short names for these; a program that draws them needs the true ones.
NAMESPACES = {"w": MAIN + "wordprocessingml/2006/main", "p": MAIN + "presentationml/2006/main", "a": MAIN + "drawingml/2006/main",
              "r": RELATION[:-1], "c": MAIN + "drawingml/2006/chart", "xdr": MAIN + "drawingml/2006/spreadsheetDrawing",
              "mc": MAIN + "markup-compatibility/2006", "dgm": MAIN + "drawingml/2006/diagram",
              "dc": "http://purl.org/dc/elements/1.1/", "cp": MAIN + "package/2006/metadata/core-properties",
              "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
              "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main"}


def with_namespaces(data):
    """A part as it goes into the package."""
    def true_name(found):
        prefix = found.group(1).decode()
        return f'xmlns:{prefix}="{NAMESPACES[prefix]}"'.encode() if prefix in NAMESPACES else found.group(0)
    return re.sub(rb"""xmlns:(\w+)=(?:"[^"]{1,12}"|'[^']{1,12}')""", true_name, data)


class Package:
    """Parts, relationships, and the zip around them."""

    def __init__(self, main, kind):
        self.parts, self.relations, self.main = {}, {}, main
        self.types = {main: f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"}
        self.relate("", "officeDocument", main)
        self.put("docProps/core.xml", '<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:title>水質調査</dc:title>'
                 "</cp:coreProperties>", "", "metadata/core-properties")
        self.put("docProps/app.xml", "<Properties><Application>Microsoft Office</Application></Properties>", "",
                 "extended-properties")

    def relate(self, source, kind, target, external=False):
        self.relations.setdefault(source, []).append((kind, target, external))
        return f"rId{len(self.relations[source])}"

    def put(self, name, content, source=None, kind="customKind"):
        """Adds a part; with a source, a relationship to it, whose id comes back."""
        self.parts[name] = content.encode() if isinstance(content, str) else content
        return self.relate(source, kind, "/" + name) if source is not None else None

    def change(self, name, old, new):
        text = self.parts[name].decode()
        assert old in text, (name, old)
        self.parts[name] = text.replace(old, new, 1).encode()

    def relation_parts(self):
        for source, relations in self.relations.items():
            folder, _, name = source.rpartition("/")
            path = (folder + "/" if folder else "") + f"_rels/{name}.rels"
            rows = "".join(f'<Relationship Id="rId{i}" Type="{RELATION}{kind}" Target="{target}"'
                           f'{" TargetMode=" + chr(34) + "External" + chr(34) if external else ""}/>'
                           for i, (kind, target, external) in enumerate(relations, 1))
            yield path, f'<Relationships xmlns="{MAIN}package/2006/relationships">{rows}</Relationships>'.encode()

    def bytes(self):
        types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self.types.items())
        content = {"[Content_Types].xml": f'<Types xmlns="{MAIN}package/2006/content-types"><Default Extension="xml" '
                   f'ContentType="application/xml"/>{types}</Types>'.encode()}
        content.update(self.relation_parts())
        content.update({name: with_namespaces(data) if name.endswith((".xml", ".rels")) else data
                        for name, data in self.parts.items()})
        return make_zip(content)


def make_zip(content, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), data, zipfile.ZIP_DEFLATED)
        archive.comment = comment
    return out.getvalue()


def cell(reference, value, **attributes):
    return element("c", element("v", value), r=reference, **attributes)


SHEET_ROWS = ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
              '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>6.8</v></c></row>'
              '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><v>7.1</v></c></row>')


def workbook():
    book = Package("xl/workbook.xml", "spreadsheetml.sheet")
    book.put("xl/workbook.xml", f'<workbook {SHEETS} xmlns:r="{RELATION[:-1]}"><workbookPr/><sheets><sheet name="水質" sheetId="1" r:id="rId1"/>'
             "</sheets><definedNames></definedNames></workbook>")
    book.put("xl/worksheets/sheet1.xml", f"<worksheet {SHEETS}><sheetFormatPr/><cols></cols><sheetData>{SHEET_ROWS}</sheetData>"
             "</worksheet>", "xl/workbook.xml", "worksheet")
    book.put("xl/sharedStrings.xml", f"<sst {SHEETS}><si><t>回</t></si><si><t>水素イオン指数</t></si></sst>", "xl/workbook.xml",
             "sharedStrings")
    book.put("xl/styles.xml", f'<styleSheet {SHEETS}><numFmts></numFmts><fonts><font><sz val="11"/></font></fonts><fills>'
             '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><cellXfs><xf numFmtId="0" fontId="0" fillId="0"/></cellXfs><dxfs></dxfs></styleSheet>',
             "xl/workbook.xml", "styles")
    for name, kind in (("worksheets/sheet1", "worksheet"), ("sharedStrings", "sharedStrings"), ("styles", "styles")):
        book.types[f"xl/{name}.xml"] = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    return book


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def document(body=None):
    made = Package("word/document.xml", "wordprocessingml.document")
    made.put("word/document.xml", '<w:document xmlns:w="w" xmlns:r="r"><w:body>' +
             (body or paragraph("坑廃水の水質を調べた。")) + "</w:body></w:document>")
    made.put("word/styles.xml", '<w:styles xmlns:w="w"><w:style w:type="paragraph" w:default="1" w:styleId="a">'
             '<w:name w:val="Normal"/></w:style></w:styles>', "word/document.xml", "styles")
    made.put("word/settings.xml", '<w:settings xmlns:w="w"></w:settings>', "word/document.xml", "settings")
    return made


def shape(text, x=1000000, y=1000000, cx=2000000, cy=800000, fill="", run="", hidden=""):
    return (f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text"{hidden}/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"/>{fill}</p:spPr><p:txBody><a:p><a:r><a:rPr>{run}</a:rPr>'
            f"<a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>")


def slide(shapes, attributes=""):
    return f'<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"{attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>'


def presentation(shapes=None, attributes=""):
    made = Package("ppt/presentation.xml", "presentationml.presentation")
    made.put("ppt/presentation.xml", '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
             '</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/></p:presentation>')
    made.put("ppt/slides/slide1.xml", slide(shapes or shape("調査の結果"), attributes), "ppt/presentation.xml", "slide")
    return made


def open_document(content="", meta="", extra=None):
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text",
             "content.xml": ('<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" '
                             f'xmlns:dc="d"><office:body>{content}<text:p>坑廃水の水質</text:p></office:body>'
                             "</office:document-content>").encode(),
             "meta.xml": f'<office:document-meta xmlns:office="o" xmlns:dc="d" xmlns:meta="m">{meta}'
                         "</office:document-meta>".encode()}
    parts.update(extra or {})
    return make_zip(parts)


def compound(*names):
    """A compound file with a directory of these names; its streams are empty."""
    header = bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0")
    entries = b""
    for name in ("Root Entry",) + names:
        wide = name.encode("utf-16-le")
        entries += wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, 5 if name == "Root Entry" else 2, 1)
        entries = entries.ljust(-(-len(entries) // 128) * 128, b"\0")
    return header + entries.ljust(1024, b"\0")
