/* SELECTED_OUTPUT, USER_PUNCH and PRINT. */
#include "chem/input_internal.h"

/* The flags first, in the order of enum input_flag; some have a second name. */
static const char *const options[] = {
    "simulation", "sim", "state", "solution", "soln", "distance", "dist", "time", "step", "ph", "pe",
    "reaction", "rxn", "temperature", "temp", "alkalinity", "alk", "ionic_strength", "mu", "water",
    "charge_balance", "percent_error", "totals", "tot", "molalities", "mol", "activities", "act",
    "equilibrium_phases", "pure_phases", "saturation_indices", "si", "gases", "kinetic_reactants",
    "kin", "kinetics", "file", "reset", "high_precision", "user_punch", "active", "selected_out",
    "solid_solutions", "isotopes", "calculate_values", "inverse_modeling", NULL};
static const int8_t flag_of[] = {
    FLAG_SIM, FLAG_SIM, FLAG_STATE, FLAG_SOLN, FLAG_SOLN, FLAG_DIST, FLAG_DIST, FLAG_TIME, FLAG_STEP,
    FLAG_PH, FLAG_PE, FLAG_RXN, FLAG_RXN, FLAG_TEMP, FLAG_TEMP, FLAG_ALK, FLAG_ALK, FLAG_MU, FLAG_MU,
    FLAG_WATER, FLAG_CHARGE, FLAG_PERCENT};
static const int8_t list_of[] = {
    LIST_TOTALS, LIST_TOTALS, LIST_MOLALITIES, LIST_MOLALITIES, LIST_ACTIVITIES, LIST_ACTIVITIES,
    LIST_PHASES, LIST_PHASES, LIST_SATURATION, LIST_SATURATION, LIST_GASES, LIST_KINETICS,
    LIST_KINETICS, LIST_KINETICS};
enum { FLAGS = sizeof flag_of, LISTS = sizeof list_of };
enum { OPTION_FILE = FLAGS + LISTS, OPTION_RESET, OPTION_PRECISION, OPTION_USER_PUNCH, OPTION_ACTIVE,
       OPTION_SELECTED_OUT, OPTION_SOLID_SOLUTIONS, OPTION_INVERSE = OPTION_SOLID_SOLUTIONS + 3 };

static void start(struct input_selected *s)
{
    s->user_punch = s->active = true;
    static const enum input_flag on[] = {FLAG_SIM, FLAG_STATE, FLAG_SOLN, FLAG_DIST, FLAG_TIME,
                                         FLAG_STEP, FLAG_PH, FLAG_PE};
    for (size_t i = 0; i < sizeof on / sizeof *on; i++)
        s->flags[on[i]] = true;
}

static void read_names(struct input_parser *p, struct str line, struct input_names *names)
{
    struct str word;
    while (input_word(&line, &word))
        input_add_name(p, names, word);
}

static int read_reset(struct input_parser *p, struct str line, struct input_selected *s)
{
    bool value;
    int status = input_boolean(p, &line, &value);
    for (int i = 0; status == 0 && i < FLAG_COUNT; i++)
        s->flags[i] = value;
    return status;
}

static int read_selected_option(struct input_parser *p, int option, struct str line,
                                struct input_selected *s, struct input_names **open)
{
    *open = NULL;
    if (option < FLAGS)
        return input_boolean(p, &line, &s->flags[flag_of[option]]);
    if (option < FLAGS + LISTS) {
        *open = &s->lists[list_of[option - FLAGS]];
        read_names(p, line, *open);
        return 0;
    }
    bool ignored;
    switch (option) {
    case OPTION_FILE:
        s->file = str_trim(line);
        return 0;
    case OPTION_RESET:
        return read_reset(p, line, s);
    case OPTION_PRECISION:
        return input_boolean(p, &line, &s->high_precision);
    case OPTION_USER_PUNCH:
        return input_boolean(p, &line, &s->user_punch);
    case OPTION_ACTIVE:
    case OPTION_SELECTED_OUT:
        return input_boolean(p, &line, &s->active);
    case OPTION_INVERSE:
        return input_boolean(p, &line, &ignored);
    default:
        if (str_trim(line).n == 0) /* an empty list asks for nothing */
            return 0;
        break;
    }
    return input_fail_word(p, "この指定はありません", "this option is not built:", p->current.text);
}

int input_read_selected(struct input_parser *p, struct str rest)
{
    struct input_selected *s = ARENA_NEW(p->arena, struct input_selected);
    struct input_range range;
    struct input_names *open = NULL;
    start(s);
    s->place = p->current.place;
    int status = input_range(p, &rest, &range);
    s->number = range.first;
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status == 0 && option >= 0)
            status = read_selected_option(p, option, line, s, &open);
        else if (status == 0 && open)
            read_names(p, line, open);
        else if (status == 0)
            status = input_fail_word(p, "知らない指定です", "unknown option", line);
    }
    input_add(p, INPUT_SELECTED)->is.selected = s;
    return status;
}

int input_read_punch(struct input_parser *p, struct str rest)
{
    static const char *const punch_options[] = {"headings", "heading", "start", "end", NULL};
    struct input_punch *punch = ARENA_NEW(p->arena, struct input_punch);
    struct input_range range;
    struct input_gathered text = {0};
    punch->place = p->current.place;
    int status = input_range(p, &rest, &range);
    punch->number = range.first;
    bool headings = false;
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option = input_option(&line, punch_options);
        if (option == 0 || option == 1) {
            read_names(p, line, &punch->headings);
            headings = true;
        } else if (option >= 0) {
            headings = false;
        } else if (headings && !input_starts_with_number(line)) {
            read_names(p, line, &punch->headings);
        } else {
            input_gather(p, &text);
            headings = false;
        }
    }
    punch->source_line = text.bytes.n ? text.first.line : punch->place.line;
    punch->source = input_gathered_text(p, &text);
    input_add(p, INPUT_PUNCH)->is.punch = punch;
    return status;
}

/* There is no output file of PHREEQC's kind, so that only -selected_output and -reset say anything. */
int input_read_print(struct input_parser *p, struct str rest)
{
    static const char *const print_options[] = {"selected_output", "selected_out", "reset", NULL};
    struct input_print *print = ARENA_NEW(p->arena, struct input_print);
    int status = 0;
    (void)rest;
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option = input_option(&line, print_options);
        if (option == 0 || option == 1) {
            status = input_boolean(p, &line, &print->selected_output);
            print->given = true;
        } else if (option < 0 && p->current.text.p[0] != '-' && input_starts_with_number(line)) {
            status = input_fail_word(p, "知らない指定です", "unknown option", line);
        }
    }
    input_add(p, INPUT_PRINT)->is.print = print;
    return status;
}
