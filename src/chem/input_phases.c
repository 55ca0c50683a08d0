/* EQUILIBRIUM_PHASES. */
#include <math.h>

#include "chem/input_internal.h"

static int read_phase(struct input_parser *p, struct str line, struct input_phase *out)
{
    struct str word;
    *out = (struct input_phase){.amount = 10, .line = p->current.place.line};
    (void)input_word(&line, &out->name);
    if (!input_optional_number(&line, &out->saturation)) {
        return input_peek(line).n ? input_fail_word(p, "飽和指数を書く所にほかのものがあります:",
                                                    "a saturation index was expected, not",
                                                    input_peek(line))
                                  : 0;
    }
    if (input_optional_number(&line, &out->amount) && !(out->amount >= 0))
        return input_fail(p, BOTH("相の量は 0 以上の数です", "the amount of a phase can not be negative"));
    while (input_word(&line, &word)) {
        if (str_equal_nocase(word, STR("dissolve_only")) || str_equal_nocase(word, STR("dis")) ||
            str_equal_nocase(word, STR("d")))
            out->dissolve_only = true;
        else if (str_equal_nocase(word, STR("precipitate_only")) || str_equal_nocase(word, STR("pre")) ||
                 str_equal_nocase(word, STR("p")))
            out->precipitate_only = true;
        else if (out->alternative.n == 0) {
            out->alternative = word;
            (void)input_optional_number(&line, &out->amount);
        } else
            return input_fail_word(p, "余分な語です", "a word too many:", word);
    }
    return 0;
}

int input_read_phases(struct input_parser *p, struct str rest)
{
    static const char *const options[] = {"force_equality", NULL};
    struct input_phases *block = ARENA_NEW(p->arena, struct input_phases);
    size_t room = 0;
    block->place = p->current.place;
    int status = input_range(p, &rest, &block->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status == 0 && option >= 0)
            status = input_fail(p, BOTH("force_equality はありません", "force_equality is not built"));
        if (status)
            break;
        block->phases = chem_grow(p->arena, block->phases, block->count, &room, sizeof *block->phases);
        status = read_phase(p, line, &block->phases[block->count++]);
    }
    input_add(p, INPUT_PHASES)->is.phases = block;
    return status;
}
