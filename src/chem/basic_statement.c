/* Statements of BASIC to byte code. FOR and WHILE are paired with NEXT and WEND as they stand in the
   text; the targets of GOTO, GOSUB, THEN and RESTORE are line numbers written in the program. PRINT
   is checked and computed, and its text goes nowhere: only PUNCH writes. */
#include <string.h>

#include "chem/basic_internal.h"

static int statement(struct basic_compiler *c);

static int line_number(struct basic_compiler *c, int32_t *out)
{
    const struct basic_token *token = basic_peek(c);
    if (token->kind != TOKEN_NUMBER || token->number != (double)(int32_t)token->number)
        return basic_fail_about(c, "行番号を書く所にほかのものがあります:", "a line number was expected, not",
                                token->kind == TOKEN_END ? STR("") : token->text);
    *out = (int32_t)token->number;
    c->token++;
    return 0;
}

static void jump_later(struct basic_compiler *c, size_t instruction, int32_t target)
{
    c->jumps = chem_grow(c->arena, c->jumps, c->jump_count, &c->jump_room, sizeof *c->jumps);
    c->jumps[c->jump_count++] = (struct basic_jump){instruction, target};
}

static int jump_statement(struct basic_compiler *c, enum basic_operation operation)
{
    int32_t target;
    int status = line_number(c, &target);
    if (status == 0)
        jump_later(c, basic_emit(c, operation, -1, 0, 0), target);
    return status;
}

/* ON x GOTO 10, 20: CASE a, x jumps over the others when x is not a. */
static int on_statement(struct basic_compiler *c)
{
    int32_t choice, number = 1;
    int status = basic_number(c, &choice);
    if (status)
        return status;
    bool subroutine = basic_accept(c, "GOSUB");
    status = subroutine ? 0 : basic_expect(c, "GOTO");
    do {
        int32_t target;
        if (status == 0)
            status = line_number(c, &target);
        if (status)
            return status;
        basic_emit(c, BASIC_CASE, number++, choice, 0);
        jump_later(c, basic_emit(c, subroutine ? BASIC_GOSUB : BASIC_JUMP, -1, 0, 0), target);
    } while (basic_accept(c, ","));
    return 0;
}

/* The code of the last expression may write straight into the variable. */
static void move_number(struct basic_compiler *c, int32_t to, int32_t from)
{
    struct basic_instruction *last = c->code_count ? &c->code[c->code_count - 1] : NULL;
    if ((from & BASIC_SPACE) == BASIC_TEMPORARY && last && last->a == from &&
        (last->operation <= BASIC_TAN || last->operation == BASIC_ASK))
        last->a = to;
    else
        basic_emit(c, BASIC_MOVE, to, from, 0);
}

static int assign(struct basic_compiler *c)
{
    struct basic_variable *v;
    int32_t index = -1, value;
    int status = basic_variable(c, &v);
    size_t which = status ? 0 : (size_t)(v - c->variables);
    if (status == 0)
        status = basic_subscript(c, v, &index);
    if (status == 0)
        status = basic_expect(c, "=");
    if (status)
        return status;
    status = c->variables[which].text ? basic_text(c, &value) : basic_number(c, &value);
    if (status)
        return status;
    v = &c->variables[which];
    v->assigned = true;
    if (index >= 0)
        basic_emit(c, v->text ? BASIC_TEXT_STORE : BASIC_STORE, v->base, v->text ? value : index,
                   v->text ? index : value);
    else if (v->text)
        basic_emit(c, BASIC_TEXT_MOVE, BASIC_VARIABLE | v->base, value, 0);
    else
        move_number(c, BASIC_VARIABLE | v->base, value);
    return 0;
}

/* THEN and ELSE: a line number or statements. */
static int branch(struct basic_compiler *c)
{
    if (basic_peek(c)->kind == TOKEN_NUMBER)
        return jump_statement(c, BASIC_JUMP);
    int status = 0;
    while (status == 0 && !basic_at_end(c)) {
        status = statement(c);
        if (status == 0 && !basic_accept(c, ":"))
            break;
    }
    return status;
}

static int if_statement(struct basic_compiler *c)
{
    int32_t condition;
    if (c->nesting == BASIC_NESTING_LIMIT)
        return basic_fail(c, BOTH("IF の入れ子が深すぎます", "IF is nested too deep"));
    int status = basic_number(c, &condition);
    if (status == 0)
        status = basic_expect(c, "THEN");
    if (status)
        return status;
    size_t skip = basic_emit(c, BASIC_JUMP_ZERO, -1, condition, 0);
    c->nesting++;
    status = branch(c);
    if (status == 0 && basic_accept(c, "ELSE")) {
        size_t leave = basic_emit(c, BASIC_JUMP, -1, 0, 0);
        c->code[skip].a = (int32_t)c->code_count;
        status = branch(c);
        skip = leave;
    }
    c->nesting--;
    c->code[skip].a = (int32_t)c->code_count;
    return status;
}

static int32_t hidden_register(struct basic_compiler *c)
{
    return BASIC_VARIABLE | c->registers++;
}

static int open_block(struct basic_compiler *c, enum basic_block_kind kind, int32_t start,
                      int32_t loop, size_t exit)
{
    if (c->block_count == BASIC_NESTING_LIMIT)
        return basic_fail(c, BOTH("繰り返しの入れ子が深すぎます", "loops are nested too deep"));
    c->blocks[c->block_count++] = (struct basic_block){kind, start, loop, (int32_t)c->line, exit};
    return 0;
}

static int for_statement(struct basic_compiler *c)
{
    struct basic_variable *v;
    int32_t index, from, to, step = basic_constant(c, 1);
    int status = basic_variable(c, &v);
    size_t which = status ? 0 : (size_t)(v - c->variables);
    if (status == 0)
        status = basic_subscript(c, v, &index);
    if (status == 0 && (c->variables[which].text || index >= 0))
        return basic_fail_about(c, "FOR に使えない変数です", "FOR cannot count with",
                                c->variables[which].name);
    if (status == 0)
        status = basic_expect(c, "=");
    if (status == 0)
        status = basic_number(c, &from);
    if (status == 0)
        status = basic_expect(c, "TO");
    if (status == 0)
        status = basic_number(c, &to);
    if (status == 0 && basic_accept(c, "STEP"))
        status = basic_number(c, &step);
    if (status)
        return status;
    const struct basic_loop loop = {BASIC_VARIABLE | c->variables[which].base, hidden_register(c),
                                    hidden_register(c)};
    c->variables[which].assigned = true;
    basic_emit(c, BASIC_MOVE, loop.limit, to, 0);
    basic_emit(c, BASIC_MOVE, loop.step, step, 0);
    basic_emit(c, BASIC_MOVE, loop.variable, from, 0);
    c->loops = chem_grow(c->arena, c->loops, c->loop_count, &c->loop_room, sizeof *c->loops);
    c->loops[c->loop_count++] = loop;
    size_t test = basic_emit(c, BASIC_FOR_TEST, -1, (int32_t)c->loop_count - 1, 0);
    return open_block(c, BLOCK_FOR, (int32_t)test, (int32_t)c->loop_count - 1, test);
}

static int close_block(struct basic_compiler *c, enum basic_block_kind kind, struct str word,
                       struct basic_block *block)
{
    if (c->block_count == 0 || c->blocks[c->block_count - 1].kind != kind)
        return basic_fail_about(c, "対になる始まりがありません", "nothing is open for", word);
    *block = c->blocks[--c->block_count];
    return 0;
}

static int next_statement(struct basic_compiler *c)
{
    do {
        struct basic_block block;
        int status = close_block(c, BLOCK_FOR, STR("NEXT"), &block);
        if (status)
            return status;
        const struct basic_loop loop = c->loops[block.loop];
        if (!basic_at_end(c)) {
            struct basic_variable *v;
            status = basic_variable(c, &v);
            if (status)
                return status;
            if ((BASIC_VARIABLE | v->base) != loop.variable)
                return basic_fail_about(c, "NEXT の変数が FOR と違います",
                                        "NEXT names another variable than FOR:", v->name);
        }
        basic_emit(c, BASIC_ADD, loop.variable, loop.variable, loop.step);
        basic_emit(c, BASIC_JUMP, block.start, 0, 0);
        c->code[block.exit].a = (int32_t)c->code_count;
    } while (basic_accept(c, ","));
    return 0;
}

static int while_statement(struct basic_compiler *c)
{
    int32_t start = (int32_t)c->code_count, condition;
    int status = basic_at_end(c) ? basic_fail(c, BOTH("WHILE に条件がありません", "WHILE has no condition"))
                                 : basic_number(c, &condition);
    if (status)
        return status;
    size_t exit = basic_emit(c, BASIC_JUMP_ZERO, -1, condition, 0);
    return open_block(c, BLOCK_WHILE, start, -1, exit);
}

static int wend_statement(struct basic_compiler *c)
{
    struct basic_block block;
    int status = close_block(c, BLOCK_WHILE, STR("WEND"), &block);
    if (status)
        return status;
    basic_emit(c, BASIC_JUMP, block.start, 0, 0);
    c->code[block.exit].a = (int32_t)c->code_count;
    return 0;
}

static void add_datum(struct basic_compiler *c, struct basic_datum datum)
{
    c->data_lines = chem_grow(c->arena, c->data_lines, c->data_count, &c->data_line_room,
                               sizeof *c->data_lines);
    c->data_lines[c->data_count] = c->lines[c->line].number;
    c->data = chem_grow(c->arena, c->data, c->data_count, &c->data_room, sizeof *c->data);
    c->data[c->data_count++] = datum;
}

static int data_statement(struct basic_compiler *c)
{
    do {
        struct basic_operand value;
        int status = basic_expression(c, &value);
        if (status)
            return status;
        if (!basic_is_constant(value.at))
            return basic_fail(c, BOTH("DATA には数か文字列だけを書けます",
                                      "DATA takes only numbers and texts"));
        add_datum(c, value.text
                         ? (struct basic_datum){0, value.at & ~BASIC_SPACE}
                         : (struct basic_datum){basic_constant_value(c, value.at), -1});
    } while (basic_accept(c, ","));
    return 0;
}

static int read_statement(struct basic_compiler *c)
{
    do {
        struct basic_variable *v;
        int32_t index;
        int status = basic_variable(c, &v);
        size_t which = status ? 0 : (size_t)(v - c->variables);
        if (status == 0)
            status = basic_subscript(c, v, &index);
        if (status)
            return status;
        v = &c->variables[which];
        v->assigned = true;
        int32_t to = BASIC_VARIABLE | v->base;
        if (index >= 0)
            to = v->text ? basic_text_temporary(c) : basic_temporary(c);
        basic_emit(c, v->text ? BASIC_READ_TEXT : BASIC_READ, to, 0, 0);
        if (index >= 0)
            basic_emit(c, v->text ? BASIC_TEXT_STORE : BASIC_STORE, v->base, v->text ? to : index,
                       v->text ? index : to);
    } while (basic_accept(c, ","));
    return 0;
}

static int restore_statement(struct basic_compiler *c)
{
    int32_t target = -1;
    int status = basic_at_end(c) ? 0 : line_number(c, &target);
    if (status == 0)
        basic_emit(c, BASIC_RESTORE, target, 0, 0);
    return status;
}

static int dimension(struct basic_compiler *c, const struct basic_variable *v, int32_t *out)
{
    int32_t size;
    int status = basic_number(c, &size);
    if (status)
        return status;
    if (!basic_is_constant(size) || !(basic_constant_value(c, size) >= 0) ||
        basic_constant_value(c, size) > BASIC_REGISTER_LIMIT)
        return basic_fail_about(c, "配列の大きさは 0 以上の数で書いてください",
                                "the size of an array must be a number of at least 0:", v->name);
    *out = (int32_t)basic_constant_value(c, size) + 1;
    return 0;
}

static int dim_statement(struct basic_compiler *c)
{
    do {
        struct basic_variable *v;
        int status = basic_variable(c, &v);
        if (status == 0 && (v->array || v->base >= 0))
            return basic_fail_about(c, "すでに使われています", "is in use before its DIM:", v->name);
        if (status == 0)
            status = basic_expect(c, "(");
        size_t which = status ? 0 : (size_t)(v - c->variables);
        int32_t sizes[BASIC_DIMENSIONS], count = 0;
        do {
            if (status == 0 && count == BASIC_DIMENSIONS)
                return basic_fail_about(c, "添字が多すぎます", "too many subscripts:", v->name);
            if (status == 0)
                status = dimension(c, &c->variables[which], &sizes[count++]);
        } while (status == 0 && basic_accept(c, ","));
        if (status == 0)
            status = basic_expect(c, ")");
        if (status)
            return status;
        v = &c->variables[which];
        v->array = true;
        v->dimension_count = count;
        memcpy(v->dimensions, sizes, (size_t)count * sizeof *sizes);
    } while (basic_accept(c, ","));
    return 0;
}

static int erase_statement(struct basic_compiler *c)
{
    do {
        struct basic_variable *v;
        int status = basic_variable(c, &v);
        if (status)
            return status;
        int32_t size = 1;
        for (int32_t i = 0; i < v->dimension_count; i++)
            size *= v->dimensions[i];
        if (v->text || v->base < 0)
            return basic_fail_about(c, "ERASE できません", "cannot be erased:", v->name);
        basic_emit(c, BASIC_ERASE, v->base, size, 0);
    } while (basic_accept(c, ","));
    return 0;
}

static int output_statement(struct basic_compiler *c, bool punch)
{
    while (!basic_at_end(c)) {
        struct basic_operand value;
        if (basic_accept(c, ","))
            continue;
        int status = basic_expression(c, &value);
        if (status)
            return status;
        if (punch)
            basic_emit(c, value.text ? BASIC_PUNCH_TEXT : BASIC_PUNCH, value.at, 0, 0);
    }
    return 0;
}

static int save_statement(struct basic_compiler *c)
{
    int32_t value;
    int status = basic_number(c, &value);
    if (status == 0)
        basic_emit(c, BASIC_SAVE, value, 0, 0);
    c->saves = true;
    return status;
}

static int simple(struct basic_compiler *c, enum basic_operation operation)
{
    basic_emit(c, operation, 0, 0, 0);
    return 0;
}

static int flow_statement(struct basic_compiler *c, bool *known)
{
    *known = true;
    if (basic_accept(c, "GOTO"))
        return jump_statement(c, BASIC_JUMP);
    if (basic_accept(c, "GOSUB"))
        return jump_statement(c, BASIC_GOSUB);
    if (basic_accept(c, "ON"))
        return on_statement(c);
    if (basic_accept(c, "RETURN"))
        return simple(c, BASIC_RETURN);
    if (basic_accept(c, "END") || basic_accept(c, "STOP"))
        return simple(c, BASIC_STOP);
    if (basic_accept(c, "FOR"))
        return for_statement(c);
    if (basic_accept(c, "NEXT"))
        return next_statement(c);
    if (basic_accept(c, "WHILE"))
        return while_statement(c);
    if (basic_accept(c, "WEND"))
        return wend_statement(c);
    *known = false;
    return 0;
}

static int statement(struct basic_compiler *c)
{
    bool known;
    c->temporaries = c->text_temporaries = 0;
    if (basic_accept(c, "IF"))
        return if_statement(c);
    int status = flow_statement(c, &known);
    if (status || known)
        return status;
    if (basic_accept(c, "SAVE"))
        return save_statement(c);
    if (basic_accept(c, "PUNCH"))
        return output_statement(c, true);
    if (basic_accept(c, "PRINT"))
        return output_statement(c, false);
    if (basic_accept(c, "PUT"))
        return basic_put(c);
    if (basic_accept(c, "DATA"))
        return data_statement(c);
    if (basic_accept(c, "READ"))
        return read_statement(c);
    if (basic_accept(c, "RESTORE"))
        return restore_statement(c);
    if (basic_accept(c, "DIM"))
        return dim_statement(c);
    if (basic_accept(c, "ERASE"))
        return erase_statement(c);
    (void)basic_accept(c, "LET");
    return assign(c);
}

static int compile_line(struct basic_compiler *c)
{
    int status = 0;
    c->token = 0;
    c->lines[c->line].address = (int32_t)c->code_count;
    while (status == 0 && basic_peek(c)->kind != TOKEN_END) {
        if (basic_accept(c, ":"))
            continue;
        status = statement(c);
        if (status == 0 && basic_peek(c)->kind != TOKEN_END)
            status = basic_expect(c, ":");
    }
    return status;
}

/* Lines are sorted by number. */
static const struct basic_line *find_line(const struct basic_compiler *c, int32_t number)
{
    size_t low = 0, high = c->line_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->lines[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->line_count && c->lines[low].number == number ? &c->lines[low] : NULL;
}

static int connect_jumps(struct basic_compiler *c)
{
    for (size_t i = 0; i < c->jump_count; i++) {
        struct basic_instruction *in = &c->code[c->jumps[i].instruction];
        const struct basic_line *target = find_line(c, c->jumps[i].target);
        c->line = (size_t)in->line;
        if (!target)
            return basic_fail_about(c, "ない行への移動です", "a jump to a line that is not there:",
                                    arena_format(c->arena, "%d", (int)c->jumps[i].target));
        in->a = target->address;
    }
    for (size_t i = 0; i < c->code_count; i++) {
        struct basic_instruction *in = &c->code[i];
        if (in->operation != BASIC_RESTORE)
            continue;
        int32_t datum = 0;
        while (in->a >= 0 && (size_t)datum < c->data_count && c->data_lines[datum] < in->a)
            datum++;
        in->a = datum;
    }
    return 0;
}

static int check_variables(struct basic_compiler *c)
{
    for (size_t i = 0; i < c->variable_count; i++) {
        const struct basic_variable *v = &c->variables[i];
        if (v->assigned || v->first_read < 0)
            continue;
        c->line = (size_t)v->first_read;
        return basic_fail_about(c, "値を入れたことのない変数か、知らない関数です",
                                "no such function, or a variable that is never given a value:", v->name);
    }
    return 0;
}

int chem_basic_compile(struct str source, struct str file, int64_t first_line,
                       const struct chem_basic_host *host, struct arena *arena,
                       const struct chem_basic **out, struct error *error)
{
    struct basic_compiler *c = ARENA_NEW(arena, struct basic_compiler);
    *c = (struct basic_compiler){.arena = arena, .host = host, .file = file, .error = error};
    if (source.n > BASIC_SOURCE_LIMIT) {
        ERROR(error, ERR_TOO_LARGE, STR("BASIC"), STR("256 KB"));
        error_at(error, file, first_line, 0);
        return ERR_TOO_LARGE;
    }
    int status =
        basic_read_lines(source, file, first_line, arena, &c->lines, &c->line_count, error);
    for (c->line = 0; status == 0 && c->line < c->line_count; c->line++)
        status = compile_line(c);
    if (status == 0 && c->block_count) {
        c->line = (size_t)c->blocks[c->block_count - 1].line;
        status = basic_fail(c, BOTH("FOR または WHILE が閉じていません", "FOR or WHILE is not closed"));
    }
    if (status == 0)
        status = connect_jumps(c);
    if (status == 0)
        status = check_variables(c);
    if (status)
        return status;
    c->line = c->line_count;
    basic_emit(c, BASIC_STOP, 0, 0, 0);
    *out = basic_finish(c);
    return 0;
}
