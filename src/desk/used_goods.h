/* The desk's own table of the kinds of used goods and how old they may be (the ministry's guide, which is
   not part of the program): read from a CSV or workbook, checked row by row, taken in as a whole. */
#ifndef MEGURI_DESK_USED_GOODS_H
#define MEGURI_DESK_USED_GOODS_H

#include "desk/law_overlay.h"
#include "doc/sheet.h"

struct desk_used_goods_file {
    const struct workbook *book;  /* its first sheet with a head line 品目, 年 */
    struct str source, reason;
    day_number source_day, valid_from;
};
/* The rows in the form of used_kinds.tsv. ERR_DESK_TABLE_ROWS names the row: no name, a name twice, an age
   that is no number of years. Pure. */
int desk_used_goods_rows(const struct desk_used_goods_file *file, struct arena *arena, struct str *body,
                         int64_t *count, struct error *error);
/* Proposes them as the whole table (desk_overlay_propose). */
int desk_used_goods_propose(const struct web_actor *actor, const struct desk_used_goods_file *file,
                            int64_t *id, int64_t *count, struct error *error);

#endif
