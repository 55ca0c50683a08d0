/* Nothing is allocated inside a solve: the linker hands every allocation of the program's own code
   to the counters below. Working memory is made at the first use of a model. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "chem/chem.h"
#include "chem/lanes.h"
#include "chem/slopes.h"
#include "test_files.h"

static size_t allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    allocations++;
    return __real_realloc(memory, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __real_aligned_alloc(alignment, size);
}

enum { MEMBERS = 8, WATERS = 3 };
static const char *const MEMBER[MEMBERS] = {"Fe", "Al", "Zn", "S(6)", "Ca", "Na", "Cl", "C(4)"};
static const char *const PHASE[3] = {"Fe(OH)3(a)", "Gypsum", "Calcite"};

struct fixture {
    struct arena *arena;
    struct chem_database *database;
    struct chem *chem;
    struct chem_row rows[MEMBERS];
    struct chem_analysis analysis;
    struct chem_water water[WATERS];
    struct chem_solids solids[WATERS];
    struct chem_cell cells[WATERS];
};

static void define(struct fixture *f, struct chem_water *water)
{
    struct error error = {0};
    assert_int_equal(chem_define_water(f->chem, &f->analysis, water, &error), 0);
}

static void solve(struct fixture *f, int i)
{
    struct error error = {0};
    assert_int_equal(chem_equilibrate(chem_solver_of(f->chem), &f->cells[i], NULL, &error), 0);
}

/* Everything done once. */
static int setup(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    struct error error = {0};
    struct chem_redox coupled = {0};
    f->arena = arena_create();
    assert_int_equal(chem_database_read(STR("wateq4f.dat"),
                                        test_file(f->arena, "databases/wateq4f.dat"), &f->database,
                                        &error),
                     0);
    f->chem = chem_create(f->database);
    for (int k = 0; k < MEMBERS; k++)
        f->rows[k] =
            (struct chem_row){.master = chem_database_master(f->database, str_from_c(MEMBER[k])),
                              .value = 1e-4 * (k + 1),
                              .phase = CHEM_NONE};
    f->analysis = (struct chem_analysis){.ph = 5,
                                         .pe = 4,
                                         .celsius = 12,
                                         .water = 1,
                                         .ph_phase = CHEM_NONE,
                                         .rows = f->rows,
                                         .count = MEMBERS};
    for (int i = 0; i < WATERS; i++) {
        define(f, &f->water[i]);
        assert_int_equal(chem_react_water(f->chem, &f->water[i], &coupled, &error), 0);
        f->solids[i].count = 3;
        for (int p = 0; p < 3; p++)
            f->solids[i].solid[p] =
                (struct chem_solid){.phase = chem_database_phase(f->database, str_from_c(PHASE[p])),
                                    .amount = 1e-3 * p};
        f->cells[i] = (struct chem_cell){.water = &f->water[i], .solids = &f->solids[i]};
        assert_int_equal(chem_prepare_cell(f->chem, &f->cells[i], &error), 0);
        solve(f, i);
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

static void disturb(struct fixture *f, int i, int n)
{
    f->water[i].totals[0] *= n % 2 ? 1.5 : 1 / 1.5;
    f->water[i].totals[1] *= n % 3 ? 0.7 : 1 / 0.49;
}

static void an_equilibrium_allocates_nothing(void **state)
{
    struct fixture *f = *state;
    size_t before = allocations;
    for (int n = 0; n < 60; n++) {
        disturb(f, 0, n);
        solve(f, 0);
    }
    assert_int_equal(allocations - before, 0);
}

static void derivatives_allocate_nothing(void **state)
{
    struct fixture *f = *state;
    struct chem_slopes slopes;
    double totals[CHEM_COMPONENTS_MAX] = {1};
    size_t before = allocations;
    chem_slopes_prepare(chem_solver_of(f->chem));
    chem_slopes_along(chem_solver_of(f->chem), totals, &slopes);
    chem_slopes_by_species(chem_solver_of(f->chem), 3, &slopes);
    chem_slopes_by_solid(chem_solver_of(f->chem), 0, &slopes);
    assert_int_equal(allocations - before, 0);
}

static void cells_side_by_side_allocate_nothing_after_the_first_time(void **state)
{
    struct fixture *f = *state;
    struct chem_cell *cells[WATERS] = {&f->cells[0], &f->cells[1], &f->cells[2]};
    (void)chem_lanes_equilibrate(chem_lanes_of(f->chem), cells, WATERS);
    size_t before = allocations;
    for (int n = 0; n < 20; n++) {
        for (int i = 0; i < WATERS; i++)
            f->water[i].totals[0] *= 1 + 1e-3 * i;
        (void)chem_lanes_equilibrate(chem_lanes_of(f->chem), cells, WATERS);
        (void)chem_lanes_answer(chem_lanes_of(f->chem), 1);
    }
    assert_int_equal(allocations - before, 0);
}

static void a_speciation_allocates_nothing(void **state)
{
    struct fixture *f = *state;
    struct chem_water water;
    define(f, &water);
    size_t before = allocations;
    for (int n = 0; n < 20; n++) {
        f->analysis.ph = 3 + 0.2 * n;
        define(f, &water);
    }
    assert_int_equal(allocations - before, 0);
}

static void the_counters_count(void **state)
{
    (void)state;
    size_t before = allocations;
    struct arena *arena = arena_create();
    (void)ARENA_ARRAY(arena, char, 100000);
    arena_destroy(arena);
    assert_true(allocations - before >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counters_count),
        cmocka_unit_test_setup_teardown(an_equilibrium_allocates_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(derivatives_allocate_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(cells_side_by_side_allocate_nothing_after_the_first_time,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_speciation_allocates_nothing, setup, teardown),
    };
    return cmocka_run_group_tests_name("allocation", tests, NULL, NULL);
}
