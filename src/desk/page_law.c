/* /desk/law: the tables of the law with their editions; one table with its rows. */
#include "base/text.h"
#include "desk/law_pages.h"
#include "desk/page_law_view.h"
#include "desk/templates.h"

struct taking {
    int64_t commission;
    const struct desk_law_edition **out;
};

static int take_body(struct db *db, void *argument, struct error *error)
{
    const struct taking *taking = argument;
    desk_law_edition_release(*taking->out); /* of an earlier run of this callback */
    return desk_law_edition_take(db, taking->commission, taking->out, error);
}

int desk_law_now(const struct web_actor *actor, const struct desk_law_edition **out,
                 struct error *error)
{
    struct taking taking = {actor->commission, out};
    *out = NULL;
    return store_read(actor->store, take_body, &taking, error);
}

struct str desk_table_stem(enum law_table_id table)
{
    struct str file = law_table_file(table);
    return str_slice(file, 0, file.n - 4); /* without .tsv */
}

int desk_table_of(const struct web_request *request, enum law_table_id *out, struct error *error)
{
    struct str stem = web_text(request, STR("table"));
    for (int t = 0; t < LAW_TABLE_COUNT; t++)
        if (str_equal(desk_table_stem((enum law_table_id)t), stem)) {
            *out = (enum law_table_id)t;
            return 0;
        }
    return ERROR(error, ERR_NOT_FOUND, stem);
}

struct desk_law_row_view desk_law_row_show(const struct law_row *row, struct arena *arena)
{
    struct desk_law_row_view view = {
        .row = row,
        .limit = law_row_limit(row, arena),
        .valid_from = day_format(row->valid_from, arena),
        .valid_to = row->valid_to == LAW_OPEN_END ? STR("") : day_format(row->valid_to, arena),
        .attribute_names = law_attribute_names(row->table),
    };
    view.state = row->confirmed ? (struct desk_badge){STR("tone-good"), STR("確認済")}
                                : (struct desk_badge){STR("tone-attention"), STR("要確認")};
    return view;
}

static bool is_wanted(const struct law_row *row, struct str words, bool only_open, day_number day)
{
    if (only_open && row->confirmed)
        return false;
    if (day && !law_row_is_valid(row, day))
        return false;
    return words.n == 0 || str_contains(row->key, words) || str_contains(row->code, words) ||
           str_contains(row->item, words) || str_contains(row->condition, words) ||
           str_contains(row->note, words);
}

static void count_table(const struct law_tables *tables, enum law_table_id table, day_number today,
                        struct desk_law_table_view *out)
{
    size_t count;
    const struct law_row *rows = law_rows(tables, table, &count);
    *out = (struct desk_law_table_view){.title = law_table_title(table), .stem = desk_table_stem(table)};
    for (size_t i = 0; i < count; i++) {
        out->rows++;
        out->open += !rows[i].confirmed;
        out->own += rows[i].overlay;
        out->coming += rows[i].valid_from > today;
    }
}

int desk_page_law(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct desk_law_edition *edition;
    struct desk_overlay *overlays;
    size_t count;
    int e = desk_overlay_list(&actor, STR(""), &overlays, &count, error);
    if (!e)
        e = desk_law_now(&actor, &edition, error);
    if (e)
        return e;
    struct desk_law_table_view *rows =
        ARENA_ARRAY(actor.arena, struct desk_law_table_view, LAW_TABLE_COUNT);
    struct desk_law_page page = {.edition = law_tables_edition(edition->tables), .rows = rows,
                                 .count = LAW_TABLE_COUNT};
    for (int t = 0; t < LAW_TABLE_COUNT; t++)
        count_table(edition->tables, (enum law_table_id)t, desk_today(request), &rows[t]);
    for (size_t i = 0; i < count; i++)
        page.waiting += overlays[i].state == DESK_OVERLAY_PROPOSED;
    web_page(request, response, STR("表の版"), desk_law_body, &page);
    desk_law_edition_release(edition);
    return 0;
}

int desk_page_law_table(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct desk_law_edition *edition;
    enum law_table_id table;
    struct date date;
    int e = desk_table_of(request, &table, error);
    if (!e)
        e = desk_law_now(&actor, &edition, error);
    if (e)
        return e;
    size_t count;
    const struct law_row *rows = law_rows(edition->tables, table, &count);
    struct desk_law_row_view *views = ARENA_ARRAY(actor.arena, struct desk_law_row_view, count);
    struct desk_law_table_page page = {
        .title = law_table_title(table),
        .stem = desk_table_stem(table),
        .query = web_text(request, STR("q")),
        .day = web_text(request, STR("day")),
        .only_open = web_check(request, STR("open")),
        .all = count,
        .attribute_names = law_attribute_names(table),
        .rows = views,
    };
    day_number day = page.day.n && !date_parse(page.day, &date, NULL) ? day_of_date(date) : 0;
    for (size_t i = 0; i < count; i++)
        if (is_wanted(&rows[i], page.query, page.only_open, day))
            views[page.count++] = desk_law_row_show(&rows[i], actor.arena);
    web_page(request, response, page.title, desk_law_table_body, &page);
    desk_law_edition_release(edition);
    return 0;
}
