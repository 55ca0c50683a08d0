/* Shared by the pages of registration and day close. */
#ifndef MEGURI_DESK_PAGE_CLOSE_H
#define MEGURI_DESK_PAGE_CLOSE_H

#include "desk/page_close_view.h"

struct desk_badge desk_badge_of_row(enum desk_row_state state, enum lang lang);
struct desk_day_row desk_day_row_show(const struct desk_day_case *one, enum lang lang,
                                      struct arena *arena);

#endif
