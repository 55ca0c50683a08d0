/* Trains from the text of a study: order of flow, shares, balances, steady state and time. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/train.h"

extern const struct embedded_files water_model_data;

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct water_values rates;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench.arena = arena_create();
    *state = &bench;
    return chem_database_read(STR("amd.dat"), chem_amd_text(), &bench.database, NULL) ||
           water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                             bench.arena, &bench.rates, NULL);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

#define RAW                                                                                        \
    "[water 原水]\ntemperature = 12 degC\npH = 3.5\nFe(2) = 37.5 mg/L\nZn = 18 mg/L\nCd = 0.1 "  \
    "mg/L\n"                                                                                       \
    "SO4 = 335 mg/L\nCa = 46 mg/L\nMg = 12 mg/L\nNa = 8.5 mg/L\nCl = 6.5 mg/L\nTIC = 3 mg/L\nO2 "  \
    "= 5 mg/L\n"                                                                                   \
    "[flow]\nvalue = 100 L/min\n"
#define REACTOR                                                                                    \
    "[tank 酸化槽]\nkind = iron_oxidation_reactor\nfrom = 原水\nvolume = 17 m3\ncells = 3\n"
#define BED(from)                                                                                  \
    "[tank 還元槽]\nkind = sulfate_reducing_bed\nfrom = " from "\nvolume = 600 m3\ncells = 4\n"    \
    "limestone = 150000 kg\nbran = 20000 kg\nhusk = 60000 kg\n"
#define WETLAND(from)                                                                              \
    "[tank 湿地]\nkind = aerobic_wetland\nfrom = " from "\nvolume = 100 m3\ncells = 2\n"

static int read_train(struct bench *bench, const char *bytes, struct water_train *train,
                      struct error *error)
{
    struct water_study_text text;
    int status =
        water_study_text_read(STR("study.txt"), str_from_c(bytes), bench->arena, &text, error);
    *train = (struct water_train){0};
    return status ? status
                  : water_train_read(&text, bench->database, &bench->rates,
                                     embedded_find(&water_model_data, STR("units.tsv")), 20000,
                                     bench->arena, train, error);
}

static struct water_train open_train(struct bench *bench, const char *bytes)
{
    struct water_train train;
    struct error error = {0};
    if (read_train(bench, bytes, &train, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    return train;
}

static double of(const struct water_run *run, size_t tank, const char *constituent)
{
    return run->tanks[tank].molality[water_constituent_find(str_from_c(constituent))];
}

static void settle(struct bench *bench, struct water_train *train, struct water_run *run)
{
    struct error error = {0};
    if (water_train_settle(train, -1, run, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
}

static void takes_iron_in_the_reactor_and_zinc_in_the_bed(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_train(bench, RAW REACTOR BED("酸化槽") WETLAND("還元槽"));
    static struct water_run run;
    settle(bench, &train, &run);
    assert_true(of(&run, 0, "Fe(2)") < 0.9 * 37.5e-3 / 55.845);
    assert_true(of(&run, 0, "Zn") > 0.99 * 18e-3 / 65.38);
    assert_true(of(&run, 1, "Zn") < 2e-3 / 65.38); /* the effluent limit */
    assert_true(of(&run, 1, "Cd") < 0.03e-3 / 112.41);
    assert_true(of(&run, 1, "SO4") < 335e-3 / 96.06);
    assert_true(run.tanks[1].ph > 6 && run.tanks[1].ph < 8);
    assert_true(fabs(run.tanks[1].retention / 3600 - 50) < 0.1);
    assert_true(run.mass_balance < 1e-8);
    assert_true(run.charge_balance < 1e-8);
    water_train_finish(&train);
}

static void a_bed_gives_off_the_nitrogen_and_phosphorus_of_its_organic_matter(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_train(bench, RAW BED("原水"));
    static struct water_run run;
    settle(bench, &train, &run);
    const struct water_tank_result *bed = &run.tanks[0];
    double kilograms = 1000 * bed->flow, nitrogen = 0;
    nitrogen += 0.047 * bed->extent[WATER_HYDROLYSIS_FAST];
    nitrogen += 0.0086 * bed->extent[WATER_HYDROLYSIS_SLOW];
    assert_true(nitrogen > 0);
    assert_true(fabs(kilograms * of(&run, 0, "NH4-N") / nitrogen - 1) < 1e-4);
    assert_true(of(&run, 0, "PO4-P") > 0);
    water_train_finish(&train);
}

static void sulfide_goes_to_the_air(void **state)
{
    struct bench *bench = *state;
    struct water_train train =
        open_train(bench, RAW BED("原水") "[tank 曝気]\nkind = reaeration\nfrom = 還元槽\nvolume = "
                                          "20 m3\ncells = 2\n");
    static struct water_run run;
    settle(bench, &train, &run);
    assert_true(of(&run, 1, "H2S") < 0.8 * of(&run, 0, "H2S"));
    assert_true(run.tanks[1].extent[WATER_H2S_EXCHANGE] > 0);
    assert_true(run.mass_balance < 1e-8);
    water_train_finish(&train);
}

#define CHANNEL(armour)                                                                            \
    "[tank 水路]\nkind = limestone_bed\nfrom = 原水\nvolume = 20 m3\ncells = 2\nlimestone = "  \
    "30000 kg\nlimestone.armour = " armour "\n"

static void iron_on_the_stones_slows_their_dissolution(void **state)
{
    struct bench *bench = *state;
    static struct water_run bare, coated;
    struct error error = {0};
    double ph[2];
    for (int i = 0; i < 2; i++) {
        struct water_train train =
            open_train(bench, i ? RAW CHANNEL("20000 kg/mol") : RAW CHANNEL("0 kg/mol"));
        struct water_run *run = i ? &coated : &bare;
        memset(run, 0, sizeof *run);
        assert_int_equal(water_train_advance(&train, 0, 3 * 86400, 3600, run, &error), 0);
        ph[i] = run->tanks[0].ph;
        water_train_finish(&train);
    }
    assert_true(ph[1] < ph[0] - 0.05);
}

static void lime_is_dosed_to_the_wanted_ph(void **state)
{
    struct bench *bench = *state;
    struct water_train train =
        open_train(bench, RAW "[tank 中和]\nkind = lime_neutralisation\nfrom = 原水\nvolume = 6 "
                              "m3\ndosing_lime.pH = 9.2\no2_exchange.kLa = 5e-3 1/s\n");
    static struct water_run run;
    settle(bench, &train, &run);
    assert_true(fabs(run.tanks[0].ph - 9.2) < 0.06);
    assert_true(of(&run, 0, "Zn") < 2e-3 / 65.38);
    /* about the acidity of the water: Fe 37.5, Zn 18 mg/L, pH 3.5 need some 1.1 mmol/kg of Ca(OH)2
     */
    double dose = run.tanks[0].extent[WATER_DOSING_LIME] / (1000 * run.tanks[0].flow);
    assert_true(dose > 0.9e-3 && dose < 1.6e-3);
    assert_true(run.mass_balance < 1e-8);
    water_train_finish(&train);
}

static void a_share_goes_by(void **state)
{
    struct bench *bench = *state;
    struct water_train train =
        open_train(bench, RAW REACTOR BED("酸化槽 0.7") WETLAND("還元槽, 酸化槽 0.3"));
    static struct water_run run;
    settle(bench, &train, &run);
    double all = water_to_si(100, "L/min");
    assert_true(fabs(run.tanks[1].flow / all - 0.7) < 1e-3);
    assert_true(fabs(run.tanks[2].flow / all - 1) < 1e-3);
    double zinc = 0.3 * of(&run, 0, "Zn") + 0.7 * of(&run, 1, "Zn");
    assert_true(of(&run, 2, "Zn") <= 1.001 * zinc && of(&run, 2, "Zn") > 0.5 * zinc);
    assert_true(run.mass_balance < 1e-8);
    water_train_finish(&train);
}

static void what_goes_round_a_bed_is_mixed_with_what_leaves_it(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_train(bench, RAW BED("原水"));
    static struct water_run run, timed;
    struct error error = {0};
    train.tanks[0].bypass = 0.25;
    settle(bench, &train, &run);
    assert_true(fabs(of(&run, 0, "Cl") * 35450 / 6.5 - 1) < 1e-3);
    assert_true(fabs(of(&run, 0, "Zn") * 65380 / (0.25 * 18) - 1) < 0.01);
    assert_true(fabs(run.tanks[0].flow / water_to_si(100, "L/min") - 1) < 1e-3);
    assert_true(run.mass_balance < 1e-8);
    memset(&timed, 0, sizeof timed);
    train.tanks[0].bypass = 1; /* the cells stand still */
    assert_int_equal(water_train_advance(&train, 0, 2 * 86400, 21600, &timed, &error), 0);
    assert_true(fabs(of(&timed, 0, "Zn") * 65380 / 18 - 1) < 1e-4);
    assert_true(timed.mass_balance < 1e-8 && timed.charge_balance < 1e-8);
    water_train_finish(&train);
}

static void time_keeps_the_balances_and_leads_to_the_steady_state(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_train(bench, RAW REACTOR);
    static struct water_run run, steady;
    struct error error = {0};
    memset(&run, 0, sizeof run);
    if (water_train_advance(&train, 0, 86400, 1800, &run, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    assert_true(run.mass_balance < 1e-8);
    assert_true(run.charge_balance < 1e-8);
    /* no ferrihydrite has gathered that would matter in a day of this water */
    assert_int_equal(water_train_prepare(&train, bench->arena, &error), 0);
    settle(bench, &train, &steady);
    assert_true(fabs(run.tanks[0].ph - steady.tanks[0].ph) < 0.02);
    assert_true(fabs(of(&run, 0, "Fe(2)") / of(&steady, 0, "Fe(2)") - 1) < 0.02);
    water_train_finish(&train);
}

struct seen {
    double times[8], iron[8];
    size_t count;
};

static void see(void *data, double time, const struct water_train *train,
                const struct water_run *run)
{
    struct seen *seen = data;
    (void)train;
    seen->times[seen->count] = time;
    seen->iron[seen->count++] = of(run, 0, "Fe(2)");
}

static void a_copy_after_a_reset_runs_as_the_train_does(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_train(bench, RAW REACTOR), copy;
    static const double times[] = {21600, 43200, 86400};
    static struct water_run run;
    struct seen first = {.count = 0}, second = {.count = 0};
    struct water_span span = {.seconds = 86400,
                              .longest = 3600,
                              .times = times,
                              .time_count = 3,
                              .observe = see,
                              .data = &first};
    struct error error = {0};
    memset(&run, 0, sizeof run);
    assert_int_equal(water_train_run(&train, &span, &run, &error), 0);
    water_train_copy(&train, bench->arena, &copy);
    water_train_reset(&copy);
    span.data = &second;
    memset(&run, 0, sizeof run);
    assert_int_equal(water_train_run(&copy, &span, &run, &error), 0);
    assert_int_equal(first.count, 3);
    assert_memory_equal(&first, &second, sizeof first);
    assert_memory_equal(first.times, times, sizeof times);
    assert_true(first.iron[0] > 0 && first.iron[0] != first.iron[2]);
    water_train_finish(&copy);
    water_train_finish(&train);
}

static void seasons_change_flow_and_temperature(void **state)
{
    struct bench *bench = *state;
    struct water_train train =
        open_train(bench, RAW "monthly = 0.5 0.5 0.6 2 1.5 1 1 1 1 1 1 0.9\n[season]\ntemperature "
                              "= 3 3 4 8 12 15 18 19 16 11 7 4\n" REACTOR);
    static struct water_run winter, spring, summer;
    struct error error = {0};
    assert_int_equal(water_train_settle(&train, 1, &winter, &error), 0);
    assert_int_equal(water_train_settle(&train, 3, &spring, &error), 0);
    assert_int_equal(water_train_settle(&train, 7, &summer, &error), 0);
    assert_true(fabs(spring.tanks[0].flow / winter.tanks[0].flow - 4) < 0.01);
    assert_true(of(&summer, 0, "Fe(2)") < of(&spring, 0, "Fe(2)")); /* snowmelt: cold and short */
    water_train_finish(&train);
}

/* Tables of a stormy fortnight. */
static int read_stormy(void *data, struct str name, struct str *bytes, struct error *error)
{
    (void)data;
    (void)error;
    *bytes = str_equal(name, STR("flow.csv"))
                 ? STR("date,flow [L/min]\n2024-04-01,90\n2024-04-06,100\n2024-04-07,300\n"
                       "2024-04-08,200\n2024-04-11,100\n2024-04-15,100\n")
             : str_equal(name, STR("raw.csv"))
                 ? STR("date,pH,Fe(2) [mg/L],Zn [mg/L]\n2024-04-01,3.5,37,18\n"
                       "2024-04-06,3.5,37,18\n2024-04-07,3.9,20,9\n2024-04-12,3.5,37,18\n")
                 : STR("date,temperature [degC]\n2024-04-01,6\n2024-04-15,12\n");
    return 0;
}

#define STORMY                                                                                     \
    "[water 原水]\nseries = raw.csv\ntemperature = 12 degC\npH = 3.5\nFe(2) = 37.5 mg/L\n"       \
    "Zn = 18 mg/L\nCd = 0.1 mg/L\nSO4 = 335 mg/L\nCa = 46 mg/L\nMg = 12 mg/L\nNa = 8.5 mg/L\n"     \
    "Cl = 6.5 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\n[flow]\nvalue = 100 L/min\nseries = flow.csv\n"
#define COLD_REACTOR                                                                               \
    "[tank 酸化槽]\nkind = iron_oxidation_reactor\nfrom = 原水\nretention = 150 min\n"        \
    "cells = 3\ntemperature_series = t.csv\n"

static struct water_train open_stormy(struct bench *bench, const char *bytes)
{
    struct water_study_text text;
    struct water_train train = {0};
    struct error error = {0};
    int status =
        water_study_text_read(STR("study.txt"), str_from_c(bytes), bench->arena, &text, &error);
    text.files = (struct water_files){read_stormy, NULL};
    if (status || water_train_read(&text, bench->database, &bench->rates,
                                   embedded_find(&water_model_data, STR("units.tsv")), 20000,
                                   bench->arena, &train, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    return train;
}

enum { STORMY_DAYS = 14 };
struct days {
    double flow[STORMY_DAYS], zinc[STORMY_DAYS], iron[STORMY_DAYS], ph[STORMY_DAYS];
    size_t count;
};

static void see_day(void *data, double time, const struct water_train *train,
                    const struct water_run *run)
{
    struct days *days = data;
    size_t last = train->tank_count - 1;
    (void)time;
    days->flow[days->count] = run->tanks[0].flow;
    days->iron[days->count] = of(run, 0, "Fe(2)");
    days->zinc[days->count] = of(run, last, "Zn");
    days->ph[days->count++] = run->tanks[last].ph;
}

static void run_stormy(struct water_train *train, double longest, double tolerance,
                       struct days *days, struct water_run *run)
{
    double times[STORMY_DAYS];
    struct error error = {0};
    for (int i = 0; i < STORMY_DAYS; i++)
        times[i] = 86400 * (i + 1);
    struct water_span span = {.seconds = 86400 * STORMY_DAYS,
                              .longest = longest,
                              .tolerance = tolerance,
                              .times = times,
                              .time_count = STORMY_DAYS,
                              .observe = see_day,
                              .data = days};
    memset(run, 0, sizeof *run);
    days->count = 0;
    water_train_reset(train);
    assert_int_equal(water_train_run(train, &span, run, &error), 0);
    assert_int_equal(days->count, STORMY_DAYS);
}

static void steps_follow_a_storm_and_keep_the_balances(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_stormy(bench, STORMY COLD_REACTOR WETLAND("酸化槽"));
    static struct water_run fine_run, run;
    struct days fine, days;
    run_stormy(&train, 1200, 0, &fine, &fine_run);
    run_stormy(&train, 86400, 0.01, &days, &run);
    assert_true(run.train_steps < fine_run.train_steps / 3);
    assert_true(run.mass_balance < 1e-10 && run.charge_balance < 1e-10);
    double mean = 0;
    for (int i = 0; i < STORMY_DAYS; i++) {
        double iron = fabs(days.iron[i] / fine.iron[i] - 1);
        double zinc = fabs(days.zinc[i] / fine.zinc[i] - 1);
        mean += (iron + zinc) / (2 * STORMY_DAYS);
        /* at the peak of the storm a mean over some hours stands for a moment */
        assert_true(iron < 0.06 && zinc < 0.06 && fabs(days.ph[i] - fine.ph[i]) < 0.05);
    }
    assert_true(mean < 0.01);
    /* the storm came through: three times the water with half the zinc */
    assert_true(days.flow[5] / days.flow[3] > 2.7);
    assert_true(days.zinc[6] < 0.75 * days.zinc[3]);
    water_train_finish(&train);
}

static void retention_gives_the_volume(void **state)
{
    struct bench *bench = *state;
    struct water_train train = open_stormy(bench, STORMY COLD_REACTOR);
    assert_int_equal(train.begin, day_of_date((struct date){2024, 4, 1}));
    double expected = 100 * 150 / 1000.0 / 0.9; /* of pores 90 % */
    assert_true(fabs(train.tanks[0].volume / expected - 1) < 1e-9);
    water_train_finish(&train);
}

static void drawn_sludge_is_booked(void **state)
{
    struct bench *bench = *state;
    struct water_train train =
        open_train(bench, RAW "[tank 沈殿]\nkind = iron_oxidation_reactor\nfrom = 原水\nvolume = "
                              "100 m3\nsludge = drawn\n");
    static struct water_run run;
    struct error error = {0};
    memset(&run, 0, sizeof run);
    assert_int_equal(water_train_advance(&train, 0, 20 * 86400, 21600, &run, &error), 0);
    assert_true(run.tanks[0].drawn[0] > 1 && run.tanks[0].solid[0] == 0);
    assert_true(run.mass_balance < 1e-10);
    water_train_finish(&train);
}

static int empty_the_bed(void *data, double time, struct water_train *train, struct error *error)
{
    double *when = data;
    (void)error;
    *when = time;
    for (uint32_t c = 0; c < train->cell_count; c++)
        train->cells[c].pools[WATER_POOL_LIMESTONE] = 0;
    return 0;
}

static void a_stop_changes_the_train_and_the_balance_holds(void **state)
{
    struct bench *bench = *state;
    struct water_train train =
        open_train(bench, RAW "[tank 石]\nkind = limestone_bed\nfrom = 原水\nvolume = 60 m3\n"
                              "limestone = 50000 kg\ncells = 2\n");
    static struct water_run run;
    static const double stops[] = {10.3 * 86400};
    double when = 0;
    struct error error = {0};
    struct water_span span = {.seconds = 20 * 86400,
                              .longest = 86400,
                              .tolerance = 0.02,
                              .stops = stops,
                              .stop_count = 1,
                              .act = empty_the_bed,
                              .data = &when};
    memset(&run, 0, sizeof run);
    assert_int_equal(water_train_run(&train, &span, &run, &error), 0);
    assert_true(when == stops[0]);
    assert_true(run.tanks[0].ph < 4.5 && run.mass_balance < 1e-10);
    water_train_finish(&train);
}

static void refuses_trains_that_cannot_be(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {REACTOR, "raw water"},
        {RAW, "no tank"},
        {RAW BED("酸化槽") REACTOR, "no way back"},
        {RAW REACTOR BED("酸化槽 0.7") WETLAND("酸化槽 0.5"), "exceed 1"},
        {RAW "[tank a]\nkind = pond\nfrom = 原水\nvolume = 3 m3\n", "sulfate_reducing_bed"},
        {RAW "[tank a]\nkind = settling_pond\nfrom = 原水\nvolume = 0 m3\n", "volume"},
        {RAW "[tank a]\nkind = settling_pond\nfrom = 原水\nvolume = 3 m3\niron_bacterial.R_max = "
             "1e-8 mol/kg/s\n",
         "nearest"},
        {RAW REACTOR "iron_bacterial.K_Fe = 3 m3\n", "mol/kg"},
        {RAW "[tank a]\nkind = settling_pond\nfrom = 原水\nretention = 0 h\n", "retention"},
        {RAW "[tank a]\nkind = settling_pond\nfrom = 原水\n", "volume or retention"},
        {RAW REACTOR "retention = 2 h\n", "volume or retention"},
        {RAW "series = flow.csv\n" REACTOR, "cannot name a table"},
        {RAW "monthly = 1 2 3\n" REACTOR, "twelve"},
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct water_train train;
        struct error error = {0};
        int status = read_train(bench, bad[i].text, &train, &error);
        struct str sentence = error_sentence(&error, LANG_EN, bench->arena);
        if (!status || !str_contains(sentence, str_from_c(bad[i].says)))
            fail_msg("case %zu: %" PRIstr, i, STR_ARG(sentence));
        water_train_finish(&train);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_iron_in_the_reactor_and_zinc_in_the_bed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_bed_gives_off_the_nitrogen_and_phosphorus_of_its_organic_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sulfide_goes_to_the_air, set_up, tear_down),
        cmocka_unit_test_setup_teardown(iron_on_the_stones_slows_their_dissolution, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(lime_is_dosed_to_the_wanted_ph, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_share_goes_by, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_goes_round_a_bed_is_mixed_with_what_leaves_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(time_keeps_the_balances_and_leads_to_the_steady_state,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_copy_after_a_reset_runs_as_the_train_does, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(seasons_change_flow_and_temperature, set_up, tear_down),
        cmocka_unit_test_setup_teardown(steps_follow_a_storm_and_keep_the_balances, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(retention_gives_the_volume, set_up, tear_down),
        cmocka_unit_test_setup_teardown(drawn_sludge_is_booked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stop_changes_the_train_and_the_balance_holds, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_trains_that_cannot_be, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
