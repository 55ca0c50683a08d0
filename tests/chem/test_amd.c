#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "chem/amd.h"
#include "case_run.h"
#include "chem/database.h"

static int set_up(void **state)
{
    struct chem_database *database;
    struct error error = {0};
    if (chem_database_read(STR("amd.dat"), chem_amd_text(), &database, &error)) {
        struct arena *arena = arena_create();
        print_error("%" PRIstr "\n", STR_ARG(error_sentence(&error, LANG_EN, arena)));
        arena_destroy(arena);
        return -1;
    }
    *state = database;
    return 0;
}

static int tear_down(void **state)
{
    chem_database_destroy(*state);
    return 0;
}

static void it_has_the_elements_of_mine_drainage(void **state)
{
    static const char *const elements[] = {"H",  "O",  "C",  "S",  "Ca", "Mg", "Na", "K", "Cl", "Si",
                                           "Al", "Fe", "Mn", "Zn", "Cd", "Cu", "Pb", "As", "F", "P", "N"};
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
        if (chem_database_master(*state, str_from_c(elements[i])) == CHEM_NONE)
            fail_msg("%s is missing", elements[i]);
}

static void it_has_the_solids_that_treatment_meets(void **state)
{
    static const char *const phases[] = {
        "Ferrihydrite", "Fe(OH)3(a)", "Goethite", "Schwertmannite", "Jarosite-K", "Jarosite-Na",
        "JarositeH", "Gypsum", "Basaluminite", "Hydrobasaluminite", "Jurbanite", "Alunite",
        "Al(OH)3(a)", "Gibbsite", "Zn(OH)2-e", "Smithsonite", "Hydrozincite", "Cd(OH)2", "Otavite",
        "Cu(OH)2", "Tenorite", "Malachite", "Pb(OH)2", "Cerussite", "Hydrocerussite", "Anglesite",
        "Pyrochroite", "Rhodochrosite", "Birnessite", "Pyrolusite", "Scorodite", "Orpiment",
        "Realgar", "Pyrite", "Mackinawite", "FeS(ppt)", "Sphalerite", "Wurtzite", "Greenockite",
        "Galena", "Covellite", "Chalcocite", "Calcite", "Dolomite", "Siderite", "Portlandite",
        "Brucite", "Vivianite", "CO2(g)", "O2(g)", "H2S(g)", "CH4(g)", "NH3(g)"};
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
        if (chem_database_phase(*state, str_from_c(phases[i])) == CHEM_NONE)
            fail_msg("%s is missing", phases[i]);
}

static void it_has_sorption_on_hydrous_ferric_oxide(void **state)
{
    static const char *const species[] = {"Hfo_sOZn+", "Hfo_wOZn+", "Hfo_sOCd+", "Hfo_sOPb+",
                                          "Hfo_sOCu+", "Hfo_wH2AsO4", "Hfo_wOHAsO4-3", "Hfo_wH2AsO3",
                                          "Hfo_wSO4-", "Hfo_wPO4-2", "Hfo_wCO3-", "Hfo_wH3SiO4"};
    for (size_t i = 0; i < sizeof species / sizeof species[0]; i++)
        if (chem_database_species(*state, str_from_c(species[i])) == CHEM_NONE)
            fail_msg("%s is missing", species[i]);
}

/* Of published free energies, by another way than the tool's: 5 Zn, 2 CO2 at 25 C. */
static void hydrozincite_is_what_its_authors_measured(void **state)
{
    const struct chem_database *database = *state;
    int32_t at = chem_database_phase(database, STR("Hydrozincite"));
    int32_t gas = chem_database_phase(database, STR("CO2(g)"));
    double of_zinc = (database->phases[at].log_k.at_25 - 2 * database->phases[gas].log_k.at_25) / 5;
    assert_true(fabs(of_zinc - 9.199) < 0.0005);
}

/* PHREEQC's answers with wateq4f.dat, within the bounds of those cases: log10 molality 0.005, saturation
   index 0.01, ionic strength 0.2 %, pH 0.01, totals and solids as tests/data/chem/open says. */
static void reference_waters_are_those_of_wateq4f(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "a_speciation_wateq4f", "a_charge_wateq4f", "b_caoh2_W2_wateq4f", "b_fixph_naoh_W1_wateq4f",
        "c_open_wateq4f", "f_sulfide_W1_wateq4f"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct case_result result = run_case(cases[i], "../../../../data/chem/amd.dat");
        print_message("# %s: %zu values, worst %.3f of its tolerance at %s\n", cases[i], result.values,
                      result.worst.size, result.worst.where);
        assert_true(result.rows > 0 && result.worst.size <= 1);
    }
}

static void it_skips_nothing(void **state)
{
    const struct chem_database *database = *state;
    assert_int_equal(database->notice_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_elements_of_mine_drainage),
        cmocka_unit_test(it_has_the_solids_that_treatment_meets),
        cmocka_unit_test(it_has_sorption_on_hydrous_ferric_oxide),
        cmocka_unit_test(hydrozincite_is_what_its_authors_measured),
        cmocka_unit_test(reference_waters_are_those_of_wateq4f),
        cmocka_unit_test(it_skips_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
