/* Expressions of BASIC. From loose to tight: OR XOR; AND; comparisons; + -; * / MOD; ^ (from the
   right); signs, NOT, names, calls. As in PHREEQC a sign binds tighter than ^, so that -x^2 is
   (-x)^2, and 0^x is 0. AND, OR, XOR work on the bits of whole numbers; NOT gives 0 or 1. */
#include <string.h>

#include "chem/basic_internal.h"

const struct basic_token *basic_peek(const struct basic_compiler *c)
{
    return &c->lines[c->line].tokens[c->token];
}

static bool is_word(const struct basic_token *token, const char *text)
{
    return (token->kind == TOKEN_NAME || token->kind == TOKEN_MARK) &&
           str_equal(token->text, str_from_c(text));
}

bool basic_accept(struct basic_compiler *c, const char *text)
{
    if (!is_word(basic_peek(c), text))
        return false;
    c->token++;
    return true;
}

int basic_expect(struct basic_compiler *c, const char *text)
{
    if (basic_accept(c, text))
        return 0;
    const struct basic_token *token = basic_peek(c);
    struct str found = token->kind == TOKEN_END ? STR("") : token->text;
    return basic_fail(c, arena_format(c->arena,
                                      "「%s」があるはずの所に「%" PRIstr "」があります\x1f\"%s\" "
                                      "was expected, not \"%" PRIstr "\"",
                                      text, STR_ARG(found), text, STR_ARG(found)));
}

bool basic_at_end(const struct basic_compiler *c)
{
    const struct basic_token *token = basic_peek(c);
    return token->kind == TOKEN_END || is_word(token, ":") || is_word(token, "ELSE");
}

static const char *const reserved[] = {
    "LET", "IF", "THEN", "ELSE", "GOTO", "GOSUB", "RETURN", "FOR", "TO", "STEP", "NEXT", "WHILE",
    "WEND", "ON", "DATA", "READ", "RESTORE", "DIM", "ERASE", "REM", "END", "STOP", "PUNCH", "PRINT",
    "SAVE", "PUT", "MOD", "AND", "OR", "XOR", "NOT",
};

bool basic_is_reserved(struct str name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_equal(name, str_from_c(reserved[i])))
            return true;
    return false;
}

static bool is_text_name(struct str name)
{
    return name.n && name.p[name.n - 1] == '$';
}

int basic_variable(struct basic_compiler *c, struct basic_variable **out)
{
    const struct basic_token *token = basic_peek(c);
    if (token->kind != TOKEN_NAME || basic_is_reserved(token->text))
        return basic_fail_about(c, "変数の名前を書く所にほかのものがあります:", "the name of a variable was expected, not",
                                token->text);
    c->token++;
    for (size_t i = 0; i < c->variable_count; i++)
        if (str_equal(c->variables[i].name, token->text)) {
            *out = &c->variables[i];
            return 0;
        }
    c->variables = chem_grow(c->arena, c->variables, c->variable_count, &c->variable_room,
                              sizeof *c->variables);
    struct basic_variable *v = *out = &c->variables[c->variable_count++];
    *v = (struct basic_variable){
        .name = token->text, .text = is_text_name(token->text), .first_read = -1, .base = -1};
    return 0;
}

/* Gives a variable its places: one, or those of its array. */
static int settle(struct basic_compiler *c, struct basic_variable *v)
{
    if (v->base >= 0)
        return 0;
    int32_t *taken = v->text ? &c->slots : &c->registers, size = 1;
    const int32_t limit = v->text ? BASIC_TEXT_LIMIT : BASIC_REGISTER_LIMIT;
    for (int32_t i = 0; i < v->dimension_count; i++) {
        if (v->dimensions[i] > limit / size)
            return basic_fail_about(c, "配列が大きすぎます", "the array is too large:", v->name);
        size *= v->dimensions[i];
    }
    if (size > limit - *taken)
        return basic_fail_about(c, "配列が大きすぎます", "the array is too large:", v->name);
    v->base = *taken;
    *taken += size;
    return 0;
}

/* An array that no DIM announced has places 0 to 10 in each dimension. */
static int read_subscripts(struct basic_compiler *c, struct basic_variable *v, int32_t *registers,
                           int32_t *count)
{
    *count = 0;
    do {
        if (*count == BASIC_DIMENSIONS)
            return basic_fail_about(c, "添字が多すぎます", "too many subscripts:", v->name);
        int status = basic_number(c, &registers[(*count)++]);
        if (status)
            return status;
    } while (basic_accept(c, ","));
    return basic_expect(c, ")");
}

int basic_subscript(struct basic_compiler *c, struct basic_variable *v, int32_t *index)
{
    int32_t subscripts[BASIC_DIMENSIONS], count = 0;
    bool given = basic_accept(c, "(");
    size_t which = (size_t)(v - c->variables);
    *index = -1;
    int status = given ? read_subscripts(c, v, subscripts, &count) : 0;
    if (status)
        return status;
    v = &c->variables[which]; /* subscripts may have made new variables */
    if (given && !v->array && v->base < 0) {
        v->array = true;
        v->dimension_count = count;
        for (int32_t i = 0; i < count; i++)
            v->dimensions[i] = 11;
    }
    if (v->dimension_count != count)
        return basic_fail_about(c, "添字の数が配列に合いません", "the subscripts do not fit the array",
                                v->name);
    status = settle(c, v);
    if (status || !given)
        return status;
    *index = basic_constant(c, 0);
    for (int32_t i = 0; i < count; i++) {
        /* place = place * dimension + subscript, checked against the dimension when it runs */
        int32_t next = basic_temporary(c);
        basic_emit(c, BASIC_MOVE, next, *index, 0);
        basic_emit(c, BASIC_INDEX, next, subscripts[i], v->dimensions[i]);
        *index = next;
    }
    return 0;
}

static int read_variable(struct basic_compiler *c, struct basic_operand *out)
{
    struct basic_variable *v;
    int32_t index;
    int status = basic_variable(c, &v);
    if (status)
        return status;
    size_t which = (size_t)(v - c->variables);
    if (v->first_read < 0)
        v->first_read = (int32_t)c->line;
    status = basic_subscript(c, v, &index);
    if (status)
        return status;
    v = &c->variables[which];
    out->text = v->text;
    if (index < 0) {
        out->at = BASIC_VARIABLE | v->base;
    } else if (v->text) {
        out->at = basic_text_temporary(c);
        basic_emit(c, BASIC_TEXT_INDEX, out->at, v->base, index);
    } else {
        out->at = basic_temporary(c);
        basic_emit(c, BASIC_LOAD, out->at, v->base, index);
    }
    return 0;
}

static int factor(struct basic_compiler *c, struct basic_operand *out);

static int signed_factor(struct basic_compiler *c, enum basic_operation operation,
                         struct basic_operand *out)
{
    int status = factor(c, out);
    if (status)
        return status;
    if (out->text)
        return basic_fail(c, BOTH("数が必要な所に文字列があります", "a number was expected, not a text"));
    return basic_emit_number(c, operation, out->at, out->at, &out->at);
}

/* NAME("…"): no array has a text for a subscript. */
static bool looks_like_a_function(const struct basic_compiler *c)
{
    const struct basic_token *token = basic_peek(c);
    return token->kind == TOKEN_NAME && is_word(token + 1, "(") && token[2].kind == TOKEN_TEXT;
}

static int named_factor(struct basic_compiler *c, struct basic_operand *out)
{
    struct str name = basic_peek(c)->text;
    bool known = false;
    if (basic_accept(c, "NOT"))
        return signed_factor(c, BASIC_NOT, out);
    int status = basic_call(c, name, &known, out);
    if (status || known)
        return status;
    if (looks_like_a_function(c))
        return basic_fail_about(c, "知らない関数です", "unknown function", name);
    return read_variable(c, out);
}

static int bracketed(struct basic_compiler *c, struct basic_operand *out)
{
    int status = basic_expression(c, out);
    return status ? status : basic_expect(c, ")");
}

static int factor_of(struct basic_compiler *c, struct basic_operand *out)
{
    const struct basic_token *token = basic_peek(c);
    *out = (struct basic_operand){0};
    switch (token->kind) {
    case TOKEN_NUMBER:
        c->token++;
        out->at = basic_constant(c, token->number);
        return 0;
    case TOKEN_TEXT:
        c->token++;
        *out = (struct basic_operand){true, basic_text_constant(c, token->text)};
        return 0;
    case TOKEN_NAME:
        return named_factor(c, out);
    case TOKEN_MARK:
        if (basic_accept(c, "("))
            return bracketed(c, out);
        if (basic_accept(c, "-"))
            return signed_factor(c, BASIC_NEGATE, out);
        if (basic_accept(c, "+"))
            return factor(c, out);
        break;
    case TOKEN_END:
        break;
    }
    return basic_fail_about(c, "値を書く所にほかのものがあります:", "a value was expected, not",
                            token->kind == TOKEN_END ? STR("") : token->text);
}

static int factor(struct basic_compiler *c, struct basic_operand *out)
{
    if (c->nesting == BASIC_NESTING_LIMIT)
        return basic_fail(c, BOTH("式の入れ子が深すぎます", "the expression is nested too deep"));
    c->nesting++;
    int status = factor_of(c, out);
    c->nesting--;
    return status;
}

static int both_numbers(struct basic_compiler *c, const struct basic_operand *left,
                        const struct basic_operand *right)
{
    return left->text || right->text ? basic_fail(c, BOTH("数が必要な所に文字列があります",
                                                         "a number was expected, not a text"))
                                     : 0;
}

static int power(struct basic_compiler *c, struct basic_operand *out)
{
    int status = factor(c, out);
    if (status || !basic_accept(c, "^"))
        return status;
    struct basic_operand right;
    if (c->nesting == BASIC_NESTING_LIMIT)
        return basic_fail(c, BOTH("式の入れ子が深すぎます", "the expression is nested too deep"));
    c->nesting++;
    status = power(c, &right);
    c->nesting--;
    if (status == 0)
        status = both_numbers(c, out, &right);
    return status ? status : basic_emit_number(c, BASIC_POWER, out->at, right.at, &out->at);
}

struct level {
    const char *word;
    enum basic_operation operation;
    bool swapped; /* a > b is b < a */
};

static const struct level products[] = {
    {"*", BASIC_MULTIPLY, false}, {"/", BASIC_DIVIDE, false}, {"MOD", BASIC_REMAINDER, false}, {0}};
static const struct level sums[] = {{"+", BASIC_ADD, false}, {"-", BASIC_SUBTRACT, false}, {0}};
static const struct level comparisons[] = {
    {"=", BASIC_EQUAL, false}, {"<>", BASIC_DIFFERENT, false}, {"<=", BASIC_LESS_EQUAL, false},
    {">=", BASIC_LESS_EQUAL, true}, {"<", BASIC_LESS, false}, {">", BASIC_LESS, true}, {0}};
static const struct level conjunctions[] = {{"AND", BASIC_AND, false}, {0}};
static const struct level disjunctions[] = {{"OR", BASIC_OR, false}, {"XOR", BASIC_XOR, false}, {0}};
static const struct level *const levels[] = {disjunctions, conjunctions, comparisons, sums, products};
enum { LEVELS = sizeof levels / sizeof *levels };

static const struct level *accept_operator(struct basic_compiler *c, const struct level *level)
{
    for (; level->word; level++)
        if (basic_accept(c, level->word))
            return level;
    return NULL;
}

/* Texts can be joined by + and compared. */
static int join_texts(struct basic_compiler *c, const struct level *level,
                      const struct basic_operand *right, struct basic_operand *out)
{
    if (!out->text || !right->text)
        return basic_fail(c, BOTH("文字列と数は混ぜられません", "a text and a number do not mix"));
    if (level->operation == BASIC_ADD) {
        int32_t joined = basic_text_temporary(c);
        basic_emit(c, BASIC_TEXT_JOIN, joined, out->at, right->at);
        out->at = joined;
        return 0;
    }
    if (level->operation < BASIC_EQUAL || level->operation > BASIC_LESS_EQUAL)
        return basic_fail(c, BOTH("文字列にはこの計算はできません", "this cannot be done with a text"));
    int32_t order = basic_temporary(c);
    basic_emit(c, BASIC_TEXT_COMPARE, order, out->at, right->at);
    *out = (struct basic_operand){false, order};
    return basic_emit_number(c, level->operation, level->swapped ? basic_constant(c, 0) : out->at,
                             level->swapped ? out->at : basic_constant(c, 0), &out->at);
}

static int read_level(struct basic_compiler *c, size_t depth, struct basic_operand *out)
{
    if (depth == LEVELS)
        return power(c, out);
    int status = read_level(c, depth + 1, out);
    const struct level *level;
    while (status == 0 && (level = accept_operator(c, levels[depth]))) {
        struct basic_operand right;
        status = read_level(c, depth + 1, &right);
        if (status)
            break;
        if (out->text || right.text)
            status = join_texts(c, level, &right, out);
        else
            status = basic_emit_number(c, level->operation, level->swapped ? right.at : out->at,
                                       level->swapped ? out->at : right.at, &out->at);
    }
    return status;
}

int basic_expression(struct basic_compiler *c, struct basic_operand *out)
{
    return read_level(c, 0, out);
}

int basic_number(struct basic_compiler *c, int32_t *out)
{
    struct basic_operand value;
    int status = basic_expression(c, &value);
    if (status == 0)
        status = both_numbers(c, &value, &value);
    *out = value.at;
    return status;
}

int basic_text(struct basic_compiler *c, int32_t *out)
{
    struct basic_operand value;
    int status = basic_expression(c, &value);
    *out = value.at;
    if (status == 0 && !value.text)
        return basic_fail(c, BOTH("文字列が必要な所に数があります", "a text was expected, not a number"));
    return status;
}
