/* The sliders of a fit: the steady state of its ensemble, asked for as one moves them. */
#include "water/prediction_page.h"
#include "water/templates.h"

static const struct water_column answer_columns[] = {
    {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
    {STR_INIT("low"), STR_INIT("帯の下 2.5 %\x1flow"), true},
    {STR_INIT("middle"), STR_INIT("中央\x1fmedian"), true},
    {STR_INIT("high"), STR_INIT("帯の上 97.5 %\x1fhigh"), true},
    {STR_INIT("limit"), STR_INIT("基準値\x1flimit"), true},
    {STR_INIT("chance"),
     STR_INIT("守れる確率\x1f"
              "chance"),
     true},
};
enum { ANSWER_COLUMNS = sizeof answer_columns / sizeof *answer_columns, MEMBERS_ASKED = 40 };

/* Members at even distances: enough for a band, few enough for an answer at once. */
static void thin_out(struct water_ensemble *ensemble, struct arena *arena)
{
    size_t n = ensemble->parameter_count, count = ensemble->member_count;
    if (count <= MEMBERS_ASKED)
        return;
    double *few = ARENA_ARRAY(arena, double, MEMBERS_ASKED *n);
    for (size_t i = 0; i < MEMBERS_ASKED; i++)
        for (size_t j = 0; j < n; j++)
            few[i * n + j] = ensemble->transformed[i * count / MEMBERS_ASKED * n + j];
    ensemble->transformed = few;
    ensemble->member_count = MEMBERS_ASKED;
}

static struct str chance_of(const struct water_table *chances, struct str item)
{
    for (size_t r = 0; r < chances->row_count; r++)
        if (str_equal(chances->cells[r * chances->column_count + 1], item))
            return chances->cells[(r + 1) * chances->column_count - 1];
    return STR("");
}

static void join_tables(const struct water_prediction *prediction, struct arena *arena,
                        struct water_table *out)
{
    const struct water_table *bands = &prediction->tables[0];
    water_table_init(out, BOTH("定常状態の水質", "steady state"), answer_columns, ANSWER_COLUMNS,
                     arena);
    for (size_t r = 0; r < bands->row_count; r++) {
        const struct str *from = bands->cells + r * bands->column_count;
        struct str cells[ANSWER_COLUMNS] = {from[1], from[2],
                                            from[3], from[4],
                                            from[5], chance_of(&prediction->tables[1], from[1])};
        water_table_add(out, cells);
    }
}

static int64_t number_or(const struct web_request *request, const char *name, int64_t otherwise)
{
    return web_typed(request, str_from_c(name)).n ? web_integer(request, str_from_c(name))
                                                  : otherwise;
}

struct asking {
    struct water_fit_opened opened;
    struct water_variation variation;
    struct water_prediction prediction;
    int64_t month;
};

/* The fit's ensemble on the changed study, about one day of the month. */
static int ask(struct web_request *request, struct asking *asking, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_row fit;
    struct water_prediction_wanted wanted = {
        .point = web_text(request, STR("point")), .days = 1, .every = 1};
    int status = water_fit_read(&actor, web_integer(request, STR("id")), &fit, error);
    if (!status)
        status = water_fit_open_ensemble(request, &fit, STR(""), &asking->opened, error);
    if (!status)
        status =
            water_calibration_vary(&asking->opened.fitting.calibration, &asking->variation, error);
    if (status)
        return status;
    const int year = date_of_day(asking->opened.fitting.study.economy.day).year;
    wanted.from = day_of_date((struct date){year, (int)asking->month, 15});
    return water_prediction_plan(&asking->opened.fitting, &wanted, &asking->prediction, error);
}

static struct str conditions(const struct asking *asking, struct arena *arena)
{
    const struct water_prediction *prediction = &asking->prediction;
    const struct water_variation *v = &asking->variation;
    return arena_format(
        arena,
        "%" PRIstr
        "、%lld 月。条件: 水量 %.0f %%、容積 %.0f %%、米ぬか・もみ殻 %.0f %%、水温 %+.0f ℃。"
        "メンバー %u（うち失敗 %zu）",
        STR_ARG(asking->opened.fitting.calibration.train->tanks[prediction->plan.tank].name),
        (long long)asking->month, 100 * v->flow, 100 * v->volume, 100 * v->organics, v->warmer,
        prediction->forecast.member_count, prediction->failed);
}

static int answer(struct web_request *request, struct water_prediction_page *page,
                  struct error *error)
{
    struct arena *arena = web_arena(request);
    struct asking *asking = ARENA_NEW(arena, struct asking);
    int64_t start = context_monotonic(web_context(request));
    asking->variation =
        (struct water_variation){.flow = (double)number_or(request, "flow", 100) / 100,
                                 .volume = (double)number_or(request, "volume", 100) / 100,
                                 .organics = (double)number_or(request, "organics", 100) / 100,
                                 .warmer = (double)number_or(request, "warmer", 0)};
    asking->month = number_or(request, "month", 1);
    int status = ask(request, asking, error);
    if (!status) {
        thin_out(&asking->opened.ensemble, arena);
        water_prediction_run(&asking->prediction, &asking->opened.ensemble);
        join_tables(&asking->prediction, arena, &page->answer);
        page->answered = true;
        double seconds = (double)(context_monotonic(web_context(request)) - start) / US_PER_SECOND;
        page->answer_words = ARENA_JOIN(arena, conditions(asking, arena),
                                        arena_format(arena, "、計算 %.2f 秒。", seconds));
    }
    water_fitting_finish(&asking->opened.fitting);
    return status;
}

int water_act_what_if(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct water_prediction_page *page =
        ARENA_NEW(web_arena(request), struct water_prediction_page);
    int status = web_has_problems(request) ? 0 : answer(request, page, error);
    if (status || web_has_problems(request))
        return water_prediction_show_again(request, response, status, STR("flow"), error);
    return water_prediction_show(request, response, page, 0, error);
}

int water_act_what_if_live(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct water_prediction_page *page =
        ARENA_NEW(web_arena(request), struct water_prediction_page);
    int status = web_has_problems(request) ? 0 : answer(request, page, error);
    if (status && error_http_status(error->code) >= 500)
        return status;
    if (status) {
        page->problem = error_sentence(error, web_lang(request), web_arena(request));
        error_clear(error);
    }
    water_what_if_part(web_html(response), page);
    return 0;
}
