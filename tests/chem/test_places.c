#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "chem/places.h"

struct fixture {
    struct arena *arena;
    struct chem_places places;
    struct str text;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){.arena = arena_create()};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(((struct fixture *)*state)->arena);
    return 0;
}

static void read_text(struct fixture *f, const char *text)
{
    f->text = str_from_c(text);
    chem_places_read(STR("in.pqi"), f->text, f->arena, &f->places);
}

static size_t find(struct fixture *f, const char *address, size_t **out)
{
    return chem_places_find(&f->places, str_from_c(address), f->arena, out);
}

/* The only place of an address. */
static const struct chem_place *only(struct fixture *f, const char *address)
{
    size_t *found;
    size_t count = find(f, address, &found);
    if (count != 1)
        fail_msg("%s: %zu places", address, count);
    return &f->places.items[found[0]];
}

static void assert_place(struct fixture *f, const char *address, const char *bytes, int64_t line)
{
    const struct chem_place *place = only(f, address);
    struct str there = str_slice(f->text, place->at, place->at + place->length);
    if (!str_equal(there, str_from_c(bytes)))
        fail_msg("%s: %" PRIstr " in place of %s", address, STR_ARG(there), bytes);
    assert_int_equal(place->line, line);
}

static void finds_the_figures_of_waters_phases_and_gases(void **state)
{
    struct fixture *f = *state;
    read_text(f, "TITLE 3 tanks\n"
                 "SOLUTION 1-3 raw water 12\n"
                 " -temp 12.5; pH 3.5 charge # not 7\n"
                 " -units mg/L\n"
                 " Fe(2) 37.5 as Fe\n"
                 " S(6) 335 mg/kgw as SO4\n"
                 "EQUILIBRIUM_PHASES 2\n"
                 " Fe(OH)3(a) 0.5 0\n"
                 " CO2(g) -3.4\n"
                 " Calcite\n"
                 "GAS_PHASE\n -fixed_volume\n -volume 2\n CO2(g) 0.01\n");
    assert_place(f, "SOLUTION 1-3.temp", "12.5", 3);
    assert_place(f, "SOLUTION 1-3.pH", "3.5", 3);
    assert_place(f, "solution 1-3.fe(2)", "37.5", 5);
    assert_place(f, "SOLUTION 1-3.S(6)", "335", 6);
    assert_place(f, "EQUILIBRIUM_PHASES 2.Fe(OH)3(a).si", "0.5", 8);
    assert_place(f, "PURE_PHASES 2.Fe(OH)3(a).moles", "0", 8);
    assert_place(f, "EQUILIBRIUM_PHASES 2.CO2(g).si", "-3.4", 9);
    assert_place(f, "GAS_PHASE 1.volume", "2", 13);
    assert_place(f, "GAS_PHASE 1.CO2(g)", "0.01", 14);
    size_t *found;
    assert_int_equal(find(f, "EQUILIBRIUM_PHASES 2.Calcite.si", &found), 0);
}

static void finds_the_figures_of_kinetics_reactions_and_columns(void **state)
{
    struct fixture *f = *state;
    read_text(f, "KINETICS 4\r\n"
                 "Pyrite\r\n -formula FeS2 1 O2 -3.5\r\n -m 0.1\r\n -m0 0.2\r\n -parms -5 0.1 3e-2 \r\n -tol 1e-9\r\n"
                 "Calcite\r\n -parms 7\r\n"
                 "-steps 100 2 hours in 4 steps\r\n"
                 "REACTION 1\n NaOH 1 CO2 0.5\n 0.1 0.2 moles\n"
                 "REACTION_TEMPERATURE 1\n 10 20\n"
                 "MIX 4\n 1 0.25\n 10 0.75\n"
                 "TRANSPORT\n -cells 3\n -time_step 3600\n -lengths 3*10\n -dispersivities 1 2 3\n -diffusion_coefficient 1e-9\n");
    assert_place(f, "KINETICS 4.Pyrite.formula.O2", "-3.5", 3);
    assert_place(f, "KINETICS 4.Pyrite.m", "0.1", 4);
    assert_place(f, "KINETICS 4.Pyrite.m0", "0.2", 5);
    assert_place(f, "KINETICS 4.Pyrite.parms.1", "-5", 6);
    assert_place(f, "KINETICS 4.Pyrite.parms.3", "3e-2", 6);
    assert_place(f, "KINETICS 4.Calcite.parms.1", "7", 9);
    assert_place(f, "KINETICS 4.steps.1", "100", 10);
    assert_place(f, "REACTION 1.CO2", "0.5", 12);
    assert_place(f, "REACTION 1.steps.2", "0.2", 13);
    assert_place(f, "REACTION_TEMPERATURE 1.temp.2", "20", 15);
    assert_place(f, "MIX 4.10", "0.75", 18);
    assert_place(f, "TRANSPORT.time_step", "3600", 21);
    assert_place(f, "TRANSPORT.lengths.1", "10", 22);
    assert_place(f, "TRANSPORT.dispersivities.3", "3", 23);
    assert_place(f, "TRANSPORT.diffusion_coefficient", "1e-9", 24);
    size_t *found;
    assert_int_equal(find(f, "KINETICS 4.Pyrite.tol", &found), 0);
}

static void finds_constants_of_definitions_and_rates(void **state)
{
    struct fixture *f = *state;
    read_text(f, "PHASES\nSchwertmannite_a\n Fe8O8(OH)4.5(SO4)1.75 + 20.5 H+ = 8 Fe+3 + 1.75 SO4-2 + 12.5 H2O\n"
                 " log_k 17.75\n -delta_h 3 kcal\n -analytic 1 2 3\n"
                 "SURFACE_SPECIES\nHfo_wOH + Zn+2 = Hfo_wOZn+ + H+\n log_k -1.99\n"
                 "RATES\nFe_ox\n-start\n"
                 "10 k = 1.2e-9 : n = 2   # 1/s\n"
                 "20 rate = 2*3\n"
                 "30 IF (M <= 0) THEN GOTO 100\n"
                 "100 SAVE rate * TIME\n-end\n"
                 "Other\n-start\n10 LET k = 5\n20 SAVE k\n-end\n"
                 "END\n");
    assert_place(f, "PHASES Schwertmannite_a.log_k", "17.75", 4);
    assert_place(f, "PHASES Schwertmannite_a.delta_h", "3", 5);
    assert_place(f, "SURFACE_SPECIES Hfo_wOZn+.log_k", "-1.99", 9);
    assert_place(f, "RATES Fe_ox.10.k", "1.2e-9", 13);
    assert_place(f, "RATES Fe_ox.10.n", "2", 13);
    assert_place(f, "RATES Other.10.k", "5", 20);
    size_t *found;
    assert_int_equal(find(f, "RATES Fe_ox.20.rate", &found), 0);
}

static void exchanges_figures_and_nothing_else(void **state)
{
    struct fixture *f = *state;
    read_text(f, "\xef\xbb\xbfSOLUTION 1 # 坑廃水\r\n\tpH\t7.0   # 現場\r\n Ca 1;Mg 2\r\nMIX 2\n 1 0.5");
    size_t *ph, *mg, *share;
    assert_int_equal(find(f, "SOLUTION 1.pH", &ph), 1);
    assert_int_equal(find(f, "SOLUTION 1.Mg", &mg), 1);
    assert_int_equal(find(f, "MIX 2.1", &share), 1);
    struct chem_place_edit edits[] = {{ph[0], 3.25}, {mg[0], 2e-9}, {share[0], 1}};
    struct str out = chem_places_write(&f->places, f->text, edits, 3, 6, f->arena);
    assert_true(str_equal(out, STR("\xef\xbb\xbfSOLUTION 1 # 坑廃水\r\n\tpH\t3.25   # 現場\r\n Ca 1;Mg 2e-09\r\nMIX 2\n 1 1")));
    assert_true(str_equal(chem_places_write(&f->places, f->text, NULL, 0, 6, f->arena), f->text));
}

static void tells_blocks_that_stand_twice_by_line(void **state)
{
    struct fixture *f = *state;
    size_t *found;
    read_text(f, "KINETICS 1\nFe\n -parms 1\nEND\nKINETICS 1\nFe\n -parms 1\nEND\nKINETICS 2\nFe\n -parms 4\n");
    assert_int_equal(find(f, "KINETICS 1.Fe.parms.1", &found), 2);
    assert_int_equal(find(f, "KINETICS 1.Fe.parms.1 @*", &found), 2);
    assert_int_equal(find(f, "KINETICS 1.Fe.parms.1 @7", &found), 1);
    assert_int_equal(found[0], 1);
    assert_int_equal(find(f, "KINETICS *.Fe.parms.1", &found), 3);
    assert_int_equal(find(f, "KINETICS 1.Fe.parms.1 @8", &found), 0);
}

static void names_the_nearest_address(void **state)
{
    struct fixture *f = *state;
    read_text(f, "KINETICS 1\nPyrite\n -parms 1 2\nSOLUTION 1\n Zn 2\n");
    assert_true(str_equal(chem_places_nearest(&f->places, STR("KINETICS 1.Pyrit.parms.2"), f->arena),
                          STR("KINETICS 1.Pyrite.parms.2")));
    assert_true(str_equal(chem_places_nearest(&f->places, STR("solution 1.zn @3"), f->arena), STR("SOLUTION 1.Zn")));
    read_text(f, "END\n");
    assert_int_equal(chem_places_nearest(&f->places, STR("x"), f->arena).n, 0);
}

static void leaves_out_what_it_cannot_change_in_place(void **state)
{
    struct fixture *f = *state;
    read_text(f, "SOLUTION 1\n Zn \\\n 2\n Ca 3\nINCLUDE$ other.pqi\n Mg\n");
    assert_int_equal(f->places.count, 1);
    assert_place(f, "SOLUTION 1.Ca", "3", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_the_figures_of_waters_phases_and_gases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_the_figures_of_kinetics_reactions_and_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_constants_of_definitions_and_rates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(exchanges_figures_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_blocks_that_stand_twice_by_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_nearest_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_out_what_it_cannot_change_in_place, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
