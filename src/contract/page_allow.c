/* /contract/allow: what a commission agreed may stand in its deliverables. */
#include "base/civil.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/templates.h"

struct loading {
    const struct web_actor *actor;
    struct contract_allow_view *views;
    size_t count;
};

static int name_body(struct db *db, void *argument, struct error *error)
{
    const struct loading *loading = argument;
    struct account_person person = {0};
    int failed = 0;
    for (size_t i = 0; !failed && i < loading->count; i++) {
        const struct contract_allow *row = loading->views[i].row;
        if (person.id != row->person)
            failed = account_person_load(db, row->person, loading->actor->arena, &person, error);
        loading->views[i].who = person.name;
    }
    return failed;
}

int contract_page_allow(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_allow *rows;
    struct contract_allow_page page = {
        .form = web_form(request),
        .may_change = web_may(request, STR("contract.inspect.allow")),
        .text = web_has_problems(request) ? web_typed(request, STR("text")) : STR(""),
        .reason = web_has_problems(request) ? web_typed(request, STR("reason")) : STR(""),
    };
    int failed = contract_allow_list(&actor, &rows, &page.count, error);
    if (failed)
        return failed;
    struct loading loading = {
        &actor, ARENA_ARRAY(actor.arena, struct contract_allow_view, page.count), page.count};
    for (size_t i = 0; i < page.count; i++)
        loading.views[i] = (struct contract_allow_view){
            .row = &rows[i], .when = time_format_jst(rows[i].created, actor.arena)};
    failed = web_read(request, name_body, &loading, error);
    page.rows = loading.views;
    if (!failed)
        web_page(request, response, STR("許可一覧"), contract_allow_body, &page);
    return failed;
}

static int back(struct web_response *response, int failed, struct str notice)
{
    if (!failed)
        web_redirect(response, STR("/contract/allow"), notice);
    return failed;
}

int contract_act_allow(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    if (web_has_problems(request))
        return contract_page_allow(request, response, error);
    return back(response,
                contract_allow_add(&actor, web_text(request, STR("text")),
                                   web_text(request, STR("reason")), error),
                STR("許可一覧に加えました。"));
}

int contract_act_disallow(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    return back(response, contract_allow_remove(&actor, web_integer(request, STR("id")), error),
                STR("許可一覧から除きました。"));
}
