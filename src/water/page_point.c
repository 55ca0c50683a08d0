/* /water/points/:id: one point, its limits, and one item over time with how often it was above
 * them. */
#include <math.h>

#include "water/data_page.h"
#include "water/data_table.h"
#include "water/templates.h"

enum { VALUES_SHOWN = 200 };

struct loading {
    const struct web_actor *actor;
    int64_t id;
    struct str item;
    struct water_point point;
    struct water_mine_row mine;
    struct water_limits limits;
    struct water_result *results;
    size_t count;
};

static int load_body(struct db *db, void *argument, struct error *error)
{
    struct loading *l = argument;
    int status = water_point_load(db, l->actor, l->id, &l->point, &l->mine, error);
    if (!status)
        status = water_limits_load(db, l->actor, &l->point, &l->limits, error);
    const struct water_results_wanted wanted = {.mine = l->mine.id, .point = l->id};
    return status ? status
                  : water_results_load(db, l->actor, &wanted, &l->results, &l->count, error);
}

/* --- choosing the item --- */

static struct water_choices measured_items(const struct loading *l,
                                           const struct water_series *series, size_t series_count,
                                           struct str chosen)
{
    const struct water_items *all = water_items();
    struct water_choice *rows = ARENA_ARRAY(l->actor->arena, struct water_choice, all->count);
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct water_item *item = &all->rows[i];
        bool here = false;
        for (size_t k = 0; k < l->count && !here; k++)
            here = l->results[k].item == item;
        for (size_t k = 0; k < series_count && !here; k++)
            here = series[k].item == item && series[k].point == l->id;
        if (here)
            rows[count++] =
                (struct water_choice){item->key, item->label, str_equal(item->key, chosen)};
    }
    return (struct water_choices){rows, count};
}

/* The item asked for, else the first that was ever over a limit, else the first. */
static const struct water_item *choose_item(const struct loading *l,
                                            const struct water_choices *measured, struct str asked)
{
    for (size_t i = 0; i < measured->count; i++)
        if (str_equal(measured->rows[i].code, asked))
            return water_item_find(asked);
    for (size_t i = 0; i < l->count; i++)
        if (water_judge(&l->limits, &l->results[i]).judgement == WATER_OVER)
            return l->results[i].item;
    return measured->count ? water_item_find(measured->rows[0].code) : NULL;
}

/* --- the item over time --- */

static size_t limits_of_item(const struct loading *l, const struct water_item *item,
                             struct water_time_limit *out, size_t room)
{
    const utc_us day = (utc_us)86400 * US_PER_SECOND;
    size_t count = 0;
    for (size_t i = 0; i < l->limits.count && count < room; i++) {
        const struct water_limit *limit = &l->limits.rows[i];
        if (limit->item != item)
            continue;
        out[count++] = (struct water_time_limit){
            .from = limit->valid_from == INT32_MIN
                        ? INT64_MIN
                        : time_of_jst((struct jst){date_of_day(limit->valid_from), 0, 0, 0}),
            .to = limit->valid_to == INT32_MAX
                      ? INT64_MAX
                      : time_of_jst((struct jst){date_of_day(limit->valid_to), 0, 0, 0}) + day,
            .value = (double)limit->value.mantissa / pow(10, limit->value.scale),
            .label = ARENA_JOIN(l->actor->arena, water_basis_title(limit->basis), STR(" "),
                                decimal_format(limit->value, l->actor->arena)),
        };
    }
    return count;
}

static void draw_results(const struct loading *l, struct water_point_page *page)
{
    struct arena *arena = l->actor->arena;
    struct water_time_limit limits[40];
    struct water_time_value *values = ARENA_ARRAY(arena, struct water_time_value, l->count);
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct water_result *result = &l->results[i];
        if (result->item == page->item && result->censored != 2)
            values[count++] = (struct water_time_value){
                result->taken_at, (double)result->value.mantissa / pow(10, result->value.scale),
                result->censored != 0, water_judge(&l->limits, result).judgement == WATER_OVER};
    }
    page->chart.name =
        ARENA_JOIN(arena, l->point.name, STR("の"), page->item->label, STR("の推移"));
    page->chart.unit = page->item->unit;
    water_time_chart_draw(values, count, limits, limits_of_item(l, page->item, limits, 40), arena,
                          &page->chart);
}

static int draw_logger(const struct loading *l, const struct water_series *series,
                       size_t series_count, struct water_point_page *page, struct error *error)
{
    struct arena *arena = l->actor->arena;
    struct water_time_limit limits[40];
    int status = 0;
    for (size_t i = 0; i < series_count && !status; i++) {
        struct water_series one;
        struct water_series_value *stored;
        size_t count;
        if (series[i].point != l->id || series[i].item != page->item)
            continue;
        status = water_series_read(l->actor, series[i].id, INT64_MIN, INT64_MAX, &one, &stored,
                                   &count, error);
        struct water_time_value *values =
            ARENA_ARRAY(arena, struct water_time_value, status ? 0 : count);
        for (size_t k = 0; k < count && !status; k++)
            values[k] = (struct water_time_value){stored[k].seconds * US_PER_SECOND,
                                                  (double)stored[k].value.mantissa /
                                                      pow(10, stored[k].value.scale),
                                                  stored[k].censored != 0, false};
        page->logger.name =
            ARENA_JOIN(arena, l->point.name, STR("の"), page->item->label, STR("の連続データ"));
        page->logger.unit = page->item->unit;
        if (!status)
            water_time_chart_draw(values, count, limits, limits_of_item(l, page->item, limits, 40),
                                  arena, &page->logger);
    }
    return status;
}

static void show_exceedances(const struct loading *l, struct water_point_page *page)
{
    struct arena *arena = l->actor->arena;
    struct water_result *own = ARENA_ARRAY(arena, struct water_result, l->count);
    struct water_exceedance *rows;
    struct water_table table;
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++)
        if (l->results[i].item == page->item)
            own[count++] = l->results[i];
    page->exceedance_count = water_exceedances_of(&l->limits, own, count, arena, &rows);
    page->exceedances = ARENA_ARRAY(arena, struct water_exceedance_view, page->exceedance_count);
    water_exceedance_table(&table, arena);
    water_exceedance_add(&table, l->point.name, rows, page->exceedance_count);
    for (size_t i = 0; i < page->exceedance_count; i++) {
        const struct str *cells = table.cells + i * table.column_count;
        page->exceedances[i] = (struct water_exceedance_view){
            .row = &rows[i],
            .fraction = cells[2],
            .month = water_table_words(cells[4], LANG_JA),
            .limit = cells[5],
            .share = cells[10],
            .highest = cells[11],
            .percentile = cells[12],
            .mean = str_equal(cells[13], cells[14]) ? cells[13]
                    : cells[14].n ? ARENA_JOIN(arena, cells[13], STR("〜"), cells[14])
                                  : ARENA_JOIN(arena, cells[13], STR(" 以上")),
        };
    }
}

static void show_values(const struct loading *l, struct water_point_page *page)
{
    struct arena *arena = l->actor->arena;
    page->values = ARENA_ARRAY(arena, struct water_value_view, VALUES_SHOWN);
    for (size_t i = l->count; i > 0 && page->value_count < VALUES_SHOWN; i--) {
        const struct water_result *result = &l->results[i - 1];
        if (result->item != page->item)
            continue;
        struct water_judged judged = water_judge(&l->limits, result);
        page->values[page->value_count++] = (struct water_value_view){
            .when = water_moment_words(result->taken_at, result->has_time, arena),
            .value = water_result_words(result, arena),
            .fraction = water_fraction_words(result->item, result->fraction),
            .limit =
                water_limit_words(&l->limits, result->item, day_of_time(result->taken_at), arena),
            .tone = water_judgement_tone(judged.judgement),
            .words = water_judgement_words(judged.judgement),
            .sample = result->sample,
        };
    }
}

/* --- limits --- */

static struct str period_words(const struct water_limit *limit, struct arena *arena)
{
    struct str from =
        limit->valid_from == INT32_MIN ? STR("") : day_format(limit->valid_from, arena);
    struct str to = limit->valid_to == INT32_MAX ? STR("") : day_format(limit->valid_to, arena);
    return from.n || to.n ? ARENA_JOIN(arena, from, STR(" 〜 "), to) : STR("期間の定めなし");
}

static void show_limits(const struct loading *l, day_number today, struct water_point_page *page)
{
    struct arena *arena = l->actor->arena;
    page->limits = ARENA_ARRAY(arena, struct water_limit_view, l->limits.count);
    page->national = ARENA_ARRAY(arena, struct water_limit_view, l->limits.count);
    for (size_t i = 0; i < l->limits.count; i++) {
        const struct water_limit *limit = &l->limits.rows[i];
        struct water_limit_view view = {
            .limit = limit,
            .basis = water_basis_title(limit->basis),
            .item = limit->item->label,
            .value = ARENA_JOIN(arena, decimal_format(limit->value, arena),
                                limit->is_most ? STR(" 以下") : STR(" 以上")),
            .unit = limit->item->unit,
            .period = period_words(limit, arena),
            .source = limit->source,
            .ended = limit->valid_to < today,
        };
        if (limit->id)
            page->limits[page->limit_count++] = view;
        else
            page->national[page->national_count++] = view;
    }
}

static struct water_choices basis_choices(struct str chosen, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, WATER_BASES_COUNT);
    size_t count = 0;
    for (int i = WATER_BASIS_STRICTER; i < WATER_BASES_COUNT; i++) {
        struct str name = water_basis_name((enum water_basis)i);
        rows[count++] = (struct water_choice){name, water_basis_title((enum water_basis)i),
                                              str_equal(name, chosen)};
    }
    return (struct water_choices){rows, count};
}

static struct water_choices item_choices(struct str chosen, struct arena *arena)
{
    const struct water_items *all = water_items();
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, all->count);
    for (size_t i = 0; i < all->count; i++)
        rows[i] = (struct water_choice){all->rows[i].key, all->rows[i].label,
                                        str_equal(all->rows[i].key, chosen)};
    return (struct water_choices){rows, all->count};
}

static struct water_point_page make_page(struct web_request *request, const struct loading *l,
                                         day_number today)
{
    struct arena *arena = l->actor->arena;
    struct water_point_page page = {
        .form = web_form(request),
        .mine = &l->mine,
        .point = &l->point,
        .may_edit = water_may(l->actor, STR("water.edit")),
        .kind = water_point_kind_title(l->point.kind),
        .kinds = water_point_kind_choices(water_point_kind_name(l->point.kind), arena),
        .standards = water_standard_choices(water_standard_name(l->point.standard), arena),
        .bases = basis_choices(web_typed(request, STR("basis")), arena),
        .items = item_choices(web_typed(request, STR("limit_item")), arena),
        .value = web_typed(request, STR("value")),
        .source = web_typed(request, STR("source")),
        .today = day_format(today, arena),
    };
    show_limits(l, today, &page);
    return page;
}

int water_page_point(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct loading l = {.actor = &actor, .id = web_integer(request, STR("id"))};
    struct water_series *series;
    size_t series_count;
    int status = web_read(request, load_body, &l, error);
    if (!status)
        status = water_series_list(&actor, l.mine.id, &series, &series_count, error);
    if (status)
        return status;
    struct water_point_page page =
        make_page(request, &l, day_of_time(context_now(web_context(request))));
    struct str asked = web_typed(request, STR("item"));
    page.measured = measured_items(&l, series, series_count, asked);
    page.item = choose_item(&l, &page.measured, asked);
    if (page.item) {
        page.measured = measured_items(&l, series, series_count, page.item->key);
        draw_results(&l, &page);
        status = draw_logger(&l, series, series_count, &page, error);
        show_exceedances(&l, &page);
        show_values(&l, &page);
    }
    if (!status)
        web_page(request, response, l.point.name, water_point_body, &page);
    return status;
}

/* --- changing --- */

int water_act_point(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_point point;
    struct water_mine_row mine;
    int64_t id = web_integer(request, STR("id"));
    if (web_has_problems(request))
        return water_page_point(request, response, error);
    int status = water_point_read(&actor, id, &point, &mine, error);
    if (status)
        return status;
    point.version = web_integer(request, STR("version"));
    point.name = web_text(request, STR("name"));
    point.tank = web_text(request, STR("tank"));
    if (!water_point_kind_parse(web_text(request, STR("kind")), &point.kind) ||
        !water_standard_parse(web_text(request, STR("standard")), &point.standard) ||
        water_point_save(&actor, &point, &id, error))
        return web_form_again(request, response, water_page_point, error);
    web_redirect(response, water_path("points", id, actor.arena), STR("地点を変更しました。"));
    return 0;
}

/* An empty day is open. */
static day_number day_or(const struct web_request *request, struct str name, day_number open)
{
    struct date date;
    struct str text = web_text(request, name);
    return text.n && date_parse(text, &date, NULL) == 0 ? day_of_date(date) : open;
}

int water_act_limits(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_limit limit = {.point = web_integer(request, STR("id")),
                                .item = water_item_find(web_text(request, STR("limit_item"))),
                                .is_most = !str_equal(web_text(request, STR("end")), STR("least")),
                                .valid_from = day_or(request, STR("from"), INT32_MIN),
                                .valid_to = day_or(request, STR("to"), INT32_MAX),
                                .source = web_text(request, STR("source"))};
    if (web_has_problems(request))
        return water_page_point(request, response, error);
    int status = decimal_parse(web_text(request, STR("value")), &limit.value, error);
    if (!status && !water_basis_parse(web_text(request, STR("basis")), &limit.basis))
        limit.basis = WATER_BASIS_STANDARD;
    if (!status)
        status = water_limit_add(&actor, &limit, error);
    if (status)
        return web_form_again(request, response, water_page_point, error);
    web_redirect(response, water_path("points", limit.point, actor.arena),
                 STR("基準値を加えました。"));
    return 0;
}

int water_act_limit_end(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    day_number today = day_of_time(context_now(web_context(request)));
    int status = water_limit_end(&actor, web_integer(request, STR("limit")), today, error);
    if (!status)
        web_redirect(response, water_path("points", web_integer(request, STR("id")), actor.arena),
                     STR("基準値の適用を今日で終えました。"));
    return status;
}

/* --- tables to take away --- */

static int send_table(struct web_request *request, struct web_response *response,
                      const struct water_table *table, struct str name, bool as_workbook,
                      struct error *error)
{
    struct arena *arena = web_arena(request);
    struct str bytes;
    int status = as_workbook ? water_table_workbook(table, 1, web_context(request),
                                                    store_directory(web_store(request)), arena,
                                                    &bytes, error)
                             : water_table_csv(table, web_lang(request), arena, &bytes, error);
    if (!status && as_workbook)
        web_download(response, ARENA_JOIN(arena, name, STR(".xlsx")),
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                     bytes);
    else if (!status)
        web_download(response, ARENA_JOIN(arena, name, STR(".csv")), STR("text/csv; charset=utf-8"),
                     bytes);
    return status;
}

int water_page_point_table(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct loading l = {.actor = &actor, .id = web_integer(request, STR("id"))};
    struct water_table table;
    int status = web_read(request, load_body, &l, error);
    if (status)
        return status;
    bool observations = str_equal(web_text(request, STR("of")), STR("values"));
    if (observations) {
        water_observations_table(&table, actor.arena);
        water_observations_add(&table, &l.point, 1, l.results, l.count);
    } else {
        struct water_exceedance *rows;
        size_t count = water_exceedances_of(&l.limits, l.results, l.count, actor.arena, &rows);
        water_exceedance_table(&table, actor.arena);
        water_exceedance_add(&table, l.point.name, rows, count);
    }
    struct str name = ARENA_JOIN(actor.arena, l.mine.code, STR("_"), l.point.code,
                                 observations ? STR("_分析値") : STR("_超過の統計"));
    return send_table(request, response, &table, name,
                      str_equal(web_text(request, STR("as")), STR("xlsx")), error);
}
