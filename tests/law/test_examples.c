/* The worked example of each cargo class in examples/law gives the answer that docs/law.md tells.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "law_support.h"

static const struct {
    const char *name;
    enum law_result result, if_confirmed;
} examples[] = {
    {"battery", LAW_REGULATED, LAW_REGULATED},
    {"catalyst", LAW_TO_CONFIRM, LAW_TO_CONFIRM},
    {"compressor", LAW_REGULATED, LAW_REGULATED},
    {"covered_wire", LAW_NOT_REGULATED, LAW_NOT_REGULATED},
    {"game_machine", LAW_TO_CONFIRM, LAW_EXEMPT},
    {"metal_scrap", LAW_NOT_REGULATED, LAW_NOT_REGULATED},
    {"mixed_metal", LAW_REGULATED, LAW_REGULATED},
    {"other", LAW_EXEMPT, LAW_EXEMPT},
    {"plastic_scrap", LAW_NOT_REGULATED, LAW_NOT_REGULATED},
    {"residue", LAW_REGULATED, LAW_REGULATED},
    {"used_car_parts", LAW_REGULATED, LAW_REGULATED},
    {"used_electrical", LAW_NOT_REGULATED, LAW_NOT_REGULATED},
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static struct str text_of(const char *name, struct arena *arena)
{
    enum { LIMIT = 16384 };
    char *text = ARENA_ARRAY(arena, char, LIMIT);
    struct str path = arena_format(arena, "%s/%s.json", EXAMPLES_FOLDER, name);
    FILE *file = fopen(path.p, "rb");
    assert_non_null(file);
    size_t n = fread(text, 1, LIMIT - 1, file);
    fclose(file);
    return (struct str){text, n};
}

static void each_example_gives_its_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < EXAMPLES; i++) {
        struct arena *arena = arena_create();
        struct law_judgement judgement =
            law_judged(arena, text_of(examples[i].name, arena).p, law_day(2026, 11, 22));
        if (judgement.result != examples[i].result ||
            judgement.if_confirmed != examples[i].if_confirmed)
            fail_msg("%s: %" PRIstr, examples[i].name,
                     STR_ARG(law_judgement_text(&judgement, arena)));
        arena_destroy(arena);
    }
}

static void every_cargo_class_has_an_example(void **state)
{
    (void)state;
    size_t count;
    const struct law_row *rows = law_rows(law_built_in(), LAW_CLASSES, &count);
    assert_int_equal(count, EXAMPLES);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < EXAMPLES && !str_equal(rows[i].key, str_from_c(examples[at].name)))
            at++;
        assert_true(at < EXAMPLES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_example_gives_its_answer),
        cmocka_unit_test(every_cargo_class_has_an_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
