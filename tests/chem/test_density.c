/* Densities against those of tables, and analyses per litre that come back per litre. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chem/water_properties.h"
#include "input_bench.h"

static int set_up(void **state)
{
    return bench_create(state, "phreeqc.dat");
}

/* The input with the columns of this test. */
static const char *asked(struct bench *bench, const char *solutions)
{
    return arena_format(bench->arena,
                        "SELECTED_OUTPUT\n-reset false\n-high_precision\nUSER_PUNCH\n"
                        "-headings rho volume na water\n"
                        "10 PUNCH RHO, SOLN_VOL, TOTMOLE(\"Na\"), TOT(\"water\")\n%sEND\n",
                        solutions)
        .p;
}

static void run_well(struct bench *bench, const char *solutions)
{
    bench_run_well(bench, asked(bench, solutions));
}

#define SEA                                                                                        \
    "pH 8.22\nCa 412.3\nMg 1291.8\nNa 10768\nK 399.1\nSi 4.28\nCl 19353\n"                         \
    "Alkalinity 141.682 as HCO3\nS(6) 2712\n"

/* Water: Wagner & Pruss 2002. NaCl: Rogers & Pitzer 1982, 1.0362 at 1 mol/kg. Seawater of salinity
   35 at 25 C: 1.02334 (Millero & Poisson 1981). */
static void densities_are_those_of_tables(void **state)
{
    struct bench *bench = *state;
    run_well(bench, "SOLUTION 1\ntemp 25\nSOLUTION 2\ntemp 5\nSOLUTION 3\nNa 1000\nCl 1000\n"
                    "SOLUTION 4\nunits ppm\n" SEA);
    assert_true(fabs(bench->table[0][0] - 0.997047) < 2e-5);
    assert_true(fabs(bench->table[1][0] - 0.999967) < 2e-5);
    assert_true(fabs(bench->table[2][0] - 1.0362) < 3e-4);
    assert_true(fabs(bench->table[3][0] - 1.02334) < 3e-4);
}

static void water_is_as_compressible_as_it_is(void **state)
{
    (void)state;
    /* 4.585e-5 per atm at 25 C (Kell 1975); slope of volumes 1.875 (Rogers & Pitzer 1982) */
    assert_true(fabs(chem_water_compressibility(298.15) / 4.585e-5 - 1) < 0.02);
    assert_true(fabs(chem_water_volume_slope(298.15) / 1.875 - 1) < 0.02);
}

static void a_calculated_density_gives_the_analysis_back_per_litre(void **state)
{
    struct bench *bench = *state;
    static const char *const densities[] = {"density 1 calculate\n", "-density calculate\n",
                                            "density 1.02 c\n"};
    for (size_t i = 0; i < 3; i++) {
        struct str text =
            arena_format(bench->arena, "SOLUTION 1\nunits mg/L\n%s" SEA, densities[i]);
        run_well(bench, text.p);
        const double *row = bench->table[0];
        assert_true(fabs(row[2] * 22.9898e3 / row[1] / 10768 - 1) < 1e-4);
        assert_true(fabs(row[0] - 1.0227) < 3e-4);
    }
}

static void words_behind_a_density_are_refused(void **state)
{
    struct bench *bench = *state;
    assert_int_not_equal(
        bench_run(bench, str_from_c(asked(bench, "SOLUTION 1\ndensity 1.02 g/mL\n"))), 0);
    assert_int_equal(bench->error.line, 8);
    assert_int_not_equal(bench_run(bench, str_from_c(asked(bench, "SOLUTION 1\ndensity 0\n"))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(densities_are_those_of_tables),
        cmocka_unit_test(water_is_as_compressible_as_it_is),
        cmocka_unit_test(a_calculated_density_gives_the_analysis_back_per_litre),
        cmocka_unit_test(words_behind_a_density_are_refused),
    };
    return cmocka_run_group_tests_name("chem_density", tests, set_up, bench_destroy);
}
