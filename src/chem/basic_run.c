/* Runs byte code. A number register has a value and, in a differentiating run, a gradient; a
   register whose `active` byte is 0 depends on no unknown and its gradient is not looked at. */
#include <math.h>
#include <string.h>

#include "base/check.h"
#include "chem/basic_run.h"

struct chem_basic_run *chem_basic_run_create(const struct chem_basic *program, struct arena *arena)
{
    struct chem_basic_run *run = ARENA_NEW(arena, struct chem_basic_run);
    size_t numbers = program->constant_count + program->variable_count + program->temporary_count;
    size_t slots = program->text_constant_count + program->text_variable_count +
                   program->text_temporary_count;
    run->arena = arena;
    run->number_count = numbers;
    run->value = ARENA_ARRAY(arena, double, numbers);
    run->active = ARENA_ARRAY(arena, uint8_t, numbers);
    run->texts = ARENA_ARRAY(arena, struct str, slots);
    if (program->constant_count)
        memcpy(run->value, program->constants, program->constant_count * sizeof(double));
    /* Constants stay where the program has them; the others get room of their own. */
    for (size_t i = 0; i < slots; i++)
        run->texts[i] = i < program->text_constant_count
                            ? program->texts[i]
                            : (struct str){ARENA_ARRAY(arena, char, BASIC_TEXT_LIMIT), 0};
    return run;
}

int basic_run_fail(struct basic_execution *x, struct str what)
{
    const struct chem_basic *program = x->program;
    int32_t line = x->in->line;
    char number[16] = "";
    size_t length = 0;
    if (line >= 0) {
        /* no arena here: a run allocates nothing */
        uint32_t rest = (uint32_t)program->lines[line].number;
        do
            number[sizeof number - ++length] = (char)('0' + rest % 10);
        while ((rest /= 10) && length < sizeof number);
    }
    ERROR(x->error, ERR_CHEM_BASIC_RUN, (struct str){number + sizeof number - length, length}, what);
    error_at(x->error, program->file, line >= 0 ? program->lines[line].source : 0, 0);
    return ERR_CHEM_BASIC_RUN;
}

static double power_of(double base, double exponent)
{
    if (base > 0)
        return pow(base, exponent);
    if (base == 0)
        return 0;
    return exponent == trunc(exponent) ? pow(base, exponent) : NAN;
}

static double remainder_of(double left, double right)
{
    return left == 0 ? 0 : copysign(fmod(fabs(left) + 1e-14, right), left);
}

static double bits(enum basic_operation operation, double left, double right)
{
    if (!(fabs(left) < 9e18 && fabs(right) < 9e18))
        return NAN;
    int64_t a = (int64_t)left, b = (int64_t)right;
    if (operation == BASIC_AND)
        return (double)(a & b);
    return (double)(operation == BASIC_OR ? a | b : a ^ b);
}

static double function_of(enum basic_operation operation, double x)
{
    switch ((int)operation) {
    case BASIC_NOT: return x == 0;
    case BASIC_ABS: return fabs(x);
    case BASIC_ARCTAN: return atan(x);
    case BASIC_CEIL: return ceil(x);
    case BASIC_COS: return cos(x);
    case BASIC_EXP: return exp(x);
    case BASIC_EXP10: return exp(x * M_LN10);
    case BASIC_FLOOR: return floor(x);
    case BASIC_LOG: return x > 0 ? log(x) : NAN;
    case BASIC_LOG10: return x > 0 ? log10(x) : NAN;
    case BASIC_SIGN: return (x > 0) - (x < 0);
    case BASIC_SIN: return sin(x);
    case BASIC_SQUARE: return x * x;
    case BASIC_SQRT: return x >= 0 ? sqrt(x) : NAN;
    case BASIC_TAN: return tan(x);
    default: return NAN;
    }
}

double basic_compute(enum basic_operation operation, double left, double right)
{
    switch ((int)operation) {
    case BASIC_MOVE: return left;
    case BASIC_ADD: return left + right;
    case BASIC_SUBTRACT: return left - right;
    case BASIC_MULTIPLY: return left * right;
    case BASIC_DIVIDE: return right == 0 ? NAN : left / right;
    case BASIC_REMAINDER: return right == 0 ? NAN : remainder_of(left, right);
    case BASIC_POWER: return power_of(left, right);
    case BASIC_NEGATE: return -left;
    case BASIC_AND:
    case BASIC_OR:
    case BASIC_XOR: return bits(operation, left, right);
    case BASIC_EQUAL: return left == right;
    case BASIC_DIFFERENT: return left != right;
    case BASIC_LESS: return left < right;
    case BASIC_LESS_EQUAL: return left <= right;
    default: return function_of(operation, left);
    }
}

/* d(result)/d(left) and d(result)/d(right). */
static void partials(enum basic_operation operation, double left, double right, double value,
                     double *by_left, double *by_right)
{
    *by_left = *by_right = 0;
    switch ((int)operation) {
    case BASIC_MOVE: *by_left = 1; break;
    case BASIC_ADD: *by_left = *by_right = 1; break;
    case BASIC_SUBTRACT: *by_left = 1; *by_right = -1; break;
    case BASIC_MULTIPLY: *by_left = right; *by_right = left; break;
    case BASIC_DIVIDE: *by_left = 1 / right; *by_right = -value / right; break;
    case BASIC_REMAINDER: *by_left = 1; break;
    case BASIC_POWER:
        *by_left = left == 0 ? 0 : right * value / left;
        *by_right = left > 0 ? value * log(left) : 0;
        break;
    case BASIC_NEGATE: *by_left = -1; break;
    case BASIC_ABS: *by_left = (left > 0) - (left < 0); break;
    case BASIC_ARCTAN: *by_left = 1 / (1 + left * left); break;
    case BASIC_COS: *by_left = -sin(left); break;
    case BASIC_EXP: *by_left = value; break;
    case BASIC_EXP10: *by_left = value * M_LN10; break;
    case BASIC_LOG: *by_left = 1 / left; break;
    case BASIC_LOG10: *by_left = 1 / (left * M_LN10); break;
    case BASIC_SIN: *by_left = cos(left); break;
    case BASIC_SQUARE: *by_left = 2 * left; break;
    case BASIC_SQRT: *by_left = value > 0 ? 0.5 / value : 0; break;
    case BASIC_TAN: *by_left = 1 + value * value; break;
    default: break; /* steps and comparisons: flat where they are */
    }
}

static double *gradient_of(const struct basic_execution *x, int32_t at)
{
    return x->run->gradient + (size_t)at * x->directions;
}

/* gradient[to] = by_left * gradient[left] + by_right * gradient[right], of which `to` may be one. */
static void combine(const struct basic_execution *x, int32_t to, int32_t left, double by_left,
                    int32_t right, double by_right)
{
    double *out = gradient_of(x, to);
    const double *a = by_left != 0 && x->run->active[left] ? gradient_of(x, left) : NULL;
    const double *b = by_right != 0 && x->run->active[right] ? gradient_of(x, right) : NULL;
    for (size_t i = 0; (a || b) && i < x->directions; i++)
        out[i] = (a ? by_left * a[i] : 0) + (b ? by_right * b[i] : 0);
    x->run->active[to] = a || b;
}

static int fail_number(struct basic_execution *x, double left, double right)
{
    enum basic_operation operation = x->in->operation;
    if ((operation == BASIC_DIVIDE || operation == BASIC_REMAINDER) && right == 0)
        return basic_run_fail(x, BOTH("0 で割っています", "division by zero"));
    if (operation == BASIC_LOG || operation == BASIC_LOG10)
        return basic_run_fail(x, BOTH("0 以下の数の対数です", "logarithm of a number that is not above 0"));
    if (operation == BASIC_SQRT)
        return basic_run_fail(x, BOTH("負の数の平方根です", "square root of a negative number"));
    if (operation == BASIC_POWER && left < 0)
        return basic_run_fail(x, BOTH("負の数の小数乗です", "a negative number to a fractional power"));
    return basic_run_fail(x, BOTH("数が表せる範囲を超えました", "the number is beyond what can be represented"));
}

static int run_number(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    double *value = x->run->value;
    double left = value[in->b], right = value[in->c];
    double result = basic_compute(in->operation, left, right);
    if (!isfinite(result))
        return fail_number(x, left, right);
    if (x->directions) {
        uint8_t *active = x->run->active;
        if (active[in->b] | active[in->c]) {
            double by_left, by_right;
            partials(in->operation, left, right, result, &by_left, &by_right);
            combine(x, in->a, in->b, by_left, in->c, by_right);
        } else {
            active[in->a] = 0;
        }
    }
    value[in->a] = result;
    return 0;
}

static int answer(struct basic_execution *x, enum chem_ask ask, int32_t index, double argument)
{
    int32_t to = x->in->a;
    double result = x->host->ask(x->host->data, ask, index, argument);
    if (!isfinite(result))
        return basic_run_fail(x, ask == CHEM_ASK_PARM
                                     ? BOTH("与えられていない PARM です", "this PARM was not given")
                                     : BOTH("水質から値を得られません", "the water has no value for this"));
    x->run->value[to] = result;
    if (x->directions) {
        double *gradient = gradient_of(x, to);
        bool slope = x->host->slope && ask != CHEM_ASK_PARM;
        memset(gradient, 0, x->directions * sizeof *gradient);
        if (slope)
            x->host->slope(x->host->data, ask, index, argument, 1, gradient, x->directions);
        x->run->active[to] = slope;
    }
    return 0;
}

static int run_ask(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    const struct basic_ask *ask = &x->program->asks[in->c];
    if (in->operation == BASIC_ASK)
        return answer(x, ask->ask, ask->index, x->run->value[in->b]);
    int32_t index = x->host->resolve(x->host->data, ask->ask, x->run->texts[in->b]);
    if (index == -1)
        return basic_run_fail(x, BOTH("知らない名前を尋ねています", "an unknown name is asked for"));
    return answer(x, ask->ask, index, 0);
}

/* GET and PUT: two whole numbers make the key. */
static int run_key(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    const double *value = x->run->value;
    double first = value[in->b], second = value[in->c];
    if (!(fabs(first) < 32768 && second >= 0 && second < 32768))
        return basic_run_fail(x, BOTH("GET と PUT の番号は 0 から 32767 です",
                                      "the numbers of GET and PUT are 0 to 32767"));
    int32_t key = (int32_t)first + ((int32_t)second << 16);
    if (in->operation == BASIC_GET)
        return answer(x, CHEM_ASK_GET, key, 0);
    if (in->operation == BASIC_EXISTS)
        return answer(x, CHEM_ASK_EXISTS, key, 0);
    (void)x->host->ask(x->host->data, CHEM_ASK_PUT, key, value[in->a]);
    return 0;
}

static int run_index(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    double subscript = floor(x->run->value[in->b] + 0.5);
    if (!(subscript >= 0 && subscript < (double)in->c))
        return basic_run_fail(x, BOTH("配列の範囲の外です", "outside of the array"));
    x->run->value[in->a] = x->run->value[in->a] * in->c + subscript;
    x->run->active[in->a] = 0;
    return 0;
}

static void copy_number(struct basic_execution *x, int32_t to, int32_t from)
{
    x->run->value[to] = x->run->value[from];
    if (x->directions)
        combine(x, to, from, 1, from, 0);
}

static void run_erase(struct basic_execution *x)
{
    memset(x->run->value + x->in->a, 0, (size_t)x->in->b * sizeof(double));
    memset(x->run->active + x->in->a, 0, (size_t)x->in->b);
}

static int next_datum(struct basic_execution *x, const struct basic_datum **out)
{
    if (x->datum >= x->program->data_count)
        return basic_run_fail(x, BOTH("READ する DATA がもうありません", "READ finds no more DATA"));
    *out = &x->program->data[x->datum++];
    if (((*out)->text >= 0) != (x->in->operation == BASIC_READ_TEXT))
        return basic_run_fail(x, BOTH("DATA と変数の種類が違います",
                                      "DATA and the variable are not of one kind"));
    return 0;
}

static int run_read(struct basic_execution *x)
{
    const struct basic_datum *datum = NULL;
    int status = next_datum(x, &datum);
    if (status)
        return status;
    if (datum->text >= 0)
        return basic_set_text(x, x->in->a, x->program->texts[datum->text]);
    x->run->value[x->in->a] = datum->number;
    x->run->active[x->in->a] = 0;
    return 0;
}

static int jump(struct basic_execution *x, int32_t to)
{
    if (--x->jumps_left < 0)
        return basic_run_fail(x, BOTH("終わらない繰り返しのようです", "this loop does not seem to end"));
    x->next = to;
    return 0;
}

static int gosub(struct basic_execution *x)
{
    if (x->depth == BASIC_GOSUB_DEPTH)
        return basic_run_fail(x, BOTH("GOSUB の入れ子が深すぎます", "GOSUB is nested too deep"));
    x->returns[x->depth++] = x->next;
    return jump(x, x->in->a);
}

static int run_flow(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    const double *value = x->run->value;
    switch (in->operation) {
    case BASIC_JUMP_ZERO:
        return value[in->b] == 0 ? jump(x, in->a) : 0;
    case BASIC_GOSUB:
        return gosub(x);
    case BASIC_RETURN:
        if (x->depth == 0)
            return basic_run_fail(x, BOTH("GOSUB のない RETURN です", "RETURN without GOSUB"));
        return jump(x, x->returns[--x->depth]);
    case BASIC_CASE: /* the next instruction is for this number only */
        if (floor(value[in->b] + 0.5) != in->a)
            x->next++;
        return 0;
    case BASIC_FOR_TEST: {
        const struct basic_loop *loop = &x->program->loops[in->b];
        double ahead = value[loop->limit] - value[loop->variable];
        return (value[loop->step] >= 0 ? ahead < 0 : ahead > 0) ? jump(x, in->a) : 0;
    }
    default:
        return jump(x, in->a);
    }
}

static int run_other(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    struct chem_basic_run *run = x->run;
    switch (in->operation) {
    case BASIC_INDEX:
        return run_index(x);
    case BASIC_LOAD:
        copy_number(x, in->a, in->b + (int32_t)run->value[in->c]);
        return 0;
    case BASIC_STORE:
        copy_number(x, in->a + (int32_t)run->value[in->b], in->c);
        return 0;
    case BASIC_ERASE:
        run_erase(x);
        return 0;
    case BASIC_READ:
    case BASIC_READ_TEXT:
        return run_read(x);
    case BASIC_RESTORE:
        x->datum = in->a < 0 ? 0 : (size_t)in->a;
        return 0;
    case BASIC_ASK:
    case BASIC_ASK_TEXT:
        return run_ask(x);
    case BASIC_GET:
    case BASIC_EXISTS:
    case BASIC_PUT:
        return run_key(x);
    case BASIC_SAVE:
        x->saved = in->a;
        x->result = run->value[in->a];
        if (x->directions && run->active[in->a])
            memcpy(x->slopes, gradient_of(x, in->a), x->directions * sizeof *x->slopes);
        else if (x->directions)
            memset(x->slopes, 0, x->directions * sizeof *x->slopes);
        return 0;
    case BASIC_PUNCH:
        if (x->host->punch)
            x->host->punch(x->host->data, run->value[in->a]);
        return 0;
    case BASIC_PUNCH_TEXT:
        if (x->host->punch_text)
            x->host->punch_text(x->host->data, run->texts[in->a]);
        return 0;
    default:
        return basic_run_text(x);
    }
}

static int run_code(struct basic_execution *x)
{
    const struct basic_instruction *code = x->program->code;
    for (;;) {
        x->in = &code[x->next++];
        int status;
        if (x->in->operation <= BASIC_TAN)
            status = run_number(x);
        else if (x->in->operation == BASIC_STOP)
            return 0;
        else if (x->in->operation <= BASIC_FOR_TEST)
            status = run_flow(x);
        else
            status = run_other(x);
        if (status)
            return status;
    }
}

static void clear_variables(const struct chem_basic *program, struct chem_basic_run *run)
{
    size_t constants = program->constant_count;
    size_t rest = run->number_count - constants;
    if (rest)
        memset(run->value + constants, 0, rest * sizeof(double));
    if (run->number_count)
        memset(run->active, 0, run->number_count);
    for (size_t i = 0; i < program->text_variable_count; i++)
        run->texts[program->text_constant_count + i].n = 0;
}

static int execute(struct basic_execution *x, double *saved)
{
    clear_variables(x->program, x->run);
    x->saved = -1;
    int status = run_code(x);
    *saved = status || x->saved < 0 ? NAN : x->result;
    return status;
}

int chem_basic_execute(const struct chem_basic *program, struct chem_basic_run *run,
                       const struct chem_basic_host *host, int64_t step_limit, double *saved,
                       struct error *error)
{
    struct basic_execution x = {
        .program = program, .run = run, .host = host, .jumps_left = step_limit, .error = error};
    return execute(&x, saved);
}

int chem_basic_differentiate(const struct chem_basic *program, struct chem_basic_run *run,
                             const struct chem_basic_host *host, int64_t step_limit,
                             size_t directions, double *saved, double *slopes, struct error *error)
{
    if (directions > run->directions_room) {
        run->gradient = ARENA_ARRAY(run->arena, double, size_mul(run->number_count, directions));
        run->directions_room = directions;
    }
    struct basic_execution x = {.program = program,
                                .run = run,
                                .host = host,
                                .jumps_left = step_limit,
                                .directions = directions,
                                .slopes = slopes,
                                .error = error};
    memset(slopes, 0, directions * sizeof *slopes);
    return execute(&x, saved);
}

bool chem_basic_saves(const struct chem_basic *program)
{
    return program->saves;
}
