/* Any bytes as an edition of a table laid over the built-in ones: taken, or refused with a place.
   The first byte chooses the table. */
#include "base/check.h"
#include "law/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str names[] = {STR_INIT("annex6.tsv"), STR_INIT("leach.tsv"),
                                       STR_INIT("annex3.tsv"), STR_INIT("countries.tsv"),
                                       STR_INIT("substances.tsv")};
    if (size < 1)
        return 0;
    struct arena *arena = arena_create();
    struct law_file overlay = {names[data[0] % (sizeof names / sizeof *names)],
                               {(const char *)data + 1, size - 1}};
    const struct law_tables *tables;
    struct error error = {0};
    if (law_tables_load(NULL, 0, &overlay, 1, arena, &tables, &error))
        CHECK(error.code != ERR_NONE);
    arena_destroy(arena);
    return 0;
}
