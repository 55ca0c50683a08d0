/* Solids that leave a tank with its water: settling, filtering, totals, balances. */
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
    struct water_train train;
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
                             bench.arena, &bench.rates, NULL);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    water_train_finish(&bench->train);
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

/* Iron that is oxidised as it comes in, at a pH at which it all precipitates. */
#define RAW                                                                                         \
    "[water 原水]\ntemperature = 20 degC\npH = 7\nFe(2) = 20 mg/L\nSO4 = 100 mg/L\n" \
    "Ca = 60 mg/L\nNa = 10 mg/L\nTIC = 40 mg/L\nO2 = 9 mg/L\n[flow]\nvalue = 10 m3/d\n"
#define POND                                                                                       \
    "[tank 池]\nkind = settling_pond\nfrom = 原水\nvolume = 20 m3\ncells = 1\n"                 \
    "iron_homogeneous.factor = 1000\n"
#define CHANNEL                                                                                    \
    "[tank 水路]\nkind = aeration_channel\nfrom = 原水\nvolume = 2 m3\npasses = 1\n"           \
    "iron_homogeneous.factor = 1000\n"
#define BED()                                                                                      \
    "[tank 床]\nkind = limestone_bed\nfrom = 水路\nvolume = 20 m3\ncells = 4\npasses = 0.05\n"

static void open_study(struct bench *bench, const char *bytes)
{
    struct water_study_text text;
    struct error error = {0};
    if (water_study_text_read(STR("study.txt"), str_from_c(bytes), bench->arena, &text, &error) ||
        water_train_read(&text, bench->database, &bench->rates,
                         embedded_find(&water_model_data, STR("units.tsv")), 20179, bench->arena,
                         &bench->train, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
}

static void settle(struct bench *bench)
{
    struct error error = {0};
    if (water_train_settle(&bench->train, -1, &bench->run, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    assert_true(bench->run.mass_balance < 1e-8);
}

static double iron(const double *molality)
{
    return molality[water_constituent_find(STR("Fe(2)"))] +
           molality[water_constituent_find(STR("Fe(3)"))];
}

static double hanging(const struct bench *bench, size_t tank)
{
    const struct water_tank_result *r = &bench->run.tanks[tank];
    return iron(r->total) - iron(r->molality);
}

static void a_stirred_pond_settles_by_its_first_order_coefficient(void **state)
{
    struct bench *bench = *state;
    open_study(bench, RAW POND);
    settle(bench);
    const struct water_tank_result *r = &bench->run.tanks[0];
    double k = 2.1e-2 / 3600, retention = 2 * 86400;
    double formed = 20e-3 / 55.845 - iron(r->molality);
    assert_true(formed > 0.9 * 20e-3 / 55.845);
    assert_true(fabs(hanging(bench, 0) / (formed / (1 + k * retention)) - 1) < 1e-3);
    /* Fe(OH)3: 106.9 g/mol */
    assert_true(fabs(r->suspended / (hanging(bench, 0) * 0.10687) - 1) < 1e-3);
}

static void what_hangs_and_what_settles_is_all_of_the_metal(void **state)
{
    struct bench *bench = *state;
    open_study(bench, RAW POND);
    settle(bench);
    const struct water_tank_result *r = &bench->run.tanks[0];
    double settled = 0;
    for (uint32_t i = 0; i < bench->train.tanks[0].solids.count; i++)
        if (str_equal(bench->database->phases[bench->train.tanks[0].solids.solid[i].phase].name,
                      STR("Ferrihydrite")))
            settled = r->solid[i];
    double come = 20e-3 / 55.845 * r->flow * 1000;
    assert_true(fabs((iron(r->total) * r->flow * 1000 + settled) / come - 1) < 1e-4);
}

static void a_bed_lets_the_same_share_through_at_any_flow(void **state)
{
    struct bench *bench = *state;
    double shares[2];
    for (int i = 0; i < 2; i++) {
        open_study(bench, RAW CHANNEL BED());
        bench->train.flows[0] *= i ? 3 : 1;
        settle(bench);
        shares[i] = hanging(bench, 1) / hanging(bench, 0);
        water_train_finish(&bench->train);
    }
    /* hardly any iron is left to precipitate in the bed */
    assert_true(fabs(shares[0] - 0.05) < 0.005 && fabs(shares[1] / shares[0] - 1) < 0.1);
    open_study(bench, RAW POND);
}

static void time_leads_to_the_steady_particles_and_keeps_the_balance(void **state)
{
    struct bench *bench = *state;
    struct error error = {0};
    struct water_span span = {.seconds = 40 * 86400.0, .longest = 86400, .tolerance = 0.02};
    open_study(bench, RAW CHANNEL BED());
    settle(bench);
    double steady = hanging(bench, 1);
    water_train_reset(&bench->train);
    memset(&bench->run, 0, sizeof bench->run);
    assert_int_equal(water_train_run(&bench->train, &span, &bench->run, &error), 0);
    assert_true(bench->run.mass_balance < 1e-8 && bench->run.charge_balance < 1e-8);
    assert_true(fabs(hanging(bench, 1) / steady - 1) < 0.02);
}

static void what_goes_round_a_bed_keeps_its_particles(void **state)
{
    struct bench *bench = *state;
    open_study(bench, RAW CHANNEL BED());
    bench->train.tanks[1].bypass = 0.5;
    settle(bench);
    double share = hanging(bench, 1) / hanging(bench, 0);
    assert_true(share > 0.5 && share < 0.56);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stirred_pond_settles_by_its_first_order_coefficient,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_hangs_and_what_settles_is_all_of_the_metal, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_bed_lets_the_same_share_through_at_any_flow, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(time_leads_to_the_steady_particles_and_keeps_the_balance,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_goes_round_a_bed_keeps_its_particles, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
