/* Trains in operation: beds that fill up and let water go round, renewal, blockage, outage, growth.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/operation.h"

extern const struct embedded_files water_model_data;

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct water_values rates, beds;
    struct water_train train;
    struct water_operation operation;
    struct water_run run;
};

static int set_up(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    bench.arena = arena_create();
    *state = &bench;
    return chem_database_read(STR("amd.dat"), chem_amd_text(), &bench.database, NULL) ||
           water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                             bench.arena, &bench.rates, NULL) ||
           water_values_read(STR("beds.tsv"), embedded_find(&water_model_data, STR("beds.tsv")),
                             bench.arena, &bench.beds, NULL);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    water_train_finish(&bench->train);
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

#define STUDY                                                                                         \
    "[water 原水]\ntemperature = 20 degC\npH = 5.5\nFe(2) = 5 mg/L\nZn = 18 mg/L\nSO4 = 335 "       \
    "mg/L\nCa = 46 mg/L\nNa = 8.5 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\n[flow]\nvalue = 10 m3/d\n"         \
    "[tank 槽]\nkind = sulfate_reducing_bed\nfrom = 原水\nvolume = 40 m3\ncells = 2\nlimestone = " \
    "10000 kg\nbran = 1400 kg\nhusk = 4000 kg\n"

static int read_study(struct bench *bench, const char *bytes, struct error *error)
{
    struct water_study_text text;
    int status =
        water_study_text_read(STR("study.txt"), str_from_c(bytes), bench->arena, &text, error);
    if (!status)
        status = water_train_read(&text, bench->database, &bench->rates,
                                  embedded_find(&water_model_data, STR("units.tsv")), 20179,
                                  bench->arena, &bench->train, error);
    return status ? status
                  : water_operation_read(&text, &bench->train, &bench->beds, 20179, bench->arena,
                                         &bench->operation, error);
}

static void open_study(struct bench *bench, const char *bytes)
{
    struct error error = {0};
    if (read_study(bench, bytes, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
}

static void run_days(struct bench *bench, int64_t days)
{
    struct error error = {0};
    if (water_operation_advance(&bench->operation, days, 43200, &bench->run, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    assert_true(bench->run.mass_balance < 1e-8);
    assert_true(bench->run.charge_balance < 1e-8);
}

static double zinc(const struct bench *bench)
{
    return bench->run.tanks[0].molality[water_constituent_find(STR("Zn"))] * 65380;
}

static void what_precipitates_and_settles_takes_pores(void **state)
{
    struct bench *bench = *state;
    open_study(bench, STUDY "[bed 槽]\ndepth = 1.5 m\nhead = 0.5 m\n");
    struct water_bed_state fresh, full;
    const struct water_bed *bed = &bench->operation.beds[0];
    double flow = bench->train.flows[0];
    water_bed_look(&bench->train, 0, bed, flow, 1, &fresh);
    assert_true(fabs(fresh.porosity - 0.5) < 1e-12 && fabs(fresh.permeability - 1) < 1e-12);
    /* Darcy: h = q L / K = 10 m3/d / (40 / 1.5 m2) x 1.5 m / 1e-3 m/s */
    assert_true(fabs(fresh.head_needed - 10 / 86400.0 / (40 / 1.5) * 1.5 / 1e-3) < 1e-12);
    assert_true(fresh.bypass == 0 && fresh.carbon == 1 && fresh.limestone == 1);
    struct water_cell *cell = bench->train.cells;
    double ferrihydrite = 0;
    for (uint32_t i = 0; i < cell->solids.count; i++)
        if (bed->deposit[i] == 6.5e-4)
            ferrihydrite = cell->solids.solid[i].amount = 0.6; /* 0.6 x 0.65 of the pores */
    assert_true(ferrihydrite > 0);
    water_bed_look(&bench->train, 0, bed, flow, 1, &full);
    double n = 0.5 * (1 - 0.6 * 0.65), k = pow(n / 0.5, 3) * pow(0.5 / (1 - n), 2);
    assert_true(fabs(full.narrowest - n) < 1e-12);
    assert_true(fabs(full.permeability - 2 / (1 / k + 1)) < 1e-12);
}

static void water_goes_round_when_the_head_does_not_suffice(void **state)
{
    struct bench *bench = *state;
    open_study(bench, STUDY "[bed 槽]\ndepth = 1.5 m\nhead = 0.1 m\n[event 目詰まり]\nkind = "
                            "blockage\ndate = 2025-04-11\ntank = 槽\nfactor = 0.03\nuntil = "
                            "2025-04-21\n");
    run_days(bench, 10);
    double before = zinc(bench);
    assert_true(bench->train.tanks[0].bypass == 0);
    run_days(bench, 5);
    double bypass = bench->train.tanks[0].bypass;
    /* head needed 0.0065 m / 0.03 = 0.22 m of which 0.1 m is there */
    assert_true(bypass > 0.5 && bypass < 0.6);
    assert_true(fabs(zinc(bench) - bypass * 18) < 1 && zinc(bench) > before + 5);
    assert_true(bench->operation.records[0].reached[WATER_END_HEAD]);
    run_days(bench, 10);
    assert_true(bench->train.tanks[0].bypass == 0);
}

static void a_renewal_makes_the_bed_new(void **state)
{
    struct bench *bench = *state;
    open_study(bench, STUDY "[event 更新]\nkind = renewal\ndate = 2025-05-01\ntank = 槽\n[event "
                            "米ぬか]\nkind = renewal\ndate = 2025-05-11\ntank = 槽\nbran = 140 "
                            "kg\n");
    run_days(bench, 30);
    const struct water_bed_record *record = &bench->operation.records[0];
    enum water_end which;
    double day, carbon = record->now.carbon;
    assert_true(carbon < 0.98 && record->now.limestone < 1);
    assert_true(water_operation_first_end(record, &which, &day) && day > 100);
    run_days(bench, 1);
    assert_true(record->now.carbon > 0.99 && record->renewals == 1);
    run_days(bench, 9);
    double later = record->now.carbon;
    run_days(bench, 1);
    /* 140 of 5,400 kg */
    assert_true(record->now.carbon > later + 0.02 && record->renewals == 2);
}

static void bacteria_grow_after_a_cold_start(void **state)
{
    struct bench *bench = *state;
    open_study(bench, STUDY "[operation]\nstart = 2025-06-01\ncold_start = yes\n");
    run_days(bench, 5);
    double sulfate = bench->run.tanks[0].molality[water_constituent_find(STR("SO4"))];
    assert_true(bench->train.cells[0].pools[WATER_POOL_DORMANT] > 0.9);
    run_days(bench, 55);
    assert_true(bench->train.cells[0].pools[WATER_POOL_DORMANT] < 0.05);
    assert_true(bench->run.tanks[0].molality[water_constituent_find(STR("SO4"))] < sulfate - 2e-4);
}

static void an_outage_stops_flow_or_air(void **state)
{
    struct bench *bench = *state;
    static const char study[] =
        "[water 原水]\ntemperature = 20 degC\npH = 6.5\nFe(2) = 20 mg/L\nSO4 = 100 mg/L\nCa = 46 "
        "mg/L\nTIC = 20 mg/L\nO2 = 1 mg/L\n[flow]\nvalue = 100 m3/d\n[tank 曝気]\nkind = "
        "aeration_channel\nfrom = 原水\nvolume = 10 m3\no2_exchange.kLa = 2e-3 1/s\n[event "
        "停電]\nkind = outage\ndate = 2025-04-04\nuntil = 2025-04-06\ntank = 曝気\nstops = "
        "aeration\n[event 止水]\nkind = outage\ndate = 2025-04-08\nuntil = 2025-04-09\ntank = "
        "曝気\n[event 融雪]\nkind = flow_change\ndate = 2025-04-10\nfactor = 3\n";
    open_study(bench, study);
    int iron = water_constituent_find(STR("Fe(2)"));
    run_days(bench, 3);
    double usual = bench->run.tanks[0].molality[iron];
    run_days(bench, 2);
    assert_true(bench->run.tanks[0].molality[iron] > usual + 1e-5); /* no air */
    run_days(bench, 2);
    double again = bench->run.tanks[0].molality[iron]; /* more ferrihydrite than before */
    assert_true(again < usual && again > 0.8 * usual);
    run_days(bench, 1);
    assert_true(fabs(bench->run.tanks[0].molality[iron] * 55845 / 20 - 1) < 1e-3); /* all round */
    run_days(bench, 2);
    assert_true(fabs(bench->run.tanks[0].flow * 86400 / 300 - 1) < 1e-3);
    assert_true(bench->run.tanks[0].molality[iron] > usual);
}

static void refuses_events_that_cannot_be(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {STUDY "[event a]\nkind = flood\ndate = 2025-05-01\n", "renewal"},
        {STUDY "[event a]\nkind = renewal\ndate = 2025-05-01\ntank = 池\n", "no tank or water"},
        {STUDY "[event a]\nkind = renewal\ndate = 2025-05-01\ntank = 槽\nfactor = 2\n", "nearest"},
        {STUDY "[event a]\nkind = outage\ndate = 2025-05-01\ntank = 槽\n", "until"},
        {STUDY "[event a]\nkind = outage\ndate = 2025-05-01\nuntil = 2025-05-01\ntank = 槽\n",
         "after"},
        {STUDY "[event a]\nkind = blockage\ndate = 2025-05-01\ntank = 槽\nfactor = 2\n", "at most 1"},
        {STUDY "[event a]\nkind = renewal\ndate = May\ntank = 槽\n", "date"},
        {STUDY "[bed 池]\nhead = 1 m\n", "no tank"},
        {STUDY "[bed 槽]\nhead = 1 kg\n", "unit"},
        {STUDY "[operation]\nbegin = 2025-05-01\n", "start"},
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        int status = read_study(bench, bad[i].text, &error);
        struct str sentence = error_sentence(&error, LANG_EN, bench->arena);
        if (!status || !str_contains(sentence, str_from_c(bad[i].says)))
            fail_msg("case %zu: %" PRIstr, i, STR_ARG(sentence));
        water_train_finish(&bench->train);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_precipitates_and_settles_takes_pores, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(water_goes_round_when_the_head_does_not_suffice, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_renewal_makes_the_bed_new, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bacteria_grow_after_a_cold_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_outage_stops_flow_or_air, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_events_that_cannot_be, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
