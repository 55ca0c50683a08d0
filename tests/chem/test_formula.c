#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "chem/reaction.h"

static double count_of(const struct chem_formula *formula, const char *element)
{
    for (size_t i = 0; i < formula->count; i++)
        if (str_equal(formula->parts[i].element, str_from_c(element)))
            return formula->parts[i].count;
    return 0;
}

static struct chem_formula formula_of(const char *text)
{
    struct chem_formula formula;
    struct error error = {0};
    if (chem_formula_read(str_from_c(text), &formula, &error))
        fail_msg("%s is refused", text);
    return formula;
}

static void counts_atoms_in_groups(void **state)
{
    (void)state;
    struct chem_formula formula = formula_of("Ca0.5(CO3)0.5");
    assert_float_equal(count_of(&formula, "Ca"), 0.5, 0);
    assert_float_equal(count_of(&formula, "O"), 1.5, 0);
    formula = formula_of("K0.77Na.03H.2Fe3(SO4)2(OH)6");
    assert_float_equal(count_of(&formula, "H"), 6.2, 1e-12);
    assert_float_equal(count_of(&formula, "O"), 14, 0);
    assert_float_equal(count_of(&formula, "Na"), 0.03, 0);
}

static void counts_water_of_crystallisation(void **state)
{
    (void)state;
    struct chem_formula formula = formula_of("MgFe2(SO4)4:22H2O");
    assert_float_equal(count_of(&formula, "H"), 44, 0);
    assert_float_equal(count_of(&formula, "O"), 38, 0);
    formula = formula_of("Pb4(CO3)2(OH)2:2PbO:H2O");
    assert_float_equal(count_of(&formula, "Pb"), 6, 0);
    assert_float_equal(count_of(&formula, "H"), 4, 0);
}

static void reads_every_form_of_charge(void **state)
{
    (void)state;
    assert_float_equal(formula_of("Fe+3").charge, 3, 0);
    assert_float_equal(formula_of("Fe+++").charge, 3, 0);
    assert_float_equal(formula_of("HS-").charge, -1, 0);
    assert_float_equal(formula_of("H2O-0.01").charge, -0.01, 0);
    assert_float_equal(formula_of("CO2").charge, 0, 0);
    assert_float_equal(formula_of("e-").charge, -1, 0);
    assert_int_equal(formula_of("e-").count, 0);
}

static void a_valence_counts_no_atoms(void **state)
{
    (void)state;
    struct chem_formula formula = formula_of("AgHS(-2)5");
    assert_float_equal(count_of(&formula, "S"), 5, 0);
    assert_float_equal(count_of(&formula, "H"), 1, 0);
}

static void knows_elements_with_underscores_and_brackets(void **state)
{
    (void)state;
    struct chem_formula formula = formula_of("Hfo_wOHFe_ii+2");
    assert_float_equal(count_of(&formula, "Hfo_w"), 1, 0);
    assert_float_equal(count_of(&formula, "Fe_ii"), 1, 0);
    formula = formula_of("[13C]O3-2");
    assert_float_equal(count_of(&formula, "[13C]"), 1, 0);
}

static void refuses_what_is_no_formula(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "ca", "Ca(OH", "Ca)2", "2Ca", "Fe+2x", "Ca!", "Fe+-"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct chem_formula formula;
        if (!chem_formula_read(str_from_c(bad[i]), &formula, NULL))
            fail_msg("\"%s\" is accepted", bad[i]);
    }
}

static void numbers_are_rounded_correctly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"-14", -14}, {"6.1", 6.1}, {"1.59e-9", 1.59e-9}, {".3", .3}, {"2.", 2},
                 {"7.e-3", 7.e-3}, {"123456789012345678901", 123456789012345678901.0},
                 {"0.1000000000000000055511151231257827", 0.1}, {"1E+3", 1000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value;
        assert_true(chem_number_read(str_from_c(cases[i].text), &value));
        assert_true(value == cases[i].value);
    }
    double value;
    static const char *const bad[] = {"", "-", ".", "1e", "1x", "nan", "inf", "1e999", "0x10", "1.2.3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(chem_number_read(str_from_c(bad[i]), &value));
}

static void assert_equation(const char *text, const char *expected)
{
    struct chem_equation equation;
    struct error error = {0};
    char got[400] = "";
    size_t n = 0;
    if (chem_equation_read(str_from_c(text), &equation, &error))
        fail_msg("%s is refused", text);
    for (size_t i = 0; i < equation.count; i++)
        n += (size_t)snprintf(got + n, sizeof got - n, "%s%g %" PRIstr, i ? " | " : "",
                              equation.terms[i].coefficient, STR_ARG(equation.terms[i].name));
    assert_string_equal(got, expected);
}

static void reads_equations_with_and_without_blanks(void **state)
{
    (void)state;
    assert_equation("Fe+2 + 2H2O = Fe(OH)2 + 2 H+", "-1 Fe+2 | -2 H2O | 1 Fe(OH)2 | 2 H+");
    assert_equation("Fe+2+2H2O=Fe(OH)2+2H+", "-1 Fe+2 | -2 H2O | 1 Fe(OH)2 | 2 H+");
    assert_equation("CO3-2+10H++8e-=CH4+3H2O", "-1 CO3-2 | -10 H+ | -8 e- | 1 CH4 | 3 H2O");
    assert_equation("CO2+H2O=H2CO3", "-1 CO2 | -1 H2O | 1 H2CO3");
    assert_equation("Fe+++ + e- = Fe++", "-1 Fe+3 | -1 e- | 1 Fe+2");
    assert_equation("H2O + 0.01e- = H2O-0.01", "-1 H2O | -0.01 e- | 1 H2O-0.01");
    assert_equation("Na+ + X- = NaX", "-1 Na+ | -1 X- | 1 NaX");
    assert_equation("Cu+1 - 1.0 H+ = CuO-", "-1 Cu+ | 1 H+ | 1 CuO-");
    assert_equation("O2 = O2", "-1 O2 | 1 O2");
}

static void refuses_what_is_no_equation(void **state)
{
    (void)state;
    static const char *const bad[] = {"Fe+2", "= Fe+2", "Fe+2 =", "A = B = C", "Fe+2 = + ",
                                      "Fe(2) Cl- = FeCl+", "Fe+2 = 3", "H+ = H+ ! "};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct chem_equation equation;
        if (!chem_equation_read(str_from_c(bad[i]), &equation, NULL))
            fail_msg("\"%s\" is accepted", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_atoms_in_groups),
        cmocka_unit_test(counts_water_of_crystallisation),
        cmocka_unit_test(reads_every_form_of_charge),
        cmocka_unit_test(a_valence_counts_no_atoms),
        cmocka_unit_test(knows_elements_with_underscores_and_brackets),
        cmocka_unit_test(refuses_what_is_no_formula),
        cmocka_unit_test(numbers_are_rounded_correctly),
        cmocka_unit_test(reads_equations_with_and_without_blanks),
        cmocka_unit_test(refuses_what_is_no_equation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
