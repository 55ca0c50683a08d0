/* USE, SAVE, COPY and DELETE. */
#include "chem/input_internal.h"

static const struct {
    const char *name;
    enum input_thing thing;
} things[] = {
    {"solution", THING_SOLUTION}, {"equilibrium_phases", THING_PHASES}, {"equilibrium", THING_PHASES},
    {"equilibria", THING_PHASES}, {"pure_phases", THING_PHASES}, {"pure", THING_PHASES},
    {"exchange", THING_EXCHANGE}, {"surface", THING_SURFACE}, {"gas_phase", THING_GAS},
    {"gas", THING_GAS}, {"kinetics", THING_KINETICS}, {"mix", THING_MIX}, {"reaction", THING_REACTION},
    {"reaction_temperature", THING_TEMPERATURE},
};

static int read_thing(struct input_parser *p, struct str *rest, enum input_thing *out)
{
    struct str word;
    (void)input_word(rest, &word);
    if (word.n && word.p[0] == '-')
        word = str_slice(word, 1, word.n);
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (str_equal_nocase(word, str_from_c(things[i].name))) {
            *out = things[i].thing;
            return 0;
        }
    return input_fail_word(p, "solution、exchange などを書く所にほかのものがあります:",
                           "solution, exchange or the like was expected, not", word);
}

static struct input_use *new_use(struct input_parser *p)
{
    struct input_use *use = ARENA_NEW(p->arena, struct input_use);
    use->place = p->current.place;
    return use;
}

int input_read_use(struct input_parser *p, struct str rest)
{
    struct input_use *use = new_use(p);
    int status = read_thing(p, &rest, &use->thing);
    if (status)
        return status;
    if (str_equal_nocase(input_peek(rest), STR("none")))
        use->none = true;
    else if (!input_starts_with_number(rest))
        return input_fail_word(p, "番号か none を書く所にほかのものがあります:", "a number or none was expected, not",
                               input_peek(rest));
    else
        status = input_range(p, &rest, &use->range);
    input_add(p, INPUT_USE)->is.use = use;
    return status;
}

int input_read_save(struct input_parser *p, struct str rest)
{
    struct input_use *use = new_use(p);
    int status = read_thing(p, &rest, &use->thing);
    if (status == 0)
        status = input_range(p, &rest, &use->range);
    input_add(p, INPUT_SAVE)->is.use = use;
    return status;
}

int input_read_copy(struct input_parser *p, struct str rest)
{
    struct input_use *use = new_use(p);
    struct str word = rest;
    struct input_range from;
    int status = 0;
    if (str_equal_nocase(input_peek(rest), STR("cell")))
        use->all = input_word(&rest, &word);
    else
        status = read_thing(p, &rest, &use->thing);
    if (status == 0)
        status = input_range(p, &rest, &from);
    if (status == 0 && !input_starts_with_number(rest))
        return input_fail(p, BOTH("写す先の番号が必要です", "the number to copy to is needed"));
    if (status == 0)
        status = input_range(p, &rest, &use->range);
    use->from = from.first;
    input_add(p, INPUT_COPY)->is.use = use;
    return status;
}

static int read_deletion(struct input_parser *p)
{
    struct str line = p->current.text, word = input_peek(line);
    bool cells = str_equal_nocase(word, STR("-cells")) || str_equal_nocase(word, STR("-cell"));
    enum input_thing thing = THING_SOLUTION;
    bool all = str_equal_nocase(word, STR("-all"));
    int status = all || cells ? 0 : read_thing(p, &line, &thing);
    if (cells)
        (void)input_word(&line, &word);
    do {
        struct input_use *use = new_use(p);
        use->thing = thing;
        use->all = all || cells;
        if (status == 0 && !all && input_starts_with_number(line))
            status = input_range(p, &line, &use->range);
        else
            use->range = (struct input_range){0, INT32_MAX - 1};
        input_add(p, INPUT_DELETE)->is.use = use;
    } while (status == 0 && input_starts_with_number(line));
    return status;
}

int input_read_delete(struct input_parser *p, struct str rest)
{
    int status = 0;
    (void)rest;
    while (status == 0 && input_next(p))
        status = read_deletion(p);
    return status;
}
