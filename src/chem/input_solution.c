/* SOLUTION: an analysis as it was written. */
#include <math.h>
#include <string.h>

#include "chem/input_internal.h"

static const char *const options[] = {"temp",    "temperature", "density", "dens",      "units",
                                      "unit",    "redox",       "ph",      "pe",        "water",
                                      "isotope", "pressure",    "press",   "potential", NULL};
enum option {
    TEMP,
    TEMPERATURE,
    DENSITY,
    DENS,
    UNITS,
    UNIT,
    REDOX,
    PH,
    PE,
    WATER,
    ISOTOPE,
    PRESSURE,
    PRESS,
    POTENTIAL
};

void input_start_solution(struct input_solution *solution, struct input_place place)
{
    *solution = (struct input_solution){.range = {1, 1},
                                        .place = place,
                                        .units = STR("mmol/kgw"),
                                        .celsius = 25,
                                        .ph = 7,
                                        .pe = 4,
                                        .density = 1,
                                        .water = 1,
                                        .ph_total = {.value = NAN}};
}

bool input_is_unit(struct str word)
{
    static const char *const per[] = {"/kgw", "/kgs", "/l", "/kg", "/liter", "/litre"};
    static const char *const parts[] = {"ppt", "ppm", "ppb"};
    for (size_t i = 0; i < 3; i++)
        if (str_equal_nocase(word, str_from_c(parts[i])))
            return true;
    size_t slash = str_find_char(word, '/', 0);
    if (slash == SIZE_MAX || word.p[0] == '(' ||
        (word.p[0] >= 'A' && word.p[0] <= 'Z' && slash > 4))
        return false;
    struct str below = str_slice(word, slash, word.n);
    for (size_t i = 0; i < sizeof per / sizeof *per; i++)
        if (str_equal_nocase(below, str_from_c(per[i])))
            return true;
    return false;
}

/* What may stand behind a value: charge, a couple, a phase with its saturation index. */
static int read_adjustment(struct input_parser *p, struct str *rest, struct str word,
                           struct input_total *out)
{
    if (!out->adjusted)
        out->adjusted = ARENA_NEW(p->arena, struct input_adjustment);
    struct input_adjustment *to = out->adjusted;
    if (str_equal_nocase(word, STR("charge"))) {
        to->charge = true;
    } else if (str_find_char(word, '/', 0) != SIZE_MAX || str_equal_nocase(word, STR("pe"))) {
        to->couple = word;
    } else {
        to->phase = word;
        (void)input_optional_number(rest, &to->saturation);
    }
    return to->phase.n && to->charge ? input_fail(p, BOTH("charge と相のどちらか一つにしてください",
                                                          "give charge or a phase, not both"))
                                     : 0;
}

int input_read_total(struct input_parser *p, struct str line, struct input_total *out)
{
    struct str word;
    *out = (struct input_total){.molar_mass = NAN, .line = p->current.place.line};
    (void)input_word(&line, &out->name);
    int status = input_number(p, &line, &out->value);
    while (status == 0 && input_word(&line, &word)) {
        if (str_equal_nocase(word, STR("as"))) {
            if (!input_word(&line, &out->as_formula))
                return input_fail(
                    p, BOTH("as の後に化学式を書いてください", "a formula must follow \"as\""));
        } else if (str_equal_nocase(word, STR("gfw")) || str_equal_nocase(word, STR("gfm"))) {
            status = input_number(p, &line, &out->molar_mass);
        } else if (input_is_unit(word)) {
            out->unit = word;
        } else {
            status = read_adjustment(p, &line, word, out);
        }
    }
    return status;
}

static int read_ph(struct input_parser *p, struct str line, struct input_solution *s)
{
    struct str word;
    int status = input_number(p, &line, &s->ph);
    while (status == 0 && input_word(&line, &word))
        status = read_adjustment(p, &line, word, &s->ph_total);
    s->ph_total.line = p->current.place.line;
    return status;
}

static int read_pe(struct input_parser *p, struct str line, struct input_solution *s)
{
    struct str word;
    int status = input_number(p, &line, &s->pe);
    while (status == 0 && input_word(&line, &word))
        status = read_adjustment(p, &line, word, &s->pe_total);
    const struct input_adjustment *adjusted = s->pe_total.adjusted;
    if (status == 0 && adjusted && (adjusted->charge || adjusted->couple.n))
        return input_fail(p,
                          BOTH("pe は相にだけ合わせられます。酸化還元対は redox に書いてください",
                               "pe can be adjusted to a phase only; a couple belongs to redox"));
    s->pe_total.line = p->current.place.line;
    return status;
}

/* "1.02", "1.02 calculate" (a start), "calculate". */
int input_read_density(struct input_parser *p, struct str line, struct input_solution *s)
{
    struct str word = input_peek(line);
    s->density_calculated = false;
    int status =
        word.n && (word.p[0] == 'c' || word.p[0] == 'C') ? 0 : input_number(p, &line, &s->density);
    if (status == 0 && !(s->density > 0))
        return input_fail(p, BOTH("密度は 0 より大きい数です", "the density must be above 0"));
    while (status == 0 && input_word(&line, &word)) {
        if (word.p[0] != 'c' && word.p[0] != 'C')
            return input_fail_word(p, "密度の後に書けるのは calculate だけです",
                                   "only \"calculate\" may follow a density, not", word);
        s->density_calculated = true;
    }
    return status;
}

static int read_pressure(struct input_parser *p, struct str line)
{
    double pressure;
    int status = input_number(p, &line, &pressure);
    return status || pressure == 1
               ? status
               : input_fail(p, BOTH("圧力は 1 atm だけです", "only 1 atm is possible"));
}

static int read_option(struct input_parser *p, int option, struct str line,
                       struct input_solution *s)
{
    struct str word;
    switch ((enum option)option) {
    case TEMP:
    case TEMPERATURE:
        return input_number(p, &line, &s->celsius);
    case DENSITY:
    case DENS:
        return input_read_density(p, line, s);
    case UNITS:
    case UNIT:
        if (!input_word(&line, &s->units) || !input_is_unit(s->units))
            return input_fail_word(p, "知らない単位です", "unknown unit", s->units);
        return 0;
    case REDOX:
        (void)input_word(&line, &word);
        s->redox = str_equal_nocase(word, STR("pe")) ? (struct str){0} : word;
        return 0;
    case PH:
        return read_ph(p, line, s);
    case PE:
        return read_pe(p, line, s);
    case WATER:
        return input_number(p, &line, &s->water);
    case PRESSURE:
    case PRESS:
        return read_pressure(p, line);
    case ISOTOPE:
        input_notice(p, BOTH("SOLUTION の -isotope は使いません", "-isotope of SOLUTION is not used"));
        return 0;
    case POTENTIAL:
        break;
    }
    return input_fail_word(p, "この指定はありません", "this option is not built:", p->current.text);
}

void input_take_totals(struct input_parser *p, struct input_solution *s)
{
    s->totals = ARENA_ARRAY(p->arena, struct input_total, s->count);
    if (s->count)
        memcpy(s->totals, p->totals, s->count * sizeof *s->totals);
}

int input_read_solution(struct input_parser *p, struct str rest)
{
    struct input_solution *s = ARENA_NEW(p->arena, struct input_solution);
    input_start_solution(s, p->current.place);
    int status = input_range(p, &rest, &s->range);
    s->description = str_trim(rest);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status)
            break;
        if (option >= 0) {
            status = read_option(p, option, line, s);
            continue;
        }
        p->totals = chem_grow(p->arena, p->totals, s->count, &p->total_room, sizeof *p->totals);
        status = input_read_total(p, line, &p->totals[s->count++]);
    }
    input_take_totals(p, s);
    input_add(p, INPUT_SOLUTION)->is.solution = s;
    return status;
}
