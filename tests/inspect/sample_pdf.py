"""PDFs written object by object."""
import zlib


class Pdf:
    """Object 1 is the catalog, 2 the pages, 3 the page, 4 its content, 5 a font with a ToUnicode map."""

    def __init__(self, content="BT /F1 12 Tf 72 700 Td (Water quality) Tj ET", page="", catalog="", resources="", pages=1):
        self.objects, self.trailer, self.version = {}, "", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
        kids = " ".join(f"{3 if i == 0 else 100 + i} 0 R" for i in range(pages))
        self.objects[1] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()
        self.objects[2] = f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode()
        leaf = (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>{resources}>>"
                f"{page}>>").encode()
        self.objects[3] = leaf
        for i in range(1, pages):
            self.objects[100 + i] = leaf
        self.stream(4, content.encode("latin-1") if isinstance(content, str) else content)
        self.objects[5] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"

    def add(self, number, text):
        self.objects[number] = text if isinstance(text, bytes) else text.encode()
        return self

    def stream(self, number, data, extra="", packed=True):
        body = zlib.compress(data) if packed else data
        filters = "/Filter/FlateDecode" if packed else ""
        self.objects[number] = (f"<<{extra}{filters}/Length {len(body)}>>stream\n".encode() + body + b"\nendstream")
        return self

    def bytes(self):
        out, places = self.version, {}
        for number, body in sorted(self.objects.items()):
            places[number] = len(out)
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        size, start = max(places) + 1, len(out)
        out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
        for number in range(1, size):
            out += (f"{places[number]:010} 00000 n \n" if number in places else "0000000000 00000 f \n").encode()
        return out + f"trailer\n<</Size {size}/Root 1 0 R{self.trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


def revised(first, number, body):
    """An incremental update: object `number` replaced behind the end of the first revision."""
    previous = int(first.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    size = int(first.rsplit(b"/Size ", 1)[1].split(b"/")[0])
    place = len(first)
    out = first + f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n{number} 1\n{place:010} 00000 n \n".encode()
    return out + f"trailer\n<</Size {size}/Root 1 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n".encode()


TO_UNICODE = (b"/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange\n"
              b"3 beginbfchar <0001><6C34> <0002><8CEA> <0003><5C71> endbfchar endcmap")


def japanese(content, **options):
    """Codes 1, 2, 3 are 水, 質, 山."""
    made = Pdf(content, **options)
    made.add(5, "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Mincho/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>")
    made.add(6, "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Mincho/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
                "/Supplement 0>>/DW 1000>>")
    return made.stream(7, TO_UNICODE)


def with_picture(content, picture=None, filters="/Filter/DCTDecode"):
    made = Pdf(content, resources="/XObject<</Im1 8 0 R>>")
    body = picture if picture is not None else b"\xff\xd8\xff\xd9"
    head = f"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8{filters}/Length {len(body)}>>"
    made.objects[8] = head.encode() + b"stream\n" + body + b"\nendstream"
    return made
