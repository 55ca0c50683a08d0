/* GET /desk/today: new mails, due soon, waiting for METI, left for the day close. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"
#include "web/background.h"

enum { SOON_DAYS = 2, SHOWN = 15, PENDING_SHOWN = 200 };

static int rows_of(const struct web_actor *actor, const struct desk_filter *filter,
                   day_number today, enum lang lang, struct desk_rows_view *out,
                   struct error *error)
{
    struct desk_list list;
    int e = desk_list_read(actor, filter, &list, error);
    return e ? e : desk_rows_make(actor, &list, today, lang, out, error);
}

static int count_meti_answers(const struct web_actor *actor, int64_t *out, struct error *error)
{
    struct desk_approval *pending;
    size_t count;
    *out = 0;
    int e = desk_approval_pending(actor, PENDING_SHOWN, &pending, &count, error);
    for (size_t i = 0; !e && i < count; i++)
        *out += pending[i].proposal_mail != 0 || pending[i].link.answered != 0;
    return e;
}

int desk_page_today(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum lang lang = web_lang(request);
    day_number today = desk_today(request);
    struct desk_today_page page = {
        .day = lang == LANG_EN ? day_format(today, actor.arena) : day_format_ja(today, actor.arena)};
    page.trouble =
        background_trouble(web_services(request)->background, STR("desk."), lang, actor.arena);
    page.clock = background_clock_notice(web_services(request)->background, lang, actor.arena);
    struct desk_filter due = {.open_only = true, .due_until = today + SOON_DAYS,
                              .order = DESK_BY_DUE, .limit = SHOWN};
    struct desk_filter arrived = {.by_state = true, .state = DESK_RECEIVED, .order = DESK_NEWEST,
                                  .limit = SHOWN};
    int e = desk_figures_read(&actor, &page.figures, error);
    if (!e)
        e = count_meti_answers(&actor, &page.meti_answers, error);
    if (!e)
        e = rows_of(&actor, &due, today, lang, &page.due, error);
    if (!e)
        e = rows_of(&actor, &arrived, today, lang, &page.arrived, error);
    if (e)
        return e;
    web_page(request, response, lang == LANG_EN ? STR("Today") : STR("今日"), desk_today_body, &page);
    return 0;
}
