/* Derivatives that a run carries along, against central differences of whole runs. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "trial.h"
#include "water/model/fit.h"

static int set_up(void **state)
{
    static struct trial trial;
    *state = &trial;
    return trial_init(&trial);
}

static int tear_down(void **state)
{
    trial_finish(*state);
    return 0;
}

/* "[parameter NAME]" with wide bounds for each name. */
static struct str parameters_of(struct trial *trial, const char *const *lines)
{
    struct str text = {0};
    for (size_t i = 0; lines[i]; i++) {
        struct str name, unit, line = str_from_c(lines[i]);
        size_t at = str_find_char(line, ' ', 0);
        name = str_slice(line, 0, at);
        unit = str_slice(line, at + 1, line.n);
        text = ARENA_JOIN(trial->arena, text, STR("[parameter "), name,
                          STR("]\ntransform = plain\n"), unit, STR("\n"));
    }
    return text;
}

static void run_at(struct trial *trial, const double *parameter, double *simulated,
                   double *jacobian)
{
    const struct water_problem *problem = &trial->calibration.problem;
    struct error error = {0};
    if (problem->run(problem->model, 0, parameter, simulated, jacobian, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, trial->arena)));
}

/* The largest difference of an observation's slope from the central difference, relative to the
   slope; small slopes (1e-3 of the largest one for the parameter, or 1e-2 of the value, at least of
   0.01 mg/L, for as much again of the parameter) count as that. SLOPES=1 in the environment prints
   all. */
static double worst_of(struct trial *trial, double share, double converged)
{
    const struct water_problem *problem = &trial->calibration.problem;
    size_t n = problem->parameter_count, m = problem->observation_count;
    double *at = ARENA_ARRAY(trial->arena, double, n), *mean = ARENA_ARRAY(trial->arena, double, m),
           *low = ARENA_ARRAY(trial->arena, double, m),
           *high = ARENA_ARRAY(trial->arena, double, m),
           *jacobian = ARENA_ARRAY(trial->arena, double, n *m), worst = 0;
    trial->calibration.workers[0].train.converged = converged;
    for (size_t j = 0; j < n; j++)
        at[j] = problem->parameters[j].prior;
    run_at(trial, at, mean, jacobian);
    for (size_t j = 0; j < n; j++) {
        double value = at[j], step = share * (value != 0 ? fabs(value) : 1), largest = 0;
        at[j] = value + step;
        run_at(trial, at, high, NULL);
        at[j] = value - step;
        run_at(trial, at, low, NULL);
        at[j] = value;
        for (size_t i = 0; i < m; i++)
            largest = fmax(largest, fabs(high[i] - low[i]) / (2 * step));
        for (size_t i = 0; i < m; i++) {
            double difference = (high[i] - low[i]) / (2 * step), slope = jacobian[i * n + j];
            double least =
                1e-2 * fmax(fabs(mean[i]), 0.01) / (value != 0 ? fabs(value) : 1) + 1e-3 * largest;
            double off = fabs(slope - difference) / fmax(fmax(fabs(difference), least), 1e-30);
            if (getenv("SLOPES") || off > 1e-4)
                printf("# %.*s by %.*s: %.8g, difference %.8g, off %.1e\n",
                       (int)problem->observations[i].name.n, problem->observations[i].name.p,
                       (int)problem->parameters[j].name.n, problem->parameters[j].name.p, slope,
                       difference, off);
            worst = fmax(worst, off);
        }
    }
    return worst;
}

static void open_study(struct trial *trial, const char *train, const char *const *parameters,
                       const char *observe, const char *table)
{
    struct error error = {0};
    struct str study = ARENA_JOIN(trial->arena, str_from_c(train), parameters_of(trial, parameters),
                                  str_from_c(observe));
    if (trial_try_study(trial, study, str_from_c(table), 1, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, trial->arena)));
}

static void every_figure_of_a_steady_train(void **state)
{
    struct trial *trial = *state;
    static const char *const parameters[] = {
        "*.iron_bacterial.R_max lower = 1e-9 mol/kg/s\nupper = 1e-6 mol/kg/s",
        "酸化槽.iron_bacterial.pH_best lower = 1\nupper = 9",
        "酸化槽.volume lower = 1 m3\nupper = 100 m3",
        "酸化槽.temperature lower = 1 degC\nupper = 40 degC\nprior = 12 degC",
        "還元槽.sulfate_reduction.R_max lower = 1e-10 mol/kg/s\nupper = 1e-6 mol/kg/s",
        "還元槽.sulfate_reduction.theta lower = 1\nupper = 1.3",
        "還元槽.hydrolysis_fast.N lower = 0\nupper = 1",
        "還元槽.hydrolysis_slow.k lower = 1e-11 1/s\nupper = 1e-6 1/s",
        "還元槽.limestone.factor lower = 0.001\nupper = 10",
        "還元槽.limestone.shrink lower = 0\nupper = 2",
        "還元槽.volume lower = 10 m3\nupper = 1000 m3",
        "還元槽.porosity lower = 0.1\nupper = 0.9",
        "還元槽.limestone lower = 1 kg\nupper = 1e6 kg",
        "還元槽.bran lower = 1 kg\nupper = 1e6 kg",
        "還元槽.husk lower = 1 kg\nupper = 1e6 kg",
        "原水.pH lower = 2\nupper = 6",
        "原水.Fe(2) lower = 1 mg/L\nupper = 100 mg/L",
        "原水.Zn lower = 1 mg/L\nupper = 100 mg/L",
        "原水.SO4 lower = 1 mg/L\nupper = 1000 mg/L",
        "原水.TIC lower = 0.1 mg/L\nupper = 100 mg/L",
        "flow.factor lower = 0.1\nupper = 10",
        "particulate.Fe lower = 0\nupper = 1\nprior = 0.2",
        NULL};
    open_study(trial, TRIAL_TRAIN, parameters, "[observe]\ntable = t.csv\nsuspended = 10 mg/L\n",
               "date,point,item,value,unit,form,suspended\n"
               "2024-06-20,原水,Zn,18,mg/L,,\n"
               "2024-06-20,酸化槽,Fe(2),<0.1,mg/L,,\n2024-06-20,酸化槽,Fe,30,mg/L,total,20\n"
               "2024-06-20,酸化槽,pH,3,,,\n2024-06-20,還元槽,pH,7,,,\n"
               "2024-06-20,還元槽,SO4,<1,mg/L,,\n2024-06-20,還元槽,DOC,<1,mg/L,,\n"
               "2024-06-20,還元槽,Ca,<1,mg/L,,\n2024-06-20,還元槽,Zn,<1,mg/L,,\n"
               "2024-06-20,還元槽,H2S,<1,mg/L,,\n2024-06-20,還元槽,NH4-N,<1,mg/L,,\n"
               "2024-11-20,還元槽,SO4,<1,mg/L,,\n");
    assert_true(worst_of(trial, 1e-5, 1e-11) < 1e-4);
    trial_close(trial);
}

/* Rows of a table for some items at days of a tank. */
static const char *table_of(struct trial *trial, const char *tank, const char *const *days)
{
    static const char *const items[] = {"pH,7,,",          "Fe(2),<1,mg/L,", "Fe,<1,mg/L,total",
                                        "Zn,<1,mg/L,",     "Ca,<1,mg/L,",    "SO4,<1,mg/L,",
                                        "DOC,<1,mg/L,",    "O2,<1,mg/L,",    "Al,<1,mg/L,total",
                                        "Mn,<1,mg/L,total"};
    struct str table = STR("date,point,item,value,unit,form\n");
    for (size_t d = 0; days[d]; d++)
        for (size_t i = 0; i < sizeof items / sizeof *items; i++)
            table = ARENA_JOIN(trial->arena, table,
                               arena_format(trial->arena, "%s,%s,%s\n", days[d], tank, items[i]));
    return arena_c(trial->arena, table);
}

static const char acid[] =
    "[water 原水]\npH = 3.5\ntemperature = 12 degC\nFe(2) = 37.5 mg/L\nFe(3) = 2 mg/L\n"
    "Al = 2.2 mg/L\nZn = 18 mg/L\nMn(2) = 4 mg/L\nSO4 = 335 mg/L\nCa = 46 mg/L\nMg = 12 mg/L\n"
    "Na = 8.5 mg/L\nCl = 6.5 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\nDOC = 4 mg/L\n[flow]\n"
    "value = 10 m3/d\n";
#define STEADY "[observe]\ntable = t.csv\n"
#define IN_TIME "[observe]\ntable = t.csv\nmode = time\nstart = 2024-04-10\nstep = 24 h\n"

static struct str tank_of(struct trial *trial, struct str kind)
{
    return ARENA_JOIN(trial->arena, str_from_c(acid), STR("[tank 槽]\nkind = "), kind,
                      STR("\nfrom = 原水\nvolume = 20 m3\ncells = 2\nlimestone = 9000 kg\n"
                          "bran = 700 kg\nhusk = 2000 kg\n"));
}

/* The first parameter of each law of the tank, its size, its inflow. */
static const char *const *figures_of(struct trial *trial, struct str study)
{
    enum { MORE = 6 };
    struct error error = {0};
    const char **out = ARENA_ARRAY(trial->arena, const char *, WATER_LAWS + MORE + 1);
    size_t count = 0;
    out[count++] = "flow.factor lower = 0.1\nupper = 10";
    out[count++] = "槽.volume lower = 1 m3\nupper = 100 m3";
    out[count++] = "原水.temperature lower = 1 degC\nupper = 40 degC";
    out[count++] = "原水.Fe(2) lower = 1 mg/L\nupper = 100 mg/L";
    out[count++] = "原水.DOC lower = 1 mg/L\nupper = 100 mg/L";
    out[count++] = "原水.pH lower = 1\nupper = 9";
    study = ARENA_JOIN(trial->arena, study, STR(STEADY));
    if (trial_try_study(trial, study, STR("date,point,item,value,unit\n2024-04-20,槽,pH,7,\n"), 1,
                        &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, trial->arena)));
    const struct water_tank *tank = &trial->calibration.workers[0].train.tanks[0];
    for (size_t r = 0; r < tank->rate_count; r++) {
        const struct water_law_declaration *law = &water_laws[tank->rates[r].law];
        const char *unit = law->parameters[0].unit;
        unit = strcmp(unit, "-") == 0 ? "" : unit;
        out[count++] = arena_c(
            trial->arena, arena_format(trial->arena, "槽.%s.%s lower = -1e9 %s\nupper = 1e9 %s",
                                       law->name, law->parameters[0].name, unit, unit));
    }
    trial_close(trial);
    return out;
}

static void check_kind(struct trial *trial, struct str kind)
{
    static const char *const month[] = {"2024-06-15", NULL}, *const days[] = {"2024-04-11",
                                                                              "2024-04-13",
                                                                              "2024-04-20", NULL};
    bool dosed = str_contains(kind, STR("neutralisation")); /* a steep controller: 1e-11 is beyond
                                                               what doubles give */
    struct str study = tank_of(trial, kind);
    const char *const *figures = figures_of(trial, study);
    const char *bytes = arena_c(trial->arena, study);
    open_study(trial, bytes, figures, STEADY, table_of(trial, "槽", month));
    double steady = worst_of(trial, dosed ? 1e-4 : 1e-5, dosed ? 1e-9 : 1e-11);
    trial_close(trial);
    open_study(trial, bytes, figures, IN_TIME, table_of(trial, "槽", days));
    double timed = worst_of(trial, dosed ? 1e-4 : 1e-5, dosed ? 1e-9 : 1e-11);
    trial_close(trial);
    printf("# %.*s: steady %.0e, in time %.0e\n", (int)kind.n, kind.p, steady, timed);
    assert_true(steady < 1e-4);
    assert_true(timed < 1e-4);
}

static void every_kind_of_tank_steady_and_in_time(void **state)
{
    struct trial *trial = *state;
    struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = STR("units.tsv")};
    struct csv_reader *reader =
        csv_reader_create_text(embedded_find(&water_model_data, STR("units.tsv")), &options);
    struct csv_row row;
    assert_int_equal(csv_read(reader, &row, NULL), 0);
    while (csv_read(reader, &row, NULL) == 0 && row.count > 0)
        check_kind(trial, arena_copy(trial->arena, csv_field(&row, 0)));
    csv_reader_destroy(reader);
}

static const char branched[] =
    "[season]\ntemperature = 6 6 7 9 12 14 16 17 15 12 9 7\n"
    "[tank 酸化槽]\nkind = iron_oxidation_reactor\nfrom = 原水\nvolume = 2 m3\n"
    "[tank 還元槽]\nkind = sulfate_reducing_bed\nfrom = 酸化槽 0.7\nvolume = 40 m3\n"
    "cells = 2\nlimestone = 15000 kg\nbran = 1400 kg\nhusk = 4000 kg\n"
    "[tank 湿地]\nkind = aerobic_wetland\nfrom = 還元槽, 酸化槽 0.3\nvolume = 12 m3\n";
static const char *const along_branches[] = {
    "*.iron_bacterial.R_max lower = 1e-9 mol/kg/s\nupper = 1e-6 mol/kg/s",
    "還元槽.sulfate_reduction.R_max lower = 1e-10 mol/kg/s\nupper = 1e-6 mol/kg/s",
    "還元槽.hydrolysis_fast.k lower = 1e-11 1/s\nupper = 1e-5 1/s",
    "還元槽.limestone.factor lower = 0.001\nupper = 10",
    "還元槽.limestone lower = 1 kg\nupper = 1e6 kg",
    "還元槽.porosity lower = 0.1\nupper = 0.9",
    "酸化槽.temperature lower = 1 degC\nupper = 40 degC\nprior = 12 degC",
    "原水.Zn lower = 1 mg/L\nupper = 100 mg/L",
    "原水.pH lower = 1\nupper = 9",
    "flow.factor lower = 0.1\nupper = 10",
    NULL};

static double worst_of_branches(struct trial *trial, const char *more, const char *observe,
                                const char *table, double bypass)
{
    struct str study =
        ARENA_JOIN(trial->arena, str_from_c(acid), str_from_c(branched), str_from_c(more));
    open_study(trial, arena_c(trial->arena, study), along_branches, observe, table);
    trial->calibration.workers[0].tanks[1].bypass = bypass;
    trial->calibration.workers[0].operation.tolerance = 0; /* steps of one length */
    double worst = worst_of(trial, 1e-5, 1e-11);
    trial_close(trial);
    return worst;
}

static void branches_joints_and_bypasses(void **state)
{
    struct trial *trial = *state;
    static const char *const month[] = {"2024-06-15", NULL}, *const days[] = {"2024-04-12",
                                                                              "2024-04-20", NULL};
    assert_true(worst_of_branches(trial, "", STEADY, table_of(trial, "湿地", month), 0.25) < 1e-4);
    assert_true(worst_of_branches(trial, "", STEADY, table_of(trial, "還元槽", month), 0.25) <
                1e-4);
    assert_true(worst_of_branches(trial, "", IN_TIME, table_of(trial, "湿地", days), 0.25) < 1e-4);
}

/* A bed that lets part of the flow go round, grows in after a start, is renewed twice; the flow
   falls; the air stops. */
static const char operated[] =
    "[operation]\nstart = 2024-04-10\ncold_start = yes\n"
    "[bed 還元槽]\ndepth = 1.5 m\nhead = 0.02 m\nconductivity = 1e-5 m/s\n"
    "[event 渇水]\nkind = flow_change\ndate = 2024-04-14\nuntil = 2024-04-17\nwater = 原水\n"
    "factor = 0.6\n"
    "[event 補充]\nkind = renewal\ndate = 2024-04-15\ntank = 還元槽\nbran = 300 kg\n"
    "[event 停止]\nkind = outage\ndate = 2024-04-18\nuntil = 2024-04-20\ntank = 酸化槽\n"
    "stops = aeration\n"
    "[event 入替]\nkind = renewal\ndate = 2024-04-22\ntank = 還元槽\n"
    "[event 目詰まり]\nkind = blockage\ndate = 2024-04-24\ntank = 還元槽\nfactor = 0.5\n";

static void operation_with_events_and_beds(void **state)
{
    struct trial *trial = *state;
    static const char *const days[] = {"2024-04-13", "2024-04-16", "2024-04-19",
                                       "2024-04-23", "2024-04-26", NULL};
    static const char observe[] = "[observe]\ntable = t.csv\nmode = time\nstart = 2024-04-10\n"
                                  "step = 24 h\n";
    double worst = worst_of_branches(trial, operated, observe, table_of(trial, "湿地", days), 0);
    assert_true(worst < 1e-3); /* what is almost nothing after an outage differs no better */
}

static int read_series(void *data, struct str name, struct str *bytes, struct error *error)
{
    (void)data;
    (void)error;
    *bytes = str_equal(name, STR("flow.csv"))
                 ? STR("date,flow [m3/d]\n2024-04-10,8\n2024-04-12,15\n2024-04-20,9\n")
                 : STR("date,pH,Fe(2) [mg/L]\n2024-04-10,3.5,30\n2024-04-12,3.3,45\n"
                       "2024-04-20,3.6,33\n");
    return 0;
}

static void waters_that_follow_tables(void **state)
{
    struct trial *trial = *state;
    static const char study[] =
        "[water 原水]\nseries = raw.csv\npH = 3.5\ntemperature = 12 degC\nFe(2) = 37.5 mg/L\n"
        "Zn = 18 mg/L\nSO4 = 335 mg/L\nCa = 46 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\nDOC = 4 mg/L\n"
        "[flow]\nvalue = 10 m3/d\nseries = flow.csv\n"
        "[tank 槽]\nkind = aerobic_wetland\nfrom = 原水\nvolume = 20 m3\n";
    static const char *const figures[] = {"原水.Zn lower = 1 mg/L\nupper = 100 mg/L",
                                          "原水.DOC lower = 1 mg/L\nupper = 100 mg/L",
                                          "原水.temperature lower = 1 degC\nupper = 40 degC",
                                          "原水.Fe(2) lower = 1 mg/L\nupper = 100 mg/L",
                                          "flow.factor lower = 0.1\nupper = 10",
                                          NULL};
    static const char *const days[] = {"2024-04-11", "2024-04-14", NULL};
    trial->files = (struct water_files){read_series, NULL};
    open_study(trial, study, figures, IN_TIME, table_of(trial, "槽", days));
    trial->files = (struct water_files){0};
    assert_true(worst_of(trial, 1e-5, 1e-11) < 1e-4);
    trial_close(trial);
}

/* Of the iron(III) that comes in, what more flows out. */
static double passed_on(struct trial *trial, const char *ph)
{
    static const char *const figures[] = {"原水.Fe(3) lower = 1 mg/L\nupper = 100 mg/L", NULL};
    struct str study = arena_format(
        trial->arena,
        "[water 原水]\npH = %s\ntemperature = 12 degC\nFe(3) = 20 mg/L\nSO4 = 335 mg/L\n"
        "Ca = 46 mg/L\n[flow]\nvalue = 10 m3/d\n"
        "[tank 槽]\nkind = settling_pond\nfrom = 原水\nvolume = 20 m3\n",
        ph);
    double simulated, slope;
    open_study(trial, arena_c(trial->arena, study), figures, STEADY,
               "date,point,item,value,unit\n2024-06-15,槽,Fe(3),1,mg/L\n");
    run_at(trial, &trial->calibration.problem.parameters[0].prior, &simulated, &slope);
    trial_close(trial);
    return slope / 1000; /* mg/L per kg/m3 */
}

static void where_a_mineral_comes_the_slope_is_that_of_the_own_side(void **state)
{
    assert_true(fabs(passed_on(*state, "1.8") - 1) < 1e-4); /* below saturation */
    assert_true(fabs(passed_on(*state, "4.5")) < 0.3);      /* beside ferric hydroxide */
}

static void a_fit_ends_at_the_same_point_with_and_without(void **state)
{
    struct trial *trial = *state;
    static const char *const studies[] = {TRIAL_STEADY, TRIAL_TIME};
    double truth[2] = {1.1e-7, 3e-8};
    for (size_t i = 0; i < 2; i++) {
        struct water_fit exact, differenced;
        struct water_fit_options differences = {.differences = true};
        struct error error = {0};
        trial_open(trial, studies[i], TRIAL_TABLE, 2);
        trial_measure(trial, truth, 5);
        const struct water_problem *problem = &trial->calibration.problem;
        assert_int_equal(water_fit_run(problem, NULL, trial->arena, &exact, &error), 0);
        assert_int_equal(water_fit_run(problem, &differences, trial->arena, &differenced, &error),
                         0);
        assert_int_equal(exact.differenced, 0);
        assert_int_equal(differenced.differenced, differenced.jacobians);
        assert_true(exact.runs < differenced.runs);
        for (size_t j = 0; j < 2; j++) {
            const struct water_fitted *a = &exact.parameters[j], *b = &differenced.parameters[j];
            assert_true(fabs(log(a->value / b->value)) < 0.02 * b->deviation);
            assert_true(fabs(a->deviation / b->deviation - 1) < 0.02);
        }
        trial_close(trial);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_of_a_steady_train),
        cmocka_unit_test(every_kind_of_tank_steady_and_in_time),
        cmocka_unit_test(branches_joints_and_bypasses),
        cmocka_unit_test(operation_with_events_and_beds),
        cmocka_unit_test(waters_that_follow_tables),
        cmocka_unit_test(where_a_mineral_comes_the_slope_is_that_of_the_own_side),
        cmocka_unit_test(a_fit_ends_at_the_same_point_with_and_without),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
