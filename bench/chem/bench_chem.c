/* How fast the chemistry solver is, one core. Each figure is checked before it is printed: mass
   balance of what was solved. bench_chem [load|cold|warm|beside|titration] [repetitions]: one part
   alone, for callgrind and perf. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "chem/chem.h"
#include "chem/formula.h"
#include "chem/lanes.h"

enum { WATERS = 10000, MEMBERS = 16, STEPS = 30 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static struct str read_file(struct arena *arena, const char *name)
{
    struct str path = arena_format(arena, "%s/databases/%s", BENCH_DATA, name);
    FILE *file = fopen(path.p, "rb");
    CHECK(file && fseek(file, 0, SEEK_END) == 0);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = ARENA_ARRAY(arena, char, size + 1);
    CHECK(fread(text, 1, size, file) == size);
    (void)fclose(file);
    return (struct str){text, size};
}

static struct chem_database *load(struct arena *arena, const char *name)
{
    struct chem_database *database;
    struct error error = {0};
    if (chem_database_read(str_from_c(name), read_file(arena, name), &database, &error)) {
        check_fail(arena_c(arena, error_sentence(&error, LANG_EN, arena)));
    }
    return database;
}

struct range {
    const char *name;
    double low, high, molar_mass;
};
/* mg/kgw, drawn log-uniformly: the ranges of tests/data/chem/varied.py. */
static const struct range RANGES[MEMBERS] = {
    {"Fe(2)", 0.5, 150, 55.847}, {"Fe(3)", 0.01, 50, 55.847}, {"Al", 0.02, 60, 26.9815},
    {"Zn", 0.3, 80, 65.37},      {"Cd", 0.001, 0.3, 112.4},   {"Cu(2)", 0.005, 30, 63.546},
    {"Pb", 0.002, 0.4, 207.19},  {"Mn(2)", 1, 20, 54.938},    {"S(6)", 200, 2300, 96.06},
    {"Ca", 40, 400, 40.08},      {"Mg", 10, 200, 24.312},     {"Na", 7, 240, 22.9898},
    {"K", 0.8, 18, 39.102},      {"Cl", 4, 140, 35.453},      {"Si", 12, 70, 60.08},
    {"C(4)", 0.4, 40, 12.011},
};

static uint64_t random_state = 7;
static double uniform(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

static struct chem_analysis draw(const struct chem_database *database, struct chem_row *rows)
{
    struct chem_analysis analysis = {.ph = 2.5 + 4.7 * uniform(),
                                     .pe = 4,
                                     .celsius = 4 + 21 * uniform(),
                                     .water = 1,
                                     .ph_phase = CHEM_NONE,
                                     .rows = rows,
                                     .count = MEMBERS};
    for (int i = 0; i < MEMBERS; i++) {
        const struct range *range = &RANGES[i];
        double value = exp(log(range->low) + uniform() * log(range->high / range->low));
        rows[i] =
            (struct chem_row){.master = chem_database_master(database, str_from_c(range->name)),
                              .value = value / 1000 / range->molar_mass,
                              .phase = CHEM_NONE};
    }
    return analysis;
}

static void must(int code, const struct error *error)
{
    if (code) {
        struct arena *arena = arena_create();
        check_fail(arena_c(arena, error_sentence(error, LANG_EN, arena)));
    }
}

static void bench_cold(struct arena *arena, const char *name, int repetitions)
{
    struct chem_database *database = load(arena, name);
    struct chem *chem = chem_create(database);
    struct error error = {0};
    struct chem_row rows[MEMBERS];
    struct chem_water water;
    double begun = now();
    for (int i = 0; i < repetitions; i++) {
        struct chem_analysis analysis = draw(database, rows);
        must(chem_define_water(chem, &analysis, &water, &error), &error);
    }
    double seconds = now() - begun;
    printf("%d cold speciations, %s: %.4f s, %.2f us each (without reading input)\n", repetitions,
           name, seconds, 1e6 * seconds / repetitions);
    chem_destroy(chem);
    chem_database_destroy(database);
}

static struct chem_water one_water(struct chem *chem, const struct chem_database *database)
{
    struct chem_row rows[MEMBERS];
    struct chem_water water;
    struct error error = {0};
    struct chem_redox coupled = {0};
    random_state = 7;
    struct chem_analysis analysis = draw(database, rows);
    must(chem_define_water(chem, &analysis, &water, &error), &error);
    must(chem_react_water(chem, &water, &coupled, &error), &error);
    return water;
}

static void formula_of(const struct chem_database *database, const struct chem_model *model,
                       const char *text, double *amounts)
{
    struct chem_formula formula;
    struct chem_atom atoms[CHEM_FORMULA_ELEMENTS];
    struct error error = {0};
    must(chem_formula_read(str_from_c(text), &formula, &error), &error);
    for (size_t i = 0; i < formula.count; i++) {
        atoms[i] = (struct chem_atom){chem_database_element(database, formula.parts[i].element),
                                      formula.parts[i].count};
    }
    must(chem_model_formula(model, atoms, formula.count, 0, amounts, &error), &error);
}

static void bench_warm(struct arena *arena, const char *name, int repetitions)
{
    struct chem_database *database = load(arena, name);
    struct chem *chem = chem_create(database);
    struct chem_water water = one_water(chem, database);
    struct chem_cell cell = {.water = &water};
    struct error error = {0};
    double amounts[CHEM_COMPONENTS_MAX];
    formula_of(database, water.model, "Ca(OH)2", amounts);
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    uint64_t iterations = 0;
    double begun = now();
    for (int i = 0; i < repetitions; i++) {
        struct chem_effort effort;
        chem_water_add(&water, amounts, i % 2 ? -1e-6 : 1e-6);
        must(chem_equilibrate(chem_solver_of(chem), &cell, &effort, &error), &error);
        iterations += effort.iterations;
    }
    double seconds = now() - begun;
    printf(
        "%d warm re-speciations, %s: %.2f us each, %.2f Newton steps, %u species, %u components\n",
        repetitions, name, 1e6 * seconds / repetitions, (double)iterations / repetitions,
        water.model->species_count, water.model->component_count);
    chem_destroy(chem);
    chem_database_destroy(database);
}

/* The same of waters side by side, of one model and each another. */
static void bench_beside(struct arena *arena, const char *name, int repetitions)
{
    struct chem_database *database = load(arena, name);
    struct chem *chem = chem_create(database);
    struct chem_water waters[CHEM_LANES];
    struct chem_cell cells[CHEM_LANES], *list[CHEM_LANES];
    struct error error = {0};
    double amounts[CHEM_COMPONENTS_MAX];
    for (int l = 0; l < CHEM_LANES; l++) {
        waters[l] = one_water(chem, database);
        cells[l] = (struct chem_cell){.water = &waters[l]};
        list[l] = &cells[l];
    }
    formula_of(database, waters[0].model, "Ca(OH)2", amounts);
    for (int l = 0; l < CHEM_LANES; l++) {
        chem_water_add(&waters[l], amounts, 1e-5 * l);
        must(chem_equilibrate(chem_solver_of(chem), &cells[l], NULL, &error), &error);
    }
    double begun = now();
    for (int i = 0; i < repetitions; i++) {
        for (int l = 0; l < CHEM_LANES; l++)
            chem_water_add(&waters[l], amounts, i % 2 ? -1e-6 : 1e-6);
        CHECK(chem_lanes_equilibrate(chem_lanes_of(chem), list, CHEM_LANES) ==
              ((uint32_t)1 << CHEM_LANES) - 1);
    }
    double seconds = now() - begun;
    printf("%d times %d warm re-speciations side by side, %s: %.2f us each\n", repetitions,
           CHEM_LANES, name, 1e6 * seconds / repetitions / CHEM_LANES);
    chem_destroy(chem);
    chem_database_destroy(database);
}

static void bench_titration(struct arena *arena, int repetitions)
{
    static const char *const phases[] = {"Fe(OH)3(a)", "Al(OH)3(a)", "Zn(OH)2(e)",
                                         "Cd(OH)2",    "Pb(OH)2",    "Gypsum"};
    struct chem_database *database = load(arena, "phreeqc.dat");
    struct error error = {0};
    double seconds = 0;
    uint64_t steps = 0;
    for (int i = 0; i < repetitions; i++) {
        double begun = now();
        struct chem *chem = chem_create(database);
        struct chem_water water = one_water(chem, database);
        struct chem_solids solids = {.count = 6};
        for (int p = 0; p < 6; p++) {
            solids.solid[p].phase = chem_database_phase(database, str_from_c(phases[p]));
        }
        struct chem_cell cell = {.water = &water, .solids = &solids};
        must(chem_prepare_cell(chem, &cell, &error), &error);
        double amounts[CHEM_COMPONENTS_MAX];
        formula_of(database, water.model, "NaOH", amounts);
        for (int step = 0; step < STEPS; step++) {
            struct chem_effort effort;
            chem_water_add(&water, amounts, 3e-3 / STEPS);
            must(chem_equilibrate(chem_solver_of(chem), &cell, &effort, &error), &error);
            steps += effort.iterations;
        }
        chem_destroy(chem);
        seconds += now() - begun;
    }
    printf("titration of %d steps with 6 solids, models made anew: %.3f ms, %.1f Newton steps a "
           "step\n",
           STEPS, 1e3 * seconds / repetitions, (double)steps / repetitions / STEPS);
    chem_database_destroy(database);
}

static void bench_load(struct arena *arena, const char *name, int repetitions)
{
    struct str text = read_file(arena, name);
    double begun = now();
    for (int i = 0; i < repetitions; i++) {
        struct chem_database *database;
        struct error error = {0};
        must(chem_database_read(str_from_c(name), text, &database, &error), &error);
        chem_database_destroy(database);
    }
    printf("loading %s: %.2f ms\n", name, 1e3 * (now() - begun) / repetitions);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    const char *part = argc > 1 ? argv[1] : "";
    int repetitions = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
    bool all = part[0] == 0;
    if (all || strcmp(part, "load") == 0) {
        bench_load(arena, "phreeqc.dat", repetitions ? repetitions : 20);
        bench_load(arena, "wateq4f.dat", repetitions ? repetitions : 20);
        bench_load(arena, "minteq.v4.dat", repetitions ? repetitions : 20);
    }
    if (all || strcmp(part, "cold") == 0) {
        bench_cold(arena, "wateq4f.dat", repetitions ? repetitions : WATERS);
    }
    if (all || strcmp(part, "warm") == 0) {
        bench_warm(arena, "wateq4f.dat", repetitions ? repetitions : WATERS);
        bench_warm(arena, "phreeqc.dat", repetitions ? repetitions : WATERS);
    }
    if (all || strcmp(part, "beside") == 0) {
        bench_beside(arena, "wateq4f.dat", repetitions ? repetitions : WATERS);
        bench_beside(arena, "phreeqc.dat", repetitions ? repetitions : WATERS);
    }
    if (all || strcmp(part, "titration") == 0) {
        bench_titration(arena, repetitions ? repetitions : 50);
    }
    arena_destroy(arena);
    return 0;
}
