/* Inside of the BASIC compiler: tokens, byte code, and the compiler's own state. Numbers live in
   registers (constants first, then variables and array elements, then temporaries), texts in slots
   of the same order. The three files basic_statement.c, basic_expression.c and basic_emit.c share
   one struct basic_compiler; basic_run.c knows only struct chem_basic. */
#ifndef MEGURI_CHEM_BASIC_INTERNAL_H
#define MEGURI_CHEM_BASIC_INTERNAL_H

#include "chem/basic.h"
#include "chem/grow.h"

enum {
    BASIC_TEXT_LIMIT = 1024,     /* bytes of one text value */
    BASIC_GOSUB_DEPTH = 64,
    BASIC_REGISTER_LIMIT = 100000, /* variables and array elements of one program */
    BASIC_SOURCE_LIMIT = 1 << 18,
    BASIC_NESTING_LIMIT = 100,   /* parentheses, FOR and WHILE */
    BASIC_DIMENSIONS = 4
};

enum basic_token_kind {
    TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_NAME, TOKEN_MARK
};

/* A name is in capitals; a mark is one or two characters ("<=", "<>"). */
struct basic_token {
    enum basic_token_kind kind;
    struct str text;
    double number;
};

struct basic_line {
    int32_t number;    /* BASIC's line number */
    int64_t source;    /* line of the file */
    bool numbered;
    struct str text;
    struct basic_token *tokens;
    size_t token_count;
    int32_t address;   /* first instruction */
};

/* Reads lines and tokens. The lines come back in the order in which they run. */
int basic_read_lines(struct str source, struct str file, int64_t first_line, struct arena *arena,
                     struct basic_line **lines, size_t *count, struct error *error);

/* Operands: r number register, t text slot, j address, n plain number, - unused. */
#define BASIC_OPERATIONS(X)                                                                        \
    X(MOVE, "rrr") X(ADD, "rrr") X(SUBTRACT, "rrr") X(MULTIPLY, "rrr") X(DIVIDE, "rrr")            \
    X(REMAINDER, "rrr") X(POWER, "rrr") X(NEGATE, "rrr") X(NOT, "rrr") X(AND, "rrr")               \
    X(OR, "rrr") X(XOR, "rrr") X(EQUAL, "rrr") X(DIFFERENT, "rrr") X(LESS, "rrr")                  \
    X(LESS_EQUAL, "rrr") X(ABS, "rrr") X(ARCTAN, "rrr") X(CEIL, "rrr") X(COS, "rrr")               \
    X(EXP, "rrr") X(EXP10, "rrr") X(FLOOR, "rrr") X(LOG, "rrr") X(LOG10, "rrr") X(SIGN, "rrr")     \
    X(SIN, "rrr") X(SQUARE, "rrr") X(SQRT, "rrr") X(TAN, "rrr")                                    \
    X(JUMP, "j--") X(JUMP_ZERO, "jr-") X(GOSUB, "j--") X(RETURN, "---") X(STOP, "---")             \
    X(CASE, "nr-") X(FOR_TEST, "jnn") X(INDEX, "rrn") X(LOAD, "rnr") X(STORE, "nrr")               \
    X(ERASE, "nn-") X(READ, "r--") X(READ_TEXT, "t--") X(RESTORE, "n--")                           \
    X(ASK, "rrn") X(ASK_TEXT, "rtn") X(PUT, "rrr") X(GET, "rrr") X(EXISTS, "rrr")                  \
    X(SAVE, "r--")                                                                                 \
    X(PUNCH, "r--") X(PUNCH_TEXT, "t--")                                                           \
    X(TEXT_MOVE, "tt-") X(TEXT_JOIN, "ttt") X(TEXT_COMPARE, "rtt") X(TEXT_LENGTH, "rt-")           \
    X(TEXT_VALUE, "rt-") X(TEXT_CODE, "rt-") X(TEXT_FIND, "rtt") X(TEXT_CHARACTER, "tr-")          \
    X(TEXT_MIDDLE, "ttr") X(TEXT_FIRST, "ttr") X(TEXT_TRIM, "ttn") X(TEXT_PAD, "ttr")              \
    X(TEXT_NUMBER, "tr-") X(TEXT_FIXED, "trr") X(TEXT_SCIENCE, "trr")                              \
    X(TEXT_INDEX, "tnr") X(TEXT_STORE, "ntr") X(TEXT_DESCRIPTION, "t--")

enum basic_operation {
#define X(name, operands) BASIC_##name,
    BASIC_OPERATIONS(X)
#undef X
    BASIC_OPERATION_COUNT
};

/* FOR_TEST jumps when the loop whose registers are b (variable), b2 … is over; its three registers
   stand in the program's loop table. ASK: a = answer, b = argument, c = entry of the ask table. */
struct basic_instruction {
    uint8_t operation;
    int32_t a, b, c;
    int32_t line;
};

struct basic_ask {
    enum chem_ask ask;
    int32_t index;
};

struct basic_loop {
    int32_t variable, limit, step;
};

/* One value of DATA; a text when `text` >= 0 (its slot). */
struct basic_datum {
    double number;
    int32_t text;
};

struct chem_basic {
    struct str file;
    const struct basic_instruction *code;
    size_t code_count;
    const double *constants;
    size_t constant_count;
    const struct str *texts;
    size_t text_constant_count;
    size_t variable_count, temporary_count;           /* of numbers */
    size_t text_variable_count, text_temporary_count; /* of texts */
    const struct basic_ask *asks;
    size_t ask_count;
    const struct basic_loop *loops;
    const struct basic_datum *data;
    size_t data_count;
    const struct basic_line *lines; /* for messages: BASIC line to line of the file */
    size_t line_count;
    bool saves;
};

/* Where an operand lives until the counts are known: the top bits say constant, variable or
   temporary, the rest counts from 0. */
enum { BASIC_CONSTANT = 1 << 28, BASIC_VARIABLE = 2 << 28, BASIC_TEMPORARY = 3 << 28,
       BASIC_SPACE = 3 << 28 };

struct basic_operand {
    bool text;
    int32_t at;
};

struct basic_variable {
    struct str name;
    bool text, array, assigned;
    int32_t base; /* first register or slot, without the space bits */
    int32_t dimensions[BASIC_DIMENSIONS];
    int32_t dimension_count;
    int32_t first_read; /* BASIC line, -1 when never read */
};

struct basic_jump { /* an address to fill in when all lines are known */
    size_t instruction;
    int32_t target;
};

enum basic_block_kind { BLOCK_FOR, BLOCK_WHILE };

struct basic_block {
    enum basic_block_kind kind;
    int32_t start, loop, line;
    size_t exit; /* the instruction that leaves it */
};

struct basic_compiler {
    struct arena *arena;
    const struct chem_basic_host *host;
    struct str file;
    struct error *error;
    struct basic_line *lines;
    size_t line_count;
    size_t line, token; /* where we are */
    struct basic_instruction *code;
    size_t code_count, code_room;
    double *constants;
    size_t constant_count, constant_room;
    struct str *texts;
    size_t text_count, text_room;
    struct basic_variable *variables;
    size_t variable_count, variable_room;
    int32_t registers, slots; /* taken by variables */
    int32_t temporaries, most_temporaries, text_temporaries, most_text_temporaries;
    struct basic_ask *asks;
    size_t ask_count, ask_room;
    struct basic_loop *loops;
    size_t loop_count, loop_room;
    struct basic_datum *data;
    size_t data_count, data_room;
    int32_t *data_lines; /* BASIC line of each datum, for RESTORE */
    size_t data_line_room;
    struct basic_jump *jumps;
    size_t jump_count, jump_room;
    struct basic_block blocks[BASIC_NESTING_LIMIT];
    size_t block_count;
    int nesting;
    bool saves;
};

/* basic_emit.c */
int basic_fail(struct basic_compiler *c, struct str what);
/* "A「{text}」B" / "A \"text\" B" in the two languages. */
int basic_fail_about(struct basic_compiler *c, const char *ja, const char *en, struct str text);
size_t basic_emit(struct basic_compiler *c, enum basic_operation operation, int32_t a, int32_t b,
                  int32_t d);
int32_t basic_constant(struct basic_compiler *c, double value);
int32_t basic_text_constant(struct basic_compiler *c, struct str text);
bool basic_is_constant(int32_t operand);
double basic_constant_value(const struct basic_compiler *c, int32_t operand);
int32_t basic_temporary(struct basic_compiler *c);
int32_t basic_text_temporary(struct basic_compiler *c);
/* dst = operation(left, right), folded when both are constants. */
int basic_emit_number(struct basic_compiler *c, enum basic_operation operation, int32_t left,
                      int32_t right, int32_t *out);
const struct chem_basic *basic_finish(struct basic_compiler *c);
/* The value of an operation; NaN when it has none (division by zero and the like). */
double basic_compute(enum basic_operation operation, double left, double right);

/* basic_expression.c */
const struct basic_token *basic_peek(const struct basic_compiler *c);
bool basic_accept(struct basic_compiler *c, const char *text); /* a name or a mark */
int basic_expect(struct basic_compiler *c, const char *text);
bool basic_at_end(const struct basic_compiler *c); /* of a statement */
int basic_expression(struct basic_compiler *c, struct basic_operand *out);
int basic_number(struct basic_compiler *c, int32_t *out);
int basic_text(struct basic_compiler *c, int32_t *out);
/* The variable named by the next token, made when new. */
int basic_variable(struct basic_compiler *c, struct basic_variable **out);
/* Its element: the register for a constant place, else *index holds the register of the place. */
int basic_subscript(struct basic_compiler *c, struct basic_variable *variable, int32_t *index);
bool basic_is_reserved(struct str name);

/* basic_call.c */
/* A function or a question to the chemistry; *known false when `name` is neither. */
int basic_call(struct basic_compiler *c, struct str name, bool *known, struct basic_operand *out);
int basic_put(struct basic_compiler *c);

#endif
