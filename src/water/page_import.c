/* /water/imports/:id: how a table is read, what is doubtful in it, and taking it in. */
#include <stddef.h>

#include "water/data_page.h"
#include "water/table.h"
#include "water/templates.h"

enum { PREVIEW_ROWS = 10, PREVIEW_COLUMNS = 24 };

/* --- what the page shows --- */

static struct str letter_of(const struct water_import_view *view, int column, struct arena *arena)
{
    return water_grid_place(&view->table.grid, 0, column, arena);
}

static struct water_choices form_choices(enum water_form chosen, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, WATER_FORMS);
    for (int i = 0; i < WATER_FORMS; i++)
        rows[i] = (struct water_choice){water_form_name((enum water_form)i),
                                        water_form_title((enum water_form)i), i == (int)chosen};
    return (struct water_choices){rows, WATER_FORMS};
}

static struct water_choices sheet_choices(const struct water_import_view *view, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, view->sheet_count);
    for (size_t i = 0; i < view->sheet_count; i++)
        rows[i] = (struct water_choice){view->sheets[i], view->sheets[i],
                                        str_equal(view->sheets[i], view->table.grid.sheet)};
    return (struct water_choices){rows, view->sheet_count};
}

static struct water_choices point_choices(const struct water_import_view *view, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, view->point_count);
    for (size_t i = 0; i < view->point_count; i++)
        rows[i] = (struct water_choice){view->points[i].code, view->points[i].name,
                                        str_equal(view->points[i].code, view->layout.point)};
    return (struct water_choices){rows, view->point_count};
}

static struct water_choices fraction_choices(enum water_fraction chosen, bool open,
                                             struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, 3);
    size_t count = 0;
    if (open)
        rows[count++] =
            (struct water_choice){STR("any"), STR("見出しのとおり"), chosen == WATER_ANY_FRACTION};
    rows[count++] = (struct water_choice){STR("total"), STR("全量"), chosen == WATER_TOTAL};
    rows[count++] =
        (struct water_choice){STR("dissolved"), STR("溶解性"), chosen == WATER_DISSOLVED};
    return (struct water_choices){rows, count};
}

static struct water_choices item_choices(struct str chosen, struct arena *arena)
{
    const struct water_items *all = water_items();
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, all->count + 2);
    rows[0] = (struct water_choice){STR(""), STR("見出しのとおり"), chosen.n == 0};
    rows[1] = (struct water_choice){STR("-"), STR("読まない"), str_equal(chosen, STR("-"))};
    for (size_t i = 0; i < all->count; i++)
        rows[i + 2] = (struct water_choice){all->rows[i].key, all->rows[i].label,
                                            str_equal(all->rows[i].key, chosen)};
    return (struct water_choices){rows, all->count + 2};
}

static const struct water_layout_column *told(const struct water_layout *layout, int column)
{
    for (size_t i = 0; i < layout->column_count; i++)
        if (layout->columns[i].column == column)
            return &layout->columns[i];
    return NULL;
}

static void show_columns(const struct water_import_view *view, struct water_import_page *page,
                         struct arena *arena)
{
    page->columns = ARENA_ARRAY(arena, struct water_column_view, WATER_IMPORT_COLUMNS);
    for (size_t i = 0; i < view->table.column_count && page->column_count < WATER_IMPORT_COLUMNS;
         i++) {
        const struct water_lab_column *column = &view->table.columns[i];
        const struct water_layout_column *by_person = told(&view->layout, column->column);
        if (column->column > WATER_IMPORT_COLUMNS)
            continue;
        struct str letter = letter_of(view, column->column, arena);
        page->columns[page->column_count++] = (struct water_column_view){
            .letter = letter,
            .head = column->head,
            .tone = column->left_out ? STR("tone-stopped")
                    : column->known  ? STR("tone-good")
                                     : STR("tone-attention"),
            .words = column->left_out ? STR("読まない")
                     : column->item
                         ? ARENA_JOIN(arena, column->item->label, STR(" "),
                                      water_fraction_words(column->item, column->fraction),
                                      STR(" "), column->unit_written)
                         : STR("分かりません"),
            .items = item_choices(by_person ? by_person->item : STR(""), arena),
            .fractions =
                fraction_choices(by_person ? by_person->fraction : WATER_ANY_FRACTION, true, arena),
            .unit = by_person ? by_person->unit : STR(""),
            .item_name = arena_format(arena, "item_%d", column->column),
            .unit_name = arena_format(arena, "unit_%d", column->column),
            .fraction_name = arena_format(arena, "fraction_%d", column->column),
            .item_label = ARENA_JOIN(arena, letter, STR("の項目")),
            .unit_label = ARENA_JOIN(arena, letter, STR("の単位")),
            .fraction_label = ARENA_JOIN(arena, letter, STR("の区分")),
        };
    }
}

static struct water_choices column_choices(const struct water_import_view *view, int chosen,
                                           struct arena *arena)
{
    int columns = view->table.grid.columns < 60 ? view->table.grid.columns : 60;
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, (size_t)columns + 1);
    rows[0] = (struct water_choice){STR("0"), STR("なし"), chosen == 0};
    for (int c = 1; c <= columns; c++) {
        struct str head = water_grid_cell(&view->table.grid, view->layout.head_row, c);
        rows[c] = (struct water_choice){
            arena_format(arena, "%d", c),
            ARENA_JOIN(arena, letter_of(view, c, arena), STR(" "), head), c == chosen};
    }
    return (struct water_choices){rows, (size_t)columns + 1};
}

/* One row of the layout's places, for its page and for its form. */
static const struct place {
    struct str name, label;
    size_t at;
    bool of_long; /* only of long tables */
} places[] = {
    {STR_INIT("date_column"), STR_INIT("日付"), offsetof(struct water_layout, date_column), false},
    {STR_INIT("time_column"), STR_INIT("時刻"), offsetof(struct water_layout, time_column), false},
    {STR_INIT("point_column"), STR_INIT("地点"), offsetof(struct water_layout, point_column),
     false},
    {STR_INIT("bottle_column"), STR_INIT("瓶・試料番号"),
     offsetof(struct water_layout, bottle_column), false},
    {STR_INIT("certificate_column"), STR_INIT("証明書番号"),
     offsetof(struct water_layout, certificate_column), false},
    {STR_INIT("item_column"), STR_INIT("項目"), offsetof(struct water_layout, item_column), true},
    {STR_INIT("value_column"), STR_INIT("値"), offsetof(struct water_layout, value_column), true},
    {STR_INIT("unit_column"), STR_INIT("単位"), offsetof(struct water_layout, unit_column), true},
    {STR_INIT("fraction_column"), STR_INIT("ろ過の有無"),
     offsetof(struct water_layout, fraction_column), true},
    {STR_INIT("detection_column"), STR_INIT("検出・定量下限"),
     offsetof(struct water_layout, detection_column), true},
};
enum { PLACES = sizeof places / sizeof *places };

static void show_places(const struct water_import_view *view, struct water_import_page *page,
                        struct arena *arena)
{
    for (size_t i = 0; i < PLACES; i++) {
        int chosen = *(const int *)((const char *)&view->layout + places[i].at);
        if (!places[i].of_long || view->layout.form == WATER_LONG)
            page->places[page->place_count++] = (struct water_place_view){
                places[i].name, places[i].label, column_choices(view, chosen, arena)};
    }
}

static void show_preview(const struct water_import_view *view, struct water_import_page *page,
                         struct arena *arena)
{
    const struct water_grid *grid = &view->table.grid;
    int first = view->layout.head_row > 2 ? view->layout.head_row - 1 : 1;
    page->preview_columns =
        (size_t)(grid->columns < PREVIEW_COLUMNS ? grid->columns : PREVIEW_COLUMNS);
    page->preview = ARENA_ARRAY(arena, struct water_preview_row, PREVIEW_ROWS);
    page->letters = ARENA_ARRAY(arena, struct str, page->preview_columns);
    for (size_t c = 0; c < page->preview_columns; c++)
        page->letters[c] = letter_of(view, (int)c + 1, arena);
    for (int r = first; r <= grid->rows && r < first + PREVIEW_ROWS; r++) {
        struct water_preview_row *row = &page->preview[page->preview_count++];
        *row = (struct water_preview_row){.place = water_grid_place(grid, r, 0, arena),
                                          .cells =
                                              ARENA_ARRAY(arena, struct str, page->preview_columns),
                                          .head = r == view->layout.head_row};
        for (size_t c = 0; c < page->preview_columns; c++)
            row->cells[c] = water_grid_cell(grid, r, (int)c + 1);
    }
}

static void show_doubts(const struct water_import_view *view, struct water_import_page *page,
                        enum lang lang, struct arena *arena)
{
    const struct water_lab_table *table = &view->table;
    page->doubts = ARENA_ARRAY(arena, struct water_doubt_view, table->doubt_count);
    page->doubts_hidden = table->stops + table->warnings - table->doubt_count;
    for (int kind = WATER_DOUBT_STOP; kind <= WATER_DOUBT_WARN; kind++)
        for (size_t i = 0; i < table->doubt_count; i++) {
            const struct water_doubt *doubt = &table->doubts[i];
            if ((int)doubt->kind == kind)
                page->doubts[page->doubt_count++] = (struct water_doubt_view){
                    doubt->place.n ? doubt->place : STR("表全体"),
                    water_table_words(doubt->sentence, lang),
                    kind == WATER_DOUBT_STOP ? STR("tone-bad") : STR("tone-attention"),
                    kind == WATER_DOUBT_STOP ? STR("直す") : STR("確かめる")};
        }
}

static struct str span_of(const struct water_lab_table *table, struct arena *arena)
{
    if (table->count == 0)
        return STR("－");
    int64_t from = INT64_MAX, to = INT64_MIN;
    for (size_t i = 0; i < table->count; i++) {
        from = table->values[i].seconds < from ? table->values[i].seconds : from;
        to = table->values[i].seconds > to ? table->values[i].seconds : to;
    }
    return ARENA_JOIN(arena, day_format(day_of_time(from * US_PER_SECOND), arena), STR(" 〜 "),
                      day_format(day_of_time(to * US_PER_SECOND), arena));
}

int water_page_import(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct arena *arena = actor.arena;
    struct water_import_view *view = ARENA_NEW(arena, struct water_import_view);
    int status = water_import_look(&actor, web_integer(request, STR("id")), view, error);
    if (status)
        return status;
    enum water_import_state state = view->import.state;
    struct water_import_page page = {
        .form = web_form(request),
        .view = view,
        .is_draft = state == WATER_IMPORT_DRAFT,
        .may_edit = water_may(&actor, STR("water.edit")),
        .state = water_import_state_title(state),
        .tone = state == WATER_IMPORT_STORED  ? STR("tone-good")
                : state == WATER_IMPORT_DRAFT ? STR("tone-wait")
                                              : STR("tone-stopped"),
        .span = span_of(&view->table, arena),
        .forms = form_choices(view->layout.form, arena),
        .sheets = sheet_choices(view, arena),
        .points = point_choices(view, arena),
        .fractions = fraction_choices(view->layout.default_fraction, false, arena),
    };
    show_doubts(view, &page, web_lang(request), arena);
    show_columns(view, &page, arena);
    show_places(view, &page, arena);
    show_preview(view, &page, arena);
    web_page(request, response, view->import.name, water_import_body, &page);
    return 0;
}

/* --- what is sent --- */

int water_act_import_begin(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct web_file *upload = web_file(request, STR("file"), 0);
    int64_t id;
    if (web_has_problems(request) || !upload || upload->size == 0) {
        if (!web_has_problems(request))
            web_field_error(request, STR("file"), STR("ファイルを選んでください。"));
        web_status(response, 422);
        return water_page_mine(request, response, error);
    }
    if (water_import_begin(&actor, web_integer(request, STR("id")), upload->name, upload->fd,
                           STR(""), &id, error))
        return web_form_again(request, response, water_page_mine, error);
    web_redirect(response, water_path("imports", id, actor.arena), STR(""));
    return 0;
}

static int number_of(const struct web_request *request, struct str name)
{
    return (int)web_integer(request, name);
}

static void read_columns(const struct web_request *request, struct water_layout *out,
                         struct arena *arena)
{
    for (int c = 1; c <= WATER_IMPORT_COLUMNS; c++) {
        struct water_layout_column column = {
            .column = c,
            .item = web_text(request, arena_format(arena, "item_%d", c)),
            .unit = web_text(request, arena_format(arena, "unit_%d", c)),
            .fraction = WATER_ANY_FRACTION,
        };
        struct str fraction = web_text(request, arena_format(arena, "fraction_%d", c));
        (void)(fraction.n && water_fraction_parse(fraction, &column.fraction));
        bool known =
            column.item.n == 0 || str_equal(column.item, STR("-")) || water_item_find(column.item);
        if (known && (column.item.n || column.unit.n || column.fraction != WATER_ANY_FRACTION))
            out->columns[out->column_count++] = column;
    }
}

static void read_layout(const struct web_request *request, struct water_layout *out,
                        struct arena *arena)
{
    *out = (struct water_layout){
        .name = web_check(request, STR("keep")) ? web_text(request, STR("laboratory")) : STR(""),
        .laboratory = web_text(request, STR("laboratory")),
        .across = web_check(request, STR("across")),
        .sheet = web_text(request, STR("sheet")),
        .head_row = number_of(request, STR("head_row")),
        .unit_row = number_of(request, STR("unit_row")),
        .detection_row = number_of(request, STR("detection_row")),
        .first_row = number_of(request, STR("first_row")),
        .point = web_text(request, STR("point")),
        .default_unit = web_text(request, STR("default_unit")),
        .adds_points = web_check(request, STR("adds_points")),
    };
    (void)water_form_parse(web_text(request, STR("form")), &out->form);
    (void)water_fraction_parse(web_text(request, STR("default_fraction")), &out->default_fraction);
    for (size_t i = 0; i < PLACES; i++)
        *(int *)((char *)out + places[i].at) = number_of(request, places[i].name);
    read_columns(request, out, arena);
}

int water_act_import(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_layout *layout = ARENA_NEW(actor.arena, struct water_layout);
    int64_t id = web_integer(request, STR("id"));
    if (web_has_problems(request))
        return water_page_import(request, response, error);
    read_layout(request, layout, actor.arena);
    if (water_import_lay(&actor, id, web_integer(request, STR("version")), layout, error))
        return web_form_again(request, response, water_page_import, error);
    web_redirect(response, water_path("imports", id, actor.arena),
                 STR("読み方を変えて、調べ直しました。"));
    return 0;
}

int water_act_import_store(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_import_view *view = ARENA_NEW(actor.arena, struct water_import_view);
    int64_t added, id = web_integer(request, STR("id"));
    if (water_import_store(&actor, id, web_integer(request, STR("version")),
                           web_check(request, STR("confirmed")), &added, error))
        return web_form_again(request, response, water_page_import, error);
    int status = water_import_look(&actor, id, view, error);
    if (!status)
        web_redirect(response, water_path("mines", view->mine.id, actor.arena),
                     arena_format(actor.arena, "%lld 個の値を取り込みました。", (long long)added));
    return status;
}

int water_act_import_withdraw(struct web_request *request, struct web_response *response,
                              struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    if (water_import_withdraw(&actor, id, web_integer(request, STR("version")), error))
        return web_form_again(request, response, water_page_import, error);
    web_redirect(response, water_path("imports", id, actor.arena), STR("取込みを取り消しました。"));
    return 0;
}
