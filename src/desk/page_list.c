/* GET /desk/cases: the list of cases with filters, search and keyset paging. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

static struct desk_filter filter_of(const struct web_request *request,
                                    const struct web_actor *actor)
{
    struct desk_filter filter = {
        .open_only = web_check(request, STR("open")),
        .attention_only = web_check(request, STR("attention")),
        .item = web_text(request, STR("item")),
        .order = str_equal(web_text(request, STR("order")), STR("due")) ? DESK_BY_DUE : DESK_NEWEST,
        .after_id = web_integer(request, STR("after")),
        .after_due = (day_number)web_integer(request, STR("after_due")),
    };
    filter.by_state = desk_state_parse(web_text(request, STR("state")), &filter.state);
    struct str kind = web_text(request, STR("kind"));
    filter.by_kind = kind.n > 0;
    filter.kind = str_equal(kind, STR("enquiry")) ? DESK_ENQUIRY : DESK_CONSULTATION;
    struct str advisor = web_text(request, STR("advisor"));
    filter.by_advisor = advisor.n > 0;
    filter.advisor = str_equal(advisor, STR("me")) ? actor->person : 0;
    if (web_check(request, STR("overdue"))) {
        filter.open_only = true;
        filter.due_until = desk_today(request) - 1;
    }
    return filter;
}

static struct desk_choices_view state_choices(struct str chosen, enum lang lang, struct arena *arena)
{
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, DESK_STATE_COUNT);
    for (int state = 0; state < DESK_STATE_COUNT; state++) {
        struct str name = desk_state_name((enum desk_state)state);
        rows[state] = (struct desk_choice_view){
            name, desk_state_title((enum desk_state)state, lang), str_equal(name, chosen)};
    }
    return (struct desk_choices_view){rows, DESK_STATE_COUNT};
}

/* Options written here: code, Japanese, English, three strings each. */
static struct desk_choices_view fixed_choices(const struct str (*texts)[3], size_t count,
                                              struct str chosen, enum lang lang,
                                              struct arena *arena)
{
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct desk_choice_view){texts[i][0], texts[i][lang == LANG_EN ? 2 : 1],
                                            str_equal(texts[i][0], chosen)};
    return (struct desk_choices_view){rows, count};
}

static const struct str advisor_texts[][3] = {
    {STR_INIT("me"), STR_INIT("自分"), STR_INIT("Me")},
    {STR_INIT("nobody"), STR_INIT("担当なし"), STR_INIT("Nobody")},
};
static const struct str kind_texts[][3] = {
    {STR_INIT("consultation"), STR_INIT("事前相談"), STR_INIT("Consultation")},
    {STR_INIT("enquiry"), STR_INIT("一般問合せ"), STR_INIT("Enquiry")},
};
static const struct str order_texts[][3] = {
    {STR_INIT("newest"), STR_INIT("新しい順"), STR_INIT("Newest first")},
    {STR_INIT("due"), STR_INIT("期限の近い順"), STR_INIT("By due date")},
};

static void add_query(struct buf *to, const struct web_request *request, struct arena *arena,
                      const char *name)
{
    struct str value = web_text(request, str_from_c(name));
    if (value.n == 0)
        return;
    buf_format(to, "%s=", name);
    struct html html = {to, arena};
    html_url_part(&html, value);
    buf_append_char(to, '&');
}

/* The address of this list without its place. */
static struct str list_path(const struct web_request *request, struct arena *arena)
{
    static const char *const texts[] = {"q", "state", "item", "kind", "advisor", "order"};
    static const char *const checks[] = {"open", "attention", "overdue"};
    struct buf path = {0};
    buf_append(&path, STR("/desk/cases?"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_query(&path, request, arena, texts[i]);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (web_check(request, str_from_c(checks[i])))
            buf_format(&path, "%s=1&", checks[i]);
    struct str out = arena_copy(arena, buf_str(&path));
    buf_finish(&path);
    return str_slice(out, 0, out.n - 1);
}

static struct str next_path(const struct web_request *request, const struct desk_list *list,
                            struct arena *arena)
{
    if (!list->more || list->count == 0)
        return STR("");
    const struct desk_list_row *last = &list->rows[list->count - 1];
    struct str path = list_path(request, arena);
    return arena_format(arena, "%" PRIstr "%safter=%lld&after_due=%d", STR_ARG(path),
                        str_contains(path, STR("?")) ? "&" : "?", (long long)last->id,
                        (int)last->due_day);
}

static struct str count_words(const struct web_actor *actor, const struct desk_filter *filter,
                              const struct desk_list *list, bool searched, enum lang lang,
                              struct error *error)
{
    struct desk_filter all = *filter;
    int64_t count = (int64_t)list->count;
    all.after_id = 0;
    all.after_due = 0;
    if (searched || desk_list_count(actor, &all, &count, error) != 0)
        return searched && list->more ? (lang == LANG_EN ? STR("first results") : STR("先頭の結果"))
                                      : arena_format(actor->arena, lang == LANG_EN ? "%lld cases" : "%lld 件",
                                                     (long long)count);
    if (count > DESK_COUNT_CAP)
        return lang == LANG_EN ? STR("more than 1,000 cases") : STR("1,000 件を超えます");
    return arena_format(actor->arena, lang == LANG_EN ? "%lld cases" : "%lld 件", (long long)count);
}

int desk_page_list(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum lang lang = web_lang(request);
    struct desk_filter filter = filter_of(request, &actor);
    struct str query = web_text(request, STR("q"));
    struct desk_list list;
    int e = query.n > 0 ? desk_search(&actor, query, &filter, &list, error)
                        : desk_list_read(&actor, &filter, &list, error);
    if (e)
        return e;
    struct str state = web_text(request, STR("state")), kind = web_text(request, STR("kind"));
    struct str advisor = web_text(request, STR("advisor")), order = web_text(request, STR("order"));
    struct desk_list_page page = {
        .query = query,
        .count_words = count_words(&actor, &filter, &list, query.n > 0, lang, error),
        .states = state_choices(state, lang, actor.arena),
        .items = desk_choices_make(STR("item"), filter.item, lang, actor.arena),
        .advisors = fixed_choices(advisor_texts, 2, advisor, lang, actor.arena),
        .kinds = fixed_choices(kind_texts, 2, kind, lang, actor.arena),
        .orders = fixed_choices(order_texts, 2, order, lang, actor.arena),
        .open_only = filter.open_only,
        .attention_only = filter.attention_only,
        .filtered = query.n || state.n || kind.n || advisor.n || filter.item.n || filter.open_only ||
                    filter.attention_only,
        .next = next_path(request, &list, actor.arena),
        .first = filter.after_id ? list_path(request, actor.arena) : STR(""),
    };
    e = desk_rows_make(&actor, &list, desk_today(request), lang, &page.rows, error);
    if (e)
        return e;
    web_page(request, response, lang == LANG_EN ? STR("Cases") : STR("事案の一覧"), desk_list_body,
             &page);
    return 0;
}
