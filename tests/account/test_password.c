#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "account/password.h"
#include "support/fake_context.h"

static int rules(const char *password)
{
    return account_password_check_rules(str_from_c(password), STR("t.yamada"), STR("山田 太郎"),
                                        NULL);
}

static void accepts_long_passwords_of_several_words(void **state)
{
    (void)state;
    assert_int_equal(rules("kumo-no-ue-de-oyogu-neko"), 0);
    assert_int_equal(rules("くじらがそらをとぶひに"), ERR_ACCOUNT_PASSWORD_SHORT);
    assert_int_equal(rules("くじらがそらをとぶひにふくかぜ"), 0);
    assert_int_equal(rules("x7#kPq!mZ4vT"), 0);
    assert_int_equal(rules("x7#kPq!mZ4v"), ERR_ACCOUNT_PASSWORD_SHORT);
    char longest[202];
    for (int i = 0; i < 201; i++)
        longest[i] = (char)('a' + i * 7 % 26);
    longest[201] = 0;
    assert_int_equal(rules(longest), ERR_ACCOUNT_PASSWORD_LONG);
}

static void refuses_common_patterns_however_they_are_written(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "password1234",  "P-a-s-s-w-o-r-d-2025", "ｐａｓｓｗｏｒｄ１２３４", "qwertyuiop12",
        "1qaz2wsx3edc",  "aaaaaaaaaaaa",         "abababababab",            "123456789012",
        "abcdefghijklm", "meguri-2025-04",       "パスワード２０２５です",  "himitsu12345",
        "経済産業省2025年度", "baselhou2025!", "ganbarou1234", "19191919191919",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int e = rules(bad[i]);
        if (e != ERR_ACCOUNT_PASSWORD_COMMON && e != ERR_ACCOUNT_PASSWORD_SHORT)
            fail_msg("%s is accepted", bad[i]);
    }
}

static void refuses_the_login_and_the_name_in_it(void **state)
{
    (void)state;
    assert_int_equal(rules("kumo-no-T.YAMADA-neko"), ERR_ACCOUNT_PASSWORD_NAME);
    assert_int_equal(rules("雲の上で泳ぐ太郎と猫たち"), ERR_ACCOUNT_PASSWORD_NAME);
}

static void a_hash_fits_its_password_only_and_differs_each_time(void **state)
{
    (void)state;
    struct fake_context fake;
    fake_context_init(&fake, 7);
    struct arena *arena = arena_create();
    struct str hash = account_password_hash(&fake.context, STR("雲の上で泳ぐ猫"), arena);
    assert_true(str_starts(hash, STR("$argon2id$v=19$m=65536,t=2,p=1$")));
    assert_true(account_password_matches(hash, STR("雲の上で泳ぐ猫")));
    assert_false(account_password_matches(hash, STR("雲の上で泳ぐ猫 ")));
    assert_false(account_password_matches(STR("nonsense"), STR("x")));
    struct str again = account_password_hash(&fake.context, STR("雲の上で泳ぐ猫"), arena);
    assert_false(str_equal(hash, again));
    arena_destroy(arena);
    fake_context_finish(&fake);
}

static void an_unknown_login_takes_the_time_of_a_known_one(void **state)
{
    (void)state;
    struct context context;
    context_init_system(&context, NULL, LANG_JA);
    struct arena *arena = arena_create();
    struct str hash = account_password_hash(&context, STR("x"), arena);
    int64_t times[3] = {INT64_MAX, INT64_MAX, 0};
    for (int round = 0; round < 5; round++) {
        for (int unknown = 0; unknown < 2; unknown++) {
            int64_t start = context_monotonic(&context);
            assert_false(account_password_matches(unknown ? STR("") : hash, STR("y")));
            times[2] = context_monotonic(&context) - start;
            times[unknown] = times[2] < times[unknown] ? times[2] : times[unknown];
        }
    }
    /* The quickest of five each; a check that was skipped would be a thousand times quicker. */
    assert_true(times[1] > times[0] / 2 && times[0] > times[1] / 2);
    arena_destroy(arena);
}

static void makes_passwords_that_its_own_rules_accept(void **state)
{
    (void)state;
    struct fake_context fake;
    fake_context_init(&fake, 3);
    struct arena *arena = arena_create();
    for (int i = 0; i < 50; i++) {
        struct str made = account_password_generate(&fake.context, arena);
        assert_int_equal(made.n, 24);
        assert_int_equal(account_password_check_rules(made, STR("xy"), STR("氏名"), NULL), 0);
    }
    arena_destroy(arena);
    fake_context_finish(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_long_passwords_of_several_words),
        cmocka_unit_test(refuses_common_patterns_however_they_are_written),
        cmocka_unit_test(refuses_the_login_and_the_name_in_it),
        cmocka_unit_test(a_hash_fits_its_password_only_and_differs_each_time),
        cmocka_unit_test(an_unknown_login_takes_the_time_of_a_known_one),
        cmocka_unit_test(makes_passwords_that_its_own_rules_accept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
