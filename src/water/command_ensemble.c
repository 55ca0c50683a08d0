/* meguri water ensemble STUDY: many sets of parameters that all meet the observations, by the
   iterative ensemble smoother; saved after every iteration, so that it can go on later */
#include <math.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "water/ensemble_tables.h"
#include "water/figures.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("members"), 0, STR_INIT("N"), STR_INIT("メンバーの数（既定: 100）"),
     STR_INIT("members (default: 100)")},
    {STR_INIT("iterations"), 0, STR_INIT("N"), STR_INIT("反復の上限（既定: 5）"),
     STR_INIT("most iterations (default: 5)")},
    {STR_INIT("seed"), 0, STR_INIT("N"), STR_INIT("乱数の種（既定: 1）"),
     STR_INIT("seed (default: 1)")},
    {STR_INIT("threads"), 'j', STR_INIT("N"), STR_INIT("スレッド数（既定: 2）"),
     STR_INIT("threads (default: 2)")},
    {STR_INIT("resume"), 0, STR_INIT("FILE"), STR_INIT("保存したアンサンブルから続けます"),
     STR_INIT("go on from a saved ensemble")},
    {STR_INIT("output"), 0, STR_INIT("FILE"),
     STR_INIT("アンサンブルの保存先（反復ごとに書き直します）"),
     STR_INIT("where the ensemble is saved (after every iteration)")},
    {STR_INIT("tables"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the tables to an xlsx or csv")},
    {STR_INIT("figures"), 0, STR_INIT("DIR"),
     STR_INIT("図を SVG・PNG・PDF で、それぞれ同じ名前のデータ（csv、xlsx）とともに書き出します"),
     STR_INIT("write figures as SVG, PNG and PDF, each with its data as csv and xlsx")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], ENSEMBLE_BYTES = 64 << 20, STEPS = 52 };

struct work {
    struct water_fitting fitting;
    struct water_ensemble ensemble;
    const struct water_share *share;
    struct progress *progress;
    int64_t runs;
    struct str output;
    struct error *error;
    int save_status;
    struct water_ensemble_step steps[STEPS]; /* of this run; the first is the ensemble before it */
    size_t step_count;
};

/* The first of several processes speaks for all. */
static bool speaks(const struct work *w)
{
    return !w->share || w->share->rank == 0;
}

static void count_run(void *state)
{
    struct work *w = state;
    progress_set(w->progress, ++w->runs);
}

static void save(struct work *w, const struct water_ensemble *ensemble)
{
    if (w->output.n == 0 || !speaks(w) || w->save_status)
        return;
    struct arena *arena = arena_create();
    struct str text = water_ensemble_save(ensemble, w->fitting.problem, arena);
    w->save_status = file_write_durable(w->fitting.call->context, w->output, text, w->error);
    arena_destroy(arena);
}

/* An iteration may be told twice: it counts once. */
static void note_step(struct work *w, int iteration, double objective)
{
    if (w->step_count < STEPS &&
        (w->step_count == 0 || w->steps[w->step_count - 1].iteration < iteration))
        w->steps[w->step_count++] = (struct water_ensemble_step){iteration, objective};
}

static void after_iteration(void *state, const struct water_ensemble *ensemble)
{
    struct work *w = state;
    note_step(w, 0, ensemble->mean_before);
    note_step(w, ensemble->iteration, ensemble->mean);
    save(w, ensemble);
}

static int run(struct work *w, const struct water_ensemble_options *how, struct str resume,
               struct error *error)
{
    struct water_problem *problem = w->fitting.problem;
    struct arena *arena = w->fitting.arena;
    struct str text;
    if (resume.n == 0)
        return water_ensemble_run(problem, how, arena, &w->ensemble, error);
    int status = file_read(w->fitting.call->context, resume, ENSEMBLE_BYTES, arena, &text, error);
    if (!status)
        status = water_ensemble_load(text, problem, arena, &w->ensemble, error);
    return status ? status : water_ensemble_resume(problem, how, arena, &w->ensemble, error);
}

static int run_with_progress(struct work *w, const struct water_ensemble_options *how,
                             struct str resume, struct error *error)
{
    struct water_problem *problem = w->fitting.problem;
    const struct context *context = w->fitting.call->context;
    unsigned processes = w->share ? w->share->size : 1;
    if (speaks(w)) {
        w->progress =
            progress_create(context, 2, context->lang == LANG_JA ? STR("計算") : STR("runs"),
                            (int64_t)how->members * (how->iterations + 1) / processes);
        problem->member_done = count_run;
        problem->member_state = w;
    }
    problem->share = w->share;
    problem->cancelled = w->share ? w->share->cancelled : water_interrupt_begin();
    int status = run(w, how, resume, error);
    if (!w->share)
        water_interrupt_end();
    progress_finish(w->progress);
    if (!status)
        save(w, &w->ensemble);
    return status ? status : w->save_status;
}

static void print_json(const struct work *w, const struct water_ensemble_tables *tables)
{
    const struct water_ensemble *e = &w->ensemble;
    struct arena *arena = w->fitting.arena;
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("study"), w->fitting.study.economy.name);
    json_put_string(&writer, STR("stop_sentence"),
                    water_table_words(water_stop_label(e->stop), w->fitting.call->context->lang));
    json_put_integer(&writer, STR("members"), e->member_count);
    json_put_integer(&writer, STR("failed"), (int64_t)tables->failures.row_count);
    json_put_integer(&writer, STR("iterations"), e->iteration);
    json_put_integer(&writer, STR("seed"), (int64_t)e->seed);
    json_put_integer(&writer, STR("runs"), (int64_t)e->runs);
    json_key(&writer, STR("objective_before"));
    json_number(&writer, arena_format(arena, "%.17g", e->mean_before));
    json_key(&writer, STR("objective"));
    json_number(&writer, arena_format(arena, "%.17g", e->mean));
    json_put_integer(&writer, STR("inside_fitted"), (int64_t)tables->inside[0]);
    json_put_integer(&writer, STR("judged_fitted"), (int64_t)tables->judged[0]);
    json_put_integer(&writer, STR("inside_held_out"), (int64_t)tables->inside[1]);
    json_put_integer(&writer, STR("judged_held_out"), (int64_t)tables->judged[1]);
    const struct {
        struct str name;
        const struct water_table *table;
    } shown[] = {{STR("parameters"), &tables->parameters},
                 {STR("goodness"), &tables->goodness},
                 {STR("observations"), &tables->observations},
                 {STR("failures"), &tables->failures}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        json_key(&writer, shown[i].name);
        water_table_json(shown[i].table, &writer);
    }
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct work *w, const struct water_ensemble_tables *tables)
{
    enum lang lang = w->fitting.call->context->lang;
    bool ja = lang == LANG_JA;
    const struct water_ensemble *e = &w->ensemble;
    printf("%" PRIstr "\n\n", STR_ARG(w->fitting.study.economy.name));
    const struct water_table *shown[] = {&tables->parameters, &tables->goodness,
                                         tables->failures.row_count ? &tables->failures : NULL};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (!shown[i])
            continue;
        printf("%" PRIstr "\n", STR_ARG(water_table_words(shown[i]->name, lang)));
        water_table_print(shown[i], lang);
        printf("\n");
    }
    printf(ja ? "メンバー %u（うち失敗 %zu）、反復 %d 回、計算 %zu 回、種 %llu、目的関数の平均 "
                "%.4g → %.4g\n"
              : "%u members (%zu failed), %d iterations, %zu runs, seed %llu, mean objective %.4g "
                "-> %.4g\n",
           e->member_count, tables->failures.row_count, e->iteration, e->runs,
           (unsigned long long)e->seed, e->mean_before, e->mean);
    printf(ja ? "95 %% の帯に入った観測: 合わせ込み %zu / %zu、検証 %zu / %zu\n"
              : "observations inside the 95 %% bands: fitted %zu of %zu, held out %zu of %zu\n",
           tables->inside[0], tables->judged[0], tables->inside[1], tables->judged[1]);
    printf("%" PRIstr "\n", STR_ARG(water_table_words(water_stop_label(e->stop), lang)));
    if (e->stop == WATER_STOP_CANCELLED && w->output.n > 0)
        printf(ja ? "続きは --resume %" PRIstr " で計算できます。\n"
                  : "go on with --resume %" PRIstr "\n",
               STR_ARG(w->output));
}

static int draw_figures(struct work *w, struct str folder, struct error *error)
{
    const struct water_ensemble *e = &w->ensemble;
    struct water_figures drawn = {.arena = w->fitting.arena};
    note_step(w, 0, e->mean_before);
    note_step(w, e->iteration, e->mean);
    water_figures_of_ensemble(w->fitting.problem, e, w->steps, w->step_count, &drawn);
    return water_figures_save(w->fitting.call->context, folder, &drawn, error);
}

static int show(struct work *w, struct str path, bool json, struct error *error)
{
    struct water_ensemble_tables tables;
    water_ensemble_tables_make(&w->fitting, &w->ensemble, &tables);
    if (json)
        print_json(w, &tables);
    else
        print_text(w, &tables);
    if (path.n == 0)
        return 0;
    struct water_table sheets[] = {tables.parameters, tables.goodness, tables.observations,
                                   tables.failures};
    return water_table_save(sheets, sizeof sheets / sizeof *sheets, w->fitting.call->context, path,
                            error);
}

static int ensemble_study(struct work *w, const struct option_values *values, struct error *error)
{
    int64_t members, iterations, seed;
    struct str resume = options_text(values, STR("resume"), STR(""));
    w->output = options_text(values, STR("output"), resume);
    w->error = error;
    int status = options_integer(values, STR("members"), 100, 10, 2000, &members, error);
    if (!status)
        status = options_integer(values, STR("iterations"), 5, 1, 50, &iterations, error);
    if (!status)
        status = options_integer(values, STR("seed"), 1, 0, INT64_MAX, &seed, error);
    if (!status && !str_equal(w->output, resume) && speaks(w))
        status = water_refuse_existing(w->output, error);
    if (status)
        return status;
    struct water_ensemble_options how = {.members = (uint32_t)members,
                                         .iterations = (int)iterations,
                                         .seed = (uint64_t)seed,
                                         .progress = after_iteration,
                                         .state = w};
    status = run_with_progress(w, &how, resume, error);
    if (status || !speaks(w))
        return status;
    status = show(w, options_text(values, STR("tables"), STR("")),
                  w->fitting.call->json || options_flag(values, STR("json")), error);
    struct str figures = options_text(values, STR("figures"), STR(""));
    return status || figures.n == 0 ? status : draw_figures(w, figures, error);
}

int water_ensemble_command(const struct command_call *call, const struct water_share *share,
                           struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water ensemble STUDY"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    int64_t threads;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    status = options_integer(values, STR("threads"), share ? 1 : 2, 1, 64, &threads, error);
    if (status)
        return status;
    struct work *w = ARENA_NEW(arena, struct work);
    w->share = share;
    status = water_fitting_open(call, options_argument(values, 0), (unsigned)threads, arena,
                                &w->fitting, error);
    if (!status)
        status = ensemble_study(w, values, error);
    water_fitting_finish(&w->fitting);
    return status;
}

int water_command_ensemble(const struct command_call *call, struct arena *arena,
                           struct error *error)
{
    return water_ensemble_command(call, NULL, arena, error);
}
