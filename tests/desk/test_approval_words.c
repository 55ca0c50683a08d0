/* Reading METI's decision from the words of a mail: a proposal, never more. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/approval.h"

static void check(struct str text, enum desk_decision expected)
{
    struct arena *arena = arena_create();
    struct str words;
    enum desk_decision found = desk_approval_parse_mail(text, arena, &words);
    if (found != expected)
        fail_msg("%d for: %s", (int)found, arena_c(arena, text));
    arena_destroy(arena);
}

static void reads_the_four_decisions(void **state)
{
    (void)state;
    check(STR("了承します。"), DESK_DECISION_APPROVED);
    check(STR("お世話になっております。\n本件、了承いたしました。\n課長補佐"), DESK_DECISION_APPROVED);
    check(STR("下記のとおり修正の上、了承します。"), DESK_DECISION_APPROVED_CHANGED);
    check(STR("修正のうえ了承"), DESK_DECISION_APPROVED_CHANGED);
    check(STR("差戻し\n成分分析を確認してください。"), DESK_DECISION_RETURNED);
    check(STR("差し戻します。"), DESK_DECISION_RETURNED);
    check(STR("協議したいので電話をください。"), DESK_DECISION_DISCUSS);
}

static void brackets_do_not_matter(void **state)
{
    (void)state;
    check(STR("＜了承＞"), DESK_DECISION_APPROVED);
}

static void quoted_words_are_not_his(void **state)
{
    (void)state;
    check(STR("確認中です。\n> 「了承」と書いてください"), DESK_PENDING);
    check(STR("了承します。\n-----Original Message-----\n差戻し 協議"), DESK_DECISION_APPROVED);
    check(STR("差戻し\n2025年4月1日 窓口 <soudan@desk.example.jp> wrote:\n了承"),
          DESK_DECISION_RETURNED);
}

static void unclear_words_propose_nothing(void **state)
{
    (void)state;
    check(STR(""), DESK_PENDING);
    check(STR("ありがとうございます。"), DESK_PENDING);
    check(STR("了承できません。"), DESK_PENDING);
    check(STR("了承しかねます。"), DESK_PENDING);
    check(STR("了承するか差戻しにするか、明日お知らせします。"), DESK_PENDING);
    check(STR("了承します。\nただし別件は差戻しです。"), DESK_PENDING);
}

static void every_decision_can_be_read_back(void **state)
{
    (void)state;
    enum desk_decision found;
    for (int i = DESK_PENDING; i <= DESK_DECISION_TAKEN_BACK; i++) {
        assert_true(desk_decision_parse(desk_decision_name((enum desk_decision)i), &found));
        assert_int_equal(found, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_four_decisions),
        cmocka_unit_test(brackets_do_not_matter),
        cmocka_unit_test(quoted_words_are_not_his),
        cmocka_unit_test(unclear_words_propose_nothing),
        cmocka_unit_test(every_decision_can_be_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
