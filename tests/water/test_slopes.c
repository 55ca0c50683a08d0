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
   slope; small slopes (1e-3 of the largest one for the parameter, or 1e-4 of the value for as much
   again of the parameter) count as that. SLOPES=1 in the environment prints all. */
static double worst_of(struct trial *trial, double share)
{
    const struct water_problem *problem = &trial->calibration.problem;
    size_t n = problem->parameter_count, m = problem->observation_count;
    double *at = ARENA_ARRAY(trial->arena, double, n), *mean = ARENA_ARRAY(trial->arena, double, m),
           *low = ARENA_ARRAY(trial->arena, double, m),
           *high = ARENA_ARRAY(trial->arena, double, m),
           *jacobian = ARENA_ARRAY(trial->arena, double, n *m), worst = 0;
    trial->calibration.workers[0].train.converged = 1e-11;
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
            double least = 1e-4 * fabs(mean[i]) / (value != 0 ? fabs(value) : 1) + 1e-3 * largest;
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
    assert_true(worst_of(trial, 1e-4) < 1e-4);
    trial_close(trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_of_a_steady_train),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
