/* /water/samples/:id: one sample, its results, how they stand to the limits of its point, what was
   corrected and how it was before. */
#include "water/data_page.h"
#include "water/templates.h"

static struct str flag_words(struct str name)
{
    enum water_flag flag;
    return water_flag_parse(name, &flag) && flag != WATER_FLAG_NONE ? water_flag_title(flag)
                                                                    : STR("");
}

static void show_results(const struct water_sample_view *view, struct arena *arena,
                         struct water_sample_page *page)
{
    page->results = ARENA_ARRAY(arena, struct water_sample_result_view, view->count);
    page->count = view->count;
    for (size_t i = 0; i < view->count; i++) {
        const struct water_result *result = &view->results[i];
        struct water_judged judged = water_judge(&view->limits, result);
        bool excluded = str_equal(result->flag, water_flag_name(WATER_FLAG_EXCLUDED));
        page->results[i] = (struct water_sample_result_view){
            .item = result->item->label,
            .fraction = water_fraction_words(result->item, result->fraction),
            .value = water_result_words(result, arena),
            .unit = result->item->unit,
            .written = result->written,
            .limit = water_limit_words(&view->limits, result->item, day_of_time(result->taken_at),
                                       arena),
            .tone = excluded ? STR("tone-stopped") : water_judgement_tone(judged.judgement),
            .words = excluded ? STR("判定しません") : water_judgement_words(judged.judgement),
            .method = result->method,
            .flag = flag_words(result->flag),
            .flag_tone = excluded ? STR("tone-stopped") : STR("tone-attention"),
            .id = result->id,
            .changes = result->changes,
        };
    }
}

static int show_before(const struct web_actor *actor, struct water_sample_page *page,
                       struct error *error)
{
    struct arena *arena = actor->arena;
    struct water_result_before *rows;
    int status =
        water_corrections_of(actor, page->view->sample.id, &rows, &page->before_count, error);
    page->before = ARENA_ARRAY(arena, struct water_before_view, status ? 0 : page->before_count);
    for (size_t i = 0; i < page->before_count && !status; i++)
        page->before[i] =
            (struct water_before_view){.item = rows[i].was.item ? rows[i].was.item->label : STR(""),
                                       .value = water_result_words(&rows[i].was, arena),
                                       .written = rows[i].was.written,
                                       .method = rows[i].was.method,
                                       .flag = flag_words(rows[i].was.flag),
                                       .reason = rows[i].reason,
                                       .author = rows[i].author.n ? rows[i].author : STR("命令"),
                                       .when = time_format_jst(rows[i].changed_at, arena)};
    return status;
}

/* The form of one result: of ?result=, or of what was sent and refused. */
static void offer_correction(const struct web_request *request, struct arena *arena,
                             struct water_sample_page *page)
{
    int64_t id = web_integer(request, STR("result"));
    struct water_choice *flags = ARENA_ARRAY(arena, struct water_choice, WATER_FLAGS);
    struct str stored = {0};
    for (size_t i = 0; i < page->count && page->may_edit; i++)
        if (page->results[i].id == id) {
            page->chosen = &page->results[i];
            stored = page->view->results[i].flag;
        }
    if (!page->chosen)
        return;
    struct str typed = web_typed_or(request, STR("flag"), stored);
    for (int i = 0; i < WATER_FLAGS; i++) {
        struct str name = water_flag_name((enum water_flag)i);
        flags[i] =
            (struct water_choice){name.n ? name : STR("none"), water_flag_title((enum water_flag)i),
                                  str_equal(name, typed)};
    }
    page->flags = (struct water_choices){flags, WATER_FLAGS};
    page->written = web_typed_or(request, STR("written"), STR(""));
    page->method = web_typed_or(request, STR("method"), page->chosen->method);
    page->reason = web_typed_or(request, STR("reason"), STR(""));
}

int water_page_sample(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct arena *arena = actor.arena;
    struct water_sample_view view;
    int status = water_sample_read(&actor, web_integer(request, STR("id")), &view, error);
    if (status)
        return status;
    struct water_sample_page page = {
        .form = web_form(request),
        .may_edit = water_may(&actor, STR("water.edit")),
        .view = &view,
        .when = water_moment_words(view.sample.taken_at, view.sample.has_time, arena),
        .kind = water_point_kind_title(view.point.kind),
        .certificate = view.count ? view.results[0].certificate : STR(""),
    };
    show_results(&view, arena, &page);
    offer_correction(request, arena, &page);
    status = show_before(&actor, &page, error);
    if (!status)
        web_page(request, response, ARENA_JOIN(arena, view.point.name, STR(" "), page.when),
                 water_sample_body, &page);
    return status;
}

int water_act_correction(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_correction correction = {.result = web_integer(request, STR("result")),
                                          .changes = web_integer(request, STR("changes")),
                                          .written = web_text(request, STR("written")),
                                          .method = web_text(request, STR("method")),
                                          .reason = web_text(request, STR("reason"))};
    if (web_has_problems(request))
        return water_page_sample(request, response, error);
    water_flag_parse(web_text(request, STR("flag")), &correction.flag);
    if (water_result_correct(&actor, &correction, error))
        return web_form_again(request, response, water_page_sample, error);
    web_redirect(response, water_path("samples", web_integer(request, STR("id")), actor.arena),
                 STR("訂正しました。前の値は下の「訂正の記録」に残ります。"));
    return 0;
}
