/* Office days as one bit a day, with the number of open days before each word of 64. */
#include "base/calendar.h"

#include <stdlib.h>

#include "base/calendar_rules.h"
#include "base/check.h"
#include "base/embedded.h"

enum {
    BITS = 64,
    YEARS = CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1,
    WORDS = YEARS * 366 / BITS + 1
};

extern const struct embedded_files calendar_data;

struct calendar {
    struct arena *arena;
    day_number first, last;
    uint64_t open[WORDS];
    int open_before[WORDS]; /* open days in the words before */
    int open_total;
    struct holiday *holidays; /* in order */
    size_t holiday_count;
    bool official[YEARS];
    struct reception reception;
    struct str edition;
};

struct calendar_settings calendar_settings_default(void)
{
    return (struct calendar_settings){
        .year_end_closing = true,
        .reception = {.windows = {{570, 720}, {780, 960}}, .count = 2},
    };
}

static bool is_weekend(day_number day)
{
    enum weekday weekday = weekday_of_day(day);
    return weekday == SATURDAY || weekday == SUNDAY;
}

static bool is_year_end(day_number day)
{
    struct date date = date_of_day(day);
    return (date.month == 12 && date.day >= 29) || (date.month == 1 && date.day <= 3);
}

static void keep_holidays(struct calendar *calendar, const struct day_marks *marks)
{
    size_t count = 0, filled = 0;
    for (day_number day = marks->first; day <= marks->last; day++)
        count += marks->marks[day - marks->first].is_holiday;
    calendar->holidays = ARENA_ARRAY(calendar->arena, struct holiday, count);
    for (day_number day = marks->first; day <= marks->last; day++) {
        const struct day_mark *mark = &marks->marks[day - marks->first];
        if (mark->is_holiday)
            calendar->holidays[filled++] =
                (struct holiday){day, mark->kind, arena_copy(calendar->arena, mark->name)};
    }
    calendar->holiday_count = count;
}

static void fill_bits(struct calendar *calendar, const struct day_marks *marks,
                      bool year_end_closing)
{
    for (day_number day = calendar->first; day <= calendar->last; day++) {
        int at = day - calendar->first;
        bool closed = is_weekend(day) || marks->marks[at].is_holiday ||
                      (year_end_closing && is_year_end(day));
        if (!closed)
            calendar->open[at / BITS] |= (uint64_t)1 << at % BITS;
    }
    for (int word = 0; word < WORDS; word++) {
        calendar->open_before[word] = calendar->open_total;
        calendar->open_total += __builtin_popcountll(calendar->open[word]);
    }
}

static int mark_days(struct day_marks *marks, const struct calendar_settings *settings,
                     struct error *error)
{
    struct str rules = embedded_find(&calendar_data, STR("holidays.tsv"));
    int code = calendar_apply_rules(marks, rules, error);
    if (!code && settings->official.n)
        code = calendar_apply_official(marks, settings->official, error);
    if (!code && settings->closures.n)
        code = calendar_apply_closures(marks, settings->closures, error);
    return code;
}

static struct str name_edition(const struct calendar *calendar, const struct day_marks *marks,
                               bool has_official)
{
    return ARENA_JOIN(calendar->arena, STR("holidays.tsv "), marks->edition,
                      has_official ? STR(" + 内閣府 CSV") : STR(""));
}

int calendar_create(const struct calendar_settings *settings, struct calendar **out,
                    struct error *error)
{
    struct arena *scratch = arena_create();
    struct day_marks marks = {
        .first = day_of_date((struct date){CALENDAR_FIRST_YEAR, 1, 1}),
        .last = day_of_date((struct date){CALENDAR_LAST_YEAR, 12, 31}),
        .arena = scratch,
    };
    marks.marks = ARENA_ARRAY(scratch, struct day_mark, (size_t)(marks.last - marks.first + 1));
    int code = mark_days(&marks, settings, error);
    if (!code) {
        struct calendar *calendar = calloc(1, sizeof *calendar);
        if (!calendar)
            check_fail("out of memory");
        calendar->arena = arena_create();
        calendar->first = marks.first;
        calendar->last = marks.last;
        calendar->reception = settings->reception;
        calendar->edition = name_edition(calendar, &marks, settings->official.n > 0);
        for (int i = 0; i < YEARS; i++)
            calendar->official[i] = marks.official[i];
        keep_holidays(calendar, &marks);
        fill_bits(calendar, &marks, settings->year_end_closing);
        *out = calendar;
    }
    arena_destroy(scratch);
    return code;
}

void calendar_destroy(struct calendar *calendar)
{
    if (!calendar)
        return;
    arena_destroy(calendar->arena);
    free(calendar);
}

struct str calendar_edition(const struct calendar *calendar)
{
    return calendar->edition;
}

bool calendar_year_is_official(const struct calendar *calendar, int year)
{
    return year >= CALENDAR_FIRST_YEAR && year <= CALENDAR_LAST_YEAR &&
           calendar->official[year - CALENDAR_FIRST_YEAR];
}

bool calendar_wants_official_list(const struct calendar *calendar, day_number today)
{
    struct date date = date_of_day(today);
    return date.month >= 3 && !calendar_year_is_official(calendar, date.year + 1);
}

/* Index of the first holiday on or after the day. */
static size_t holiday_from(const struct calendar *calendar, day_number day)
{
    size_t low = 0, high = calendar->holiday_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (calendar->holidays[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct holiday *calendar_holiday(const struct calendar *calendar, day_number day)
{
    size_t at = holiday_from(calendar, day);
    bool found = at < calendar->holiday_count && calendar->holidays[at].day == day;
    return found ? &calendar->holidays[at] : NULL;
}

const struct holiday *calendar_holidays(const struct calendar *calendar, day_number from,
                                        day_number to, size_t *count)
{
    size_t begin = holiday_from(calendar, from), end = holiday_from(calendar, to + 1);
    *count = end > begin ? end - begin : 0;
    return calendar->holidays + begin;
}

bool calendar_is_open(const struct calendar *calendar, day_number day)
{
    if (day < calendar->first || day > calendar->last)
        return !is_weekend(day);
    int at = day - calendar->first;
    return calendar->open[at / BITS] >> at % BITS & 1;
}

/* Open days of the calendar before `day`. */
static int count_before(const struct calendar *calendar, day_number day)
{
    if (day <= calendar->first)
        return 0;
    if (day > calendar->last)
        return calendar->open_total;
    int at = day - calendar->first;
    uint64_t before = ((uint64_t)1 << at % BITS) - 1;
    return calendar->open_before[at / BITS] +
           __builtin_popcountll(calendar->open[at / BITS] & before);
}

/* The open day before which there are rank - 1 others, held within the calendar. */
static day_number open_day(const struct calendar *calendar, int64_t rank)
{
    if (rank < 1)
        return calendar->first;
    if (rank > calendar->open_total)
        return calendar->last;
    day_number low = calendar->first, high = calendar->last;
    while (low < high) {
        day_number middle = low + (high - low) / 2;
        if (count_before(calendar, middle + 1) < rank)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

day_number calendar_next_open(const struct calendar *calendar, day_number day)
{
    return open_day(calendar, (int64_t)count_before(calendar, day) + 1);
}

day_number calendar_previous_open(const struct calendar *calendar, day_number day)
{
    return open_day(calendar, count_before(calendar, day + 1));
}

day_number calendar_add_business_days(const struct calendar *calendar, day_number day, int n)
{
    if (n > 0)
        return open_day(calendar, (int64_t)count_before(calendar, day + 1) + n);
    return n < 0 ? open_day(calendar, (int64_t)count_before(calendar, day) + 1 + n) : day;
}

int calendar_business_days(const struct calendar *calendar, day_number from, day_number to)
{
    return count_before(calendar, to + 1) - count_before(calendar, from + 1);
}

static int last_minute(const struct calendar *calendar)
{
    const struct reception *reception = &calendar->reception;
    return reception->count ? reception->windows[reception->count - 1].to : 24 * 60;
}

struct due calendar_due(const struct calendar *calendar, utc_us arrival, struct due_setting setting)
{
    struct jst at = jst_of_time(arrival);
    day_number day = day_of_date(at.date);
    bool too_late = at.hour * 60 + at.minute >= last_minute(calendar);
    struct due due = {.effective = calendar_next_open(calendar, day + too_late)};
    due.nominal = setting.counting == DUE_CALENDAR_DAYS
                      ? due.effective + setting.days
                      : calendar_add_business_days(calendar, due.effective, setting.days);
    due.internal = calendar_previous_open(calendar, due.nominal);
    due.outer = calendar_next_open(calendar, due.nominal);
    due.tight = due.internal == due.effective && setting.days > 0;
    return due;
}

static utc_us of_day(utc_us time, day_number day)
{
    return time - time_of_jst((struct jst){date_of_day(day), 0, 0, 0});
}

static const utc_us US_PER_MINUTE = (utc_us)60 * US_PER_SECOND;

bool calendar_is_receiving(const struct calendar *calendar, utc_us time)
{
    day_number day = day_of_time(time);
    if (!calendar_is_open(calendar, day))
        return false;
    int64_t minute = of_day(time, day) / US_PER_MINUTE;
    for (size_t i = 0; i < calendar->reception.count; i++)
        if (minute >= calendar->reception.windows[i].from &&
            minute < calendar->reception.windows[i].to)
            return true;
    return false;
}

/* Reception between midnight and `passed` microseconds later on an open day. */
static utc_us received_by(const struct calendar *calendar, utc_us passed)
{
    utc_us sum = 0;
    for (size_t i = 0; i < calendar->reception.count; i++) {
        utc_us from = calendar->reception.windows[i].from * US_PER_MINUTE;
        utc_us to = calendar->reception.windows[i].to * US_PER_MINUTE;
        if (passed > from)
            sum += (passed < to ? passed : to) - from;
    }
    return sum;
}

/* Reception from the beginning of the calendar to `time`. */
static utc_us received_until(const struct calendar *calendar, utc_us time)
{
    day_number day = day_of_time(time);
    utc_us whole_day = received_by(calendar, 24 * 60 * US_PER_MINUTE);
    utc_us whole_days = count_before(calendar, day) * whole_day;
    bool counted =
        day >= calendar->first && day <= calendar->last && calendar_is_open(calendar, day);
    return whole_days + (counted ? received_by(calendar, of_day(time, day)) : 0);
}

int64_t calendar_reception_minutes(const struct calendar *calendar, utc_us from, utc_us to)
{
    return (received_until(calendar, to) - received_until(calendar, from)) / US_PER_MINUTE;
}
