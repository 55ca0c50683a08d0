"""make_files.py FOLDER [COUNT]: the files of the bench of the inspection room: PDFs of 1,000 pages and 4 million characters
(Japanese with a ToUnicode map; Latin in Helvetica), a PDF of 120 MB of pictures, a workbook of 100,000 rows by 10 columns, and
COUNT (10,000) Office files of about 100 KB."""
import pathlib
import random
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/inspect"))
from sample_office import SHEETS, document, paragraph, presentation, shape, slide, workbook  # noqa: E402
from sample_pdf import Pdf  # noqa: E402

WORDS = ("坑廃水", "水質", "流量", "鉄", "亜鉛", "硫酸", "調査", "結果", "処理", "費用", "年度", "地点", "測定", "推移", "山", "沢")


def paper(path, pages, characters):
    """Words of two-byte codes with a ToUnicode map, lines of 80 characters."""
    chance = random.Random(1)
    letters = sorted(set("".join(WORDS)) | set("0123456789.- "))
    code = {letter: i + 1 for i, letter in enumerate(letters)}
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    objects[2] = f"<</Type/Pages/Kids[{' '.join(f'{10 + 2 * i} 0 R' for i in range(pages))}]/Count {pages}>>".encode()
    objects[5] = b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Mincho/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>"
    objects[6] = (b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Mincho/DW 1000/CIDSystemInfo<</Registry(Adobe)"
                  b"/Ordering(Identity)/Supplement 0>>>>")
    rows = "".join(f"<{n:04X}><{ord(letter):04X}>\n" for letter, n in code.items())
    objects[7] = stream(f"begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange {len(code)} beginbfchar\n{rows}endbfchar".encode())
    for page in range(pages):
        content = ["BT /F1 8 Tf 40 800 Td 14 TL"]
        for _ in range(characters // 80):
            line = "".join(chance.choice(WORDS) if chance.random() < 0.8 else f" {chance.random() * 100:.2f} " for _ in range(60))[:80]
            content.append("<" + "".join(f"{code[letter]:04X}" for letter in line) + ">Tj T*")
        objects[10 + 2 * page] = (f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 842]/Contents {11 + 2 * page} 0 R"
                                  "/Resources<</Font<</F1 5 0 R>>>>>>").encode()
        objects[11 + 2 * page] = stream("\n".join(content + ["ET"]).encode())
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    size, start = max(places) + 1, len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += f"{places.get(number, 0):010} 00000 {'n' if number in places else 'f'} \n".encode()
    out += f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(out)


def latin(path):
    chance = random.Random(5)
    words = ["water", "quality", "flow", "iron", "zinc", "survey", "result", "treatment", "cost", "year"]
    made = Pdf(pages=1000)
    lines = [" ".join(chance.choice(words) for _ in range(20))[:80].ljust(80, ".") for _ in range(50)]
    made.stream(4, ("BT /F1 9 Tf 40 800 Td 14 TL\n" + "".join(f"({line}) Tj T*\n" for line in lines) + "ET").encode())
    path.write_bytes(made.bytes())


def pictures(path):
    """A page of 120 pictures of 1 MB that do not compress."""
    chance = random.Random(6)
    made = Pdf("".join(f"q 10 0 0 10 {i * 4} 50 cm /I{i} Do Q\n" for i in range(120)),
               resources="/XObject<<" + "".join(f"/I{i} {200 + i} 0 R" for i in range(120)) + ">>")
    block = chance.randbytes(1_000_000).replace(b"\xff", b"\xfe")
    body = b"\xff\xd8\xff\xda\0\x08\1\1\0\0\x3f\0" + block + b"\xff\xd9"
    for i in range(120):
        head = f"<</Type/XObject/Subtype/Image/Width 900/Height 900/Filter/DCTDecode/Length {len(body)}>>stream\n"
        made.objects[200 + i] = head.encode() + body + b"\nendstream"
    path.write_bytes(made.bytes())


def stream(data):
    body = zlib.compress(data, 6)
    return f"<</Filter/FlateDecode/Length {len(body)}>>stream\n".encode() + body + b"\nendstream"


def table(rows, columns, seed):
    chance = random.Random(seed)
    letters = [chr(65 + c) for c in range(columns)]
    lines = []
    for row in range(1, rows + 1):
        cells = "".join(f'<c r="{letter}{row}" t="s"><v>{chance.randrange(16)}</v></c>' if c < 2 else
                        f'<c r="{letter}{row}"><v>{chance.random() * 1000:.3f}</v></c>' for c, letter in enumerate(letters))
        lines.append(f'<row r="{row}">{cells}</row>')
    book = workbook()
    book.parts["xl/worksheets/sheet1.xml"] = f"<worksheet {SHEETS}><sheetData>{''.join(lines)}</sheetData></worksheet>".encode()
    book.parts["xl/sharedStrings.xml"] = f"<sst {SHEETS}>{''.join(f'<si><t>{word}</t></si>' for word in WORDS)}</sst>".encode()
    return book


def mixed(folder, count):
    """Three kinds in turn, 74, 164 and 68 KB, 102 KB on average: a picture that does not compress makes the weight."""
    chance = random.Random(2)
    folder.mkdir(exist_ok=True)
    picture = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND\xaeB`\x82"
    prose = "".join(paragraph("".join(chance.choice(WORDS) for _ in range(40))) for _ in range(300))
    made = [("docx", document(prose)), ("xlsx", table(1500, 10, 3)), ("pptx", presentation())]
    made[2][1].parts["ppt/slides/slide1.xml"] = slide("".join(shape("".join(chance.choice(WORDS) for _ in range(20)), y=i * 9000) for i in range(200))).encode()
    kinds = []
    for extension, package in made:
        weight = bytes(chance.getrandbits(8) for _ in range(60000))
        body = picture[:8] + len(weight).to_bytes(4, "big") + b"prIv" + weight + zlib.crc32(b"prIv" + weight).to_bytes(4, "big") + picture[8:]
        main = package.main
        package.put(main.split("/")[0] + "/media/image1.png", body, main, "image")
        kinds.append((extension, package.bytes()))
    for i in range(count):
        extension, data = kinds[i % 3]
        (folder / f"{i:05}.{extension}").write_bytes(data)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    paper(folder / "paper.pdf", 1000, 4000)
    latin(folder / "latin.pdf")
    pictures(folder / "pictures.pdf")
    (folder / "table.xlsx").write_bytes(table(100000, 10, 4).bytes())
    mixed(folder / "mixed", int(sys.argv[2]) if len(sys.argv) > 2 else 10000)


main()
