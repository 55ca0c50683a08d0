/* Properties of the solver that hold for any water: balances, uniqueness of the answer, limits. */
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

#ifdef __SANITIZE_ADDRESS__
enum { REPETITIONS = 20000, CHANCES = 90 };
#else
enum { REPETITIONS = 1000000, CHANCES = 300 };
#endif

struct bench {
    struct arena *arena;
    struct chem_database *databases[3];
};

static const char *const names[3] = {"phreeqc.dat", "wateq4f.dat", "minteq.v4.dat"};

static int set_up(void **state)
{
    struct arena *arena = arena_create();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    bench->arena = arena;
    for (int i = 0; i < 3; i++) {
        struct str text = test_file(arena, arena_format(arena, "databases/%s", names[i]).p);
        assert_int_equal(
            chem_database_read(str_from_c(names[i]), text, &bench->databases[i], NULL), 0);
    }
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 3; i++) {
        chem_database_destroy(bench->databases[i]);
    }
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

static struct chem_water make_water(struct chem *chem, const struct entry *entries, size_t count,
                                    double ph, double celsius, const struct chem_redox *redox)
{
    const struct chem_database *database = chem_database_of(chem);
    struct chem_row rows[32];
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct chem_row){
            .master = chem_database_master(database, str_from_c(entries[i].name)),
            .value = entries[i].value,
            .phase = CHEM_NONE};
        assert_true(rows[i].master != CHEM_NONE);
    }
    struct chem_analysis analysis = {.ph = ph, .pe = 4, .celsius = celsius, .water = 1,
                                     .ph_phase = CHEM_NONE, .rows = rows, .count = count};
    struct chem_water water;
    struct error error = {0};
    int code = chem_define_water(chem, &analysis, &water, &error);
    for (size_t i = 0; code && i < count; i++) {
        printf("# %s %.6g\n", entries[i].name, entries[i].value);
    }
    if (code) {
        printf("# pH %.6g, %.6g C\n", ph, celsius);
    }
    must(code, &error);
    must(chem_react_water(chem, &water, redox, &error), &error);
    return water;
}

static const struct entry MINE[] = {
    {"Fe(2)", 1e-3}, {"Fe(3)", 1e-4}, {"Al", 5e-4}, {"Zn", 3e-4}, {"Cd", 1e-6}, {"Cu(2)", 1e-4},
    {"Pb", 1e-6},    {"Mn(2)", 1e-4}, {"S(6)", 8e-3}, {"Ca", 3e-3}, {"Mg", 1e-3}, {"Na", 1e-3},
    {"K", 1e-4},     {"Cl", 5e-4},    {"Si", 6e-4},   {"C(4)", 1e-3}};
enum { MINE_COUNT = sizeof MINE / sizeof MINE[0] };
static const struct chem_redox COUPLED = {0};

static void formula(const struct chem_database *database, const struct chem_model *model,
                    const char *text, double *amounts)
{
    struct chem_formula read;
    struct chem_atom atoms[CHEM_FORMULA_ELEMENTS];
    struct error error = {0};
    must(chem_formula_read(str_from_c(text), &read, &error), &error);
    for (size_t i = 0; i < read.count; i++) {
        atoms[i] = (struct chem_atom){chem_database_element(database, read.parts[i].element),
                                      read.parts[i].count};
    }
    must(chem_model_formula(model, atoms, read.count, read.charge, amounts, &error), &error);
}

static struct chem_solid solid(const struct chem_database *database, const char *name, double amount)
{
    struct chem_solid made = {.phase = chem_database_phase(database, str_from_c(name)),
                              .amount = amount};
    assert_true(made.phase != CHEM_NONE);
    return made;
}

/* Largest difference between dissolved components and totals, relative to what is dissolved and to
   `least` mol, of which solids may hold the rest. */
static double imbalance(struct chem *chem, const struct chem_water *water, double least)
{
    struct chem_answer answer = chem_evaluate(chem_solver_of(chem), water);
    double worst = 0;
    for (uint32_t j = 0; j < water->model->water; j++) {
        double size = 0;
        for (uint32_t t = water->model->columns.start[j]; t < water->model->columns.start[j + 1]; t++) {
            size += fabs(water->model->columns.coefficient[t]) *
                    answer.molality[water->model->columns.species[t]] * answer.mass;
        }
        double there = chem_read_component(&answer, j) * answer.mass;
        worst = fmax(worst, fabs(there - water->totals[j]) / fmax(size, least));
    }
    return worst;
}

static void mass_and_charge_are_balanced_to_1e_12(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 3; i++) {
        struct chem *chem = chem_create(bench->databases[i]);
        struct chem_water water = make_water(chem, MINE, MINE_COUNT, 3.5, 15, &COUPLED);
        struct chem_cell cell = {.water = &water};
        struct error error = {0};
        double charge = chem_water_charge(&water);
        must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
        assert_true(imbalance(chem, &water, 1e-16) < 1e-12);
        struct chem_answer answer = chem_evaluate(chem_solver_of(chem), &water);
        assert_true(fabs(chem_read_charge(&answer) * answer.mass - charge) < 1e-12 * 0.05);
        chem_destroy(chem);
    }
}

static void adding_nothing_changes_nothing(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[1]);
    struct chem_water water = make_water(chem, MINE, MINE_COUNT, 5, 15, &COUPLED);
    struct chem_solids solids = {.count = 2};
    solids.solid[0] = solid(bench->databases[1], "Fe(OH)3(a)", 0);
    solids.solid[1] = solid(bench->databases[1], "Al(OH)3(a)", 0);
    struct chem_cell cell = {.water = &water, .solids = &solids};
    struct error error = {0};
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    struct chem_water before = water;
    struct chem_solids solids_before = solids;
    for (int i = 0; i < REPETITIONS; i++) {
        must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    }
    assert_true(fabs(chem_water_ph(&water) - chem_water_ph(&before)) < 1e-9);
    assert_true(fabs(solids.solid[0].amount - solids_before.solid[0].amount) < 1e-13);
    assert_true(solids.solid[0].amount > 5e-5);
    chem_destroy(chem);
}

static void lime_and_acid_in_turn_come_back_to_the_start(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[0]);
    struct chem_water water = make_water(chem, MINE, MINE_COUNT, 4, 25, &COUPLED);
    struct chem_cell cell = {.water = &water};
    struct error error = {0};
    double amounts[CHEM_COMPONENTS_MAX];
    formula(bench->databases[0], water.model, "Ca(OH)2", amounts);
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    double ph = chem_water_ph(&water), mass = water.mass;
    for (int i = 0; i < 2000; i++) {
        chem_water_add(&water, amounts, i % 2 ? -1e-3 : 1e-3);
        must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    }
    assert_true(fabs(chem_water_ph(&water) - ph) < 1e-9);
    assert_true(fabs(water.mass - mass) < 1e-12);
    chem_destroy(chem);
}

static void order_of_elements_does_not_matter(void **state)
{
    struct bench *bench = *state;
    struct entry turned[MINE_COUNT];
    for (int i = 0; i < MINE_COUNT; i++) {
        turned[i] = MINE[(i * 5 + 3) % MINE_COUNT];
    }
    struct chem *chem = chem_create(bench->databases[1]);
    struct chem_water a = make_water(chem, MINE, MINE_COUNT, 6, 10, &COUPLED);
    struct chem_water b = make_water(chem, turned, MINE_COUNT, 6, 10, &COUPLED);
    struct chem_cell cell_a = {.water = &a}, cell_b = {.water = &b};
    struct error error = {0};
    must(chem_equilibrate(chem_solver_of(chem), &cell_a, NULL, &error), &error);
    must(chem_equilibrate(chem_solver_of(chem), &cell_b, NULL, &error), &error);
    assert_true(fabs(chem_water_ph(&a) - chem_water_ph(&b)) < 1e-11);
    assert_true(fabs(chem_water_pe(&a) - chem_water_pe(&b)) < 1e-9);
    chem_destroy(chem);
}

static void the_answer_does_not_depend_on_the_start(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[0]);
    struct chem_water cold = make_water(chem, MINE, MINE_COUNT, 3, 10, &COUPLED), warm = cold;
    struct error error = {0};
    double amounts[CHEM_COMPONENTS_MAX];
    formula(bench->databases[0], cold.model, "NaOH", amounts);
    struct chem_solids one = {.count = 3}, many = {.count = 3};
    one.solid[0] = many.solid[0] = solid(bench->databases[0], "Fe(OH)3(a)", 0);
    one.solid[1] = many.solid[1] = solid(bench->databases[0], "Al(OH)3(a)", 0);
    one.solid[2] = many.solid[2] = solid(bench->databases[0], "Gypsum", 1e-3);
    struct chem_cell once = {.water = &cold, .solids = &one}, often = {.water = &warm, .solids = &many};
    chem_water_add(&cold, amounts, 8e-3);
    must(chem_equilibrate(chem_solver_of(chem), &once, NULL, &error), &error);
    for (int i = 0; i < 80; i++) {
        chem_water_add(&warm, amounts, 1e-4);
        must(chem_equilibrate(chem_solver_of(chem), &often, NULL, &error), &error);
    }
    assert_true(fabs(chem_water_ph(&cold) - chem_water_ph(&warm)) < 1e-8);
    for (int p = 0; p < 3; p++) {
        assert_true(fabs(one.solid[p].amount - many.solid[p].amount) < 1e-12);
    }
    chem_destroy(chem);
}

static void a_more_stable_form_replaces_the_other(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[0]);
    struct chem_water water = make_water(chem, MINE, MINE_COUNT, 4, 25, &COUPLED);
    struct chem_solids solids = {.count = 3};
    solids.solid[0] = solid(bench->databases[0], "Fe(OH)3(a)", 2e-3);
    solids.solid[1] = solid(bench->databases[0], "Gypsum", 0);
    solids.solid[2] = solid(bench->databases[0], "Goethite", 0);
    struct chem_cell cell = {.water = &water, .solids = &solids};
    struct error error = {0};
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    assert_true(solids.solid[0].amount == 0);
    assert_true(solids.solid[2].amount > 1.9e-3);
    chem_destroy(chem);
}

static void a_solid_that_is_used_up_leaves_an_undersaturated_water(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[0]);
    struct chem_water water = make_water(chem, MINE, MINE_COUNT, 3, 25, &COUPLED);
    struct chem_solids solids = {.count = 1};
    solids.solid[0] = solid(bench->databases[0], "Calcite", 1e-4);
    struct chem_cell cell = {.water = &water, .solids = &solids};
    struct error error = {0};
    double ca = chem_read_element(
        (struct chem_answer[]){chem_evaluate(chem_solver_of(chem), &water)},
        chem_database_element(bench->databases[0], STR("Ca")));
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    struct chem_answer answer = chem_evaluate(chem_solver_of(chem), &water);
    double after = chem_read_element(&answer, chem_database_element(bench->databases[0], STR("Ca")));
    assert_true(solids.solid[0].amount == 0);
    assert_true(fabs(after * answer.mass - ca - 1e-4) < 1e-15);
    chem_destroy(chem);
}

static void dissolve_only_and_precipitate_only_hold(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[0]);
    struct chem_water water = make_water(chem, MINE, MINE_COUNT, 8, 25, &COUPLED);
    struct chem_solids solids = {.count = 2};
    solids.solid[0] = solid(bench->databases[0], "Fe(OH)3(a)", 1e-5);
    solids.solid[0].dissolve_only = true;
    solids.solid[1] = solid(bench->databases[0], "Halite", 1);
    solids.solid[1].precipitate_only = true;
    struct chem_cell cell = {.water = &water, .solids = &solids};
    struct error error = {0};
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    assert_true(solids.solid[0].amount == 1e-5); /* supersaturated, may not grow */
    assert_true(solids.solid[1].amount == 1);    /* undersaturated, may not dissolve */
    chem_destroy(chem);
}

static void valences_kept_apart_keep_their_amounts(void **state)
{
    struct bench *bench = *state;
    const struct chem_database *database = bench->databases[0];
    struct chem *chem = chem_create(database);
    int32_t iron = chem_database_element(database, STR("Fe"));
    struct chem_redox some = {.apart = &iron, .apart_count = 1}, all = {.all_apart = true};
    const struct chem_redox *switches[] = {&some, &all};
    for (int i = 0; i < 2; i++) {
        struct chem_water water = make_water(chem, MINE, MINE_COUNT, 6, 25, switches[i]);
        struct chem_solids solids = {.count = 1};
        solids.solid[0] = solid(database, "Fe(OH)3(a)", 0);
        struct chem_cell cell = {.water = &water, .solids = &solids};
        struct error error = {0};
        must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
        struct chem_answer answer = chem_evaluate(chem_solver_of(chem), &water);
        double ferrous = chem_read_valence(&answer, chem_database_master(database, STR("Fe(2)")));
        double ferric = chem_read_valence(&answer, chem_database_master(database, STR("Fe(3)")));
        assert_true(fabs(ferrous * answer.mass - 1e-3) < 1e-15);
        assert_true(fabs(ferric * answer.mass + solids.solid[0].amount - 1e-4) < 1e-15);
        assert_true(solids.solid[0].amount > 0.9e-4);
    }
    chem_destroy(chem);
}

/* pH and gypsum after a log K of the loaded database was changed by `change`. */
static void solve_with(struct chem_database *database, double *log_k, double change, double *ph,
                       double *gypsum, double *totals, struct chem_slopes *slopes, bool of_solid)
{
    *log_k += change;
    struct chem *chem = chem_create(database);
    struct chem_water water = make_water(chem, MINE, MINE_COUNT, 6, 25, &COUPLED);
    /* The analysis is of a pH: its totals move with log K. Those of the first water are kept. */
    memcpy(slopes ? totals : water.totals, slopes ? water.totals : totals, sizeof water.totals);
    struct chem_solids solids = {.count = 1};
    solids.solid[0] = solid(database, "Gypsum", 0.1);
    struct chem_cell cell = {.water = &water, .solids = &solids};
    struct error error = {0};
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    *ph = chem_water_ph(&water);
    *gypsum = solids.solid[0].amount;
    if (slopes) {
        int32_t row = water.model->species_of[chem_database_species(database, STR("CaSO4"))];
        chem_slopes_prepare(chem_solver_of(chem));
        if (of_solid) {
            chem_slopes_by_solid(chem_solver_of(chem), 0, slopes);
        } else {
            chem_slopes_by_species(chem_solver_of(chem), (uint32_t)row, slopes);
        }
        slopes->ln_activity[0] = -slopes->ln_activity[water.model->proton] / 2.302585092994045684;
    }
    *log_k -= change;
    chem_destroy(chem);
}

static void derivatives_in_log_k_are_those_of_small_changes(void **state)
{
    struct bench *bench = *state;
    struct chem_database *database = bench->databases[1]; /* wateq4f: CaSO4 by enthalpy */
    struct chem_log_k *constants[2] = {
        &database->species[chem_database_species(database, STR("CaSO4"))].log_k,
        &database->phases[chem_database_phase(database, STR("Gypsum"))].log_k};
    for (int k = 0; k < 2; k++) {
        double *log_k = constants[k]->has_analytic ? &constants[k]->analytic[0] : &constants[k]->at_25;
        double ph[3], gypsum[3], totals[CHEM_COMPONENTS_MAX], h = 1e-4;
        struct chem_slopes slopes;
        solve_with(database, log_k, 0, &ph[0], &gypsum[0], totals, &slopes, k == 1);
        solve_with(database, log_k, h, &ph[1], &gypsum[1], totals, NULL, false);
        solve_with(database, log_k, -h, &ph[2], &gypsum[2], totals, NULL, false);
        double by_gypsum = (gypsum[1] - gypsum[2]) / (2 * h);
        assert_true(fabs(slopes.solids[0] - by_gypsum) < 1e-4 * fabs(by_gypsum));
        double by_ph = (ph[1] - ph[2]) / (2 * h);
        assert_true(fabs(slopes.ln_activity[0] - by_ph) < 1e-3 * fabs(by_ph) + 1e-6);
    }
}

static void says_which_total_is_negative_and_which_element_can_not_balance(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->databases[0]);
    struct chem_row rows[2] = {
        {.master = chem_database_master(bench->databases[0], STR("Na")), .value = -1e-3, .phase = CHEM_NONE},
        {.master = chem_database_master(bench->databases[0], STR("Cl")), .value = 1e-3, .phase = CHEM_NONE}};
    struct chem_analysis analysis = {.ph = 7, .pe = 4, .celsius = 25, .water = 1,
                                     .ph_phase = CHEM_NONE, .rows = rows, .count = 2};
    struct chem_water water;
    struct error error = {0};
    assert_int_equal(chem_define_water(chem, &analysis, &water, &error), ERR_CHEM_TOTAL);
    error_clear(&error);
    rows[0].value = 2e-3;
    rows[0].charge = false;
    rows[1].value = 0.1e-3;
    rows[1].charge = true; /* chloride can balance sodium */
    must(chem_define_water(chem, &analysis, &water, &error), &error);
    rows[0].charge = true; /* sodium can not balance sodium */
    rows[0].value = 1e-4;
    rows[1].charge = false;
    rows[1].value = 0;
    analysis.ph = 11;
    must(chem_define_water(chem, &analysis, &water, &error), &error);
    analysis.ph = 3; /* H+ without an anion: no amount of sodium helps */
    assert_int_equal(chem_define_water(chem, &analysis, &water, &error), ERR_CHEM_CHARGE);
    chem_destroy(chem);
}

/* No solid is supersaturated, none that is there is undersaturated. */
static void check_solids(struct chem *chem, const struct chem_cell *cell)
{
    struct chem_answer answer = chem_evaluate(chem_solver_of(chem), cell->water);
    for (uint32_t p = 0; p < cell->solids->count; p++) {
        const struct chem_solid *solid = &cell->solids->solid[p];
        int32_t phase = cell->water->model->phase_of[solid->phase];
        double saturation = chem_read_saturation(&answer, cell->water, (uint32_t)phase);
        assert_true(saturation < 1e-3 || saturation < solid->target + 1e-3);
        assert_true(saturation > -1e-9 || solid->amount == 0);
    }
}

static uint64_t random_state;
static double uniform(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

/* Random waters, solids and reactants, harsher than any mine. What is not solved is refused with its
   reason, never answered wrongly. */
static void solves_nearly_all_that_chance_puts_together(void **state)
{
    struct bench *bench = *state;
    random_state = 42;
    int cases = getenv("CHEM_CHANCE") ? (int)strtol(getenv("CHEM_CHANCE"), NULL, 10) : CHANCES;
    int failed = 0;
    uint64_t steps = 0;
    uint32_t most = 0;
    for (int i = 0; i < cases; i++) {
        const struct chem_database *database = bench->databases[i % 3];
        struct chem *chem = chem_create(database);
        struct entry entries[MINE_COUNT];
        size_t count = 0;
        for (int k = 0; k < MINE_COUNT; k++) {
            if (uniform() < 0.8) {
                entries[count++] = (struct entry){MINE[k].name, pow(10, -8 + 6 * uniform())};
            }
        }
        struct chem_water water =
            make_water(chem, entries, count, 2 + 10 * uniform(), 50 * uniform(), &COUPLED);
        struct chem_solids solids = {0};
        while (solids.count < 8) {
            int32_t phase = (int32_t)(uniform() * (double)database->phase_count);
            if (water.model->phase_of[phase] != CHEM_NONE) {
                solids.solid[solids.count++] = (struct chem_solid){
                    .phase = phase, .amount = uniform() < 0.7 ? 0 : pow(10, -7 + 5 * uniform())};
            }
        }
        struct chem_cell cell = {.number = i, .water = &water, .solids = &solids};
        struct error error = {0};
        static const char *const reactants[] = {"NaOH", "HCl", "O2", "H2S", "CaCO3", "FeSO4"};
        must(chem_prepare_cell(chem, &cell, &error), &error);
        for (int step = 0; step < 3; step++) {
            struct chem_effort effort;
            if (chem_equilibrate(chem_solver_of(chem), &cell, &effort, &error)) {
                failed++;
                struct arena *arena = arena_create();
                if (getenv("CHEM_CHANCE"))
                    printf("# %d.%d %s: %" PRIstr "\n", i, step, names[i % 3],
                           STR_ARG(error_sentence(&error, LANG_EN, arena)));
                arena_destroy(arena);
                break;
            }
            assert_true(imbalance(chem, &water, 0.02) < 1e-11);
            check_solids(chem, &cell);
            steps += effort.iterations;
            most = effort.iterations > most ? effort.iterations : most;
            const char *reactant = reactants[(int)(uniform() * 6)];
            struct chem_formula read;
            int32_t elements[CHEM_FORMULA_ELEMENTS];
            assert_int_equal(chem_formula_read(str_from_c(reactant), &read, NULL), 0);
            for (size_t t = 0; t < read.count; t++) {
                elements[t] = chem_database_element(database, read.parts[t].element);
            }
            must(chem_widen_water(chem, &water, elements, read.count, &error), &error);
            double amounts[CHEM_COMPONENTS_MAX];
            formula(database, water.model, reactant, amounts);
            chem_water_add(&water, amounts, pow(10, -6 + 4 * uniform()));
        }
        chem_destroy(chem);
    }
    printf("# %d random cells, %d without an answer, %.1f steps each, at most %u\n", cases, failed,
           (double)steps / cases / 3, most);
    assert_true(failed * 100 <= cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mass_and_charge_are_balanced_to_1e_12),
        cmocka_unit_test(adding_nothing_changes_nothing),
        cmocka_unit_test(lime_and_acid_in_turn_come_back_to_the_start),
        cmocka_unit_test(order_of_elements_does_not_matter),
        cmocka_unit_test(the_answer_does_not_depend_on_the_start),
        cmocka_unit_test(a_more_stable_form_replaces_the_other),
        cmocka_unit_test(a_solid_that_is_used_up_leaves_an_undersaturated_water),
        cmocka_unit_test(dissolve_only_and_precipitate_only_hold),
        cmocka_unit_test(valences_kept_apart_keep_their_amounts),
        cmocka_unit_test(derivatives_in_log_k_are_those_of_small_changes),
        cmocka_unit_test(says_which_total_is_negative_and_which_element_can_not_balance),
        cmocka_unit_test(solves_nearly_all_that_chance_puts_together),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
