/* The parts of the case page, also used by the pages that show some of them. */
#ifndef MEGURI_DESK_PAGE_CASE_H
#define MEGURI_DESK_PAGE_CASE_H

#include "desk/page_view.h"

/* Names of everybody the view mentions. */
int desk_case_names(const struct web_actor *actor, const struct desk_view *view, enum lang lang,
                    struct desk_names *out, struct error *error);
void desk_case_make_papers(const struct desk_view *view, enum lang lang, struct arena *arena,
                           struct desk_case_page *page);
void desk_case_make_record(const struct desk_view *view, enum lang lang, struct arena *arena,
                           struct desk_case_page *page);
void desk_case_make_history(const struct desk_view *view, const struct desk_names *names,
                            enum lang lang, struct arena *arena, struct desk_case_page *page);
int desk_case_make_offers(const struct web_actor *actor, enum lang lang,
                          struct desk_case_page *page, struct error *error);
int desk_case_make_sent(const struct web_request *request, const struct web_actor *actor,
                        struct desk_case_page *page, struct error *error);

/* GET of a case that was erased. */
int desk_page_case_erased(struct web_request *request, struct web_response *response,
                          const struct web_actor *actor, const struct desk_view *view,
                          struct error *error);

/* Rows for other pages. */
struct desk_file_view desk_file_show(const struct desk_file *file, enum lang lang,
                                     struct arena *arena);
struct desk_mail_view *desk_mails_show(const struct desk_view *view, enum lang lang,
                                       struct arena *arena);
struct desk_line_view *desk_lines_show(const struct desk_view *view, enum lang lang,
                                       struct arena *arena);
struct desk_document_view *desk_documents_show(const struct desk_view *view, enum lang lang,
                                               struct arena *arena);
struct desk_sent_view desk_sent_show(const struct desk_outgoing *mail, utc_us now, enum lang lang,
                                     struct arena *arena);
struct str desk_section_title(struct str section, enum lang lang);
/* What a picture of the case may be shown as; empty: only to be downloaded. */
struct str desk_picture_type(const struct desk_file *file);

#endif
