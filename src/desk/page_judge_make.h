/* The parts of the judgement page. */
#ifndef MEGURI_DESK_PAGE_JUDGE_MAKE_H
#define MEGURI_DESK_PAGE_JUDGE_MAKE_H

#include "desk/page_judge_view.h"

/* Rows, facts and tests of the form; `problems` NULL: none. `more`: further empty rows. */
void desk_judge_make_form(const struct web_request *request, const struct desk_law_view *law,
                          size_t more, struct arena *arena, struct desk_judge_page *page);
void desk_judge_make_proposal(const struct desk_law_view *law, struct arena *arena,
                              struct desk_proposal_view *out);
int desk_judge_make_decisions(const struct web_actor *actor, const struct desk_law_view *law,
                              enum lang lang, struct desk_judge_page *page, struct error *error);
struct desk_badge desk_badge_of_result(enum law_result result);

/* What was typed, as texts. */
void desk_judge_read_request(const struct web_request *request, struct desk_law_form *out);
/* "a3_value" */
struct str desk_judge_input(const char *prefix, size_t row, const char *field, struct arena *arena);

#endif
