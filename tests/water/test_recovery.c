/* Truths drawn from the priors, pooled over parameters and seeds: how many lie inside the stated 95
   % ranges of the ensemble, and how many measurements that were held out inside its bands; of
   steady states and of runs in time. Two seeds as a rule, 40 seeds x 4 parameters with MEGURI_LONG
   (./test --long). */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "trial.h"
#include "water/model/ensemble.h"

enum { PARAMETERS = 4, SEEDS_LONG = 40, SEEDS = 2, MEMBERS_LONG = 120, MEMBERS = 20 };

#define PARAMETERS_OF_BOTH                                                                         \
    TRIAL_PARAMETERS                                                                               \
    "[parameter 還元槽.hydrolysis_fast.k]\nlower = 1e-9 1/s\nupper = 1e-5 1/s\n"                \
    "deviation = 0.5\n"                                                                            \
    "[parameter 還元槽.limestone.factor]\nlower = 0.01\nupper = 10\ndeviation = 0.5\n"          \
    "[observe]\ntable = t.csv\nerror = 10 %\nerror_pH = 0.1\n"
static const char steady[] = PARAMETERS_OF_BOTH;
static const char in_time[] = PARAMETERS_OF_BOTH "mode = time\nstart = 2024-04-01\nstep = 48 h\n";

/* Samples from that day on every so many days, the last third held out. */
static const char *table_of(struct arena *arena, struct date first, int days, int count)
{
    static const char *const rows[] = {"酸化槽,Fe(2),<0.1,mg/L", "酸化槽,pH,7,",
                                       "還元槽,SO4,<1,mg/L",     "還元槽,DOC,<0.5,mg/L",
                                       "還元槽,Ca,<0.1,mg/L",    "還元槽,pH,7,"};
    struct str table = STR("date,point,item,value,unit,hold_out\n");
    for (int sample = 0; sample < count; sample++) {
        struct date day = date_of_day(day_of_date(first) + sample * days);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            table =
                ARENA_JOIN(arena, table,
                           arena_format(arena, "%04d-%02d-%02d,%s,%s\n", day.year, day.month,
                                        day.day, rows[i], 3 * sample >= 2 * count ? "yes" : ""));
    }
    return arena_c(arena, table);
}

struct tally {
    int truths, truths_inside, points, points_inside;
    size_t failed;
};

static void count_seed(struct trial *trial, uint64_t seed, uint32_t members, struct tally *tally)
{
    struct water_problem *problem = &trial->calibration.problem;
    double truth[PARAMETERS];
    struct error error = {0};
    struct water_ensemble ensemble;
    struct water_ensemble_options options = {.members = members, .iterations = 4, .seed = seed};
    water_synthetic_truth(problem, seed, truth);
    trial_measure(trial, truth, seed);
    if (water_ensemble_run(problem, &options, trial->arena, &ensemble, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, trial->arena)));
    for (uint32_t member = 0; member < members; member++)
        tally->failed += ensemble.status[member].failed;
    for (size_t j = 0; j < PARAMETERS; j++, tally->truths++) {
        struct water_band band = water_ensemble_parameter(problem, &ensemble, j, trial->arena);
        tally->truths_inside += truth[j] >= band.low && truth[j] <= band.high;
    }
    for (size_t i = 0; i < problem->observation_count; i++) {
        const struct water_observation *o = &problem->observations[i];
        if (!o->held_out || o->censored)
            continue;
        struct water_band band = water_ensemble_value(problem, &ensemble, i, true, trial->arena);
        tally->points++;
        tally->points_inside += o->value >= band.low && o->value <= band.high;
    }
}

static void check_study(const char *study, struct date first, int days, int count)
{
    bool all = getenv("MEGURI_LONG") != NULL;
    struct trial trial;
    struct tally tally = {0};
    assert_int_equal(trial_init(&trial), 0);
    for (uint64_t seed = 1; seed <= (all ? SEEDS_LONG : SEEDS); seed++) {
        trial_open(&trial, study, table_of(trial.arena, first, days, count), 2);
        count_seed(&trial, seed, all ? MEMBERS_LONG : MEMBERS, &tally);
        trial_close(&trial);
    }
    trial_finish(&trial);
    printf("# truths inside %d of %d, held-out points inside %d of %d, failed members %zu\n",
           tally.truths_inside, tally.truths, tally.points_inside, tally.points, tally.failed);
    if (!all) { /* so few that only a broken method fails */
        assert_true(tally.truths_inside >= tally.truths / 2);
        assert_true(tally.points_inside >= tally.points * 3 / 4);
        return;
    }
    assert_true(tally.truths >= 160);
    assert_in_range(1000 * tally.truths_inside / tally.truths, 900, 990);
    assert_in_range(1000 * tally.points_inside / tally.points, 900, 980);
}

static void known_truths_lie_inside_the_stated_ranges(void **state)
{
    (void)state;
    check_study(steady, (struct date){2024, 1, 15}, 30, 12);
}

static void known_truths_of_a_run_in_time_lie_inside_the_stated_ranges(void **state)
{
    (void)state;
    check_study(in_time, (struct date){2024, 4, 11}, 20, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_truths_lie_inside_the_stated_ranges),
        cmocka_unit_test(known_truths_of_a_run_in_time_lie_inside_the_stated_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
