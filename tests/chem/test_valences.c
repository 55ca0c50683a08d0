/* pe of an analysis by a phase or a couple, and elements given whole that are kept apart
 * afterwards. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chem/chem.h"
#include "chem/formula.h"
#include "input_bench.h"

static int set_up(void **state)
{
    return bench_create(state, "wateq4f.dat");
}

/* The input with the columns of this test. */
static const char *asked(struct bench *bench, const char *solutions)
{
    return arena_format(bench->arena,
                        "SELECTED_OUTPUT\n-reset false\n-high_precision\n-pH\n-pe\n"
                        "-totals Fe(2) Fe(3) As(3) As(5) Mn\n-si O2(g)\n%sEND\n",
                        solutions)
        .p;
}

static void run_well(struct bench *bench, const char *solutions)
{
    bench_run_well(bench, asked(bench, solutions));
}

static bool near(double a, double b, double relative)
{
    return fabs(a - b) <= relative * fmax(fabs(a), fabs(b));
}

enum { PH, PE, FE2, FE3, AS3, AS5, MN, SI_O2 };

static void a_phase_sets_ph_pe_or_an_element(void **state)
{
    struct bench *bench = *state;
    run_well(bench, "SOLUTION 1\npH 6\npe 4 O2(g) -0.7\nFe 1\n"
                    "SOLUTION 2\npH 7 Calcite\nC 1 CO2(g) -3.5\nCa 1 charge\n");
    assert_true(fabs(bench->table[0][SI_O2] + 0.7) < 1e-9);
    assert_true(bench->table[0][PE] > 14 && bench->table[0][PE] < 15);
    /* calcite in water under air: pH 8.2 to 8.3 in every textbook */
    assert_true(bench->table[1][PH] > 8.2 && bench->table[1][PH] < 8.35);
}

/* The couple of O2 and water is what O2(g) says at the same O2. */
static void a_couple_splits_whole_elements_as_its_pe_would(void **state)
{
    struct bench *bench = *state;
    run_well(bench, "SOLUTION 1\npH 6\npe 4\nredox O(0)/O(-2)\nFe 1\nAs 0.1\nO(0) 0.5\n");
    double index = bench->table[0][SI_O2], fe2 = bench->table[0][FE2], as3 = bench->table[0][AS3];
    assert_true(bench->table[0][PE] == 4); /* as PHREEQC: the couple splits, pe stays as given */
    assert_true(near(bench->table[0][FE2] + bench->table[0][FE3], 1e-3, 1e-12));
    struct str text =
        arena_format(bench->arena, "SOLUTION 1\npH 6\npe 4 O2(g) %.15g\nFe 1\nAs 0.1\n", index);
    run_well(bench, text.p);
    assert_true(near(bench->table[0][FE2], fe2, 1e-6));
    assert_true(as3 == 0 ? bench->table[0][AS3] < 1e-18 : near(bench->table[0][AS3], as3, 1e-6));
}

/* Iron by valence splits arsenic; the pe at which whole iron would have that ratio splits it alike.
 */
static void each_element_may_have_its_own_couple(void **state)
{
    struct bench *bench = *state;
    run_well(bench, "SOLUTION 1\npH 4\npe 8.5\nFe 1\nAs 0.1\n");
    double fe2 = bench->table[0][FE2], fe3 = bench->table[0][FE3], as3 = bench->table[0][AS3];
    assert_true(as3 > 1e-12 && fe2 > 1e-6 && fe3 > 1e-7);
    struct str text =
        arena_format(bench->arena,
                     "SOLUTION 1\npH 4\npe 1\nFe(2) %.15g mol/kgw\nFe(3) %.15g mol/kgw\n"
                     "As 0.1 Fe(2)/Fe(3)\n",
                     fe2, fe3);
    run_well(bench, text.p);
    assert_true(near(bench->table[0][AS3], as3, 1e-6));
    assert_true(near(bench->table[0][AS3] + bench->table[0][AS5], 1e-4, 1e-12));
}

static void couples_that_can_not_be_are_refused(void **state)
{
    struct bench *bench = *state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"SOLUTION 1\nAs 1 Fe(2)/Fe(3)\nFe(2) 1\n", "both its valences"},
        {"SOLUTION 1\nAs 1 Fe(2)/S(6)\n", "not two valences of one element"},
        {"SOLUTION 1\nredox iron\nAs 1\n", "a couple"},
        {"SOLUTION 1\npe 4 Calcite\nCa 1\nC 1\n", "can not set pe"},
        {"SOLUTION 1\npe 4 charge\n", "a phase only"},
        {"SOLUTION 1\nFe(2) 1\nFe(3) 1\nAs 1 Fe(2)/Fe(3) charge\n", "beside charge"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_not_equal(bench_run(bench, str_from_c(asked(bench, cases[i].text))), 0);
        struct str sentence = error_sentence(&bench->error, LANG_EN, bench->arena);
        if (str_find(sentence, str_from_c(cases[i].words), 0) == SIZE_MAX)
            fail_msg("%" PRIstr, STR_ARG(sentence));
        assert_true(bench->error.line > 0);
    }
}

static double valence(struct chem *chem, const struct chem_water *water, const char *name)
{
    struct chem_answer answer = chem_evaluate(chem_solver_of(chem), water);
    return chem_read_valence(&answer,
                             chem_database_master(chem_database_of(chem), str_from_c(name)));
}

static void must(int code, const struct error *error)
{
    if (code) {
        struct arena *arena = arena_create();
        fail_msg("%" PRIstr, STR_ARG(error_sentence(error, LANG_EN, arena)));
    }
}

static void what_is_given_whole_can_be_kept_apart(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->database);
    const char *const names[] = {"Fe", "S(6)", "Na", "As"};
    const double values[] = {1e-3, 2e-3, 1e-3, 1e-5};
    struct chem_row rows[4];
    for (int i = 0; i < 4; i++)
        rows[i] =
            (struct chem_row){.master = chem_database_master(bench->database, str_from_c(names[i])),
                              .value = values[i],
                              .phase = CHEM_NONE};
    struct chem_analysis analysis = {.ph = 3,
                                     .pe = 12,
                                     .celsius = 15,
                                     .water = 1,
                                     .ph_phase = CHEM_NONE,
                                     .rows = rows,
                                     .count = 4};
    struct chem_water water;
    struct error error = {0};
    must(chem_define_water(chem, &analysis, &water, &error), &error);
    double fe2 = valence(chem, &water, "Fe(2)"), fe3 = valence(chem, &water, "Fe(3)");
    double charge = chem_water_charge(&water);
    assert_true(fe2 > 1e-5 && fe3 > 1e-5);
    int32_t apart[] = {chem_database_element(bench->database, STR("Fe")),
                       chem_database_element(bench->database, STR("As"))};
    struct chem_redox redox = {.apart = apart, .apart_count = 2};
    must(chem_react_water(chem, &water, &redox, &error), &error);
    struct chem_cell cell = {.water = &water};
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    assert_true(near(valence(chem, &water, "Fe(2)") * water.mass, fe2, 1e-12));
    assert_true(near(valence(chem, &water, "Fe(3)") * water.mass, fe3, 1e-12));
    assert_true(fabs(chem_water_ph(&water) - 3) < 1e-9);
    assert_true(fabs(chem_water_charge(&water) - charge) < 1e-14);
    /* a reductant changes what is joined, not what is apart */
    struct chem_formula formula;
    struct chem_atom atoms[CHEM_FORMULA_ELEMENTS];
    double amounts[CHEM_COMPONENTS_MAX];
    must(chem_formula_read(STR("H2"), &formula, &error), &error);
    for (size_t i = 0; i < formula.count; i++)
        atoms[i] =
            (struct chem_atom){chem_database_element(bench->database, formula.parts[i].element),
                               formula.parts[i].count};
    must(chem_model_formula(water.model, atoms, formula.count, 0, amounts, &error), &error);
    chem_water_add(&water, amounts, 1e-4);
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    assert_true(near(valence(chem, &water, "Fe(3)") * water.mass, fe3, 1e-12));
    assert_true(chem_water_pe(&water) < 5);
    chem_destroy(chem);
}

static void with_everything_apart_no_pe_is_left(void **state)
{
    struct bench *bench = *state;
    struct chem *chem = chem_create(bench->database);
    struct chem_row row = {.master = chem_database_master(bench->database, STR("Fe")),
                           .value = 1e-3,
                           .phase = CHEM_NONE};
    struct chem_analysis analysis = {.ph = 4,
                                     .pe = 10,
                                     .celsius = 25,
                                     .water = 1,
                                     .ph_phase = CHEM_NONE,
                                     .rows = &row,
                                     .count = 1};
    struct chem_water water;
    struct error error = {0};
    must(chem_define_water(chem, &analysis, &water, &error), &error);
    double fe3 = valence(chem, &water, "Fe(3)");
    struct chem_redox redox = {.all_apart = true};
    must(chem_react_water(chem, &water, &redox, &error), &error);
    assert_false(water.model->electron);
    struct chem_cell cell = {.water = &water};
    must(chem_equilibrate(chem_solver_of(chem), &cell, NULL, &error), &error);
    assert_true(near(valence(chem, &water, "Fe(3)") * water.mass, fe3, 1e-12));
    chem_destroy(chem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phase_sets_ph_pe_or_an_element),
        cmocka_unit_test(a_couple_splits_whole_elements_as_its_pe_would),
        cmocka_unit_test(each_element_may_have_its_own_couple),
        cmocka_unit_test(couples_that_can_not_be_are_refused),
        cmocka_unit_test(what_is_given_whole_can_be_kept_apart),
        cmocka_unit_test(with_everything_apart_no_pe_is_left),
    };
    return cmocka_run_group_tests_name("chem_valences", tests, set_up, bench_destroy);
}
