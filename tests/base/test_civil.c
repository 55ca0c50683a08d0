#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/civil.h"

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

static void assert_text(struct str got, const char *expected)
{
    if (!str_equal(got, str_from_c(expected)))
        fail_msg("got \"%" PRIstr "\", expected \"%s\"", STR_ARG(got), expected);
}

static day_number day(int year, int month, int of_month)
{
    return day_of_date((struct date){year, month, of_month});
}

static void every_day_of_three_centuries_goes_there_and_back(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1), 0);
    int weekday = MONDAY; /* 1900-01-01 */
    struct date before = {1899, 12, 31};
    for (day_number d = day(1900, 1, 1); d <= day(2199, 12, 31); d++) {
        struct date date = date_of_day(d);
        assert_int_equal(day_of_date(date), d);
        assert_int_equal(weekday_of_day(d), weekday);
        bool next_day = date.month == before.month && date.day == before.day + 1;
        assert_true(next_day || date.day == 1);
        weekday = (weekday + 1) % 7;
        before = date;
    }
    assert_int_equal(day(2000, 3, 1) - day(2000, 2, 28), 2);
    assert_int_equal(day(1900, 3, 1) - day(1900, 2, 28), 1);
}

static void the_jst_day_begins_at_15_utc(void **state)
{
    utc_us midnight = time_of_jst((struct jst){{2025, 4, 1}, 0, 0, 0});
    assert_text(time_format_iso(midnight, *state), "2025-03-31T15:00:00.000000Z");
    assert_int_equal(day_of_time(midnight), day(2025, 4, 1));
    assert_int_equal(day_of_time(midnight - 1), day(2025, 3, 31));
    assert_text(time_format_jst(midnight - 1, *state), "2025-03-31 23:59");
    assert_text(time_format_iso(midnight - 1, *state), "2025-03-31T14:59:59.999999Z");
    assert_text(time_format_jst(midnight + (utc_us)570 * 60 * US_PER_SECOND, *state),
                "2025-04-01 09:30");
}

static void times_before_1970_are_right_too(void **state)
{
    utc_us time = time_of_jst((struct jst){{1969, 12, 31}, 23, 59, 59});
    assert_text(time_format_iso(time, *state), "1969-12-31T14:59:59.000000Z");
    struct jst jst = jst_of_time(time);
    assert_int_equal(jst.hour, 23);
    assert_int_equal(jst.second, 59);
    assert_int_equal(jst.date.year, 1969);
}

static void formats_days_for_readers(void **state)
{
    assert_text(day_format(day(2025, 4, 1), *state), "2025-04-01");
    assert_text(day_format_ja(day(2025, 4, 1), *state), "2025年4月1日（火）");
}

static void eras_change_on_their_first_day(void **state)
{
    assert_text(day_format_wareki(day(2025, 4, 1), *state), "令和7年4月1日");
    assert_text(day_format_wareki(day(2019, 4, 30), *state), "平成31年4月30日");
    assert_text(day_format_wareki(day(2019, 5, 1), *state), "令和元年5月1日");
    assert_text(day_format_wareki(day(1989, 1, 7), *state), "昭和64年1月7日");
    assert_text(day_format_wareki(day(1989, 1, 8), *state), "平成元年1月8日");
    assert_text(day_format_wareki(day(1926, 12, 25), *state), "昭和元年12月25日");
    assert_text(day_format_wareki(day(1912, 7, 29), *state), "明治45年7月29日");
}

static void fiscal_years_run_from_april_to_march(void **state)
{
    assert_int_equal(fiscal_year_of_day(day(2025, 4, 1)), 2025);
    assert_int_equal(fiscal_year_of_day(day(2026, 3, 31)), 2025);
    assert_text(fiscal_year_format_wareki(2025, *state), "令和7年度");
    assert_text(fiscal_year_format_wareki(2019, *state), "令和元年度");
    assert_text(fiscal_year_format_wareki(2018, *state), "平成30年度");
    assert_text(fiscal_year_format_wareki(1988, *state), "昭和63年度");
}

static void reads_the_three_ways_of_writing_a_date(void **state)
{
    static const char *const same[] = {"2025-04-01", "2025/4/1", "2025/04/01", "20250401",
                                       "2025-4-1"};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct date date = {0};
        assert_int_equal(date_parse(str_from_c(same[i]), &date, NULL), 0);
        assert_int_equal(day_of_date(date), day(2025, 4, 1));
    }
}

static void refuses_days_that_do_not_exist_and_other_writing(void **state)
{
    static const char *const refused[] = {
        "",           "2025-02-29",  "2025-04-31",  "2025-13-01",  "2025-00-10",
        "2025-01-00", "1899-12-31",  "2200-01-01",  "2025-04/01",  "2025-4",
        "202541",     "2025-04-01 ", " 2025-04-01", "2025-04-011", "-025-04-01",
        "25-04-01",   "2025.04.01",  "2025-04-01x"};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct date date;
        struct error error = {0};
        if (date_parse(str_from_c(refused[i]), &date, &error) != ERR_DATE)
            fail_msg("accepted \"%s\"", refused[i]);
        assert_int_equal(error.code, ERR_DATE);
    }
    struct date date;
    assert_int_equal(date_parse(STR("2024-02-29"), &date, NULL), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_day_of_three_centuries_goes_there_and_back),
        CASE(the_jst_day_begins_at_15_utc),
        CASE(times_before_1970_are_right_too),
        CASE(formats_days_for_readers),
        CASE(eras_change_on_their_first_day),
        CASE(fiscal_years_run_from_april_to_march),
        CASE(reads_the_three_ways_of_writing_a_date),
        CASE(refuses_days_that_do_not_exist_and_other_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
