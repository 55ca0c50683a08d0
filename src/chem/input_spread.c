/* SOLUTION_SPREAD: a table of analyses. The first row names the columns, a row of units may follow;
   columns are separated by tabs when the heading has any, else by blanks. Options before the table
   hold for all its rows. */
#include <math.h>
#include <string.h>

#include "chem/input_internal.h"

static const char *const options[] = {"temp", "temperature", "density", "units", "redox",
                                      "ph",   "pe",          "water",   NULL};
enum option { TEMP, TEMPERATURE, DENSITY, UNITS, REDOX, PH, PE, WATER };

struct table {
    struct input_solution defaults;
    struct input_names headings, units;
    bool tabs;
    int32_t next; /* number of the next solution without one */
};

static struct input_names split(struct input_parser *p, struct str line, bool tabs)
{
    struct input_names cells = {0};
    struct str cell;
    if (tabs)
        while (str_cut(&line, '\t', &cell))
            input_add_name(p, &cells, str_trim(cell));
    else
        while (input_word(&line, &cell))
            input_add_name(p, &cells, cell);
    return cells;
}

static int read_option(struct input_parser *p, int option, struct str line,
                       struct input_solution *s)
{
    switch ((enum option)option) {
    case TEMP:
    case TEMPERATURE:
        return input_number(p, &line, &s->celsius);
    case DENSITY:
        return input_read_density(p, line, s);
    case UNITS:
        if (!input_word(&line, &s->units) || !input_is_unit(s->units))
            return input_fail_word(p, "知らない単位です", "unknown unit", s->units);
        return 0;
    case REDOX:
        (void)input_word(&line, &s->redox);
        return 0;
    case PH:
        return input_number(p, &line, &s->ph);
    case PE:
        return input_number(p, &line, &s->pe);
    case WATER:
        break;
    }
    return input_number(p, &line, &s->water);
}

/* A row of units has no number in it. */
static bool is_unit_row(const struct input_names *cells)
{
    double number;
    for (size_t i = 0; i < cells->count; i++)
        if (input_to_number(cells->items[i], &number))
            return false;
    return cells->count > 0;
}

static int read_cell(struct input_parser *p, struct table *t, size_t column, struct str cell,
                     struct input_solution *s)
{
    static const char *const own[] = {"number",  "ph",    "pe",          "temp", "temperature",
                                      "density", "water", "description", NULL};
    struct str heading = t->headings.items[column], word = heading, rest = cell;
    if (cell.n == 0)
        return 0;
    switch (input_option(&word, own)) {
    case 0:
        return input_range(p, &rest, &s->range);
    case 1:
        return input_number(p, &rest, &s->ph);
    case 2:
        return input_number(p, &rest, &s->pe);
    case 3:
    case 4:
        return input_number(p, &rest, &s->celsius);
    case 5:
        return input_read_density(p, rest, s);
    case 6:
        return input_number(p, &rest, &s->water);
    case 7:
        s->description = cell;
        return 0;
    default:
        break;
    }
    struct str unit = column < t->units.count ? t->units.items[column] : STR("");
    p->totals = chem_grow(p->arena, p->totals, s->count, &p->total_room, sizeof *p->totals);
    return input_read_total(p, ARENA_JOIN(p->arena, heading, STR(" "), cell, STR(" "), unit),
                            &p->totals[s->count++]);
}

static int read_row(struct input_parser *p, struct table *t, const struct input_names *cells)
{
    struct input_solution *s = ARENA_NEW(p->arena, struct input_solution);
    *s = t->defaults;
    s->place = p->current.place;
    s->range = (struct input_range){t->next, t->next};
    if (cells->count > t->headings.count)
        return input_fail(
            p, BOTH("見出しより多くの列があります", "the row has more columns than the heading"));
    int status = 0;
    for (size_t i = 0; status == 0 && i < cells->count; i++)
        status = read_cell(p, t, i, cells->items[i], s);
    input_take_totals(p, s);
    t->next = s->range.last + 1;
    input_add(p, INPUT_SOLUTION)->is.solution = s;
    return status;
}

static int read_line(struct input_parser *p, struct table *t)
{
    struct str line = p->current.whole;
    if (t->headings.count == 0) {
        t->tabs = str_find_char(line, '\t', 0) != SIZE_MAX;
        t->headings = split(p, line, t->tabs);
        return 0;
    }
    struct input_names cells = split(p, line, t->tabs);
    if (t->units.count == 0 && is_unit_row(&cells)) {
        t->units = cells;
        return 0;
    }
    return read_row(p, t, &cells);
}

int input_read_spread(struct input_parser *p, struct str rest)
{
    struct table t = {.next = 1};
    (void)rest;
    input_start_solution(&t.defaults, p->current.place);
    int status = 0;
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option = line.p[0] == '-' ? input_option(&line, options) : -1;
        if (option >= 0)
            status = read_option(p, option, line, &t.defaults);
        else
            status = read_line(p, &t);
    }
    return status;
}
