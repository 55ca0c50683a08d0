/* METI's page behind the link of a mail (GET and POST /meti/:token), without login: one question, one
   answer. It shows what is to be approved and nothing else of the case. */
#include "desk/approval_link.h"
#include "desk/page_answer.h"
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

/* A wrong token counts as so many requests more in the limit of its address. */
enum { PRICE_OF_A_WRONG_TOKEN = 9 };

struct opened {
    struct web_actor actor;
    struct desk_link link;
    struct desk_view view;
    struct desk_approval approval;
};

static int open_link(const struct web_request *request, struct opened *out, struct error *error)
{
    out->actor =
        web_actor_program(web_store(request), web_arena(request), 0, web_services(request));
    out->actor.address = web_address(request);
    int e = desk_link_open(&out->actor, web_text(request, STR("token")), &out->link, error);
    if (e == ERR_DESK_LINK)
        web_charge(request, PRICE_OF_A_WRONG_TOKEN);
    if (!e)
        e = desk_case_view(&out->actor, out->link.case_id, &out->view, error);
    if (!e)
        e = desk_approval_read(&out->actor, out->link.case_id, &out->approval, error);
    return e;
}

static enum desk_decision typed_decision(const struct web_request *request)
{
    enum desk_decision decision;
    bool known = web_has_problems(request) &&
                 desk_decision_parse(web_typed(request, STR("decision")), &decision);
    return known ? decision : DESK_PENDING;
}

static int show(struct web_request *request, struct web_response *response,
                const struct opened *opened)
{
    enum lang lang = web_lang(request);
    struct arena *arena = opened->actor.arena;
    const struct desk_approval *approval = &opened->approval;
    struct desk_letter_part text[DESK_LETTER_PARTS], changed[DESK_LETTER_PARTS];
    day_number day = desk_today(request);
    struct desk_link_page page = {
        .view = &opened->view,
        .approval = approval,
        .token = web_text(request, STR("token")),
        .form = web_form(request),
        .judgement = desk_badge_of_judgement(opened->view.c.judgement, lang),
        .asked = desk_when(approval->asked_at, arena),
        .expires = desk_when(opened->link.expires, arena),
        .comment = web_typed_or(request, STR("comment"), STR("")),
        .officer = web_typed_or(request, STR("officer"), STR("")),
        .changed_subject = web_typed_or(request, STR("subject"), approval->subject),
        .shown = {desk_lines_show(&opened->view, lang, arena), opened->view.cargo_count},
        .decisions = desk_decision_choices(typed_decision(request), lang, arena),
    };
    page.text = (struct desk_parts_view){
        approval->subject, text, desk_answer_parts(&opened->view, approval->text, day, arena, text)};
    page.changed = (struct desk_parts_view){
        page.changed_subject, changed,
        desk_answer_parts(&opened->view, approval->text, day, arena, changed)};
    if (web_has_problems(request))
        desk_answer_take_typed(request, changed, page.changed.count);
    web_page(request, response, STR("回答案の確認"), desk_link_body, &page);
    return 0;
}

int desk_page_link(struct web_request *request, struct web_response *response, struct error *error)
{
    struct opened opened;
    int e = open_link(request, &opened, error);
    return e ? e : show(request, response, &opened);
}

static int answer(const struct web_request *request, struct opened *opened, struct error *error)
{
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    struct desk_decision_given given = {.comment = web_text(request, STR("comment")),
                                        .officer = web_text(request, STR("officer"))};
    if (!desk_decision_parse(web_text(request, STR("decision")), &given.decision))
        return ERROR(error, ERR_DESK_CONFIRM, STR("判断"));
    if (given.decision == DESK_DECISION_APPROVED_CHANGED) {
        size_t count = desk_answer_parts(&opened->view, opened->approval.text, desk_today(request),
                                         opened->actor.arena, parts);
        desk_answer_take_typed(request, parts, count);
        given.changed_subject = web_text(request, STR("subject"));
        given.changed_text = desk_letter_join(parts, count, opened->actor.arena);
    }
    return desk_link_answer(&opened->actor, web_text(request, STR("token")), &given, error);
}

int desk_act_link(struct web_request *request, struct web_response *response, struct error *error)
{
    struct opened opened;
    int e = open_link(request, &opened, error);
    if (e)
        return e;
    if (!web_has_problems(request)) {
        e = answer(request, &opened, error);
        if (e == ERR_DESK_LINK || (e && error_http_status(error->code) >= 500))
            return e;
        if (!e) {
            /* No token in the address: the place is remembered with the form's key. */
            web_redirect(response, STR("/meti/answered"), STR(""));
            return 0;
        }
        web_field_error(request, STR("form"),
                        error_sentence(error, web_lang(request), web_arena(request)));
        error_clear(error);
    }
    web_status(response, 422);
    return show(request, response, &opened);
}

int desk_page_link_answered(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    (void)error;
    struct desk_message_page page = {
        STR("回答を受け付けました"),
        STR("ありがとうございます。窓口の担当者が確かめ、記録します。リンクは使えなくなりました。"
            "この画面は閉じてかまいません。"),
        STR("回答を改めるときは、照会のメールに返信してください。")};
    web_page(request, response, page.title, desk_message_body, &page);
    return 0;
}
