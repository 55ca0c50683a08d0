/* Inside the room: lists of holidays in the caller's transaction. */
#ifndef MEGURI_DESK_HOLIDAY_INSIDE_H
#define MEGURI_DESK_HOLIDAY_INSIDE_H

#include "desk/holiday.h"

/* Ids of the lists in force; 0: none was applied. */
int desk_holidays_in_force(struct db *db, int64_t commission, int64_t ids[DESK_HOLIDAY_KINDS],
                           struct error *error);
/* The CSV of a list; id 0: of the file in the data directory, empty when there is none. */
int desk_holiday_body(struct db *db, const struct store *store, enum desk_holiday_kind kind,
                      int64_t id, struct arena *arena, struct str *out, struct error *error);

#endif
