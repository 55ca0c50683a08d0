/* RUN_CELLS: numbers of cells that react with all that has their number. */
#include <math.h>

#include "chem/input_internal.h"

int input_read_cells(struct input_parser *p, struct str rest)
{
    static const char *const options[] = {"cells",      "cell", "start_time", "time_step",
                                          "time_steps", "step", "steps",      NULL};
    enum option { CELLS, CELL, START_TIME };
    struct input_cells *cells = ARENA_NEW(p->arena, struct input_cells);
    size_t room = 0;
    bool open = false; /* more numbers of cells may follow on lines of their own */
    (void)rest;
    *cells = (struct input_cells){.place = p->current.place, .start_time = NAN, .time_step = NAN};
    int status = 0;
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status)
            break;
        open = option < 0 ? open : option <= CELL;
        if (open)
            status = input_ranges(p, &line, &cells->ranges, &cells->range_count, &room);
        else if (option >= 0)
            status =
                input_time(p, line, option == START_TIME ? &cells->start_time : &cells->time_step);
        if (status == 0 && (option < 0 || open) && input_peek(line).n)
            status = input_fail_word(p, "セルの番号を書く所にほかのものがあります:",
                                     "numbers of cells were expected, not", line);
    }
    if (status == 0 && cells->time_step < 0)
        status = input_fail(p, BOTH("時間は 0 以上の数です", "times can not be negative"));
    input_add(p, INPUT_CELLS)->is.cells = cells;
    return status;
}
