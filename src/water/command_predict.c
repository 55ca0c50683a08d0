/* meguri water predict STUDY --ensemble FILE: days to come with their spread, the chance to meet
   each limit month by month, and when beds will have to be renewed */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "water/prediction.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("ensemble"), 0, STR_INIT("FILE"), STR_INIT("保存したアンサンブル（必須）"),
     STR_INIT("saved ensemble (required)")},
    {STR_INIT("point"), 0, STR_INIT("TANK"), STR_INIT("予測する槽（既定: 最後の槽）"),
     STR_INIT("tank to predict (default: the last)")},
    {STR_INIT("from"), 0, STR_INIT("DATE"), STR_INIT("予測の初日（既定: 最後の観測の翌日）"),
     STR_INIT("first day (default: the day after the last observation)")},
    {STR_INIT("days"), 0, STR_INIT("N"), STR_INIT("予測する日数（既定: 365）"),
     STR_INIT("days (default: 365)")},
    {STR_INIT("every"), 0, STR_INIT("N"), STR_INIT("N 日ごとに求めます（既定: 5）"),
     STR_INIT("every N days (default: 5)")},
    {STR_INIT("threads"), 'j', STR_INIT("N"), STR_INIT("スレッド数（既定: 2）"),
     STR_INIT("threads (default: 2)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the tables to an xlsx or csv")},
    {STR_INIT("figures"), 0, STR_INIT("DIR"),
     STR_INIT("図を SVG・PNG・PDF で、それぞれ同じ名前のデータ（csv、xlsx）とともに書き出します"),
     STR_INIT("write figures as SVG, PNG and PDF, each with its data as csv and xlsx")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], ENSEMBLE_BYTES = 64 << 20 };

struct work {
    struct water_fitting fitting;
    struct water_ensemble ensemble;
    struct water_prediction prediction;
    struct progress *progress;
    int64_t runs;
};

static void count_run(void *state)
{
    struct work *w = state;
    progress_set(w->progress, ++w->runs);
}

static int forecast(struct work *w, struct str path, struct error *error)
{
    struct water_problem *problem = &w->fitting.calibration.problem;
    const struct context *context = w->fitting.call->context;
    struct str text;
    int status = file_read(context, path, ENSEMBLE_BYTES, w->fitting.arena, &text, error);
    if (!status)
        status = water_ensemble_load(text, problem, w->fitting.arena, &w->ensemble, error);
    if (status)
        return status;
    w->progress =
        progress_create(context, 2, context->lang == LANG_JA ? STR("予測") : STR("forecast"),
                        w->ensemble.member_count);
    problem->member_done = count_run;
    problem->member_state = w;
    problem->cancelled = water_interrupt_begin();
    water_prediction_run(&w->prediction, &w->ensemble);
    bool cancelled = *problem->cancelled;
    water_interrupt_end();
    progress_finish(w->progress);
    return cancelled ? ERROR(error, ERR_STORE_CANCELLED, STR("")) : 0;
}

static void print_json(const struct work *w)
{
    static const struct str names[WATER_PREDICTION_TABLES] = {
        STR_INIT("bands"), STR_INIT("chances"), STR_INIT("renewals")};
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("study"), w->fitting.study.economy.name);
    json_put_string(&writer, STR("point"),
                    w->fitting.calibration.train->tanks[w->prediction.plan.tank].name);
    json_put_integer(&writer, STR("members"), w->prediction.forecast.member_count);
    json_put_integer(&writer, STR("failed"), (int64_t)w->prediction.failed);
    json_put_string(&writer, STR("failure"), w->prediction.reason);
    json_put_string(&writer, STR("without_limit"), w->prediction.without_limit);
    for (int i = 0; i < WATER_PREDICTION_TABLES; i++) {
        json_key(&writer, names[i]);
        water_table_json(&w->prediction.tables[i], &writer);
    }
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct work *w)
{
    enum lang lang = w->fitting.call->context->lang;
    bool ja = lang == LANG_JA;
    size_t failed = w->prediction.failed;
    printf("%" PRIstr "  %" PRIstr "\n\n", STR_ARG(w->fitting.study.economy.name),
           STR_ARG(w->fitting.calibration.train->tanks[w->prediction.plan.tank].name));
    for (int i = 1; i < WATER_PREDICTION_TABLES; i++) {
        printf("%" PRIstr "\n", STR_ARG(water_table_words(w->prediction.tables[i].name, lang)));
        water_table_print(&w->prediction.tables[i], lang);
        printf("\n");
    }
    if (w->prediction.tables[2].row_count == 0)
        printf(ja ? "槽の更新の時期は、検討ファイルに [operation] の節があるとき（mode = time）に"
                    "求めます。\n"
                  : "Renewals are reckoned when the study has a section [operation] and mode = "
                    "time.\n");
    if (w->prediction.without_limit.n > 0)
        printf(ja ? "基準値のない項目（確率は出ません）: %" PRIstr "\n"
                  : "Items without a limit (no chances): %" PRIstr "\n",
               STR_ARG(w->prediction.without_limit));
    printf(ja ? "メンバー %u、うち失敗 %zu。日ごとの帯は --output の表にあります。\n"
              : "%u members, %zu failed; the bands of each day are in the table of --output.\n",
           w->prediction.forecast.member_count, failed);
    if (failed > 0)
        printf("%" PRIstr "\n", STR_ARG(w->prediction.reason));
}

static int read_wanted(const struct option_values *values, struct water_prediction_wanted *wanted,
                       struct error *error)
{
    struct str from = options_text(values, STR("from"), STR(""));
    struct date date;
    *wanted = (struct water_prediction_wanted){.point = options_text(values, STR("point"), STR("")),
                                               .from = WATER_NO_DAY};
    int status = options_integer(values, STR("days"), 365, 1, 36500, &wanted->days, error);
    if (!status)
        status = options_integer(values, STR("every"), 5, 1, 365, &wanted->every, error);
    if (status || from.n == 0)
        return status;
    status = date_parse(from, &date, error);
    wanted->from = status ? WATER_NO_DAY : day_of_date(date);
    return status;
}

static int draw_figures(const struct work *w, struct str folder, struct error *error)
{
    struct water_figures drawn = {.arena = w->fitting.arena};
    water_prediction_figures(&w->prediction, &drawn);
    return water_figures_save(w->fitting.call->context, folder, &drawn, error);
}

static int predict(struct work *w, const struct option_values *values, struct error *error)
{
    struct str path = options_text(values, STR("ensemble"), STR("")),
               output = options_text(values, STR("output"), STR(""));
    if (path.n == 0)
        return ERROR(error, ERR_USAGE,
                     BOTH("--ensemble に保存したアンサンブルを指定してください",
                          "name a saved ensemble with --ensemble"));
    struct water_prediction_wanted wanted;
    int status = read_wanted(values, &wanted, error);
    if (!status)
        status = water_prediction_plan(&w->fitting, &wanted, &w->prediction, error);
    if (!status)
        status = forecast(w, path, error);
    if (status)
        return status;
    if (w->fitting.call->json || options_flag(values, STR("json")))
        print_json(w);
    else
        print_text(w);
    struct str figures = options_text(values, STR("figures"), STR(""));
    if (output.n > 0)
        status = water_table_save(w->prediction.tables, WATER_PREDICTION_TABLES,
                                  w->fitting.call->context, output, error);
    return status || figures.n == 0 ? status : draw_figures(w, figures, error);
}

int water_command_predict(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water predict STUDY --ensemble FILE"), options,
                               OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    int64_t threads;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    status = options_integer(values, STR("threads"), 2, 1, 64, &threads, error);
    if (status)
        return status;
    struct work *w = ARENA_NEW(arena, struct work);
    status = water_fitting_open(call, options_argument(values, 0), (unsigned)threads, arena,
                                &w->fitting, error);
    if (!status)
        status = water_fitting_need_train(&w->fitting, error);
    if (!status)
        status = predict(w, values, error);
    water_fitting_finish(&w->fitting);
    return status;
}
