/* The small actions of the case page: each is one call of the room, then back to the case. */
#include "desk/page_routes.h"

static int64_t id_of(const struct web_request *request)
{
    return web_integer(request, STR("id"));
}

static int64_t version_of(const struct web_request *request)
{
    return web_integer(request, STR("version"));
}

int desk_act_advance(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum desk_action action;
    if (!desk_action_parse(web_text(request, STR("action")), &action))
        return ERROR(error, ERR_NOT_FOUND, web_text(request, STR("action")));
    int e = desk_case_advance(&actor, id_of(request), version_of(request), action,
                              web_text(request, STR("reason")), error);
    if (!e)
        desk_back_to_case(request, response,
                          ARENA_JOIN(actor.arena, desk_action_title(action, LANG_JA),
                                     STR("：記録しました。")));
    return e;
}

int desk_act_assign(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_case_assign(&actor, id_of(request), version_of(request), actor.person, error);
    if (!e)
        desk_back_to_case(request, response, STR("あなたが担当になりました。"));
    return e;
}

int desk_act_notice(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_case_notice(&actor, id_of(request), version_of(request),
                             context_now(web_context(request)), error);
    if (!e)
        desk_back_to_case(request, response, STR("提出連絡を記録し、期限を計算し直しました。"));
    return e;
}

int desk_act_attention(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_case_settle_attention(&actor, id_of(request), version_of(request),
                                       web_text(request, STR("decision")), error);
    if (!e)
        desk_back_to_case(request, response, STR("確認を記録しました。"));
    return e;
}

int desk_act_note(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_note_add(&actor, id_of(request), web_text(request, STR("kind")),
                          web_text(request, STR("text")), error);
    if (!e)
        desk_back_to_case(request, response, STR("書き加えました。"));
    return e;
}

static bool parse_document_state(struct str name, enum desk_document_state *out)
{
    *out = str_equal(name, STR("received")) ? DESK_DOCUMENT_RECEIVED
           : str_equal(name, STR("missing")) ? DESK_DOCUMENT_MISSING
                                             : DESK_DOCUMENT_NOT_NEEDED;
    return name.n > 0;
}

int desk_act_document(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum desk_document_state state;
    if (!parse_document_state(web_text(request, STR("state")), &state))
        return ERROR(error, ERR_NOT_FOUND, STR("state"));
    int e = desk_document_mark(&actor, id_of(request), version_of(request),
                               web_text(request, STR("document")), state,
                               web_integer(request, STR("file")), web_text(request, STR("reason")),
                               error);
    if (!e)
        desk_back_to_case(request, response, STR("書類の確認を記録しました。"));
    return e;
}

int desk_act_merge(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t into = web_integer(request, STR("into"));
    int e = desk_case_merge(&actor, id_of(request), version_of(request), into, STR("同じ相談"), error);
    if (!e)
        web_redirect(response, desk_case_path(into, "", actor.arena),
                     STR("二つの事案をまとめました。"));
    return e;
}

int desk_act_different(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_case_different(&actor, id_of(request), web_integer(request, STR("other")), error);
    if (!e)
        desk_back_to_case(request, response, STR("別の相談として記録しました。"));
    return e;
}

int desk_act_take_back(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_approval_take_back(&actor, id_of(request), version_of(request),
                                    web_text(request, STR("reason")), error);
    if (!e)
        desk_back_to_case(request, response, STR("照会を取り下げました。回答案を直せます。"));
    return e;
}

int desk_act_address(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t address;
    int e = desk_address_confirm(&actor, id_of(request), web_text(request, STR("name")),
                                 web_text(request, STR("address")), web_text(request, STR("reason")),
                                 &address, error);
    if (!e)
        web_redirect(response, desk_case_path(id_of(request), "/send", actor.arena),
                     STR("宛先を加えました。"));
    return e;
}
