/* One closed cell beside PHREEQC's stored answers: iron oxidation with loss of CO2
   (d_feox_free_gas_W3), with phreeqc.dat and the valences kept apart. And what a cell must keep
   whatever it does. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "water/model/cell.h"
#include "water/model/quality.h"

extern const struct embedded_files water_model_data;

static const double ln10 = 2.302585092994045684;

struct bench {
    struct arena *arena;
    struct chem_database *base, *database;
    struct chem *chem;
    struct water_values values;
    struct water_places places;
    const struct chem_model *model;
    struct water_rate rates[WATER_LAWS];
    struct water_cell_context context;
};

static struct str read_file(const char *path, struct arena *arena)
{
    struct context context;
    struct str bytes;
    context_init_system(&context, NULL, LANG_EN);
    if (file_read(&context, str_from_c(path), 4 << 20, arena, &bytes, NULL))
        fail_msg("%s cannot be read", path);
    return bytes;
}

static int set_up(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    bench.arena = arena_create();
    struct error error = {0};
    struct str ferrihydrite =
        STR("PHASES\nFerrihydrite\n Fe(OH)3 + 3 H+ = Fe+3 + 3 H2O\n log_k 4.891\n");
    if (chem_database_read(STR("phreeqc.dat"),
                           read_file(TEST_DATA "/chem/databases/phreeqc.dat", bench.arena),
                           &bench.base, &error) ||
        chem_database_extend(bench.base, STR("test"), ferrihydrite, 1, &bench.database, &error) ||
        water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                          bench.arena, &bench.values, &error))
        return -1;
    bench.chem = chem_create(bench.database);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    chem_destroy(bench->chem);
    chem_database_destroy(bench->database);
    chem_database_destroy(bench->base);
    arena_destroy(bench->arena);
    return 0;
}

static void set(struct water_quality *quality, const char *key, double milligrams)
{
    int k = water_constituent_find(str_from_c(key));
    quality->molality[k] = milligrams / 1000 / water_constituents[k].molar_mass;
}

/* W1 of the reference problems. */
static struct water_quality w1(void)
{
    static const struct {
        const char *key;
        double milligrams;
    } analysis[] = {{"Fe(2)", 35}, {"Fe(3)", 3}, {"Al", 2.2},  {"Zn", 18},
                    {"Cd", 0.06},  {"Cu(2)", 8}, {"Pb", 0.11}, {"Mn(2)", 4},
                    {"SO4", 335},  {"Ca", 46},   {"Mg", 12},   {"Na", 8.5},
                    {"K", 1.9},    {"Cl", 6.5},  {"SiO2", 38}, {"TIC", 3}};
    struct water_quality quality = {.ph = 3.5, .kelvin = 285.15};
    for (size_t i = 0; i < sizeof analysis / sizeof *analysis; i++)
        set(&quality, analysis[i].key, analysis[i].milligrams);
    /* Oxg of the reference is O2 */
    quality.molality[water_constituent_find(STR("O2"))] = 0.25e-3;
    return quality;
}

static void use_rates(struct bench *bench, const enum water_law *laws, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(water_rate_init(laws[i], &bench->values, 20000, &bench->rates[i], NULL),
                         0);
        water_rate_compile(bench->model, &bench->rates[i]);
    }
    bench->context = (struct water_cell_context){.chem = bench->chem,
                                                 .places = &bench->places,
                                                 .rates = bench->rates,
                                                 .rate_count = count,
                                                 .number = 1};
}

static struct chem_water water_of(struct bench *bench, const struct water_quality *quality)
{
    struct chem_water water;
    struct error error = {0};
    if (water_quality_model(bench->chem, quality, 1, NULL, &bench->model, &error) ||
        water_quality_speciate(bench->chem, bench->model, quality, &water, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    water_places_of(bench->model, &bench->places);
    return water;
}

static void add_solid(struct bench *bench, struct water_cell *cell, const char *name)
{
    cell->solids.solid[cell->solids.count++] =
        (struct chem_solid){.phase = chem_database_phase(bench->database, str_from_c(name))};
}

/* Columns of a reference row that are compared. */
struct row {
    double ph, fe2, ferrihydrite;
};

static size_t read_reference(const char *path, struct row *rows, size_t capacity,
                             struct arena *arena)
{
    char *at = arena_c(arena, read_file(path, arena));
    at = strchr(at, '\n') + 1; /* headings */
    size_t count = 0;
    for (; count < capacity && *at; count++) {
        double column[22];
        for (size_t i = 0; i < 22; i++)
            column[i] = strtod(at, &at);
        rows[count] = (struct row){column[3], column[7], column[21]};
        while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
            at++;
    }
    return count;
}

/* W3 of the reference problems. */
static struct water_quality w3(void)
{
    static const struct {
        const char *key;
        double milligrams;
    } analysis[] = {{"Fe(2)", 45},    {"Fe(3)", 0.05}, {"Al", 0.05},   {"Zn", 0.3},  {"Cd", 0.001},
                    {"Cu(2)", 0.004}, {"Pb", 0.002},   {"Mn(2)", 3.5}, {"SO4", 620}, {"Ca", 150},
                    {"Mg", 55},       {"Na", 95},      {"K", 5},       {"Cl", 28},   {"SiO2", 18}};
    struct water_quality quality = {
        .ph = 6.4, .kelvin = 284.15, .has_alkalinity = true, .alkalinity = 4.4e-3};
    for (size_t i = 0; i < sizeof analysis / sizeof *analysis; i++)
        set(&quality, analysis[i].key, analysis[i].milligrams);
    quality.molality[water_constituent_find(STR("O2"))] = 0.25e-3; /* Oxg of the reference is O2 */
    return quality;
}

static void oxidises_iron_with_gas_exchange_as_phreeqc_does(void **state)
{
    struct bench *bench = *state;
    static const enum water_law laws[] = {WATER_IRON_HOMOGENEOUS, WATER_IRON_HETEROGENEOUS,
                                          WATER_CO2_EXCHANGE, WATER_O2_EXCHANGE};
    static const double figures[][3] = {
        {1, 2.91e-9, 1.33e12}, {1.2e-5, 1e-4}, {1.5e-4, 41.278, 1}, {2.5e-4, 0.2095 * 101325, 1}};
    struct water_quality quality = w3();
    struct water_cell cell = {.water = water_of(bench, &quality)};
    use_rates(bench, laws, 4);
    for (int r = 0; r < 4; r++)
        memcpy(bench->rates[r].parameter, figures[r], (r == 1 ? 2 : 3) * sizeof(double));
    bench->rates[2].parameter[1] = pow(10, -3.39) * 101325;
    add_solid(bench, &cell, "Ferrihydrite");
    struct water_stream in = {&cell.water, 0, 0}, out;
    struct row rows[32];
    assert_int_equal(
        read_reference(TEST_DATA "/chem/open/d_feox_free_gas_W3.tsv", rows, 32, bench->arena), 32);
    enum { STEPS = 300 }; /* first order in time: the error falls with the step */
    double worst_ph = 0, worst_fe = 0, extents[WATER_LAWS] = {0};
    struct water_cell_effort effort = {0};
    for (size_t k = 0; k < 32; k++) {
        for (int i = 0; i < STEPS; i++) {
            struct error error = {0};
            if (water_cell_step(&bench->context, &cell, &in, 284.15, 5400.0 / STEPS, &out, extents,
                                &effort, &error))
                fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
        }
        struct chem_answer answer = chem_evaluate(chem_solver_of(bench->chem), &cell.water);
        double fe2 = chem_read_component(&answer, (uint32_t)bench->places.at[WATER_SENSE_FE2]);
        double ph = -cell.water.ln_activity[bench->places.proton] / ln10;
        worst_ph = fmax(worst_ph, fabs(ph - rows[k].ph));
        worst_fe = fmax(worst_fe, fabs(fe2 - rows[k].fe2) / (rows[k].fe2 + 2e-7));
        assert_true(fabs(cell.solids.solid[0].amount - rows[k].ferrihydrite) <
                    0.01 * rows[k].ferrihydrite + 1e-8);
    }
    print_message("# worst: pH %.1e, Fe(II) %.1e; %.1f equilibria a step\n", worst_ph, worst_fe,
                  effort.equilibrations / (32.0 * STEPS));
    assert_true(worst_ph < 0.01);
    assert_true(worst_fe < 0.02);
}

static void keeps_every_component_and_the_charge(void **state)
{
    struct bench *bench = *state;
    static const enum water_law laws[] = {WATER_SULFATE_REDUCTION, WATER_HYDROLYSIS_FAST,
                                          WATER_LIMESTONE_DISSOLUTION, WATER_RESPIRATION,
                                          WATER_IRON_HOMOGENEOUS};
    struct water_quality quality = w1();
    struct chem_water raw = water_of(bench, &quality);
    struct water_cell cell = {.water = raw};
    use_rates(bench, laws, 5);
    add_solid(bench, &cell, "Ferrihydrite");
    add_solid(bench, &cell, "Sphalerite");
    add_solid(bench, &cell, "Mackinawite");
    cell.pools[WATER_POOL_LIMESTONE] = cell.pools_new[WATER_POOL_LIMESTONE] = 5;
    cell.pools[WATER_POOL_BRAN] = cell.pools_new[WATER_POOL_BRAN] = 3;
    struct water_stream in = {&raw, 0, 1.0 / (50 * 3600)}, out;
    double before[CHEM_COMPONENTS_MAX], gone[CHEM_COMPONENTS_MAX] = {0}, extents[WATER_LAWS] = {0};
    memcpy(before, cell.water.totals, sizeof before);
    double charge_gone = 0;
    struct water_cell_effort effort = {0};
    double dt = 6 * 3600, days = 60;
    for (int i = 0; i < days * 4; i++) {
        struct error error = {0};
        if (water_cell_step(&bench->context, &cell, &in, 293.15, dt, &out, extents, &effort,
                            &error))
            fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
        for (uint32_t j = 0; j < raw.model->component_count; j++)
            gone[j] += out.flow * dt * cell.water.totals[j];
        charge_gone += out.flow * dt * chem_water_charge(&cell.water);
    }
    /* sulfate reduction has begun: sulfide minerals hold the zinc */
    assert_true(cell.solids.solid[1].amount > 1e-4);
    assert_true(-cell.water.ln_activity[bench->places.proton] / ln10 > 5.5);
    for (uint32_t j = 0; j < raw.model->proton; j++) {
        double solids = 0, reacted = 0;
        for (uint32_t i = 0; i < cell.solids.count; i++) {
            double formula[CHEM_COMPONENTS_MAX] = {0};
            chem_model_phase_formula(
                raw.model, (uint32_t)raw.model->phase_of[cell.solids.solid[i].phase], formula);
            solids += cell.solids.solid[i].amount * formula[j];
        }
        for (size_t r = 0; r < bench->context.rate_count; r++)
            reacted += bench->rates[r].reaction[j] * extents[bench->rates[r].law];
        double come = in.flow * dt * days * 4 * raw.totals[j];
        double defect = cell.water.totals[j] + solids + gone[j] - before[j] - come - reacted;
        double size = come + before[j] + fabs(reacted);
        if (fabs(defect) > 1e-10 * size)
            fail_msg("component %u: %g of %g", j, defect, size);
    }
    double charge_come = (1 + in.flow * dt * days * 4) * chem_water_charge(&raw);
    assert_true(fabs(chem_water_charge(&cell.water) + charge_gone - charge_come) <
                1e-10 * fabs(charge_come));
}

static void settles_where_long_running_leads_to(void **state)
{
    struct bench *bench = *state;
    static const enum water_law laws[] = {WATER_IRON_BACTERIAL, WATER_O2_EXCHANGE,
                                          WATER_CO2_EXCHANGE};
    struct water_quality quality = w1();
    struct chem_water raw = water_of(bench, &quality);
    struct water_cell slow = {.water = raw}, settled = {.water = raw};
    use_rates(bench, laws, 3);
    add_solid(bench, &slow, "Ferrihydrite");
    add_solid(bench, &settled, "Ferrihydrite");
    struct water_stream in = {&raw, 0, 1.0 / (2.5 * 3600)}, out;
    double extents[WATER_LAWS] = {0};
    struct water_cell_effort effort = {0};
    struct error error = {0};
    for (int i = 0; i < 200; i++)
        assert_int_equal(water_cell_step(&bench->context, &slow, &in, 285.15, 1800, &out, extents,
                                         &effort, &error),
                         0);
    assert_int_equal(
        water_cell_settle(&bench->context, &settled, &in, 285.15, &out, &effort, &error), 0);
    double ph_slow = -slow.water.ln_activity[bench->places.proton] / ln10;
    double ph_settled = -settled.water.ln_activity[bench->places.proton] / ln10;
    assert_true(fabs(ph_slow - ph_settled) < 1e-5);
    assert_true(fabs(slow.water.totals[bench->places.at[WATER_SENSE_FE2]] /
                         settled.water.totals[bench->places.at[WATER_SENSE_FE2]] -
                     1) < 1e-4);
}

/* Everything laws can read, of a water with solids, `amount` of a law's reaction later. */
static struct water_sight see(struct bench *bench, const struct water_cell *start,
                              const struct water_rate *rate, double amount, struct water_cell *cell,
                              struct chem_answer *answer)
{
    *cell = *start;
    chem_water_add(&cell->water, rate->reaction, amount);
    struct chem_cell chem_cell = {.number = 1, .water = &cell->water, .solids = &cell->solids};
    assert_int_equal(chem_equilibrate(chem_solver_of(bench->chem), &chem_cell, NULL, NULL), 0);
    *answer = chem_answer_of(chem_solver_of(bench->chem));
    struct water_sight sight = {.places = &bench->places,
                                .answer = answer,
                                .water = &cell->water,
                                .solids = &cell->solids,
                                .pools = cell->pools,
                                .pools_new = cell->pools_new};
    for (int k = 0; k < WATER_SENSES; k++)
        (void)water_sense(&sight, (enum water_sense)k);
    return sight;
}

static void slopes_of_readings_are_those_of_differences(void **state)
{
    struct bench *bench = *state;
    static const enum water_law laws[] = {WATER_IRON_HOMOGENEOUS, WATER_SULFIDE_OXIDATION,
                                          WATER_LIMESTONE_DISSOLUTION};
    struct water_quality quality = w1();
    quality.ph = 6.5;
    set(&quality, "H2S", 1);
    struct water_cell start = {.water = water_of(bench, &quality)}, cell, moved;
    use_rates(bench, laws, sizeof laws / sizeof *laws);
    add_solid(bench, &start, "Ferrihydrite");
    add_solid(bench, &start, "Sphalerite");
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        struct chem_answer answer;
        struct chem_slopes slopes;
        struct water_sight less = see(bench, &start, &bench->rates[i], -1e-8, &moved, &answer);
        struct water_sight more = see(bench, &start, &bench->rates[i], 1e-8, &moved, &answer);
        struct water_sight sight = see(bench, &start, &bench->rates[i], 0, &cell, &answer);
        struct water_change change = {.slopes = &slopes};
        chem_slopes_prepare(chem_solver_of(bench->chem));
        chem_slopes_along(chem_solver_of(bench->chem), bench->rates[i].reaction, &slopes);
        water_change_dissolved(&sight, bench->rates[i].reaction, &change);
        for (int k = 0; k < WATER_SENSES; k++) {
            double expected = (more.value[k] - less.value[k]) / 2e-8;
            double found = water_sense_slope(&sight, (enum water_sense)k, &change);
            if (fabs(found - expected) > 1e-4 * fabs(expected) + 1e-3 * fabs(sight.value[k]))
                fail_msg("law %zu, reading %d: %g, by difference %g", i, k, found, expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(oxidises_iron_with_gas_exchange_as_phreeqc_does, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(keeps_every_component_and_the_charge, set_up, tear_down),
        cmocka_unit_test_setup_teardown(slopes_of_readings_are_those_of_differences, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(settles_where_long_running_leads_to, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
