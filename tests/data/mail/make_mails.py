"""Makes the mails of the tests of the MIME reader, each one horror of real Japanese mail. Byte for
byte the same at every run. Usage: make_mails.py FOLDER; the outputs are checked in beside it."""
import base64
import pathlib
import struct
import sys
import zlib

TOKEN = "01h455vb4pex5vsknk084sn02q"
HEAD = ("From: =?UTF-8?B?{name}?= <sender@example.co.jp>\r\nTo: desk@desk.example.jp\r\n"
        "Date: Tue, 1 Apr 2025 09:30:00 +0900\r\nMessage-ID: <m1@example.co.jp>\r\n"
        ).format(name=base64.b64encode("輸出太郎".encode()).decode()).encode()
PDF = b"%PDF-1.4\n%test\n"


def b64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def word(text, charset, codec):
    return b"=?" + charset + b"?B?" + base64.b64encode(codec(text)) + b"?="


def jis(text):
    """ISO-2022-JP as Outlook writes it: NEC and IBM characters in rows 13 and 89-92, half-width kana
    by ESC ( I."""
    out, mode = b"", "a"
    for c in text:
        raw = c.encode("cp932")
        if len(raw) == 1 and raw[0] < 0x80:
            want, piece = "a", raw
        elif len(raw) == 1:
            want, piece = "k", bytes([raw[0] & 0x7f])
        else:
            want, piece = "d", sjis_to_jis(*ibm_to_nec(raw))
        if want != mode:
            out += {"a": b"\x1b(B", "k": b"\x1b(I", "d": b"\x1b$B"}[want]
            mode = want
        out += piece
    return out + (b"\x1b(B" if mode != "a" else b"")


def ibm_to_nec(raw):
    """Python gives IBM's own code (FAxx) for 髙; mail carries NEC's copy of it (EDxx)."""
    if raw[0] < 0xfa:
        return raw
    for lead in range(0xed, 0xef):
        for trail in range(0x40, 0xfd):
            try:
                if bytes([lead, trail]).decode("cp932") == raw.decode("cp932"):
                    return bytes([lead, trail])
            except UnicodeDecodeError:
                pass
    raise ValueError(raw)


def sjis_to_jis(lead, trail):
    row = (lead - (0x81 if lead < 0xa0 else 0xc1)) * 2 + 0x21
    if trail >= 0x9f:
        return bytes([row + 1, trail - 0x7e])
    return bytes([row, trail - (0x20 if trail >= 0x80 else 0x1f)])


def cp932(text):
    return text.encode("cp932")


def plain(subject, body, content_type=b"text/plain; charset=UTF-8", encoding=b"8bit", head=HEAD,
          extra=b""):
    return (head + b"Subject: " + subject + b"\r\n" + extra + b"MIME-Version: 1.0\r\n" +
            (b"Content-Type: " + content_type + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n"
             if content_type else b"") + b"\r\n" + body + b"\r\n")


def part(head, body):
    return b"--sep\r\n" + head + b"\r\n\r\n" + body + b"\r\n"


def mixed(*parts, subject=b"test", kind=b"mixed", head=HEAD, extra=b"", close=True):
    return (head + b"Subject: " + subject + b"\r\n" + extra +
            b"MIME-Version: 1.0\r\nContent-Type: multipart/" + kind + b"; boundary=\"sep\"\r\n\r\n" +
            b"".join(parts) + (b"--sep--\r\n" if close else b""))


def attachment(name_header, data, kind=b"application/octet-stream", disposition=b"attachment"):
    return part(b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n"
                b"Content-Disposition: " + disposition + name_header, b64(data))


TEXT = part(b"Content-Type: text/plain; charset=UTF-8", "本文です。".encode())




def make_zip(entries):
    """Entries of (raw name bytes, data, general flags); written by hand because zipfile will not write
    CP932 names or set the password bit."""
    out, central = b"", b""
    for name, data, flags in entries:
        packed = zlib.compress(data, 9)[2:-4]
        if flags & 1:
            packed = b"\x00" * 12 + packed
        fields = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 33, zlib.crc32(data), len(packed),
                             len(data), len(name), 0)
        offset = len(out)
        out += b"PK\3\4" + fields + name + packed
        central += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack(
            "<HHHII", 0, 0, 0, 0, offset) + name
    return out + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries),
                                                  len(central), len(out), 0)


def tnef_attribute(level, identity, data):
    return struct.pack("<BII", level, identity, len(data)) + data + struct.pack(
        "<H", sum(data) & 0xffff)


def mapi_text(tag, text):
    raw = (text + "\0").encode("utf-16-le")
    return struct.pack("<HHII", 0x1f, tag, 1, len(raw)) + raw + b"\0" * (-len(raw) % 4)


def pack_rtf(text):
    """LZFu with one reference, to the "{\\\\rtf1\\\\ansi" that every packed text starts with in the window."""
    start = 207
    assert text.startswith(b"{\\rtf1\\ansi")
    tokens = [bytes([0 << 4 | 0, 11 - 2])] + [bytes([c]) for c in text[11:]]
    end = (start + len(text)) % 4096
    tokens.append(bytes([end >> 4, (end & 15) << 4]))
    packed = b""
    for at in range(0, len(tokens), 8):
        run = tokens[at:at + 8]
        control = sum(1 << i for i, t in enumerate(run) if len(t) == 2)
        packed += bytes([control]) + b"".join(run)
    return struct.pack("<IIII", len(packed) + 12, len(text), 0x75465A4C, 0) + packed


def rtf_winmail():
    rtf = (b"{\\rtf1\\ansi\\ansicpg932\\fromtext\\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1 \\'82\\'6c;}}\r\n"
           b"\\uc1\\pard\\plain\\f1 " + b"".join(b"\\'%02x" % c for c in "本文①".encode("cp932")) +
           b"\\par {\\*\\generator x;}\\u-30815?\\u26412 ?\\tab end\\{\\}\\par}\r\n")
    value = pack_rtf(rtf)
    message = struct.pack("<IHHII", 1, 0x102, 0x1009, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return struct.pack("<IH", 0x223E9F78, 1) + tnef_attribute(1, 0x00069003, message)


def make_tnef():
    message = struct.pack("<I", 1) + mapi_text(0x1000, "本文は winmail.dat の中です。")
    names = struct.pack("<I", 1) + mapi_text(0x3707, "見積書㈱髙.pdf")
    return (struct.pack("<IH", 0x223E9F78, 1) +
            tnef_attribute(1, 0x00069007, struct.pack("<II", 932, 0)) +
            tnef_attribute(1, 0x00069003, message) +
            tnef_attribute(2, 0x00069002, b"\1\0" + b"\0" * 12) +
            tnef_attribute(2, 0x00018010, b"MITSU~1.PDF\0") +
            tnef_attribute(2, 0x0006800F, PDF) +
            tnef_attribute(2, 0x00069005, names) +
            tnef_attribute(2, 0x00069002, b"\1\0" + b"\0" * 12) +
            tnef_attribute(2, 0x00018010, "写真①.jpg".encode("cp932") + b"\0") +
            tnef_attribute(2, 0x0006800F, b"\xff\xd8\xff\xe0test"))


def nested(depth):
    inner = plain(b"inner", b"deep")
    for level in range(depth):
        boundary = b"b%d" % level
        inner = (HEAD + b"Subject: level\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" +
                 boundary + b"\r\n\r\n--" + boundary + b"\r\nContent-Type: message/rfc822\r\n\r\n" +
                 inner + b"\r\n--" + boundary + b"--\r\n")
    return inner


SPECIAL = "①㈱髙﨑ｶﾅの件"


def mails():
    yield "plain", plain(b"hello", b"body")
    yield "jis_without_charset", plain(jis("被覆電線くずの輸出"), jis("①㈱髙﨑です。\r\nｶﾅ交じり"),
                                      None, head=b"From: " + jis("輸出太郎") +
                                      b" <sender@example.co.jp>\r\nTo: desk@desk.example.jp\r\n")
    yield "jis_label_with_nec_and_ibm", plain(word(SPECIAL, b"ISO-2022-JP", jis), jis(SPECIAL),
                                             b"text/plain; charset=\"ISO-2022-JP\"", b"7bit")
    yield "shift_jis_label_is_cp932", plain(word(SPECIAL, b"Shift_JIS", cp932), b64(cp932(SPECIAL)),
                                           b"text/plain; charset=Shift_JIS", b"base64")
    yield "raw_sjis_headers", plain(cp932("表示・予算・ソの件"), cp932("表示します。"), b"text/plain")
    yield "raw_utf8_headers", plain("件名です".encode(), "本文".encode(), b"text/plain")
    yield "euc_without_label", plain("件名テスト".encode("euc-jp"), "これはテストです。".encode("euc-jp"),
                                    b"text/plain")
    yield "wrong_label", plain(b"x", "ラベルは嘘".encode(), b"text/plain; charset=ISO-8859-1")
    yield "unknown_label", plain(b"x", "ラベルは不明".encode(), b"text/plain; charset=x-unknown-99")
    split = "経済産業省へのお問い合わせ".encode()
    yield "split_inside_a_character", plain(
        b"=?UTF-8?B?" + base64.b64encode(split[:10]) + b"?=\r\n =?UTF-8?B?" +
        base64.b64encode(split[10:20]) + b"?=\r\n\t=?utf-8?Q?" +
        b"".join(b"=%02X" % c for c in split[20:]) + b"?=", b"x")
    yield "name_rfc2231", mixed(TEXT, attachment(
        b";\r\n filename*0*=iso-2022-jp''" + b"".join(b"%%%02X" % c for c in jis("分析結果①")) +
        b";\r\n filename*1=\".pdf\"", PDF))
    yield "name_rfc2047_in_quotes", mixed(TEXT, attachment(
        b"; filename=\"" + word("写真㈱.jpg", b"ISO-2022-JP", jis) + b"\"", b"\xff\xd8\xff"))
    yield "name_raw_sjis", mixed(TEXT, attachment(b"; filename=\"" + cp932("成分表.pdf") + b"\"", PDF))
    yield "name_raw_jis", mixed(TEXT, attachment(b"; filename=\"" + jis("見積；書.pdf") + b"\"", PDF))
    yield "name_unquoted_with_blanks", mixed(TEXT, attachment(b"; filename=my price list.pdf", PDF))
    yield "name_traversal", mixed(TEXT, attachment(b"; filename=\"../../etc/x.xls\"", b"x,y\n1,2\n"))
    yield "name_turned_around", mixed(TEXT, attachment(
        b"; filename*=UTF-8''" + b"%E2%80%AEfdp.exe", b"MZ\x90\0"))
    yield "name_absent", mixed(TEXT, attachment(b"", PDF, b"application/pdf"))
    yield "name_without_end_of_quotes", mixed(TEXT, attachment(b"; filename=\"abc.pdf", PDF))
    html = ("<html><head><style>p{color:red}</style><title>t</title></head><body><p>拝啓&nbsp;"
            "&#9312;&amp;<br>二行目<script>alert('x')</script></p><table><tr><td>鉛</td><td>0.1%</td>"
            "</tr></table><ul><li>一つ</li></ul></body></html>")
    yield "html_only", plain(b"x", html.encode(), b"text/html; charset=UTF-8")
    yield "alternative", mixed(TEXT, part(b"Content-Type: text/html; charset=UTF-8", html.encode()),
                              kind=b"alternative")
    yield "format_flowed", plain(b"x", "長い行は \r\n続きます。\r\n> 引用は \r\n> 続く\r\n-- \r\n署名".encode(),
                                 b"text/plain; charset=UTF-8; format=flowed; delsp=yes")
    yield "winmail", mixed(TEXT, attachment(b"; filename=winmail.dat", make_tnef(), b"application/ms-tnef"))
    yield "winmail_without_text", mixed(attachment(b"; filename=winmail.dat", make_tnef(),
                                                   b"application/ms-tnef"))
    yield "winmail_rtf", mixed(attachment(b"; filename=winmail.dat", rtf_winmail(), b"application/ms-tnef"))
    yield "winmail_cut", mixed(TEXT, attachment(b"; filename=winmail.dat", make_tnef()[:-40],
                                                b"application/ms-tnef"))
    inner = mixed(TEXT, attachment(b"; filename=inner.pdf", PDF), subject="内側の件名".encode())
    outer = mixed(TEXT.replace(b"--sep", b"--out"), subject=b"outer").replace(b"sep", b"out")
    outer = outer.replace(b"--out--", b"--out\r\nContent-Type: message/rfc822\r\n\r\n" + inner +
                          b"\r\n--out--")
    yield "nested_message", outer
    yield "message_as_a_file", mixed(TEXT, attachment(b"; filename=fw.eml", inner))
    yield "message_in_base64", mixed(TEXT, attachment(b"", inner, b"message/rfc822"))
    yield "nested_too_deep", nested(14)
    yield "zip_cp932", mixed(TEXT, attachment(b"; filename=a.zip", make_zip(
        [(cp932("写真/表①.pdf"), PDF, 0), (cp932("成分.csv"), b"a,b\n1,2\n", 0)])))
    yield "zip_utf8", mixed(TEXT, attachment(b"; filename=a.zip", make_zip(
        [("書類/成分髙.pdf".encode(), PDF, 0x800)])))
    yield "zip_traversal", mixed(TEXT, attachment(b"; filename=a.zip", make_zip(
        [(b"../../../etc/cron.d/x", b"x", 0), (b"..\\..\\y.txt", b"y", 0)])))
    yield "zip_password", mixed(TEXT, attachment(b"; filename=a.zip", make_zip(
        [(cp932("機密.pdf"), PDF, 1)])))
    yield "zip_bomb", mixed(TEXT, attachment(b"; filename=a.zip", make_zip(
        [(b"zero", bytes(40 << 20), 0), (b"small.txt", b"small", 0)])))
    yield "zip_in_zip", mixed(TEXT, attachment(b"; filename=a.zip", make_zip(
        [(b"b.zip", make_zip([(b"c.pdf", PDF, 0)]), 0)])))
    yield "zip_broken", mixed(TEXT, attachment(b"; filename=a.zip", make_zip([(b"c.pdf", PDF, 0)])[:-30]))
    yield "password_mail", plain("パスワードのお知らせ".encode(),
                                "先ほどの添付ファイルの解凍パスワードは下記です。\r\n\r\nパスワード：Xk39#pqz\r\n".encode())
    yield "passport_mail", plain(b"x", b"My passport: A1234567\r\nbypass: yes4you")
    yield "html_without_end_of_head", plain(b"x", "<html><head><title>t</title><body>本文<p>です".encode(),
                                           b"text/html; charset=UTF-8")
    yield "no_password_mail", plain(b"x", "パスワードは別途お電話でお知らせします。よろしくお願いします。".encode())
    yield "empty_attachment", mixed(TEXT, attachment(b"; filename=empty.dat", b""))
    yield "two_from_fields", plain(b"x", b"y", head=b"From: a@meti.example.jp\r\n" + HEAD)
    yield "two_from_addresses", plain(b"x", b"y", head=b"From: a@example.jp, b@example.com\r\n"
                                      b"To: desk@desk.example.jp\r\n")
    yield "name_pretends_to_be_an_address", plain(b"x", b"y", head=b"From: \"info@meti.example.jp\" "
                                                 b"<x@evil.example.com>\r\nTo: d@desk.example.jp\r\n")
    results = b"Authentication-Results: mx.desk.example.jp; spf=pass; dkim=none; dmarc=fail\r\n"
    yield "authentication_fails", plain(b"x", b"y", extra=results)
    yield "authentication_passes_envelope_differs", plain(
        b"x", b"y", extra=b"Return-Path: <bounce@mailer.example.net>\r\n" + results.replace(b"fail", b"pass"))
    yield "envelope_differs", plain(b"x", b"y", extra=b"Return-Path: <other@mailer.example.net>\r\n")
    yield "envelope_is_a_subdomain", plain(b"x", b"y", extra=b"Return-Path: <r@mail.example.co.jp>\r\n")
    yield "automatic_reply", plain("自動返信: 不在です".encode(), b"y", extra=b"Auto-Submitted: auto-replied\r\n")
    bounced = (b"Message-ID: <" + TOKEN.encode() + b".77@desk.example.jp>\r\nSubject: x\r\n"
               b"From: desk@desk.example.jp\r\n\r\nold\r\n")
    yield "bounce", mixed(TEXT, part(b"Content-Type: message/delivery-status",
                                     b"Reporting-MTA: dns; mx\r\n\r\nStatus: 5.1.1"),
                          part(b"Content-Type: message/rfc822", bounced), kind=b"report",
                          extra=b"Return-Path: <>\r\n")
    yield "tokens", plain(b"Re: [M-" + b"2" * 26 + b"] x", b"[M-" + b"3" * 26 + b"]",
                          head=HEAD.replace(b"desk@desk", b"meguri+" + TOKEN.encode() + b"@desk"),
                          extra=b"References: <a@b> <" + b"1" * 26 + b".ff@desk.example.jp>\r\n"
                          b"Delivered-To: meguri+" + b"4" * 26 + b"@desk.example.jp\r\n")
    yield "empty", b""
    yield "binary", bytes(range(256)) * 8
    yield "no_head", "これはメールではありません。\r\nただの文章です。\r\n".encode()
    yield "cut_in_the_middle", mixed(TEXT, attachment(b"; filename=a.pdf", PDF * 50), close=False)[:-200]
    yield "no_boundary", plain(b"x", b"--sep\r\n\r\nx", b"multipart/mixed")
    yield "many_parts", mixed(TEXT, *[attachment(b"; filename=%d.txt" % i, b"x") for i in range(230)])
    yield "deep_multipart", HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(300)) + b"\r\nx"
    yield "bad_base64", mixed(TEXT, part(b"Content-Type: application/pdf; name=a.pdf\r\n"
                                         b"Content-Transfer-Encoding: base64", b"!!!%%%JVBERi0xLjQ=\xff\xfe~~"))
    yield "strange_date", plain(b"x", b"y", head=b"From: a@example.jp\r\nDate: Tue, 99 Foo 2025 +9999\r\n")
    yield "addresses", plain(b"x", b"y", head=b"From: a@example.jp\r\nTo: " + word("鈴木, 一郎", b"UTF-8", str.encode) +
                             b" <Ichiro@EXAMPLE.co.jp>,\r\n \"Tanaka, \\\"J\\\"\" <t@example.jp>, undisclosed: ;, "
                             b"plain@example.jp (Comment)\r\nCc: group: x@example.jp, y@example.jp;\r\n")
    yield "newline_in_words", plain(b"=?UTF-8?Q?a=0D=0ABcc:_x@example.jp?=", b"y")


def main():
    folder = pathlib.Path(sys.argv[1])
    for name, data in mails():
        (folder / f"{name}.eml").write_bytes(data)


main()
