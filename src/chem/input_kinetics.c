/* KINETICS: rates of a cell with their amounts, parameters and time steps. The options of PHREEQC's
   integrators (-runge_kutta, -cvode …) are read and not needed: there is one integrator here, and
   -tol bounds its error as it bounds theirs. */
#include <math.h>

#include "chem/input_internal.h"

static const char *const options[] = {
    "formula", "m", "m0", "parms", "parm", "parameters", "tol", "tolerance", "steps", "step",
    "step_divide", "runge_kutta", "rk", "bad_step_max", "cvode", "cvode_steps", "cvode_order",
    "time_steps", "time_step", "time", NULL};
enum option { FORMULA, M, M0, PARMS, PARM, PARAMETERS, TOL, TOLERANCE, STEPS, STEP, STEP_DIVIDE,
              RUNGE_KUTTA, RK, BAD_STEP_MAX, CVODE, CVODE_STEPS, CVODE_ORDER, TIME_STEPS, TIME_STEP,
              TIME };

struct reading {
    struct input_kinetics *block;
    size_t rates, terms, parameters, steps;
};

static double time_unit(struct str word)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"s", 1}, {"sec", 1}, {"second", 1}, {"seconds", 1}, {"min", 60}, {"minute", 60},
                 {"minutes", 60}, {"h", 3600}, {"hr", 3600}, {"hour", 3600}, {"hours", 3600},
                 {"d", 86400}, {"day", 86400}, {"days", 86400}, {"y", 31557600}, {"yr", 31557600},
                 {"year", 31557600}, {"years", 31557600}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_equal_nocase(word, str_from_c(units[i].name)))
            return units[i].seconds;
    return 0;
}

int input_time(struct input_parser *p, struct str line, double *out)
{
    struct str word;
    int status = input_number(p, &line, out);
    if (status || !input_word(&line, &word))
        return status;
    double unit = time_unit(word);
    *out *= unit;
    return unit == 0 ? input_fail_word(p, "時間の単位が必要です",
                                       "a unit of time was expected, not", word)
                     : 0;
}

static int read_steps(struct input_parser *p, struct str line, struct reading *r)
{
    struct input_steps *steps = &r->block->steps;
    size_t from = steps->count;
    int status = input_steps(p, &line, steps, &r->steps);
    struct str word;
    while (status == 0 && input_word(&line, &word)) {
        double unit = time_unit(word);
        if (unit == 0)
            return input_fail_word(p, "時間の単位か in が必要です",
                                   "a unit of time or \"in\" was expected, not", word);
        for (size_t i = from; i < steps->count; i++)
            steps->values[i] *= unit;
        if (str_equal_nocase(input_peek(line), STR("in")))
            status = input_steps(p, &line, steps, &r->steps);
    }
    for (size_t i = from; status == 0 && i < steps->count; i++)
        if (!(steps->values[i] >= 0))
            return input_fail(p, BOTH("時間は 0 以上の数です", "times can not be negative"));
    return status;
}

static int read_rate_option(struct input_parser *p, enum option option, struct str line,
                            struct reading *r)
{
    if (r->block->count == 0)
        return input_fail_word(p, "この指定の前に反応速度の名前が必要です",
                               "the name of a rate must come before", p->current.text);
    struct input_rate *rate = &r->block->rates[r->block->count - 1];
    switch ((int)option) {
    case FORMULA:
        return input_terms(p, &line, &rate->terms, &rate->term_count, &r->terms);
    case M:
        return input_number(p, &line, &rate->m);
    case M0:
        return input_number(p, &line, &rate->m0);
    case TOL:
    case TOLERANCE:
        return input_number(p, &line, &rate->tolerance);
    default:
        return input_numbers(p, &line, &rate->parameters, &rate->parameter_count, &r->parameters);
    }
}

static int read_option(struct input_parser *p, enum option option, struct str line, struct reading *r)
{
    switch ((int)option) {
    case STEPS:
    case STEP:
    case TIME_STEPS:
    case TIME_STEP:
    case TIME:
        return read_steps(p, line, r);
    case STEP_DIVIDE:
        return input_number(p, &line, &r->block->step_divide);
    case RUNGE_KUTTA:
    case RK:
    case BAD_STEP_MAX:
    case CVODE:
    case CVODE_STEPS:
    case CVODE_ORDER:
        return 0;
    default:
        return read_rate_option(p, option, line, r);
    }
}

static void add_rate(struct input_parser *p, struct str line, struct reading *r)
{
    struct input_kinetics *block = r->block;
    block->rates = chem_grow(p->arena, block->rates, block->count, &r->rates, sizeof *block->rates);
    struct input_rate *rate = &block->rates[block->count++];
    *rate = (struct input_rate){
        .m = NAN, .m0 = NAN, .tolerance = 1e-8, .line = p->current.place.line};
    (void)input_word(&line, &rate->name);
    r->terms = r->parameters = 0;
}

/* PHREEQC's rule: M is M0 when only one is given, 1 mol when none is. */
static void complete(struct input_kinetics *block)
{
    for (size_t i = 0; i < block->count; i++) {
        struct input_rate *rate = &block->rates[i];
        if (isnan(rate->m))
            rate->m = isnan(rate->m0) ? 1 : rate->m0;
        if (isnan(rate->m0))
            rate->m0 = rate->m;
    }
}

int input_read_kinetics(struct input_parser *p, struct str rest)
{
    struct reading r = {.block = ARENA_NEW(p->arena, struct input_kinetics)};
    r.block->place = p->current.place;
    r.block->step_divide = 1;
    int status = input_range(p, &rest, &r.block->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status == 0 && option >= 0)
            status = read_option(p, (enum option)option, line, &r);
        else if (status == 0)
            add_rate(p, line, &r);
    }
    complete(r.block);
    input_add(p, INPUT_KINETICS)->is.kinetics = r.block;
    return status;
}
