/* SELECTED_OUTPUT and USER_PUNCH: headings and rows as PHREEQC writes them, tab separated, numbers in
   12 columns or, with -high_precision, in 20. A new definition writes its headings again. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "chem/run_internal.h"

enum { FLUSH_SIZE = 1 << 16 };

/* One column: what is asked for it. */
struct column {
    enum input_list list;
    int32_t index; /* of the database, CHEM_NONE: not there */
};

struct run_output {
    int32_t number;
    const struct input_selected *selected; /* NULL until defined */
    const struct input_punch *punch;
    bool new_headings;
    size_t gas_column; /* the first of -gases */
    struct column *columns;
    size_t column_count;
    const struct chem_basic *program;
    struct chem_basic_run *memory;
    struct str file;
    struct buf bytes;
    bool wide, placed; /* all digits; begins with all columns of the place */
};

static struct run_output *output_of(struct run *run, int32_t number)
{
    for (size_t i = 0; i < run->output_count; i++)
        if (run->outputs[i].number == number)
            return &run->outputs[i];
    run->outputs = chem_grow(run->arena, run->outputs, run->output_count, &run->output_room,
                             sizeof *run->outputs);
    size_t at = run->output_count++;
    for (; at > 0 && run->outputs[at - 1].number > number; at--) /* rows come by number */
        run->outputs[at] = run->outputs[at - 1];
    run->outputs[at] = (struct run_output){.number = number};
    return &run->outputs[at];
}

static enum chem_ask ask_of(enum input_list list)
{
    static const enum chem_ask asks[LIST_COUNT] = {
        [LIST_TOTALS] = CHEM_ASK_TOT,   [LIST_MOLALITIES] = CHEM_ASK_MOL,
        [LIST_ACTIVITIES] = CHEM_ASK_LA, [LIST_PHASES] = CHEM_ASK_EQUI,
        [LIST_SATURATION] = CHEM_ASK_SI, [LIST_GASES] = CHEM_ASK_GAS,
        [LIST_KINETICS] = CHEM_ASK_KIN};
    return asks[list];
}

static int resolve_columns(struct run *run, struct run_output *output)
{
    size_t count = 0, at = 0;
    for (int list = 0; list < LIST_COUNT; list++)
        count += output->selected->lists[list].count;
    output->columns = ARENA_ARRAY(run->arena, struct column, count);
    output->column_count = count;
    output->gas_column = SIZE_MAX;
    for (int list = 0; list < LIST_COUNT; list++)
        for (size_t i = 0; i < output->selected->lists[list].count; i++) {
            if (list == LIST_GASES && i == 0)
                output->gas_column = at;
            output->columns[at++] = (struct column){
                (enum input_list)list,
                run->basic.resolve(run, ask_of((enum input_list)list),
                                   output->selected->lists[list].items[i])};
        }
    return 0;
}

static int compile_punch(struct run *run, struct run_output *output)
{
    const struct input_punch *punch = output->punch;
    int status = chem_basic_compile(punch->source, run->input->files[punch->place.file],
                                    punch->source_line, &run->basic, run->arena, &output->program,
                                    run->error);
    if (status == 0)
        output->memory = chem_basic_run_create(output->program, run->arena);
    return status;
}

int run_define_output(struct run *run, const struct input_selected *selected)
{
    struct run_output *output = output_of(run, selected->number);
    output->selected = selected;
    output->wide = selected->high_precision || run->host->whole_rows;
    output->placed = run->host->whole_rows;
    output->new_headings = true;
    output->file = selected->file.n ? selected->file
                                    : arena_format(run->arena, "selected_output_%d.sel", (int)selected->number);
    return resolve_columns(run, output);
}

int run_define_punch(struct run *run, const struct input_punch *punch)
{
    struct run_output *output = output_of(run, punch->number);
    output->punch = punch;
    output->new_headings = true;
    return compile_punch(run, output);
}

int run_refresh_outputs(struct run *run)
{
    int status = 0;
    for (size_t i = 0; status == 0 && i < run->output_count; i++) {
        if (run->outputs[i].selected)
            status = resolve_columns(run, &run->outputs[i]);
        if (status == 0 && run->outputs[i].punch)
            status = compile_punch(run, &run->outputs[i]);
    }
    return status;
}

/* Headings. */

static void put_heading(struct run_output *output, const char *before, struct str name, const char *behind)
{
    char text[256];
    int n = snprintf(text, sizeof text, "%s%" PRIstr "%s", before, STR_ARG(str_slice(name, 0, 200)), behind);
    buf_format(&output->bytes, "%*s\t", output->wide ? 20 : 12, n > 0 ? text : "");
}

static void put_column_heading(struct run_output *output, enum input_list list, struct str name)
{
    switch (list) {
    case LIST_TOTALS:
        put_heading(output, "", name, "(mol/kgw)");
        break;
    case LIST_MOLALITIES:
        put_heading(output, "m_", name, "(mol/kgw)");
        break;
    case LIST_ACTIVITIES:
        put_heading(output, "la_", name, "");
        break;
    case LIST_PHASES:
        put_heading(output, "", name, "");
        put_heading(output, "d_", name, "");
        break;
    case LIST_SATURATION:
        put_heading(output, "si_", name, "");
        break;
    case LIST_GASES:
        put_heading(output, "g_", name, "");
        break;
    case LIST_KINETICS:
        put_heading(output, "k_", name, "");
        put_heading(output, "dk_", name, "");
        break;
    case LIST_COUNT:
        break;
    }
}

static bool is_shown(const struct run_output *output, int flag)
{
    return output->selected->flags[flag] || (output->placed && flag <= FLAG_STEP);
}

static void put_headings(struct run_output *output)
{
    static const char *const names[FLAG_COUNT] = {
        "sim", "state", "soln", "dist_x", "time", "step", "pH", "pe", "reaction", "temp(C)",
        "Alk(eq/kgw)", "mu", "mass_H2O", "charge(eq)", "pct_err"};
    for (int i = 0; i < FLAG_COUNT; i++)
        if (is_shown(output, i))
            put_heading(output, "", str_from_c(names[i]), "");
    static const char *const totals[] = {"pressure", "total mol", "volume"};
    for (int list = 0; list < LIST_COUNT; list++)
        for (size_t i = 0; i < output->selected->lists[list].count; i++) {
            for (int k = 0; list == LIST_GASES && i == 0 && k < 3; k++)
                put_heading(output, "", str_from_c(totals[k]), "");
            put_column_heading(output, (enum input_list)list, output->selected->lists[list].items[i]);
        }
    if (output->selected->user_punch && output->punch)
        for (size_t i = 0; i < output->punch->headings.count; i++)
            put_heading(output, "", output->punch->headings.items[i], "");
    buf_append_char(&output->bytes, '\n');
    output->new_headings = false;
}

/* Values. */

static void put_number(struct run_output *output, double value)
{
    buf_format(&output->bytes, output->wide ? "%20.12e\t" : "%12.4e\t", value);
}

/* In the short layout these have the form %g, or another of their own. */
static void put_short(struct run_output *output, double value, const char *format)
{
    if (output->wide)
        put_number(output, value);
    else
        buf_format(&output->bytes, format[0] == 'g' ? "%12g\t" : format[0] == '3' ? "%12.3f\t" : "%12.4f\t",
                   value);
}

static void put_general(struct run_output *output, double value)
{
    buf_format(&output->bytes, output->placed ? "%20.15g\t" : output->wide ? "%20g\t" : "%12g\t", value);
}

static void put_whole(struct run_output *output, int64_t value)
{
    buf_format(&output->bytes, output->wide ? "%20lld\t" : "%12lld\t", (long long)value);
}

static void put_word(struct run_output *output, const char *word)
{
    buf_format(&output->bytes, output->wide ? "%20s\t" : "%12s\t", word);
}

static const char *state_name(enum run_state state)
{
    switch (state) {
    case STATE_SOLUTION: return "i_soln";
    case STATE_EXCHANGE: return "i_exch";
    case STATE_SURFACE: return "i_surf";
    case STATE_GAS: return "i_gas";
    case STATE_REACTION: return "react";
    case STATE_ADVECTION: return "advect";
    case STATE_TRANSPORT: return "transp";
    }
    return "unknown";
}

static double distance_of(const struct run *run)
{
    if (run->state == STATE_ADVECTION)
        return run->cell.number;
    return run->state == STATE_TRANSPORT ? run->distance : -99;
}

static double time_of(const struct run *run)
{
    if (run->state < STATE_REACTION)
        return -99;
    if (run->state == STATE_ADVECTION && !run->timed)
        return (double)run->step;
    return run->state == STATE_REACTION ? run->time : run->initial_time + run->time;
}

static void put_place(struct run *run, struct run_output *output, enum input_flag flag)
{
    switch ((int)flag) {
    case FLAG_SIM:
        put_whole(output, run->simulation);
        break;
    case FLAG_STATE:
        put_word(output, state_name(run->state));
        break;
    case FLAG_SOLN:
        put_whole(output, run->cell.number);
        break;
    case FLAG_DIST:
        put_general(output, distance_of(run));
        break;
    case FLAG_TIME:
        put_general(output, time_of(run));
        break;
    default:
        put_whole(output, run->state < STATE_REACTION ? -99 : run->step);
        break;
    }
}

static void put_water(struct run *run, struct run_output *output, enum input_flag flag)
{
    const struct chem_water *water = &run->cell.water;
    switch ((int)flag) {
    case FLAG_PH:
        put_short(output, chem_water_ph(water), "g");
        break;
    case FLAG_PE:
        put_short(output, chem_water_pe(water), "g");
        break;
    case FLAG_RXN:
        if (run->state == STATE_REACTION && !isnan(run->step_amount))
            put_number(output, run->step_amount);
        else
            put_whole(output, -99);
        break;
    case FLAG_TEMP:
        put_short(output, water->kelvin - 273.15, "3");
        break;
    case FLAG_ALK:
        put_short(output, chem_read_alkalinity(&run->view.answer), "g");
        break;
    case FLAG_MU:
        put_short(output, water->ionic_strength, "g");
        break;
    case FLAG_WATER:
        put_short(output, water->mass, "g");
        break;
    case FLAG_CHARGE:
        put_short(output, chem_water_charge(water), "g");
        break;
    default:
        put_short(output, run->basic.ask(run, CHEM_ASK_PERCENT_ERROR, CHEM_NONE, 0), "g");
        break;
    }
}

static double ask(struct run *run, enum chem_ask what, const struct column *column, double absent)
{
    if (column->index == CHEM_NONE)
        return absent;
    double value = run->basic.ask(run, what, column->index, 0);
    return absent != 0 && value == -99.99 ? absent : value; /* BASIC writes nothing as -99.99 */
}

static void put_column(struct run *run, struct run_output *output, const struct column *column)
{
    static const double nothing = -999.999;
    switch (column->list) {
    case LIST_ACTIVITIES:
        put_number(output, ask(run, CHEM_ASK_LA, column, nothing));
        break;
    case LIST_SATURATION:
        put_short(output, ask(run, CHEM_ASK_SI, column, nothing), "4");
        break;
    case LIST_PHASES:
        put_number(output, ask(run, CHEM_ASK_EQUI, column, 0));
        put_number(output, ask(run, CHEM_ASK_EQUI_DELTA, column, 0));
        break;
    case LIST_KINETICS:
        put_number(output, ask(run, CHEM_ASK_KIN, column, 0));
        put_number(output, ask(run, CHEM_ASK_KIN_DELTA, column, 0));
        break;
    case LIST_GASES:
    case LIST_TOTALS:
    case LIST_MOLALITIES:
    case LIST_COUNT:
        put_number(output, ask(run, ask_of(column->list), column, 0));
        break;
    }
}

/* What stands before the gases: pressure, mol and volume of the gas phase. */
static void put_gas_phase(struct run *run, struct run_output *output)
{
    struct run_gas_totals totals = run_gas_totals(run);
    put_number(output, totals.pressure);
    put_number(output, totals.amount);
    put_number(output, totals.volume);
}

/* The output that USER_PUNCH writes into stands behind these two. */
static void punch_number(void *data, double value)
{
    struct run *run = data;
    put_number(run->punching, value);
}

static void punch_text(void *data, struct str value)
{
    struct run *run = data;
    char text[64];
    bool wide = run->punching->wide;
    size_t width = wide ? 20 : 12;
    if (value.n > width) {
        buf_append(&run->punching->bytes, value);
        buf_append_char(&run->punching->bytes, '\t');
        return;
    }
    memcpy(text, value.p ? value.p : "", value.n);
    text[value.n] = 0;
    put_word(run->punching, text);
}

static int put_user_punch(struct run *run, struct run_output *output)
{
    struct chem_basic_host host = run->basic;
    double saved;
    host.punch = punch_number;
    host.punch_text = punch_text;
    run->punching = output;
    run->view.rate = NULL;
    return chem_basic_execute(output->program, output->memory, &host, RUN_PUNCH_JUMPS, &saved, run->error);
}

static int flush(struct run *run, struct run_output *output)
{
    int status = 0;
    if (run->host->write && output->bytes.n)
        status = run->host->write(run->host->data, output->number, output->file,
                                  buf_str(&output->bytes), run->error);
    buf_clear(&output->bytes);
    return status;
}

static int put_row(struct run *run, struct run_output *output)
{
    if (output->new_headings)
        put_headings(output);
    for (int i = 0; i < FLAG_COUNT; i++)
        if (is_shown(output, i) && i <= FLAG_STEP)
            put_place(run, output, (enum input_flag)i);
        else if (is_shown(output, i))
            put_water(run, output, (enum input_flag)i);
    for (size_t i = 0; i < output->column_count; i++) {
        if (i == output->gas_column)
            put_gas_phase(run, output);
        put_column(run, output, &output->columns[i]);
    }
    int status = 0;
    if (output->selected->user_punch && output->program)
        status = put_user_punch(run, output);
    buf_append_char(&output->bytes, '\n');
    run->summary->rows++;
    return status == 0 && output->bytes.n > FLUSH_SIZE ? flush(run, output) : status;
}

int run_punch(struct run *run)
{
    int status = 0;
    bool evaluated = false;
    for (size_t i = 0; status == 0 && !run->punch_off && i < run->output_count; i++) {
        struct run_output *output = &run->outputs[i];
        if (!output->selected || !output->selected->active)
            continue;
        if (!evaluated)
            run->view.answer = chem_evaluate(run->solver, &run->cell.water);
        evaluated = true;
        status = put_row(run, output);
    }
    return status;
}

int run_flush(struct run *run)
{
    int status = 0;
    for (size_t i = 0; i < run->output_count; i++) {
        if (status == 0)
            status = flush(run, &run->outputs[i]);
        buf_finish(&run->outputs[i].bytes);
    }
    return status;
}
