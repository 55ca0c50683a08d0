/* The figures of each keyword block. Options are listed in the order of their readers (input_*.c),
   so that an abbreviation means the same in both. */
#include <string.h>

#include "chem/places_internal.h"

static struct str join(struct places_scan *scan, struct str name, const char *figure)
{
    return ARENA_JOIN(scan->parser.arena, name, STR("."), str_from_c(figure));
}

/* "parms.3" */
static struct str counted(struct places_scan *scan, struct str name, size_t number)
{
    return arena_format(scan->parser.arena, "%" PRIstr ".%zu", STR_ARG(name), number);
}

/* Numbers at the head of a line; others end them. */
static void add_numbers(struct places_scan *scan, struct str line, struct str name, size_t *number)
{
    struct str word;
    while (input_word(&line, &word) && memchr("0123456789.+-", word.p[0], 13))
        places_add(scan, word, counted(scan, name, ++*number));
}

/* "Ca(OH)2 0.5 NaOH 1": coefficients by the names before them. */
static void add_terms(struct places_scan *scan, struct str line, struct str before)
{
    struct str name, number;
    while (input_word(&line, &name)) {
        double value;
        number = input_peek(line);
        if (!input_to_number(number, &value))
            continue;
        (void)input_word(&line, &number);
        places_add(scan, number, ARENA_JOIN(scan->parser.arena, before, name));
    }
}

static void scan_solution(struct places_scan *scan, struct str keyword, struct str rest)
{
    static const char *const options[] = {"temp",    "temperature", "density", "dens",      "units",
                                          "unit",    "redox",       "ph",      "pe",        "water",
                                          "isotope", "pressure",    "press",   "potential", NULL};
    static const char *const figures[] = {"temp", "temp", "density", "density", NULL, NULL, NULL,
                                          "pH",   "pe",   "water",   NULL,      NULL, NULL, NULL};
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, name;
        int option = input_option(&line, options);
        if (option >= 0 && figures[option])
            places_add(scan, input_peek(line), str_from_c(figures[option]));
        if (option >= 0 || !input_word(&line, &name))
            continue;
        places_add(scan, input_peek(line), name);
    }
}

static void scan_phases(struct places_scan *scan, struct str keyword, struct str rest)
{
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, name, index;
        if (!input_word(&line, &name) || !input_word(&line, &index))
            continue;
        places_add(scan, index, join(scan, name, "si"));
        places_add(scan, input_peek(line), join(scan, name, "moles"));
    }
}

static void scan_gas(struct places_scan *scan, struct str keyword, struct str rest)
{
    static const char *const options[] = {
        "fixed_pressure", "fixed_volume", "pressure",    "volume", "temperature",
        "temp",           "equilibrate",  "equilibrium", "equil",  NULL};
    static const char *const figures[] = {NULL,   NULL, "pressure", "volume", "temp",
                                          "temp", NULL, NULL,       NULL};
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, name;
        int option = input_option(&line, options);
        if (option >= 0 && figures[option])
            places_add(scan, input_peek(line), str_from_c(figures[option]));
        if (option >= 0 || !input_word(&line, &name))
            continue;
        places_add(scan, input_peek(line), name);
    }
}

static void scan_kinetics(struct places_scan *scan, struct str keyword, struct str rest)
{
    static const char *const options[] = {
        "formula",     "m",           "m0",         "parms",        "parm",
        "parameters",  "tol",         "tolerance",  "steps",        "step",
        "step_divide", "runge_kutta", "rk",         "bad_step_max", "cvode",
        "cvode_steps", "cvode_order", "time_steps", "time_step",    "time",
        NULL};
    enum {
        FORMULA,
        M,
        M0,
        PARMS,
        PARM,
        PARAMETERS,
        TOL,
        TOLERANCE,
        STEPS,
        STEP,
        TIME_STEPS = 17,
        TIME_STEP,
        TIME
    };
    struct str rate = {0};
    size_t parameters = 0, steps = 0;
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text;
        int option = input_option(&line, options);
        if (option == STEPS || option == STEP || (option >= TIME_STEPS && option <= TIME)) {
            add_numbers(scan, line, STR("steps"), &steps);
        } else if (option < 0) {
            (void)input_word(&line, &rate);
            parameters = 0;
        } else if (option == FORMULA) {
            add_terms(scan, line, join(scan, rate, "formula."));
        } else if (option == M || option == M0) {
            places_add(scan, input_peek(line), join(scan, rate, options[option]));
        } else if (option <= PARAMETERS) {
            add_numbers(scan, line, join(scan, rate, "parms"), &parameters);
        }
    }
}

static void scan_reaction(struct places_scan *scan, struct str keyword, struct str rest)
{
    size_t steps = 0;
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text;
        double number;
        if (input_to_number(input_peek(line), &number) || input_starts_with_number(line))
            add_numbers(scan, line, STR("steps"), &steps);
        else
            add_terms(scan, line, STR(""));
    }
}

static void scan_temperature(struct places_scan *scan, struct str keyword, struct str rest)
{
    size_t number = 0;
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser))
        add_numbers(scan, scan->parser.current.text, STR("temp"), &number);
}

/* The share of solution 3 in MIX 4: "MIX 4.3". */
static void scan_mix(struct places_scan *scan, struct str keyword, struct str rest)
{
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, solution;
        if (input_word(&line, &solution))
            places_add(scan, input_peek(line), solution);
    }
}

static void scan_sorption(struct places_scan *scan, struct str keyword, struct str rest)
{
    static const char *const figures[] = {"amount", "area", "mass"};
    places_name_block(scan, keyword, &rest);
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, site, word;
        if (line.p[0] == '-' || !input_word(&line, &site))
            continue;
        int at = 0;
        while (at < 3 && input_word(&line, &word)) /* "X Calcite equilibrium_phase 0.1" too */
            if (memchr("0123456789.+-", word.p[0], 13))
                places_add(scan, word, join(scan, site, figures[at++]));
    }
}

static void scan_column(struct places_scan *scan, struct str keyword, struct str rest)
{
    static const char *const options[] = {
        "time_step", "lengths", "length", "dispersivities", "dispersivity", "diffusion_coefficient",
        "diffc",     NULL};
    enum { TIME_STEP, LENGTHS, LENGTH, DISPERSIVITIES, DISPERSIVITY };
    size_t lengths = 0, dispersivities = 0;
    (void)rest;
    scan->block = keyword;
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text;
        int option = input_option(&line, options);
        if (option == LENGTHS || option == LENGTH)
            add_numbers(scan, line, STR("lengths"), &lengths);
        else if (option == DISPERSIVITIES || option == DISPERSIVITY)
            add_numbers(scan, line, STR("dispersivities"), &dispersivities);
        else if (option >= 0)
            places_add(scan, input_peek(line),
                       option == TIME_STEP ? STR("time_step") : STR("diffusion_coefficient"));
    }
}

/* PHASES by the name of the phase, species by what the reaction makes: its first product. */
static void scan_definitions(struct places_scan *scan, struct str keyword, struct str rest)
{
    static const char *const options[] = {
        "log_k",    "logk",   "delta_h",      "deltah",   "analytical_expression",
        "analytic", "gamma",  "no_check",     "vm",       "mass_balance",
        "t_c",      "p_c",    "omega",        "add_logk", "add_constant",
        "dw",       "davies", "mole_balance", NULL};
    enum { DELTA_H = 2, FIGURES = 4 };
    bool phases = str_equal(keyword, STR("PHASES"));
    (void)rest;
    scan->block = keyword;
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, name;
        size_t equals = str_find_char(line, '=', 0);
        int option = input_option(&line, options);
        if (option >= 0 && option < FIGURES)
            places_add(scan, input_peek(line), option < DELTA_H ? STR("log_k") : STR("delta_h"));
        if (option >= 0 || line.p[0] == '-' || (equals == SIZE_MAX) != phases)
            continue;
        if (!phases)
            line = str_slice(line, equals + 1, line.n);
        if (input_word(&line, &name))
            scan->block = ARENA_JOIN(scan->parser.arena, keyword, STR(" "), name);
    }
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!is_letter(word.p[i]) && (i == 0 || word.p[i] < '0' || word.p[i] > '9'))
            return false;
    return word.n > 0;
}

/* "k = 1e-9" as a statement of its own; PHREEQC knows "LET k = 1e-9" too. */
static void add_constant(struct places_scan *scan, struct str statement, struct str number)
{
    size_t equals = str_find_char(statement, '=', 0);
    if (equals == SIZE_MAX)
        return;
    struct str name = str_trim(str_slice(statement, 0, equals));
    if (name.n > 4 && str_equal_nocase(str_slice(name, 0, 4), STR("LET ")))
        name = str_trim(str_slice(name, 4, name.n));
    struct str value = str_trim(str_slice(statement, equals + 1, statement.n));
    if (is_name(name) && str_find_char(value, '*', 0) == SIZE_MAX)
        places_add(scan, value, ARENA_JOIN(scan->parser.arena, number, STR("."), name));
}

static void scan_basic_line(struct places_scan *scan, struct str line)
{
    struct str number, statement;
    (void)input_word(&line, &number);
    while (str_cut(&line, ':', &statement))
        add_constant(scan, statement, number);
}

static void scan_rates(struct places_scan *scan, struct str keyword, struct str rest)
{
    bool inside = false;
    (void)rest;
    scan->block = keyword;
    while (input_next(&scan->parser)) {
        struct str line = scan->parser.current.text, name;
        if (line.p[0] == '-') {
            inside = line.n > 1 && (line.p[1] == 's' || line.p[1] == 'S'); /* -start, -end */
        } else if (inside) {
            if (input_starts_with_number(line))
                scan_basic_line(scan, line);
        } else if (input_word(&line, &name)) {
            scan->block = ARENA_JOIN(scan->parser.arena, keyword, STR(" "), name);
        }
    }
}

places_block *places_block_of(struct str word, struct str *keyword)
{
    static const struct {
        struct str word, keyword;
        places_block *block;
    } blocks[] = {
        {STR_INIT("SOLUTION"), STR_INIT("SOLUTION"), scan_solution},
        {STR_INIT("EQUILIBRIUM_PHASES"), STR_INIT("EQUILIBRIUM_PHASES"), scan_phases},
        {STR_INIT("EQUILIBRIUM"), STR_INIT("EQUILIBRIUM_PHASES"), scan_phases},
        {STR_INIT("EQUILIBRIA"), STR_INIT("EQUILIBRIUM_PHASES"), scan_phases},
        {STR_INIT("PURE_PHASES"), STR_INIT("EQUILIBRIUM_PHASES"), scan_phases},
        {STR_INIT("GAS_PHASE"), STR_INIT("GAS_PHASE"), scan_gas},
        {STR_INIT("KINETICS"), STR_INIT("KINETICS"), scan_kinetics},
        {STR_INIT("REACTION"), STR_INIT("REACTION"), scan_reaction},
        {STR_INIT("REACTION_TEMPERATURE"), STR_INIT("REACTION_TEMPERATURE"), scan_temperature},
        {STR_INIT("MIX"), STR_INIT("MIX"), scan_mix},
        {STR_INIT("EXCHANGE"), STR_INIT("EXCHANGE"), scan_sorption},
        {STR_INIT("SURFACE"), STR_INIT("SURFACE"), scan_sorption},
        {STR_INIT("ADVECTION"), STR_INIT("ADVECTION"), scan_column},
        {STR_INIT("TRANSPORT"), STR_INIT("TRANSPORT"), scan_column},
        {STR_INIT("PHASES"), STR_INIT("PHASES"), scan_definitions},
        {STR_INIT("SOLUTION_SPECIES"), STR_INIT("SOLUTION_SPECIES"), scan_definitions},
        {STR_INIT("EXCHANGE_SPECIES"), STR_INIT("EXCHANGE_SPECIES"), scan_definitions},
        {STR_INIT("SURFACE_SPECIES"), STR_INIT("SURFACE_SPECIES"), scan_definitions},
        {STR_INIT("RATES"), STR_INIT("RATES"), scan_rates},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (str_equal_nocase(word, blocks[i].word)) {
            *keyword = blocks[i].keyword;
            return blocks[i].block;
        }
    return NULL;
}
