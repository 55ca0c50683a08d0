/* meguri water fit STUDY: the parameters that meet the observations best, and what these say */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "water/figures.h"
#include "water/fit_tables.h"
#include "water/phreeqc_tables.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("iterations"), 0, STR_INIT("N"), STR_INIT("反復の上限（既定: 30）"),
     STR_INIT("most iterations (default: 30)")},
    {STR_INIT("threads"), 'j', STR_INIT("N"), STR_INIT("スレッド数（既定: 2）"),
     STR_INIT("threads (default: 2)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"),
     STR_INIT("表を xlsx か csv に、.txt なら合わせ込んだ検討ファイルを書き出します"),
     STR_INIT("write the tables to an xlsx or csv, or the fitted study to a .txt")},
    {STR_INIT("write"), 0, STR_INIT("STUDY"),
     STR_INIT("合わせ込んだ値を入れた検討ファイルを新しく書きます（上書きしません）"),
     STR_INIT("write the fitted study as a new file (never over an existing one)")},
    {STR_INIT("corrected"), 0, STR_INIT("FILE"),
     STR_INIT("合わせ込んだ PHREEQC の入力を新しく書きます（変えた値のほかは元のまま）"),
     STR_INIT("write the fitted PHREEQC input as a new file, but for its figures as it was")},
    {STR_INIT("differences"), 0, STR_INIT(""),
     STR_INIT("傾きを計算の差から求めます（既定: 計算と同時に厳密に求めます）"),
     STR_INIT("slopes by differencing runs (default: exact, carried along by one run)")},
    {STR_INIT("places"), 0, STR_INIT(""),
     STR_INIT("PHREEQC の入力の、動かせる値の名前を並べて終わります"),
     STR_INIT("list the figures of the PHREEQC input that can be parameters, and end")},
    {STR_INIT("figures"), 0, STR_INIT("DIR"),
     STR_INIT("図を SVG・PNG・PDF で、それぞれ同じ名前のデータ（csv、xlsx）とともに書き出します"),
     STR_INIT("write figures as SVG, PNG and PDF, each with its data as csv and xlsx")},
};
/* The last table is of a PHREEQC input only. */
enum { OPTION_COUNT = sizeof options / sizeof options[0], CHANGES = WATER_FIT_TABLES, TABLES };

static int table_count(const struct water_fitting *f)
{
    return f->is_phreeqc ? TABLES : CHANGES;
}

static void print_json(const struct water_fitting *f, const struct water_fit *fit,
                       const struct water_table *tables)
{
    static const struct str names[TABLES] = {STR_INIT("parameters"),      STR_INIT("goodness"),
                                             STR_INIT("identifiability"), STR_INIT("combinations"),
                                             STR_INIT("observations"),    STR_INIT("changes")};
    static const char *const stops[WATER_STOPS] = {
        "gradient", "step", "objective", "iterations", "damping", "cancelled", "model"};
    struct buf out = {0};
    struct json_writer w;
    json_writer_init(&w, &out, true);
    json_begin_object(&w);
    json_put_string(&w, STR("study"), f->study.economy.name);
    json_put_string(&w, STR("stop"), str_from_c(stops[fit->stop]));
    json_put_string(&w, STR("stop_sentence"),
                    water_table_words(water_stop_label(fit->stop), f->call->context->lang));
    json_put_string(&w, STR("failure"), fit->failure);
    json_put_integer(&w, STR("iterations"), fit->iterations);
    json_put_integer(&w, STR("runs"), (int64_t)fit->runs);
    json_put_integer(&w, STR("failed_runs"), (int64_t)fit->failed_runs);
    json_put_integer(&w, STR("jacobians"), (int64_t)fit->jacobians);
    json_put_integer(&w, STR("differenced"), (int64_t)fit->differenced);
    json_key(&w, STR("objective_before"));
    json_number(&w, arena_format(f->arena, "%.6g", fit->objective_before));
    json_key(&w, STR("objective"));
    json_number(&w, arena_format(f->arena, "%.6g", fit->objective));
    for (int i = 0; i < table_count(f); i++) {
        json_key(&w, names[i]);
        water_table_json(&tables[i], &w);
    }
    json_end_object(&w);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct water_fitting *f, const struct water_fit *fit,
                       const struct water_table *tables)
{
    enum lang lang = f->call->context->lang;
    bool ja = lang == LANG_JA;
    printf("%" PRIstr "\n\n", STR_ARG(f->study.economy.name));
    for (int i = 0; i < table_count(f); i++) {
        if (i == WATER_FIT_OBSERVATIONS)
            continue;
        printf("%" PRIstr "\n", STR_ARG(water_table_words(tables[i].name, lang)));
        water_table_print(&tables[i], lang);
        printf("\n");
    }
    printf(
        ja ? "目的関数 %.4g → %.4g（うち事前の情報 %.3g）、反復 %d 回、計算 %zu 回、失敗 %zu 回\n"
           : "objective %.4g -> %.4g (of it priors %.3g), %d iterations, %zu runs, %zu failed\n",
        fit->objective_before, fit->objective, fit->objective_prior, fit->iterations, fit->runs,
        fit->failed_runs);
    printf(ja ? "傾き（感度） %zu 回、うち計算の差による %zu 回\n"
              : "slopes %zu times, of these by differences of runs %zu\n",
           fit->jacobians, fit->differenced);
    if (fit->failed_runs > 0)
        printf(ja ? "最後に失敗した計算: %" PRIstr "\n" : "last failed run: %" PRIstr "\n",
               STR_ARG(fit->failure));
    printf("%" PRIstr "\n", STR_ARG(water_table_words(water_stop_label(fit->stop), lang)));
}

struct watching {
    struct progress *progress;
};

static void show_progress(void *state, int iteration, double objective)
{
    struct watching *watching = state;
    (void)objective;
    progress_set(watching->progress, iteration);
}

static int run_fit(struct water_fitting *f, int64_t iterations, bool differences,
                   struct water_fit *fit, struct error *error)
{
    struct watching watching = {progress_create(
        f->call->context, 2, f->call->context->lang == LANG_JA ? STR("合わせ込み") : STR("fit"),
        iterations)};
    struct water_fit_options how = {.iterations = (int)iterations,
                                    .differences = differences,
                                    .progress = show_progress,
                                    .state = &watching};
    if (f->is_phreeqc) { /* the steps of its integrator show in differences: wider ones, sooner done
                          */
        how.difference = 1e-2;
        how.tolerance = 1e-4;
    }
    f->problem->cancelled = water_interrupt_begin();
    int status = water_fit_run(f->problem, &how, f->arena, fit, error);
    water_interrupt_end();
    progress_finish(watching.progress);
    return status;
}

/* What people read, as files that are not written over. */
struct outputs {
    struct str tables, study, corrected, figures;
};

static int read_outputs(const struct water_fitting *f, const struct option_values *values,
                        struct outputs *out, struct error *error)
{
    *out = (struct outputs){options_text(values, STR("output"), STR("")),
                            options_text(values, STR("write"), STR("")),
                            options_text(values, STR("corrected"), STR("")),
                            options_text(values, STR("figures"), STR(""))};
    if (str_ends(out->tables, STR(".txt"))) {
        out->study = out->tables;
        out->tables = STR("");
    }
    if (f->is_phreeqc && out->study.n > 0)
        return ERROR(error, ERR_USAGE,
                     BOTH("PHREEQC の入力の合わせ込みは --corrected FILE で書き出します",
                          "a fitted PHREEQC input is written with --corrected FILE"));
    if (!f->is_phreeqc && out->corrected.n > 0)
        return ERROR(error, ERR_USAGE,
                     BOTH("--corrected は [model] phreeqc のある検討ファイルに使います",
                          "--corrected goes with a study that has [model] phreeqc"));
    int status = water_refuse_existing(out->study, error);
    return status ? status : water_refuse_existing(out->corrected, error);
}

static int write_fitted(const struct water_fitting *f, const struct water_fit *fit,
                        const struct outputs *out, struct error *error)
{
    struct str path = f->is_phreeqc ? out->corrected : out->study;
    size_t n = f->problem->parameter_count;
    if (path.n == 0)
        return 0;
    double *values = ARENA_ARRAY(f->arena, double, n);
    for (size_t j = 0; j < n; j++)
        values[j] = fit->parameters[j].value;
    struct str text = f->is_phreeqc ? water_phreeqc_corrected(&f->phreeqc, values, f->arena)
                                    : water_calibration_write(&f->calibration, &f->study.text,
                                                              f->bytes, values, f->arena);
    return file_write_durable(f->call->context, path, text, error);
}

static int fit_study(struct water_fitting *f, const struct option_values *values,
                     struct error *error)
{
    struct outputs out;
    int64_t iterations;
    int status = options_integer(values, STR("iterations"), 30, 1, 1000, &iterations, error);
    if (!status)
        status = read_outputs(f, values, &out, error);
    struct water_fit fit;
    if (!status)
        status = run_fit(f, iterations, options_flag(values, STR("differences")), &fit, error);
    if (status)
        return status;
    if (fit.runs == fit.failed_runs)
        return ERROR(error, ERR_WATER_STUDY, BOTH("合わせ込みの最初の計算", "first run of the fit"),
                     fit.failure);
    struct water_table tables[TABLES];
    water_fit_tables_make(f->problem, &fit, f->arena, tables);
    if (f->is_phreeqc)
        water_phreeqc_changes(&f->phreeqc, &fit, f->arena, &tables[CHANGES]);
    if (f->call->json || options_flag(values, STR("json")))
        print_json(f, &fit, tables);
    else
        print_text(f, &fit, tables);
    if (out.tables.n > 0)
        status =
            water_table_save(tables, (size_t)table_count(f), f->call->context, out.tables, error);
    if (!status && out.figures.n > 0) {
        struct water_figures drawn = {.arena = f->arena};
        water_figures_of_fit(f->problem, fit.simulated_before, fit.simulated, &drawn);
        status = water_figures_save(f->call->context, out.figures, &drawn, error);
    }
    return status ? status : write_fitted(f, &fit, &out, error);
}

/* The addresses of the input that a study names; it needs nothing else yet. */
static int list_places(const struct command_call *call, struct str path, bool json,
                       struct arena *arena, struct error *error)
{
    struct water_opened study;
    struct water_phreeqc model;
    struct water_table table;
    int status = water_open(call, path, arena, &study, error);
    if (!status)
        status = water_phreeqc_open_input(&study.text, arena, &model, error);
    if (status)
        return status;
    water_phreeqc_places(&model, arena, &table);
    if (!json) {
        water_table_print(&table, call->context->lang);
        return 0;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    water_table_json(&table, &writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
    return 0;
}

int water_command_fit(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water fit STUDY"), options, OPTION_COUNT, arena,
                               &values, error);
    if (status || !values)
        return status;
    int64_t threads;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    status = options_integer(values, STR("threads"), 2, 1, 64, &threads, error);
    if (status)
        return status;
    if (options_flag(values, STR("places")))
        return list_places(call, options_argument(values, 0),
                           call->json || options_flag(values, STR("json")), arena, error);
    struct water_fitting fitting;
    status = water_fitting_open(call, options_argument(values, 0), (unsigned)threads, arena,
                                &fitting, error);
    if (!status)
        status = fit_study(&fitting, values, error);
    water_fitting_finish(&fitting);
    return status;
}
