/* Locating while it goes on; for the files locate*.c. */
#ifndef MEGURI_CONTRACT_LOCATE_PARTS_H
#define MEGURI_CONTRACT_LOCATE_PARTS_H

#include "contract/letters.h"
#include "contract/locate.h"

struct locating {
    struct inspect_report *report;
    struct contract_letters letters;
    const struct workbook *book;
    struct arena *arena;
    struct contract_scene *out;
    size_t cover_room;
    struct str part; /* of the finding before, and where it was in the letters */
    size_t cursor;
};

/* Covers the letters wherever they stand from `from` to `to`; when only their beginning is met, the
   scene is uncertain. */
void contract_locate_cover(struct locating *locating, const struct inspect_finding *finding,
                           size_t from, size_t to);
/* Puts the finding on the picture; a window for it when there is none and room is left. */
void contract_locate_put(struct locating *locating, struct inspect_finding *finding,
                         int64_t picture, const struct page_window *window, const double box[4],
                         bool is_near);
void contract_locate_sheets(struct locating *locating);

#endif
