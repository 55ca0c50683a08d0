/* make_cleaned FOLDER: for each sample of which something can be taken out, the file whose pages
   count (before-NAME) and the cleaned one (after-NAME); inspect_pages.py draws and compares them.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/file.h"
#include "inspect/clean.h"
#include "inspect_support.h"

static bool put(struct arena *arena, const char *folder, struct str when, struct str name,
                struct str bytes)
{
    struct context context;
    context_init_system(&context, NULL, LANG_EN);
    struct str path = ARENA_JOIN(arena, str_from_c(folder), STR("/"), when, STR("-"), name);
    return file_write_durable(&context, path, bytes, NULL) == 0;
}

static bool clean_sample(const char *folder, struct str file, struct str kind)
{
    struct arena *arena = arena_create();
    const struct inspect_clean_options options = {.kinds = kind};
    struct str bytes = support_sample(file, arena);
    struct inspect_cleaning cleaning;
    inspect_clean(support_inspect(), file, bytes, &options, arena, &cleaning);
    bool written = true;
    if (cleaning.state == INSPECT_CLEANED)
        written = put(arena, folder, STR("before"), file,
                      cleaning.baseline.n ? cleaning.baseline : bytes) &&
                  put(arena, folder, STR("after"), file, cleaning.bytes);
    arena_destroy(arena);
    return written;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena), line, file, kind;
    bool written = argc == 2;
    while (written && str_cut(&truth, '\n', &line) && str_cut(&line, '\t', &file) &&
           str_cut(&line, '\t', &kind))
        written = str_equal(kind, STR("-")) || clean_sample(argv[1], file, kind);
    arena_destroy(arena);
    support_finish(NULL);
    if (!written)
        fputs("make_cleaned: nothing written\n", stderr);
    return written ? 0 : 1;
}
