/* EXCHANGE and SURFACE in inputs, against the tables that PHREEQC's own examples 8 and 11 give
   (usgs-coupled/phreeqc3, examples/ex8.out of commit 10c741e2 and ex11adv.sel of d77d5b84). */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input_bench.h"

static int set_up(void **state)
{
    return bench_create(state, "phreeqc.dat");
}

static void assert_near(double got, double expected, double relative, double absolute)
{
    if (!(fabs(got - expected) <= relative * fabs(expected) + absolute))
        fail_msg("%.8g, expected %.8g", got, expected);
}

static void a_column_with_an_exchanger_is_as_phreeqc_prints_it(void **state)
{
    struct bench *bench = *state;
    bench_run_well(
        bench, "SOLUTION 0 CaCl2\nunits mmol/kgw\ntemp 25\npH 7 charge\nCa 0.6\nCl 1.2\n"
               "SOLUTION 1-40\nunits mmol/kgw\ntemp 25\npH 7 charge\n"
               "Na 1\nK 0.2\nN(5) 1.2\nEND\n"
               "EXCHANGE 1-40\n-equilibrate 1\nX 0.0011\nEND\n"
               "ADVECTION\n-cells 40\n-shifts 100\n-punch_cells 40\n-punch_frequency 1\n"
               "SELECTED_OUTPUT\n-reset false\n-high_precision\n-step\n-totals Na Cl K Ca\nEND\n");
    static const double printed[][5] = {
        {39, 1.0000e-03, 0, 2.0000e-04, 0},
        {40, 1.0000e-03, 1.2000e-03, 2.0000e-04, 0},
        {58, 9.9376e-04, 1.2000e-03, 2.0624e-04, 0},
        {59, 9.7266e-04, 1.2000e-03, 2.2734e-04, 0},
        {60, 8.8947e-04, 1.2000e-03, 3.1053e-04, 0},
        {61, 6.5396e-04, 1.2000e-03, 5.4604e-04, 0},
        {62, 3.1876e-04, 1.2000e-03, 8.8124e-04, 0},
        {63, 1.0663e-04, 1.2000e-03, 1.0934e-03, 0},
        {66, 2.0460e-06, 1.2000e-03, 1.1980e-03, 0},
        {74, 0, 1.2000e-03, 1.1999e-03, 3.9374e-08},
        {75, 0, 1.2000e-03, 1.1890e-03, 5.4946e-06},
        {76, 0, 1.2000e-03, 7.0494e-04, 2.4753e-04},
        {77, 0, 1.2000e-03, 9.6078e-05, 5.5196e-04},
        {78, 0, 1.2000e-03, 9.1268e-06, 5.9544e-04},
        {100, 0, 1.2000e-03, 0, 6.0000e-04}};
    assert_int_equal(bench->rows, 100);
    for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
        const double *row = bench->table[(size_t)printed[i][0] - 1];
        assert_true(row[0] == printed[i][0]);
        for (size_t k = 1; k < 5; k++)
            assert_near(row[k], printed[i][k], 0.01, 1e-10);
    }
}

static const char *const zinc =
    "SURFACE_SPECIES\n"
    "Hfo_sOH + H+ = Hfo_sOH2+\nlog_k 7.18\nHfo_sOH = Hfo_sO- + H+\nlog_k -8.82\n"
    "Hfo_sOH + Zn+2 = Hfo_sOZn+ + H+\nlog_k 0.66\n"
    "Hfo_wOH + H+ = Hfo_wOH2+\nlog_k 7.18\nHfo_wOH = Hfo_wO- + H+\nlog_k -8.82\n"
    "Hfo_wOH + Zn+2 = Hfo_wOZn+ + H+\nlog_k -2.32\n"
    "PHASES\nFix_H+\nH+ = H+\nlog_k 0\n"
    "SURFACE 1\nHfo_sOH 5e-6 600 0.09\nHfo_wOH 2e-4\n"
    "SOLUTION 2\nunits mmol/kgw\npH 8\nZn 0.1\nNa 100 charge\nN(5) 100\nEND\n"
    "SELECTED_OUTPUT\n-reset false\n-high_precision\n-ph\n-molalities Zn+2 Hfo_wOZn+ Hfo_sOZn+\n"
    "USER_PUNCH\n-headings surf\n10 PUNCH SURF(\"Zn\", \"Hfo\")\nEND\n"
    "USE solution 2\nUSE surface 1\nEQUILIBRIUM_PHASES 1\nFix_H+ -5 NaOH 10\nSAVE surface 5\nEND\n"
    "USE solution 2\nUSE surface 1\nEQUILIBRIUM_PHASES 1\nFix_H+ -8 NaOH 10\nEND\n"
    "USE solution 2\nUSE surface 5\nEQUILIBRIUM_PHASES 1\nFix_H+ -8 NaOH 10\nEND\n";

static void a_surface_of_an_input_binds_as_phreeqc_prints_it(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench, zinc);
    assert_int_equal(bench->rows, 3);
    static const double printed[2][4] = {{5, 9.969e-5, 1.317e-8, 2.958e-7},
                                         {8, 2.514e-5, 6.739e-5, 4.990e-6}};
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < 4; k++)
            assert_near(bench->table[i][k], printed[i][k], 0.005, 0);
    assert_near(bench->table[1][4], bench->table[1][2] + bench->table[1][3], 1e-5, 0);
}

/* The third row begins with a surface that already holds its zinc. */
static void a_saved_surface_keeps_what_it_holds(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench, zinc);
    double once = bench->table[1][1] + bench->table[1][4], again = bench->table[2][1] + bench->table[2][4];
    assert_near(once, 1e-4, 0.07, 0); /* and ZnOH+ … */
    assert_true(again > once + 2.9e-7 * 0.8 && again < once + 3.2e-7);
}

static void an_exchanger_given_by_what_it_holds_gives_it_off(void **state)
{
    struct bench *bench = *state;
    bench_run_well(
        bench,
        "SOLUTION 1\nunits mmol/kgw\npH 7\nNa 1\nCl 1\nEND\nEXCHANGE 1\nCaX2 0.01\nNaX 0.02\nEND\n"
        "SELECTED_OUTPUT\n-reset false\n-high_precision\n-totals Na Ca\n-molalities NaX CaX2\n"
        "USE solution 1\nUSE exchange 1\nEND\n");
    const double *row = bench->table[0];
    assert_int_equal(bench->rows, 1);
    assert_near(row[0] + row[2], 1e-3 + 0.02, 1e-5, 0);
    assert_near(row[1] + row[3], 0.01, 1e-5, 0);
    assert_near(row[2] + 2 * row[3], 0.04, 1e-5, 0);
}

static void sites_follow_the_mineral_they_sit_on(void **state)
{
    struct bench *bench = *state;
    bench_run_well(
        bench,
        "SOLUTION 1\nunits mmol/kgw\npH 6\nFe(3) 1\nZn 0.01\nNa 10\nCl 10 charge\nEND\n"
        "EQUILIBRIUM_PHASES 1\nFe(OH)3(a) 0 0.001\n"
        "SURFACE 1\nHfo_wOH Fe(OH)3(a) equilibrium_phase 0.2 53300\n"
        "Hfo_sOH Fe(OH)3(a) equilibrium_phase 0.005\nEND\n"
        "SELECTED_OUTPUT\n-reset false\n-high_precision\n-ph\n-equilibrium_phases Fe(OH)3(a)\n"
        "-molalities Hfo_wOH Hfo_wOH2+ Hfo_wO- Hfo_wOZn+\n"
        "USE solution 1\nUSE surface 1\nUSE equilibrium_phases 1\nREACTION 1\nNaOH 1\n1e-4 2e-4 "
        "mol\n"
        "INCREMENTAL_REACTIONS true\nEND\n");
    const double *row = bench->table[1];
    assert_int_equal(bench->rows, 2);
    double sites = row[1] + row[2] + row[3] + row[4], mineral = bench->table[0][5];
    assert_true(mineral > 0.001); /* of step 1, on which the sites of step 2 sit */
    assert_near(sites, 0.2 * mineral, 2e-3, 0);
}

/* The cells at the end of a run, run again as they are written. */
static void an_exported_run_goes_on_where_it_ended(void **state)
{
    struct bench *bench = *state;
    static const char *const text =
        "PHASES\nOwn\nCaCO3 = Ca+2 + CO3-2\nlog_k -8.2\n"
        "SOLUTION 1\nunits mmol/kgw\npH 5\nCa 1\nZn 0.1\nNa 5\nCl 7 charge\nC(4) 1\n"
        "EQUILIBRIUM_PHASES 1\nOwn 0 0.01\nEXCHANGE 1\n-equilibrate 1\nX 0.01\n"
        "SURFACE 1\nHfo_wOH 1e-3 600 0.4\n"
        "SAVE solution 1\nSAVE equilibrium_phases 1\nSAVE exchange 1\nSAVE surface 1\n"
        "SELECTED_OUTPUT\n-reset false\n-high_precision\n-ph\n-molalities CaX2 Hfo_wOZn+\n"
        "-equilibrium_phases Own\nEND\n";
    bench_run_well(bench, text);
    double last[4];
    memcpy(last, bench->table[bench->rows - 1], sizeof last);
    struct str again = ARENA_JOIN(
        bench->arena, buf_str(&bench->cells),
        STR("SELECTED_OUTPUT\n-reset false\n-high_precision\n-ph\n-molalities CaX2 Hfo_wOZn+\n"
            "-equilibrium_phases Own\nUSE solution 1\nUSE equilibrium_phases 1\n"
            "USE exchange 1\nUSE surface 1\nEND\n"));
    bench_run_well(bench, arena_c(bench->arena, again));
    for (size_t k = 0; k < 4; k++)
        assert_near(bench->table[bench->rows - 1][k], last[k], 1e-9, 1e-12);
}

static void endless_definitions_are_refused(void **state)
{
    struct bench *bench = *state;
    struct buf text = {0};
    for (int i = 0; i < 20000; i++)
        buf_append(&text, STR("PHASES\nFix_H+\nH+ = H+\nlog_k 0\nEND\n"));
    buf_append_char(&text, '\0');
    assert_int_equal(bench_run(bench, str_from_c(text.p)), ERR_CHEM_TOO_LARGE);
    assert_true(bench->error.line > 100);
    buf_finish(&text);
}

static void what_is_not_built_is_refused_with_its_line(void **state)
{
    struct bench *bench = *state;
    static const char *const bad[] = {
        "SOLUTION 1\nEND\nSURFACE 1\n-donnan\nHfo_wOH 1e-3 600 1\nEND\n",
        "SOLUTION 1\nEND\nSURFACE 1\n-cd_music\nHfo_wOH 1e-3 600 1\nEND\n",
        "SOLUTION 1\nEND\nSURFACE 1\nHfo_wOH 1e-3\nEND\n",
        "SOLUTION 1\nEND\nSURFACE 1\nHao_wOH 1e-3 600 1\nEND\n",
        "SOLUTION 1\nEND\nEXCHANGE 1\n-equilibrate 9\nX 1\nEND\n",
        "SOLUTION 1\nEND\nEXCHANGE 1\nX -1\nEND\n",
        "SOLUTION 1\nEND\nEXCHANGE 1\nX 1\nCaX2 1\nEND\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (!bench_run(bench, str_from_c(bad[i])))
            fail_msg("accepted: %s", bad[i]);
        assert_true(bench->error.line >= 3 && bench->error.line <= 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_with_an_exchanger_is_as_phreeqc_prints_it),
        cmocka_unit_test(a_surface_of_an_input_binds_as_phreeqc_prints_it),
        cmocka_unit_test(a_saved_surface_keeps_what_it_holds),
        cmocka_unit_test(an_exchanger_given_by_what_it_holds_gives_it_off),
        cmocka_unit_test(sites_follow_the_mineral_they_sit_on),
        cmocka_unit_test(an_exported_run_goes_on_where_it_ended),
        cmocka_unit_test(endless_definitions_are_refused),
        cmocka_unit_test(what_is_not_built_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, set_up, bench_destroy);
}
