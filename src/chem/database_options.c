/* The options that may stand under a species or a phase: constants, activity coefficients, checks. */
#include <math.h>
#include <string.h>

#include "chem/database_internal.h"

enum option {
    OPTION_LOG_K,
    OPTION_DELTA_H,
    OPTION_ANALYTIC,
    OPTION_GAMMA,
    OPTION_DAVIES,
    OPTION_NO_CHECK,
    OPTION_CHECK,
    OPTION_MASS_BALANCE,
    OPTION_ADD_CONSTANT,
    OPTION_ADD_LOG_K,
    OPTION_CRITICAL_KELVIN,
    OPTION_CRITICAL_PRESSURE,
    OPTION_ACENTRIC,
    OPTION_VOLUME,
    OPTION_UNUSED
};

/* In PHREEQC's order: an abbreviation means the first that fits. */
static const struct {
    struct str name;
    enum option option;
} options[] = {
    {STR_INIT("no_check"), OPTION_NO_CHECK},
    {STR_INIT("check"), OPTION_CHECK},
    {STR_INIT("gamma"), OPTION_GAMMA},
    {STR_INIT("mass_balance"), OPTION_MASS_BALANCE},
    {STR_INIT("mb"), OPTION_MASS_BALANCE},
    {STR_INIT("mole_balance"), OPTION_MASS_BALANCE},
    {STR_INIT("log_k"), OPTION_LOG_K},
    {STR_INIT("logk"), OPTION_LOG_K},
    {STR_INIT("delta_h"), OPTION_DELTA_H},
    {STR_INIT("deltah"), OPTION_DELTA_H},
    {STR_INIT("analytical_expression"), OPTION_ANALYTIC},
    {STR_INIT("analytic_expression"), OPTION_ANALYTIC},
    {STR_INIT("a_e"), OPTION_ANALYTIC},
    {STR_INIT("ae"), OPTION_ANALYTIC},
    {STR_INIT("davies"), OPTION_DAVIES},
    {STR_INIT("add_constant"), OPTION_ADD_CONSTANT},
    {STR_INIT("add_log_k"), OPTION_ADD_LOG_K},
    {STR_INIT("add_logk"), OPTION_ADD_LOG_K},
    {STR_INIT("vm"), OPTION_VOLUME},
    {STR_INIT("dw"), OPTION_UNUSED},
    {STR_INIT("viscosity"), OPTION_UNUSED},
    {STR_INIT("erm_ddl"), OPTION_UNUSED},
    {STR_INIT("millero"), OPTION_UNUSED},
    {STR_INIT("llnl_gamma"), OPTION_UNUSED},
    {STR_INIT("co2_llnl_gamma"), OPTION_UNUSED},
    {STR_INIT("activity_water"), OPTION_UNUSED},
    {STR_INIT("cd_music"), OPTION_UNUSED},
    {STR_INIT("music"), OPTION_UNUSED},
    {STR_INIT("t_c"), OPTION_CRITICAL_KELVIN},
    {STR_INIT("p_c"), OPTION_CRITICAL_PRESSURE},
    {STR_INIT("omega"), OPTION_ACENTRIC},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static bool starts_nocase(struct str text, struct str head)
{
    return text.n >= head.n && str_equal_nocase(str_slice(text, 0, head.n), head);
}

/* With a dash an abbreviation is enough, without it only the whole word is an option. */
static bool find_option(struct str token, size_t *out)
{
    bool dash = token.n > 1 && token.p[0] == '-';
    struct str word = dash ? str_slice(token, 1, token.n) : token;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        bool fits = dash ? starts_nocase(options[i].name, word)
                         : str_equal_nocase(options[i].name, word);
        if (fits) {
            *out = i;
            return true;
        }
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Reads up to `limit` numbers; a word that is not a number ends them. */
static size_t take_numbers(struct str *rest, double *out, size_t limit)
{
    size_t count = 0;
    while (count < limit) {
        struct str before = *rest, token = scan_token(rest);
        if (token.n == 0 || !chem_number_read(token, &out[count])) {
            *rest = before;
            return count;
        }
        count++;
    }
    return count;
}

static int expected_numbers(struct chem_reader *reader, struct str statement, struct str expected)
{
    return reader_expected(reader, str_slice(statement, 0, 120), expected);
}

/* PHREEQC's words: a name with c is calories, one without leading k is not kilo. kJ by default. */
static double enthalpy_unit(struct str word)
{
    static const double joules_per_calorie = 4.184;
    double unit = 1;
    if (word.n == 0)
        return unit;
    if (word.p[0] != 'k' && word.p[0] != 'K')
        unit /= 1000;
    if (str_find_char(word, 'c', 0) != SIZE_MAX || str_find_char(word, 'C', 0) != SIZE_MAX)
        unit *= joules_per_calorie;
    return unit;
}

static int read_enthalpy(struct chem_reader *reader, struct str statement, struct str rest,
                         struct chem_log_k *log_k)
{
    double value;
    if (take_numbers(&rest, &value, 1) != 1)
        return expected_numbers(reader, statement,
                                BOTH("-delta_h の後に数と単位（kJ、kcal）が必要です",
                                     "a number and kJ or kcal behind -delta_h"));
    struct str unit = scan_token(&rest);
    log_k->enthalpy = value * enthalpy_unit(unit);
    return 0;
}

static int read_analytic(struct chem_reader *reader, struct str statement, struct str rest,
                         struct chem_log_k *log_k)
{
    memset(log_k->analytic, 0, sizeof log_k->analytic);
    size_t count = take_numbers(&rest, log_k->analytic, CHEM_ANALYTIC_TERMS);
    if (count == 0)
        return expected_numbers(reader, statement,
                                BOTH("-analytic の後に 1〜6 個の数が必要です",
                                     "1 to 6 numbers behind -analytic"));
    log_k->has_analytic = false;
    for (size_t i = 0; i < count; i++)
        log_k->has_analytic |= log_k->analytic[i] != 0;
    return 0;
}

/* The third number is the active fraction of exchangers, which changes the form of their coefficient. */
static int read_gamma(struct chem_reader *reader, struct str statement, struct str rest,
                      struct chem_gamma *gamma)
{
    double values[3] = {0};
    if (take_numbers(&rest, values, 3) < 2)
        return expected_numbers(reader, statement,
                                BOTH("-gamma の後に a と b の 2 つの数が必要です",
                                     "two numbers, a and b, behind -gamma"));
    if (values[2] != 0)
        return reader_unsupported(reader, statement,
                                  BOTH("-gamma の 3 つめの数（active fraction）",
                                       "the third number of -gamma (active fraction)"));
    gamma->ion_size = values[0];
    gamma->slope = values[1];
    if (gamma->rule == CHEM_GAMMA_DAVIES || gamma->rule == CHEM_GAMMA_SITES)
        gamma->rule = CHEM_GAMMA_DEBYE;
    return 0;
}

void chem_log_k_add(struct chem_log_k *to, const struct chem_log_k *more, double factor)
{
    to->at_25 += factor * more->at_25;
    to->enthalpy += factor * more->enthalpy;
    for (size_t i = 0; i < CHEM_ANALYTIC_TERMS; i++)
        to->analytic[i] += factor * more->analytic[i];
}

static int read_add_constant(struct chem_reader *reader, struct str statement, struct str rest,
                             struct entry *entry)
{
    double value;
    if (take_numbers(&rest, &value, 1) != 1)
        return expected_numbers(reader, statement,
                                BOTH("-add_constant の後に数が必要です",
                                     "a number behind -add_constant"));
    entry->added.at_25 += value;
    entry->added.analytic[0] += value;
    return 0;
}

static int read_add_log_k(struct chem_reader *reader, struct str rest, struct entry *entry)
{
    struct str name = scan_token(&rest);
    double factor = 1;
    (void)take_numbers(&rest, &factor, 1);
    int32_t at = reader->named_count ? chem_names_find(&reader->named_names, name) : CHEM_NONE;
    if (at != CHEM_NONE) {
        chem_log_k_add(&entry->added, &reader->named[at].log_k, factor);
        return 0;
    }
    (void)ERROR(reader->error, ERR_CHEM_UNKNOWN, name,
                BOTH("NAMED_EXPRESSIONS で先に定義してください", "define it in NAMED_EXPRESSIONS first"));
    return reader_here(reader, ERR_CHEM_UNKNOWN);
}

static int read_log_k(struct chem_reader *reader, struct str statement, struct str rest,
                      struct chem_log_k *log_k)
{
    if (take_numbers(&rest, &log_k->at_25, 1) == 1)
        return 0;
    return expected_numbers(reader, statement,
                            BOTH("log_k の後に数が必要です", "a number behind log_k"));
}

static int read_mass_balance(struct chem_reader *reader, struct str rest, struct entry *entry)
{
    if (!entry->mass_balance)
        return 0;
    struct str formula = scan_token(&rest);
    int code = chem_formula_read(formula, &reader->formula, reader->error);
    if (code)
        return reader_here(reader, code);
    *entry->mass_balance = reader_keep(reader, formula);
    return reader_atoms(reader, &reader->formula, entry->atoms, entry->atom_count);
}

/* Of a species; the one number of a phase is not used. */
static int read_volume(struct chem_reader *reader, struct str statement, struct str rest,
                       struct entry *entry)
{
    double *terms = ARENA_ARRAY(reader->arena, double, CHEM_VOLUME_TERMS);
    for (size_t i = 0; i < CHEM_VOLUME_TERMS; i++)
        terms[i] = i + 1 == CHEM_VOLUME_TERMS; /* the power of the ionic strength */
    if (take_numbers(&rest, terms, CHEM_VOLUME_TERMS) == 0)
        return expected_numbers(
            reader, statement,
            BOTH("-Vm の後に 1〜10 個の数が必要です", "1 to 10 numbers behind -Vm"));
    *entry->volume = terms;
    return 0;
}

static int read_critical(struct chem_reader *reader, struct str statement, struct str rest,
                         double least, double *out)
{
    if (take_numbers(&rest, out, 1) == 1 && *out > least)
        return 0;
    return expected_numbers(
        reader, statement,
        BOTH("-T_c（K）、-P_c（atm）は 0 より大きい数、-Omega は -1 より大きい数です",
             "-T_c (K) and -P_c (atm) above 0, -Omega above -1"));
}

static int notice_unused(struct chem_reader *reader, struct str name)
{
    return reader_notice(reader, ARENA_JOIN(reader->scratch, STR("-"), name));
}

static int apply_critical(struct chem_reader *reader, size_t which, struct str statement,
                          struct str rest, struct entry *entry)
{
    struct chem_phase *phase = entry->phase;
    if (!phase)
        return notice_unused(reader, options[which].name);
    bool kelvin = options[which].option == OPTION_CRITICAL_KELVIN;
    bool acentric = options[which].option == OPTION_ACENTRIC;
    return read_critical(reader, statement, rest, acentric ? -1 : 0,
                         acentric ? &phase->acentric
                         : kelvin ? &phase->critical_kelvin
                                  : &phase->critical_pressure);
}

static int apply(struct chem_reader *reader, size_t which, struct str statement, struct str rest,
                 struct entry *entry)
{
    bool has_gamma = entry->gamma != NULL;
    switch (options[which].option) {
    case OPTION_LOG_K:
        return read_log_k(reader, statement, rest, entry->log_k);
    case OPTION_DELTA_H:
        return read_enthalpy(reader, statement, rest, entry->log_k);
    case OPTION_ANALYTIC:
        return read_analytic(reader, statement, rest, entry->log_k);
    case OPTION_GAMMA:
        return has_gamma ? read_gamma(reader, statement, rest, entry->gamma)
                       : notice_unused(reader, options[which].name);
    case OPTION_DAVIES:
        if (has_gamma)
            entry->gamma->rule = CHEM_GAMMA_DAVIES;
        return 0;
    case OPTION_NO_CHECK:
        *entry->unchecked = true;
        return 0;
    case OPTION_CHECK:
        *entry->unchecked = false;
        return 0;
    case OPTION_MASS_BALANCE:
        return read_mass_balance(reader, rest, entry);
    case OPTION_ADD_CONSTANT:
        return read_add_constant(reader, statement, rest, entry);
    case OPTION_ADD_LOG_K:
        return read_add_log_k(reader, rest, entry);
    case OPTION_CRITICAL_KELVIN:
    case OPTION_CRITICAL_PRESSURE:
    case OPTION_ACENTRIC:
        return apply_critical(reader, which, statement, rest, entry);
    case OPTION_VOLUME:
        return entry->volume ? read_volume(reader, statement, rest, entry)
                             : notice_unused(reader, options[which].name);
    case OPTION_UNUSED:
        return notice_unused(reader, options[which].name);
    }
    return 0;
}

int reader_option(struct chem_reader *reader, struct str statement, struct entry *entry,
                  bool *was_option)
{
    struct str rest = statement, token = scan_token(&rest);
    bool dashed = token.n > 1 && token.p[0] == '-' && is_letter(token.p[1]);
    size_t which;
    *was_option = find_option(token, &which);
    if (*was_option && entry)
        return apply(reader, which, statement, rest, entry);
    if (*was_option)
        return reader_expected(reader, token, BOTH("先に反応式が必要です",
                                                   "a reaction before its options"));
    if (dashed)
        return reader_expected(reader, token,
                               BOTH("知らない指定です（-log_k、-delta_h、-analytic、-gamma など）",
                                    "a known option (-log_k, -delta_h, -analytic, -gamma …)"));
    return 0;
}
