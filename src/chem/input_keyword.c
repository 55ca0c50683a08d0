/* The keywords of the input language and the walk over the blocks of a file. A keyword that PHREEQC
   has and this reader does not is an error with its line, as is a line that belongs to no block. */
#include <string.h>

#include "chem/input_internal.h"

enum role { ROLE_READ, ROLE_END, ROLE_DEFINE, ROLE_TITLE, ROLE_DATABASE, ROLE_SKIP, ROLE_MISSING };

struct keyword {
    struct str name;
    enum role role;
    int (*read)(struct input_parser *p, struct str rest);
};

/* Sorted by name. */
static const struct keyword keywords[] = {
#define READ(name, function) {STR_INIT(name), ROLE_READ, function}
#define OTHER(name, role) {STR_INIT(name), role, NULL}
    READ("ADVECTION", input_read_advection),
    OTHER("CALCULATE_VALUES", ROLE_MISSING),
    OTHER("COMMENT", ROLE_TITLE),
    READ("COPY", input_read_copy),
    OTHER("DATABASE", ROLE_DATABASE),
    READ("DELETE", input_read_delete),
    OTHER("DUMP", ROLE_SKIP),
    OTHER("END", ROLE_END),
    READ("EQUILIBRIA", input_read_phases),
    READ("EQUILIBRIUM", input_read_phases),
    READ("EQUILIBRIUM_PHASES", input_read_phases),
    OTHER("EQUILIBRIUM_PHASES_MODIFY", ROLE_MISSING),
    READ("EXCHANGE", input_read_exchange),
    OTHER("EXCHANGE_MASTER_SPECIES", ROLE_DEFINE),
    OTHER("EXCHANGE_SPECIES", ROLE_DEFINE),
    OTHER("GAS_BINARY_PARAMETERS", ROLE_DEFINE),
    READ("GAS_PHASE", input_read_gas),
    READ("INCREMENTAL", input_read_incremental),
    READ("INCREMENTAL_REACTIONS", input_read_incremental),
    OTHER("INVERSE_MODELING", ROLE_MISSING),
    OTHER("ISOTOPES", ROLE_MISSING),
    READ("KINETICS", input_read_kinetics),
    OTHER("KNOBS", ROLE_SKIP),
    OTHER("LLNL_AQUEOUS_MODEL_PARAMETERS", ROLE_MISSING),
    OTHER("MEAN_GAMMAS", ROLE_DEFINE),
    READ("MIX", input_read_mix),
    OTHER("MIXTURE", ROLE_MISSING),
    OTHER("NAMED_EXPRESSIONS", ROLE_DEFINE),
    OTHER("PHASES", ROLE_DEFINE),
    OTHER("PITZER", ROLE_MISSING),
    READ("PRINT", input_read_print),
    READ("PURE", input_read_phases),
    READ("PURE_PHASES", input_read_phases),
    OTHER("RATES", ROLE_DEFINE),
    OTHER("RATE_PARAMETERS_HERMANSKA", ROLE_MISSING),
    OTHER("RATE_PARAMETERS_PK", ROLE_MISSING),
    OTHER("RATE_PARAMETERS_SVD", ROLE_MISSING),
    READ("REACTION", input_read_reaction),
    OTHER("REACTION_MODIFY", ROLE_MISSING),
    OTHER("REACTION_PRESSURE", ROLE_MISSING),
    READ("REACTION_TEMPERATURE", input_read_temperature),
    READ("RUN_CELLS", input_read_cells),
    READ("SAVE", input_read_save),
    READ("SELECTED_OUTPUT", input_read_selected),
    READ("SELECTED_OUT", input_read_selected),
    READ("SELECT_OUTPUT", input_read_selected),
    OTHER("SIT", ROLE_MISSING),
    OTHER("SOLID_SOLUTIONS", ROLE_MISSING),
    READ("SOLUTION", input_read_solution),
    OTHER("SOLUTION_MASTER_SPECIES", ROLE_DEFINE),
    OTHER("SOLUTION_MODIFY", ROLE_MISSING),
    OTHER("SOLUTION_RAW", ROLE_MISSING),
    OTHER("SOLUTION_SPECIES", ROLE_DEFINE),
    READ("SOLUTION_SPREAD", input_read_spread),
    READ("SURFACE", input_read_surface),
    OTHER("SURFACE_MASTER_SPECIES", ROLE_DEFINE),
    OTHER("SURFACE_SPECIES", ROLE_DEFINE),
    OTHER("TITLE", ROLE_TITLE),
    READ("TRANSPORT", input_read_transport),
    READ("USE", input_read_use),
    OTHER("USER_GRAPH", ROLE_SKIP),
    OTHER("USER_PRINT", ROLE_SKIP),
    READ("USER_PUNCH", input_read_punch),
#undef READ
#undef OTHER
};
enum { KEYWORDS = sizeof keywords / sizeof *keywords };

static const struct keyword *find_keyword(struct str line)
{
    char c = line.n ? line.p[0] : 0;
    c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    if (c < 'A' || c > 'U')
        return NULL;
    struct str word = input_peek(line);
    for (size_t i = 0; i < KEYWORDS && keywords[i].name.p[0] <= c; i++)
        if (keywords[i].name.p[0] == c && str_equal_nocase(keywords[i].name, word))
            return &keywords[i];
    return NULL;
}

bool input_is_keyword(struct str line)
{
    return find_keyword(line) != NULL;
}

static struct input_simulation *simulation(struct input_parser *p)
{
    return &p->input->simulations[p->input->count - 1];
}

static void open_simulation(struct input_parser *p)
{
    struct chem_input *input = p->input;
    input->simulations = chem_grow(p->arena, input->simulations, input->count, &input->room,
                                   sizeof *input->simulations);
    input->simulations[input->count++] = (struct input_simulation){0};
}

struct input_item *input_add(struct input_parser *p, enum input_kind kind)
{
    struct input_simulation *s = simulation(p);
    s->items = chem_grow(p->arena, s->items, s->count, &s->room, sizeof *s->items);
    s->items[s->count] = (struct input_item){.kind = kind};
    return &s->items[s->count++];
}

/* A block that follows a definition at once and is one too: they are read together, because masters,
   species and phases refer to each other. */
static bool next_defines(struct input_parser *p, int32_t file)
{
    if (!input_next_any(p))
        return false;
    const struct keyword *keyword = find_keyword(p->current.text);
    if (keyword && keyword->role == ROLE_DEFINE && p->current.place.file == file)
        return true;
    input_hold(p);
    return false;
}

static int read_definitions(struct input_parser *p)
{
    struct input_gathered text = {0};
    struct input_definitions *block = ARENA_NEW(p->arena, struct input_definitions);
    input_gather(p, &text);
    int32_t file = p->current.place.file;
    while (input_next(p) || next_defines(p, file)) {
        if (p->current.place.file != file) {
            buf_finish(&text.bytes);
            return input_fail(p, BOTH("定義の途中でファイルが変わっています。INCLUDE$ は定義の前か後に書いてください",
                                      "the file changes inside of a definition; put INCLUDE$ before or behind it"));
        }
        input_gather(p, &text);
    }
    block->place = text.first;
    block->text = input_gathered_text(p, &text);
    input_add(p, INPUT_DEFINITIONS)->is.definitions = block;
    return 0;
}

static void skip_block(struct input_parser *p)
{
    while (input_next(p))
        ;
}

static int skip_with_notice(struct input_parser *p)
{
    input_notice(p, arena_format(p->arena, "%" PRIstr " は使いません\x1f%" PRIstr " is not used",
                                 STR_ARG(p->keyword), STR_ARG(p->keyword)));
    skip_block(p);
    return 0;
}

static int read_block(struct input_parser *p, const struct keyword *keyword)
{
    struct str rest = p->current.text, word;
    (void)input_word(&rest, &word);
    rest = str_trim(rest);
    p->keyword = keyword->name;
    switch (keyword->role) {
    case ROLE_READ:
        return keyword->read(p, rest);
    case ROLE_END:
        open_simulation(p);
        return 0;
    case ROLE_DEFINE:
        return read_definitions(p);
    case ROLE_TITLE:
        skip_block(p);
        return 0;
    case ROLE_DATABASE:
        if (rest.n == 0 && input_next(p))
            rest = p->current.text;
        p->input->database = rest;
        return 0;
    case ROLE_SKIP:
        return skip_with_notice(p);
    case ROLE_MISSING:
        break;
    }
    return input_fail(p, BOTH("この機能はありません", "this is not built"));
}

int chem_input_parse(struct str file, struct str text, const struct chem_input_host *host,
                     struct arena *arena, const struct chem_input **out, struct error *error)
{
    struct chem_input *input = ARENA_NEW(arena, struct chem_input);
    struct input_parser parser = {.arena = arena, .error = error, .input = input};
    int status = input_expand(&parser, file, text, host);
    open_simulation(&parser);
    while (status == 0 && input_next_any(&parser)) {
        const struct keyword *keyword = find_keyword(parser.current.text);
        parser.keyword = input_peek(parser.current.text);
        status = keyword ? read_block(&parser, keyword)
                         : input_fail(&parser, BOTH("知らないキーワードです", "unknown keyword"));
    }
    *out = input;
    return status;
}
