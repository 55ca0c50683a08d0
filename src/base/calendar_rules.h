/* Inside of the calendar: one mark per day of 2000-2100, made from the rules and the loaded lists. */
#ifndef MEGURI_BASE_CALENDAR_RULES_H
#define MEGURI_BASE_CALENDAR_RULES_H

#include "base/calendar.h"

struct day_mark {
    bool is_holiday;
    enum holiday_kind kind;
    struct str name;
};
struct day_marks {
    day_number first, last;
    struct day_mark *marks; /* marks[day - first] */
    struct arena *arena;    /* of the names */
    bool official[CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1];
    struct str edition;     /* of the rules */
};

/* Named holidays, 振替休日 and 国民の休日 of all years. `rules` is the text of holidays.tsv. */
int calendar_apply_rules(struct day_marks *marks, struct str rules, struct error *error);
/* See struct calendar_settings. */
int calendar_apply_official(struct day_marks *marks, struct str csv, struct error *error);
int calendar_apply_closures(struct day_marks *marks, struct str csv, struct error *error);

#endif
