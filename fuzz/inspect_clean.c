/* Any bytes as a file that is cleaned of everything: what comes out can be inspected, or nothing
   comes out. The first byte says what its name claims. */
#include "base/check.h"
#include "inspect/clean.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.pdf", "a.zip",  "a.xlsx", "a.docx", "a.pptx", "a.odt",
                                        "a.jpg", "a.png",  "a.tif",  "a.heic", "a.csv",  "a.svg",
                                        "a.gif", "a.webp", "a.html", "a.txt"};
    static struct inspect *inspect;
    if (!inspect)
        inspect = inspect_create();
    if (size == 0)
        return 0;
    struct arena *arena = arena_create();
    const struct inspect_clean_options options = {.kinds = STR("all"),
                                                  .inspect = {.most_expanded = 1 << 20}};
    struct inspect_cleaning cleaning;
    struct str bytes = {(const char *)data + 1, size - 1};
    inspect_clean(inspect, str_from_c(names[data[0] & 15]), bytes, &options, arena, &cleaning);
    CHECK(cleaning.state != INSPECT_REFUSED || cleaning.reason_ja.n > 0);
    if (cleaning.state == INSPECT_CLEANED) {
        struct inspect_report report;
        inspect_bytes(inspect, str_from_c(names[data[0] & 15]), cleaning.bytes, &options.inspect,
                      arena, &report);
        CHECK(report.inspected);
    }
    arena_destroy(arena);
    return 0;
}
