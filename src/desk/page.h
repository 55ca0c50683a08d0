/* What the pages of the desk share: the actor of a request, words and signs for states, due dates and
   sizes, forms shown again. Handlers are thin: they call the functions of the room that the commands
   call too. page_view.h has what each template sees. */
#ifndef MEGURI_DESK_PAGE_H
#define MEGURI_DESK_PAGE_H

#include "desk/approval.h"
#include "desk/list.h"
#include "desk/outbox.h"
#include "web/module.h"

enum { DESK_ROUTE_COUNT = 81, DESK_NAVIGATION_COUNT = 12 };
extern const struct web_route desk_routes[DESK_ROUTE_COUNT];
extern const struct navigation desk_navigation[DESK_NAVIGATION_COUNT];

/* A sign with a word: tone is a class of assets/app.css ("tone-wait"). */
struct desk_badge {
    struct str tone, title;
};
struct desk_badge desk_badge_of_state(enum desk_state state, bool attention, enum lang lang);
struct desk_badge desk_badge_of_judgement(enum desk_judgement judgement, enum lang lang);
struct desk_badge desk_badge_of_mail_state(enum desk_mail_state state, enum lang lang);
struct desk_badge desk_badge_of_document(enum desk_document_state state, enum lang lang);
struct desk_badge desk_badge_of_check(enum desk_check_state state, enum lang lang);

/* 残り2日 11/23: class, words, date. */
struct desk_due {
    struct str tone, left, date;
};
/* `due` is the internal due day, 0 = none; a case that is not open shows no warning. */
struct desk_due desk_due_of(day_number due, bool open, day_number today, enum lang lang,
                            struct arena *arena);

day_number desk_today(const struct web_request *request);
struct str desk_when(utc_us time, struct arena *arena); /* empty for 0 */
struct str desk_size(int64_t bytes, struct arena *arena); /* 118 KB */
/* "/desk/cases/12" and "/desk/cases/12/answer". */
struct str desk_case_path(int64_t id, const char *rest, struct arena *arena);

/* Names of people by id, looked up once each; 0 is the program. */
struct desk_names {
    int64_t *ids;
    struct str *names;
    size_t count;
};
int desk_names_load(const struct web_actor *actor, const int64_t *ids, size_t count, enum lang lang,
                    struct desk_names *out, struct error *error);
struct str desk_name_of(const struct desk_names *names, int64_t id);

/* The case of ":id" with everything; ERR_STORE_ERASED for one that was erased. */
int desk_page_view(const struct web_request *request, struct web_actor *actor,
                   struct desk_view *view, struct error *error);
/* 303 to the case with a notice. */
void desk_back_to_case(const struct web_request *request, struct web_response *response,
                       struct str notice);

#endif
