/* From a study and its table of observations to a fitted train: names, rows, runs, recovery. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
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

static void finds_the_figures_of_a_train_by_name(void **state)
{
    struct trial *trial = *state;
    trial_open(trial, TRIAL_STEADY, TRIAL_TABLE, 1);
    const struct water_train *train = &trial->calibration.workers[0].train;
    static const struct {
        const char *name;
        double value;
    } known[] = {{"還元槽.volume", 300},
                 {"還元槽.limestone", 75000},
                 {"原水.Zn", 0.018},
                 {"原水.pH", 3.5},
                 {"原水.temperature", 285.15},
                 {"*.iron_bacterial.R_max", 6e-8},
                 {"還元槽.limestone.factor", 0.5},
                 {"flow.factor", 1}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct water_address address;
        assert_int_equal(water_address_find(train, str_from_c(known[i].name), &address, NULL), 0);
        double value = water_address_get(train, &address);
        if (strcmp(known[i].name, "還元槽.limestone.factor") != 0)
            assert_true(fabs(value / known[i].value - 1) < 1e-9);
    }
    static const char *const unknown[] = {"還元槽.sulfate_reduction.R_min",
                                          "酸化槽.limestone.factor",
                                          "原水.Au",
                                          "還元槽",
                                          "*.volume",
                                          "*.no_law.k",
                                          ""};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct water_address address;
        assert_int_equal(water_address_find(train, str_from_c(unknown[i]), &address, NULL),
                         ERR_WATER_STUDY);
    }
    trial_close(trial);
}

static void keeps_kilograms_when_a_volume_changes(void **state)
{
    struct trial *trial = *state;
    trial_open(trial, TRIAL_STEADY, TRIAL_TABLE, 1);
    struct water_train *train = &trial->calibration.workers[0].train;
    struct water_address volume, limestone;
    assert_int_equal(water_address_find(train, STR("還元槽.volume"), &volume, NULL), 0);
    assert_int_equal(water_address_find(train, STR("還元槽.limestone"), &limestone, NULL), 0);
    double before = water_address_get(train, &limestone);
    assert_false(water_address_set(train, &volume, 600, train->flows));
    assert_true(fabs(water_address_get(train, &limestone) / before - 1) < 1e-12);
    trial_close(trial);
}

static void reads_what_laboratories_write(void **state)
{
    struct trial *trial = *state;
    trial_open(trial, TRIAL_STEADY,
               "日付,地点,項目,値,単位,誤差,形態,浮遊物質,検証\n"
               "2024/05/01,還元槽,Zn,<5,ug/L,,,,\n"
               "2024-05-01,還元槽,SO4,2.5,mmol/L,10%,ろ過,,\n"
               "2024-05-01,還元槽,pH,7.1,,0.2,,,yes\n"
               "2024-05-01,酸化槽,Fe,30,mg/L,2,全量,12,\n",
               1);
    const struct water_observed *rows = trial->calibration.samples.rows;
    assert_int_equal(trial->calibration.samples.count, 4);
    assert_true(rows[0].censored && fabs(rows[0].value - 0.005) < 1e-12);
    assert_true(fabs(rows[1].value - 240.15) < 1e-9 && fabs(rows[1].deviation - 24.015) < 1e-9);
    assert_true(rows[2].held_out && rows[2].deviation == 0.2 && !rows[1].held_out);
    assert_true(rows[3].total && rows[3].suspended == 12 && rows[3].item.constituents[1] >= 0);
    trial_close(trial);
}

static void names_row_and_column_of_a_bad_table(void **state)
{
    static const struct {
        const char *rows;
        int64_t line, column;
    } bad[] = {
        {"2024-05-01,還元槽,Zn,18,,,\n", 2, 5},       /* no unit */
        {"2024-05-01,還元槽,Zn,,mg/L,,\n", 2, 4},     /* no value */
        {"2024-05-01,還元槽,Zn,-1,mg/L,,\n", 2, 4},   /* negative */
        {"2024-05-01,還元槽,Zn,18,m3/d,,\n", 2, 5},   /* another kind */
        {"2024-13-01,還元槽,Zn,18,mg/L,,\n", 2, 1},   /* no date */
        {"2024-05-01,第三槽,Zn,18,mg/L,,\n", 2, 2},   /* no such point */
        {"2024-05-01,還元槽,Zinc,18,mg/L,,\n", 2, 3}, /* no such item */
        {"2024-05-02,還元槽,Zn,1,mg/L,,\n2024-05-01,還元槽,Zn,1,mg/L,,\n", 3, 1}, /* order */
        {"2024-05-01,還元槽,Zn,1,mg/L,,\n2024-05-02,還元槽,Zn,18,mg/L,,\n"
         "2024-05-03,還元槽,Zn,1.1,mg/L,,\n",
         3, 4}, /* a slipped decimal */
    };
    struct trial *trial = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        struct str table =
            ARENA_JOIN(trial->arena, STR("date,point,item,value,unit,form,suspended\n"),
                       str_from_c(bad[i].rows));
        assert_int_equal(trial_try(trial, TRIAL_STEADY, table, 1, &error), ERR_WATER_TABLE);
        assert_int_equal(error.line, bad[i].line);
        assert_int_equal(error.column, bad[i].column);
        trial_close(trial);
    }
}

static void refuses_studies_that_cannot_be_fitted(void **state)
{
    static const struct {
        const char *more;
        int status;
    } bad[] = {
        {"[observe]\ntable = t.csv\nmode = time\n", ERR_WATER_STUDY}, /* no start */
        {"[observe]\ntable = t.csv\nsteps = 3 h\n", ERR_WATER_STUDY},
        {"[observe]\ntable = t.csv\n[parameter 酸化槽.R_max]\nlower = 1\nupper = 2\n",
         ERR_WATER_STUDY},
        {"[observe]\ntable = t.csv\n[parameter 還元槽.volume]\nlower = 5 m3\nupper = 2 m3\n",
         ERR_WATER_RANGE},
        {"[observe]\ntable = t.csv\n[parameter 還元槽.volume]\nlower = 5\nupper = 900\n",
         ERR_WATER_DIMENSION},
        {"[particulate]\nXx = 0.1\n[observe]\ntable = t.csv\n", ERR_WATER_STUDY},
    };
    struct trial *trial = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        struct str study = ARENA_JOIN(trial->arena, STR(TRIAL_TRAIN), str_from_c(bad[i].more));
        assert_int_equal(trial_try_study(trial, study, STR(TRIAL_TABLE), 1, &error), bad[i].status);
        trial_close(trial);
    }
}

static void adds_the_particulate_fraction_of_the_solids_to_totals(void **state)
{
    struct trial *trial = *state;
    trial_open(trial, TRIAL_STEADY "[particulate]\nFe = 0.3\n",
               "date,point,item,value,unit,form,suspended\n"
               "2024-05-01,酸化槽,Fe,30,mg/L,,\n"
               "2024-05-01,酸化槽,Fe,30,mg/L,total,20\n",
               1);
    double simulated[2];
    trial_run(trial, NULL, simulated);
    assert_true(fabs(simulated[1] - simulated[0] - 0.3 * 20) < 1e-9);
    trial_close(trial);
}

static void totals_without_a_fraction_are_those_of_the_particles_of_the_model(void **state)
{
    struct trial *trial = *state;
    struct error error = {0};
    static const char table[] = "date,point,item,value,unit,form,suspended\n"
                                "2024-05-01,酸化槽,Fe,30,mg/L,,\n"
                                "2024-05-01,酸化槽,Fe,30,mg/L,total,\n";
    trial_open(trial, TRIAL_STEADY, table, 1);
    double simulated[2];
    trial_run(trial, NULL, simulated);
    const struct water_run *run = &trial->calibration.workers[0].months[4];
    double iron = 0;
    for (int k = 0; k < 2; k++)
        iron +=
            55845 * run->tanks[0].total[water_constituent_find(k ? STR("Fe(3)") : STR("Fe(2)"))];
    assert_true(simulated[1] > simulated[0] && fabs(simulated[1] - iron) < 1e-9);
    trial_close(trial);
    assert_int_equal(
        trial_try(trial, TRIAL_STEADY "[particulate]\nFe = 0.3\n", str_from_c(table), 1, &error),
        ERR_WATER_TABLE);
    assert_int_equal(error.line, 3);
    trial_close(trial);
}

static void runs_alike_whatever_ran_before(void **state)
{
    struct trial *trial = *state;
    static const char *const studies[] = {TRIAL_STEADY, TRIAL_TIME};
    for (size_t i = 0; i < 2; i++) {
        trial_open(trial, studies[i], TRIAL_TABLE, 2);
        const struct water_problem *problem = &trial->calibration.problem;
        size_t count = problem->observation_count;
        double *first = ARENA_ARRAY(trial->arena, double, count),
               *again = ARENA_ARRAY(trial->arena, double, count);
        double other[2] = {2e-7, 4e-8}, prior[2] = {6e-8, 1.6e-8};
        assert_int_equal(problem->run(problem->model, 0, prior, first, NULL, NULL), 0);
        assert_int_equal(problem->run(problem->model, 1, other, again, NULL, NULL), 0);
        assert_memory_not_equal(first, again, count * sizeof *first);
        assert_int_equal(problem->run(problem->model, 1, prior, again, NULL, NULL), 0);
        assert_memory_equal(first, again, count * sizeof *first);
        trial_close(trial);
    }
}

static void fit_finds_the_parameters_that_made_the_data(void **state)
{
    struct trial *trial = *state;
    trial_open(trial, TRIAL_STEADY, TRIAL_TABLE, 2);
    double truth[2] = {1.1e-7, 3e-8};
    trial_measure(trial, truth, 5);
    struct water_fit fit;
    struct error error = {0};
    assert_int_equal(water_fit_run(&trial->calibration.problem, NULL, trial->arena, &fit, &error),
                     0);
    for (size_t j = 0; j < 2; j++) {
        assert_in_range((uint64_t)(1e12 * truth[j]), (uint64_t)(1e12 * fit.parameters[j].low),
                        (uint64_t)(1e12 * fit.parameters[j].high));
        assert_true(fit.parameters[j].identifiability > 0.7);
    }
    assert_true(fit.objective < 0.5 * fit.objective_before);
    trial_close(trial);
}

static void writes_a_study_that_starts_from_the_fitted_values(void **state)
{
    struct trial *trial = *state;
    trial_open(trial, TRIAL_STEADY, TRIAL_TABLE, 1);
    double fitted[2] = {1.25e-7, 2.5e-8};
    struct str bytes = ARENA_JOIN(trial->arena, STR(TRIAL_TRAIN), STR(TRIAL_STEADY));
    struct str written =
        water_calibration_write(&trial->calibration, &trial->text, bytes, fitted, trial->arena);
    assert_true(str_contains(written, STR("合わせ込み前: 6e-08 mol/kg/s # guessed")));
    trial_close(trial);
    struct error error = {0};
    assert_int_equal(trial_try_study(trial, written, STR(TRIAL_TABLE), 1, &error), 0);
    for (size_t j = 0; j < 2; j++)
        assert_true(fabs(trial->calibration.problem.parameters[j].prior / fitted[j] - 1) < 1e-5);
    trial_close(trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_figures_of_a_train_by_name),
        cmocka_unit_test(keeps_kilograms_when_a_volume_changes),
        cmocka_unit_test(reads_what_laboratories_write),
        cmocka_unit_test(names_row_and_column_of_a_bad_table),
        cmocka_unit_test(refuses_studies_that_cannot_be_fitted),
        cmocka_unit_test(adds_the_particulate_fraction_of_the_solids_to_totals),
        cmocka_unit_test(totals_without_a_fraction_are_those_of_the_particles_of_the_model),
        cmocka_unit_test(runs_alike_whatever_ran_before),
        cmocka_unit_test(fit_finds_the_parameters_that_made_the_data),
        cmocka_unit_test(writes_a_study_that_starts_from_the_fitted_values),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
