/* GET and POST /desk/cases/:id/papers: the letter that asks for missing papers. */
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

int desk_page_papers(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    enum lang lang = web_lang(request);
    int e = desk_page_view(request, &actor, &view, error);
    if (e)
        return e;
    struct str proposal = desk_document_letter(&view, actor.arena);
    struct desk_letter_page page = {
        .view = &view,
        .form = web_form(request),
        .subject = web_typed_or(
            request, STR("subject"),
            ARENA_JOIN(actor.arena, STR("追加資料のお願い（"), view.c.number, STR("）"))),
        .text = web_typed_or(request, STR("text"), proposal),
        .documents = desk_documents_show(&view, lang, actor.arena),
        .document_count = view.document_count,
        .nothing_missing = proposal.n == 0,
    };
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 追加資料のお願い")),
             desk_papers_body, &page);
    return 0;
}

int desk_act_papers(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_papers(request, response, error);
    }
    struct web_actor actor = web_actor_of_request(request);
    struct desk_sending sending = {.recipients_confirmed = web_check(request, STR("confirmed")),
                                   .attachments_confirmed = web_check(request, STR("confirmed"))};
    int64_t outgoing;
    sending.address_count = web_list(request, STR("address"), &sending.addresses);
    int e = desk_outbox_letter(&actor, web_integer(request, STR("id")),
                               web_integer(request, STR("version")), STR("papers"),
                               web_text(request, STR("subject")), web_text(request, STR("text")),
                               &sending, &outgoing, error);
    if (e)
        return web_form_again(request, response, desk_page_papers, error);
    desk_back_to_case(request, response,
                      STR("追加資料のお願いを送信箱に入れました。取り消せる時間のあとに送られます。"));
    return 0;
}
