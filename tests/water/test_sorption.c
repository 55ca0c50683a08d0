/* Metals on fresh ferrihydrite: the law beside the surface complexation of the chemistry room with
   the constants of data/chem/amd.dat (Dzombak & Morel 1990), and what a tank makes of it. */
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
    struct chem *chem;
    struct water_values rates;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench.arena = arena_create();
    *state = &bench;
    if (chem_database_read(STR("amd.dat"), chem_amd_text(), &bench.database, NULL))
        return 1;
    bench.chem = chem_create(bench.database);
    return water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                             bench.arena, &bench.rates, NULL);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    chem_destroy(bench->chem);
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

/* mg/L of the example's mine water, with some arsenic. */
static struct water_quality mine_water(double ph)
{
    static const struct {
        const char *key;
        double milligrams;
    } content[] = {{"Zn", 18},     {"Cd", 0.1},  {"Cu(2)", 8}, {"Pb", 0.11}, {"Mn(2)", 4},
                   {"As(5)", 0.1}, {"SO4", 335}, {"Ca", 46},   {"Mg", 12},   {"Na", 8.5},
                   {"TIC", 3},     {"Fe(2)", 5}, {"SiO2", 20}, {"F", 0.5},   {"PO4-P", 0.1}};
    struct water_quality quality = {.ph = ph, .kelvin = 285.15};
    for (size_t i = 0; i < sizeof content / sizeof *content; i++) {
        int k = water_constituent_find(str_from_c(content[i].key));
        quality.molality[k] = content[i].milligrams / 1000 / water_constituents[k].molar_mass;
    }
    return quality;
}

static struct chem_water water_at(struct bench *bench, double ph)
{
    struct water_quality quality = mine_water(ph);
    const struct chem_model *model;
    struct chem_water water;
    assert_int_equal(water_quality_model(bench->chem, &quality, 1, NULL, &model, NULL), 0);
    assert_int_equal(water_quality_speciate(bench->chem, model, &quality, &water, NULL), 0);
    return water;
}

static int32_t component_of(struct bench *bench, const struct chem_model *model, const char *master)
{
    return chem_model_component(model, chem_database_master(bench->database, str_from_c(master)));
}

/* What a mol of ferrihydrite holds by the chemistry room: 600 m2/g, 107 g/mol. */
static double by_complexation(struct bench *bench, struct chem_water water, const char *master)
{
    struct chem_sorption surface = {0};
    int32_t layer;
    assert_int_equal(chem_sorption_add_surface(&surface, 600 * 106.87, &layer, NULL), 0);
    assert_int_equal(
        chem_sorption_add_site(bench->database, &surface, STR("Hfo_w"), 0.2, layer, NULL), 0);
    assert_int_equal(
        chem_sorption_add_site(bench->database, &surface, STR("Hfo_s"), 0.005, layer, NULL), 0);
    assert_int_equal(chem_prepare_sorption(bench->chem, &water, &surface, NULL), 0);
    chem_sorption_meet(chem_solver_of(bench->chem), &water, &surface);
    return surface.bound[component_of(bench, water.model, master)];
}

/* The law at one mol of ferrihydrite in a second. */
static double by_law(struct bench *bench, struct chem_water water, enum water_law law)
{
    struct chem_cell cell = {.water = &water};
    struct water_places places;
    struct water_rate rate;
    struct chem_solids none = {.count = 1}, some;
    none.solid[0].phase = chem_database_phase(bench->database, STR("Ferrihydrite"));
    some = none;
    some.solid[0].amount = 1;
    assert_int_equal(chem_equilibrate(chem_solver_of(bench->chem), &cell, NULL, NULL), 0);
    struct chem_answer answer = chem_answer_of(chem_solver_of(bench->chem));
    water_places_of(water.model, &places);
    assert_int_equal(water_rate_init(law, &bench->rates, 20179, &rate, NULL), 0);
    water_rate_compile(water.model, &rate);
    double pools[WATER_POOLS] = {0};
    struct water_sight sight = {.places = &places,
                                .answer = &answer,
                                .water = &water,
                                .solids = &some,
                                .pools = pools,
                                .pools_new = pools,
                                .formed_from = &none,
                                .formed_to = &some,
                                .seconds = 1};
    return water_rate_of(&rate, &sight);
}

static void the_law_is_the_surface_complexation_of_the_chemistry(void **state)
{
    struct bench *bench = *state;
    static const struct {
        enum water_law law;
        const char *master;
    } metals[] = {{WATER_SORPTION_ZN, "Zn"},    {WATER_SORPTION_CD, "Cd"},
                  {WATER_SORPTION_CU, "Cu(2)"}, {WATER_SORPTION_PB, "Pb"},
                  {WATER_SORPTION_MN, "Mn(2)"}, {WATER_SORPTION_AS, "As(5)"}};
    for (double ph = 3; ph < 9.1; ph += 0.5)
        for (size_t i = 0; i < sizeof metals / sizeof *metals; i++) {
            struct chem_water water = water_at(bench, ph);
            double expected = by_complexation(bench, water, metals[i].master);
            double ratio = expected / by_law(bench, water, metals[i].law);
            if (!(fabs(ratio - 1) < 1e-3))
                fail_msg("pH %g %s: %g of the law", ph, metals[i].master, ratio);
        }
}

static void open_train(struct bench *bench, const char *bytes, struct water_train *train)
{
    struct water_study_text text;
    struct error error = {0};
    if (water_study_text_read(STR("study.txt"), str_from_c(bytes), bench->arena, &text, &error) ||
        water_train_read(&text, bench->database, &bench->rates,
                         embedded_find(&water_model_data, STR("units.tsv")), 20179, bench->arena,
                         train, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
}

#define PLANT(iron)                                                                                \
    "[water 原水]\ntemperature = 12 degC\npH = 3.5\nFe(2) = " iron " mg/L\nCd = 0.1 mg/L\n"        \
    "As(5) = 0.2 mg/L\nSO4 = 335 mg/L\nCa = 46 mg/L\nNa = 8.5 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\n"   \
    "[flow]\nvalue = 10 m3/d\n[tank 中和]\nkind = lime_neutralisation\nfrom = 原水\n"          \
    "volume = 1 m3\ndosing_lime.pH = 8.5\no2_exchange.kLa = 5e-3 1/s\n"                            \
    "[tank シックナー]\nkind = thickener\nfrom = 中和\nvolume = 4 m3\n"

static double share_left(const struct water_run *run, size_t tank, const char *key, double came,
                         bool total)
{
    int k = water_constituent_find(str_from_c(key));
    const double *amounts = total ? run->tanks[tank].total : run->tanks[tank].molality;
    return 1000 * amounts[k] * water_constituents[k].molar_mass / came;
}

static void iron_takes_cadmium_and_arsenic_along_in_a_plant(void **state)
{
    struct bench *bench = *state;
    static struct water_run run;
    static const char *const plants[] = {PLANT("40"), PLANT("400")};
    double cadmium[2];
    for (int i = 0; i < 2; i++) {
        struct water_train train;
        open_train(bench, plants[i], &train);
        assert_int_equal(water_train_settle(&train, -1, &run, NULL), 0);
        assert_true(run.mass_balance < 1e-8 && run.charge_balance < 1e-8);
        cadmium[i] = share_left(&run, 0, "Cd", 0.1, false);
        assert_true(share_left(&run, 0, "As(5)", 0.2, false) < 0.05);
        /* what was taken hangs in the tank and stays in the thickener */
        assert_true(fabs(share_left(&run, 0, "Cd", 0.1, true) - 1) < 1e-3);
        assert_true(share_left(&run, 1, "As(5)", 0.2, true) < 0.07);
        water_train_finish(&train);
    }
    assert_true(cadmium[0] < 0.5 && cadmium[1] < 0.3 * cadmium[0]);
}

static void time_leads_to_what_the_steady_state_takes(void **state)
{
    struct bench *bench = *state;
    static struct water_run run;
    struct water_train train;
    struct water_span span = {.seconds = 20 * 86400.0, .longest = 43200, .tolerance = 0.02};
    open_train(bench, PLANT("40"), &train);
    assert_int_equal(water_train_settle(&train, -1, &run, NULL), 0);
    double steady = share_left(&run, 0, "Cd", 0.1, false);
    water_train_reset(&train);
    memset(&run, 0, sizeof run);
    assert_int_equal(water_train_run(&train, &span, &run, NULL), 0);
    assert_true(run.mass_balance < 1e-8 && run.charge_balance < 1e-8);
    assert_true(fabs(share_left(&run, 0, "Cd", 0.1, false) / steady - 1) < 0.02);
    water_train_finish(&train);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_law_is_the_surface_complexation_of_the_chemistry,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(iron_takes_cadmium_and_arsenic_along_in_a_plant, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(time_leads_to_what_the_steady_state_takes, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
