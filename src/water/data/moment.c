/* Dates and times as tables write them, to seconds in UTC. */
#include "base/civil.h"
#include "base/text.h"
#include "water/data/layout.h"

struct scan {
    struct str rest;
};

static bool take(struct scan *scan, struct str word)
{
    if (!str_starts(scan->rest, word))
        return false;
    scan->rest = str_slice(scan->rest, word.n, scan->rest.n);
    return true;
}

static bool take_number(struct scan *scan, size_t most, int *out)
{
    size_t digits = 0;
    int value = 0;
    while (digits < most && digits < scan->rest.n && scan->rest.p[digits] >= '0' &&
           scan->rest.p[digits] <= '9')
        value = value * 10 + (scan->rest.p[digits++] - '0');
    scan->rest = str_slice(scan->rest, digits, scan->rest.n);
    *out = value;
    return digits > 0;
}

static bool take_one_of(struct scan *scan, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (take(scan, words[i]))
            return true;
    return false;
}

static bool take_year(struct scan *scan, int *year)
{
    static const struct {
        struct str name;
        int before;
    } eras[] = {{STR_INIT("令和"), 2018}, {STR_INIT("平成"), 1988}, {STR_INIT("昭和"), 1925},
                {STR_INIT("R"), 2018},    {STR_INIT("H"), 1988},    {STR_INIT("S"), 1925},
                {STR_INIT("r"), 2018},    {STR_INIT("h"), 1988}};
    int before = 0;
    for (size_t i = 0; i < sizeof eras / sizeof *eras && !before; i++)
        if (take(scan, eras[i].name))
            before = eras[i].before;
    if (before && take(scan, STR("元"))) {
        *year = before + 1;
        return true;
    }
    if (!take_number(scan, 4, year))
        return false;
    *year += before;
    return *year >= 1900 && *year < 2200;
}

static bool take_date(struct scan *scan, struct date *out)
{
    static const struct str after_year[] = {STR_INIT("-"), STR_INIT("/"), STR_INIT("."),
                                            STR_INIT("年")};
    static const struct str after_month[] = {STR_INIT("-"), STR_INIT("/"), STR_INIT("."),
                                             STR_INIT("月")};
    *out = (struct date){0};
    if (!take_year(scan, &out->year) || !take_one_of(scan, after_year, 4) ||
        !take_number(scan, 2, &out->month) || !take_one_of(scan, after_month, 4) ||
        !take_number(scan, 2, &out->day))
        return false;
    (void)take(scan, STR("日"));
    if (out->month < 1 || out->month > 12 || out->day < 1 || out->day > 31)
        return false;
    struct date again = date_of_day(day_of_date(*out));
    return again.month == out->month && again.day == out->day;
}

static bool take_clock(struct scan *scan, int64_t *seconds)
{
    static const struct str after_hour[] = {STR_INIT(":"), STR_INIT("時")};
    static const struct str after_minute[] = {STR_INIT(":"), STR_INIT("分")};
    int hour, minute = 0, second = 0;
    if (!take_number(scan, 2, &hour) || !take_one_of(scan, after_hour, 2))
        return false;
    if (take_number(scan, 2, &minute) && take_one_of(scan, after_minute, 2))
        (void)take_number(scan, 2, &second);
    if (take(scan, STR("."))) { /* parts of a second */
        int unused;
        (void)take_number(scan, 9, &unused);
    }
    (void)take(scan, STR("秒"));
    *seconds = (int64_t)hour * 3600 + minute * 60 + second;
    return minute < 60 && second < 60 && (hour < 24 || (hour == 24 && minute == 0 && second == 0));
}

bool water_clock_read(struct str text, int64_t *seconds)
{
    struct scan scan = {str_trim(text)};
    return take_clock(&scan, seconds) && scan.rest.n == 0;
}

bool water_moment_read(struct str text, struct water_moment *out)
{
    struct scan scan = {str_trim(text)};
    struct date date;
    int64_t clock = 0;
    *out = (struct water_moment){0};
    if (!take_date(&scan, &date))
        return false;
    if (scan.rest.n) {
        bool joined = take(&scan, STR("T"));
        scan.rest = str_trim(scan.rest);
        if (take(&scan, STR("("))) { /* a weekday */
            size_t end = str_find_char(scan.rest, ')', 0);
            scan.rest =
                end == SIZE_MAX ? STR("") : str_trim(str_slice(scan.rest, end + 1, scan.rest.n));
        }
        out->has_time = scan.rest.n > 0;
        if ((joined || out->has_time) && !take_clock(&scan, &clock))
            return false;
    }
    bool utc = take(&scan, STR("Z"));
    (void)take(&scan, STR("+09:00"));
    out->seconds =
        time_of_jst((struct jst){date, 0, 0, 0}) / US_PER_SECOND + clock + (utc ? 9 * 3600 : 0);
    return str_trim(scan.rest).n == 0;
}
