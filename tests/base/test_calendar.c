#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/file.h"

struct fixture {
    struct arena *arena;
    struct calendar *calendar; /* as delivered */
    struct calendar *plain;    /* without year-end closing */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->arena = arena_create();
    struct calendar_settings settings = calendar_settings_default();
    assert_int_equal(calendar_create(&settings, &fixture->calendar, NULL), 0);
    settings.year_end_closing = false;
    assert_int_equal(calendar_create(&settings, &fixture->plain, NULL), 0);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    calendar_destroy(fixture->calendar);
    calendar_destroy(fixture->plain);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static day_number day(const char *text)
{
    struct date date = {0};
    assert_int_equal(date_parse(str_from_c(text), &date, NULL), 0);
    return day_of_date(date);
}

static utc_us moment(const char *date, int hour, int minute)
{
    return time_of_jst((struct jst){date_of_day(day(date)), hour, minute, 0});
}

static void assert_day(struct fixture *fixture, day_number got, const char *expected)
{
    struct str text = day_format(got, fixture->arena);
    if (!str_equal(text, str_from_c(expected)))
        fail_msg("got %" PRIstr ", expected %s", STR_ARG(text), expected);
}

static const char *kind_name(enum holiday_kind kind)
{
    static const char *const names[] = {"law", "furikae", "kokumin", "extra"};
    return names[kind];
}

static void all_273_days_of_2016_to_2030_agree_with_the_table(void **state)
{
    struct fixture *fixture = *state;
    struct context context;
    context_init_system(&context, NULL, LANG_EN);
    struct str table, line;
    assert_int_equal(file_read(&context, STR(TEST_DATA "/holidays_2016_2030.tsv"), 1 << 20,
                               fixture->arena, &table, NULL),
                     0);
    size_t count, seen = 0;
    const struct holiday *holidays =
        calendar_holidays(fixture->calendar, day("2016-01-01"), day("2030-12-31"), &count);
    assert_int_equal(count, 273);
    str_cut(&table, '\n', &line); /* head */
    while (str_cut(&table, '\n', &line) && line.n > 0) {
        struct str date, weekday, name, kind = line;
        str_cut(&kind, '\t', &date);
        str_cut(&kind, '\t', &weekday);
        str_cut(&kind, '\t', &name);
        const struct holiday *holiday = &holidays[seen++];
        struct str got = day_format(holiday->day, fixture->arena);
        /* The table shortens 即位礼正殿の儀の行われる日 and names no 振替休日 after the law. */
        bool same_name = holiday->kind != HOLIDAY_LAW || str_starts(holiday->name, name);
        if (!str_equal(got, date) || !same_name ||
            !str_equal(kind, str_from_c(kind_name(holiday->kind))))
            fail_msg("%" PRIstr " against %" PRIstr " %" PRIstr " %s", STR_ARG(line), STR_ARG(got),
                     STR_ARG(holiday->name), kind_name(holiday->kind));
    }
    assert_int_equal(seen, 273);
}

static void open_days_of_each_year_agree_with_the_table(void **state)
{
    static const int open[][2] = {{245, 243}, {248, 246}, {248, 245}, {244, 240}, {246, 241},
                                  {246, 243}, {245, 242}, {247, 245}, {248, 244}, {246, 241},
                                  {244, 240}, {245, 242}, {246, 244}, {248, 245}, {248, 244}};
    struct fixture *fixture = *state;
    for (int i = 0; i < 15; i++) {
        day_number from = day_of_date((struct date){2015 + i, 12, 31});
        day_number to = day_of_date((struct date){2016 + i, 12, 31});
        assert_int_equal(calendar_business_days(fixture->plain, from, to), open[i][0]);
        assert_int_equal(calendar_business_days(fixture->calendar, from, to), open[i][1]);
    }
}

static void open_days_of_each_fiscal_year_agree_with_the_table(void **state)
{
    static const int open[][2] = {{247, 243}, {246, 242}, {244, 241},
                                  {247, 243}, {245, 242}, {248, 245}};
    struct fixture *fixture = *state;
    for (int i = 0; i < 6; i++) {
        day_number from = day_of_date((struct date){2024 + i, 3, 31});
        day_number to = day_of_date((struct date){2025 + i, 3, 31});
        assert_int_equal(calendar_business_days(fixture->plain, from, to), open[i][0]);
        assert_int_equal(calendar_business_days(fixture->calendar, from, to), open[i][1]);
    }
}

struct vector {
    const char *arrival;
    int hour, minute;
    const char *effective, *nominal, *internal, *outer, *business;
};

static const struct vector vectors[] = {
    {"2025-04-25", 15, 59, "2025-04-25", "2025-05-02", "2025-05-02", "2025-05-02", "2025-05-07"},
    {"2025-04-25", 16, 0, "2025-04-28", "2025-05-05", "2025-05-02", "2025-05-07", "2025-05-08"},
    {"2025-05-02", 11, 0, "2025-05-02", "2025-05-09", "2025-05-09", "2025-05-09", "2025-05-13"},
    {"2025-08-08", 12, 30, "2025-08-08", "2025-08-15", "2025-08-15", "2025-08-15", "2025-08-18"},
    {"2025-12-25", 10, 0, "2025-12-25", "2026-01-01", "2025-12-26", "2026-01-05", "2026-01-08"},
    {"2025-12-26", 15, 30, "2025-12-26", "2026-01-02", "2025-12-26", "2026-01-05", "2026-01-09"},
    {"2025-12-29", 10, 0, "2026-01-05", "2026-01-12", "2026-01-09", "2026-01-13", "2026-01-13"},
    {"2026-04-28", 9, 30, "2026-04-28", "2026-05-05", "2026-05-01", "2026-05-07", "2026-05-11"},
    {"2026-05-01", 15, 59, "2026-05-01", "2026-05-08", "2026-05-08", "2026-05-08", "2026-05-13"},
    {"2026-09-15", 10, 0, "2026-09-15", "2026-09-22", "2026-09-18", "2026-09-24", "2026-09-25"},
    {"2026-09-18", 16, 30, "2026-09-24", "2026-10-01", "2026-10-01", "2026-10-01", "2026-10-01"},
    {"2026-09-19", 12, 0, "2026-09-24", "2026-10-01", "2026-10-01", "2026-10-01", "2026-10-01"},
    {"2027-03-18", 10, 0, "2027-03-18", "2027-03-25", "2027-03-25", "2027-03-25", "2027-03-26"},
};

static void the_13_arrivals_of_the_specification_are_due_when_it_says(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *vector = &vectors[i];
        utc_us arrival = moment(vector->arrival, vector->hour, vector->minute);
        struct due_setting week = {DUE_CALENDAR_DAYS, 7}, five = {DUE_BUSINESS_DAYS, 5};
        struct due due = calendar_due(fixture->calendar, arrival, week);
        assert_day(fixture, due.effective, vector->effective);
        assert_day(fixture, due.nominal, vector->nominal);
        assert_day(fixture, due.internal, vector->internal);
        assert_day(fixture, due.outer, vector->outer);
        struct due business = calendar_due(fixture->calendar, arrival, five);
        assert_day(fixture, business.effective, vector->effective);
        assert_day(fixture, business.internal, vector->business);
        assert_day(fixture, business.outer, vector->business);
    }
}

static void a_due_day_on_the_day_of_receipt_is_marked_tight(void **state)
{
    struct fixture *fixture = *state;
    struct due_setting week = {DUE_CALENDAR_DAYS, 7};
    assert_true(calendar_due(fixture->calendar, moment("2025-12-26", 15, 30), week).tight);
    assert_false(calendar_due(fixture->calendar, moment("2025-12-25", 10, 0), week).tight);
}

static void year_end_closing_is_a_setting(void **state)
{
    struct fixture *fixture = *state;
    assert_false(calendar_is_open(fixture->calendar, day("2025-12-29")));
    assert_true(calendar_is_open(fixture->plain, day("2025-12-29")));
    assert_false(calendar_is_open(fixture->plain, day("2026-01-01")));
}

/* Against counting day by day. */
static void business_days_count_as_a_finger_on_the_calendar_does(void **state)
{
    struct fixture *fixture = *state;
    const struct calendar *calendar = fixture->calendar;
    for (int start = 0; start < 400; start += 7) {
        day_number from = day("2019-03-01") + start;
        int counted = 0;
        for (day_number to = from + 1; to < from + 90; to++) {
            bool open = calendar_is_open(calendar, to);
            counted += open;
            assert_int_equal(calendar_business_days(calendar, from, to), counted);
            assert_int_equal(calendar_business_days(calendar, to, from), -counted);
            if (open)
                assert_int_equal(calendar_add_business_days(calendar, from, counted), to);
            assert_true(calendar_next_open(calendar, to) >= to);
            assert_int_equal(calendar_next_open(calendar, to) == to, open);
            assert_int_equal(calendar_previous_open(calendar, to) == to, open);
        }
    }
    assert_day(fixture, calendar_add_business_days(calendar, day("2026-05-07"), -1), "2026-05-01");
    assert_day(fixture, calendar_add_business_days(calendar, day("2026-05-05"), -1), "2026-05-01");
    assert_day(fixture, calendar_add_business_days(calendar, day("2026-05-05"), 0), "2026-05-05");
}

static void the_ends_of_the_calendar_hold(void **state)
{
    struct fixture *fixture = *state;
    assert_day(fixture, calendar_add_business_days(fixture->calendar, day("2100-12-20"), 500),
               "2100-12-31");
    assert_day(fixture, calendar_add_business_days(fixture->calendar, day("2000-01-10"), -500),
               "2000-01-01");
    assert_true(calendar_is_open(fixture->calendar, day("1999-12-31")));
    assert_false(calendar_is_open(fixture->calendar, day("2101-01-01")));
    assert_null(calendar_holiday(fixture->calendar, day("1999-11-03")));
}

static void the_desk_receives_in_two_windows_a_day(void **state)
{
    struct fixture *fixture = *state;
    const struct calendar *calendar = fixture->calendar;
    static const struct {
        int hour, minute;
        bool open;
    } looks[] = {{9, 29, false},  {9, 30, true}, {11, 59, true}, {12, 0, false},
                 {12, 59, false}, {13, 0, true}, {15, 59, true}, {16, 0, false}};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        assert_int_equal(
            calendar_is_receiving(calendar, moment("2025-04-25", looks[i].hour, looks[i].minute)),
            looks[i].open);
    assert_false(calendar_is_receiving(calendar, moment("2025-04-26", 10, 0)));
}

static void reception_minutes_leave_out_lunch_nights_and_closed_days(void **state)
{
    struct fixture *fixture = *state;
    const struct calendar *calendar = fixture->calendar;
    assert_int_equal(calendar_reception_minutes(calendar, moment("2025-04-25", 0, 0),
                                                moment("2025-04-26", 0, 0)),
                     330);
    assert_int_equal(calendar_reception_minutes(calendar, moment("2025-04-25", 11, 50),
                                                moment("2025-04-25", 13, 5)),
                     15);
    assert_int_equal(calendar_reception_minutes(calendar, moment("2025-04-25", 15, 0),
                                                moment("2025-04-28", 10, 0)),
                     90);
    assert_int_equal(calendar_reception_minutes(calendar, moment("2025-04-28", 10, 0),
                                                moment("2025-04-25", 15, 0)),
                     -90);
    assert_int_equal(calendar_reception_minutes(calendar, moment("2025-05-03", 0, 0),
                                                moment("2025-05-06", 23, 0)),
                     0);
    assert_int_equal(calendar_reception_minutes(calendar, moment("2025-03-31", 12, 0),
                                                moment("2026-03-31", 12, 0)),
                     242 * 330);
}

static void reads_reception_hours(void **state)
{
    struct fixture *fixture = *state;
    struct reception reception;
    assert_int_equal(reception_parse(STR("9:30-12:00, 13:00-16:00"), &reception, NULL), 0);
    assert_int_equal(reception.count, 2);
    assert_int_equal(reception.windows[1].to, 960);
    static const char *const refused[] = {"",
                                          "9-12",
                                          "12:00-9:30",
                                          "9:30-12:00,11:00-13:00",
                                          "9:30-24:01",
                                          "9:60-10:00",
                                          "9:30-12:00,",
                                          "1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct error error = {0};
        if (reception_parse(str_from_c(refused[i]), &reception, &error) != ERR_INVALID_INPUT)
            fail_msg("accepted %s", refused[i]);
        assert_true(error_sentence(&error, LANG_JA, fixture->arena).n > 0);
    }
}

/* 2027 as the law has it, but the 海の日 of 7/19 moved to 7/23 by a special act. */
#define OFFICIAL_2027                                                                                       \
    "\xef\xbb\xbf国民の祝日・休日月日,国民の祝日・休日名称\r\n"                         \
    "1955/1/1,元日\r\n2027/1/1,元日\r\n2027/1/11,成人の日\r\n2027/2/11,建国記念の日\r\n"      \
    "2027/2/23,天皇誕生日\r\n2027/3/21,春分の日\r\n2027/3/22,休日\r\n2027/4/29,昭和の日\r\n" \
    "2027/5/3,憲法記念日\r\n2027/5/4,みどりの日\r\n2027/5/5,こどもの日\r\n2027/7/23,海の日\r\n"

static void the_official_list_wins_over_the_rules(void **state)
{
    struct fixture *fixture = *state;
    struct calendar_settings settings = calendar_settings_default();
    settings.official = STR(OFFICIAL_2027);
    struct calendar *calendar = NULL;
    assert_int_equal(calendar_create(&settings, &calendar, NULL), 0);
    assert_true(calendar_is_open(calendar, day("2027-07-19")));
    assert_null(calendar_holiday(calendar, day("2027-07-19")));
    assert_int_equal(calendar_holiday(calendar, day("2027-07-23"))->kind, HOLIDAY_EXTRA);
    assert_int_equal(calendar_holiday(calendar, day("2027-03-22"))->kind, HOLIDAY_FURIKAE);
    assert_int_equal(calendar_holiday(calendar, day("2028-07-17"))->kind, HOLIDAY_LAW);
    assert_true(calendar_year_is_official(calendar, 2027));
    assert_true(str_contains(calendar_edition(calendar), STR("内閣府")));
    assert_false(calendar_year_is_official(fixture->calendar, 2027));
    calendar_destroy(calendar);
}

static void the_official_list_may_be_cp932(void **state)
{
    (void)state;
    struct calendar_settings settings = calendar_settings_default();
    settings.closures = STR("\x93\xfa\x95\x74,\x96\xbc\x8f\xcc\r\n2026/8/13,\x89\xc4\x8b\x47\r\n");
    struct calendar *calendar = NULL;
    assert_int_equal(calendar_create(&settings, &calendar, NULL), 0);
    assert_false(calendar_is_open(calendar, day("2026-08-13")));
    assert_true(str_equal(calendar_holiday(calendar, day("2026-08-13"))->name, STR("夏季")));
    calendar_destroy(calendar);
}

static void refuses_a_list_that_is_cut_or_broken(void **state)
{
    struct fixture *fixture = *state;
    struct calendar_settings settings = calendar_settings_default();
    struct calendar *calendar = NULL;
    struct error error = {0};
    settings.official = STR("2027/1/1,元日\n2027/1/11,成人の日\n");
    assert_int_equal(calendar_create(&settings, &calendar, &error), ERR_INVALID_INPUT);
    assert_true(str_contains(error_sentence(&error, LANG_JA, fixture->arena), STR("2027")));
    error_clear(&error);
    settings.official = STR("date,name\n2027/1/1,元日\n2027/13/1,成人の日\n");
    assert_int_equal(calendar_create(&settings, &calendar, &error), ERR_DATE);
    assert_int_equal(error.line, 3);
    assert_null(calendar);
}

static void asks_for_the_official_list_from_march_on(void **state)
{
    struct fixture *fixture = *state;
    assert_false(calendar_wants_official_list(fixture->calendar, day("2027-02-28")));
    assert_true(calendar_wants_official_list(fixture->calendar, day("2027-03-01")));
    assert_false(calendar_wants_official_list(fixture->calendar, day("2025-03-01")));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(all_273_days_of_2016_to_2030_agree_with_the_table),
        CASE(open_days_of_each_year_agree_with_the_table),
        CASE(open_days_of_each_fiscal_year_agree_with_the_table),
        CASE(the_13_arrivals_of_the_specification_are_due_when_it_says),
        CASE(a_due_day_on_the_day_of_receipt_is_marked_tight),
        CASE(year_end_closing_is_a_setting),
        CASE(business_days_count_as_a_finger_on_the_calendar_does),
        CASE(the_ends_of_the_calendar_hold),
        CASE(the_desk_receives_in_two_windows_a_day),
        CASE(reception_minutes_leave_out_lunch_nights_and_closed_days),
        CASE(reads_reception_hours),
        CASE(the_official_list_wins_over_the_rules),
        CASE(the_official_list_may_be_cp932),
        CASE(refuses_a_list_that_is_cut_or_broken),
        CASE(asks_for_the_official_list_from_march_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
