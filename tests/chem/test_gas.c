/* Properties of the gas phase that hold for any water, and cases that can be computed by hand. */
#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "chem/chem.h"
#include "chem/formula.h"
#include "chem/slopes.h"
#include "test_files.h"

enum { CHANCES = 300 };
static const double LITRE_ATM = 0.0820597;

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct chem *chem;
    bool real; /* the gases have critical constants */
};

static int set_up(void **state)
{
    struct arena *arena = arena_create();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    bench->arena = arena;
    struct str text = test_file(arena, "databases/wateq4f.dat");
    int code = chem_database_read(STR("wateq4f.dat"), text, &bench->database, NULL);
    bench->chem = chem_create(bench->database);
    *state = bench;
    return code;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    chem_destroy(bench->chem);
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

static void must(int code, const struct error *error)
{
    if (code) {
        struct arena *arena = arena_create();
        fail_msg("%" PRIstr, STR_ARG(error_sentence(error, LANG_EN, arena)));
    }
}

struct entry {
    const char *name;
    double value;
};

static struct chem_water make_water(struct bench *bench, const struct entry *entries, size_t count,
                                    double ph, double celsius)
{
    struct chem_row rows[32];
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct chem_row){
            .master = chem_database_master(bench->database, str_from_c(entries[i].name)),
            .value = entries[i].value,
            .phase = CHEM_NONE};
    struct chem_analysis analysis = {.ph = ph,
                                     .pe = 4,
                                     .celsius = celsius,
                                     .water = 1,
                                     .ph_phase = CHEM_NONE,
                                     .rows = rows,
                                     .count = count};
    struct chem_water water;
    struct error error = {0};
    const struct chem_redox coupled = {0};
    must(chem_define_water(bench->chem, &analysis, &water, &error), &error);
    must(chem_react_water(bench->chem, &water, &coupled, &error), &error);
    return water;
}

static struct chem_gas gas(const struct bench *bench, const char *name, double amount)
{
    struct chem_gas made = {.phase = chem_database_phase(bench->database, str_from_c(name)),
                            .amount = amount};
    assert_true(made.phase != CHEM_NONE);
    return made;
}

static void solve(struct bench *bench, struct chem_cell *cell)
{
    struct error error = {0};
    must(chem_prepare_cell(bench->chem, cell, &error), &error);
    must(chem_equilibrate(chem_solver_of(bench->chem), cell, NULL, &error), &error);
}

/* Components in water, gases and solids; `size`: the amounts that take part. */
static void sum_cell(const struct chem_cell *cell, double *sum, double *size)
{
    const struct chem_model *model = cell->water->model;
    double formula[CHEM_COMPONENTS_MAX];
    for (uint32_t j = 0; j < model->component_count; j++) {
        sum[j] = cell->water->totals[j];
        size[j] = fabs(sum[j]);
    }
    for (uint32_t i = 0; cell->gas && i < cell->gas->count; i++) {
        int32_t phase = model->phase_of[cell->gas->gas[i].phase];
        if (phase == CHEM_NONE)
            continue;
        chem_model_phase_formula(model, (uint32_t)phase, formula);
        for (uint32_t j = 0; j < model->component_count; j++) {
            sum[j] += formula[j] * cell->gas->gas[i].amount;
            size[j] += fabs(formula[j] * cell->gas->gas[i].amount);
        }
    }
    for (uint32_t p = 0; cell->solids && p < cell->solids->count; p++) {
        int32_t phase = model->phase_of[cell->solids->solid[p].phase];
        if (phase == CHEM_NONE)
            continue;
        chem_model_phase_formula(model, (uint32_t)phase, formula);
        for (uint32_t j = 0; j < model->component_count; j++) {
            sum[j] += formula[j] * cell->solids->solid[p].amount;
            size[j] += fabs(formula[j] * cell->solids->solid[p].amount);
        }
    }
}

/* What is dissolved is what the totals say. */
static double imbalance(struct bench *bench, const struct chem_water *water, const double *size)
{
    struct chem_answer answer = chem_evaluate(chem_solver_of(bench->chem), water);
    double worst = 0;
    for (uint32_t j = 0; j < water->model->water; j++) {
        double there = chem_read_component(&answer, j) * answer.mass, all = 1e-16;
        for (uint32_t t = water->model->columns.start[j]; t < water->model->columns.start[j + 1];
             t++)
            all += fabs(water->model->columns.coefficient[t]) *
                   answer.molality[water->model->columns.species[t]] * answer.mass;
        worst = fmax(worst, fabs(there - water->totals[j]) / fmax(size[j], all));
    }
    return worst;
}

static double random_between(double low, double high)
{
    return low + (high - low) * ((double)rand() / RAND_MAX);
}

/* Fugacities are those of the water, pressures sum up, and p V = n Z R T with one Z for all gases.
 */
static void check_gas_law(struct bench *bench, const struct chem_cell *cell)
{
    const struct chem_gas_phase *phase = cell->gas;
    double sum = 0, fugacities = 0, amount = chem_gas_phase_amount(phase);
    double z = amount > 0
                   ? phase->pressure * phase->volume / (amount * LITRE_ATM * cell->water->kelvin)
                   : 1;
    struct chem_answer answer = chem_evaluate(chem_solver_of(bench->chem), cell->water);
    assert_true(bench->real ? z > 0.3 && z < 1.5 : fabs(z - 1) < 1e-11);
    for (uint32_t i = 0; i < phase->count; i++) {
        const struct chem_gas *gas = &phase->gas[i];
        int32_t p = answer.model->phase_of[gas->phase];
        double fugacity =
            p == CHEM_NONE ? 0 : pow(10, chem_read_saturation(&answer, cell->water, (uint32_t)p));
        sum += gas->pressure;
        fugacities += fugacity;
        assert_true(gas->amount >= 0);
        if (amount > 0) {
            assert_true(fabs(gas->pressure * gas->phi - fugacity) <= 1e-11 * fugacity + 1e-30);
            double there = gas->pressure * phase->volume / (z * LITRE_ATM * cell->water->kelvin);
            assert_true(fabs(gas->amount - there) <= 2e-11 * there + 1e-30);
        }
    }
    if (phase->fixed_volume || amount > 0)
        assert_true(fabs(sum - phase->pressure) <= 1e-11 * phase->pressure);
    else
        assert_true(fugacities <= phase->pressure * 1.01 && phase->volume == 0);
}

static const char *const GASES[] = {"CO2(g)", "O2(g)", "H2O(g)", "CH4(g)", "N2(g)", "H2S(g)"};
enum { GAS_KINDS = sizeof GASES / sizeof GASES[0] };

static void try_gas_phases(struct bench *bench)
{
    const struct entry entries[] = {{"Ca", 2e-3},    {"C(4)", 3e-3}, {"S(6)", 1e-3}, {"Na", 1e-3},
                                    {"Fe(2)", 5e-4}, {"Cl", 1e-3},   {"N(5)", 1e-4}};
    uint32_t vanished = 0;
    srand(7);
    for (int i = 0; i < CHANCES; i++) {
        struct chem_water water =
            make_water(bench, entries, 7, random_between(3, 10), random_between(5, 40));
        struct chem_gas_phase phase = {.fixed_volume = i % 2,
                                       .pressure = random_between(0.1, 2),
                                       .volume = pow(10, random_between(bench->real ? -1 : -3, 2)),
                                       .count = 1 + (uint32_t)rand() % GAS_KINDS};
        uint32_t first = (uint32_t)rand() % GAS_KINDS;
        for (uint32_t k = 0; k < phase.count; k++)
            phase.gas[k] = gas(bench, GASES[(first + k) % GAS_KINDS],
                               rand() % 3 ? pow(10, random_between(-5, 0)) : 0);
        struct chem_solids solids = {.count = 1};
        solids.solid[0] = (struct chem_solid){
            .phase = chem_database_phase(bench->database, STR("Calcite")), .amount = 1e-3};
        struct chem_cell cell = {.water = &water, .gas = &phase, .solids = i % 3 ? NULL : &solids};
        double before[CHEM_COMPONENTS_MAX], after[CHEM_COMPONENTS_MAX], size[CHEM_COMPONENTS_MAX];
        struct error error = {0};
        must(chem_prepare_cell(bench->chem, &cell, &error), &error);
        sum_cell(&cell, before, size);
        double largest[CHEM_COMPONENTS_MAX];
        memcpy(largest, size, sizeof largest);
        solve(bench, &cell);
        sum_cell(&cell, after, size);
        for (uint32_t j = 0; j < water.model->component_count; j++) {
            largest[j] = fmax(fmax(largest[j], size[j]), 1e-12);
            assert_true(fabs(after[j] - before[j]) <= 1e-12 * largest[j]);
        }
        assert_true(imbalance(bench, &water, largest) < 1e-11);
        check_gas_law(bench, &cell);
        vanished += chem_gas_phase_amount(&phase) == 0;
    }
    assert_true(vanished > 5 && vanished < CHANCES / 2);
}

static void any_gas_phase_keeps_the_balances_and_the_gas_law(void **state)
{
    try_gas_phases(*state);
}

static void so_does_any_of_real_gases(void **state)
{
    struct bench *ideal = *state;
    struct bench bench = {.arena = ideal->arena, .real = true};
    struct str text = test_file(bench.arena, "databases/phreeqc.dat");
    assert_int_equal(chem_database_read(STR("phreeqc.dat"), text, &bench.database, NULL), 0);
    bench.chem = chem_create(bench.database);
    try_gas_phases(&bench);
    chem_destroy(bench.chem);
    chem_database_destroy(bench.database);
}

/* Acid keeps CO2 whole: n = p (V / RT + W K / gamma). */
static void carbon_dioxide_over_acid_follows_henrys_law(void **state)
{
    struct bench *bench = *state;
    const struct entry entries[] = {{"Cl", 0.1}, {"C(4)", 0.02}};
    struct chem_water water = make_water(bench, entries, 2, 1, 25);
    struct chem_gas_phase phase = {.fixed_volume = true, .volume = 3, .count = 1};
    phase.gas[0] = gas(bench, "CO2(g)", 0.05);
    struct chem_cell cell = {.water = &water, .gas = &phase};
    solve(bench, &cell);
    struct chem_answer answer = chem_evaluate(chem_solver_of(bench->chem), &water);
    int32_t co2 = answer.model->species_of[chem_database_species(bench->database, STR("CO2"))];
    assert_true(co2 >= 0);
    double activity = exp(answer.ln_molality[co2] + answer.ln_gamma[co2]);
    double pressure = phase.gas[0].pressure;
    /* 0.07 mol in all; bicarbonate is 4e-6 of it at this pH. */
    double expected = 0.07 / (3 / (LITRE_ATM * 298.15) +
                              activity / pressure * exp(-answer.ln_gamma[co2]) * water.mass);
    assert_true(fabs(pressure - expected) < 1e-5 * expected);
    assert_true(fabs(activity / pressure - 0.0339) < 2e-4);
}

/* p = 1 atm of CO2 over acid: what the water can not hold is gas. */
static void a_gas_phase_forms_and_vanishes_at_its_pressure(void **state)
{
    struct bench *bench = *state;
    for (int step = 1; step <= 20; step++) {
        const struct entry entries[] = {{"Cl", 0.1}, {"C(4)", 0.005 * step}};
        struct chem_water water = make_water(bench, entries, 2, 1, 25);
        double carbon = 0.005 * step;
        struct chem_gas_phase phase = {.pressure = 1, .volume = 1, .count = 1};
        phase.gas[0] = gas(bench, "CO2(g)", 0);
        struct chem_cell cell = {.water = &water, .gas = &phase};
        solve(bench, &cell);
        check_gas_law(bench, &cell);
        struct chem_answer answer = chem_evaluate(chem_solver_of(bench->chem), &water);
        int32_t co2 = answer.model->species_of[chem_database_species(bench->database, STR("CO2"))];
        /* activity of CO2 at 1 atm is 0.03388 (log K -1.468 to -1.47) */
        double held = 0.03388 * exp(-answer.ln_gamma[co2]) * water.mass;
        assert_true(fabs(phase.gas[0].amount - fmax(carbon - held, 0)) < 3e-4);
        assert_true((phase.gas[0].amount > 0) == (carbon > held));
    }
}

static void order_of_gases_does_not_matter(void **state)
{
    struct bench *bench = *state;
    const struct entry entries[] = {{"Ca", 2e-3}, {"C(4)", 3e-3}, {"N(5)", 1e-4}};
    for (int fixed_volume = 0; fixed_volume < 2; fixed_volume++) {
        struct chem_water waters[2];
        struct chem_gas_phase phases[2];
        for (int turned = 0; turned < 2; turned++) {
            waters[turned] = make_water(bench, entries, 3, 7, 15);
            phases[turned] = (struct chem_gas_phase){
                .fixed_volume = fixed_volume, .pressure = 1.2, .volume = 2, .count = GAS_KINDS};
            for (uint32_t k = 0; k < GAS_KINDS; k++)
                phases[turned].gas[turned ? GAS_KINDS - 1 - k : k] =
                    gas(bench, GASES[k], 0.01 * (k + 1));
            struct chem_cell cell = {.water = &waters[turned], .gas = &phases[turned]};
            solve(bench, &cell);
        }
        assert_true(fabs(chem_water_ph(&waters[0]) - chem_water_ph(&waters[1])) < 1e-10);
        for (uint32_t k = 0; k < GAS_KINDS; k++) {
            double a = phases[0].gas[k].amount, b = phases[1].gas[GAS_KINDS - 1 - k].amount;
            assert_true(fabs(a - b) <= 1e-9 * a + 1e-25);
        }
    }
}

static void a_gas_phase_at_rest_stays_as_it_is(void **state)
{
    struct bench *bench = *state;
    const struct entry entries[] = {{"Ca", 2e-3}, {"C(4)", 3e-3}, {"Cl", 1e-3}};
    for (int fixed_volume = 0; fixed_volume < 2; fixed_volume++) {
        struct chem_water water = make_water(bench, entries, 3, 6, 15);
        struct chem_gas_phase phase = {
            .fixed_volume = fixed_volume, .pressure = 0.9, .volume = 1, .count = 3};
        phase.gas[0] = gas(bench, "CO2(g)", 0.01);
        phase.gas[1] = gas(bench, "O2(g)", 0.05);
        phase.gas[2] = gas(bench, "H2O(g)", 0);
        struct chem_cell cell = {.water = &water, .gas = &phase};
        solve(bench, &cell);
        solve(bench, &cell);
        struct chem_water before = water;
        struct chem_gas_phase phase_before = phase;
        for (int i = 0; i < 5000; i++)
            solve(bench, &cell);
        assert_memory_equal(before.totals, water.totals, sizeof water.totals);
        assert_memory_equal(before.ln_activity, water.ln_activity, sizeof water.ln_activity);
        for (uint32_t i = 0; i < phase.count; i++)
            assert_true(phase.gas[i].amount == phase_before.gas[i].amount);
    }
}

/* CO2(g) held at a pressure by a reservoir and a gas phase of nothing else at another pressure can
   not both be: the one that gives way is empty. */
static void a_reservoir_above_the_pressure_feeds_the_gas_phase(void **state)
{
    struct bench *bench = *state;
    const struct entry entries[] = {{"Na", 1e-3}, {"Cl", 1e-3}, {"C(4)", 1e-4}};
    const double reservoirs[] = {-1.0, 0.5};
    for (int k = 0; k < 2; k++) {
        struct chem_water water = make_water(bench, entries, 3, 7, 25);
        struct chem_gas_phase phase = {.pressure = 1, .volume = 1, .count = 1};
        phase.gas[0] = gas(bench, "CO2(g)", 0);
        struct chem_solids solids = {.count = 1};
        solids.solid[0] =
            (struct chem_solid){.phase = phase.gas[0].phase, .target = reservoirs[k], .amount = 2};
        struct chem_cell cell = {.water = &water, .gas = &phase, .solids = &solids};
        solve(bench, &cell);
        check_gas_law(bench, &cell);
        assert_true(k == 0 ? phase.gas[0].amount == 0 : phase.gas[0].amount > 1.9);
        assert_true((solids.solid[0].amount > 0) == (k == 0));
    }
}

static void derivatives_are_those_of_the_answer(void **state)
{
    struct bench *bench = *state;
    const struct entry entries[] = {{"Ca", 2e-3}, {"C(4)", 3e-3}, {"Cl", 1e-3}};
    for (int fixed_volume = 0; fixed_volume < 2; fixed_volume++) {
        double ph[3];
        struct chem_slopes slopes;
        for (int k = 0; k < 3; k++) {
            struct chem_water water = make_water(bench, entries, 3, 6, 15);
            struct chem_gas_phase phase = {
                .fixed_volume = fixed_volume, .pressure = 0.9, .volume = 1, .count = 2};
            phase.gas[0] = gas(bench, "CO2(g)", 0.01);
            phase.gas[1] = gas(bench, "O2(g)", 0.05);
            struct chem_cell cell = {.water = &water, .gas = &phase};
            solve(bench, &cell);
            double totals[CHEM_COMPONENTS_MAX] = {0}, by = 1e-6;
            totals[water.model->proton] = -1;
            if (k == 0) {
                chem_slopes_prepare(chem_solver_of(bench->chem));
                chem_slopes_along(chem_solver_of(bench->chem), totals, &slopes);
            } else {
                chem_water_add(&water, totals, k == 1 ? by : -by);
                solve(bench, &cell);
            }
            ph[k] = -water.ln_activity[water.model->proton];
            if (k == 0)
                slopes.ln_mass = -slopes.ln_activity[water.model->proton];
        }
        double measured = (ph[1] - ph[2]) / 2e-6;
        assert_true(fabs(measured - slopes.ln_mass) < 1e-5 * fabs(measured));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_gas_phase_keeps_the_balances_and_the_gas_law),
        cmocka_unit_test(so_does_any_of_real_gases),
        cmocka_unit_test(carbon_dioxide_over_acid_follows_henrys_law),
        cmocka_unit_test(a_gas_phase_forms_and_vanishes_at_its_pressure),
        cmocka_unit_test(order_of_gases_does_not_matter),
        cmocka_unit_test(a_gas_phase_at_rest_stays_as_it_is),
        cmocka_unit_test(a_reservoir_above_the_pressure_feeds_the_gas_phase),
        cmocka_unit_test(derivatives_are_those_of_the_answer),
    };
    return cmocka_run_group_tests_name("chem_gas", tests, set_up, tear_down);
}
