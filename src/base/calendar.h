/* The desk's calendar: Japanese holidays by rule, office days, business-day arithmetic in constant
   or logarithmic time over 2000-2100, reception hours and due dates. Immutable once made, so that
   threads share it. Days outside 2000-2100 know weekends only. Rules: data/calendar/holidays.tsv. */
#ifndef MEGURI_BASE_CALENDAR_H
#define MEGURI_BASE_CALENDAR_H

#include "base/civil.h"

enum { CALENDAR_FIRST_YEAR = 2000, CALENDAR_LAST_YEAR = 2100, RECEPTION_WINDOWS = 4 };

enum holiday_kind {
    HOLIDAY_LAW,     /* 国民の祝日 */
    HOLIDAY_FURIKAE, /* 振替休日 */
    HOLIDAY_KOKUMIN, /* 国民の休日 */
    HOLIDAY_EXTRA,   /* only in the loaded official list, or a closure of the office */
};
struct holiday {
    day_number day;
    enum holiday_kind kind;
    struct str name;
};

/* Minutes of the JST day, [from, to), in ascending order without overlap. */
struct reception {
    struct {
        int from, to;
    } windows[RECEPTION_WINDOWS];
    size_t count;
};
/* "9:30-12:00,13:00-16:00". ERR_INVALID_INPUT. */
int reception_parse(struct str text, struct reception *out, struct error *error);

struct calendar_settings {
    bool year_end_closing; /* 12/29 - 1/3 closed */
    struct reception reception;
    /* Bytes of 内閣府's 「国民の祝日」CSV (CP932 or UTF-8; date,name), or empty. For each year in it
       the file wins over the rules: other days are taken away, its own are added. A year with fewer
       than ten days is refused, since it would open the office on holidays. */
    struct str official;
    /* Further closed days in the same form (電気設備点検, 夏季), or empty. */
    struct str closures;
};
/* Year-end closing, 9:30-12:00 and 13:00-16:00, no files. */
struct calendar_settings calendar_settings_default(void);

struct calendar;
/* ERR_CSV, ERR_DATE with line, ERR_INVALID_INPUT. */
int calendar_create(const struct calendar_settings *settings, struct calendar **out,
                    struct error *error);
void calendar_destroy(struct calendar *calendar);

/* Edition of the rules in use: "holidays.tsv 1", with the years of the official list if loaded. */
struct str calendar_edition(const struct calendar *calendar);
/* Whether the year's holidays are official; others are to be shown as 推定. */
bool calendar_year_is_official(const struct calendar *calendar, int year);
/* True from March on when next year's official list is missing: warn the administrator. */
bool calendar_wants_official_list(const struct calendar *calendar, day_number today);

/* The holiday on that day, or NULL. */
const struct holiday *calendar_holiday(const struct calendar *calendar, day_number day);
/* Holidays from `from` to `to`, both included, in order. */
const struct holiday *calendar_holidays(const struct calendar *calendar, day_number from,
                                        day_number to, size_t *count);

bool calendar_is_open(const struct calendar *calendar, day_number day);
/* The day itself when open, else the nearest open day after or before it. */
day_number calendar_next_open(const struct calendar *calendar, day_number day);
day_number calendar_previous_open(const struct calendar *calendar, day_number day);
/* The nth open day after `day` (before it when n < 0); n == 0 gives `day`. Stops at the ends of the
   calendar. */
day_number calendar_add_business_days(const struct calendar *calendar, day_number day, int n);
/* Open days after `from` up to and including `to`; negative when `to` is earlier. */
int calendar_business_days(const struct calendar *calendar, day_number from, day_number to);

enum due_counting { DUE_CALENDAR_DAYS, DUE_BUSINESS_DAYS };
struct due_setting {
    enum due_counting counting;
    int days; /* the first day is not counted (初日不算入) */
};
struct due {
    day_number effective; /* day of receipt: the next open day when closed or after the last window */
    day_number nominal;   /* effective + days, may be closed */
    day_number internal;  /* when it should be answered: the nominal day or the open day before */
    day_number outer;     /* the limit: the nominal day or the open day after */
    bool tight;           /* internal is the day of receipt itself: show the limit and a warning */
};
struct due calendar_due(const struct calendar *calendar, utc_us arrival,
                        struct due_setting setting);

/* Whether the desk is receiving at that instant. */
bool calendar_is_receiving(const struct calendar *calendar, utc_us time);
/* Whole minutes of reception between two instants; negative when `to` is earlier. */
int64_t calendar_reception_minutes(const struct calendar *calendar, utc_us from, utc_us to);

#endif
