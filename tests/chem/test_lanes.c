/* Waters solved side by side (chem/lanes.h) against the same waters solved alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "chem/chem.h"
#include "chem/lanes.h"
#include "chem/vector.h"
#include "test_files.h"

enum { WATERS = 8, MEMBERS = 12 };

struct fixture {
    struct arena *arena;
    struct chem_database *database;
    struct chem *chem;
    struct chem_water water[WATERS];
    struct chem_solids solids[WATERS];
};

static uint64_t random_state;
static double uniform(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

static const char *const MEMBER[MEMBERS] = {"Fe",   "Al", "Zn", "Cd", "Cu", "Pb",
                                            "S(6)", "Ca", "Mg", "Na", "Cl", "C(4)"};

static void define(struct fixture *f, int i)
{
    struct chem_row rows[MEMBERS];
    struct error error = {0};
    struct chem_redox coupled = {0};
    struct chem_analysis analysis = {.ph = 3 + 4 * uniform(),
                                     .pe = 4,
                                     .celsius = 5 + 20 * uniform(),
                                     .water = 1,
                                     .ph_phase = CHEM_NONE,
                                     .rows = rows,
                                     .count = MEMBERS};
    for (int k = 0; k < MEMBERS; k++)
        rows[k] =
            (struct chem_row){.master = chem_database_master(f->database, str_from_c(MEMBER[k])),
                              .value = pow(10, -6 + 3.5 * uniform()),
                              .phase = CHEM_NONE};
    assert_int_equal(chem_define_water(f->chem, &analysis, &f->water[i], &error), 0);
    assert_int_equal(chem_react_water(f->chem, &f->water[i], &coupled, &error), 0);
}

static void equilibrate(struct fixture *f, struct chem_water *water, struct chem_solids *solids)
{
    struct error error = {0};
    struct chem_cell cell = {.water = water, .solids = solids};
    assert_int_equal(chem_equilibrate(chem_solver_of(f->chem), &cell, NULL, &error), 0);
}

static void add(struct chem_water *water, const char *element, double amount)
{
    const struct chem_model *model = water->model;
    for (uint32_t j = 0; j < model->proton; j++)
        if (str_equal(model->database->elements[model->components[j].element].name,
                      str_from_c(element)))
            water->totals[j] += amount;
}

/* Waters at equilibrium with their solids. */
static int setup(void **state)
{
    static const char *const phases[] = {"Fe(OH)3(a)", "Al(OH)3(a)", "Gypsum", "Calcite"};
    struct fixture *f = test_calloc(1, sizeof *f);
    struct error error = {0};
    f->arena = arena_create();
    struct str text = test_file(f->arena, "databases/wateq4f.dat");
    assert_int_equal(chem_database_read(STR("wateq4f.dat"), text, &f->database, &error), 0);
    f->chem = chem_create(f->database);
    random_state = 11;
    for (int i = 0; i < WATERS; i++) {
        define(f, i);
        f->solids[i].count = 4;
        for (int p = 0; p < 4; p++)
            f->solids[i].solid[p] = (struct chem_solid){
                .phase = chem_database_phase(f->database, str_from_c(phases[p])),
                .amount = 1e-4 * p};
        struct chem_cell cell = {.water = &f->water[i], .solids = &f->solids[i]};
        assert_int_equal(chem_prepare_cell(f->chem, &cell, &error), 0);
        equilibrate(f, &f->water[i], &f->solids[i]);
    }
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    chem_destroy(f->chem);
    chem_database_destroy(f->database);
    arena_destroy(f->arena);
    test_free(f);
    return 0;
}

/* A little of something in each water, so that there is something to solve. */
static void disturb(struct fixture *f)
{
    for (int i = 0; i < WATERS; i++) {
        add(&f->water[i], "Ca", 1e-6 * (i + 1));
        add(&f->water[i], "Cl", 2e-6 * (i + 1));
    }
}

static uint32_t solve_beside(struct fixture *f, struct chem_water *water,
                             struct chem_solids *solids, uint32_t count)
{
    struct chem_cell cells[WATERS], *list[WATERS];
    for (uint32_t i = 0; i < count; i++) {
        cells[i] = (struct chem_cell){.water = &water[i], .solids = solids ? &solids[i] : NULL};
        list[i] = &cells[i];
    }
    return chem_lanes_equilibrate(chem_lanes_of(f->chem), list, count);
}

static void assert_near(const struct chem_water *a, const struct chem_water *b, double bound)
{
    for (uint32_t j = 0; j < a->model->component_count; j++)
        if (fabs(a->totals[j]) > 1e-18)
            assert_true(fabs(a->ln_activity[j] - b->ln_activity[j]) <= bound);
    assert_true(fabs(a->ionic_strength - b->ionic_strength) <= bound * a->ionic_strength);
    assert_true(fabs(a->mass - b->mass) <= bound * a->mass);
}

static void gives_what_solving_alone_gives(void **state)
{
    struct fixture *f = *state;
    struct chem_water beside[WATERS];
    disturb(f);
    memcpy(beside, f->water, sizeof beside);
    assert_int_equal(solve_beside(f, beside, NULL, WATERS), 0xff);
    for (int i = 0; i < WATERS; i++) {
        equilibrate(f, &f->water[i], NULL);
        assert_near(&f->water[i], &beside[i], 1e-9);
    }
}

static void gives_the_same_solids(void **state)
{
    struct fixture *f = *state;
    struct chem_water beside[WATERS];
    struct chem_solids solids[WATERS];
    disturb(f);
    memcpy(beside, f->water, sizeof beside);
    memcpy(solids, f->solids, sizeof solids);
    uint32_t solved = solve_beside(f, beside, solids, WATERS);
    assert_true(__builtin_popcount(solved) >= WATERS - 1);
    for (int i = 0; i < WATERS; i++) {
        if (!(solved >> i & 1))
            continue;
        equilibrate(f, &f->water[i], &f->solids[i]);
        assert_near(&f->water[i], &beside[i], 1e-9);
        for (uint32_t p = 0; p < solids[i].count; p++)
            assert_true(fabs(solids[i].solid[p].amount - f->solids[i].solid[p].amount) <= 1e-12);
    }
}

/* Neither neighbours nor the place beside them change a bit. */
static void does_not_depend_on_neighbours(void **state)
{
    struct fixture *f = *state;
    struct chem_water beside[WATERS], turned[WATERS];
    struct chem_solids solids[WATERS], turned_solids[WATERS];
    disturb(f);
    memcpy(beside, f->water, sizeof beside);
    memcpy(solids, f->solids, sizeof solids);
    uint32_t solved = solve_beside(f, beside, solids, WATERS);
    for (int i = 0; i < WATERS; i++) {
        turned[WATERS - 1 - i] = f->water[i];
        turned_solids[WATERS - 1 - i] = f->solids[i];
    }
    (void)solve_beside(f, turned, turned_solids, WATERS);
    for (int i = 0; i < WATERS; i++) {
        struct chem_water alone = f->water[i];
        struct chem_solids own = f->solids[i];
        assert_int_equal(solve_beside(f, &alone, &own, 1), solved >> i & 1);
        assert_memory_equal(&alone, &beside[i], sizeof alone);
        assert_memory_equal(&alone, &turned[WATERS - 1 - i], sizeof alone);
        assert_memory_equal(&own, &solids[i], sizeof own);
        assert_memory_equal(&own, &turned_solids[WATERS - 1 - i], sizeof own);
    }
}

static void leaves_a_water_whose_solids_must_change(void **state)
{
    struct fixture *f = *state;
    struct chem_water beside[2] = {f->water[0], f->water[1]}, before;
    struct chem_solids solids[2] = {f->solids[0], f->solids[1]};
    add(&beside[0], "Ca", 1e-6);
    add(&beside[1], "Ca", -0.9 * beside[1].totals[0]);
    for (uint32_t p = 0; p < 4; p++)
        solids[1].solid[p].amount = fmin(solids[1].solid[p].amount, 1e-9);
    for (uint32_t j = 0; j < beside[1].model->proton; j++)
        beside[1].totals[j] *= 0.5;
    before = beside[1];
    uint32_t solved = solve_beside(f, beside, solids, 2);
    assert_true(solved & 1);
    if (!(solved >> 1 & 1))
        assert_memory_equal(&beside[1], &before, sizeof before);
}

static void takes_logarithms_to_the_last_places(void **state)
{
    (void)state;
    random_state = 3;
    for (int i = 0; i < 100000; i++) {
        double x = exp(1400 * uniform() - 700), got;
        chem_vector_log(&x, &got, 1);
        assert_true(fabs(got - log(x)) <= 5e-16 * fabs(log(x)) + 1e-300);
        x = 1 + 1e-3 * (uniform() - 0.5);
        chem_vector_log(&x, &got, 1);
        assert_true(fabs(got - log(x)) <= 1e-15 * fabs(log(x)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_what_solving_alone_gives, setup, teardown),
        cmocka_unit_test_setup_teardown(gives_the_same_solids, setup, teardown),
        cmocka_unit_test_setup_teardown(does_not_depend_on_neighbours, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_a_water_whose_solids_must_change, setup, teardown),
        cmocka_unit_test(takes_logarithms_to_the_last_places),
    };
    return cmocka_run_group_tests_name("lanes", tests, NULL, NULL);
}
