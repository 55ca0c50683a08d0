/* The answer as free and fixed parts: nothing fixed can be lost, whatever the form sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk/page_letter.h"

static const struct desk_letter_fixed fixed[] = {
    {STR_INIT("該当"), STR_INIT("承認の手続を行ってください。")},
    {STR_INIT("定型文"), STR_INIT("本助言については、証明するものではない。")},
};

static void assert_text(struct str actual, const char *expected)
{
    assert_int_equal(actual.n, str_from_c(expected).n);
    assert_memory_equal(actual.p, expected, actual.n);
}

static void parts_alternate_around_the_fixed_ones(void **state)
{
    (void)state;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    struct str text = STR("拝啓\n\n承認の手続を行ってください。\n\n補足\n\n"
                          "本助言については、証明するものではない。\n\n窓口\n");
    size_t count = desk_letter_split(text, fixed, 2, parts);
    assert_int_equal(count, 5);
    assert_text(parts[0].text, "拝啓");
    assert_true(parts[1].fixed);
    assert_text(parts[1].name, "該当");
    assert_text(parts[2].text, "補足");
    assert_true(parts[3].fixed);
    assert_text(parts[4].text, "窓口");
    assert_text(parts[4].input, "part_2");
}

static void fixed_parts_keep_the_order_of_the_text(void **state)
{
    (void)state;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    struct str text = STR("本助言については、証明するものではない。\n承認の手続を行ってください。");
    assert_int_equal(desk_letter_split(text, fixed, 2, parts), 5);
    assert_text(parts[1].name, "定型文");
    assert_text(parts[3].name, "該当");
}

static void a_lacking_fixed_part_is_put_behind_the_text(void **state)
{
    (void)state;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    size_t count = desk_letter_split(STR("拝啓\n\n承認の手続を行ってください。\n\n窓口"), fixed, 2, parts);
    assert_int_equal(count, 5);
    assert_text(parts[2].text, "窓口");
    assert_text(parts[3].name, "定型文");
    assert_text(parts[4].text, "");
}

static void a_text_without_any_fixed_part_gets_all(void **state)
{
    (void)state;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    size_t count = desk_letter_split(STR("拝啓"), fixed, 2, parts);
    assert_int_equal(count, 5);
    assert_text(parts[0].text, "拝啓");
    assert_true(parts[1].fixed && parts[3].fixed);
    assert_text(parts[2].text, "");
}

static void joining_gives_the_whole_text_again(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    const char *text = "拝啓\n\n承認の手続を行ってください。\n\n本助言については、証明するものではない。\n\n窓口\n";
    size_t count = desk_letter_split(str_from_c(text), fixed, 2, parts);
    assert_text(desk_letter_join(parts, count, arena), text);
    arena_destroy(arena);
}

static void emptied_free_parts_leave_the_fixed_ones(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    size_t count = desk_letter_split(STR("a"), fixed, 2, parts);
    for (size_t i = 0; i < count; i++)
        if (!parts[i].fixed)
            parts[i].text = STR(" \n ");
    assert_text(desk_letter_join(parts, count, arena),
                "承認の手続を行ってください。\n\n本助言については、証明するものではない。\n");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_alternate_around_the_fixed_ones),
        cmocka_unit_test(fixed_parts_keep_the_order_of_the_text),
        cmocka_unit_test(a_lacking_fixed_part_is_put_behind_the_text),
        cmocka_unit_test(a_text_without_any_fixed_part_gets_all),
        cmocka_unit_test(joining_gives_the_whole_text_again),
        cmocka_unit_test(emptied_free_parts_leave_the_fixed_ones),
    };
    return cmocka_run_group_tests_name("desk letter", tests, NULL, NULL);
}
