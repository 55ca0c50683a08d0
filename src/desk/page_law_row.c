/* /desk/law/tables/:table/row: one row with its editions; a person confirms it or adds an edition, and
   another looks a second time (/desk/law/changes). */
#include "base/text.h"
#include "desk/law_pages.h"
#include "desk/page_law_view.h"
#include "desk/templates.h"

static const struct law_row *find_row(const struct law_tables *tables, enum law_table_id table,
                                      struct str key, struct str from)
{
    size_t count;
    struct date date;
    const struct law_row *rows = law_rows(tables, table, &count), *found = NULL;
    bool dated = from.n && !date_parse(from, &date, NULL);
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].key, key) && (!dated || rows[i].valid_from == day_of_date(date)))
            found = &rows[i];
    return found;
}

struct operator_word {
    struct str code, title;
};
static const struct operator_word operators[] = {
    [LAW_NO_OPERATOR] = {STR_INIT(""), STR_INIT("（なし）")},
    [LAW_AT_LEAST] = {STR_INIT(">="), STR_INIT("以上（>=）")},
    [LAW_MORE] = {STR_INIT(">"), STR_INIT("超（>）")},
    [LAW_AT_MOST] = {STR_INIT("<="), STR_INIT("以下（<=）")},
    [LAW_LESS] = {STR_INIT("<"), STR_INIT("未満（<）")},
    [LAW_CONTAINS] = {STR_INIT("contains"), STR_INIT("含む（濃度によらない）")},
    [LAW_NOT_DETECTED] = {STR_INIT("not_detected"), STR_INIT("検出されないこと")},
};
enum { OPERATOR_COUNT = sizeof operators / sizeof *operators };

static struct desk_choices_view operator_choices(struct str chosen, struct arena *arena)
{
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, OPERATOR_COUNT);
    for (size_t i = 0; i < OPERATOR_COUNT; i++)
        rows[i] = (struct desk_choice_view){operators[i].code, operators[i].title,
                                            str_equal(operators[i].code, chosen)};
    return (struct desk_choices_view){rows, OPERATOR_COUNT};
}

static void make_editions(const struct law_tables *tables, const struct law_row *row,
                          struct arena *arena, struct desk_law_row_page *page)
{
    size_t count;
    const struct law_row *rows = law_rows(tables, row->table, &count);
    struct desk_law_row_view *views = ARENA_ARRAY(arena, struct desk_law_row_view, count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].key, row->key))
            views[page->edition_count++] = desk_law_row_show(&rows[i], arena);
    page->editions = views;
}

static void make_inputs(const struct web_request *request, const struct law_row *row,
                        struct arena *arena, struct desk_law_row_page *page)
{
    struct str value = row->has_value ? decimal_format(row->value, arena) : STR("");
    page->item = web_typed_or(request, STR("item"), row->item);
    page->condition = web_typed_or(request, STR("condition"), row->condition);
    page->value = web_typed_or(request, STR("value"), value);
    page->unit = web_typed_or(request, STR("unit"), law_unit_text(row->unit));
    page->note = web_typed_or(request, STR("note"), row->note);
    page->operators = operator_choices(
        web_typed_or(request, STR("operator"), operators[row->operator_].code), arena);
    page->valid_from = web_typed_or(request, STR("valid_from"), STR(""));
    page->valid_to = web_typed_or(request, STR("valid_to"), STR(""));
    page->source = web_typed_or(request, STR("source"), STR(""));
    page->source_day = web_typed_or(request, STR("source_day"), STR(""));
    page->reason = web_typed_or(request, STR("reason"), STR(""));
}

static int show(struct web_request *request, struct web_response *response,
                const struct web_actor *actor, const struct law_tables *tables,
                enum law_table_id table, struct error *error)
{
    struct arena *arena = actor->arena;
    struct desk_law_row_page page = {.form = web_form(request),
                                     .may_change = desk_may(actor, STR("desk.law")),
                                     .title = law_table_title(table),
                                     .stem = desk_table_stem(table)};
    const struct law_row *row =
        find_row(tables, table, web_text(request, STR("key")), web_text(request, STR("from")));
    struct desk_overlay *overlays;
    size_t count;
    if (!row)
        return ERROR(error, ERR_NOT_FOUND, web_text(request, STR("key")));
    page.shown = desk_law_row_show(row, arena);
    make_editions(tables, row, arena, &page);
    make_inputs(request, row, arena, &page);
    int e = desk_overlay_list(actor, law_table_file(table), &overlays, &count, error);
    if (!e)
        e = desk_changes_show(actor, overlays, count, row->key, web_lang(request), &page.changes,
                              &page.change_count, error);
    if (!e)
        web_page(request, response, ARENA_JOIN(arena, page.title, STR(" "), row->key),
                 desk_law_row_body, &page);
    return e;
}

int desk_page_law_row(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct desk_law_edition *edition;
    enum law_table_id table;
    int e = desk_table_of(request, &table, error);
    if (!e)
        e = desk_law_now(&actor, &edition, error);
    if (e)
        return e;
    e = show(request, response, &actor, edition->tables, table, error);
    desk_law_edition_release(edition);
    return e;
}

static int day_of_field(const struct web_request *request, struct str name, day_number *out,
                        struct error *error)
{
    struct date date;
    struct str text = web_text(request, name);
    *out = 0;
    if (text.n == 0)
        return 0;
    int e = date_parse(text, &date, error);
    if (!e)
        *out = day_of_date(date);
    return e;
}

static struct desk_overlay_proposal proposal_of(const struct web_request *request,
                                                enum desk_overlay_kind kind,
                                                enum law_table_id table)
{
    return (struct desk_overlay_proposal){.kind = kind,
                                          .table = table,
                                          .source = web_text(request, STR("source")),
                                          .reason = web_text(request, STR("reason"))};
}

/* The new edition as typed over the row it follows. */
static int read_edition(const struct web_request *request, struct law_row *row, struct error *error)
{
    struct str value = str_trim(web_text(request, STR("value")));
    struct str unit = str_trim(web_text(request, STR("unit")));
    struct str operator_ = web_text(request, STR("operator"));
    int e = day_of_field(request, STR("valid_from"), &row->valid_from, error);
    if (!e)
        e = day_of_field(request, STR("valid_to"), &row->valid_to, error);
    if (e)
        return e;
    if (row->valid_from == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("施行日"), STR(""), STR("空です"));
    row->valid_to = row->valid_to ? row->valid_to : LAW_OPEN_END;
    row->item = text_one_line(web_text(request, STR("item")), web_arena(request));
    row->condition = text_one_line(web_text(request, STR("condition")), web_arena(request));
    row->note = text_one_line(web_text(request, STR("note")), web_arena(request));
    row->has_value = value.n > 0;
    if (row->has_value && (e = decimal_parse(value, &row->value, error)))
        return e;
    row->unit = LAW_UNIT_NONE;
    if (unit.n && !law_unit_find(unit, &row->unit))
        return ERROR(error, ERR_DESK_FIELD, STR("単位"), unit, STR("表で使う単位ではありません"));
    for (size_t i = 0; i < OPERATOR_COUNT; i++)
        if (str_equal(operators[i].code, operator_))
            row->operator_ = (enum law_operator)i;
    return 0;
}

static int propose(const struct web_request *request, const struct web_actor *actor,
                   const struct law_tables *tables, enum law_table_id table,
                   enum desk_overlay_kind kind, struct error *error)
{
    int64_t id;
    struct desk_overlay_proposal proposal = proposal_of(request, kind, table);
    const struct law_row *row =
        find_row(tables, table, web_text(request, STR("key")), web_text(request, STR("from")));
    if (!row)
        return ERROR(error, ERR_NOT_FOUND, web_text(request, STR("key")));
    struct law_row changed = *row;
    int e = day_of_field(request, STR("source_day"), &proposal.source_day, error);
    if (!e && kind == DESK_OVERLAY_EDITION)
        e = read_edition(request, &changed, error);
    if (e)
        return e;
    changed.source = text_one_line(proposal.source, actor->arena);
    changed.confirmed = true;
    changed.doubt = LAW_DOUBT_NONE;
    proposal.row = &changed;
    return desk_overlay_propose(actor, &proposal, &id, error);
}

static int act(struct web_request *request, struct web_response *response,
               enum desk_overlay_kind kind, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct desk_law_edition *edition;
    enum law_table_id table;
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_law_row(request, response, error);
    }
    int e = desk_table_of(request, &table, error);
    if (!e)
        e = desk_law_now(&actor, &edition, error);
    if (e)
        return e;
    e = propose(request, &actor, edition->tables, table, kind, error);
    desk_law_edition_release(edition);
    if (e)
        return web_form_again(request, response, desk_page_law_row, error);
    web_redirect(response, STR("/desk/law/changes"),
                 STR("提案を記録しました。別の人が二人目の確認をすると有効になります。"));
    return 0;
}

int desk_act_law_confirm(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    return act(request, response, DESK_OVERLAY_CONFIRM, error);
}

int desk_act_law_edition(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    return act(request, response, DESK_OVERLAY_EDITION, error);
}
