#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/intake_item.h"

static void expect_company(const char *from, const char *text, const char *company)
{
    struct arena *arena = arena_create();
    const struct mail_message message = {.from = {.name = str_from_c(from)},
                                         .text = str_from_c(text)};
    assert_string_equal(arena_c(arena, desk_guess_company(&message, arena)), company);
    arena_destroy(arena);
}

static void finds_the_company_in_the_senders_name(void **state)
{
    (void)state;
    expect_company("山口 真理子（南洋電線リサイクル株式会社）", "", "南洋電線リサイクル株式会社");
    expect_company("㈱髙橋商店　髙橋 一郎", "", "株式会社髙橋商店");
}

static void tells_the_company_from_who_speaks_for_it(void **state)
{
    (void)state;
    expect_company("中村 由紀", "ご担当者様\n\n北斗触媒株式会社の中村です。\n", "北斗触媒株式会社");
    expect_company("", "有限会社みなとの佐藤と申します\n", "有限会社みなと");
}

static void keeps_a_no_inside_a_name(void **state)
{
    (void)state;
    expect_company("", "--\n株式会社大地の恵み\n電話 03-0000-0000\n", "株式会社大地の恵み");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_company_in_the_senders_name),
        cmocka_unit_test(tells_the_company_from_who_speaks_for_it),
        cmocka_unit_test(keeps_a_no_inside_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
