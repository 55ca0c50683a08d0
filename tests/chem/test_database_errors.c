#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "chem/database.h"

static const char *const head =
    "SOLUTION_MASTER_SPECIES\nH H+ -1 H 1.008\nE e- 1 0 0\nO H2O 0 O 16\nFe Fe+2 0 Fe 55.847\n"
    "SOLUTION_SPECIES\nH+ = H+\ne- = e-\nH2O = H2O\nFe+2 = Fe+2\n"; /* 10 lines */

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

/* The English sentence that refuses head + more. */
static const char *refusal(const char *more, enum err expected)
{
    struct chem_database *database = NULL;
    struct error error = {0};
    struct str text = ARENA_JOIN(arena, str_from_c(head), str_from_c(more));
    int code = chem_database_read(STR("a.dat"), text, &database, &error);
    if (!code)
        chem_database_destroy(database);
    assert_int_equal(code, expected);
    return arena_c(arena, error_sentence(&error, LANG_EN, arena));
}

static void assert_says(const char *sentence, const char *part)
{
    if (!strstr(sentence, part))
        fail_msg("\"%s\" does not say \"%s\"", sentence, part);
}

static void an_unbalanced_element_is_named_with_both_sides(void **state)
{
    (void)state;
    const char *sentence = refusal("Fe+2 + H2O = Fe(OH)2 + H+\nlog_k 1\n", ERR_CHEM_BALANCE);
    assert_says(sentence, "a.dat line 11:");
    assert_says(sentence, "\"Fe(OH)2\"");
    assert_says(sentence, "does not balance in H (left 2, right 3)");
}

static void an_unbalanced_charge_is_named_with_both_sides(void **state)
{
    (void)state;
    const char *sentence =
        refusal("Fe+2 + H2O = FeOH+2 + H+\nlog_k 1\n", ERR_CHEM_BALANCE);
    assert_says(sentence, "charge (left 2, right 3)");
}

static void a_phase_must_balance_too(void **state)
{
    (void)state;
    const char *sentence =
        refusal("PHASES\nWustite\nFeO + H+ = Fe+2 + H2O\nlog_k 1\n", ERR_CHEM_BALANCE);
    assert_says(sentence, "a.dat line 12:");
    assert_says(sentence, "left 1, right 2");
}

static void no_check_lets_an_unbalanced_reaction_pass(void **state)
{
    (void)state;
    struct chem_database *database;
    struct str text =
        ARENA_JOIN(arena, str_from_c(head), STR("Fe+2 = Fe3+2\n-no_check\nlog_k 1\n"));
    assert_int_equal(chem_database_read(STR("a.dat"), text, &database, NULL), 0);
    chem_database_destroy(database);
}

static void a_species_nobody_defined_is_named(void **state)
{
    (void)state;
    const char *sentence = refusal("Fe+2 + OH- = FeOH+\nlog_k 1\n", ERR_CHEM_UNKNOWN);
    assert_says(sentence, "line 11");
    assert_says(sentence, "\"OH-\"");
}

static void an_element_without_master_is_named(void **state)
{
    (void)state;
    assert_says(refusal("Zn+2 = Zn+2\nlog_k 1\n", ERR_CHEM_UNKNOWN), "\"Zn\"");
}

static void bad_lines_say_what_was_expected(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"Fe+2 + H2O\n", "an equation"},
        {"Fe+2 + H2O FeOH+ + H+\n", "\"+\" between terms"},
        {"Fe+2 + H2O = 2 FeOH+ + H+\n", "coefficient 1"},
        {"Fe+2 = Fe+2\nlog_k abc\n", "a number behind log_k"},
        {"Fe+2 = Fe+2\n-gamma 3\n", "two numbers, a and b"},
        {"Fe+2 = Fe+2\n-analytic x\n", "1 to 6 numbers"},
        {"Fe+2 = Fe+2\n-frobnicate 3\n", "a known option"},
        {"Fe+2 = Fe+2\n-add_logk nowhere\n", "NAMED_EXPRESSIONS"},
        {"PHASES\n-log_k 3\n", "a reaction before its options"},
        {"PHASES\nCalcite\nDolomite\n", "an equation on the line behind the phase's name"},
        {"PHASES\nA\n2 FeO = Fe+2 + H2O\n", "coefficient 1 for the phase"},
        {"SOLUTION_MASTER_SPECIES\nZn\n", "a species"},
        {"SOLUTION_MASTER_SPECIES\nZn Zn+2 0\n", "molar mass"},
        {"SOLUTION_MASTER_SPECIES\nZn(x) Zn+2 0 Zn\n", "valence"},
        {"RATES\nA\n10 SAVE 1\n-end\n", "-start"},
        {"RATES\nA\n-start\n10 SAVE 1\n", "-end"},
        {"PITZER\n", "another activity model"},
        {"SOLUTION 1\n", "definitions only"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct chem_database *database = NULL;
        struct error error = {0};
        struct str text = ARENA_JOIN(arena, str_from_c(head), str_from_c(cases[i].text));
        if (!chem_database_read(STR("a.dat"), text, &database, &error))
            fail_msg("accepted: %s", cases[i].text);
        assert_true(error.line >= 11 && error.line <= 14);
        assert_says(arena_c(arena, error_sentence(&error, LANG_EN, arena)), cases[i].says);
        assert_true(error_sentence(&error, LANG_JA, arena).n > 0);
    }
}

static void a_text_without_keyword_is_refused(void **state)
{
    (void)state;
    struct chem_database *database;
    struct error error = {0};
    assert_int_equal(chem_database_read(STR("a.dat"), STR("hello\n"), &database, &error),
                     ERR_CHEM_SYNTAX);
    assert_null(database);
    error_clear(&error);
    assert_int_equal(chem_database_read(STR("a.dat"), STR(""), &database, &error),
                     ERR_CHEM_UNKNOWN);
    error_clear(&error);
    assert_int_equal(
        chem_database_read(STR("a.dat"), (struct str){"PHASES\n\0\n", 9}, &database, &error),
        ERR_CHEM_SYNTAX);
}

static void a_line_without_end_is_refused(void **state)
{
    (void)state;
    size_t n = 1 << 17;
    char *text = ARENA_ARRAY(arena, char, n);
    memset(text, 'A', n);
    struct chem_database *database;
    assert_int_equal(chem_database_read(STR("a.dat"), (struct str){text, n}, &database, NULL),
                     ERR_CHEM_TOO_LARGE);
}

static void endless_continuation_is_refused(void **state)
{
    (void)state;
    size_t n = 1 << 18;
    char *text = ARENA_ARRAY(arena, char, n);
    for (size_t i = 0; i < n; i += 4)
        memcpy(text + i, "A \\\n", 4);
    struct chem_database *database;
    assert_int_equal(chem_database_read(STR("a.dat"), (struct str){text, n}, &database, NULL),
                     ERR_CHEM_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unbalanced_element_is_named_with_both_sides),
        cmocka_unit_test(an_unbalanced_charge_is_named_with_both_sides),
        cmocka_unit_test(a_phase_must_balance_too),
        cmocka_unit_test(no_check_lets_an_unbalanced_reaction_pass),
        cmocka_unit_test(a_species_nobody_defined_is_named),
        cmocka_unit_test(an_element_without_master_is_named),
        cmocka_unit_test(bad_lines_say_what_was_expected),
        cmocka_unit_test(a_text_without_keyword_is_refused),
        cmocka_unit_test(a_line_without_end_is_refused),
        cmocka_unit_test(endless_continuation_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
