"""Pictures with and without what hides in them."""
import struct
import zlib


def exif(*fields, gps=False, thumbnail=False):
    """A little-endian TIFF block; fields are (tag, ascii text)."""
    entries = [(tag, 2, text.encode() + b"\0") for tag, text in fields]
    count = len(entries) + (1 if gps else 0)
    data_at = 8 + 2 + count * 12 + 4
    directory, data = b"", b""
    for tag, kind, value in sorted(entries):
        offset = struct.pack("<I", data_at + len(data)) if len(value) > 4 else value.ljust(4, b"\0")
        directory += struct.pack("<HHI", tag, kind, len(value)) + offset
        data += value if len(value) > 4 else b""
    if gps:
        directory += struct.pack("<HHII", 0x8825, 4, 1, data_at + len(data))
        data += struct.pack("<H", 0) + b"\0\0\0\0"
    following = data_at + len(data) if thumbnail else 0
    data += struct.pack("<H", 0) + b"\0\0\0\0" if thumbnail else b""
    return b"II*\0\x08\0\0\0" + struct.pack("<H", count) + directory + struct.pack("<I", following) + data


def segment(marker, body):
    return bytes([0xff, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments, behind=b""):
    frame = segment(0xc0, bytes([8, 0, 1, 0, 1, 1, 1, 0x11, 0]))
    return b"\xff\xd8" + b"".join(segments) + frame + segment(0xda, bytes([1, 1, 0, 0, 63, 0])) + b"\0\xff\0\x12" + \
        b"\xff\xd9" + behind


def with_exif(*fields, **options):
    return jpeg(segment(0xe1, b"Exif\0\0" + exif(*fields, **options)))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks, behind=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"") + behind


def heic(block=b""):
    def box(kind, body):
        return struct.pack(">I", len(body) + 8) + kind + body
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"mdat", (b"Exif\0\0" + block) if block else b"\1\2\3")


XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description><dc:creator><rdf:Seq><rdf:li>Yamada'
       b"</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>")
