/* A small train with a table of observations, for tests of fits. */
#ifndef MEGURI_TESTS_WATER_TRIAL_H
#define MEGURI_TESTS_WATER_TRIAL_H

#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/calibration_inside.h"
#include "water/model/synthetic.h"

extern const struct embedded_files water_model_data;

#define TRIAL_TRAIN                                                                                \
    "[water 原水]\ntemperature = 12 degC\npH = 3.5\nFe(2) = 37.5 mg/L\nZn = 18 mg/L\n"           \
    "SO4 = 335 mg/L\nCa = 46 mg/L\nMg = 12 mg/L\nNa = 8.5 mg/L\nCl = 6.5 mg/L\nTIC = 3 mg/L\n"     \
    "O2 = 5 mg/L\n[flow]\nvalue = 50 L/min\n"                                                      \
    "[season]\ntemperature = 6 6 7 9 12 14 16 17 15 12 9 7\n"                                      \
    "[tank 酸化槽]\nkind = iron_oxidation_reactor\nfrom = 原水\nvolume = 9 m3\n"              \
    "iron_bacterial.R_max = 6e-08 mol/kg/s # guessed\n"                                            \
    "[tank 還元槽]\nkind = sulfate_reducing_bed\nfrom = 酸化槽\nvolume = 300 m3\n"           \
    "limestone = 75000 kg\nbran = 10000 kg\nhusk = 30000 kg\n"
#define TRIAL_PARAMETERS                                                                           \
    "[parameter *.iron_bacterial.R_max]\nlower = 1e-9 mol/kg/s\nupper = 1e-6 mol/kg/s\n"           \
    "deviation = 0.5\n"                                                                            \
    "[parameter 還元槽.sulfate_reduction.R_max]\nlower = 1e-10 mol/kg/s\n"                      \
    "upper = 1e-6 mol/kg/s\ndeviation = 0.5\n"
#define TRIAL_STEADY TRIAL_PARAMETERS "[observe]\ntable = t.csv\nerror = 10 %\n"
#define TRIAL_TIME                                                                                 \
    TRIAL_PARAMETERS "[observe]\ntable = t.csv\nmode = time\nstart = 2024-04-10\nstep = 24 h\n"
#define TRIAL_TABLE                                                                                \
    "date,point,item,value,unit,hold_out\n"                                                        \
    "2024-04-20,酸化槽,Fe(2),<0.1,mg/L,\n2024-04-20,還元槽,SO4,<1,mg/L,\n"                   \
    "2024-05-20,酸化槽,Fe(2),<0.1,mg/L,\n2024-05-20,還元槽,SO4,<1,mg/L,\n"                   \
    "2024-06-20,酸化槽,Fe(2),<0.1,mg/L,\n2024-06-20,還元槽,SO4,<1,mg/L,\n"                   \
    "2024-07-20,酸化槽,Fe(2),<0.1,mg/L,yes\n2024-07-20,還元槽,SO4,<1,mg/L,yes\n"

struct trial {
    struct arena *arena;
    struct chem_database *database;
    struct water_values rates, beds;
    struct water_study_text text;
    struct water_files files; /* that the study names; none unless set */
    struct water_calibration calibration;
};

static int trial_init(struct trial *trial)
{
    trial->files = (struct water_files){0};
    trial->arena = arena_create();
    return chem_database_read(STR("amd.dat"), chem_amd_text(), &trial->database, NULL) ||
           water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                             trial->arena, &trial->rates, NULL) ||
           water_values_read(STR("beds.tsv"), embedded_find(&water_model_data, STR("beds.tsv")),
                             trial->arena, &trial->beds, NULL);
}

static void trial_finish(struct trial *trial)
{
    chem_database_destroy(trial->database);
    arena_destroy(trial->arena);
}

static int trial_try_study(struct trial *trial, struct str study, struct str table,
                           unsigned threads, struct error *error)
{
    struct water_observe observe;
    trial->calibration = (struct water_calibration){0};
    int status = water_study_text_read(STR("study.txt"), study, trial->arena, &trial->text, error);
    trial->text.files = trial->files;
    if (!status)
        status = water_observe_read(&trial->text, &observe, error);
    if (status)
        return status;
    struct water_train_sources sources = {
        &trial->text,  trial->database,
        &trial->rates, embedded_find(&water_model_data, STR("units.tsv")),
        &trial->beds,  20000};
    return water_calibration_open(&sources, &observe, table, threads, trial->arena,
                                  &trial->calibration, error);
}

__attribute__((unused)) static int trial_try(struct trial *trial, const char *more,
                                             struct str table, unsigned threads,
                                             struct error *error)
{
    struct str study = ARENA_JOIN(trial->arena, STR(TRIAL_TRAIN), str_from_c(more));
    return trial_try_study(trial, study, table, threads, error);
}

__attribute__((unused)) static void trial_open(struct trial *trial, const char *more,
                                               const char *table, unsigned threads)
{
    struct error error = {0};
    if (trial_try(trial, more, str_from_c(table), threads, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, trial->arena)));
}

static void trial_close(struct trial *trial)
{
    water_calibration_close(&trial->calibration);
}

/* Simulated values at these parameters; NULL: at the priors. */
__attribute__((unused)) static void trial_run(struct trial *trial, const double *parameter,
                                              double *simulated)
{
    const struct water_problem *problem = &trial->calibration.problem;
    double *prior = ARENA_ARRAY(trial->arena, double, problem->parameter_count);
    struct error error = {0};
    for (size_t j = 0; j < problem->parameter_count; j++)
        prior[j] = problem->parameters[j].prior;
    if (problem->run(problem->model, 0, parameter ? parameter : prior, simulated, NULL, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, trial->arena)));
}

/* The observations become measurements of a run with these parameters. */
__attribute__((unused)) static void trial_measure(struct trial *trial, const double *truth,
                                                  uint64_t seed)
{
    struct water_calibration *c = &trial->calibration;
    size_t count = c->problem.observation_count;
    double *simulated = ARENA_ARRAY(trial->arena, double, count);
    struct water_observed *measured = ARENA_ARRAY(trial->arena, struct water_observed, count);
    struct water_observation *observations =
        ARENA_ARRAY(trial->arena, struct water_observation, count);
    trial_run(trial, truth, simulated);
    water_synthetic_measure(&c->samples, &c->observe.rules, simulated, seed, measured);
    for (size_t i = 0; i < count; i++) {
        observations[i] = c->problem.observations[i];
        observations[i].value = measured[i].value;
        observations[i].deviation = measured[i].deviation;
        observations[i].censored = measured[i].censored;
    }
    c->problem.observations = observations;
}

#endif
