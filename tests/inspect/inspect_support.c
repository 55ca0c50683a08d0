#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "inspect_support.h"

#include <stdio.h>

#include "base/file.h"

static struct inspect *shared;

struct inspect *support_inspect(void)
{
    if (!shared)
        shared = inspect_create();
    return shared;
}

int support_finish(void **state)
{
    (void)state;
    inspect_destroy(shared);
    shared = NULL;
    return 0;
}

struct str support_sample(struct str name, struct arena *arena)
{
    struct context context;
    struct str bytes = STR("");
    context_init_system(&context, NULL, LANG_EN);
    struct str path = ARENA_JOIN(arena, STR(SAMPLES "/"), name);
    assert_int_equal(file_read(&context, path, (size_t)64 << 20, arena, &bytes, NULL), 0);
    return bytes;
}

struct inspect_report support_report(struct str name, struct str bytes, struct arena *arena)
{
    const struct inspect_options options = {.reveal = true};
    struct inspect_report report;
    inspect_bytes(support_inspect(), name, bytes, &options, arena, &report);
    return report;
}

const struct inspect_finding *support_find(const struct inspect_report *report, const char *id)
{
    for (size_t i = 0; i < report->count; i++)
        if (str_equal(report->findings[i].kind->id, str_from_c(id)))
            return &report->findings[i];
    return NULL;
}

void support_print(const struct inspect_report *report, struct arena *arena)
{
    for (size_t i = 0; i < report->count; i++)
        print_message("#   %" PRIstr " %" PRIstr " «%" PRIstr "»\n",
                      STR_ARG(report->findings[i].kind->id),
                      STR_ARG(inspect_place_text(&report->findings[i].place, LANG_JA, arena)),
                      STR_ARG(report->findings[i].found));
}
