/* GAS_PHASE in inputs, against the table that PHREEQC's own example 7 gives (usgs-coupled/phreeqc3,
   examples/ex7.sel of commit 06149630: fixed pressure of 1.1 atm, fixed volume of 23.19 l). */
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

#define AMMONIA                                                                                    \
    "SOLUTION_MASTER_SPECIES\nN(-3) NH4+ 0.0 N\nSOLUTION_SPECIES\nNH4+ = NH3 + H+\n"               \
    "log_k -9.252\ndelta_h 12.48 kcal\n-analytic 0.6322 -0.001225 -2835.76\n"                      \
    "NO3- + 10 H+ + 8 e- = NH4+ + 3 H2O\nlog_k 119.077\ndelta_h -187.055 kcal\n-gamma 2.5 0\n"     \
    "SOLUTION 1\nEQUILIBRIUM_PHASES 1\nCalcite\nCO2(g) -1.5\nSAVE solution 1\nEND\n"               \
    "SELECTED_OUTPUT\n-reset false\n-reaction\n-si CO2(g) CH4(g)\n"                                \
    "-gas CO2(g) CH4(g) N2(g) NH3(g)\nEND\n"                                                       \
    "REACTION 1\nCH2O(NH3)0.07 1.0\n1. 2. 3. 4. 8. 16. 32 64. 125. 250. 500. 1000. mmol\n"
#define GASES "CO2(g) 0.0\nCH4(g) 0.0\nN2(g) 0.0\nH2O(g) 0.0\n"

/* Reaction, si CO2, si CH4, pressure, mol, volume, CO2, CH4, N2 as example 7 prints them. */
static const double FIXED_PRESSURE[12][9] = {
    {1.0000e-03, -1.3543, -0.4983, 1.1, 0, 0, 0, 0, 0},
    {2.0000e-03, -1.2453, -0.1973, 1.1, 0, 0, 0, 0, 0},
    {3.0000e-03, -1.1581, -0.0212, 1.1, 0, 0, 0, 0, 0},
    {4.0000e-03, -1.0912, -0.0069, 1.1, 5.0204e-04, 1.1135e-02, 3.7205e-05, 4.5026e-04, 1.6609e-07},
    {8.0000e-03, -0.9096, -0.0263, 1.1, 2.9375e-03, 6.5147e-02, 3.3072e-04, 2.5199e-03, 2.5831e-06},
    {1.6000e-02, -0.7175, -0.0600, 1.1, 8.3727e-03, 1.8565e-01, 1.4671e-03, 6.6450e-03, 2.0140e-05},
    {3.2000e-02, -0.5497, -0.1105, 1.1, 2.1074e-02, 4.6715e-01, 5.4354e-03, 1.4890e-02, 1.4316e-04},
    {6.4000e-02, -0.4347, -0.1674, 1.1, 5.0854e-02, 1.1270e+00, 1.7094e-02, 3.1521e-02, 7.7760e-04},
    {1.2500e-01, -0.3738, -0.2103, 1.1, 1.1310e-01, 2.5060e+00, 4.3740e-02, 6.3498e-02, 2.6073e-03},
    {2.5000e-01, -0.3427, -0.2371, 1.1, 2.4479e-01, 5.4234e+00, 1.0170e-01, 1.2922e-01, 6.8256e-03},
    {5.0000e-01, -0.3277, -0.2513, 1.1, 5.1045e-01, 1.1309e+01, 2.1951e-01, 2.6076e-01, 1.5502e-02},
    {1.0000e+00, -0.3204, -0.2586, 1.1, 1.0429e+00, 2.3104e+01, 4.5607e-01, 5.2387e-01,
     3.2966e-02}};
static const double FIXED_VOLUME[4][9] = {
    {1.0e-03, -1.4939, -3.2574, 6.4109e-02, 6.0800e-02, 23.19, 3.0424e-02, 5.2421e-04, 3.3422e-05},
    {3.2e-02, -1.3283, -1.7522, 9.7257e-02, 9.2242e-02, 23.19, 4.4554e-02, 1.6782e-02, 1.0788e-03},
    {2.5e-01, -0.8204, -0.8602, 3.2979e-01, 3.1301e-01, 23.19, 1.4379e-01, 1.3102e-01, 8.3071e-03},
    {1.0e+00, -0.2954, -0.2603, 1.1262e+00, 1.0719e+00, 23.19, 4.8500e-01, 5.2384e-01, 3.2919e-02}};

/* SI within 0.001; amounts within 0.1 %, those of N2, whose constants the databases of the two have
   not alike, within 4 % of what is there. */
static void compare(const double *ours, const double *theirs)
{
    assert_true(fabs(ours[0] - theirs[0]) < 1e-9);
    for (int k = 1; k < 3; k++)
        assert_true(fabs(ours[k] - theirs[k]) < 1e-3);
    for (int k = 3; k < 8; k++)
        assert_true(fabs(ours[k] - theirs[k]) <= 1e-3 * theirs[k]);
    assert_true(fabs(ours[8] - theirs[8]) <= 4e-2 * theirs[8]);
}

static void example_7_at_fixed_pressure(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench, AMMONIA
                   "USE solution 1\nGAS_PHASE 1\n-fixed_pressure\n-pressure 1.1\n" GASES "END\n");
    assert_true(str_find(bench->headings,
                         STR("    pressure\t   total mol\t      volume\t    g_CO2(g)"),
                         0) != SIZE_MAX);
    assert_int_equal(bench->rows, 12);
    for (size_t i = 0; i < 12; i++)
        compare(bench->table[i], FIXED_PRESSURE[i]);
}

static void example_7_at_fixed_volume(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench,
                   AMMONIA "USE solution 1\nGAS_PHASE 1\n-fixed_volume\n-volume 23.19\n" GASES
                           "-equilibrate with solution 1\nEND\n");
    assert_int_equal(bench->rows,
                     13); /* the first about the gas phase itself, as PHREEQC's i_gas */
    assert_true(bench->table[0][3] == 0);
    const size_t rows[4] = {1, 7, 10, 12};
    for (size_t i = 0; i < 4; i++)
        compare(bench->table[rows[i]], FIXED_VOLUME[i]);
}

#define PUNCHED                                                                                    \
    "SELECTED_OUTPUT\n-reset false\nUSER_PUNCH\n-headings p n v co2 part phi sys\n"                \
    "10 PUNCH GAS_P, GAS(\"CO2(g)\") + GAS(\"O2(g)\"), GAS_VM, GAS(\"CO2(g)\"), "                  \
    "PR_P(\"CO2(g)\"), "                                                                           \
    "PR_PHI(\"CO2(g)\"), SYS(\"C\")\nEND\n"
#define AIR "GAS_PHASE 1\n-fixed_volume\n-volume 2\nCO2(g) 0.1\nO2(g) 0.2\n"

static void basic_asks_for_gases(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench, PUNCHED "SOLUTION 1\nC 1\n" AIR "END\n");
    const double *row = bench->table[bench->rows - 1];
    assert_true(row[0] > 0.2 && row[0] < 0.3);
    assert_true(fabs(row[2] * row[1] - 2) < 1e-3);
    assert_true(fabs(row[4] * 2 / (0.0820597 * 298.15) - row[3]) < 0.003 * row[3]);
    assert_true(row[5] > 0.99 && row[5] < 1);
    assert_true(fabs(row[6] - 1e-3 - 0.1 * 2 / (0.0820597 * 298.15)) < 2e-5);
}

static void a_gas_phase_is_saved_used_copied_and_deleted(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench,
                   PUNCHED "SOLUTION 1\nC 1\n" AIR
                           "SAVE gas_phase 3-4\nSAVE solution 3\nEND\nCOPY gas_phase 3 9\nEND\n"
                           "USE solution 3\nUSE gas_phase 9\nEND\n");
    const double *before = bench->table[bench->rows - 2], *after = bench->table[bench->rows - 1];
    for (int k = 0; k < 7; k++)
        assert_true(fabs(before[k] - after[k]) <= 1e-4 * before[k]);
    bench_refuses(bench,
                  "SOLUTION 1\nC 1\n" AIR
                  "END\nDELETE\n-gas_phase 1\nEND\nUSE solution 1\nUSE gas_phase 1\n",
                  "GAS_PHASE 1 is not there", 13);
}

/* Organic matter burns at a rate in the O2 of the gas. */
#define OXIDATION                                                                                  \
    "RATES\nOxidise\n-start\n10 SAVE 1e-6 * GAS(\"O2(g)\") / 0.0082 * TIME\n-end\n"                \
    "KINETICS 1\nOxidise\n-formula CH2O 1\n-m 1\n-steps 1000 in 4\n"

static void kinetics_and_columns_take_the_gas_along(void **state)
{
    struct bench *bench = *state;
    bench_run_well(bench, PUNCHED "SOLUTION 0-2\npe 12\nC 1\nO(0) 1\nNa 1\nCl 1\n" AIR
                                  "SAVE solution 1\nSAVE gas_phase 1-2\nEND\n" OXIDATION
                                  "USE solution 1\nUSE gas_phase 1\nEND\n");
    const double *first = bench->table[bench->rows - 5], *last = bench->table[bench->rows - 1];
    assert_true(bench->summary.worst_balance < 1e-12);
    /* d(O2 of gas and water)/dt = -k O2 of the gas, k = 1e-6 / 0.0082 per second; the water holds
       0.00126 mol per atm, the gas 2 litre / RT. */
    double left = exp(-1e-3 / 0.0082 / (1 + 0.0012639 * 0.0820597 * 298.15 / 2));
    assert_true(fabs((last[1] - last[3]) / (first[1] - first[3]) - left) < 3e-4);
    bench_run_well(bench, PUNCHED "SOLUTION 0-2\nC 1\nNa 1\nCl 1\n" AIR
                                  "COPY gas_phase 1 2\nEND\nADVECTION\n-cells 2\n-shifts 3\nEND\n");
    assert_true(bench->rows > 6);
}

/* Air that can burn to nitrate over reduced water: pressures far off on the way to the answer. */
static void columns_under_air_are_found(void **state)
{
    struct bench *bench = *state;
    const char *const kinds[2] = {"-fixed_volume", "-fixed_pressure\n-pressure 1"};
    for (int k = 0; k < 2; k++) {
        struct str text = arena_format(
            bench->arena,
            "SELECTED_OUTPUT\n-reset false\n-gases CO2(g) O2(g) N2(g)\n"
            "SOLUTION 0\npe 12\nCa 1\nCl 2\nSOLUTION 1-3\npH 6\npe 4\nFe 1\nCa 1\nC 1\nCl 2\n"
            "GAS_PHASE 1-3\n%s\n-volume 0.5\nN2(g) 0.78\nO2(g) 0.21\nCO2(g) 0.0004\nH2O(g) 0.02\n"
            "EQUILIBRIUM_PHASES 1-3\nFe(OH)3(a) 0 0\nCalcite 0 0.01\nEND\n"
            "TRANSPORT\n-cells 3\n-shifts 3\n-lengths 3*1\n-dispersivities 3*0.1\n-time_step 100\n",
            kinds[k]);
        if (bench_run(bench, text))
            fail_msg("%" PRIstr, STR_ARG(error_sentence(&bench->error, LANG_EN, bench->arena)));
        const double *last = bench->table[bench->rows - 1];
        assert_true(last[0] > 0.5 && last[1] > 0.01 && last[5] > 0.01);
    }
}

static void run_cells_react_with_all_of_their_number(void **state)
{
    struct bench *bench = *state;
    bench_run_well(
        bench, "SELECTED_OUTPUT\n-reset false\n-solution\n-time\n-pH\nUSER_PUNCH\n"
               "10 PUNCH TOT(\"Na\") * TOT(\"water\"), GAS(\"CO2(g)\"), TOTAL_TIME\nSOLUTION 1-2\n"
               "GAS_PHASE 2\n-fixed_volume\nCO2(g) 0.5\nRATES\nSalt\n-start\n"
               "10 SAVE 1e-6 * TIME\n-end\nKINETICS 1-2\nSalt\n-formula NaCl 1\n-m 1\nEND\n"
               "RUN_CELLS\n-cells 1\n2\n-start_time 5\n-time_step 100 s\nEND\n"
               "RUN_CELLS\n-cells 1-2\n-time_step 1 min\nEND\n");
    const double *rows = bench->table[bench->rows - 4];
    for (int i = 0; i < 4; i++, rows += BENCH_COLUMNS) {
        assert_int_equal((int)rows[0], 1 + i % 2);
        assert_true(fabs(rows[1] - (i < 2 ? 100 : 60)) < 1e-9);
        assert_true(fabs(rows[3] - (i < 2 ? 1e-4 : 1.6e-4)) < 1e-8);
        assert_true((rows[4] > 0) == (i % 2 == 1));
        assert_true(fabs(rows[5] - (i < 2 ? 105 : 165)) < 1e-9);
    }
    bench_refuses(bench, "SOLUTION 1\nEND\nRUN_CELLS\n-cells 7\nEND\n", "solution 7 is not there",
                  3);
    bench_refuses(bench, "SOLUTION 1\nEND\nRUN_CELLS\n-cells one\nEND\n", "numbers of cells", 4);
}

static void an_exported_gas_phase_is_read_back_alike(void **state)
{
    struct bench *bench = *state;
    const char *const kinds[2] = {"-fixed_volume\n-volume 2",
                                  "-fixed_pressure\n-pressure 0.9\n-volume 2"};
    for (int k = 0; k < 2; k++) {
        struct str text = arena_format(bench->arena,
                                       PUNCHED "SOLUTION 1\nC 1\nNa 1\nCl 1\ntemp 15\nGAS_PHASE "
                                               "1\n%s\nCO2(g) 0.1\nO2(g) 0.7\nH2O(g) 0\n"
                                               "SAVE solution 1\nSAVE gas_phase 1\nEND\n",
                                       kinds[k]);
        assert_int_equal(bench_run(bench, text), 0);
        double before[7];
        memcpy(before, bench->table[bench->rows - 1], sizeof before);
        text = ARENA_JOIN(bench->arena, STR(PUNCHED), buf_str(&bench->cells));
        assert_int_equal(bench_run(bench, text), 0);
        const double *after = bench->table[bench->rows - 1];
        for (int i = 0; i < 7; i++)
            assert_true(fabs(after[i] - before[i]) <= 1e-4 * fabs(before[i]));
    }
}

static void mistakes_are_told_with_their_line(void **state)
{
    struct bench *bench = *state;
    bench_refuses(bench, "SOLUTION 1\nGAS_PHASE 1\nXe(g) 0.1\nEND\n", "no such gas: \"Xe(g)\"", 3);
    bench_refuses(bench, "SOLUTION 1\nGAS_PHASE 1\nO2(g) -0.7\nEND\n", "can not be negative", 3);
    bench_refuses(bench, "SOLUTION 1\nGAS_PHASE 1\n-pressure 0\nO2(g) 0.1\nEND\n", "above 0", 3);
    bench_refuses(bench, "SOLUTION 1\nGAS_PHASE 1\nO2(g)\nEND\n", "no partial pressure", 3);
    bench_refuses(bench, "SOLUTION 1\nGAS_PHASE 1\n-equilibrate 1\nO2(g)\nEND\n", "-fixed_volume",
                  2);
    bench_refuses(bench, "SOLUTION 1\nGAS_PHASE 1\n-fixed_volume\n-equilibrate 7\nO2(g)\nEND\n",
                  "solution 7 is not there", 2);
    bench_refuses(bench,
                  "SOLUTION 1\ntemp 35\nGAS_PHASE 1\n-pressure 0.04\nH2O(g) 0\nN2(g) 0.01\nEND\n",
                  "vapour", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_7_at_fixed_pressure),
        cmocka_unit_test(example_7_at_fixed_volume),
        cmocka_unit_test(basic_asks_for_gases),
        cmocka_unit_test(a_gas_phase_is_saved_used_copied_and_deleted),
        cmocka_unit_test(kinetics_and_columns_take_the_gas_along),
        cmocka_unit_test(columns_under_air_are_found),
        cmocka_unit_test(run_cells_react_with_all_of_their_number),
        cmocka_unit_test(an_exported_gas_phase_is_read_back_alike),
        cmocka_unit_test(mistakes_are_told_with_their_line),
    };
    return cmocka_run_group_tests_name("chem_run_gas", tests, set_up, bench_destroy);
}
