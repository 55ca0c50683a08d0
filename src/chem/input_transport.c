/* ADVECTION and TRANSPORT. Stagnant zones, diffusion of single species and heat are not built. */
#include <math.h>

#include "chem/input_internal.h"

static const char *const advection_options[] = {
    "cells", "shifts", "time_step", "initial_time", "punch_cells", "punch", "punch_frequency",
    "print_cells", "print", "print_frequency", "warnings", NULL};
enum advection_option { A_CELLS, A_SHIFTS, A_TIME_STEP, A_INITIAL_TIME, A_PUNCH_CELLS, A_PUNCH,
                        A_PUNCH_FREQUENCY, A_PRINT_CELLS, A_PRINT, A_PRINT_FREQUENCY, A_WARNINGS };

static int read_time(struct input_parser *p, struct str *rest, double *out)
{
    int status = input_number(p, rest, out);
    return status == 0 && !(*out >= 0)
               ? input_fail(p, BOTH("時間は 0 以上の数です", "times can not be negative"))
               : status;
}

static int read_advection_option(struct input_parser *p, int option, struct str line,
                                 struct input_advection *a, size_t *room)
{
    switch ((enum advection_option)option) {
    case A_CELLS:
        return input_whole(p, &line, 1, INPUT_CELL_LIMIT, &a->cells);
    case A_SHIFTS:
        return input_whole(p, &line, 0, INT32_MAX, &a->shifts);
    case A_TIME_STEP:
        return read_time(p, &line, &a->time_step);
    case A_INITIAL_TIME:
        return read_time(p, &line, &a->initial_time);
    case A_PUNCH_CELLS:
    case A_PUNCH:
        return input_ranges(p, &line, &a->punch, &a->punch_count, room);
    case A_PUNCH_FREQUENCY:
        return input_whole(p, &line, 1, INT32_MAX, &a->punch_frequency);
    case A_PRINT_CELLS:
    case A_PRINT:
    case A_PRINT_FREQUENCY:
    case A_WARNINGS:
        break;
    }
    return 0;
}

int input_read_advection(struct input_parser *p, struct str rest)
{
    struct input_advection *a = ARENA_NEW(p->arena, struct input_advection);
    size_t room = 0;
    int status = 0;
    (void)rest;
    *a = (struct input_advection){.place = p->current.place, .cells = 0, .shifts = 1,
                                  .punch_frequency = 1, .time_step = NAN, .initial_time = NAN};
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option = input_option(&line, advection_options);
        if (option >= 0)
            status = read_advection_option(p, option, line, a, &room);
        else if (a->punch_count && input_starts_with_number(line))
            status = input_ranges(p, &line, &a->punch, &a->punch_count, &room);
        else
            status = input_fail_word(p, "知らない指定です", "unknown option", line);
    }
    if (status == 0 && a->cells == 0)
        status = input_fail(p, BOTH("-cells が必要です", "-cells is needed"));
    input_add(p, INPUT_ADVECTION)->is.advection = a;
    return status;
}

static const char *const transport_options[] = {
    "cells", "shifts", "time_step", "timest", "initial_time", "punch_cells", "punch",
    "punch_frequency", "flow_direction", "flow", "boundary_conditions", "bcond", "lengths", "length",
    "dispersivities", "disp", "correct_disp", "diffusion_coefficient", "diffc", "print_cells", "print",
    "print_frequency", "warnings", "stagnant", "thermal_diffusion", "multi_d", "interlayer_d",
    "implicit", "dump", "dump_frequency", "dump_restart", "porosities", "fix_current", "current", NULL};
enum transport_option {
    T_CELLS, T_SHIFTS, T_TIME_STEP, T_TIMEST, T_INITIAL_TIME, T_PUNCH_CELLS, T_PUNCH,
    T_PUNCH_FREQUENCY, T_FLOW_DIRECTION, T_FLOW, T_BOUNDARY, T_BCOND, T_LENGTHS, T_LENGTH,
    T_DISPERSIVITIES, T_DISP, T_CORRECT, T_DIFFUSION, T_DIFFC, T_PRINT_CELLS, T_PRINT,
    T_PRINT_FREQUENCY, T_WARNINGS, T_STAGNANT };

struct column {
    struct input_transport *t;
    size_t punch_room, length_count, length_room, dispersivity_count, dispersivity_room;
    int list; /* the option whose list goes on with the next line */
};

static int read_direction(struct input_parser *p, struct str line, struct input_transport *t)
{
    struct str word;
    (void)input_word(&line, &word);
    char c = word.n ? word.p[0] : 0;
    if (c == 'f' || c == 'F')
        t->direction = 1;
    else if (c == 'b' || c == 'B')
        t->direction = -1;
    else if (c == 'd' || c == 'D' || c == 'n' || c == 'N')
        t->direction = 0;
    else
        return input_fail_word(p, "forward、backward、diffusion_only のいずれかです",
                               "forward, backward or diffusion_only was expected, not", word);
    return 0;
}

static int read_boundary(struct input_parser *p, struct str *line, enum input_boundary *out)
{
    struct str word;
    (void)input_word(line, &word);
    if (str_starts(word, STR("fl")) || str_starts(word, STR("FL")) || str_equal(word, STR("3")))
        *out = BOUNDARY_FLUX;
    else if (str_starts(word, STR("cl")) || str_starts(word, STR("CL")) || str_equal(word, STR("2")))
        *out = BOUNDARY_CLOSED;
    else if (str_starts(word, STR("co")) || str_starts(word, STR("CO")) || str_equal(word, STR("1")))
        *out = BOUNDARY_CONSTANT;
    else
        return input_fail_word(p, "constant、closed、flux のいずれかです",
                               "constant, closed or flux was expected, not", word);
    return 0;
}

static int read_list(struct input_parser *p, struct str line, struct column *c)
{
    struct input_transport *t = c->t;
    switch (c->list) {
    case T_LENGTHS:
    case T_LENGTH:
        return input_numbers(p, &line, &t->lengths, &c->length_count, &c->length_room);
    case T_DISPERSIVITIES:
    case T_DISP:
        return input_numbers(p, &line, &t->dispersivities, &c->dispersivity_count,
                             &c->dispersivity_room);
    case T_PUNCH_CELLS:
    case T_PUNCH:
        return input_ranges(p, &line, &t->punch, &t->punch_count, &c->punch_room);
    case T_PRINT_CELLS:
    case T_PRINT:
        return 0;
    default:
        return input_fail_word(p, "知らない指定です", "unknown option", line);
    }
}

static int read_transport_option(struct input_parser *p, int option, struct str line, struct column *c)
{
    struct input_transport *t = c->t;
    int status;
    c->list = option;
    switch (option) {
    case T_CELLS:
        return input_whole(p, &line, 1, INPUT_CELL_LIMIT, &t->cells);
    case T_SHIFTS:
        return input_whole(p, &line, 0, INT32_MAX, &t->shifts);
    case T_TIME_STEP:
    case T_TIMEST:
        return read_time(p, &line, &t->time_step);
    case T_INITIAL_TIME:
        return read_time(p, &line, &t->initial_time);
    case T_PUNCH_FREQUENCY:
        return input_whole(p, &line, 1, INT32_MAX, &t->punch_frequency);
    case T_FLOW_DIRECTION:
    case T_FLOW:
        return read_direction(p, line, t);
    case T_BOUNDARY:
    case T_BCOND:
        status = read_boundary(p, &line, &t->first);
        return status ? status : read_boundary(p, &line, &t->last);
    case T_CORRECT:
        return input_boolean(p, &line, &t->correct);
    case T_DIFFUSION:
    case T_DIFFC:
        return input_number(p, &line, &t->diffusion);
    case T_PRINT_FREQUENCY:
    case T_WARNINGS:
        return 0;
    default:
        break;
    }
    if (option >= T_STAGNANT)
        return input_fail_word(p, "この指定はありません", "this option is not built:", p->current.text);
    return read_list(p, line, c);
}

/* One value per cell: the last one given counts for the rest. */
static int spread(struct input_parser *p, double **values, size_t count, size_t cells, double standard)
{
    double *all = ARENA_ARRAY(p->arena, double, cells);
    if (count > cells)
        return input_fail(p, BOTH("セルより多くの値があります", "there are more values than cells"));
    for (size_t i = 0; i < cells; i++) {
        all[i] = i < count ? (*values)[i] : count ? (*values)[count - 1] : standard;
        if (!(all[i] >= 0))
            return input_fail(p, BOTH("長さと分散長は 0 以上の数です",
                                      "lengths and dispersivities can not be negative"));
    }
    *values = all;
    return 0;
}

static int complete(struct input_parser *p, struct column *c)
{
    struct input_transport *t = c->t;
    if (t->cells == 0)
        return input_fail(p, BOTH("-cells が必要です", "-cells is needed"));
    int status = spread(p, &t->lengths, c->length_count, (size_t)t->cells, 1);
    for (int64_t i = 0; status == 0 && i < t->cells; i++)
        if (!(t->lengths[i] > 0))
            return input_fail(p, BOTH("長さは 0 より大きい数です", "lengths must be above 0"));
    return status ? status
                  : spread(p, &t->dispersivities, c->dispersivity_count, (size_t)t->cells, 0);
}

int input_read_transport(struct input_parser *p, struct str rest)
{
    struct column c = {.t = ARENA_NEW(p->arena, struct input_transport), .list = -1};
    int status = 0;
    (void)rest;
    *c.t = (struct input_transport){.place = p->current.place, .shifts = 1, .punch_frequency = 1,
                                    .direction = 1, .first = BOUNDARY_FLUX, .last = BOUNDARY_FLUX,
                                    .time_step = 0, .initial_time = NAN, .diffusion = 0.3e-9};
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option = input_option(&line, transport_options);
        status = option >= 0 ? read_transport_option(p, option, line, &c) : read_list(p, line, &c);
    }
    if (status == 0)
        status = complete(p, &c);
    input_add(p, INPUT_TRANSPORT)->is.transport = c.t;
    return status;
}
