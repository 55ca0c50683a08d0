/* /water/study: a study in its text form, sliders, and at once what they change: water quality
   along the train, the lumped rules beside it, and money, energy and CO2 of both ways. Nothing is
   stored. */
#include "base/embedded.h"
#include "water/study_page.h"
#include "water/templates.h"

extern const struct embedded_files water_example_data;

static struct str typed_or(const struct web_request *request, const char *name,
                           struct str otherwise)
{
    struct str typed = web_typed(request, str_from_c(name));
    return typed.n ? typed : otherwise;
}

static void fill_form(struct web_request *request, struct water_study_page *page)
{
    struct arena *arena = web_arena(request);
    page->form = web_form(request);
    page->may_fit = web_may(request, STR("water.edit"));
    page->text = typed_or(request, "text", embedded_find(&water_example_data, STR("study.txt")));
    page->flow = typed_or(request, "flow", STR("100"));
    page->volume = typed_or(request, "volume", STR("100"));
    page->organics = typed_or(request, "organics", STR("100"));
    page->warmer = typed_or(request, "warmer", STR("0"));
    struct str month = typed_or(request, "month", STR("0"));
    for (int i = 0; i <= 12; i++) {
        struct str value = arena_format(arena, "%d", i);
        page->months[i] = (struct water_month_view){
            value, i ? arena_format(arena, "%d 月", i) : STR("年平均"), str_equal(month, value)};
    }
}

static int64_t number_or(const struct web_request *request, const char *name, int64_t otherwise)
{
    return web_typed(request, str_from_c(name)).n ? web_integer(request, str_from_c(name))
                                                  : otherwise;
}

static struct water_sliders sliders_of(const struct web_request *request)
{
    return (struct water_sliders){.flow = number_or(request, "flow", 100),
                                  .volume = number_or(request, "volume", 100),
                                  .organics = number_or(request, "organics", 100),
                                  .warmer = number_or(request, "warmer", 0),
                                  .month = number_or(request, "month", 0)};
}

/* An error of the text is told at the text; others go up. */
static int answer(struct web_request *request, struct water_study_page *page, struct error *error)
{
    struct water_sliders sliders = sliders_of(request);
    int status = web_has_problems(request)
                     ? 0
                     : water_study_answer(web_context(request), page->text, &sliders,
                                          web_arena(request), page, error);
    if (!status || error_http_status(error->code) >= 500)
        return status;
    page->problem = error_sentence(error, web_lang(request), web_arena(request));
    if (!page->live) /* there the part itself tells it */
        web_field_error(request, STR("text"), page->problem);
    error_clear(error);
    return 0;
}

static int send_workbook(struct web_request *request, struct web_response *response,
                         const struct water_study_page *page, struct error *error)
{
    struct water_table tables[WATER_SIMULATION_TABLES + 2];
    size_t count = 0;
    struct str bytes;
    for (int i = 0; i < WATER_SIMULATION_TABLES; i++)
        if (page->tables[i].row_count > 0)
            tables[count++] = page->tables[i];
    if (page->has_comparison) {
        tables[count++] = page->comparison;
        tables[count++] = page->items;
    }
    int status = water_table_workbook(tables, count, web_context(request),
                                      store_directory(web_store(request)), web_arena(request),
                                      &bytes, error);
    if (!status)
        web_download(response, STR("検討.xlsx"),
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                     bytes);
    return status;
}

int water_page_study(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct water_study_page *page = ARENA_NEW(web_arena(request), struct water_study_page);
    fill_form(request, page);
    int status = answer(request, page, error);
    if (!status)
        web_page(request, response, STR("検討"), water_study_body, page);
    return status;
}

int water_act_study(struct web_request *request, struct web_response *response, struct error *error)
{
    struct water_study_page *page = ARENA_NEW(web_arena(request), struct water_study_page);
    fill_form(request, page);
    int status = answer(request, page, error);
    if (status)
        return status;
    if (page->answered && str_equal(web_text(request, STR("do")), STR("xlsx")))
        return send_workbook(request, response, page, error);
    if (web_has_problems(request))
        web_status(response, 422);
    web_page(request, response, STR("検討"), water_study_body, page);
    return 0;
}

int water_act_study_live(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct water_study_page *page = ARENA_NEW(web_arena(request), struct water_study_page);
    fill_form(request, page);
    page->live = true;
    int status = answer(request, page, error);
    if (!status)
        water_study_answer_part(web_html(response), page);
    return status;
}
