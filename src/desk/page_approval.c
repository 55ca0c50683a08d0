/* Asking METI (GET and POST /desk/cases/:id/ask), METI's work list (/desk/approvals), and the decision
   (/desk/cases/:id/approve): by an officer on the page, or by a person of the desk who confirms the
   words of METI's mail. */
#include "desk/page_answer.h"
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/setting.h"
#include "desk/templates.h"

enum { PENDING_SHOWN = 200 };

struct setting_job {
    int64_t commission;
    struct arena *arena;
    struct str value;
};

static int read_meti_address(struct db *db, void *argument, struct error *error)
{
    struct setting_job *job = argument;
    return desk_setting_text(db, job->commission, STR("meti_address"), job->arena, &job->value, error);
}

int desk_page_ask(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    int e = desk_page_view(request, &actor, &view, error);
    struct desk_ask_page page = {.c = &view.c};
    struct setting_job job = {actor.commission, actor.arena, STR("")};
    if (!e)
        e = desk_answer_read(&actor, view.c.id, &page.answer, error);
    if (!e)
        e = store_read(actor.store, read_meti_address, &job, error);
    if (e)
        return e;
    page.form = web_form(request);
    page.meti_address = job.value;
    page.question = web_typed_or(request, STR("question"),
                                 STR("下記の回答案について、内容のご確認をお願いいたします。"));
    page.text = (struct desk_parts_view){
        page.answer.subject, parts,
        desk_answer_parts(&view, page.answer.text, desk_today(request), actor.arena, parts)};
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 経産省への照会")),
             desk_ask_body, &page);
    return 0;
}

int desk_act_ask(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_ask(request, response, error);
    }
    struct web_actor actor = web_actor_of_request(request);
    int64_t approval;
    bool by_mail = web_check(request, STR("by_mail"));
    int e = desk_approval_ask(&actor, web_integer(request, STR("id")),
                              web_integer(request, STR("version")),
                              web_text(request, STR("question")), by_mail, &approval, error);
    if (e)
        return web_form_again(request, response, desk_page_ask, error);
    desk_back_to_case(request, response,
                      by_mail ? STR("文を固定し、経産省へのメールを送信箱に入れました。")
                              : STR("文を固定しました。経産省の担当官の画面に表示されています。"));
    return 0;
}

int desk_page_approvals(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_approval *pending;
    size_t count;
    int e = desk_approval_pending(&actor, PENDING_SHOWN, &pending, &count, error);
    if (e)
        return e;
    struct desk_pending_view *rows = ARENA_ARRAY(actor.arena, struct desk_pending_view, count);
    for (size_t i = 0; i < count; i++) {
        bool by_link = pending[i].link.answered != 0;
        bool answered = by_link || pending[i].proposal_mail != 0;
        struct str words = by_link ? desk_decision_title(pending[i].proposed, web_lang(request))
                                   : pending[i].proposal_words;
        rows[i] = (struct desk_pending_view){
            &pending[i], desk_when(pending[i].asked_at, actor.arena), words,
            answered ? (struct desk_badge){STR("tone-attention"), STR("返信を確認")}
                     : (struct desk_badge){STR("tone-wait"), STR("回答待ち")}};
    }
    struct desk_approvals_page page = {
        .rows = rows,
        .count = count,
        .may_approve = desk_may(&actor, STR("desk.case.approve")),
        .may_confirm = desk_may(&actor, STR("desk.case.edit")),
    };
    web_page(request, response, STR("経産省の回答"), desk_approvals_body, &page);
    return 0;
}

struct desk_choices_view desk_decision_choices(enum desk_decision chosen, enum lang lang,
                                               struct arena *arena)
{
    static const enum desk_decision order[] = {DESK_DECISION_APPROVED, DESK_DECISION_APPROVED_CHANGED,
                                               DESK_DECISION_RETURNED, DESK_DECISION_DISCUSS};
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, 4);
    for (size_t i = 0; i < 4; i++)
        rows[i] = (struct desk_choice_view){desk_decision_name(order[i]),
                                            desk_decision_title(order[i], lang), order[i] == chosen};
    return (struct desk_choices_view){rows, 4};
}

static const struct desk_mail *find_mail(const struct desk_view *view, int64_t id)
{
    for (size_t i = 0; i < view->mail_count; i++)
        if (id && view->mails[i].id == id)
            return &view->mails[i];
    return NULL;
}

static enum desk_decision chosen_decision(const struct web_request *request,
                                          const struct desk_approval *approval)
{
    enum desk_decision decision;
    if (web_has_problems(request) && desk_decision_parse(web_typed(request, STR("decision")), &decision))
        return decision;
    return approval->proposed;
}

/* What the desk is told of the link as long as nobody answered by it. */
static struct str link_state(const struct desk_link_state *link, utc_us now, struct arena *arena)
{
    if (link->expires == 0 || link->answered)
        return STR("");
    if (link->closed)
        return STR("メールで回答があったため、確認リンクは閉じました。");
    if (link->expires <= now)
        return STR("確認リンクの期限が過ぎました。");
    return arena_format(arena, "確認リンクは %" PRIstr " まで有効です（開かれた回数 %lld）。",
                        STR_ARG(desk_when(link->expires, arena)), (long long)link->opened);
}

static void show_link(const struct web_actor *actor, struct desk_approve_page *page, enum lang lang)
{
    const struct desk_link_state *link = &page->approval.link;
    utc_us now = context_now(store_context(actor->store));
    page->confirms_link = link->answered && !desk_may(actor, STR("desk.case.approve"));
    page->link_state = link_state(link, now, actor->arena);
    page->link_when = desk_when(link->answered, actor->arena);
    page->proposed_title = desk_decision_title(page->approval.proposed, lang);
}

int desk_page_approve(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    enum lang lang = web_lang(request);
    int e = desk_page_view(request, &actor, &view, error);
    struct desk_approve_page page = {.view = &view, .c = &view.c};
    if (!e)
        e = desk_approval_read(&actor, view.c.id, &page.approval, error);
    if (e)
        return e;
    if (page.approval.id == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("経産省への照会"));
    struct desk_letter_part *parts = ARENA_ARRAY(actor.arena, struct desk_letter_part, DESK_LETTER_PARTS);
    struct desk_letter_part *changed = ARENA_ARRAY(actor.arena, struct desk_letter_part, DESK_LETTER_PARTS);
    day_number day = desk_today(request);
    page.form = web_form(request);
    page.judgement = desk_badge_of_judgement(view.c.judgement, lang);
    page.asked = desk_when(page.approval.asked_at, actor.arena);
    page.comment = web_typed_or(request, STR("comment"), STR(""));
    page.officer = web_typed_or(request, STR("officer"), STR(""));
    page.changed_subject = web_typed_or(request, STR("subject"), page.approval.subject);
    page.text = (struct desk_parts_view){
        page.approval.subject, parts,
        desk_answer_parts(&view, page.approval.text, day, actor.arena, parts)};
    page.changed = (struct desk_parts_view){
        page.changed_subject, changed,
        desk_answer_parts(&view, page.approval.text, day, actor.arena, changed)};
    if (web_has_problems(request))
        desk_answer_take_typed(request, changed, page.changed.count);
    page.shown = (struct desk_lines_view){desk_lines_show(&view, lang, actor.arena), view.cargo_count};
    page.mails = desk_mails_show(&view, lang, actor.arena);
    page.mail_count = view.mail_count;
    page.decisions = desk_decision_choices(chosen_decision(request, &page.approval), lang, actor.arena);
    page.mail = find_mail(&view, page.approval.proposal_mail);
    show_link(&actor, &page, lang);
    page.mail_when = page.mail ? desk_when(page.mail->arrived_at, actor.arena) : STR("");
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 回答案の確認")),
             desk_approve_body, &page);
    return 0;
}

static int decide(const struct web_request *request, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_approval approval;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    struct desk_decision_given given = {.comment = web_text(request, STR("comment")),
                                        .officer = web_text(request, STR("officer"))};
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = desk_approval_read(&actor, view.c.id, &approval, error);
    if (e)
        return e;
    if (!desk_decision_parse(web_text(request, STR("decision")), &given.decision))
        return ERROR(error, ERR_DESK_CONFIRM, STR("判断"));
    if (given.decision == DESK_DECISION_APPROVED_CHANGED) {
        size_t count = desk_answer_parts(&view, approval.text, desk_today(request), actor.arena, parts);
        desk_answer_take_typed(request, parts, count);
        given.changed_subject = web_text(request, STR("subject"));
        given.changed_text = desk_letter_join(parts, count, actor.arena);
    }
    /* An officer decides on the page; the desk only confirms what METI answered by link or mail. */
    if (!desk_may(&actor, STR("desk.case.approve"))) {
        given.link = approval.link.answered != 0;
        given.mail = given.link ? 0 : web_integer(request, STR("mail"));
    }
    return desk_approval_decide(&actor, web_integer(request, STR("approval")),
                                web_integer(request, STR("approval_version")), &given, error);
}

int desk_act_approve(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_approve(request, response, error);
    }
    if (decide(request, error))
        return web_form_again(request, response, desk_page_approve, error);
    desk_back_to_case(request, response, STR("判断を記録しました。"));
    return 0;
}

int desk_page_take_back(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    int e = desk_page_view(request, &actor, &view, error);
    if (e)
        return e;
    struct desk_ask_page page = {.c = &view.c, .form = web_form(request)};
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 照会の取下げ")),
             desk_take_back_body, &page);
    return 0;
}
