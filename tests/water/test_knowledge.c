#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "water/model/knowledge.h"

extern const struct embedded_files water_model_data;

static int set_up(void **state)
{
    *state = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

static struct water_knowledge read_table(struct arena *arena)
{
    struct water_knowledge knowledge;
    assert_int_equal(water_knowledge_read(STR("knowledge.tsv"),
                                          embedded_find(&water_model_data, STR("knowledge.tsv")),
                                          arena, &knowledge, NULL),
                     0);
    return knowledge;
}

static void every_plant_has_a_source_and_tells_something(void **state)
{
    struct water_knowledge knowledge = read_table(*state);
    assert_true(knowledge.count >= 15);
    for (size_t i = 0; i < knowledge.count; i++) {
        size_t told = 0;
        for (int k = 0; k < WATER_EXPERIENCES; k++)
            told += knowledge.rows[i].told[k].n > 0;
        assert_true(told > 0 && knowledge.rows[i].source.n > 0);
    }
}

static void finds_by_all_words_in_any_width(void **state)
{
    struct arena *arena = *state;
    struct water_knowledge knowledge = read_table(arena);
    size_t indexes[100];
    assert_true(knowledge.count < 100);
    size_t both = water_knowledge_find(&knowledge, STR("ＪＯＧＭＥＣ 米ぬか"), WATER_EXPERIENCES,
                                       indexes, arena);
    assert_true(both >= 2);
    for (size_t i = 0; i < both; i++)
        assert_true(str_contains(knowledge.rows[indexes[i]].searched, STR("jogmec")));
    assert_int_equal(water_knowledge_find(&knowledge, STR("そんな施設はない"), WATER_EXPERIENCES,
                                          indexes, arena),
                     0);
    assert_int_equal(water_knowledge_find(&knowledge, STR("  "), WATER_EXPERIENCES, indexes, arena),
                     knowledge.count);
}

static void shows_only_plants_that_tell_of_what_is_asked(void **state)
{
    struct arena *arena = *state;
    struct water_knowledge knowledge = read_table(arena);
    size_t indexes[100];
    size_t costs = water_knowledge_find(&knowledge, STR(""), WATER_EXPERIENCE_COST, indexes, arena);
    assert_true(costs > 0 && costs < knowledge.count);
    for (size_t i = 0; i < costs; i++)
        assert_true(knowledge.rows[indexes[i]].told[WATER_EXPERIENCE_COST].n > 0);
}

static void refuses_a_row_without_a_source_with_its_line(void **state)
{
    static const char table[] =
        "id\tplant\tcountry\tkind\tscale\tperiod\twater\tperformance\tfaults\tupkeep\tcost\tenergy"
        "\tsource\tconfirmed\nA\t施設\t\t\t\t\t\t\t\t\t\t\t出典\tyes\nB\t施設\t\t\t\t\t\t\t\t\t\t\t"
        "\tyes\n";
    struct water_knowledge knowledge;
    struct error error = {0};
    assert_int_equal(
        water_knowledge_read(STR("own.tsv"), str_from_c(table), *state, &knowledge, &error),
        ERR_WATER_TABLE);
    assert_int_equal(error.line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_plant_has_a_source_and_tells_something, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(finds_by_all_words_in_any_width, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_only_plants_that_tell_of_what_is_asked, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_row_without_a_source_with_its_line, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
