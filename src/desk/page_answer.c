/* GET and POST /desk/cases/:id/answer: the draft. What must be said stands in it as fixed parts that no
   form can change: they are taken from the tables again when the draft is saved. */
#include "desk/page_answer.h"

#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

static size_t fixed_parts(const struct desk_view *view, day_number day, struct arena *arena,
                          struct desk_letter_fixed *fixed)
{
    static const enum desk_judgement order[] = {DESK_REGULATED, DESK_NOT_REGULATED};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        bool occurs = false;
        for (size_t k = 0; k < view->cargo_count; k++)
            occurs = occurs || view->cargo[k].judgement == order[i];
        const struct desk_advice *advice =
            occurs ? desk_advice_on(desk_judgement_name(order[i]), day) : NULL;
        if (advice)
            fixed[count++] = (struct desk_letter_fixed){
                ARENA_JOIN(arena, advice->title, STR("のときに必ず入る文（"), advice->edition, STR(" 版）")),
                advice->text};
    }
    const struct desk_advice *sentence = desk_fixed_sentence_on(day);
    if (sentence)
        fixed[count++] = (struct desk_letter_fixed){
            ARENA_JOIN(arena, STR("必ず述べる文（"), sentence->edition, STR(" 版）")), sentence->text};
    return count;
}

size_t desk_answer_parts(const struct desk_view *view, struct str text, day_number day,
                         struct arena *arena, struct desk_letter_part *parts)
{
    struct desk_letter_fixed fixed[4];
    size_t count = fixed_parts(view, day, arena, fixed);
    return desk_letter_split(text, fixed, count, parts);
}

void desk_answer_take_typed(const struct web_request *request, struct desk_letter_part *parts,
                            size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!parts[i].fixed)
            parts[i].text = web_has_problems(request) ? web_typed(request, parts[i].input)
                                                      : web_text(request, parts[i].input);
}

/* The stored draft, or the proposal when there is none that may be edited. */
static int draft_of(const struct web_actor *actor, const struct desk_case *c,
                    struct desk_answer *answer, bool *composed, struct error *error)
{
    int e = desk_answer_read(actor, c->id, answer, error);
    if (e)
        return e;
    *composed = answer->id == 0;
    if (!*composed)
        return 0;
    return desk_answer_compose(actor, c->id, &answer->subject, &answer->text, error);
}

static int show(struct web_request *request, struct web_response *response, bool typed,
                struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_answer answer = {0};
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    enum lang lang = web_lang(request);
    bool composed = false;
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = draft_of(&actor, &view.c, &answer, &composed, error);
    if (e)
        return e;
    struct desk_answer_page page = {
        .c = &view.c,
        .form = web_form(request),
        .subject = typed ? web_typed_or(request, STR("subject"), answer.subject) : answer.subject,
        .text = {answer.subject, parts,
                 desk_answer_parts(&view, answer.text, desk_today(request), actor.arena, parts)},
        .answer_version = composed ? 0 : answer.version,
        .composed = composed,
        .judgement = desk_badge_of_judgement(view.c.judgement, lang),
        .shown = {desk_lines_show(&view, lang, actor.arena), view.cargo_count},
    };
    if (typed)
        desk_answer_take_typed(request, parts, page.text.count);
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 回答案")),
             desk_answer_body, &page);
    return 0;
}

int desk_page_answer(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    return show(request, response, false, error);
}

static int show_typed(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    return show(request, response, true, error);
}

static int save(const struct web_request *request, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_answer answer = {0};
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    bool composed = false;
    int64_t stored;
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = draft_of(&actor, &view.c, &answer, &composed, error);
    if (e)
        return e;
    size_t count = desk_answer_parts(&view, answer.text, desk_today(request), actor.arena, parts);
    /* A judgement changed since the form was shown: its parts no longer fit these. */
    if ((int64_t)count != web_integer(request, STR("parts")))
        return ERROR(error, ERR_CONFLICT, view.c.number);
    desk_answer_take_typed(request, parts, count);
    return desk_answer_save(&actor, view.c.id, web_integer(request, STR("answer_version")),
                            web_text(request, STR("subject")),
                            desk_letter_join(parts, count, actor.arena), &stored, error);
}

/* Throws the draft away for a new proposal from the cargo lines as they are now. */
static int compose_again(const struct web_request *request, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id")), stored;
    struct str subject, text;
    int e = desk_answer_compose(&actor, id, &subject, &text, error);
    return e ? e
             : desk_answer_save(&actor, id, web_integer(request, STR("answer_version")), subject,
                                text, &stored, error);
}

int desk_act_answer(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return show_typed(request, response, error);
    }
    bool again = str_equal(web_text(request, STR("do")), STR("compose"));
    int e = again ? compose_again(request, error) : save(request, error);
    if (e)
        return web_form_again(request, response, show_typed, error);
    struct arena *arena = web_arena(request);
    int64_t id = web_integer(request, STR("id"));
    if (again)
        web_redirect(response, desk_case_path(id, "/answer", arena),
                     STR("貨物の行から案を作り直しました。"));
    else
        desk_back_to_case(request, response, STR("回答案を保存しました。"));
    return 0;
}
