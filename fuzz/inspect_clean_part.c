/* Any bytes as the part of a package that needs arithmetic: a sheet, a workbook, a document, a
   slide (the first byte says which), with hidden rows and changes taken out. */
#include <zlib.h>

#include "base/buf.h"
#include "base/check.h"
#include "inspect/clean.h"

struct part {
    const char *name;
    struct str content;
};

static void put(struct buf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_append_char(out, (char)(value >> (8 * i)));
}

static void put_header(struct buf *out, const struct part *part)
{
    uint32_t size = (uint32_t)part->content.n,
             crc = (uint32_t)crc32(0, (const Bytef *)part->content.p, size);
    put(out, 20, 2);
    put(out, 0, 4); /* no flags, stored */
    put(out, 0x210000, 4);
    put(out, crc, 4);
    put(out, size, 4);
    put(out, size, 4);
    put(out, (uint32_t)str_from_c(part->name).n, 2);
    put(out, 0, 2);
}

/* A zip of stored parts. */
static void pack(const struct part *parts, size_t count, struct buf *out)
{
    struct buf directory = {0};
    for (size_t i = 0; i < count; i++) {
        uint32_t offset = (uint32_t)out->n;
        buf_append(out, STR("PK\3\4"));
        put_header(out, &parts[i]);
        buf_append(out, str_from_c(parts[i].name));
        buf_append(out, parts[i].content);
        buf_append(&directory, STR("PK\1\2"));
        put(&directory, 20, 2);
        put_header(&directory, &parts[i]);
        put(&directory, 0, 4);
        put(&directory, 0, 2);
        put(&directory, 0, 4);
        put(&directory, offset, 4);
        buf_append(&directory, str_from_c(parts[i].name));
    }
    uint32_t start = (uint32_t)out->n;
    buf_append(out, buf_str(&directory));
    buf_append(out, STR("PK\5\6"));
    put(out, 0, 4);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)count, 2);
    put(out, (uint32_t)directory.n, 4);
    put(out, start, 4);
    put(out, 0, 2);
    buf_finish(&directory);
}

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELS(rows) STR_INIT("<Relationships>" rows "</Relationships>")
#define TO(id, kind, target)                                                                       \
    "<Relationship Id=\"" id "\" Type=\"" RELATION kind "\" Target=\"" target "\"/>"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct inspect *inspect;
    if (!inspect)
        inspect = inspect_create();
    if (size == 0)
        return 0;
    struct part parts[] = {
        {"[Content_Types].xml", STR_INIT("<Types/>")},
        {"_rels/.rels", RELS(TO("rId1", "officeDocument", "xl/workbook.xml"))},
        {"xl/_rels/workbook.xml.rels", RELS(TO("rId1", "worksheet", "worksheets/sheet1.xml")
                                                TO("rId2", "worksheet", "worksheets/sheet2.xml"))},
        {"xl/workbook.xml",
         STR_INIT("<workbook xmlns:r='r'><sheets><sheet name='a' r:id='rId1'/><sheet name='b' "
                  "state='hidden' r:id='rId2'/></sheets><definedNames><definedName "
                  "name='n'>a!$A$2</definedName></definedNames></workbook>")},
        {"xl/worksheets/sheet1.xml",
         STR_INIT("<worksheet><sheetData><row r='1'><c r='A1'><f>b!A1</f><v>1</v></c></row>"
                  "<row r='2' hidden='1'/></sheetData></worksheet>")},
        {"xl/worksheets/sheet2.xml", STR_INIT("<worksheet><sheetData/></worksheet>")},
    };
    struct part document[] = {
        {"[Content_Types].xml", STR_INIT("<Types/>")},
        {"_rels/.rels", RELS(TO("rId1", "officeDocument", "word/document.xml"))},
        {"word/document.xml", STR_INIT("<document/>")},
    };
    struct str content = {(const char *)data + 1, size - 1};
    struct buf package = {0};
    const char *name = data[0] % 3 == 2 ? "a.docx" : "a.xlsx";
    if (data[0] % 3 == 2) {
        document[2].content = content;
        pack(document, sizeof document / sizeof document[0], &package);
    } else {
        parts[data[0] % 3 == 0 ? 4 : 3].content = content;
        pack(parts, sizeof parts / sizeof parts[0], &package);
    }
    struct arena *arena = arena_create();
    const struct inspect_clean_options options = {.kinds = STR("all"),
                                                  .inspect = {.most_expanded = 1 << 20}};
    struct inspect_cleaning cleaning;
    inspect_clean(inspect, str_from_c(name), buf_str(&package), &options, arena, &cleaning);
    CHECK((cleaning.state == INSPECT_CLEANED) == (cleaning.bytes.n > 0));
    arena_destroy(arena);
    buf_finish(&package);
    return 0;
}
