/* Any bytes as one part of an Office file whose other parts are sound. The first byte says which
   part; the zip around it is stored, so that what the fuzzer changes is what the reader sees. */
#include <string.h>

#include <zlib.h>

#include "base/check.h"
#include "inspect/inspect.h"

static const struct {
    const char *name;
    const char *sound;
} parts[] = {
    {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" "
                                 "t=\"s\"><v>0</v></c></row></sheetData></worksheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\" "
                        "xmlns:r=\"r\"/></sheets></workbook>"},
    {"xl/sharedStrings.xml", "<sst><si><t>x</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
    {"xl/drawings/drawing1.xml", "<wsDr/>"},
    {"xl/comments1.xml", "<comments/>"},
    {"word/document.xml", "<document><body/></document>"},
    {"word/styles.xml", "<styles/>"},
    {"ppt/presentation.xml", "<presentation/>"},
    {"ppt/slides/slide1.xml", "<sld/>"},
    {"docProps/app.xml", "<Properties/>"},
    {"[Content_Types].xml", "<Types/>"},
    {"_rels/.rels",
     "<R><Relationship Id=\"rId1\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></R>"},
    {"xl/_rels/workbook.xml.rels",
     "<R><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></R>"},
    {"xl/worksheets/_rels/sheet1.xml.rels",
     "<R><Relationship Id=\"rId1\" Type=\"x/drawing\" Target=\"../drawings/drawing1.xml\"/></R>"},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

static void put(struct buf *out, uint32_t value, size_t size)
{
    buf_append(out, (struct str){(const char *)&value, size});
}

static void put_fields(struct buf *out, struct str bytes, size_t name_size)
{
    put(out, 20, 2), put(out, 0, 2), put(out, 0, 2), put(out, 33 << 16, 4);
    put(out, (uint32_t)crc32(0, (const unsigned char *)bytes.p, (unsigned)bytes.n), 4);
    put(out, (uint32_t)bytes.n, 4), put(out, (uint32_t)bytes.n, 4);
    put(out, (uint32_t)name_size, 2), put(out, 0, 2);
}

static void add_part(struct buf *zip, struct buf *directory, const char *name, struct str bytes)
{
    size_t offset = zip->n;
    buf_append(zip, STR("PK\3\4"));
    put_fields(zip, bytes, strlen(name));
    buf_append(zip, str_from_c(name));
    buf_append(zip, bytes);
    buf_append(directory, STR("PK\1\2\24\0"));
    put_fields(directory, bytes, strlen(name));
    put(directory, 0, 4), put(directory, 0, 2), put(directory, 0, 4);
    put(directory, (uint32_t)offset, 4);
    buf_append(directory, str_from_c(name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct inspect *inspect;
    if (!inspect)
        inspect = inspect_create();
    if (size == 0)
        return 0;
    struct buf zip = {0}, directory = {0};
    size_t count = 0;
    for (size_t i = 0; i < PARTS; i++) {
        /* The main document decides which reader runs: of the three only the one that is fuzzed. */
        bool other_main = strncmp(parts[i].name, parts[data[0] % PARTS].name, 2) != 0 &&
                          (strcmp(parts[i].name, "xl/workbook.xml") == 0) && data[0] % PARTS >= 6 &&
                          data[0] % PARTS <= 9;
        if (other_main)
            continue;
        add_part(&zip, &directory, parts[i].name,
                 data[0] % PARTS == i ? (struct str){(const char *)data + 1, size - 1}
                                      : str_from_c(parts[i].sound));
        count++;
    }
    size_t start = zip.n;
    buf_append(&zip, buf_str(&directory));
    buf_append(&zip, STR("PK\5\6\0\0\0\0"));
    put(&zip, (uint32_t)count, 2), put(&zip, (uint32_t)count, 2);
    put(&zip, (uint32_t)directory.n, 4), put(&zip, (uint32_t)start, 4), put(&zip, 0, 2);
    struct arena *arena = arena_create();
    struct inspect_report report;
    inspect_bytes(inspect, STR("a.xlsx"), buf_str(&zip), NULL, arena, &report);
    CHECK(report.inspected || report.reason_ja.n > 0);
    arena_destroy(arena);
    buf_finish(&zip);
    buf_finish(&directory);
    return 0;
}
