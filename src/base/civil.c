/* Days and civil dates by arithmetic on the proleptic Gregorian calendar, whose years are counted
   from March so that the leap day is the last one. JST has no summer time and no leap seconds here.
 */
#include "base/civil.h"

#include "base/eras.h" /* generated from data/calendar/eras.tsv */

enum { DAYS_PER_400_YEARS = 146097, DAYS_TO_1970 = 719468, FIRST_YEAR = 1900, LAST_YEAR = 2199 };

static const utc_us US_PER_DAY = (utc_us)86400 * US_PER_SECOND;
static const utc_us JST_OFFSET = (utc_us)9 * 3600 * US_PER_SECOND;

day_number day_of_date(struct date date)
{
    int year = date.year - (date.month <= 2);
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int month_from_march = (date.month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_400_YEARS + day_of_era - DAYS_TO_1970;
}

struct date date_of_day(day_number day)
{
    int shifted = day + DAYS_TO_1970;
    int era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_400_YEARS - 1)) / DAYS_PER_400_YEARS;
    int day_of_era = shifted - era * DAYS_PER_400_YEARS;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct date){
        .year = era * 400 + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

enum weekday weekday_of_day(day_number day)
{
    int since_sunday = (day + THURSDAY) % 7; /* 1970-01-01 was a Thursday */
    return (enum weekday)(since_sunday < 0 ? since_sunday + 7 : since_sunday);
}

static day_number day_floor(utc_us time)
{
    return (day_number)(time / US_PER_DAY - (time % US_PER_DAY < 0));
}

day_number day_of_time(utc_us time)
{
    return day_floor(time + JST_OFFSET);
}

struct jst jst_of_time(utc_us time)
{
    utc_us local = time + JST_OFFSET;
    day_number day = day_floor(local);
    int second = (int)((local - day * US_PER_DAY) / US_PER_SECOND);
    return (struct jst){
        .date = date_of_day(day),
        .hour = second / 3600,
        .minute = second / 60 % 60,
        .second = second % 60,
    };
}

utc_us time_of_jst(struct jst jst)
{
    int64_t second = jst.hour * 3600 + jst.minute * 60 + jst.second;
    return day_of_date(jst.date) * US_PER_DAY + second * US_PER_SECOND - JST_OFFSET;
}

int fiscal_year_of_day(day_number day)
{
    struct date date = date_of_day(day);
    return date.month >= 4 ? date.year : date.year - 1;
}

/* Takes least..most digits off *rest. */
static bool take_number(struct str *rest, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int value = 0;
    while (n < rest->n && n < most && rest->p[n] >= '0' && rest->p[n] <= '9')
        value = value * 10 + (rest->p[n++] - '0');
    if (n < least)
        return false;
    *rest = str_slice(*rest, n, rest->n);
    *out = value;
    return true;
}

static bool take_separator(struct str *rest, char separator)
{
    if (rest->n == 0 || rest->p[0] != separator)
        return false;
    *rest = str_slice(*rest, 1, rest->n);
    return true;
}

static bool read_date(struct str text, struct date *date)
{
    if (!take_number(&text, 4, 4, &date->year))
        return false;
    char separator = text.n && (text.p[0] == '-' || text.p[0] == '/') ? text.p[0] : '\0';
    if (!separator)
        return take_number(&text, 2, 2, &date->month) && take_number(&text, 2, 2, &date->day) &&
               text.n == 0;
    return take_separator(&text, separator) && take_number(&text, 1, 2, &date->month) &&
           take_separator(&text, separator) && take_number(&text, 1, 2, &date->day) && text.n == 0;
}

static bool date_exists(struct date date)
{
    if (date.year < FIRST_YEAR || date.year > LAST_YEAR || date.month < 1 || date.month > 12 ||
        date.day < 1 || date.day > 31)
        return false;
    struct date again = date_of_day(day_of_date(date));
    return again.month == date.month && again.day == date.day;
}

int date_parse(struct str text, struct date *out, struct error *error)
{
    struct date date;
    if (!read_date(text, &date) || !date_exists(date))
        return ERROR(error, ERR_DATE, text);
    *out = date;
    return 0;
}

struct str day_format(day_number day, struct arena *arena)
{
    struct date date = date_of_day(day);
    return arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

struct str day_format_ja(day_number day, struct arena *arena)
{
    static const char *const names[] = {"日", "月", "火", "水", "木", "金", "土"};
    struct date date = date_of_day(day);
    return arena_format(arena, "%d年%d月%d日（%s）", date.year, date.month, date.day,
                        names[weekday_of_day(day)]);
}

/* The era in which the day lies; days before the first era belong to it. */
static const struct era *era_of_day(day_number day)
{
    const size_t count = sizeof eras / sizeof *eras;
    for (size_t i = 0; i + 1 < count; i++)
        if (day >= eras[i].first_day)
            return &eras[i];
    return &eras[count - 1];
}

/* 令和7, 令和元 */
static struct str format_era_year(const struct era *era, int year, struct arena *arena)
{
    int of_era = year - era->first_year + 1;
    if (of_era == 1)
        return ARENA_JOIN(arena, era->name, STR("元"));
    return arena_format(arena, "%" PRIstr "%d", STR_ARG(era->name), of_era);
}

struct str day_format_wareki(day_number day, struct arena *arena)
{
    struct date date = date_of_day(day);
    struct str year = format_era_year(era_of_day(day), date.year, arena);
    return arena_format(arena, "%" PRIstr "年%d月%d日", STR_ARG(year), date.month, date.day);
}

struct str time_format_jst(utc_us time, struct arena *arena)
{
    struct jst jst = jst_of_time(time);
    return arena_format(arena, "%04d-%02d-%02d %02d:%02d", jst.date.year, jst.date.month,
                        jst.date.day, jst.hour, jst.minute);
}

struct str time_format_iso(utc_us time, struct arena *arena)
{
    day_number day = day_floor(time);
    struct date date = date_of_day(day);
    utc_us of_day = time - day * US_PER_DAY;
    int second = (int)(of_day / US_PER_SECOND);
    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", date.year, date.month,
                        date.day, second / 3600, second / 60 % 60, second % 60,
                        (int)(of_day % US_PER_SECOND));
}

struct str fiscal_year_format_wareki(int fiscal_year, struct arena *arena)
{
    /* The era of the middle of the year gives the official names: 昭和63年度 although 平成 began in
       its January, 令和元年度 although 平成 lasted through its April. */
    day_number middle = day_of_date((struct date){fiscal_year, 10, 1});
    struct str year = format_era_year(era_of_day(middle), fiscal_year, arena);
    return ARENA_JOIN(arena, year, STR("年度"));
}
