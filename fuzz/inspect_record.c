/* Any bytes as the record that a worker sends. */
#include "inspect/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct inspect *inspect;
    if (!inspect)
        inspect = inspect_create();
    struct arena *arena = arena_create();
    const struct inspect_options options = {.allow = STR("a\n")};
    struct inspect_report report;
    if (inspect_read_record(inspect, (struct str){(const char *)data, size}, arena, &report)) {
        inspect_settle(&report, &options, arena);
        inspect_together(inspect, &report, 1, arena);
    }
    arena_destroy(arena);
    return 0;
}
