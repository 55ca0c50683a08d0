/* The desk's closed days: 内閣府's list of holidays and the office's own closures. A list is looked at first, with
   what it would change, then applied; from then on every process of the workspace uses it, and the due days of
   open cases follow. Without a list the files DATA/holidays.csv and closures.csv hold, without them the rules. */
#ifndef MEGURI_DESK_HOLIDAY_H
#define MEGURI_DESK_HOLIDAY_H

#include "base/calendar.h"
#include "desk/permission.h"

enum desk_holiday_kind { DESK_HOLIDAYS_OFFICIAL, DESK_HOLIDAYS_CLOSURES, DESK_HOLIDAY_KINDS };
struct str desk_holiday_kind_name(enum desk_holiday_kind kind); /* "official", "closures" */
struct str desk_holiday_kind_title(enum desk_holiday_kind kind, enum lang lang);
bool desk_holiday_kind_parse(struct str name, enum desk_holiday_kind *out);

struct desk_holiday_list {
    int64_t id;               /* 0: none */
    enum desk_holiday_kind kind;
    struct str name, source;  /* file name; where it is from */
    day_number first, last;   /* of its days: what it is valid for */
    int64_t days;
    int64_t author, applied_by;
    utc_us created, applied_at; /* applied_at 0: only looked at */
    bool in_force;
};
/* A day that would change, as people read it: 平日, 土日, or the name of the holiday. */
struct desk_day_change {
    day_number day;
    struct str before, after;
};
enum { DESK_DAY_CHANGES = 200 };

/* Keeps a CSV (CP932 or UTF-8; date,name) to be looked at. Permission desk.settings. Refused with the line:
   ERR_CSV, ERR_DATE, ERR_INVALID_INPUT; an empty source is ERR_DESK_REASON. */
int desk_holidays_look(const struct web_actor *actor, enum desk_holiday_kind kind, struct str name,
                       struct str source, struct str body, int64_t *id, struct error *error);
/* What applying it would change against the calendar in force, at most DESK_DAY_CHANGES; *more when cut. */
int desk_holidays_changes(const struct web_actor *actor, int64_t id, struct desk_holiday_list *list,
                          struct desk_day_change **out, size_t *count, bool *more,
                          struct error *error);
/* ERR_STATE when it is applied already. *cases: open cases whose week was counted again. */
int desk_holidays_apply(const struct web_actor *actor, int64_t id, int64_t *cases,
                        struct error *error);
/* Newest first, at most 100; those in force are marked. */
int desk_holidays_list(const struct web_actor *actor, struct desk_holiday_list **out, size_t *count,
                       struct error *error);
/* Closed days that are not weekends in [from, to] by the calendar in force. *wanted: next year's official list is
   due (calendar_wants_official_list). Days live in the arena. */
struct desk_closed_day {
    day_number day;
    struct str name;
    bool official;            /* the year's list is official; else 推定 */
};
int desk_closed_days(const struct web_actor *actor, day_number from, day_number to,
                     struct desk_closed_day **out, size_t *count, bool *wanted,
                     struct error *error);

/* In the caller's transaction; kept until the process ends. */
int desk_calendar_in_force(struct db *db, int64_t commission, bool year_end_closed,
                           const struct calendar **out, struct error *error);

#endif
