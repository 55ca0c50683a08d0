"""data/text/variants.tsv to a two-level C table: page of 256 code points -> 256 targets (0: none).
Usage: make_variants.py variants.tsv out.h"""
import sys
import unicodedata

LAST = 0x2FFFF


def read_pairs(path):
    pairs = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#") or line.startswith("from\t"):
                continue
            source, target, code_point, origin = line.split("\t")
            where = f"{path}:{number}"
            if len(source) != 1 or len(target) != 1 or not origin:
                sys.exit(f"{where}: two single characters and a source are needed")
            if code_point != f"U+{ord(source):04X}":
                sys.exit(f"{where}: code point {code_point} is not that of {source}")
            if source in pairs:
                sys.exit(f"{where}: {source} is there twice")
            if unicodedata.normalize("NFKC", source) != source:
                sys.exit(f"{where}: NFKC already changes {source}")
            if not 0x80 <= ord(source) <= LAST or ord(target) > 0xFFFF:
                sys.exit(f"{where}: outside the range of the table")
            pairs[source] = target
    for source, target in pairs.items():
        if target in pairs:
            sys.exit(f"{path}: {source} -> {target} -> {pairs[target]} is a chain")
    return {ord(source): ord(target) for source, target in pairs.items()}


def main():
    pairs = read_pairs(sys.argv[1])
    pages = sorted({source >> 8 for source in pairs})
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write("/* Made by tools/make_variants.py. */\n#include <stdint.h>\n\n")
        out.write(f"static const uint8_t variant_page[{(LAST >> 8) + 1}] = {{\n")
        for index, page in enumerate(pages, 1):
            out.write(f"[{page}] = {index},\n")
        out.write(f"}};\nstatic const uint16_t variant_target[{len(pages) + 1}][256] = {{\n")
        for source in sorted(pairs):
            out.write(f"[{pages.index(source >> 8) + 1}][{source & 255}] = {pairs[source]},\n")
        out.write("};\n\nstatic inline uint32_t text_variant(uint32_t c)\n{\n")
        out.write(f"    uint32_t target = c > {LAST} ? 0 : variant_target[variant_page[c >> 8]][c & 255];\n")
        out.write("    return target ? target : c;\n}\n")


main()
