/* Writing byte code: growing arrays, constants and their folding, temporaries, and the last step in
   which operands get their final places. */
#include <math.h>
#include <string.h>

#include "chem/basic_internal.h"

int basic_fail(struct basic_compiler *c, struct str what)
{
    const struct basic_line *line = &c->lines[c->line < c->line_count ? c->line : c->line_count - 1];
    ERROR(c->error, ERR_CHEM_BASIC, arena_format(c->arena, "%d", (int)line->number), what);
    error_at(c->error, c->file, line->source, 0);
    return ERR_CHEM_BASIC;
}

int basic_fail_about(struct basic_compiler *c, const char *ja, const char *en, struct str text)
{
    return basic_fail(c, arena_format(c->arena, "%s「%" PRIstr "」\x1f%s \"%" PRIstr "\"", ja,
                                      STR_ARG(text), en, STR_ARG(text)));
}

size_t basic_emit(struct basic_compiler *c, enum basic_operation operation, int32_t a, int32_t b,
                  int32_t d)
{
    c->code = chem_grow(c->arena, c->code, c->code_count, &c->code_room, sizeof *c->code);
    c->code[c->code_count] = (struct basic_instruction){
        .operation = (uint8_t)operation,
        .a = a,
        .b = b,
        .c = d,
        .line = c->line < c->line_count ? (int32_t)c->line : -1,
    };
    return c->code_count++;
}

int32_t basic_constant(struct basic_compiler *c, double value)
{
    for (size_t i = 0; i < c->constant_count; i++)
        if (memcmp(&c->constants[i], &value, sizeof value) == 0)
            return BASIC_CONSTANT | (int32_t)i;
    c->constants =
        chem_grow(c->arena, c->constants, c->constant_count, &c->constant_room, sizeof value);
    c->constants[c->constant_count] = value;
    return BASIC_CONSTANT | (int32_t)c->constant_count++;
}

int32_t basic_text_constant(struct basic_compiler *c, struct str text)
{
    c->texts = chem_grow(c->arena, c->texts, c->text_count, &c->text_room, sizeof text);
    c->texts[c->text_count] = text;
    return BASIC_CONSTANT | (int32_t)c->text_count++;
}

bool basic_is_constant(int32_t operand)
{
    return (operand & BASIC_SPACE) == BASIC_CONSTANT;
}

double basic_constant_value(const struct basic_compiler *c, int32_t operand)
{
    return c->constants[operand & ~BASIC_SPACE];
}

int32_t basic_temporary(struct basic_compiler *c)
{
    int32_t at = c->temporaries++;
    if (c->temporaries > c->most_temporaries)
        c->most_temporaries = c->temporaries;
    return BASIC_TEMPORARY | at;
}

int32_t basic_text_temporary(struct basic_compiler *c)
{
    int32_t at = c->text_temporaries++;
    if (c->text_temporaries > c->most_text_temporaries)
        c->most_text_temporaries = c->text_temporaries;
    return BASIC_TEMPORARY | at;
}

/* x^2, x^1 and 10^x are cheaper as what they are; *operation and the operands are changed. */
static void choose_power(const struct basic_compiler *c, enum basic_operation *operation,
                         int32_t *left, int32_t right)
{
    if (basic_is_constant(right) && basic_constant_value(c, right) == 2.0) {
        *operation = BASIC_SQUARE;
    } else if (basic_is_constant(*left) && basic_constant_value(c, *left) == 10.0) {
        *operation = BASIC_EXP10;
        *left = right;
    }
}

int basic_emit_number(struct basic_compiler *c, enum basic_operation operation, int32_t left,
                      int32_t right, int32_t *out)
{
    if (basic_is_constant(left) && basic_is_constant(right)) {
        double value = basic_compute(operation, basic_constant_value(c, left),
                                     basic_constant_value(c, right));
        if (!isfinite(value))
            return basic_fail(c, BOTH("計算できない式です（0 での割り算など）",
                                      "this cannot be computed (division by zero or the like)"));
        *out = basic_constant(c, value);
        return 0;
    }
    if (operation == BASIC_POWER)
        choose_power(c, &operation, &left, right);
    *out = basic_temporary(c);
    basic_emit(c, operation, *out, left, right);
    return 0;
}

static const char *const operands_of[BASIC_OPERATION_COUNT] = {
#define X(name, operands) operands,
    BASIC_OPERATIONS(X)
#undef X
};

struct places {
    int32_t variables, temporaries; /* where each begins */
};

static int32_t place(int32_t operand, const struct places *places)
{
    int32_t at = operand & ~BASIC_SPACE;
    switch (operand & BASIC_SPACE) {
    case BASIC_VARIABLE:
        return places->variables + at;
    case BASIC_TEMPORARY:
        return places->temporaries + at;
    default:
        return at;
    }
}

static void place_operands(struct basic_compiler *c, const struct places *numbers,
                           const struct places *texts)
{
    for (size_t i = 0; i < c->code_count; i++) {
        struct basic_instruction *in = &c->code[i];
        const char *kinds = operands_of[in->operation];
        int32_t *const fields[] = {&in->a, &in->b, &in->c};
        for (size_t k = 0; k < 3; k++) {
            if (kinds[k] == 'r')
                *fields[k] = place(*fields[k], numbers);
            else if (kinds[k] == 't')
                *fields[k] = place(*fields[k], texts);
        }
        /* The first register of an array is a plain number to the compiler. */
        if (in->operation == BASIC_LOAD)
            in->b += numbers->variables;
        else if (in->operation == BASIC_STORE || in->operation == BASIC_ERASE)
            in->a += numbers->variables;
        else if (in->operation == BASIC_TEXT_INDEX)
            in->b += texts->variables;
        else if (in->operation == BASIC_TEXT_STORE)
            in->a += texts->variables;
    }
    for (size_t i = 0; i < c->loop_count; i++) {
        c->loops[i].variable = place(c->loops[i].variable, numbers);
        c->loops[i].limit = place(c->loops[i].limit, numbers);
        c->loops[i].step = place(c->loops[i].step, numbers);
    }
}

const struct chem_basic *basic_finish(struct basic_compiler *c)
{
    const struct places numbers = {(int32_t)c->constant_count,
                                   (int32_t)c->constant_count + c->registers};
    const struct places texts = {(int32_t)c->text_count, (int32_t)c->text_count + c->slots};
    place_operands(c, &numbers, &texts);
    struct chem_basic *program = ARENA_NEW(c->arena, struct chem_basic);
    *program = (struct chem_basic){
        .file = c->file,
        .code = c->code,
        .code_count = c->code_count,
        .constants = c->constants,
        .constant_count = c->constant_count,
        .texts = c->texts,
        .text_constant_count = c->text_count,
        .variable_count = (size_t)c->registers,
        .temporary_count = (size_t)c->most_temporaries,
        .text_variable_count = (size_t)c->slots,
        .text_temporary_count = (size_t)c->most_text_temporaries,
        .asks = c->asks,
        .ask_count = c->ask_count,
        .loops = c->loops,
        .data = c->data,
        .data_count = c->data_count,
        .lines = c->lines,
        .line_count = c->line_count,
        .saves = c->saves,
    };
    return program;
}
