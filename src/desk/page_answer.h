/* The text of an answer on a page: cut into free and fixed parts, and read back from a form. */
#ifndef MEGURI_DESK_PAGE_ANSWER_H
#define MEGURI_DESK_PAGE_ANSWER_H

#include "desk/page_view.h"

/* `parts` has room for DESK_LETTER_PARTS. The fixed parts are those the judgements of the case ask for
   on that day. */
size_t desk_answer_parts(const struct desk_view *view, struct str text, day_number day,
                         struct arena *arena, struct desk_letter_part *parts);
/* The same parts with the free ones replaced by what the request's inputs part_0… hold. */
void desk_answer_take_typed(const struct web_request *request, struct desk_letter_part *parts,
                            size_t count);

#endif
