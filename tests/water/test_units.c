/* Every kind of data/water/units.tsv: steady and for 30 days its elements and charge balance; what
   its lumped rules say; what an active plant doses and leaves as sludge. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/baseline.h"
#include "water/model/operation.h"
#include "water/model/plant.h"

extern const struct embedded_files water_model_data;

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct water_values rates, design;
    struct str units;
    struct water_train train;
    struct water_run run;
};

static int set_up(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    bench.arena = arena_create();
    bench.units = embedded_find(&water_model_data, STR("units.tsv"));
    *state = &bench;
    return chem_database_read(STR("amd.dat"), chem_amd_text(), &bench.database, NULL) ||
           water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                             bench.arena, &bench.rates, NULL) ||
           water_values_read(STR("design.tsv"), embedded_find(&water_model_data, STR("design.tsv")),
                             bench.arena, &bench.design, NULL);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    water_train_finish(&bench->train);
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

static const char acid[] =
    "[water 原水]\ntemperature = 12 degC\npH = 3.5\nFe(2) = 37.5 mg/L\nFe(3) = 2 mg/L\nAl = 2.2 "
    "mg/L\nZn = 18 mg/L\nCd = 0.1 mg/L\nCu(2) = 8 mg/L\nPb = 0.11 mg/L\nMn(2) = 4 mg/L\nSO4 = 335 "
    "mg/L\nCa = 46 mg/L\nMg = 12 mg/L\nNa = 8.5 mg/L\nCl = 6.5 mg/L\nTIC = 3 mg/L\nO2 = 5 "
    "mg/L\n[flow]\nvalue = 10 m3/d\n";

static void open_study(struct bench *bench, const char *water, const char *tanks)
{
    struct water_study_text text;
    struct error error = {0};
    struct str bytes = arena_format(bench->arena, "%s%s", water, tanks);
    if (water_study_text_read(STR("study.txt"), bytes, bench->arena, &text, &error) ||
        water_train_read(&text, bench->database, &bench->rates, bench->units, 20179, bench->arena,
                         &bench->train, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
}

static void check_balances(const struct bench *bench, struct str kind, const char *how)
{
    if (!(bench->run.mass_balance <= 1e-8) || !(bench->run.charge_balance <= 1e-8))
        fail_msg("%" PRIstr " %s: mass %g, charge %g", STR_ARG(kind), how, bench->run.mass_balance,
                 bench->run.charge_balance);
}

/* One kind alone, on acid water. */
static void run_kind(struct bench *bench, struct str kind)
{
    struct error error = {0};
    struct water_span span = {.seconds = 30 * 86400.0, .longest = 86400, .tolerance = 0.02};
    struct str tank = arena_format(
        bench->arena,
        "[tank 槽]\nkind = %.*s\nfrom = 原水\nvolume = 20 m3\ncells = 2\nlimestone = 9000 "
        "kg\nbran = 700 kg\nhusk = 2000 kg\n",
        (int)kind.n, kind.p);
    open_study(bench, acid, arena_c(bench->arena, tank));
    if (water_train_settle(&bench->train, -1, &bench->run, &error))
        fail_msg("%" PRIstr ": %" PRIstr, STR_ARG(kind),
                 STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    check_balances(bench, kind, "steady");
    assert_true(bench->run.tanks[0].ph > 2 && bench->run.tanks[0].ph < 11);
    water_train_reset(&bench->train);
    memset(&bench->run, 0, sizeof bench->run);
    if (water_train_run(&bench->train, &span, &bench->run, &error))
        fail_msg("%" PRIstr ": %" PRIstr, STR_ARG(kind),
                 STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    check_balances(bench, kind, "for 30 days");
    water_train_finish(&bench->train);
}

static void every_kind_balances_steady_and_for_thirty_days(void **state)
{
    struct bench *bench = *state;
    struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = STR("units.tsv")};
    struct csv_reader *reader = csv_reader_create_text(bench->units, &options);
    struct csv_row row;
    size_t kinds = 0;
    assert_int_equal(csv_read(reader, &row, NULL), 0);
    for (; csv_read(reader, &row, NULL) == 0 && row.count > 0; kinds++)
        run_kind(bench, arena_copy(bench->arena, csv_field(&row, 0)));
    csv_reader_destroy(reader);
    assert_true(kinds >= 15);
}

static const struct water_baseline_row *find_rule(const struct water_baseline_row *rows,
                                                  size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].number->key, str_from_c(key)))
            return &rows[i];
    fail_msg("no rule %s", key);
    return NULL;
}

static void lumped_rules_stand_beside_the_kinetic_model(void **state)
{
    struct bench *bench = *state;
    struct water_design design = {&bench->design, 20179};
    struct water_baseline_row *rows;
    struct error error = {0};
    size_t count;
    open_study(bench, acid,
               "[tank 還元槽]\nkind = sulfate_reducing_bed\nfrom = 原水\nvolume = 40 m3\ncells = "
               "2\nlimestone = 9000 kg\nbran = 1400 kg\nhusk = 4000 kg\n[tank 湿地]\nkind = "
               "aerobic_wetland\nfrom = 還元槽\nvolume = 3 m3\n");
    assert_int_equal(water_train_settle(&bench->train, -1, &bench->run, &error), 0);
    assert_int_equal(water_baseline_of(&bench->train, &bench->run, &design, bench->units,
                                       bench->arena, &rows, &count, &error),
                     0);
    const struct water_baseline_row *bed = find_rule(rows, count, "srb.rate");
    /* 10 m3/d of Zn 18, Cd 0.1, Cu 8, Pb 0.11, Fe(II) 37.5 mg/L; 20 m3 of pores at 0.3 mol/m3/d */
    double load = 10 * (18 / 65.38 + 0.1 / 112.41 + 8 / 63.546 + 0.11 / 207.2 + 37.5 / 55.845);
    assert_true(fabs(bed->load * 86400 / load - 1) < 1e-6);
    assert_true(fabs(bed->capacity * 86400 - 6) < 1e-6);
    assert_true(fabs(bed->lumped - (load - 6) / 10) < 1e-6);
    assert_true(bed->lumped_governs && bed->kinetic < bed->lumped);
    const struct water_baseline_row *manganese = find_rule(rows, count, "wetland.manganese");
    /* 3 m3 at 0.3 m are 10 m2 at 0.5 g/m2/d */
    assert_true(fabs(manganese->capacity * 86400e3 - 5) < 1e-6);
    /* 10 m3/d of what the bed leaves of 4 mg/L: some of it lies there as carbonate */
    double left = bench->run.tanks[0].molality[water_constituent_find(STR("Mn(2)"))] * 54938;
    assert_true(left < 3.5 && fabs(manganese->load * 86400e3 / (10 * left) - 1) < 0.01);
    const struct water_baseline_row *time = find_rule(rows, count, "wetland.hrt");
    assert_true(time->lumped_governs && fabs(time->load - 86400) < 1e-6);
}

static void a_plant_doses_settles_presses_and_fills_its_heap(void **state)
{
    struct bench *bench = *state;
    struct water_design design = {&bench->design, 20179};
    struct water_heap heap = {1000, 400};
    struct water_plant_result plant;
    struct error error = {0};
    open_study(bench, acid,
               "[tank 中和]\nkind = lime_neutralisation\nfrom = 原水\nvolume = 1 m3\ncells = "
               "2\ndosing_lime.pH = 9\no2_exchange.kLa = 5e-3 1/s\n[tank シックナー]\nkind = "
               "thickener\nfrom = 中和\nvolume = 4 m3\n");
    assert_int_equal(water_train_settle(&bench->train, -1, &bench->run, &error), 0);
    assert_int_equal(
        water_plant_of(&bench->train, &bench->run, &design, bench->units, &heap, &plant, &error),
        0);
    assert_true(plant.there && plant.alone);
    /* purity 0.96, efficiency 0.80 */
    assert_true(fabs(plant.lime * 0.96 * 0.8 / plant.lime_used - 1) < 1e-9);
    struct water_metals metals = {0.0375, 0.002, 0.0022, 0.004, 0.018, 0.008, 1e-4, 1.1e-4};
    double sum = water_acidity_of(3.5, &metals).total * 0.740 * 10 / 86400;
    assert_true(plant.lime_used > 0.85 * sum && plant.lime_used < 1.25 * sum);
    /* Fe(OH)3, Al(OH)3, Zn(OH)2, Cu(OH)2 and the lime that did nothing */
    double dry = (1.914 * 39.5 + 2.891 * 2.2 + 1.52 * 18 + 1.535 * 8) * 1e-3 * 10 / 86400;
    double unused = plant.lime - plant.lime_used;
    assert_true(fabs((plant.solids - unused) / dry - 1) < 0.15);
    assert_true(fabs(plant.haul * 0.4 / plant.solids - 1) < 1e-9);
    assert_true(fabs(plant.heap_time * plant.pressed - 600) < 1e-6);
}

static void soda_brings_the_same_ph_as_lime(void **state)
{
    struct bench *bench = *state;
    static const char *const kinds[] = {"lime", "soda"}, *const laws[] = {"lime", "naoh"};
    struct error error = {0};
    double equivalents[2];
    for (int i = 0; i < 2; i++) {
        struct str tank = arena_format(
            bench->arena,
            "[tank 中和]\nkind = %s_neutralisation\nfrom = 原水\nvolume = 1 m3\ndosing_%s.pH = "
            "8\ndosing_%s.most = 1e-4 mol/kg/s\n",
            kinds[i], laws[i], laws[i]);
        open_study(bench, acid, arena_c(bench->arena, tank));
        assert_int_equal(water_train_settle(&bench->train, -1, &bench->run, &error), 0);
        assert_true(fabs(bench->run.tanks[0].ph - 8) < 0.05);
        equivalents[i] = 2 * bench->run.tanks[0].extent[WATER_DOSING_LIME] +
                         bench->run.tanks[0].extent[WATER_DOSING_NAOH];
        water_train_finish(&bench->train);
    }
    assert_true(fabs(equivalents[1] / equivalents[0] - 1) < 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_kind_balances_steady_and_for_thirty_days, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(lumped_rules_stand_beside_the_kinetic_model, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_plant_doses_settles_presses_and_fills_its_heap, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(soda_brings_the_same_ph_as_lime, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
