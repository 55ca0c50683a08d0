/* /water/samples/:id: one sample, its results and how they stand to the limits of its point. */
#include "water/data_page.h"
#include "water/templates.h"

int water_page_sample(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct water_actor actor = water_actor_of_request(request);
    struct arena *arena = actor.arena;
    struct water_sample_view view;
    int status = water_sample_read(&actor, web_integer(request, STR("id")), &view, error);
    if (status)
        return status;
    struct water_sample_page page = {
        .view = &view,
        .when = water_moment_words(view.sample.taken_at, view.sample.has_time, arena),
        .kind = water_point_kind_title(view.point.kind),
        .results = ARENA_ARRAY(arena, struct water_sample_result_view, view.count),
        .count = view.count,
        .certificate = view.count ? view.results[0].certificate : STR(""),
    };
    for (size_t i = 0; i < view.count; i++) {
        const struct water_result *result = &view.results[i];
        struct water_judged judged = water_judge(&view.limits, result);
        page.results[i] = (struct water_sample_result_view){
            .item = result->item->label,
            .fraction = water_fraction_words(result->item, result->fraction),
            .value = water_result_words(result, arena),
            .unit = result->item->unit,
            .written = result->written,
            .limit =
                water_limit_words(&view.limits, result->item, day_of_time(result->taken_at), arena),
            .tone = water_judgement_tone(judged.judgement),
            .words = water_judgement_words(judged.judgement),
        };
    }
    web_page(request, response, ARENA_JOIN(arena, view.point.name, STR(" "), page.when),
             water_sample_body, &page);
    return 0;
}
