/* Erasing a case: what would be lost and the request, the confirmation by a second person, the list of
   requests, and the page of a case that was erased. */
#include "desk/erase.h"
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

static int show(const struct web_actor *actor, const struct desk_erasure *erasure, enum lang lang,
                struct desk_erasure_view *out, struct error *error)
{
    const int64_t ids[] = {erasure->asked_by, erasure->decided_by};
    struct desk_names names;
    int e = desk_names_load(actor, ids, 2, lang, &names, error);
    if (e)
        return e;
    bool open = erasure->state == DESK_ERASURE_ASKED;
    *out = (struct desk_erasure_view){
        .erasure = erasure, .open = open,
        .state = desk_erasure_state_title(erasure->state, lang),
        .size = desk_size(erasure->losses.bytes, actor->arena),
        .asked = desk_when(erasure->asked_at, actor->arena),
        .asker = desk_name_of(&names, erasure->asked_by),
        .decided = desk_when(erasure->decided_at, actor->arena),
        .decider = open ? STR("") : desk_name_of(&names, erasure->decided_by)};
    return 0;
}

int desk_page_erase(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_case c = {0};
    struct error refused = {0};
    struct desk_erase_page page = {.form = web_form(request), .c = &c};
    int e = desk_erase_look(&actor, web_integer(request, STR("id")), &c, &page.losses, &refused);
    if (e && e != ERR_DESK_PRECONDITION) {
        error_copy(error, &refused);
        return e;
    }
    page.hindrance = e ? error_sentence(&refused, web_lang(request), actor.arena) : STR("");
    page.size = desk_size(page.losses.bytes, actor.arena);
    page.reason = web_typed_or(request, STR("reason"), STR(""));
    web_page(request, response, ARENA_JOIN(actor.arena, c.number, STR(" の消去")), desk_erase_body,
             &page);
    return 0;
}

static struct str path_of(int64_t id, struct arena *arena)
{
    return arena_format(arena, "/desk/erasures/%lld", (long long)id);
}

int desk_act_erase(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id;
    if (web_has_problems(request))
        return desk_page_erase(request, response, error);
    if (desk_erase_ask(&actor, web_integer(request, STR("id")), web_text(request, STR("reason")), &id,
                       error))
        return web_form_again(request, response, desk_page_erase, error);
    web_redirect(response, path_of(id, actor.arena),
                 STR("消去を依頼しました。別の人が確かめると消去されます。"));
    return 0;
}

int desk_page_erasures(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_erasure *list;
    size_t count;
    int e = desk_erasure_list(&actor, &list, &count, error);
    struct desk_erasure_view *rows =
        ARENA_ARRAY(actor.arena, struct desk_erasure_view, e ? 0 : count);
    for (size_t i = 0; !e && i < count; i++)
        e = show(&actor, &list[i], web_lang(request), &rows[i], error);
    if (e)
        return e;
    struct desk_erasures_page page = {rows, count};
    web_page(request, response, STR("消去"), desk_erasures_body, &page);
    return 0;
}

int desk_page_erasure(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_erasure erasure;
    struct desk_erasure_page page = {.form = web_form(request)};
    int e = desk_erasure_read(&actor, web_integer(request, STR("id")), &erasure, error);
    if (!e)
        e = show(&actor, &erasure, web_lang(request), &page.view, error);
    if (e)
        return e;
    page.own = erasure.asked_by == actor.person;
    web_page(request, response, ARENA_JOIN(actor.arena, erasure.number, STR(" の消去")),
             desk_erasure_body, &page);
    return 0;
}

int desk_act_erase_confirm(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    if (!web_check(request, STR("sure")))
        return ERROR(error, ERR_DESK_CONFIRM, STR("失われるもの"));
    int e = desk_erase_confirm(&actor, id, error);
    if (!e)
        web_redirect(response, path_of(id, actor.arena), STR("消去しました。"));
    return e;
}

int desk_act_erase_withdraw(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    int e = desk_erase_withdraw(&actor, id, error);
    if (!e)
        web_redirect(response, path_of(id, actor.arena), STR("消去の依頼を取りやめました。"));
    return e;
}

int desk_page_case_erased(struct web_request *request, struct web_response *response,
                          const struct web_actor *actor, const struct desk_view *view,
                          struct error *error)
{
    enum lang lang = web_lang(request);
    const struct desk_case *c = &view->c;
    struct desk_erasure erasure;
    struct desk_names names;
    struct desk_case_page history = {.view = view, .c = c};
    struct desk_erased_page page = {.c = c};
    int e = desk_case_names(actor, view, lang, &names, error);
    if (!e)
        e = desk_erasure_of_case(actor, c->id, &erasure, error);
    if (!e)
        e = show(actor, &erasure, lang, &page.view, error);
    if (e)
        return e;
    desk_case_make_history(view, &names, lang, actor->arena, &history);
    page.events = history.events;
    page.event_count = history.event_count;
    page.state = desk_badge_of_state(c->state, false, lang);
    page.judgement = desk_badge_of_judgement(c->judgement, lang);
    page.item = desk_choice_title(STR("item"), c->item, lang);
    page.country = desk_choice_title(STR("country"), c->country, lang);
    page.received = desk_when(c->received_at, actor->arena);
    page.advised = desk_when(c->advised_at, actor->arena);
    web_page(request, response, ARENA_JOIN(actor->arena, c->number, STR(" 消去済み")),
             desk_case_erased_body, &page);
    return 0;
}
