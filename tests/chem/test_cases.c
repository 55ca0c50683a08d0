/* Every reference case of equilibrium against PHREEQC's table, column by column. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "case_run.h"

static void agrees(const char *name, const char *database)
{
    struct case_result result = run_case(name, database);
    printf("# %s: %zu rows, %zu values, worst %.3f of its tolerance (%.2g at %s); %.1f steps an equilibrium\n",
           name, result.rows, result.values, result.worst.size, result.worst.deviation,
           result.worst.where,
           result.equilibria ? (double)result.effort.iterations / (double)result.equilibria : 0);
    if (!(result.worst.size <= 1)) {
        fail_msg("%s: %.3g off at %s", name, result.worst.deviation, result.worst.where);
    }
}

#define CASE(name, database)              \
    static void name(void **state)        \
    {                                     \
        (void)state;                      \
        agrees(#name, database);          \
    }
CASE(a_speciation_phreeqc, "phreeqc.dat")
CASE(a_speciation_wateq4f, "wateq4f.dat")
CASE(a_charge_phreeqc, "phreeqc.dat")
CASE(a_charge_wateq4f, "wateq4f.dat")
CASE(b_naoh_W1_phreeqc, "phreeqc.dat")
CASE(b_caoh2_W2_wateq4f, "wateq4f.dat")
CASE(b_calcite_W5_phreeqc, "phreeqc.dat")
CASE(b_caoh2_W6_minteq, "minteq.v4.dat")
CASE(b_fixph_naoh_W1_wateq4f, "wateq4f.dat")
CASE(b_fixph_lime_W6_phreeqc, "phreeqc.dat")
CASE(c_open_phreeqc, "phreeqc.dat")
CASE(c_open_wateq4f, "wateq4f.dat")
CASE(f_sulfide_W1_wateq4f, "wateq4f.dat")
CASE(f_sulfide_W4_minteq, "minteq.v4.dat")
CASE(f_sulfide_decoupled_W1, "phreeqc.dat")
CASE(f_sulfide_decoupled_W6, "phreeqc.dat")

static void a_speciation_minteq(void **state)
{
    (void)state;
    agrees("a_speciation_minteq.v4", "minteq.v4.dat");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_speciation_phreeqc),    cmocka_unit_test(a_speciation_wateq4f),
        cmocka_unit_test(a_speciation_minteq),     cmocka_unit_test(a_charge_phreeqc),
        cmocka_unit_test(a_charge_wateq4f),        cmocka_unit_test(b_naoh_W1_phreeqc),
        cmocka_unit_test(b_caoh2_W2_wateq4f),      cmocka_unit_test(b_calcite_W5_phreeqc),
        cmocka_unit_test(b_caoh2_W6_minteq),       cmocka_unit_test(b_fixph_naoh_W1_wateq4f),
        cmocka_unit_test(b_fixph_lime_W6_phreeqc), cmocka_unit_test(c_open_phreeqc),
        cmocka_unit_test(c_open_wateq4f),          cmocka_unit_test(f_sulfide_W1_wateq4f),
        cmocka_unit_test(f_sulfide_W4_minteq),     cmocka_unit_test(f_sulfide_decoupled_W1),
        cmocka_unit_test(f_sulfide_decoupled_W6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
