/* GAS_PHASE: gases with their partial pressures, in a given volume or at a given pressure. */
#include <math.h>

#include "chem/input_internal.h"

static const char *const options[] = {
    "fixed_pressure", "fixed_volume", "pressure",    "volume", "temperature",
    "temp",           "equilibrate",  "equilibrium", "equil",  NULL};
enum option {
    FIXED_PRESSURE,
    FIXED_VOLUME,
    PRESSURE,
    VOLUME,
    TEMPERATURE,
    TEMP,
    EQUILIBRATE,
    EQUILIBRIUM,
    EQUIL
};

static int read_positive(struct input_parser *p, struct str line, double *out)
{
    int status = input_number(p, &line, out);
    return status || *out > 0 ? status
                              : input_fail(p, BOTH("圧力と体積は 0 より大きい数です",
                                                   "pressure and volume must be above 0"));
}

static int read_equilibrate(struct input_parser *p, struct str line, struct input_gas *gas)
{
    struct str word;
    int64_t number;
    while (!input_starts_with_number(line) && input_word(&line, &word))
        ; /* "with solution 3" */
    int status = input_whole(p, &line, 0, INT32_MAX, &number);
    gas->equilibrate = status ? gas->equilibrate : (int32_t)number;
    return status;
}

static int read_option(struct input_parser *p, int option, struct str line, struct input_gas *gas)
{
    switch ((enum option)option) {
    case FIXED_PRESSURE:
        gas->fixed_volume = false;
        return 0;
    case FIXED_VOLUME:
        gas->fixed_volume = true;
        return 0;
    case PRESSURE:
        return read_positive(p, line, &gas->pressure);
    case VOLUME:
        return read_positive(p, line, &gas->volume);
    case TEMPERATURE:
    case TEMP:
        return input_number(p, &line, &gas->celsius);
    case EQUILIBRATE:
    case EQUILIBRIUM:
    case EQUIL:
        break;
    }
    return read_equilibrate(p, line, gas);
}

/* The place of a gas; as in PHREEQC a second line about the same one replaces the first. */
static struct input_phase *place_of(struct input_parser *p, struct input_gas *gas, struct str name,
                                    size_t *room)
{
    for (size_t i = 0; i < gas->count; i++)
        if (str_equal_nocase(gas->gases[i].name, name))
            return &gas->gases[i];
    gas->gases = chem_grow(p->arena, gas->gases, gas->count, room, sizeof *gas->gases);
    return &gas->gases[gas->count++];
}

static int read_gas(struct input_parser *p, struct str line, struct input_gas *gas, size_t *room)
{
    struct str name;
    (void)input_word(&line, &name);
    struct input_phase *out = place_of(p, gas, name, room);
    *out = (struct input_phase){.name = name, .saturation = NAN, .line = p->current.place.line};
    if (input_peek(line).n == 0)
        return 0;
    int status = input_number(p, &line, &out->saturation);
    if (status == 0 && !(out->saturation >= 0))
        status = input_fail(p, BOTH("分圧（atm）は 0 以上の数です。対数ではありません",
                                    "a partial pressure (atm, no logarithm) can not be negative"));
    if (status == 0 && input_peek(line).n)
        status = input_fail_word(p, "余分な語です", "a word too many:", line);
    return status;
}

/* After the last line of the block; messages are about lines of it. */
static int check(struct input_parser *p, const struct input_gas *gas)
{
    p->current.place = gas->place;
    if (gas->equilibrate >= 0 && !gas->fixed_volume)
        return input_fail(p, BOTH("-equilibrate は -fixed_volume と使います",
                                  "-equilibrate needs -fixed_volume"));
    for (size_t i = 0; i < gas->count; i++) {
        p->current.place.line = gas->gases[i].line;
        if (gas->equilibrate < 0 && isnan(gas->gases[i].saturation))
            return input_fail_word(p, "分圧がありません:", "no partial pressure is given for",
                                   gas->gases[i].name);
    }
    return 0;
}

int input_read_gas(struct input_parser *p, struct str rest)
{
    struct input_gas *gas = ARENA_NEW(p->arena, struct input_gas);
    size_t room = 0;
    *gas = (struct input_gas){
        .place = p->current.place, .pressure = 1, .volume = 1, .celsius = 25, .equilibrate = -1};
    int status = input_range(p, &rest, &gas->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status == 0 && option >= 0)
            status = read_option(p, option, line, gas);
        else if (status == 0)
            status = read_gas(p, line, gas, &room);
    }
    input_add(p, INPUT_GAS)->is.gas = gas;
    if (status)
        return status;
    const struct input_place next = p->current.place;
    status = check(p, gas);
    if (status == 0)
        p->current.place = next;
    return status;
}
