#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "case_run.h"
#include "chem/formula.h"
#include "chem/names.h"
#include "test_files.h"

enum { WATERS = 16, ROWS = 40, PUNCHES = 140, NAMES = 8 };
static const double LN10 = 2.302585092994045684;

struct solution {
    struct chem_water water;
    int number;
};

struct reactant {
    struct chem_atom atoms[CHEM_FORMULA_ELEMENTS];
    uint32_t count;
    double moles;
};

struct run {
    struct arena *arena;
    struct chem_database *base, *database;
    struct chem *chem;
    struct str text, table, header;
    const char *name;
    struct solution saved[WATERS];
    size_t saved_count;
    /* of the simulation being read */
    bool has_water, has_solution, has_reaction;
    struct chem_water water;
    int number;
    struct chem_solids solids;
    double initial[CHEM_SOLIDS_MAX];
    struct reactant reactants[NAMES];
    size_t reactant_count;
    double amount;
    int steps;
    struct str punches[PUNCHES];
    size_t punch_count;
    bool decoupled;
    struct case_result result;
};

static void check(struct run *run, int code, struct error *error)
{
    if (code) {
        fail_msg("%s: %" PRIstr, run->name,
                 STR_ARG(error_sentence(error, LANG_EN, run->arena)));
    }
}

static struct str token(struct str *rest)
{
    size_t from = 0;
    while (from < rest->n && (rest->p[from] == ' ' || rest->p[from] == '\t')) {
        from++;
    }
    size_t to = from;
    while (to < rest->n && rest->p[to] != ' ' && rest->p[to] != '\t') {
        to++;
    }
    struct str found = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->n);
    return found;
}

static double number(struct run *run, struct str text)
{
    return strtod(arena_c(run->arena, text), NULL);
}

static double mass_of(struct run *run, struct str formula)
{
    struct chem_formula parts;
    assert_int_equal(chem_formula_read(formula, &parts, NULL), 0);
    double sum = 0;
    for (size_t i = 0; i < parts.count; i++) {
        int32_t element = chem_database_element(run->database, parts.parts[i].element);
        assert_true(element != CHEM_NONE);
        sum += parts.parts[i].count * run->database->elements[element].molar_mass;
    }
    return sum;
}

static void read_row(struct run *run, struct str name, struct str rest, struct chem_row *row)
{
    const struct chem_database *database = run->database;
    *row = (struct chem_row){.phase = CHEM_NONE};
    row->alkalinity = str_equal(name, STR("Alkalinity"));
    row->master = chem_database_master(database, row->alkalinity ? STR("C(4)") : name);
    if (row->master == CHEM_NONE) {
        fail_msg("%s: no element %" PRIstr, run->name, STR_ARG(name));
    }
    double value = number(run, token(&rest));
    struct str word = token(&rest);
    if (str_equal(word, STR("meq/kgw"))) {
        row->value = value / 1000;
        return;
    }
    const struct chem_master *master = &database->masters[row->master];
    const struct chem_master *primary =
        &database->masters[database->elements[master->element].primary];
    double mass = master->as_mass > 0 ? master->as_mass : primary->as_mass;
    if (mass <= 0) {
        mass = mass_of(run, master->as_formula.n ? master->as_formula : primary->as_formula);
    }
    if (str_equal(word, STR("as"))) {
        mass = mass_of(run, token(&rest));
        word = token(&rest);
    }
    row->charge = str_equal(word, STR("charge"));
    row->value = value / 1000 / mass;
}

/* Takes the next line off the text, without comment. */
static bool next_line(struct run *run, struct str *line)
{
    if (run->text.n == 0) {
        return false;
    }
    str_cut(&run->text, '\n', line);
    size_t comment = str_find_char(*line, '#', 0);
    *line = str_trim(comment == SIZE_MAX ? *line : str_slice(*line, 0, comment));
    return true;
}

static bool begins_block(struct str line)
{
    static const char *const words[] = {"SOLUTION", "SOLUTION_SPECIES", "SOLUTION_MASTER_SPECIES", "PHASES", "END", "USE",
                                        "SAVE", "EQUILIBRIUM_PHASES", "REACTION", "SELECTED_OUTPUT", "USER_PUNCH", "PRINT"};
    struct str first = token(&line);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(first, str_from_c(words[i]))) {
            return true;
        }
    }
    return false;
}

static struct str peek_line(struct run *run)
{
    struct str kept = run->text, line = {0};
    next_line(run, &line);
    run->text = kept;
    return line;
}

static void read_solution(struct run *run, struct str heading)
{
    struct chem_row rows[ROWS];
    struct chem_analysis analysis = {
        .ph = 7, .pe = 4, .celsius = 25, .water = 1, .ph_phase = CHEM_NONE, .rows = rows};
    run->number = (int)number(run, token(&heading));
    struct str line;
    while (run->text.n && !begins_block(peek_line(run)) && next_line(run, &line)) {
        struct str rest = line, name = token(&rest);
        if (name.n == 0 || str_equal(name, STR("units"))) {
            continue;
        }
        struct str copy = rest;
        if (str_equal(name, STR("temp"))) {
            analysis.celsius = number(run, token(&copy));
        } else if (str_equal(name, STR("pH"))) {
            analysis.ph = number(run, token(&copy));
            analysis.ph_charge = str_equal(token(&copy), STR("charge"));
        } else if (str_equal(name, STR("pe"))) {
            analysis.pe = number(run, token(&copy));
        } else {
            assert_true(analysis.count < ROWS);
            read_row(run, name, rest, &rows[analysis.count++]);
        }
    }
    struct error error = {0};
    check(run, chem_define_water(run->chem, &analysis, &run->water, &error), &error);
    run->has_water = run->has_solution = true;
}

static uint32_t read_formula(struct run *run, struct str text, struct chem_atom *atoms)
{
    struct chem_formula formula;
    assert_int_equal(chem_formula_read(text, &formula, NULL), 0);
    for (size_t i = 0; i < formula.count; i++) {
        atoms[i] = (struct chem_atom){
            chem_database_element(run->database, formula.parts[i].element),
            formula.parts[i].count};
        assert_true(atoms[i].element != CHEM_NONE);
    }
    return (uint32_t)formula.count;
}

static void read_phases(struct run *run)
{
    struct str line;
    run->solids.count = 0;
    while (run->text.n && !begins_block(peek_line(run)) && next_line(run, &line)) {
        struct str name = token(&line);
        if (name.n == 0) {
            continue;
        }
        struct chem_solid *solid = &run->solids.solid[run->solids.count];
        *solid = (struct chem_solid){.phase = chem_database_phase(run->database, name)};
        assert_true(solid->phase != CHEM_NONE);
        solid->target = number(run, token(&line));
        struct str word = token(&line);
        if (word.n && (word.p[0] < '0' || word.p[0] > '9')) {
            struct chem_atom *atoms =
                ARENA_ARRAY(run->arena, struct chem_atom, CHEM_FORMULA_ELEMENTS);
            solid->alternative = true;
            solid->formula_count = read_formula(run, word, atoms);
            solid->formula = atoms;
            word = token(&line);
        }
        solid->amount = number(run, word);
        run->initial[run->solids.count++] = solid->amount;
    }
}

static void read_reaction(struct run *run)
{
    struct str line;
    run->has_reaction = true;
    run->reactant_count = 0;
    while (run->text.n && !begins_block(peek_line(run)) && next_line(run, &line)) {
        struct str name = token(&line), second = token(&line);
        if (name.n == 0) {
            continue;
        }
        if (str_equal(second, STR("millimoles"))) {
            run->amount = number(run, name) / 1000;
            token(&line);
            run->steps = (int)number(run, token(&line));
            continue;
        }
        struct reactant *reactant = &run->reactants[run->reactant_count++];
        reactant->count = read_formula(run, name, reactant->atoms);
        reactant->moles = number(run, second);
    }
}

static void read_punches(struct run *run)
{
    struct str line;
    run->punch_count = 0;
    while (run->text.n && !begins_block(peek_line(run)) && next_line(run, &line)) {
        struct str rest = line;
        token(&rest);
        if (str_equal(token(&rest), STR("PUNCH"))) {
            assert_true(run->punch_count < PUNCHES);
            run->punches[run->punch_count++] = str_trim(rest);
        }
    }
}

static void read_definitions(struct run *run, struct str from)
{
    struct str line;
    while (run->text.n && !str_equal(peek_line(run), STR("END"))) {
        if (str_starts(peek_line(run), STR("SOLUTION ")) ) {
            break;
        }
        next_line(run, &line);
    }
    struct str text = {from.p, (size_t)(run->text.p - from.p)};
    struct error error = {0};
    check(run, chem_database_extend(run->base, STR("case"), text, 1, &run->database, &error),
          &error);
    chem_destroy(run->chem);
    run->chem = chem_create(run->database);
}

/* Value of a PUNCH expression; NaN for what is computed from step numbers (not chemistry). */
static double punch(struct run *run, struct chem_answer *answer, struct str expression, int step)
{
    double sign = 1, offset = 0;
    if (str_starts(expression, STR("10-"))) {
        sign = -1;
        offset = 10;
        expression = str_slice(expression, 3, expression.n);
    }
    if (str_starts(expression, STR("-"))) {
        sign = -1;
        expression = str_slice(expression, 1, expression.n);
    }
    size_t open = str_find_char(expression, '"', 0), close = expression.n - 2;
    struct str name = open == SIZE_MAX ? STR("") : str_slice(expression, open + 1, close);
    struct str function = open == SIZE_MAX ? expression : str_slice(expression, 0, open - 1);
    const struct chem_database *database = run->database;
    const struct chem_model *model = answer->model;
    if (str_equal(function, STR("CELL_NO"))) {
        return run->number;
    }
    if (str_equal(function, STR("STEP_NO"))) {
        return step;
    }
    if (str_equal(function, STR("MU"))) {
        return answer->ionic_strength;
    }
    if (str_equal(function, STR("ALK"))) {
        return chem_read_alkalinity(answer);
    }
    if (str_equal(function, STR("CHARGE_BALANCE"))) {
        return chem_read_charge(answer) * answer->mass;
    }
    if (str_equal(function, STR("TOT"))) {
        if (str_equal(name, STR("water"))) {
            return answer->mass;
        }
        int32_t master = chem_database_master(database, name);
        return master == CHEM_NONE ? 0 : chem_read_valence(answer, master);
    }
    if (str_equal(function, STR("EQUI"))) {
        int32_t phase = chem_database_phase(database, name);
        for (uint32_t p = 0; p < run->solids.count; p++) {
            if (run->solids.solid[p].phase == phase) {
                return offset + sign * run->solids.solid[p].amount;
            }
        }
        return 0;
    }
    if (str_equal(function, STR("SI"))) {
        int32_t phase = chem_database_phase(database, name);
        int32_t row = phase == CHEM_NONE ? CHEM_NONE : model->phase_of[phase];
        double si =
            row == CHEM_NONE ? -99.99 : chem_read_saturation(answer, &run->water, (uint32_t)row);
        return si < -99.99 ? -99.99 : si;
    }
    if (str_equal(function, STR("LM")) || str_equal(function, STR("LG")) ||
        str_equal(function, STR("LA")) || str_equal(function, STR("ACT"))) {
        int32_t species = chem_database_species(database, name);
        if (str_equal(name, STR("H2O"))) {
            return answer->water_activity;
        }
        if (species == database->electron) {
            return sign * run->water.ln_activity[model->electron_component] / LN10;
        }
        int32_t row = species == CHEM_NONE ? CHEM_NONE : model->species_of[species];
        if (row == CHEM_NONE) {
            return str_equal(function, STR("LG")) ? 0 : -99.99;
        }
        double lm = answer->ln_molality[row], lg = answer->ln_gamma[row];
        double value = str_equal(function, STR("LM")) ? lm : str_equal(function, STR("LG")) ? lg : lm + lg;
        return sign * value / LN10;
    }
    return NAN;
}

struct tolerance {
    double relative, absolute;
};

/* README of the reference cases. */
static struct tolerance tolerance_of(const struct run *run, struct str heading, double steepness)
{
    char set = run->name[0];
    if (str_equal(heading, STR("pH")))
        return (struct tolerance){0, set == 'a' ? 0.005 : steepness > 1 ? 0.05 : 0.01};
    if (str_equal(heading, STR("pe")))
        return (struct tolerance){0, 0.05}; /* not in the README: pe hangs on traces */
    if (str_equal(heading, STR("mu")))
        return (struct tolerance){0.002, 0};
    if (str_equal(heading, STR("cb_eq")))
        return (struct tolerance){0, 1e-7};
    if (str_starts(heading, STR("lm_")) || str_starts(heading, STR("lg_")) || str_starts(heading, STR("la_")))
        return (struct tolerance){0, 0.005};
    if (str_starts(heading, STR("SI_")))
        return (struct tolerance){0, 0.01};
    if (str_starts(heading, STR("mol_")))
        return (struct tolerance){0.005, set == 'f' ? 1e-9 : 1e-8};
    if (str_starts(heading, STR("reagent")))
        return (struct tolerance){0.002, 0};
    if (str_starts(heading, STR("m_")))
        return set == 'a'   ? (struct tolerance){0.0005, 1e-16}
               : set == 'f' ? (struct tolerance){run->decoupled ? 0.0233 : 0.0471, 1e-30}
                            : (struct tolerance){0.01, 1e-9};
    if (str_equal(heading, STR("alk_eq_kgw")))
        return (struct tolerance){0.01, 1e-8};
    return (struct tolerance){1e-5, 1e-9};
}

static void compare(struct run *run, struct str heading, double ours, double theirs,
                    double steepness, int row)
{
    if (isnan(ours)) {
        return;
    }
    bool logarithm = str_starts(heading, STR("lm_")) || str_starts(heading, STR("la_"));
    if (logarithm && theirs < -12) {
        return; /* m > 1e-12 only */
    }
    struct tolerance tolerance = tolerance_of(run, heading, steepness);
    double allowed = fmax(tolerance.relative * fabs(theirs), tolerance.absolute);
    double size = fabs(ours - theirs) / allowed;
    run->result.values++;
    if (getenv("CHEM_CASES") && size > 1) {
        printf("# %s row %d %" PRIstr ": %.9g, should be %.9g (%.2f of the tolerance)\n", run->name,
               row, STR_ARG(heading), ours, theirs, size);
    }
    if (!(size <= run->result.worst.size)) {
        run->result.worst.size = size;
        run->result.worst.deviation = ours - theirs;
        snprintf(run->result.worst.where, sizeof run->result.worst.where, "row %d %" PRIstr " %.6g",
                 row, STR_ARG(heading), theirs);
    }
}

static void compare_row(struct run *run, int step)
{
    struct chem_answer answer = chem_evaluate(chem_solver_of(run->chem), &run->water);
    struct str line, next, headings = run->header;
    if (!str_cut(&run->table, '\n', &line) || line.n == 0) {
        fail_msg("%s: more rows than the table has", run->name);
    }
    int row = (int)++run->result.rows;
    struct str copy = run->table;
    str_cut(&copy, '\n', &next);
    double steepness = 0;
    struct str probe = line, probe_next = next;
    for (size_t i = 0; i < run->punch_count; i++) {
        struct str heading = token(&headings);
        struct str value = token(&probe);
        struct str value_next = token(&probe_next);
        if (str_equal(heading, STR("pH")) && value_next.n) {
            steepness = fabs(number(run, value_next) - number(run, value));
        }
    }
    headings = run->header;
    for (size_t i = 0; i < run->punch_count; i++) {
        struct str heading = token(&headings);
        compare(run, heading, punch(run, &answer, run->punches[i], step),
                number(run, token(&line)), steepness, row);
    }
}

static void equilibrate(struct run *run)
{
    struct error error = {0};
    struct chem_effort effort = {0};
    struct chem_cell cell = {.number = run->number, .water = &run->water, .solids = &run->solids};
    check(run, chem_prepare_cell(run->chem, &cell, &error), &error);
    check(run, chem_equilibrate(chem_solver_of(run->chem), &cell, &effort, &error), &error);
    run->result.effort.iterations += effort.iterations;
    run->result.effort.evaluations += effort.evaluations;
    run->result.effort.active_changes += effort.active_changes;
    run->result.equilibria++;
}

static void react(struct run *run, double moles)
{
    struct error error = {0};
    for (size_t i = 0; i < run->reactant_count; i++) {
        const struct reactant *reactant = &run->reactants[i];
        int32_t elements[CHEM_FORMULA_ELEMENTS];
        for (uint32_t t = 0; t < reactant->count; t++) {
            elements[t] = reactant->atoms[t].element;
        }
        check(run, chem_widen_water(run->chem, &run->water, elements, reactant->count, &error), &error);
        double amounts[CHEM_COMPONENTS_MAX];
        check(run, chem_model_formula(run->water.model, reactant->atoms, reactant->count, 0, amounts,
                                      &error), &error);
        chem_water_add(&run->water, amounts, moles * reactant->moles);
    }
}

static void simulate(struct run *run)
{
    if (run->has_solution && run->punch_count) {
        compare_row(run, 0);
    }
    if (!run->has_solution && run->has_water && (run->solids.count || run->has_reaction)) {
        int steps = run->has_reaction ? run->steps : 1;
        for (int step = 1; step <= steps; step++) {
            react(run, run->has_reaction ? run->amount / steps : 0);
            equilibrate(run);
            compare_row(run, step);
        }
    }
    run->has_water = run->has_solution = run->has_reaction = false;
    run->solids.count = 0;
}

static void read_use(struct run *run, struct str rest)
{
    assert_true(str_equal(token(&rest), STR("solution")));
    run->number = (int)number(run, token(&rest));
    for (size_t i = 0; i < run->saved_count; i++) {
        if (run->saved[i].number == run->number) {
            run->water = run->saved[i].water;
            run->has_water = true;
        }
    }
    assert_true(run->has_water);
}

static void run_text(struct run *run)
{
    struct str line, before = run->text;
    while (next_line(run, &line)) {
        struct str rest = line, word = token(&rest);
        if (str_equal(word, STR("SOLUTION"))) {
            read_solution(run, rest);
        } else if (str_equal(word, STR("SAVE"))) {
            struct chem_redox coupled = {0};
            struct error error = {0};
            check(run, chem_react_water(run->chem, &run->water, &coupled, &error), &error);
            run->saved[run->saved_count++] = (struct solution){run->water, run->number};
        } else if (str_equal(word, STR("USE"))) {
            read_use(run, rest);
        } else if (str_equal(word, STR("EQUILIBRIUM_PHASES"))) {
            read_phases(run);
        } else if (str_equal(word, STR("REACTION"))) {
            read_reaction(run);
        } else if (str_equal(word, STR("USER_PUNCH"))) {
            read_punches(run);
        } else if (str_equal(word, STR("END"))) {
            simulate(run);
        } else if (str_equal(word, STR("PHASES")) || str_equal(word, STR("SOLUTION_MASTER_SPECIES"))) {
            run->decoupled = str_equal(word, STR("SOLUTION_MASTER_SPECIES"));
            read_definitions(run, before);
        }
        before = run->text;
    }
}

struct case_result run_case(const char *name, const char *database)
{
    struct arena *arena = arena_create();
    struct run *run = ARENA_NEW(arena, struct run);
    run->arena = arena;
    run->name = name;
    struct str file = str_from_c(database);
    struct error error = {0};
    check(run, chem_database_read(file, test_file(arena, arena_format(arena, "databases/%s", database).p),
                                  &run->base, &error), &error);
    run->database = run->base;
    run->chem = chem_create(run->base);
    run->text = test_file(arena, arena_format(arena, "open/%s.pqi", name).p);
    run->table = test_file(arena, arena_format(arena, "open/%s.tsv", name).p);
    str_cut(&run->table, '\n', &run->header);
    run_text(run);
    assert_int_equal(str_trim(run->table).n, 0);
    struct case_result result = run->result;
    chem_destroy(run->chem);
    if (run->database != run->base) {
        chem_database_destroy(run->database);
    }
    chem_database_destroy(run->base);
    arena_destroy(arena);
    return result;
}
