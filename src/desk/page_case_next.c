/* What can be done next with a case, what has been done, and the desk's own mails. */
#include "desk/page_case.h"

enum { SENT_SHOWN = 50 };

int desk_case_names(const struct web_actor *actor, const struct desk_view *view, enum lang lang,
                    struct desk_names *out, struct error *error)
{
    size_t count = 0;
    int64_t *ids = ARENA_ARRAY(actor->arena, int64_t, view->event_count + view->note_count + 1);
    ids[count++] = view->c.advisor;
    for (size_t i = 0; i < view->event_count; i++)
        ids[count++] = view->events[i].actor;
    for (size_t i = 0; i < view->note_count; i++)
        ids[count++] = view->notes[i].author;
    return desk_names_load(actor, ids, count, lang, out, error);
}

static struct str purpose_words(struct str purpose, enum lang lang)
{
    bool english = lang == LANG_EN;
    if (str_equal(purpose, STR("answer")))
        return english ? STR("Answer") : STR("回答");
    if (str_equal(purpose, STR("papers")))
        return english ? STR("Request for papers") : STR("追加資料のお願い");
    if (str_equal(purpose, STR("approval")))
        return english ? STR("Question to METI") : STR("経産省への照会");
    if (str_equal(purpose, STR("report")))
        return english ? STR("Daily report") : STR("日次報告");
    return english ? STR("Letter") : STR("連絡");
}

/* What is stored beside an event, as people say it. */
static struct str detail_words(const struct desk_event *event, enum lang lang)
{
    if (str_equal(event->action, STR("assigned")))
        return STR(""); /* the number of a person: the page names the advisor elsewhere */
    if (str_starts(event->action, STR("mail_")) && !str_equal(event->action, STR("mail_joined")) &&
        !str_equal(event->action, STR("mail_decided")))
        return purpose_words(event->detail, lang);
    if (str_equal(event->action, desk_action_name(DESK_ANSWER)))
        return desk_choice_title(STR("answer_method"), event->detail, lang);
    return event->detail;
}

static struct str move_words(const struct desk_event *event, enum lang lang, struct arena *arena)
{
    enum desk_state from, to;
    struct str detail = detail_words(event, lang);
    if (!desk_state_parse(event->from, &from) || !desk_state_parse(event->to, &to) || from == to)
        return detail;
    struct str move =
        ARENA_JOIN(arena, desk_state_title(from, lang), STR(" → "), desk_state_title(to, lang));
    return detail.n ? ARENA_JOIN(arena, move, STR("："), detail) : move;
}

void desk_case_make_history(const struct desk_view *view, const struct desk_names *names,
                            enum lang lang, struct arena *arena, struct desk_case_page *page)
{
    struct desk_event_view *events = ARENA_ARRAY(arena, struct desk_event_view, view->event_count);
    struct desk_event_view *notes = ARENA_ARRAY(arena, struct desk_event_view, view->note_count);
    for (size_t i = 0; i < view->event_count; i++)
        events[i] = (struct desk_event_view){
            desk_when(view->events[i].at, arena), desk_name_of(names, view->events[i].actor),
            desk_event_title(view->events[i].action, lang), move_words(&view->events[i], lang, arena)};
    for (size_t i = 0; i < view->note_count; i++)
        notes[i] = (struct desk_event_view){desk_when(view->notes[i].at, arena),
                                            desk_name_of(names, view->notes[i].author),
                                            str_equal(view->notes[i].kind, STR("call"))
                                                ? STR("電話")
                                                : str_equal(view->notes[i].kind, STR("notice"))
                                                      ? STR("提出連絡")
                                                      : STR("メモ"),
                                            view->notes[i].text};
    page->events = events;
    page->event_count = view->event_count;
    page->notes = notes;
    page->note_count = view->note_count;
}

/* Moves that have a page of their own. */
struct action_page {
    enum desk_action action;
    const char *path;
    struct str title; /* instead of the move's own; may be empty */
};
static const struct action_page action_pages[] = {
    {DESK_ASK_PAPERS, "/papers", STR_INIT("")},
    {DESK_ASK_METI, "/ask", STR_INIT("")},
    {DESK_METI_APPROVES, "/approve", STR_INIT("経産省の回答を記録する")},
    {DESK_ANSWER, "/send", STR_INIT("メールで回答する")},
    {DESK_TAKE_BACK, "/take-back", STR_INIT("")},
    {DESK_REGISTER, "/registry", STR_INIT("登録の状況を見る")},
    {DESK_REQUEST_PUBLISH, "/registry", STR_INIT("登録の状況を見る")},
    {DESK_PUBLISH, "/registry", STR_INIT("登録の状況を見る")},
};

static const struct action_page *page_of_action(enum desk_action action)
{
    for (size_t i = 0; i < sizeof action_pages / sizeof *action_pages; i++)
        if (action_pages[i].action == action)
            return &action_pages[i];
    return NULL;
}

/* Moves whose page is where the missing part happens: the answer is delivered there, METI decides
   there. They are offered to whoever may do that. */
static bool is_fulfilled_on_its_page(enum desk_action action)
{
    return action == DESK_ANSWER || action == DESK_METI_APPROVES;
}

static bool is_shown(const struct web_actor *actor, const struct desk_case *c,
                     enum desk_action action)
{
    const struct desk_transition *transition = desk_transition_find(c->kind, c->state, action);
    if (is_fulfilled_on_its_page(action))
        return transition && desk_may(actor, transition->permission);
    return desk_action_is_direct(action) || page_of_action(action) != NULL;
}

static bool stops_the_case(enum desk_action action)
{
    return action == DESK_WITHDRAW || action == DESK_DECLARE_OUT_OF_SCOPE;
}

static struct desk_offer_view offer_view(const struct desk_case *c, const struct desk_offer *offer,
                                         bool first, struct arena *arena)
{
    const struct desk_transition *transition = desk_transition_find(c->kind, c->state, offer->action);
    const struct action_page *page = page_of_action(offer->action);
    return (struct desk_offer_view){
        .title = page && page->title.n ? page->title : offer->title,
        .hindrance = offer->hindrance,
        .path = page ? desk_case_path(c->id, page->path, arena) : STR(""),
        .action = desk_action_name(offer->action),
        .possible = offer->possible,
        .main = first && !stops_the_case(offer->action),
        .asks_reason = transition && transition->preconditions & DESK_NEEDS_REASON,
        .stops = stops_the_case(offer->action),
    };
}

int desk_case_make_offers(const struct web_actor *actor, enum lang lang,
                          struct desk_case_page *page, struct error *error)
{
    struct desk_offer *offers;
    size_t count;
    int e = desk_case_offers(actor, page->c, lang, &offers, &count, error);
    if (e)
        return e;
    struct desk_offer_view *rows = ARENA_ARRAY(actor->arena, struct desk_offer_view, count);
    bool main_given = false;
    for (size_t i = 0; i < count; i++) {
        if (!is_shown(actor, page->c, offers[i].action))
            continue;
        offers[i].possible = offers[i].possible || is_fulfilled_on_its_page(offers[i].action);
        bool first = offers[i].possible && !main_given;
        rows[page->offer_count] = offer_view(page->c, &offers[i], first, actor->arena);
        main_given = main_given || rows[page->offer_count].main;
        page->offer_count++;
    }
    page->offers = rows;
    return 0;
}

static struct str join_recipients(const struct desk_outgoing *mail, struct arena *arena)
{
    struct str all = STR("");
    for (size_t i = 0; i < mail->recipient_count; i++)
        all = all.n ? ARENA_JOIN(arena, all, STR("、"), mail->recipients[i]) : mail->recipients[i];
    return all;
}

struct desk_sent_view desk_sent_show(const struct desk_outgoing *mail, utc_us now, enum lang lang,
                                     struct arena *arena)
{
    bool waits = mail->state == DESK_MAIL_WAITING;
    struct desk_sent_view view = {
        .mail = mail,
        .state = desk_badge_of_mail_state(mail->state, lang),
        .purpose = purpose_words(mail->purpose, lang),
        .when = desk_when(mail->sent_at ? mail->sent_at : mail->created_at, arena),
        .recipients = join_recipients(mail, arena),
        .may_cancel = waits,
        .may_decide = mail->state == DESK_MAIL_UNKNOWN || mail->state == DESK_MAIL_REFUSED,
        .case_path = mail->case_id ? desk_case_path(mail->case_id, "", arena) : STR(""),
    };
    if (waits && mail->not_before > now)
        view.until = arena_format(arena, "%lld", (long long)(mail->not_before / US_PER_SECOND));
    return view;
}

int desk_case_make_sent(const struct web_request *request, const struct web_actor *actor,
                        struct desk_case_page *page, struct error *error)
{
    struct desk_outgoing *mails;
    size_t count;
    int e = desk_outbox_list(actor, page->c->id, false, 0, SENT_SHOWN, &mails, &count, error);
    if (e)
        return e;
    struct desk_sent_view *rows = ARENA_ARRAY(actor->arena, struct desk_sent_view, count);
    utc_us now = context_now(web_context(request));
    for (size_t i = 0; i < count; i++)
        rows[i] = desk_sent_show(&mails[i], now, web_lang(request), actor->arena);
    page->sent = rows;
    page->sent_count = count;
    return 0;
}
