/* EXCHANGE and SURFACE. */
#include <math.h>

#include "chem/input_internal.h"

static const char *const options[] = {
    "equilibrate", "equilibrium", "equil", "no_edl", "no_electrostatic", "sites_units", "diffuse_layer",
    "donnan", "cd_music", "capacitance", "only_counter_ions", "pitzer_exchange_gammas", "exchange_gammas",
    "gammas", NULL};
enum option { EQUILIBRATE, EQUILIBRIUM, EQUIL, NO_EDL, NO_ELECTROSTATIC, SITES_UNITS, DIFFUSE_LAYER,
              DONNAN, CD_MUSIC, CAPACITANCE, COUNTER_IONS, PITZER_GAMMAS, EXCHANGE_GAMMAS, GAMMAS };

static int read_equilibrate(struct input_parser *p, struct str line, struct input_sorption *block)
{
    struct str word;
    int64_t number = 1;
    while (!input_starts_with_number(line) && input_word(&line, &word))
        ; /* "with solution 3" */
    int status = input_peek(line).n ? input_whole(p, &line, 0, INT32_MAX, &number) : 0;
    block->equilibrate = (int32_t)number;
    return status;
}

static int read_option(struct input_parser *p, int option, struct str line, struct input_sorption *block)
{
    switch ((enum option)option) {
    case EQUILIBRATE:
    case EQUILIBRIUM:
    case EQUIL:
        return read_equilibrate(p, line, block);
    case NO_EDL:
    case NO_ELECTROSTATIC:
        block->no_double_layer = true;
        return 0;
    case SITES_UNITS:
        block->sites_by_density = str_starts(input_peek(line), STR("d")) || str_starts(input_peek(line), STR("D"));
        return 0;
    case EXCHANGE_GAMMAS:
    case GAMMAS:
    case PITZER_GAMMAS:
        return 0;
    case DIFFUSE_LAYER:
    case DONNAN:
    case CD_MUSIC:
    case CAPACITANCE:
    case COUNTER_IONS:
        break;
    }
    return input_fail_word(p, "この指定はありません", "this option is not built:", p->current.text);
}

/* "X 0.06", or "X Calcite equilibrium_phase 0.1" / "X Rate kinetic_reactant 0.1". */
static int read_site(struct input_parser *p, struct str line, bool surface, struct input_site *site)
{
    struct str word;
    *site = (struct input_site){.area = NAN, .mass = NAN, .line = p->current.place.line};
    (void)input_word(&line, &site->name);
    if (input_optional_number(&line, &site->amount)) {
        if (surface && input_peek(line).n) {
            int status = input_number(p, &line, &site->area);
            return status ? status : input_number(p, &line, &site->mass);
        }
        return 0;
    }
    if (!input_word(&line, &site->phase))
        return input_fail(p, BOTH("量か相の名前が必要です", "an amount or the name of a phase is needed"));
    if (!input_starts_with_number(line) && input_word(&line, &word))
        site->kinetic = word.p[0] == 'k' || word.p[0] == 'K';
    int status = input_number(p, &line, &site->proportion);
    if (status == 0 && surface && input_peek(line).n)
        status = input_number(p, &line, &site->area);
    return status;
}

static int read_sorption(struct input_parser *p, struct str rest, bool surface)
{
    struct input_sorption *block = ARENA_NEW(p->arena, struct input_sorption);
    size_t room = 0;
    *block = (struct input_sorption){.place = p->current.place, .equilibrate = -1};
    int status = input_range(p, &rest, &block->range);
    while (status == 0 && input_next(p)) {
        struct str line = p->current.text;
        int option;
        status = input_option_or_fail(p, &line, options, &option);
        if (status)
            break;
        if (option >= 0) {
            status = read_option(p, option, line, block);
            continue;
        }
        block->sites = chem_grow(p->arena, block->sites, block->count, &room, sizeof *block->sites);
        status = read_site(p, line, surface, &block->sites[block->count++]);
    }
    input_add(p, surface ? INPUT_SURFACE : INPUT_EXCHANGE)->is.sorption = block;
    return status;
}

int input_read_exchange(struct input_parser *p, struct str rest)
{
    return read_sorption(p, rest, false);
}

int input_read_surface(struct input_parser *p, struct str rest)
{
    return read_sorption(p, rest, true);
}
