/* Any bytes as a file; the first byte says what its name claims. */
#include "base/check.h"
#include "inspect/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.pdf",  "a.zip",  "a.xlsx", "a.jpg", "a.png",  "a.tif",
                                        "a.heic", "a.csv",  "a.txt",  "a.svg", "a.html", "a.doc",
                                        "a.gif",  "a.webp", "a.tsv",  "a"};
    static struct inspect *inspect;
    if (!inspect)
        inspect = inspect_create();
    if (size == 0)
        return 0;
    struct arena *arena = arena_create();
    const struct inspect_options options = {.most_expanded = 1 << 20};
    struct inspect_report report;
    struct str bytes = {(const char *)data + 1, size - 1};
    inspect_bytes(inspect, str_from_c(names[data[0] & 15]), bytes, &options, arena, &report);
    CHECK(report.inspected || report.reason_ja.n > 0);
    for (size_t i = 0; i < report.count; i++)
        inspect_place_text(&report.findings[i].place, LANG_JA, arena);
    arena_destroy(arena);
    return 0;
}
