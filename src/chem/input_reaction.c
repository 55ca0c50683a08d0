/* REACTION, REACTION_TEMPERATURE, MIX and INCREMENTAL_REACTIONS. */
#include <math.h>

#include "chem/input_internal.h"

/* "millimoles" and the like; 0 when the word is no unit of an amount. */
static double amount_unit(struct str word)
{
    static const struct {
        const char *begins;
        double factor;
    } units[] = {{"mol", 1}, {"mmol", 1e-3}, {"millimol", 1e-3}, {"umol", 1e-6}, {"micromol", 1e-6},
                 {"nmol", 1e-9}, {"nanomol", 1e-9}, {"kmol", 1e3}, {"kilomol", 1e3}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct str unit = str_from_c(units[i].begins);
        if (word.n >= unit.n && str_equal_nocase(str_slice(word, 0, unit.n), unit))
            return units[i].factor;
    }
    return 0;
}

static int read_amounts(struct input_parser *p, struct str line, struct input_steps *steps,
                        size_t *room, double *factor)
{
    int status = input_steps(p, &line, steps, room);
    struct str word;
    while (status == 0 && input_word(&line, &word)) {
        double unit = amount_unit(word);
        if (unit == 0)
            return input_fail_word(p, "量の単位（moles、millimoles など）か in が必要です",
                                   "a unit (moles, millimoles ...) or \"in\" was expected, not", word);
        *factor = unit;
        if (str_equal_nocase(input_peek(line), STR("in")))
            status = input_steps(p, &line, steps, room);
    }
    return status;
}

int input_read_reaction(struct input_parser *p, struct str rest)
{
    struct input_reaction *block = ARENA_NEW(p->arena, struct input_reaction);
    size_t terms = 0, steps = 0;
    double factor = 1;
    block->place = p->current.place;
    int status = input_range(p, &rest, &block->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        double number;
        if (input_to_number(input_peek(line), &number) || input_starts_with_number(line))
            status = read_amounts(p, line, &block->steps, &steps, &factor);
        else
            status = input_terms(p, &line, &block->terms, &block->term_count, &terms);
    }
    for (size_t i = 0; i < block->steps.count; i++)
        block->steps.values[i] *= factor;
    if (status == 0 && block->term_count == 0)
        status = input_fail(p, BOTH("加える物質がありません", "no reactant is given"));
    if (status == 0 && block->steps.count == 0) {
        block->steps.values = ARENA_NEW(p->arena, double);
        block->steps.values[0] = 1;
        block->steps.count = 1;
    }
    input_add(p, INPUT_REACTION)->is.reaction = block;
    return status;
}

int input_read_temperature(struct input_parser *p, struct str rest)
{
    struct input_temperature *block = ARENA_NEW(p->arena, struct input_temperature);
    size_t room = 0;
    block->place = p->current.place;
    int status = input_range(p, &rest, &block->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        status = input_steps(p, &line, &block->steps, &room);
        if (status == 0 && input_peek(line).n)
            status = input_fail_word(p, "温度を書く所にほかのものがあります:", "a temperature was expected, not", line);
    }
    if (status == 0 && (block->steps.count == 0 || (block->steps.equal && block->steps.count != 2)))
        status = input_fail(p, BOTH("温度を書いてください（「25 75 in 11 steps」では二つ）",
                                    "give temperatures (two of them before \"in 11 steps\")"));
    input_add(p, INPUT_TEMPERATURE)->is.temperature = block;
    return status;
}

int input_read_mix(struct input_parser *p, struct str rest)
{
    struct input_mix *block = ARENA_NEW(p->arena, struct input_mix);
    size_t room = 0;
    block->place = p->current.place;
    int status = input_range(p, &rest, &block->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int64_t number;
        double fraction = 0;
        status = input_whole(p, &line, 0, INT32_MAX, &number);
        if (status == 0)
            status = input_number(p, &line, &fraction);
        block->parts = chem_grow(p->arena, block->parts, block->count, &room, sizeof *block->parts);
        if (status == 0)
            block->parts[block->count++] = (struct input_mix_part){(int32_t)number, fraction};
    }
    if (status == 0 && block->count == 0)
        status = input_fail(p, BOTH("混ぜる水がありません", "no solutions are given"));
    input_add(p, INPUT_MIX)->is.mix = block;
    return status;
}

int input_read_incremental(struct input_parser *p, struct str rest)
{
    bool value;
    int status = input_boolean(p, &rest, &value);
    input_add(p, INPUT_INCREMENTAL)->flag = value;
    return status;
}
