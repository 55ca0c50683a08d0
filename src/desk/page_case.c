/* GET /desk/cases/:id: everything of one case, and what can be done next. The parts are made in
   page_case_parts.c. */
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

static const enum desk_state main_way[] = {
    DESK_RECEIVED, DESK_CHECKING,   DESK_DRAFTING,   DESK_ASKED,     DESK_APPROVED,
    DESK_ANSWERED, DESK_REGISTERED, DESK_PUBLISH_REQUESTED, DESK_PUBLISHED};
static const enum desk_state enquiry_way[] = {DESK_RECEIVED, DESK_EXPLAINED};

/* Where a state that is not on the main way stands on it. */
static enum desk_state place_on_way(enum desk_state state)
{
    if (state == DESK_WAITING)
        return DESK_CHECKING;
    if (state == DESK_RETURNED || state == DESK_DISCUSSING)
        return DESK_ASKED;
    return state == DESK_APPROVED_CHANGED ? DESK_APPROVED : state;
}

static void make_steps(const struct desk_case *c, enum lang lang, struct arena *arena,
                       struct desk_case_page *page)
{
    bool enquiry = c->kind == DESK_ENQUIRY;
    const enum desk_state *way = enquiry ? enquiry_way : main_way;
    size_t count = enquiry ? sizeof enquiry_way / sizeof *enquiry_way : sizeof main_way / sizeof *main_way;
    enum desk_state now = place_on_way(c->state);
    size_t here = 0;
    while (here < count && way[here] != now)
        here++;
    if (here == count) /* taken back, out of scope, merged: no way to show */
        return;
    struct desk_step_view *steps = ARENA_ARRAY(arena, struct desk_step_view, count);
    for (size_t i = 0; i < count; i++)
        steps[i] = (struct desk_step_view){
            desk_state_title(i == here ? c->state : way[i], lang),
            i < here ? STR("step-done") : i == here ? STR("step-now") : STR("step-later"), i == here};
    page->steps = steps;
    page->step_count = count;
}

static struct str title_of(const struct desk_case *c, enum lang lang, struct arena *arena)
{
    struct str cargo = desk_choice_title(STR("cargo_class"), c->cargo_class, lang);
    struct str country = desk_choice_title(STR("country"), c->country, lang);
    if (cargo.n == 0 || country.n == 0)
        return c->subject.n ? c->subject : STR("（件名なし）");
    struct str arrow = str_equal(c->direction, STR("import")) ? STR(" ← ") : STR(" → ");
    return ARENA_JOIN(arena, cargo, arrow, country);
}

static struct str due_words(const struct desk_case *c, struct arena *arena)
{
    if (c->due_day == 0)
        return STR("");
    return ARENA_JOIN(arena, day_format_ja(c->due_day, arena));
}

static void fill_head(const struct web_request *request, const struct web_actor *actor,
                      const struct desk_names *names, struct desk_case_page *page)
{
    const struct desk_case *c = page->c;
    enum lang lang = web_lang(request);
    struct arena *arena = actor->arena;
    page->form = web_form(request);
    page->state = desk_badge_of_state(c->state, c->attention, lang);
    page->judgement = desk_badge_of_judgement(c->judgement, lang);
    page->due = desk_due_of(c->due_day, desk_state_is_open(c->state), desk_today(request), lang, arena);
    page->title = title_of(c, lang, arena);
    page->kind = desk_kind_title(c->kind, lang);
    page->channel = desk_choice_title(STR("channel"), c->channel, lang);
    page->received = desk_when(c->received_at, arena);
    page->noticed = desk_when(c->noticed_at, arena);
    page->effective = c->effective_day ? day_format_ja(c->effective_day, arena) : STR("");
    page->due_words = due_words(c, arena);
    page->outer = c->outer_day ? day_format_ja(c->outer_day, arena) : STR("");
    page->advisor = c->advisor ? desk_name_of(names, c->advisor) : STR("");
    page->is_mine = c->advisor == actor->person;
    page->may_edit = desk_may(actor, STR("desk.case.edit"));
    page->may_erase = desk_may(actor, STR("desk.erase")) &&
        (c->state == DESK_PUBLISHED || c->state == DESK_WITHDRAWN || c->state == DESK_OUT_OF_SCOPE ||
         c->state == DESK_EXPLAINED);
    page->may_answer = desk_may(actor, STR("desk.case.answer"));
}

static int load_answer(const struct web_actor *actor, enum lang lang, struct desk_case_page *page,
                       struct error *error)
{
    int e = desk_answer_read(actor, page->c->id, &page->answer, error);
    if (!e)
        e = desk_approval_read(actor, page->c->id, &page->approval, error);
    if (e)
        return e;
    enum desk_answer_state state = page->answer.state;
    page->answer_good = state == DESK_ANSWER_APPROVED || state == DESK_ANSWER_DELIVERED;
    page->answer_state = state == DESK_ANSWER_DRAFT      ? STR("下書き")
                         : state == DESK_ANSWER_FROZEN   ? STR("照会中（固定）")
                         : state == DESK_ANSWER_APPROVED ? STR("了承された文（固定）")
                         : state == DESK_ANSWER_REFUSED  ? STR("差し戻された文")
                                                         : STR("回答した文");
    page->approval_decision = desk_decision_title(page->approval.decision, lang);
    page->approval_when = desk_when(page->approval.decided_at ? page->approval.decided_at
                                                              : page->approval.asked_at,
                                    actor->arena);
    return 0;
}

int desk_page_case(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_view view;
    struct desk_names names;
    enum lang lang = web_lang(request);
    int e = desk_case_view(&actor, web_integer(request, STR("id")), &view, error);
    if (!e && view.c.erased_at)
        return desk_page_case_erased(request, response, &actor, &view, error);
    if (!e)
        e = desk_case_names(&actor, &view, lang, &names, error);
    if (e)
        return e;
    struct desk_case_page page = {.view = &view, .c = &view.c};
    fill_head(request, &actor, &names, &page);
    make_steps(&view.c, lang, actor.arena, &page);
    desk_case_make_papers(&view, lang, actor.arena, &page);
    desk_case_make_record(&view, lang, actor.arena, &page);
    desk_case_make_history(&view, &names, lang, actor.arena, &page);
    e = load_answer(&actor, lang, &page, error);
    if (!e)
        e = desk_case_make_offers(&actor, lang, &page, error);
    if (!e)
        e = desk_case_make_sent(request, &actor, &page, error);
    if (e)
        return e;
    struct str title = ARENA_JOIN(actor.arena, view.c.number, STR(" "), page.title);
    web_page(request, response, title, desk_case_body, &page);
    return 0;
}
