/* GET /desk/close: what was advised on a day, its registration, papers and publish requests, the files
   to download, and the close itself. */
#include "desk/page_close.h"

#include "desk/page_routes.h"
#include "desk/templates.h"

enum { DAYS_SHOWN = 14 };

static struct str day_of_request(const struct web_request *request, day_number *out)
{
    struct date date;
    struct str text = web_text(request, STR("day"));
    *out = text.n > 0 && date_parse(text, &date, NULL) == 0 ? day_of_date(date) : desk_today(request);
    return day_format(*out, web_arena(request));
}

static struct desk_badge badge_of_part(enum desk_part_state state)
{
    switch (state) {
    case DESK_PART_DONE: return (struct desk_badge){STR("tone-good"), STR("済")};
    case DESK_PART_EXCUSED: return (struct desk_badge){STR("tone-stopped"), STR("除外")};
    case DESK_PART_MISSING: break;
    }
    return (struct desk_badge){STR("tone-attention"), STR("未")};
}

struct desk_badge desk_badge_of_row(enum desk_row_state state, enum lang lang)
{
    struct str tone = state == DESK_ROW_LOADED     ? STR("tone-good")
                      : state == DESK_ROW_ERROR    ? STR("tone-bad")
                      : state == DESK_ROW_EXPORTED ? STR("tone-wait")
                                                   : STR("tone-stopped");
    return (struct desk_badge){tone, desk_row_state_title(state, lang)};
}

struct desk_day_row desk_day_row_show(const struct desk_day_case *one, enum lang lang,
                                      struct arena *arena)
{
    struct desk_day_row row = {
        .one = one,
        .judgement = desk_badge_of_judgement(one->judgement, lang),
        .row_state = desk_badge_of_row(one->row, lang),
        .item = desk_choice_title(STR("item"), one->item, lang),
    };
    for (size_t i = 0; i < one->gap_count; i++)
        row.gaps = i ? ARENA_JOIN(arena, row.gaps, STR("、"), one->gaps[i]) : one->gaps[i];
    for (int part = 0; part < DESK_PARTS; part++)
        row.parts[part] = (struct desk_part_view){
            badge_of_part(one->parts[part].state), one->parts[part].sentence,
            desk_close_part_name((enum desk_close_part)part),
            desk_close_part_title((enum desk_close_part)part, lang),
            one->parts[part].state == DESK_PART_MISSING,
            one->parts[part].state == DESK_PART_EXCUSED};
    return row;
}

static int show_batch(const struct web_actor *actor, const struct desk_batch *batch, enum lang lang,
                      struct desk_batch_view *out, struct error *error)
{
    struct desk_batch *copy = ARENA_NEW(actor->arena, struct desk_batch);
    struct desk_batch_row *rows;
    struct desk_names names;
    size_t count;
    int e = desk_batch_read(actor, batch->id, copy, &rows, &count, error);
    if (!e)
        e = desk_names_load(actor, &copy->author, 1, lang, &names, error);
    if (e)
        return e;
    struct desk_batch_row_view *views = ARENA_ARRAY(actor->arena, struct desk_batch_row_view, count);
    *out = (struct desk_batch_view){copy, desk_when(copy->created, actor->arena),
                                    desk_name_of(&names, copy->author), STR(""), views, count, false};
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct desk_batch_row_view){&rows[i], desk_badge_of_row(rows[i].state, lang),
                                                desk_when(rows[i].decided_at, actor->arena)};
        out->undecided = out->undecided || rows[i].state == DESK_ROW_EXPORTED;
    }
    return 0;
}

static int load_batches(const struct web_actor *actor, day_number day, enum lang lang,
                        struct desk_close_page *page, struct error *error)
{
    struct desk_batch *batches;
    size_t count;
    int e = desk_batch_list(actor, day, &batches, &count, error);
    struct desk_batch_view *views = ARENA_ARRAY(actor->arena, struct desk_batch_view, e ? 0 : count);
    for (size_t i = 0; !e && i < count; i++)
        e = show_batch(actor, &batches[i], lang, &views[i], error);
    page->batches = views;
    page->batch_count = e ? 0 : count;
    return e;
}

static int load_days(const struct web_actor *actor, day_number today, struct desk_close_page *page,
                     struct error *error)
{
    struct desk_day_line *lines;
    size_t count;
    int e = desk_day_list(actor, today - DAYS_SHOWN, today, &lines, &count, error);
    if (e)
        return e;
    struct desk_day_line_view *views = ARENA_ARRAY(actor->arena, struct desk_day_line_view, count);
    for (size_t i = 0; i < count; i++)
        views[i] = (struct desk_day_line_view){
            day_format(lines[i].day, actor->arena), day_format_ja(lines[i].day, actor->arena), &lines[i],
            lines[i].advised == lines[i].registered && lines[i].advised == lines[i].requested};
    page->days = views;
    page->day_count = count;
    return 0;
}

/* The report as it would go out; when the day cannot be closed, the sentence that says why. */
static int try_report(const struct web_actor *actor, day_number day, enum lang lang,
                      struct desk_close_page *page)
{
    struct error refused = {0};
    int e = desk_close_day(actor, day, true, &page->report, &refused);
    if (e)
        page->hindrance = error_sentence(&refused, lang, actor->arena);
    return e && error_http_status((enum err)e) >= 500 ? e : 0;
}

int desk_page_close(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum lang lang = web_lang(request);
    struct desk_day state;
    day_number day;
    struct desk_close_page page = {.form = web_form(request), .day = day_of_request(request, &day)};
    day_number today = desk_today(request);
    int e = desk_day_read(&actor, day, &state, error);
    if (!e)
        e = load_batches(&actor, day, lang, &page, error);
    if (!e)
        e = load_days(&actor, today, &page, error);
    if (!e)
        e = try_report(&actor, day, lang, &page);
    if (e)
        return e;
    struct desk_day_row *rows = ARENA_ARRAY(actor.arena, struct desk_day_row, state.count);
    for (size_t i = 0; i < state.count; i++) {
        rows[i] = desk_day_row_show(&state.cases[i], lang, actor.arena);
        page.has_pdfs = page.has_pdfs || state.cases[i].pdfs > 0;
    }
    page.day_words = day_format_ja(day, actor.arena);
    page.previous = day_format(day - 1, actor.arena);
    page.next = day < today ? day_format(day + 1, actor.arena) : STR("");
    page.state = &state;
    page.state_words = desk_day_state_title(state.state, lang);
    page.closed_words = desk_when(state.closed_at, actor.arena);
    page.own = state.mode == DESK_REGISTRY_OWN;
    page.may_registry = desk_may(&actor, STR("desk.registry"));
    page.may_close = desk_may(&actor, STR("desk.close"));
    page.rows = rows;
    page.count = state.count;
    web_page(request, response, STR("日次の締め"), desk_close_body, &page);
    return 0;
}
