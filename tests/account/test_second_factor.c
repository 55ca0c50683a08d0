#include "account_fixture.h"

#include "account/login.h"
#include "account/second_factor.h"

#define STEP (30 * (int64_t)US_PER_SECOND)

struct factor_step {
    struct test_store *test;
    int64_t person;
    struct str secret, uri, code;
    struct str codes[ACCOUNT_RECOVERY_CODES];
};

static int begin_body(struct db *db, void *argument, struct error *error)
{
    struct factor_step *step = argument;
    return account_second_factor_begin(db, &program, step->person, step->test->arena,
                                       &step->secret, &step->uri, error);
}

static int confirm_body(struct db *db, void *argument, struct error *error)
{
    struct factor_step *step = argument;
    return account_second_factor_confirm(db, &program, step->person, step->code, step->test->arena,
                                         step->codes, error);
}

static int remove_body(struct db *db, void *argument, struct error *error)
{
    struct factor_step *step = argument;
    return account_second_factor_remove(db, &program, step->person, error);
}

static struct str from_base32(struct str text, struct arena *arena)
{
    char *bytes = arena_alloc(arena, text.n + 1, 1, 1);
    size_t n = 0;
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bits = (bits << 5) | (uint32_t)(c >= 'A' ? c - 'A' : c - '2' + 26);
        have += 5;
        if (have >= 8) {
            have -= 8;
            bytes[n++] = (char)(bits >> have);
        }
    }
    return (struct str){bytes, n};
}

static struct str code_now(struct factor_step *step, int64_t shift)
{
    struct str secret = from_base32(step->secret, step->test->arena);
    return arena_format(step->test->arena, "%06u",
                        account_code_at(secret, step->test->fake.now + shift));
}

static void put_to_use(struct test_store *test, struct factor_step *step)
{
    *step = (struct factor_step){.test = test, .person = create_person(test, STR("hanako"), false)};
    assert_int_equal(store_write(test->store, begin_body, step, NULL), 0);
    step->code = code_now(step, 0);
    assert_int_equal(store_write(test->store, confirm_body, step, NULL), 0);
}

static int second(struct factor_step *step, struct str code)
{
    return account_login_second(step->test->store, step->person, code, ADDRESS, NULL);
}

static void makes_the_codes_of_rfc_6238(struct test_store *test)
{
    (void)test;
    static const struct {
        int64_t seconds;
        uint32_t code;
    } vectors[] = {{59, 287082},         {1111111109, 81804},  {1111111111, 50471},
                   {1234567890, 5924},   {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        assert_int_equal(account_code_at(STR("12345678901234567890"),
                                         vectors[i].seconds * US_PER_SECOND),
                         vectors[i].code);
}

static void is_asked_once_it_is_in_use(struct test_store *test)
{
    struct factor_step step;
    put_to_use(test, &step);
    assert_true(load_person(test, step.person).second_factor);
    assert_true(str_starts(step.uri, STR("otpauth://totp/Meguri:hanako?secret=")));
    struct account_attempt attempt = {STR("hanako"), PASSWORD, ADDRESS, false};
    struct account_login login;
    assert_int_equal(account_login(test->store, &attempt, &login, NULL), 0);
    assert_true(login.second_factor);
    assert_int_equal(second(&step, code_now(&step, STEP)), 0);
}

static void takes_codes_one_step_early_or_late_and_each_once(struct test_store *test)
{
    struct factor_step step;
    put_to_use(test, &step);
    assert_int_equal(second(&step, code_now(&step, 0)), ERR_ACCOUNT_CODE);
    fake_context_advance(&test->fake, 4 * STEP);
    assert_int_equal(second(&step, code_now(&step, -2 * STEP)), ERR_ACCOUNT_CODE);
    assert_int_equal(second(&step, code_now(&step, 2 * STEP)), ERR_ACCOUNT_CODE);
    assert_int_equal(second(&step, code_now(&step, -STEP)), 0);
    assert_int_equal(second(&step, code_now(&step, STEP)), 0);
    assert_int_equal(second(&step, code_now(&step, STEP)), ERR_ACCOUNT_CODE);
    assert_int_equal(second(&step, code_now(&step, 0)), ERR_ACCOUNT_CODE);
}

static void takes_codes_again_after_the_clock_went_back_a_day(struct test_store *test)
{
    struct factor_step step;
    put_to_use(test, &step);
    fake_context_advance(&test->fake, 2 * STEP);
    assert_int_equal(second(&step, code_now(&step, 0)), 0);
    fake_context_set_now(&test->fake, test->fake.now - (int64_t)86400 * US_PER_SECOND);
    struct str code = code_now(&step, 0);
    assert_int_equal(second(&step, code), 0);
    assert_int_not_equal(second(&step, code), 0);
}

static void understands_full_width_digits_and_blanks(struct test_store *test)
{
    struct factor_step step;
    put_to_use(test, &step);
    fake_context_advance(&test->fake, STEP);
    struct str code = code_now(&step, 0);
    struct str wide = STR("");
    for (size_t i = 0; i < 6; i++)
        wide = arena_format(test->arena, "%" PRIstr "%s\xef\xbc%c", STR_ARG(wide),
                            i == 3 ? " " : "", (char)(0x90 + code.p[i] - '0'));
    assert_int_equal(second(&step, wide), 0);
}

static void a_recovery_code_opens_once(struct test_store *test)
{
    struct factor_step step;
    put_to_use(test, &step);
    assert_int_equal(step.codes[3].n, 19);
    assert_int_equal(second(&step, step.codes[3]), 0);
    assert_int_equal(second(&step, step.codes[3]), ERR_ACCOUNT_CODE);
    assert_int_equal(second(&step, STR("aaaa-aaaa-aaaa-aaaa")), ERR_ACCOUNT_CODE);
}

static void guessing_codes_brings_the_delay(struct test_store *test)
{
    struct factor_step step;
    put_to_use(test, &step);
    struct account_attempt attempt = {STR("hanako"), PASSWORD, ELSEWHERE, false};
    struct account_login login;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(account_login(test->store, &attempt, &login, NULL), 0);
        assert_int_equal(account_login_second(test->store, step.person, STR("nonsense"), ELSEWHERE,
                                              NULL), ERR_ACCOUNT_CODE);
    }
    assert_int_equal(account_login_second(test->store, step.person, code_now(&step, STEP),
                                          ELSEWHERE, NULL), ERR_ACCOUNT_WAIT);
    assert_int_equal(account_login(test->store, &attempt, &login, NULL), ERR_ACCOUNT_WAIT);
}

static void needs_a_right_code_before_it_is_in_use(struct test_store *test)
{
    struct factor_step step = {.test = test, .person = create_person(test, STR("taro"), false)};
    step.code = STR("123456");
    assert_int_equal(store_write(test->store, confirm_body, &step, NULL),
                     ERR_ACCOUNT_SECOND_FACTOR);
    assert_int_equal(store_write(test->store, begin_body, &step, NULL), 0);
    step.code = STR("abc");
    assert_int_equal(store_write(test->store, confirm_body, &step, NULL), ERR_ACCOUNT_CODE);
    assert_false(load_person(test, step.person).second_factor);
    step.code = code_now(&step, 0);
    assert_int_equal(store_write(test->store, confirm_body, &step, NULL), 0);
    assert_int_equal(store_write(test->store, begin_body, &step, NULL), ERR_ACCOUNT_SECOND_FACTOR);
    assert_int_equal(store_write(test->store, remove_body, &step, NULL), 0);
    assert_int_equal(second(&step, step.codes[0]), ERR_ACCOUNT_CODE);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(makes_the_codes_of_rfc_6238),
        STORE_TEST(is_asked_once_it_is_in_use),
        STORE_TEST(takes_codes_one_step_early_or_late_and_each_once),
        STORE_TEST(takes_codes_again_after_the_clock_went_back_a_day),
        STORE_TEST(understands_full_width_digits_and_blanks),
        STORE_TEST(a_recovery_code_opens_once),
        STORE_TEST(guessing_codes_brings_the_delay),
        STORE_TEST(needs_a_right_code_before_it_is_in_use),
    };
    return TEST_STORE_RUN(tests);
}
