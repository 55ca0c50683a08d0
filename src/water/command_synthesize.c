/* meguri water synthesize STUDY: observations with a known truth, for judging a fit or a plan */
#include <math.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/file.h"
#include "water/fitting.h"
#include "water/model/synthetic.h"

static const struct option_declaration options[] = {
    {STR_INIT("seed"), 0, STR_INIT("N"), STR_INIT("乱数の種（既定: 1）"),
     STR_INIT("seed (default: 1)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("観測値の表（csv、tsv）の書き先"),
     STR_INIT("where the table of observations goes (csv, tsv)")},
    {STR_INIT("truth"), 0, STR_INIT("FILE"), STR_INIT("真の値の表（tsv）の書き先"),
     STR_INIT("where the true values go (tsv)")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], EXACT_DIGITS = 12 };

static int write_truth(const struct water_fitting *f, const double *truth, uint64_t seed,
                       struct str path, struct error *error)
{
    const struct water_problem *problem = &f->calibration.problem;
    struct buf out = {0};
    buf_format(&out, "parameter\tvalue\tunit\tseed\n");
    for (size_t j = 0; j < problem->parameter_count; j++) {
        struct water_unit unit;
        int status = water_unit_parse(problem->parameters[j].unit, &unit, error);
        if (status)
            return status;
        buf_format(&out, "%" PRIstr "\t%.*g\t%" PRIstr "\t%llu\n",
                   STR_ARG(problem->parameters[j].name), EXACT_DIGITS,
                   (truth[j] - unit.offset) / unit.scale, STR_ARG(problem->parameters[j].unit),
                   (unsigned long long)seed);
    }
    int status = file_write_durable(f->call->context, path, buf_str(&out), error);
    buf_finish(&out);
    return status;
}

static int write_row(struct csv_writer *writer, const struct water_fitting *f,
                     const struct water_observed *s, struct error *error)
{
    struct arena *arena = f->arena;
    const struct water_train *train = &f->calibration.workers[0].train;
    struct str cells[] = {
        day_format(s->day, arena),
        s->tank != CHEM_NONE ? train->tanks[s->tank].name : train->water_names[s->water],
        s->item.name,
        arena_format(arena, "%s%.4g", s->censored ? "<" : "", s->value),
        s->item.ph ? STR("") : STR("mg/L"),
        arena_format(arena, "%.3g", s->deviation),
        s->total ? STR("total") : STR("filtered"),
        s->total && !isnan(s->suspended) ? arena_format(arena, "%.4g", s->suspended) : STR(""),
        STR("yes"), /* the model says so: no slipped decimal */
    };
    return csv_write_row(writer, cells, sizeof cells / sizeof *cells, error);
}

static int write_table(const struct water_fitting *f, const struct water_observed *samples,
                       struct str path, struct error *error)
{
    struct str head[] = {STR("date"),  STR("point"), STR("item"),      STR("value"),  STR("unit"),
                         STR("error"), STR("form"),  STR("suspended"), STR("checked")};
    struct buf out = {0};
    struct csv_writer writer;
    csv_writer_init(&writer, &out, csv_for_machine(CSV_UTF8));
    int status = csv_write_row(&writer, head, sizeof head / sizeof *head, error);
    for (size_t i = 0; i < f->calibration.samples.count && !status; i++)
        status = write_row(&writer, f, &samples[i], error);
    if (!status)
        status = file_write_durable(f->call->context, path, buf_str(&out), error);
    buf_finish(&out);
    return status;
}

static int synthesize(struct water_fitting *f, const struct option_values *values,
                      struct error *error)
{
    const struct water_problem *problem = &f->calibration.problem;
    struct str output = options_text(values, STR("output"), STR("")),
               truth_path = options_text(values, STR("truth"), STR(""));
    int64_t seed;
    int status = options_integer(values, STR("seed"), 1, 0, INT64_MAX, &seed, error);
    if (!status && output.n == 0)
        status = ERROR(error, ERR_USAGE,
                       BOTH("--output に書き先を指定してください", "name a file with --output"));
    if (!status)
        status = water_refuse_existing(output, error);
    if (!status)
        status = water_refuse_existing(truth_path, error);
    if (status)
        return status;
    double *truth = ARENA_ARRAY(f->arena, double, problem->parameter_count);
    double *simulated = ARENA_ARRAY(f->arena, double, problem->observation_count);
    struct water_observed *samples =
        ARENA_ARRAY(f->arena, struct water_observed, problem->observation_count);
    water_synthetic_truth(problem, (uint64_t)seed, truth);
    status = problem->run(problem->model, 0, truth, simulated, NULL, error);
    if (status)
        return status;
    water_synthetic_measure(&f->calibration.samples, &f->calibration.observe.rules, simulated,
                            (uint64_t)seed, samples);
    status = write_table(f, samples, output, error);
    return status || truth_path.n == 0 ? status
                                       : write_truth(f, truth, (uint64_t)seed, truth_path, error);
}

int water_command_synthesize(const struct command_call *call, struct arena *arena,
                             struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water synthesize STUDY"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    struct water_fitting fitting;
    status = water_fitting_open(call, options_argument(values, 0), 1, arena, &fitting, error);
    if (!status)
        status = water_fitting_need_train(&fitting, error);
    if (!status)
        status = synthesize(&fitting, values, error);
    water_fitting_finish(&fitting);
    return status;
}
