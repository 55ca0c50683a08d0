/* Any bytes as one part of a workbook whose other parts are sound. The first byte says which part; the
   zip around it is stored, so that what the fuzzer changes is what the reader sees. */
#include <string.h>

#include <zlib.h>

#include "base/check.h"
#include "worker/charset.h"
#include "worker/workbook.h"

enum { PARTS = 5 };
static const struct {
    const char *name;
    struct str sound;
} parts[PARTS] = {
    {"xl/worksheets/sheet1.xml",
     STR_INIT("<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>")},
    {"xl/workbook.xml", STR_INIT("<workbook><sheets><sheet name=\"a\" id=\"1\"/></sheets></workbook>")},
    {"xl/_rels/workbook.xml.rels",
     STR_INIT("<R><Relationship Id=\"1\" Target=\"worksheets/sheet1.xml\"/></R>")},
    {"xl/sharedStrings.xml", STR_INIT("<sst><si><t>x</t></si></sst>")},
    {"xl/styles.xml", STR_INIT("<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>")},
};

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
    charset_load();
    if (size == 0)
        return 0;
    struct buf zip = {0}, directory = {0};
    for (size_t i = 0; i < PARTS; i++)
        add_part(&zip, &directory, parts[i].name,
                 data[0] % PARTS == i ? (struct str){(const char *)data + 1, size - 1}
                                      : parts[i].sound);
    size_t start = zip.n;
    buf_append(&zip, buf_str(&directory));
    buf_append(&zip, STR("PK\5\6\0\0\0\0"));
    put(&zip, PARTS, 2), put(&zip, PARTS, 2);
    put(&zip, (uint32_t)directory.n, 4), put(&zip, (uint32_t)start, 4), put(&zip, 0, 2);
    struct arena *arena = arena_create();
    struct buf record = {0};
    struct cell_sink sink = {.record = &record};
    struct str problem = STR("");
    enum worker_status status = workbook_xlsx(buf_str(&zip), arena, &sink, &problem);
    CHECK(status == WORKER_OK || problem.n > 0);
    arena_destroy(arena);
    buf_finish(&record);
    buf_finish(&zip);
    buf_finish(&directory);
    return 0;
}
