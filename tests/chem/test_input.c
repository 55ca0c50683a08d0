#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "chem/input.h"

struct fixture {
    struct arena *arena;
    struct error error;
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

static int read_other(void *data, struct str name, struct arena *arena, struct str *text,
                      struct error *error)
{
    (void)data;
    (void)arena;
    if (str_equal(name, STR("again.pqi")))
        *text = STR("# comment\nINCLUDE$ again.pqi\n");
    else if (str_equal(name, STR("water.pqi")))
        *text = STR(" Ca 1\n Mg x");
    else
        return ERROR(error, ERR_NOT_FOUND, name);
    return 0;
}

static const struct chem_input_host host = {read_other, NULL};

static const struct chem_input *parse(struct fixture *f, const char *text)
{
    const struct chem_input *input;
    if (chem_input_parse(STR("in.pqi"), str_from_c(text), &host, f->arena, &input, &f->error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&f->error, LANG_EN, f->arena)));
    return input;
}

static const struct input_item *first(struct fixture *f, const char *text)
{
    const struct chem_input *input = parse(f, text);
    assert_true(input->count > 0 && input->simulations[0].count > 0);
    return &input->simulations[0].items[0];
}

static void assert_text(struct str got, const char *expected)
{
    if (!str_equal(got, str_from_c(expected)))
        fail_msg("got %" PRIstr ", expected %s", STR_ARG(got), expected);
}

static void reads_a_solution_with_all_its_words(void **state)
{
    const struct input_solution *s = first(*state,
        "SOLUTION 2-5 a name # comment\n units mg/L\n temp 12.5; pH 3.5 charge\n -pe 8\n density 1.02\n"
        " S(6) 335 as SO4 charge\n Alkalinity 1.4 meq/kgw\n Fe 3 ug/l as Fe Fe(2)/Fe(3)\n"
        " C(4) 2 CO2(g) -3.5\n Zn 5 mmol/kgw gfw 65\n -water 0.5\n redox O(0)/O(-2)\n")->is.solution;
    assert_int_equal(s->range.first, 2);
    assert_int_equal(s->range.last, 5);
    assert_true(s->celsius == 12.5 && s->ph == 3.5 && s->pe == 8 && s->density == 1.02 && s->water == 0.5);
    assert_true(s->ph_total.adjusted->charge);
    assert_text(s->units, "mg/L");
    assert_text(s->redox, "O(0)/O(-2)");
    assert_int_equal(s->count, 5);
    assert_text(s->totals[0].as_formula, "SO4");
    assert_true(s->totals[0].adjusted->charge && s->totals[0].value == 335);
    assert_text(s->totals[1].unit, "meq/kgw");
    assert_text(s->totals[2].adjusted->couple, "Fe(2)/Fe(3)");
    assert_text(s->totals[3].adjusted->phase, "CO2(g)");
    assert_true(s->totals[3].adjusted->saturation == -3.5 && s->totals[4].molar_mass == 65);
    assert_int_equal(s->totals[4].line, 10);
}

static void reads_a_table_of_solutions(void **state)
{
    const struct chem_input *input = parse(*state,
        "SOLUTION_SPREAD\n -units mg/kgw\nNumber\tpH\tCa\tCl\tDescription\n\t\tmg/L as CaCO3\t\n"
        "7\t6.5\t20\t5\tone\n\t7.5\t\t6\ttwo\nEND\n");
    assert_int_equal(input->simulations[0].count, 2);
    const struct input_solution *one = input->simulations[0].items[0].is.solution;
    const struct input_solution *two = input->simulations[0].items[1].is.solution;
    assert_int_equal(one->range.first, 7);
    assert_int_equal(two->range.first, 8);
    assert_true(one->ph == 6.5 && two->ph == 7.5 && one->count == 2 && two->count == 1);
    assert_text(one->totals[0].as_formula, "CaCO3");
    assert_text(two->totals[0].name, "Cl");
}

static void reads_reactions_and_their_steps(void **state)
{
    const struct chem_input *input = parse(*state,
        "REACTION 1\n H2Sg 1\n NaHCO3 2\n 1.6 millimoles in 32 steps\nREACTION_TEMPERATURE\n 25 75 in 11 steps\n"
        "MIX 3\n 1 0.4\n 2 0.6\nINCREMENTAL_REACTIONS true\nEQUILIBRIUM_PHASES 1\n Fix_pH -7 NaOH 10\n"
        " Calcite 0 0 dissolve_only\n CO2(g) -3.4\n");
    const struct input_item *items = input->simulations[0].items;
    const struct input_reaction *r = items[0].is.reaction;
    assert_int_equal(r->term_count, 2);
    assert_true(r->terms[1].coefficient == 2 && r->steps.equal && r->steps.number == 32);
    assert_true(fabs(r->steps.values[0] - 1.6e-3) < 1e-18);
    assert_int_equal(items[1].is.temperature->steps.number, 11);
    assert_true(items[2].is.mix->parts[1].fraction == 0.6);
    assert_true(items[3].flag);
    const struct input_phases *phases = items[4].is.phases;
    assert_text(phases->phases[0].alternative, "NaOH");
    assert_true(phases->phases[0].amount == 10 && phases->phases[1].amount == 0 && phases->phases[2].amount == 10);
    assert_true(phases->phases[1].dissolve_only);
}

static void reads_kinetics_and_columns(void **state)
{
    const struct chem_input *input = parse(*state,
        "KINETICS 1-4\nFeOx\n -formula Fe_ii -1 Oxg -0.25\n -m0 1000\n -parms 1 2.9e-9\n -parms 3\n -tol 1e-9\n"
        "Calcite\n-steps 1 day in 4\n-cvode true\nTRANSPORT\n -cells 5\n -shifts 7\n -lengths 2*1 3*0.5\n"
        " -dispersivities 5*0.1\n -boundary_conditions constant flux\n -punch_cells 1 3-4\n -time_step 3600\n"
        "ADVECTION\n -cells 3\n -shifts 2\n -time_step 9000.0\n -punch_cells 1-2\n");
    const struct input_kinetics *k = input->simulations[0].items[0].is.kinetics;
    assert_int_equal(k->count, 2);
    assert_true(k->rates[0].m == 1000 && k->rates[0].parameter_count == 3 && k->rates[0].terms[1].coefficient == -0.25);
    assert_true(k->rates[1].m == 1 && k->steps.equal && k->steps.number == 4 && k->steps.values[0] == 86400);
    const struct input_transport *t = input->simulations[0].items[1].is.transport;
    assert_true(t->lengths[1] == 1 && t->lengths[4] == 0.5 && t->dispersivities[4] == 0.1);
    assert_true(t->first == BOUNDARY_CONSTANT && t->last == BOUNDARY_FLUX && t->punch_count == 2);
    assert_int_equal(input->simulations[0].items[2].is.advection->punch[0].last, 2);
}

static void reads_what_is_to_be_written(void **state)
{
    const struct chem_input *input = parse(*state,
        "SELECTED_OUTPUT 2\n -file a b.tsv\n -reset false\n -pH\n -totals Ca Fe(2)\n   Mg\n -si Calcite\n -high_precision true\n"
        "USER_PUNCH 2\n -headings one two\n  three\n -start\n10 PUNCH TOT(\"Ca\") # c\n20 PUNCH 1\n -end\nPRINT\n -reset false\n");
    const struct input_selected *s = input->simulations[0].items[0].is.selected;
    assert_text(s->file, "a b.tsv");
    assert_true(s->high_precision && s->flags[FLAG_PH] && !s->flags[FLAG_PE]);
    assert_int_equal(s->lists[LIST_TOTALS].count, 3);
    assert_text(s->lists[LIST_TOTALS].items[2], "Mg");
    const struct input_punch *punch = input->simulations[0].items[1].is.punch;
    assert_int_equal(punch->headings.count, 3);
    assert_text(punch->source, "10 PUNCH TOT(\"Ca\")\n20 PUNCH 1");
    assert_int_equal(punch->source_line, 13);
}

static void keeps_definitions_with_their_lines(void **state)
{
    const struct chem_input *input = parse(*state,
        "TITLE any words\nmore words\nPHASES\nFix_pH # comment\n H+ = H+\n\n log_k 0; -delta_h 1\nEND\nSOLUTION 1\n");
    assert_int_equal(input->count, 2);
    const struct input_definitions *d = input->simulations[0].items[0].is.definitions;
    assert_int_equal(d->place.line, 3);
    assert_text(d->text, "PHASES\nFix_pH\nH+ = H+\n\nlog_k 0;-delta_h 1");
}

static void reads_use_save_copy_and_delete(void **state)
{
    const struct chem_input *input = parse(*state,
        "USE solution 3\nUSE equilibrium_phases none\nSAVE solution 4-6\nCOPY cell 1 7-9\nDELETE\n -solution 1 5-6\n -all\n");
    const struct input_item *items = input->simulations[0].items;
    assert_int_equal(input->simulations[0].count, 7);
    assert_true(items[1].is.use->none && items[1].is.use->thing == THING_PHASES);
    assert_true(items[2].is.use->range.last == 6 && items[3].is.use->all && items[3].is.use->from == 1);
    assert_true(items[5].is.use->range.first == 5 && items[6].is.use->all);
}

static void reads_other_files_in(void **state)
{
    struct fixture *f = *state;
    const struct chem_input *input;
    int status = chem_input_parse(STR("in.pqi"), STR("SOLUTION 1\nINCLUDE$ water.pqi\n Na 1\n"), &host,
                                  f->arena, &input, &f->error);
    assert_int_equal(status, ERR_CHEM_INPUT);
    assert_int_equal(f->error.line, 2);
    assert_text(f->error.file, "water.pqi");
    error_clear(&f->error);
    status = chem_input_parse(STR("in.pqi"), STR("INCLUDE$ again.pqi\n"), &host, f->arena, &input, &f->error);
    assert_int_equal(status, ERR_CHEM_INPUT);
    assert_true(str_contains(error_sentence(&f->error, LANG_EN, f->arena), STR("too deep")));
}

static void refuses(struct fixture *f, struct str text, const char *part, int64_t line)
{
    const struct chem_input *input;
    error_clear(&f->error);
    int status = chem_input_parse(STR("in.pqi"), text, &host, f->arena, &input, &f->error);
    struct str sentence = error_sentence(&f->error, LANG_EN, f->arena);
    if (status != ERR_CHEM_INPUT || !str_contains(sentence, str_from_c(part)) || f->error.line != line ||
        error_exit_code(f->error.code) != 2)
        fail_msg("%" PRIstr ": %d, %" PRIstr, STR_ARG(text), status, STR_ARG(sentence));
}

static void refuses_what_it_cannot_read(void **state)
{
    struct fixture *f = *state;
    refuses(f, STR("SOLUTIONS 1\n"), "unknown keyword", 1);
    refuses(f, STR("SOLUTION 1\n Ca one\n"), "number was expected", 2);
    refuses(f, STR("SOLUTION 1\n Ca nan\n"), "number was expected", 2);
    refuses(f, STR("SOLUTION 1\n units mg/cup\n"), "unknown unit", 2);
    refuses(f, STR("SOLUTION 1-9999999\n"), "range", 1);
    refuses(f, STR("\nSOLID_SOLUTIONS\n"), "not built", 2);
    refuses(f, STR("\nREACTION_PRESSURE\n"), "not built", 2);
    refuses(f, STR("TRANSPORT\n -cells 3\n -stagnant 1\n"), "not built", 3);
    refuses(f, STR("SELECTED_OUTPUT\n -colour blue\n"), "unknown option", 2);
    refuses(f, STR("SOLUTION 1\n\0"), "NUL", 2);
    refuses(f, STR("REACTION\n NaCl 1\n 3 buckets\n"), "unit", 3);
    refuses(f, STR("ADVECTION\n -shifts 3\n"), "-cells", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(reads_a_solution_with_all_its_words),
        TEST(reads_a_table_of_solutions),
        TEST(reads_reactions_and_their_steps),
        TEST(reads_kinetics_and_columns),
        TEST(reads_what_is_to_be_written),
        TEST(keeps_definitions_with_their_lines),
        TEST(reads_use_save_copy_and_delete),
        TEST(reads_other_files_in),
        TEST(refuses_what_it_cannot_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
