/* The functions of BASIC and the questions to the chemistry, by name. A question whose name is
   written in the program is resolved here, once; a name that is put together while running is
   resolved then. */
#include <string.h>

#include "chem/basic_internal.h"
#include "chem/database.h"

enum ask_form {
    ASK_BARE,   /* MU */
    ASK_NAMED,  /* TOT("Fe") */
    ASK_NUMBER, /* PARM(1) */
    ASK_PAIR    /* SURF("Zn", "Hfo"): the host sees "Zn" TAB "Hfo" */
};

static const struct {
    const char *name;
    enum chem_ask ask;
    enum ask_form form;
} asks[] = {
    {"TOT", CHEM_ASK_TOT, ASK_NAMED},
    {"TOTMOLE", CHEM_ASK_TOTMOL, ASK_NAMED},
    {"TOTMOL", CHEM_ASK_TOTMOL, ASK_NAMED},
    {"TOTMOLES", CHEM_ASK_TOTMOL, ASK_NAMED},
    {"MOL", CHEM_ASK_MOL, ASK_NAMED},
    {"ACT", CHEM_ASK_ACT, ASK_NAMED},
    {"LA", CHEM_ASK_LA, ASK_NAMED},
    {"LM", CHEM_ASK_LM, ASK_NAMED},
    {"LG", CHEM_ASK_LG, ASK_NAMED},
    {"GAMMA", CHEM_ASK_GAMMA, ASK_NAMED},
    {"SI", CHEM_ASK_SI, ASK_NAMED},
    {"SR", CHEM_ASK_SR, ASK_NAMED},
    {"LK_PHASE", CHEM_ASK_LK_PHASE, ASK_NAMED},
    {"LK_SPECIES", CHEM_ASK_LK_SPECIES, ASK_NAMED},
    {"EQUI", CHEM_ASK_EQUI, ASK_NAMED},
    {"EQUI_DELTA", CHEM_ASK_EQUI_DELTA, ASK_NAMED},
    {"KIN", CHEM_ASK_KIN, ASK_NAMED},
    {"PR_P", CHEM_ASK_GAS_PART, ASK_NAMED},
    {"PR_PHI", CHEM_ASK_GAS_PHI, ASK_NAMED},
    {"GAS_P", CHEM_ASK_GAS_P, ASK_BARE},
    {"GAS_VM", CHEM_ASK_GAS_VM, ASK_BARE},
    {"KIN_DELTA", CHEM_ASK_KIN_DELTA, ASK_NAMED},
    {"GAS", CHEM_ASK_GAS, ASK_NAMED},
    {"SYS", CHEM_ASK_SYS, ASK_NAMED},
    {"GFW", CHEM_ASK_GFW, ASK_NAMED},
    {"SURF", CHEM_ASK_SURF, ASK_PAIR},
    {"ALK", CHEM_ASK_ALK, ASK_BARE},
    {"MU", CHEM_ASK_MU, ASK_BARE},
    {"TK", CHEM_ASK_TK, ASK_BARE},
    {"TC", CHEM_ASK_TC, ASK_BARE},
    {"CHARGE_BALANCE", CHEM_ASK_CHARGE_BALANCE, ASK_BARE},
    {"PERCENT_ERROR", CHEM_ASK_PERCENT_ERROR, ASK_BARE},
    {"RHO", CHEM_ASK_RHO, ASK_BARE},
    {"SOLN_VOL", CHEM_ASK_SOLN_VOL, ASK_BARE},
    {"CELL_NO", CHEM_ASK_CELL_NO, ASK_BARE},
    {"STEP_NO", CHEM_ASK_STEP_NO, ASK_BARE},
    {"SIM_NO", CHEM_ASK_SIM_NO, ASK_BARE},
    {"TIME", CHEM_ASK_TIME, ASK_BARE},
    {"TOTAL_TIME", CHEM_ASK_TOTAL_TIME, ASK_BARE},
    {"SIM_TIME", CHEM_ASK_SIM_TIME, ASK_BARE},
    {"M", CHEM_ASK_M, ASK_BARE},
    {"M0", CHEM_ASK_M0, ASK_BARE},
    {"PARM", CHEM_ASK_PARM, ASK_NUMBER},
    {"RXN", CHEM_ASK_RXN, ASK_BARE},
    {"DIST", CHEM_ASK_DIST, ASK_BARE},
};
enum { ASKS = sizeof asks / sizeof *asks };

static const struct {
    const char *name;
    enum basic_operation operation;
} number_functions[] = {
    {"ABS", BASIC_ABS}, {"ARCTAN", BASIC_ARCTAN}, {"CEIL", BASIC_CEIL}, {"COS", BASIC_COS},
    {"EXP", BASIC_EXP}, {"FLOOR", BASIC_FLOOR}, {"LOG", BASIC_LOG}, {"LOG10", BASIC_LOG10},
    {"SGN", BASIC_SIGN}, {"SIN", BASIC_SIN}, {"SQR", BASIC_SQUARE}, {"SQRT", BASIC_SQRT},
    {"TAN", BASIC_TAN},
};
enum { NUMBER_FUNCTIONS = sizeof number_functions / sizeof *number_functions };

static int32_t ask_entry(struct basic_compiler *c, enum chem_ask ask, int32_t index)
{
    for (size_t i = 0; i < c->ask_count; i++)
        if (c->asks[i].ask == ask && c->asks[i].index == index)
            return (int32_t)i;
    c->asks = chem_grow(c->arena, c->asks, c->ask_count, &c->ask_room, sizeof *c->asks);
    c->asks[c->ask_count] = (struct basic_ask){ask, index};
    return (int32_t)c->ask_count++;
}

static void emit_ask(struct basic_compiler *c, enum chem_ask ask, int32_t index, int32_t argument,
                     struct basic_operand *out)
{
    *out = (struct basic_operand){false, basic_temporary(c)};
    basic_emit(c, BASIC_ASK, out->at, argument, ask_entry(c, ask, index));
}

static int ask_about(struct basic_compiler *c, enum chem_ask ask, struct str function, int32_t name,
                     struct basic_operand *out)
{
    if (!basic_is_constant(name)) {
        *out = (struct basic_operand){false, basic_temporary(c)};
        basic_emit(c, BASIC_ASK_TEXT, out->at, name, ask_entry(c, ask, CHEM_NONE));
        return 0;
    }
    struct str text = c->texts[name & ~BASIC_SPACE];
    int32_t index = c->host->resolve(c->host->data, ask, text);
    if (index == CHEM_NONE)
        return basic_fail(c, arena_format(c->arena,
                                          "%" PRIstr " に知らない名前「%" PRIstr
                                          "」が渡されています\x1f%" PRIstr
                                          " does not know the name \"%" PRIstr "\"",
                                          STR_ARG(function), STR_ARG(text), STR_ARG(function),
                                          STR_ARG(text)));
    emit_ask(c, ask, index, basic_constant(c, 0), out);
    return 0;
}

static int read_pair(struct basic_compiler *c, int32_t *name)
{
    int32_t second;
    int status = basic_text(c, name);
    if (status || !basic_accept(c, ","))
        return status;
    status = basic_text(c, &second);
    if (status)
        return status;
    if (!basic_is_constant(*name) || !basic_is_constant(second))
        return basic_fail(c, BOTH("SURF の名前は引用符の中に書いてください",
                                  "write the names of SURF in quotation marks"));
    *name = basic_text_constant(c, ARENA_JOIN(c->arena, c->texts[*name & ~BASIC_SPACE], STR("\t"),
                                              c->texts[second & ~BASIC_SPACE]));
    return 0;
}

static int call_ask(struct basic_compiler *c, size_t which, struct basic_operand *out)
{
    int32_t argument;
    struct str function = str_from_c(asks[which].name);
    if (asks[which].form == ASK_BARE) {
        emit_ask(c, asks[which].ask, CHEM_NONE, basic_constant(c, 0), out);
        return 0;
    }
    int status = basic_expect(c, "(");
    if (status == 0 && asks[which].form == ASK_NUMBER)
        status = basic_number(c, &argument);
    else if (status == 0)
        status = asks[which].form == ASK_PAIR ? read_pair(c, &argument) : basic_text(c, &argument);
    if (status == 0)
        status = basic_expect(c, ")");
    if (status)
        return status;
    if (asks[which].form != ASK_NUMBER)
        return ask_about(c, asks[which].ask, function, argument, out);
    emit_ask(c, asks[which].ask, CHEM_NONE, argument, out);
    return 0;
}

static int call_number_function(struct basic_compiler *c, enum basic_operation operation,
                                struct basic_operand *out)
{
    int32_t argument;
    int status = basic_expect(c, "(");
    if (status == 0)
        status = basic_number(c, &argument);
    if (status == 0)
        status = basic_expect(c, ")");
    out->text = false;
    return status ? status : basic_emit_number(c, operation, argument, argument, &out->at);
}

/* One or two whole numbers in brackets: the key of GET, PUT and EXISTS. */
static int read_key(struct basic_compiler *c, int32_t *first, int32_t *second)
{
    *second = basic_constant(c, 0);
    int status = basic_number(c, first);
    if (status == 0 && basic_accept(c, ","))
        status = basic_number(c, second);
    return status ? status : basic_expect(c, ")");
}

static int call_get(struct basic_compiler *c, enum basic_operation operation,
                    struct basic_operand *out)
{
    int32_t first, second;
    int status = basic_expect(c, "(");
    if (status == 0)
        status = read_key(c, &first, &second);
    if (status)
        return status;
    *out = (struct basic_operand){false, basic_temporary(c)};
    basic_emit(c, operation, out->at, first, second);
    return 0;
}

int basic_put(struct basic_compiler *c)
{
    int32_t value, first, second;
    int status = basic_expect(c, "(");
    if (status == 0)
        status = basic_number(c, &value);
    if (status == 0)
        status = basic_expect(c, ",");
    if (status == 0)
        status = read_key(c, &first, &second);
    if (status == 0)
        basic_emit(c, BASIC_PUT, value, first, second);
    return status;
}

/* Functions with a text in or out: how many texts and numbers they take, in that order unless
   `number_first`. */
struct text_function {
    const char *name;
    enum basic_operation operation;
    uint8_t texts, numbers;
    bool gives_text;
    int8_t mode; /* of TEXT_TRIM: which ends */
};

static const struct text_function text_functions[] = {
    {"LEN", BASIC_TEXT_LENGTH, 1, 0, false, 0}, {"VAL", BASIC_TEXT_VALUE, 1, 0, false, 0},
    {"ASC", BASIC_TEXT_CODE, 1, 0, false, 0}, {"INSTR", BASIC_TEXT_FIND, 2, 0, false, 0},
    {"CHR$", BASIC_TEXT_CHARACTER, 0, 1, true, 0}, {"STR$", BASIC_TEXT_NUMBER, 0, 1, true, 0},
    {"STR_F$", BASIC_TEXT_FIXED, 0, 3, true, 0}, {"STR_E$", BASIC_TEXT_SCIENCE, 0, 3, true, 0},
    {"MID$", BASIC_TEXT_MIDDLE, 1, 2, true, 0}, {"PAD", BASIC_TEXT_PAD, 1, 1, true, 0},
    {"PAD$", BASIC_TEXT_PAD, 1, 1, true, 0}, {"LTRIM", BASIC_TEXT_TRIM, 1, 0, true, 1},
    {"RTRIM", BASIC_TEXT_TRIM, 1, 0, true, 2}, {"TRIM", BASIC_TEXT_TRIM, 1, 0, true, 3},
};
enum { TEXT_FUNCTIONS = sizeof text_functions / sizeof *text_functions };

static int read_arguments(struct basic_compiler *c, const struct text_function *f, int32_t *texts,
                          int32_t *numbers, size_t *count)
{
    int status = basic_expect(c, "(");
    for (size_t i = 0; status == 0 && i < f->texts; i++) {
        status = i ? basic_expect(c, ",") : 0;
        if (status == 0)
            status = basic_text(c, &texts[i]);
    }
    for (*count = 0; status == 0 && *count < f->numbers; ++*count) {
        /* MID$'s length may be left out */
        if (f->operation == BASIC_TEXT_MIDDLE && *count == 1 && !basic_accept(c, ","))
            break;
        if (*count + f->texts > 0 && !(f->operation == BASIC_TEXT_MIDDLE && *count == 1))
            status = basic_expect(c, ",");
        if (status == 0)
            status = basic_number(c, &numbers[*count]);
    }
    return status ? status : basic_expect(c, ")");
}

/* Width and digits of STR_F$ and STR_E$ travel in one number. */
static int pack_format(struct basic_compiler *c, const int32_t *numbers, int32_t *out)
{
    int32_t whole;
    int status = basic_emit_number(c, BASIC_FLOOR, numbers[1], numbers[1], &whole);
    if (status == 0)
        status = basic_emit_number(c, BASIC_MULTIPLY, whole, basic_constant(c, 1000), &whole);
    return status ? status : basic_emit_number(c, BASIC_ADD, whole, numbers[2], out);
}

static void emit_middle(struct basic_compiler *c, int32_t from, const int32_t *numbers, size_t count,
                        int32_t out)
{
    basic_emit(c, BASIC_TEXT_MIDDLE, out, from, numbers[0]);
    if (count == 2)
        basic_emit(c, BASIC_TEXT_FIRST, out, out, numbers[1]);
}

static int call_text_function(struct basic_compiler *c, const struct text_function *f,
                              struct basic_operand *out)
{
    int32_t texts[2] = {0}, numbers[3] = {0};
    size_t count = 0;
    int status = read_arguments(c, f, texts, numbers, &count);
    if (status)
        return status;
    *out = (struct basic_operand){f->gives_text,
                                  f->gives_text ? basic_text_temporary(c) : basic_temporary(c)};
    if (f->operation == BASIC_TEXT_MIDDLE) {
        emit_middle(c, texts[0], numbers, count, out->at);
    } else if (f->numbers == 3) {
        int32_t format;
        status = pack_format(c, numbers, &format);
        if (status == 0)
            basic_emit(c, f->operation, out->at, numbers[0], format);
    } else if (f->operation == BASIC_TEXT_TRIM) {
        basic_emit(c, f->operation, out->at, texts[0], f->mode);
    } else if (f->texts == 0) {
        basic_emit(c, f->operation, out->at, numbers[0], 0);
    } else {
        basic_emit(c, f->operation, out->at, texts[0], f->texts == 2 ? texts[1] : numbers[0]);
    }
    return status;
}

/* False when `name` is not a function. */
static bool call_table(struct basic_compiler *c, struct str name, struct basic_operand *out,
                       int *status)
{
    for (size_t i = 0; i < NUMBER_FUNCTIONS; i++)
        if (str_equal(name, str_from_c(number_functions[i].name))) {
            c->token++;
            *status = call_number_function(c, number_functions[i].operation, out);
            return true;
        }
    for (size_t i = 0; i < ASKS; i++)
        if (str_equal(name, str_from_c(asks[i].name))) {
            c->token++;
            *status = call_ask(c, i, out);
            return true;
        }
    for (size_t i = 0; i < TEXT_FUNCTIONS; i++)
        if (str_equal(name, str_from_c(text_functions[i].name))) {
            c->token++;
            *status = call_text_function(c, &text_functions[i], out);
            return true;
        }
    return false;
}

int basic_call(struct basic_compiler *c, struct str name, bool *known, struct basic_operand *out)
{
    int status = 0;
    *known = true;
    if (basic_accept(c, "GET"))
        return call_get(c, BASIC_GET, out);
    if (basic_accept(c, "EXISTS"))
        return call_get(c, BASIC_EXISTS, out);
    if (basic_accept(c, "EOL$")) {
        *out = (struct basic_operand){true, basic_text_constant(c, STR("\n"))};
        return 0;
    }
    if (basic_accept(c, "DESCRIPTION")) {
        *out = (struct basic_operand){true, basic_text_temporary(c)};
        basic_emit(c, BASIC_TEXT_DESCRIPTION, out->at, 0, 0);
        return 0;
    }
    *known = call_table(c, name, out, &status);
    return status;
}
