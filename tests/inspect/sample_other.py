"""OpenDocument, text, pictures, markup, names, personal information, limits."""
from sample_office import make_zip, open_document, workbook
from sample_picture import XMP, chunk, exif, heic, jpeg, png, segment, with_exif

ROW = '<table:table-row table:visibility="collapse"/>'


def individual_number(first):
    """Eleven digits and the check digit."""
    digits = [int(c) for c in first]
    total = sum(digits[11 - n] * (n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    rest = total % 11
    return first + str(0 if rest <= 1 else 11 - rest)


def corporate_number(last):
    total = sum(int(last[12 - n]) * (1 if n % 2 else 2) for n in range(1, 13))
    return str(9 - total % 9) + last


def pictures():
    yield "-", "photo.jpg", jpeg(), ""
    yield "-", "figure.png", png(), ""
    yield "-", "photo.heic", heic(), ""
    yield "-", "scan.tif", exif(), ""
    yield "IMG-01", "gps.jpg", with_exif(gps=True), "GPSInfo"
    yield "IMG-01", "artist.tif", exif((0x013b, "Yamada Taro")), "Artist"
    yield "IMG-01", "thumbnail.jpg", with_exif((0x010f, "Maker"), thumbnail=True), "Thumbnail"
    yield "IMG-01", "exif.png", png(chunk(b"eXIf", exif(gps=True))), "GPSInfo"
    yield "IMG-01", "gps.heic", heic(exif(gps=True)), "GPSInfo"
    yield "IMG-02", "xmp.jpg", jpeg(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)), "XMP"
    yield "IMG-02", "iptc.jpg", jpeg(segment(0xed, b"Photoshop 3.0\0" + b"8BIM\4\4")), "IPTC"
    yield "IMG-02", "text.png", png(chunk(b"tEXt", b"Author\0Yamada")), "text"
    yield "IMG-03", "behind.jpg", jpeg(behind=b"another picture"), "data behind the end"
    yield "IMG-03", "behind.png", png(behind=b"what a crop left"), "data behind the end"


def markup():
    yield "-", "figure.svg", '<svg xmlns="http://www.w3.org/2000/svg"><text>水質</text></svg>', ""
    yield "SVG-01", "outside.svg", '<svg><image href="http://example.jp/a.png"/></svg>', "external reference"
    yield "SVG-01", "hidden.html", '<html><p style="display:none">旧い</p></html>', "hidden element"
    yield "SVG-01", "script.html", "<html><script>x()</script></html>", "active element"
    yield "PI-01", "cp932.html", "<html><p>担当：山田太郎</p></html>".encode("cp932"), "1行"
    yield "SVG-01", "comment.html", "<html><!-- 山田さんに確認 --></html>", "comment"


def documents():
    yield "-", "text.odt", open_document(), ""
    yield "OD-01", "rows.ods", open_document(f"<table:table>{ROW}</table:table>"), "table-row"
    yield "OD-02", "changes.odt", open_document("<text:tracked-changes/>"), "tracked-changes"
    yield "OD-02", "section.odt", open_document('<text:section text:name="没" text:display="none"/>'), "section"
    yield "OD-03", "author.odt", open_document(meta="<dc:creator>山田太郎</dc:creator>"), "creator"
    yield "OD-03", "thumbnail.odt", open_document(extra={"Thumbnails/thumbnail.png": b"\x89PNG"}), "Thumbnails"


def tables():
    yield "-", "table.csv", "回,水素イオン指数,備考\r\n1,6.8,-\r\n2,-0.5,晴れ\r\n", ""
    yield "-", "notes.txt", "坑廃水の水質を3回調べた。\n", ""
    yield "CSV-01", "formula.csv", "品名,数量\r\n=cmd(),1\r\n", "2行"
    yield "CSV-01", "cp932.csv", "品名,数量\r\n電線,1\r\n".encode("cp932"), "encoding"
    yield "CSV-01", "wide.csv", "品名,数量\r\nA,1,x\r\n", "2行"
    yield "CSV-01", "control.txt", "abc\x01def\n", "control character"


def people():
    number = individual_number("12345678901")
    yield "PI-01", "name.txt", "委員は山田太郎氏である。\n", "1行"
    yield "PI-01", "column.csv", "氏名,所属\r\n鈴木花子,甲社\r\n", "2行"
    yield "PI-01", "rare.csv", "氏名,所属\r\n勅使河原誠,甲社\r\n", "2行"
    yield "PI-01", "teacher.txt", "講師 田中太郎先生の話を聞いた。\n", "1行"
    yield "-", "no_names.csv", "氏名,所属\r\n未定,甲社\r\n合計,2\r\n", ""
    yield "PI-02", "phone.txt", "連絡先は０３－１２３４－５６７８。\n", "1行"
    yield "PI-02", "mobile.txt", "携帯 090-1234-5678\n", "1行"
    yield "PI-03", "address.txt", "東京都千代田区霞が関1丁目3番1号\n", "1行"
    yield "PI-04", "mail.txt", "yamada.taro@example.co.jp へ\n", "1行"
    yield "PI-05", "number.txt", f"個人番号 {number}\n", "1行"
    yield "PI-06", "company.txt", f"法人番号 {corporate_number('000012050002')}\n", "1行"
    yield "PI-07", "passport.txt", "旅券番号 TK1234567\n", "1行"
    yield "PI-08", "card.txt", "AB12345678CD を確認\n", "1行"
    yield "PI-09", "licence.txt", "運転免許証番号 301234567890\n", "1行"
    yield "PI-10", "account.txt", "○○銀行△△支店 普通 1234567\n", "1行"
    yield "PI-11", "birth.txt", "生年月日 昭和50年4月1日\n", "1行"
    yield "PI-12", "credit.txt", "4111 1111 1111 1111\n", "1行"
    yield "PI-13", "pension.txt", "基礎年金番号 1234-567890\n", "1行"
    yield "-", "figures.csv", "地点,流量,鉄\r\n" + "".join(f"{i},{1000000 + i * 7919},{i * 37 % 100}.5\r\n" for i in range(200)), ""
    yield "-", "mine.txt", "石川県小松市の尾小屋鉱山では水質を図3-2に示す。福島県南部の町村（12-3）を調べた。\n", ""
    yield "PI-03", "hill.txt", "北海道札幌市厚別区もみじ台東1丁目2番3号\n", "1行"
    yield "-", "words.txt", "仕様の様式と各氏の模様、同様に平成20年4月1日から、令和5年度の福島県南部の坑道。\n", ""


def names():
    yield "FS-01", "~$report.txt", b"x", ""
    yield "FS-01", "報告書_最終版.txt", "本文\n", ""
    yield "FS-01", "climb.zip", make_zip({"../../etc/x.txt": b"x"}), "path that leaves the folder"
    old_name = make_zip({"aaaa.txt": b"yamada@example.jp"}).replace(b"aaaa", "水質".encode("cp932"))
    yield "PI-04", "old_name.zip", old_name, "水質.txt"
    yield "EXE-01", "setup.bin", b"MZ\x90\0" + b"\0" * 60, ""
    yield "EXE-01", "run.bat", "echo\n", ""
    yield "EXE-02", "picture.xlsx", png(), ""
    yield "NI-01", "unknown.bin", b"\0\1\2\3" * 20, ""
    yield "NI-01", "dtd.xlsx", dtd(), "xl/workbook.xml"
    yield "NI-01", "cut.xlsx", workbook().bytes()[:300], ""
    yield "NI-02", "bomb.zip", make_zip({"zero.txt": b"\0" * (40 << 20)}), "zero.txt"
    yield "NI-02", "nested.zip", nested(9), ""


def dtd():
    book = workbook()
    book.change("xl/workbook.xml", "<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook')
    return book.bytes()


def nested(depth):
    data = make_zip({"a.txt": b"x"})
    for _ in range(depth):
        data = make_zip({"inner.zip": data})
    return data


def samples():
    for group in (pictures, markup, documents, tables, people, names):
        yield from group()
