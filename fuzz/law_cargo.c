/* Any bytes as the JSON of a cargo: refused, or read, judged and written without harm; and what is
   judged twice is the same. */
#include "base/check.h"
#include "law/law.h"

static const struct law_tables *built_in(void)
{
    static const struct law_tables *tables;
    static struct arena *arena; /* for the whole process */
    if (!arena) {
        arena = arena_create();
        CHECK(law_tables_load(NULL, 0, NULL, 0, arena, &tables, NULL) == 0);
    }
    return tables;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct law_cargo *cargo = ARENA_NEW(arena, struct law_cargo);
    struct law_judgement first = {0}, second = {0};
    day_number day = day_of_date((struct date){2026, 11, 1});
    struct error error = {0};
    if (law_cargo_read(built_in(), (struct str){(const char *)data, size}, arena, cargo, &error) ==
            0 &&
        law_judge(built_in(), cargo, day, arena, &first, &error) == 0) {
        CHECK(law_judge(built_in(), cargo, day, arena, &second, NULL) == 0);
        CHECK(first.result == second.result && first.node_count == second.node_count);
        CHECK(law_judgement_text(&first, arena).n > 0);
    } else {
        CHECK(error.code != ERR_NONE);
    }
    arena_destroy(arena);
    return 0;
}
