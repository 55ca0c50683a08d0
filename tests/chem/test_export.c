/* What is exported is read by our own reader of inputs and gives the same cell. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "chem/chem.h"
#include "chem/export.h"
#include "chem/input.h"
#include "test_files.h"

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct chem *chem;
};

static void expect_ok(const struct bench *bench, int code, const struct error *error)
{
    if (code)
        fail_msg("%" PRIstr, STR_ARG(error_sentence(error, LANG_EN, bench->arena)));
}

static int set_up(void **state)
{
    struct arena *arena = arena_create();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    struct error error = {0};
    bench->arena = arena;
    if (chem_database_read(STR("wateq4f.dat"), test_file(arena, "databases/wateq4f.dat"),
                           &bench->database, &error))
        return -1;
    bench->chem = chem_create(bench->database);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    chem_destroy(bench->chem);
    chem_database_destroy(bench->database);
    arena_destroy(bench->arena);
    return 0;
}

static const struct chem_input *parsed(const struct bench *bench, struct str text)
{
    const struct chem_input *input;
    struct chem_input_host host = {0};
    struct error error = {0};
    expect_ok(bench, chem_input_parse(STR("export.pqi"), text, &host, bench->arena, &input, &error),
              &error);
    return input;
}

/* The item of a kind, in any simulation. */
static const struct input_item *item_of(const struct chem_input *input, enum input_kind kind)
{
    for (size_t s = 0; s < input->count; s++)
        for (size_t i = 0; i < input->simulations[s].count; i++)
            if (input->simulations[s].items[i].kind == kind)
                return &input->simulations[s].items[i];
    fail_msg("no item of kind %d", (int)kind);
    return NULL;
}

static struct chem_water water_of(const struct bench *bench, const struct input_solution *solution,
                                  const struct chem_redox *redox)
{
    struct chem_row rows[CHEM_COMPONENTS_MAX] = {0};
    assert_true(str_equal(solution->units, STR("mol/kgw")));
    for (size_t i = 0; i < solution->count; i++) {
        rows[i] = (struct chem_row){
            .master = chem_database_master(bench->database, solution->totals[i].name),
            .value = solution->totals[i].value, .phase = CHEM_NONE};
        assert_int_not_equal(rows[i].master, CHEM_NONE);
    }
    struct chem_analysis analysis = {.ph = solution->ph, .pe = solution->pe,
                                     .celsius = solution->celsius, .water = solution->water,
                                     .ph_phase = CHEM_NONE, .rows = rows, .count = solution->count};
    struct chem_water water;
    struct error error = {0};
    expect_ok(bench, chem_define_water(bench->chem, &analysis, &water, &error), &error);
    expect_ok(bench, chem_react_water(bench->chem, &water, redox, &error), &error);
    return water;
}

static struct chem_water mine_water(const struct bench *bench, const struct chem_redox *redox)
{
    static const struct {
        const char *name;
        double molality;
    } parts[] = {{"Fe(2)", 2e-3}, {"Fe(3)", 5e-4}, {"Al", 3e-4}, {"Zn", 2e-4}, {"Cd", 1e-6},
                 {"Cu(2)", 1e-5},    {"Pb", 1e-6},    {"As(5)", 1e-6}, {"Ca", 5e-3}, {"Mg", 2e-3},
                 {"Na", 1e-3},    {"K", 1e-4},     {"Cl", 5e-4}, {"S(6)", 1.2e-2}, {"Si", 5e-4},
                 {"Mn(2)", 1e-4},    {"C(4)", 1e-3}};
    enum { COUNT = sizeof parts / sizeof parts[0] };
    struct chem_row rows[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        rows[i] = (struct chem_row){
            .master = chem_database_master(bench->database, str_from_c(parts[i].name)),
            .value = parts[i].molality, .phase = CHEM_NONE};
    struct chem_analysis analysis = {.ph = 3.2, .pe = 9, .celsius = 12.5, .water = 0.8,
                                     .ph_phase = CHEM_NONE, .rows = rows, .count = COUNT};
    struct chem_water water;
    struct error error = {0};
    expect_ok(bench, chem_define_water(bench->chem, &analysis, &water, &error), &error);
    expect_ok(bench, chem_react_water(bench->chem, &water, redox, &error), &error);
    return water;
}

static void equilibrate(const struct bench *bench, struct chem_cell *cell)
{
    struct error error = {0};
    expect_ok(bench, chem_prepare_cell(bench->chem, cell, &error), &error);
    expect_ok(bench, chem_equilibrate(chem_solver_of(bench->chem), cell, NULL, &error), &error);
}

static struct str exported(const struct bench *bench, const struct chem_export_cell *cell)
{
    struct chem_export export = {.database = bench->database, .first_file = 1, .cells = cell,
                                 .cell_count = 1, .database_name = STR("wateq4f.dat")};
    struct buf out = {0};
    struct error error = {0};
    expect_ok(bench, chem_export_write(chem_solver_of(bench->chem), &export, &out, &error), &error);
    struct str text = arena_copy(bench->arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

static void assert_same_water(const struct chem_water *a, const struct chem_water *b)
{
    assert_true(fabs(chem_water_ph(a) - chem_water_ph(b)) < 1e-9);
    assert_true(fabs(a->mass - b->mass) < 1e-12);
    assert_true(fabs(a->ionic_strength - b->ionic_strength) < 1e-11);
    assert_true(fabs(chem_water_charge(a) - chem_water_charge(b)) < 1e-12);
    assert_ptr_equal(a->model, b->model);
    for (uint32_t j = 0; j < a->model->component_count; j++) {
        bool absent = a->ln_activity[j] < -100 || b->ln_activity[j] < -100;
        if (!absent && fabs(a->ln_activity[j] - b->ln_activity[j]) > 1e-7)
            fail_msg("component %u: %.12g and %.12g", j, a->ln_activity[j], b->ln_activity[j]);
    }
}

static void a_water_comes_back_the_same(void **state)
{
    const struct bench *bench = *state;
    struct chem_redox redox = {0};
    struct chem_water water = mine_water(bench, &redox);
    struct chem_cell cell = {.water = &water};
    equilibrate(bench, &cell);
    struct chem_export_cell what = {.number = 3, .title = STR("inlet"), .water = &water};
    const struct chem_input *input = parsed(bench, exported(bench, &what));
    const struct input_solution *solution = item_of(input, INPUT_SOLUTION)->is.solution;
    assert_int_equal(solution->range.first, 3);
    struct chem_water again = water_of(bench, solution, &redox);
    assert_same_water(&again, &water);
    cell.water = &again;
    equilibrate(bench, &cell);
    assert_same_water(&again, &water);
}

static void solids_come_back_and_stay_in_equilibrium(void **state)
{
    const struct bench *bench = *state;
    struct chem_redox redox = {0};
    struct chem_water water = mine_water(bench, &redox);
    struct chem_solids solids = {.count = 3};
    static const char *const names[] = {"Fe(OH)3(a)", "Calcite", "Gypsum"};
    for (uint32_t p = 0; p < 3; p++)
        solids.solid[p] = (struct chem_solid){
            .phase = chem_database_phase(bench->database, str_from_c(names[p])),
            .amount = p == 1 ? 0.05 : 0};
    struct chem_cell cell = {.water = &water, .solids = &solids};
    equilibrate(bench, &cell);
    struct chem_export_cell what = {.number = 1, .water = &water, .solids = &solids};
    const struct chem_input *input = parsed(bench, exported(bench, &what));
    const struct input_phases *phases = item_of(input, INPUT_PHASES)->is.phases;
    struct chem_water again = water_of(bench, item_of(input, INPUT_SOLUTION)->is.solution, &redox);
    struct chem_solids read = {.count = (uint32_t)phases->count};
    assert_int_equal(phases->count, 3);
    for (uint32_t p = 0; p < 3; p++) {
        assert_true(str_equal(phases->phases[p].name, str_from_c(names[p])));
        read.solid[p] = (struct chem_solid){
            .phase = chem_database_phase(bench->database, phases->phases[p].name),
            .target = phases->phases[p].saturation, .amount = phases->phases[p].amount};
    }
    struct chem_cell again_cell = {.water = &again, .solids = &read};
    equilibrate(bench, &again_cell);
    assert_true(fabs(chem_water_ph(&again) - chem_water_ph(&water)) < 1e-9);
    for (uint32_t p = 0; p < 3; p++)
        assert_true(fabs(read.solid[p].amount - solids.solid[p].amount) < 1e-12);
}

static void sites_and_rates_are_written_as_phreeqc_reads_them(void **state)
{
    const struct bench *bench = *state;
    struct chem_redox redox = {0};
    struct chem_water water = mine_water(bench, &redox);
    struct chem_sorption surface = {0}, exchange = {0};
    struct error error = {0};
    int32_t layer;
    expect_ok(bench, chem_sorption_add_surface(&surface, 54, &layer, &error), &error);
    expect_ok(bench, chem_sorption_add_site(bench->database, &surface, STR("Hfo_s"), 5e-6, layer,
                                            &error), &error);
    expect_ok(bench, chem_sorption_add_site(bench->database, &surface, STR("Hfo_w"), 2e-4, layer,
                                            &error), &error);
    expect_ok(bench, chem_sorption_add_site(bench->database, &exchange, STR("X"), 0.01, CHEM_NONE,
                                            &error), &error);
    struct chem_cell cell = {.water = &water, .surface = &surface, .exchange = &exchange};
    equilibrate(bench, &cell);
    struct chem_atom atoms[] = {{chem_database_element(bench->database, STR("Fe")), 1},
                                {chem_database_element(bench->database, STR("S")), 2}};
    double parameters[] = {-4.5, 0.67};
    struct chem_export_rate rate = {.name = STR("Pyrite"), .atoms = atoms, .atom_count = 2,
                                    .m = 0.1, .m0 = 0.2, .parameters = parameters,
                                    .parameter_count = 2};
    struct chem_export_cell what = {.number = 7, .water = &water, .surface = &surface,
                                    .exchange = &exchange, .rates = &rate, .rate_count = 1,
                                    .seconds = 86400};
    struct str text = exported(bench, &what);
    assert_true(str_contains(text, STR("SURFACE 7\n    -equilibrate 7\n    Hfo_sOH        5e-06 54 1\n"
                                       "    Hfo_wOH        0.0002\n")));
    assert_true(str_contains(text, STR("EXCHANGE 7\n    -equilibrate 7\n    X              0.01\n")));
    const struct chem_input *input = parsed(bench, text);
    const struct input_sorption *read = item_of(input, INPUT_SURFACE)->is.sorption;
    assert_int_equal(read->count, 2);
    assert_int_equal(read->equilibrate, 7);
    assert_true(read->sites[0].area * read->sites[0].mass == 54);
    const struct input_kinetics *kinetics = item_of(input, INPUT_KINETICS)->is.kinetics;
    assert_true(str_equal(kinetics->rates[0].name, STR("Pyrite")));
    assert_true(kinetics->rates[0].m == 0.1 && kinetics->rates[0].m0 == 0.2);
    assert_int_equal(kinetics->rates[0].term_count, 2);
    assert_true(kinetics->rates[0].terms[1].coefficient == 2);
    assert_true(kinetics->steps.values[0] == 86400);
    /* The water beside them is the one that was written. */
    struct chem_water again = water_of(bench, item_of(input, INPUT_SOLUTION)->is.solution, &redox);
    assert_same_water(&again, &water);
    struct chem_sorption met = surface;
    expect_ok(bench, chem_prepare_sorption(bench->chem, &again, &met, &error), &error);
    chem_sorption_meet(chem_solver_of(bench->chem), &again, &met);
    for (uint32_t j = 0; j < water.model->component_count; j++)
        assert_true(fabs(met.bound[j] - surface.bound[j]) <= 1e-9 * fabs(surface.bound[j]) + 1e-18);
}

/* ln activity of a species that is a component. */
static double ln_activity(const struct chem_water *water, const char *species)
{
    const struct chem_database *database = water->model->database;
    int32_t wanted = chem_database_species(database, str_from_c(species));
    for (uint32_t j = 0; j < water->model->component_count; j++)
        if (water->model->components[j].species == wanted)
            return water->ln_activity[j];
    fail_msg("%s is no component", species);
    return 0;
}

struct apart {
    struct chem_water water;
    struct chem_solids solids;
    struct chem_sorption surface;
};

static void make_apart(const struct bench *bench, const struct chem_redox *redox, struct apart *out)
{
    struct error error = {0};
    int32_t layer;
    *out = (struct apart){.water = mine_water(bench, redox)};
    static const char *const names[] = {"Fe(OH)3(a)", "Gypsum", "Al(OH)3(a)"};
    for (uint32_t p = 0; p < 3; p++)
        out->solids.solid[out->solids.count++] = (struct chem_solid){
            .phase = chem_database_phase(bench->database, str_from_c(names[p])), .amount = 1e-3};
    expect_ok(bench, chem_sorption_add_surface(&out->surface, 54, &layer, &error), &error);
    expect_ok(bench, chem_sorption_add_site(bench->database, &out->surface, STR("Hfo_w"), 2e-4, layer,
                                            &error), &error);
    struct chem_cell cell = {.water = &out->water, .solids = &out->solids, .surface = &out->surface};
    equilibrate(bench, &cell);
}

/* A bench with the definitions of the input over the base. */
static struct bench extended_bench(const struct bench *bench, const struct chem_input *input)
{
    struct bench wider = *bench;
    struct error error = {0};
    struct str text = item_of(input, INPUT_DEFINITIONS)->is.definitions->text;
    for (size_t s = 0; s < input->count; s++)
        for (size_t i = 0; i < input->simulations[s].count; i++) {
            const struct input_item *item = &input->simulations[s].items[i];
            if (item->kind == INPUT_DEFINITIONS && item->is.definitions->text.p != text.p)
                text = ARENA_JOIN(bench->arena, text, STR("\n"), item->is.definitions->text);
        }
    expect_ok(bench, chem_database_extend(bench->database, STR("export"), text, 1, &wider.database,
                                          &error), &error);
    wider.chem = chem_create(wider.database);
    return wider;
}

/* PHREEQC's own way: all couples joined, but Fe_iii is no valence of Fe. */
static void valences_kept_apart_become_elements(void **state)
{
    const struct bench *bench = *state;
    struct chem_redox apart = {.all_apart = true}, joined = {0};
    struct apart ours;
    make_apart(bench, &apart, &ours);
    struct chem_export_cell what = {.number = 1, .water = &ours.water, .solids = &ours.solids,
                                    .surface = &ours.surface};
    struct str text = exported(bench, &what);
    assert_true(str_contains(text, STR("Fe_iii Fe_iii+3 -2 Fe_iii 55.847")));
    assert_true(str_contains(text, STR("\nFe(OH)3(a)\n    ")));
    const struct chem_input *input = parsed(bench, text);
    struct bench wider = extended_bench(bench, input);
    struct apart again = {.water = water_of(&wider, item_of(input, INPUT_SOLUTION)->is.solution, &joined),
                          .solids = ours.solids};
    struct error error = {0};
    int32_t layer;
    expect_ok(&wider, chem_sorption_add_surface(&again.surface, 54, &layer, &error), &error);
    expect_ok(&wider, chem_sorption_add_site(wider.database, &again.surface, STR("Hfo_w"), 2e-4, layer,
                                             &error), &error);
    expect_ok(&wider, chem_prepare_sorption(wider.chem, &again.water, &again.surface, &error), &error);
    chem_sorption_meet(chem_solver_of(wider.chem), &again.water, &again.surface);
    assert_true(fabs(again.surface.surfaces[0].potential - ours.surface.surfaces[0].potential) < 1e-8);
    struct chem_cell cell = {.water = &again.water, .solids = &again.solids, .surface = &again.surface};
    equilibrate(&wider, &cell);
    assert_true(fabs(chem_water_ph(&again.water) - chem_water_ph(&ours.water)) < 1e-9);
    assert_true(fabs(ln_activity(&again.water, "Fe_iii+3") - ln_activity(&ours.water, "Fe+3")) < 1e-7);
    assert_true(fabs(ln_activity(&again.water, "Fe+2") - ln_activity(&ours.water, "Fe+2")) < 1e-7);
    assert_true(fabs(again.water.ionic_strength - ours.water.ionic_strength) < 1e-9);
    for (uint32_t p = 0; p < 3; p++)
        assert_true(fabs(again.solids.solid[p].amount - ours.solids.solid[p].amount) < 1e-10);
    chem_destroy(wider.chem);
    chem_database_destroy(wider.database);
}

static void definitions_of_the_input_go_with_it(void **state)
{
    const struct bench *bench = *state;
    struct chem_database *extended;
    struct error error = {0};
    struct str more = STR("PHASES\nFix_H+\nH+ = H+\nlog_k 0\nRATES\nOwn\n-start\n10 SAVE 1\n-end\n");
    expect_ok(bench, chem_database_extend(bench->database, STR("own"), more, 1, &extended, &error),
              &error);
    struct chem_export export = {.database = extended, .first_file = 1};
    struct buf out = {0};
    expect_ok(bench, chem_export_write(chem_solver_of(bench->chem), &export, &out, &error), &error);
    assert_true(str_contains(buf_str(&out), STR("PHASES\nFix_H+\n    H+ = H+\n    -log_k 0\n")));
    assert_true(str_contains(buf_str(&out), STR("RATES\nOwn\n-start\n10 SAVE 1\n-end\n")));
    assert_false(str_contains(buf_str(&out), STR("Calcite")));
    buf_finish(&out);
    chem_database_destroy(extended);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_water_comes_back_the_same),
        cmocka_unit_test(solids_come_back_and_stay_in_equilibrium),
        cmocka_unit_test(sites_and_rates_are_written_as_phreeqc_reads_them),
        cmocka_unit_test(valences_kept_apart_become_elements),
        cmocka_unit_test(definitions_of_the_input_go_with_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
