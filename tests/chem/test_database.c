#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chem/database.h"
#include "test_files.h"

static const char *const published[] = {"phreeqc.dat", "wateq4f.dat", "minteq.v4.dat"};

struct loaded {
    struct arena *arena;
    struct chem_database *databases[3];
};

static struct chem_database *read_or_fail(struct arena *arena, struct str name, struct str text)
{
    struct chem_database *database;
    struct error error = {0};
    if (chem_database_read(name, text, &database, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, arena)));
    return database;
}

static int set_up(void **state)
{
    struct arena *arena = arena_create();
    struct loaded *loaded = ARENA_NEW(arena, struct loaded);
    loaded->arena = arena;
    for (size_t i = 0; i < 3; i++) {
        struct str path = arena_format(arena, "databases/%s", published[i]);
        loaded->databases[i] =
            read_or_fail(arena, str_from_c(published[i]), test_file(arena, path.p));
    }
    *state = loaded;
    return 0;
}

static int tear_down(void **state)
{
    struct loaded *loaded = *state;
    for (size_t i = 0; i < 3; i++)
        chem_database_destroy(loaded->databases[i]);
    arena_destroy(loaded->arena);
    return 0;
}

static const struct chem_species *species_of(const struct chem_database *database, const char *name)
{
    int32_t at = chem_database_species(database, str_from_c(name));
    if (at == CHEM_NONE)
        fail_msg("no species %s", name);
    return &database->species[at];
}

static const struct chem_phase *phase_of(const struct chem_database *database, const char *name)
{
    int32_t at = chem_database_phase(database, str_from_c(name));
    if (at == CHEM_NONE)
        fail_msg("no phase %s", name);
    return &database->phases[at];
}

static double coefficient_of(const struct chem_database *database, const struct chem_term *terms,
                             uint32_t count, const char *name)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(database->species[terms[i].species].name, str_from_c(name)))
            sum += terms[i].coefficient;
    return sum;
}

/* Counted by tools outside this program: names behind "=" and names of phases, each once. */
static void reads_all_of_the_published_databases(void **state)
{
    struct loaded *loaded = *state;
    static const size_t species[] = {291, 432, 1410}, phases[] = {77, 319, 568}, rates[] = {7, 7, 0};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(loaded->databases[i]->species_count, species[i]);
        assert_int_equal(loaded->databases[i]->phase_count, phases[i]);
        assert_int_equal(loaded->databases[i]->rate_count, rates[i]);
    }
}

static void an_association_is_the_sum_of_its_left_side(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *database = loaded->databases[0];
    const struct chem_species *species = species_of(database, "Fe(OH)2");
    assert_float_equal(coefficient_of(database, species->terms, species->term_count, "Fe+2"), 1, 0);
    assert_float_equal(coefficient_of(database, species->terms, species->term_count, "H2O"), 2, 0);
    assert_float_equal(coefficient_of(database, species->terms, species->term_count, "H+"), -2, 0);
    assert_float_equal(species->log_k.at_25, -20.57, 0);
    assert_float_equal(species->log_k.enthalpy, 28.565 * 4.184, 1e-12);
}

static void a_phase_dissolves_into_its_right_side(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *database = loaded->databases[0];
    const struct chem_phase *phase = phase_of(database, "fe(oh)3(A)");
    assert_float_equal(coefficient_of(database, phase->terms, phase->term_count, "Fe+3"), 1, 0);
    assert_float_equal(coefficient_of(database, phase->terms, phase->term_count, "H+"), -3, 0);
    assert_float_equal(coefficient_of(database, phase->terms, phase->term_count, "H2O"), 3, 0);
    assert_false(phase->gas);
    assert_true(phase_of(database, "CO2(g)")->gas);
}

static void the_later_value_of_an_option_wins(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_species *species = species_of(loaded->databases[0], "Na+");
    assert_int_equal(species->gamma.rule, CHEM_GAMMA_DEBYE);
    assert_float_equal(species->gamma.ion_size, 4.08, 0);
    assert_float_equal(species->gamma.slope, 0.082, 0);
}

static void activity_rules_follow_charge_and_gamma(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *wateq = loaded->databases[1];
    assert_int_equal(species_of(wateq, "H2O")->gamma.rule, CHEM_GAMMA_ONE);
    assert_int_equal(species_of(wateq, "e-")->gamma.rule, CHEM_GAMMA_ONE);
    assert_int_equal(species_of(wateq, "FeHSO4+")->gamma.rule, CHEM_GAMMA_DAVIES);
    assert_int_equal(species_of(wateq, "ZnSO4")->gamma.rule, CHEM_GAMMA_NEUTRAL);
    assert_float_equal(species_of(wateq, "ZnSO4")->gamma.slope, 0.1, 0);
    assert_int_equal(species_of(wateq, "NaX")->gamma.rule, CHEM_GAMMA_SITES);
    assert_int_equal(species_of(loaded->databases[0], "NaX")->gamma.rule, CHEM_GAMMA_DEBYE);
    assert_int_equal(species_of(wateq, "Hfo_sOHCa+2")->gamma.rule, CHEM_GAMMA_SITES);
}

static void five_and_six_analytic_terms_are_read(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_log_k *log_k = &species_of(loaded->databases[0], "OH-")->log_k;
    assert_true(log_k->has_analytic);
    assert_float_equal(log_k->analytic[0], 293.29227, 0);
    assert_float_equal(log_k->analytic[4], 0, 0);
    assert_float_equal(log_k->analytic[5], -6.996455e-5, 0);
}

static void masters_know_their_valence_and_unit(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *database = loaded->databases[0];
    int32_t at = chem_database_master(database, STR("Fe(+3)"));
    assert_int_not_equal(at, CHEM_NONE);
    assert_int_equal(at, chem_database_master(database, STR("Fe(3)")));
    assert_float_equal(database->masters[at].valence, 3, 0);
    assert_float_equal(database->masters[at].alkalinity, -2, 0);
    assert_false(database->masters[at].primary);
    at = chem_database_master(database, STR("Alkalinity"));
    assert_float_equal(database->masters[at].as_mass, 50.04555, 1e-9);
    at = chem_database_master(database, STR("Si"));
    assert_float_equal(database->masters[at].as_mass, 28.0843 + 32, 1e-12);
    assert_int_equal(chem_database_species(database, STR("Fe(3)")),
                     chem_database_species(database, STR("Fe+++")));
}

static void mass_balance_replaces_the_atoms_of_the_name(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_species *species = species_of(loaded->databases[1], "AgHS(S4)-2");
    assert_true(species->unchecked);
    const struct chem_database *database = loaded->databases[1];
    double sulfur = 0;
    for (uint32_t i = 0; i < species->atom_count; i++)
        if (str_equal(database->elements[species->atoms[i].element].name, STR("S")))
            sulfur = species->atoms[i].count;
    assert_float_equal(sulfur, 5, 0);
}

static void what_is_not_used_is_told_with_line_and_count(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *database = loaded->databases[0];
    bool found = false;
    for (size_t i = 0; i < database->notice_count; i++)
        if (str_equal(database->notices[i].text, STR("-vm"))) {
            found = true;
            assert_int_equal(database->notices[i].line, 958); /* of phases */
            assert_int_equal(database->notices[i].count, 38);
        }
    assert_true(found);
}

static void rates_keep_their_text(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *database = loaded->databases[1];
    int32_t at = chem_database_rate(database, STR("pyrolusite"));
    assert_int_not_equal(at, CHEM_NONE);
    const struct chem_rate *rate = &database->rates[at];
    assert_true(str_starts(rate->source, STR("10 if (M <= 0) THEN GOTO 200")));
    assert_true(str_contains(rate->source, STR("200 SAVE moles * SOLN_VOL")));
    assert_false(str_contains(rate->source, STR("-end")));
    assert_int_equal(rate->line, 4023);
}

static const char *const small =
    "SOLUTION_MASTER_SPECIES\nH H+ -1 H 1.008\nE e- 1 0 0\nO H2O 0 O 16\n"
    "Fe Fe+2 0 Fe 55.847\nFe(2) Fe+2 0 Fe\nFe(3) Fe+3 -2 Fe\n"
    "SOLUTION_SPECIES\nH+ = H+\ne- = e-\nH2O = H2O\nFe+2 = Fe+2\n"
    "Fe+2 = Fe+3 + e-; log_k -13.02; -delta_h 9.68 kcal\n";

static struct chem_database *small_and(struct loaded *loaded, const char *more)
{
    return read_or_fail(loaded->arena, STR("small.dat"),
                        ARENA_JOIN(loaded->arena, str_from_c(small), str_from_c(more)));
}

static void writing_habits_give_the_same(void **state)
{
    struct loaded *loaded = *state;
    static const char *const ways[] = {
        "Fe+3 + H2O = FeOH+2 + H+\n\tlog_k -2.19\n\tdelta_h 10.4 kcal\n",
        "Fe+3+H2O=FeOH+2+H+ ; LOG_K -2.19 ; -Delta_H 43.5136 kJ # remark ; -log_k 5\n",
        "Fe+++ + H2O = \\\n FeOH++ + H+\r\n-log -2.19\r\n-delta_h 43513.6 J\r\n",
        "Fe+3 + H2O = FeOH+2 + H+\n log_k 1\nFe+3 + H2O = FeOH+2 + H+\n-add_constant 2\n"
        "log_k -4.19\ndelta_h 10400 cal/mol\n",
        "NAMED_EXPRESSIONS\nTwo\nlog_k -2\nsolution_species\n"
        "Fe+3 + H2O = FeOH+2 + H+\nlog_k -0.19\n-add_logk two 1\ndelta_h 43.5136\n",
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct chem_database *database = small_and(loaded, ways[i]);
        const struct chem_species *species = species_of(database, "FeOH+2");
        assert_float_equal(species->log_k.at_25, -2.19, 1e-12);
        assert_float_equal(species->log_k.enthalpy, 43.5136, 1e-9);
        assert_int_equal(species->term_count, 3);
        chem_database_destroy(database);
    }
}

static void an_extension_leaves_its_base_alone(void **state)
{
    struct loaded *loaded = *state;
    const struct chem_database *base = loaded->databases[0];
    static const char *const more =
        "SOLUTION_MASTER_SPECIES\nFe_ii Fe_ii+2 0.0 Fe_ii 55.847\n"
        "SOLUTION_SPECIES\nFe_ii+2 = Fe_ii+2\nSO4-2 + 9 H+ + 8 e- = HS- + 4 H2O\n log_k -400\n"
        "PHASES\nCalcite\nCaCO3 = Ca+2 + CO3-2\nlog_k -9\n";
    struct chem_database *database;
    struct error error = {0};
    assert_int_equal(chem_database_extend(base, STR("own.pqi"), str_from_c(more), 12, &database,
                                          &error), 0);
    assert_float_equal(species_of(database, "HS-")->log_k.at_25, -400, 0);
    assert_float_equal(species_of(base, "HS-")->log_k.at_25, 33.65, 0);
    assert_float_equal(phase_of(database, "Calcite")->log_k.at_25, -9, 0);
    assert_false(phase_of(database, "Calcite")->log_k.has_analytic);
    assert_int_equal(phase_of(database, "Calcite")->line, 20 - 1);
    assert_int_equal(chem_database_element(base, STR("Fe_ii")), CHEM_NONE);
    assert_int_equal(database->phase_count, base->phase_count);
    assert_int_equal(database->species_count, base->species_count + 1);
    chem_database_destroy(database);
}

static void nothing_behind_end_is_read(void **state)
{
    struct loaded *loaded = *state;
    chem_database_destroy(small_and(loaded, "END\nthis is a remark = anything\n"));
}

static void latin_1_becomes_utf_8(void **state)
{
    struct loaded *loaded = *state;
    struct chem_database *database =
        small_and(loaded, "RATES\nRate\n-start\n10 rem \xb5mol\n20 SAVE 0\n-end\n");
    assert_true(str_contains(database->rates[0].source, STR("µmol")));
    chem_database_destroy(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_of_the_published_databases),
        cmocka_unit_test(an_association_is_the_sum_of_its_left_side),
        cmocka_unit_test(a_phase_dissolves_into_its_right_side),
        cmocka_unit_test(the_later_value_of_an_option_wins),
        cmocka_unit_test(activity_rules_follow_charge_and_gamma),
        cmocka_unit_test(five_and_six_analytic_terms_are_read),
        cmocka_unit_test(masters_know_their_valence_and_unit),
        cmocka_unit_test(mass_balance_replaces_the_atoms_of_the_name),
        cmocka_unit_test(what_is_not_used_is_told_with_line_and_count),
        cmocka_unit_test(rates_keep_their_text),
        cmocka_unit_test(writing_habits_give_the_same),
        cmocka_unit_test(an_extension_leaves_its_base_alone),
        cmocka_unit_test(nothing_behind_end_is_read),
        cmocka_unit_test(latin_1_becomes_utf_8),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
