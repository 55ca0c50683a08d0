/* Civil dates and times: Gregorian days, JST (UTC+9, no summer time), 和暦, fiscal years. */
#ifndef MEGURI_BASE_CIVIL_H
#define MEGURI_BASE_CIVIL_H

#include "base/context.h"

/* Days since 1970-01-01. Valid range 1900-01-01 .. 2199-12-31. */
typedef int32_t day_number;
enum weekday { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

struct date {
    int year, month, day;
};
struct jst {
    struct date date;
    int hour, minute, second;
};

day_number day_of_date(struct date date);
struct date date_of_day(day_number day);
enum weekday weekday_of_day(day_number day);
day_number day_of_time(utc_us time); /* the JST day */
struct jst jst_of_time(utc_us time);
utc_us time_of_jst(struct jst jst);
/* April to March: the year in which it began. */
int fiscal_year_of_day(day_number day);

/* "2025-04-01"; also accepts 2025/4/1 and 20250401. Whole string. ERR_DATE. */
int date_parse(struct str text, struct date *out, struct error *error);
struct str day_format(day_number day, struct arena *arena);              /* 2025-04-01 */
struct str day_format_ja(day_number day, struct arena *arena);           /* 2025年4月1日（火） */
struct str day_format_wareki(day_number day, struct arena *arena);       /* 令和7年4月1日; 元年 for 1 */
struct str time_format_jst(utc_us time, struct arena *arena);            /* 2025-04-01 09:30 */
struct str time_format_iso(utc_us time, struct arena *arena);            /* 2025-04-01T00:30:00.000000Z */
struct str fiscal_year_format_wareki(int fiscal_year, struct arena *arena); /* 令和7年度 */

#endif
