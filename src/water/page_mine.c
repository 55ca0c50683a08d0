/* /water/mines/:id: points, the newest results against their limits, series, samples, imports. */
#include "water/data_page.h"
#include "water/templates.h"

enum { SAMPLES_SHOWN = 30 };

/* Everything of a mine in one read. */
struct loading {
    const struct web_actor *actor;
    int64_t id;
    struct water_mine_row mine;
    struct water_point *points;
    size_t point_count, result_count;
    struct water_limits *limits;
    struct water_result *results;
};

static int load_body(struct db *db, void *argument, struct error *error)
{
    struct loading *l = argument;
    const struct water_results_wanted wanted = {.mine = l->id};
    int status = water_mine_load(db, l->actor, l->id, &l->mine, error);
    if (!status)
        status = water_points_load(db, l->actor, l->id, &l->points, &l->point_count, error);
    l->limits = ARENA_ARRAY(l->actor->arena, struct water_limits, l->point_count + 1);
    for (size_t i = 0; i < l->point_count && !status; i++)
        status = water_limits_load(db, l->actor, &l->points[i], &l->limits[i], error);
    return status ? status
                  : water_results_load(db, l->actor, &wanted, &l->results, &l->result_count, error);
}

static struct str point_name(const struct loading *l, int64_t id)
{
    for (size_t i = 0; i < l->point_count; i++)
        if (l->points[i].id == id)
            return l->points[i].name;
    return STR("");
}

static struct water_latest_view show_latest(const struct loading *l, size_t point,
                                            const struct water_result *result,
                                            enum water_judgement *judgement)
{
    struct arena *arena = l->actor->arena;
    struct water_judged judged = water_judge(&l->limits[point], result);
    *judgement = judged.judgement;
    return (struct water_latest_view){
        .point = l->points[point].name,
        .item = result->item->label,
        .fraction = water_fraction_words(result->item, result->fraction),
        .value = water_result_words(result, arena),
        .unit = result->item->unit,
        .when = water_moment_words(result->taken_at, result->has_time, arena),
        .limit = water_limit_words(&l->limits[point], result->item, day_of_time(result->taken_at),
                                   arena),
        .tone = water_judgement_tone(judged.judgement),
        .words = water_judgement_words(judged.judgement),
        .point_id = result->point,
        .sample = result->sample,
    };
}

/* The newest result of each item and fraction at each point that has limits or is a source. */
static void fill_latest(const struct loading *l, struct water_mine_page *page)
{
    enum { SLOTS = WATER_ITEMS_MOST * 2 };
    page->latest = ARENA_ARRAY(l->actor->arena, struct water_latest_view, l->point_count * SLOTS);
    for (size_t p = 0; p < l->point_count; p++) {
        const struct water_result *newest[SLOTS] = {NULL};
        for (size_t i = 0; i < l->result_count; i++) {
            const struct water_result *result = &l->results[i];
            size_t slot = (size_t)(result->item - water_items()->rows) * 2 +
                          (result->fraction == WATER_DISSOLVED);
            if (result->point == l->points[p].id)
                newest[slot] = result;
        }
        for (size_t slot = 0; slot < SLOTS; slot++) {
            enum water_judgement judgement;
            if (!newest[slot])
                continue;
            page->latest[page->latest_count++] = show_latest(l, p, newest[slot], &judgement);
            page->points[p].limited += judgement != WATER_NOT_LIMITED;
            page->points[p].over += judgement == WATER_OVER;
            page->points[p].unjudged += judgement > WATER_OVER;
            page->over_count += judgement == WATER_OVER;
        }
    }
}

static void fill_points(const struct loading *l, struct water_mine_page *page)
{
    page->point_count = l->point_count;
    page->points = ARENA_ARRAY(l->actor->arena, struct water_point_line, l->point_count);
    for (size_t i = 0; i < l->point_count; i++)
        page->points[i] = (struct water_point_line){
            .point = &l->points[i],
            .kind = water_point_kind_title(l->points[i].kind),
            .standard = water_standard_title(l->points[i].standard),
        };
}

static int fill_samples(const struct loading *l, struct water_mine_page *page, struct error *error)
{
    struct arena *arena = l->actor->arena;
    struct water_sample_line *lines;
    int status =
        water_sample_list(l->actor, l->id, SAMPLES_SHOWN, &lines, &page->sample_count, error);
    page->samples = ARENA_ARRAY(arena, struct water_sample_row, status ? 0 : page->sample_count);
    for (size_t i = 0; i < page->sample_count && !status; i++)
        page->samples[i] = (struct water_sample_row){
            &lines[i],
            water_moment_words(lines[i].sample.taken_at, lines[i].sample.has_time, arena),
            point_name(l, lines[i].sample.point)};
    return status;
}

static int fill_series(const struct loading *l, struct water_mine_page *page, struct error *error)
{
    struct arena *arena = l->actor->arena;
    struct water_series *series;
    int status = water_series_list(l->actor, l->id, &series, &page->series_count, error);
    page->series = ARENA_ARRAY(arena, struct water_series_row, status ? 0 : page->series_count);
    for (size_t i = 0; i < page->series_count && !status; i++)
        page->series[i] = (struct water_series_row){
            &series[i], point_name(l, series[i].point),
            ARENA_JOIN(arena, day_format(day_of_time(series[i].first), arena), STR(" 〜 "),
                       day_format(day_of_time(series[i].last), arena))};
    return status;
}

static int fill_imports(const struct loading *l, struct water_mine_page *page, struct error *error)
{
    struct water_import *imports;
    int status = water_import_list(l->actor, l->id, &imports, &page->import_count, error);
    page->imports =
        ARENA_ARRAY(l->actor->arena, struct water_import_row, status ? 0 : page->import_count);
    for (size_t i = 0; i < page->import_count && !status; i++) {
        enum water_import_state state = imports[i].state;
        page->imports[i] =
            (struct water_import_row){&imports[i], water_import_state_title(state),
                                      state == WATER_IMPORT_STORED  ? STR("tone-good")
                                      : state == WATER_IMPORT_DRAFT ? STR("tone-wait")
                                                                    : STR("tone-stopped"),
                                      time_format_jst(imports[i].created, l->actor->arena)};
    }
    return status;
}

static void fill_typed(const struct web_request *request, const struct water_mine_row *mine,
                       struct water_mine_page *page)
{
    bool own = web_has_problems(request) && web_typed(request, STR("version")).n > 0;
    page->typed = *mine;
    page->editing = own;
    if (!own)
        return;
    page->typed.name = web_typed(request, STR("mine_name"));
    page->typed.prefecture = web_typed(request, STR("prefecture"));
    page->typed.municipality = web_typed(request, STR("municipality"));
    page->typed.latitude = web_typed(request, STR("latitude"));
    page->typed.longitude = web_typed(request, STR("longitude"));
    page->typed.note = web_typed(request, STR("note"));
    page->typed.restricted = web_typed(request, STR("restricted")).n > 0;
}

int water_page_mine(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct loading l = {.actor = &actor, .id = web_integer(request, STR("id"))};
    struct water_mine_page page = {
        .form = web_form(request),
        .may_edit = water_may(&actor, STR("water.edit")),
        .may_access = water_may(&actor, STR("water.access")),
        .kinds =
            water_point_kind_choices(web_typed_or(request, STR("kind"), STR("raw")), actor.arena),
        .standards = water_standard_choices(web_typed_or(request, STR("standard"), STR("none")),
                                            actor.arena),
        .code = web_typed_or(request, STR("code"), STR("")),
        .name = web_typed_or(request, STR("name"), STR("")),
        .tank = web_typed_or(request, STR("tank"), STR("")),
    };
    int status = web_read(request, load_body, &l, error);
    if (status)
        return status;
    page.mine = &l.mine;
    page.place = ARENA_JOIN(actor.arena, l.mine.prefecture, l.mine.municipality);
    fill_typed(request, &l.mine, &page);
    fill_points(&l, &page);
    fill_latest(&l, &page);
    status = fill_samples(&l, &page, error);
    if (!status)
        status = fill_series(&l, &page, error);
    if (!status)
        status = fill_imports(&l, &page, error);
    if (!status)
        web_page(request, response, l.mine.name, water_mine_body, &page);
    return status;
}

int water_act_points(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_point point = {.mine = web_integer(request, STR("id")),
                                .code = web_text(request, STR("code")),
                                .name = web_text(request, STR("name")),
                                .tank = web_text(request, STR("tank"))};
    int64_t id;
    if (web_has_problems(request) ||
        !water_point_kind_parse(web_text(request, STR("kind")), &point.kind) ||
        !water_standard_parse(web_text(request, STR("standard")), &point.standard))
        return water_page_mine(request, response, error);
    if (water_point_save(&actor, &point, &id, error))
        return web_form_again(request, response, water_page_mine, error);
    web_redirect(response, water_path("mines", point.mine, actor.arena),
                 STR("地点を登録しました。"));
    return 0;
}

int water_act_mine(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_row mine;
    if (web_has_problems(request))
        return water_page_mine(request, response, error);
    int status = water_mine_read(&actor, web_integer(request, STR("id")), &mine, error);
    if (status)
        return status;
    mine.version = web_integer(request, STR("version"));
    mine.name = web_text(request, STR("mine_name"));
    mine.prefecture = web_text(request, STR("prefecture"));
    mine.municipality = web_text(request, STR("municipality"));
    mine.latitude = web_text(request, STR("latitude"));
    mine.longitude = web_text(request, STR("longitude"));
    mine.note = web_text(request, STR("note"));
    if (water_may(&actor, STR("water.access")))
        mine.restricted = web_check(request, STR("restricted"));
    if (water_mine_change(&actor, &mine, error))
        return web_form_again(request, response, water_page_mine, error);
    web_redirect(response, water_path("mines", mine.id, actor.arena), STR("直しました。"));
    return 0;
}
