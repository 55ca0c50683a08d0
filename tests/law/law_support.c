#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law_support.h"

const struct law_tables *law_built_in(void)
{
    static const struct law_tables *tables;
    static struct arena *arena;
    if (!tables) {
        struct error error = {0};
        arena = arena_create();
        if (law_tables_load(NULL, 0, NULL, 0, arena, &tables, &error))
            fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_JA, arena)));
    }
    return tables;
}

day_number law_day(int year, int month, int day)
{
    return day_of_date((struct date){year, month, day});
}

struct law_judgement law_judged(struct arena *arena, const char *json, day_number as_of)
{
    struct error error = {0};
    struct law_cargo *cargo = ARENA_NEW(arena, struct law_cargo);
    struct law_judgement judgement = {0};
    int status = law_cargo_read(law_built_in(), str_from_c(json), arena, cargo, &error);
    if (status == 0)
        status = law_judge(law_built_in(), cargo, as_of, arena, &judgement, &error);
    if (status)
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_JA, arena)));
    return judgement;
}

void law_expect(const char *json, day_number as_of, enum law_result result)
{
    struct arena *arena = arena_create();
    struct law_judgement judgement = law_judged(arena, json, as_of);
    if (judgement.result != result)
        fail_msg("%" PRIstr " expected of %s\n%" PRIstr, STR_ARG(law_result_title(result)), json,
                 STR_ARG(law_judgement_text(&judgement, arena)));
    arena_destroy(arena);
}

void law_expect_refused(const char *json, day_number as_of, enum err code, const char *field)
{
    struct arena *arena = arena_create();
    struct error error = {0};
    struct law_cargo cargo;
    struct law_judgement judgement = {0};
    int status = law_cargo_read(law_built_in(), str_from_c(json), arena, &cargo, &error);
    if (status == 0)
        status = law_judge(law_built_in(), &cargo, as_of, arena, &judgement, &error);
    struct str sentence = error_sentence(&error, LANG_JA, arena);
    if (status == 0 || error.code != code || !str_contains(sentence, str_from_c(field)) ||
        error_exit_code(error.code) != 2)
        fail_msg("%s: %" PRIstr, json, STR_ARG(sentence));
    arena_destroy(arena);
}
