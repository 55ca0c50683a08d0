#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "chem/basic.h"
#include "chem/database.h"
#include "chem/input.h"
#include "test_files.h"

/* A water of our own: x and y are the unknowns. */
struct water {
    double x, y, kept;
    struct buf punched;
};

static int32_t resolve(void *data, enum chem_ask ask, struct str name)
{
    (void)data;
    if (ask == CHEM_ASK_SURF)
        return str_equal(name, STR("Zn\tHfo")) ? 7 : -1;
    return str_equal(name, STR("x")) ? 0 : str_equal(name, STR("y")) ? 1 : -1;
}

static double ask(void *data, enum chem_ask what, int32_t index, double argument)
{
    struct water *water = data;
    switch ((int)what) {
    case CHEM_ASK_TOT:
        return index ? water->y : water->x;
    case CHEM_ASK_SI:
        return log10(index ? water->y : water->x);
    case CHEM_ASK_PARM:
        return argument == 1 ? 2.5 : NAN;
    case CHEM_ASK_PUT:
        water->kept = argument + index;
        return 0;
    case CHEM_ASK_GET:
        return water->kept - index;
    case CHEM_ASK_SURF:
        return index;
    case CHEM_ASK_TK:
        return 298.15;
    default:
        return 1;
    }
}

static void slope(void *data, enum chem_ask what, int32_t index, double argument, double factor,
                  double *out, size_t directions)
{
    struct water *water = data;
    (void)argument;
    assert_int_equal(directions, 2);
    if (what == CHEM_ASK_TOT)
        out[index] += factor;
    if (what == CHEM_ASK_SI)
        out[index] += factor / ((index ? water->y : water->x) * M_LN10);
}

static void punch(void *data, double value)
{
    buf_format(&((struct water *)data)->punched, "%.12g|", value);
}

static void punch_text(void *data, struct str value)
{
    buf_format(&((struct water *)data)->punched, "%" PRIstr "|", STR_ARG(value));
}

struct fixture {
    struct arena *arena;
    struct water water;
    struct chem_basic_host host;
    struct error error;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){.arena = arena_create(), .water = {.x = 0.3, .y = 4}};
    f.host = (struct chem_basic_host){
        .resolve = resolve, .ask = ask, .slope = slope, .punch = punch, .punch_text = punch_text, .data = &f.water};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    buf_finish(&f->water.punched);
    arena_destroy(f->arena);
    return 0;
}

static const struct chem_basic *compile(struct fixture *f, const char *source)
{
    const struct chem_basic *program = NULL;
    if (chem_basic_compile(str_from_c(source), STR("rates.pqi"), 100, &f->host, f->arena, &program,
                           &f->error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&f->error, LANG_EN, f->arena)));
    return program;
}

static double run(struct fixture *f, const char *source)
{
    double saved = 0;
    const struct chem_basic *program = compile(f, source);
    struct chem_basic_run *memory = chem_basic_run_create(program, f->arena);
    if (chem_basic_execute(program, memory, &f->host, 1000, &saved, &f->error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&f->error, LANG_EN, f->arena)));
    return saved;
}

static void assert_near(double got, double expected)
{
    if (!(fabs(got - expected) <= 1e-12 * (1 + fabs(expected))))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static void computes_with_the_precedence_of_phreeqc(void **state)
{
    struct fixture *f = *state;
    assert_near(run(f, "10 SAVE 1 + 2*3 - 8/4"), 5);
    assert_near(run(f, "10 SAVE 2^3^2"), 512);
    assert_near(run(f, "10 a = 3\n20 SAVE -a^2"), 9);
    assert_near(run(f, "10 a = 3\n20 SAVE 10^-a"), 1e-3);
    assert_near(run(f, "10 a = 0\n20 SAVE a^0.67"), 0);
    assert_near(run(f, "10 SAVE 7 MOD 4 + (1 < 2 AND 3 >= 3) + NOT 0"), 5);
    assert_near(run(f, "10 SAVE (6 OR 1) XOR 2"), 5);
}

static void has_the_functions_of_numbers(void **state)
{
    struct fixture *f = *state;
    assert_near(run(f, "10 a = 2 : SAVE SQR(a) + SQRT(a*8) + ABS(-a) + SGN(-a)"), 9);
    assert_near(run(f, "10 a = 0.5 : SAVE EXP(LOG(a)) + LOG10(100) + FLOOR(-a) + CEIL(a)"), 2.5);
    assert_near(run(f, "10 a = 0.5 : SAVE SIN(a)^2 + COS(a)^2 + ARCTAN(TAN(a))"), 1.5);
}

static void loops_jumps_and_subroutines(void **state)
{
    struct fixture *f = *state;
    assert_near(run(f, "10 s = 0\n20 FOR i = 1 TO 4 : s = s + i : NEXT i\n30 SAVE s"), 10);
    assert_near(run(f, "10 FOR i = 9 TO 1 STEP -4\n20 s = s + i\n30 NEXT\n40 SAVE s"), 15);
    assert_near(run(f, "10 WHILE s < 5\n20 s = s + 2\n30 WEND\n40 SAVE s"), 6);
    assert_near(run(f, "10 s = 1\n20 GOSUB 100\n30 GOSUB 100\n40 SAVE s\n50 END\n100 s = s*3\n110 RETURN"), 9);
    assert_near(run(f, "10 k = 2\n20 ON k GOTO 30, 50\n30 SAVE 1\n40 END\n50 SAVE 2"), 2);
    assert_near(run(f, "10 IF TOT(\"x\") > 1 THEN SAVE 1 ELSE IF TOT(\"y\") > 1 THEN 30 ELSE SAVE 2\n20 END\n30 SAVE 3"), 3);
    assert_near(run(f, "10 FOR i = 5 TO 1\n20 s = 7\n30 NEXT i\n40 SAVE s"), 0);
}

static void reads_data_and_arrays(void **state)
{
    struct fixture *f = *state;
    assert_near(run(f, "10 DATA 1, -2, 3e-1\n20 DATA 40\n30 RESTORE 20\n40 READ a\n50 RESTORE\n60 READ b, c, d\n70 SAVE a + b + c + d"), 39.3);
    assert_near(run(f, "10 DIM a(3, 2), b$(4)\n20 a(1, 2) = 5 : a(3, 0) = 7\n30 b$(2) = \"ab\"\n40 SAVE a(1, 2)*10 + a(3, 0) + LEN(b$(2))"), 59);
    assert_near(run(f, "10 a(10) = 4\n20 SAVE a(10) + a(9)"), 4);
}

static void joins_and_writes_texts(void **state)
{
    struct fixture *f = *state;
    run(f, "10 a$ = \"Fe\" + STR$(3)\n20 PUNCH a$, LEN(a$), MID$(a$, 2, 1), INSTR(a$, \"e\")\n"
           "30 PUNCH STR_F$(PARM(1), 8, 3), TRIM(\"  z \"), PAD(\"q\", 3), VAL(\"1.5\"), CHR$(65)\n"
           "40 IF a$ = \"Fe3\" AND a$ < \"Ff\" THEN PUNCH \"same\"\n50 SAVE 0");
    assert_string_equal(arena_c(f->arena, buf_str(&f->water.punched)),
                        "Fe3|3|e|2|   2.500|z|q  |1.5|A|same|");
}

static void lines_run_in_the_order_of_their_numbers(void **state)
{
    struct fixture *f = *state;
    assert_near(run(f, "-start\n20 SAVE a\n10 a = 1 # first\n10 a = 2\n   a = a + 1\n-end\n"), 3);
    assert_near(run(f, "10 a = 1; 20 SAVE a + \\\n 4"), 5);
    assert_near(run(f, "10 REM it's here : SAVE 9\n20 SAVE 3"), 3);
}

static void asks_the_water_and_keeps_numbers(void **state)
{
    struct fixture *f = *state;
    assert_near(run(f, "10 PUT(8, 3)\n20 SAVE TOT(\"x\") + PARM(1) + GET(3) + SURF(\"Zn\", \"Hfo\")"), 17.8);
    assert_near(run(f, "10 n$ = \"x\"\n20 SAVE TOT(n$)"), 0.3);
}

static void differentiates_through_the_program(void **state)
{
    struct fixture *f = *state;
    const struct chem_basic *program = compile(
        f, "10 a = TOT(\"x\")^2 * TOT(\"y\")\n20 b(1) = EXP(-SQRT(a)) / (1 + SI(\"y\"))\n"
           "30 IF a > 0 THEN r = b(1) + 10^SI(\"x\") + TOT(\"y\")^1.5 ELSE r = 0\n"
           "40 FOR i = 1 TO 3 : r = r * LOG(2 + TOT(\"x\")) : NEXT i\n50 SAVE r * PARM(1)");
    struct chem_basic_run *memory = chem_basic_run_create(program, f->arena);
    double saved, slopes[2], by_difference[2];
    assert_int_equal(chem_basic_differentiate(program, memory, &f->host, 1000, 2, &saved, slopes,
                                              &f->error), 0);
    for (int i = 0; i < 2; i++) {
        double *unknown = i ? &f->water.y : &f->water.x, kept = *unknown, high, low;
        *unknown = kept * (1 + 1e-6);
        assert_int_equal(chem_basic_execute(program, memory, &f->host, 1000, &high, NULL), 0);
        *unknown = kept * (1 - 1e-6);
        assert_int_equal(chem_basic_execute(program, memory, &f->host, 1000, &low, NULL), 0);
        *unknown = kept;
        by_difference[i] = (high - low) / (2e-6 * kept);
        if (fabs(slopes[i] - by_difference[i]) > 1e-7 * fabs(slopes[i]))
            fail_msg("slope %d: %.12g, by difference %.12g", i, slopes[i], by_difference[i]);
    }
}

static void refuses(struct fixture *f, const char *source, const char *part, int64_t line)
{
    const struct chem_basic *program = NULL;
    error_clear(&f->error);
    int status = chem_basic_compile(str_from_c(source), STR("rates.pqi"), 100, &f->host, f->arena,
                                    &program, &f->error);
    struct str sentence = error_sentence(&f->error, LANG_EN, f->arena);
    if (status != ERR_CHEM_BASIC || !str_contains(sentence, str_from_c(part)) || f->error.line != line)
        fail_msg("%s: %d, %" PRIstr, source, status, STR_ARG(sentence));
}

static void refuses_what_it_does_not_know(void **state)
{
    struct fixture *f = *state;
    refuses(f, "10 SAVE TOT(\"Xx\")", "Xx", 100);
    refuses(f, "10 a = 1\n20 SAVE b", "never given a value: \"B\"", 101);
    refuses(f, "10 SAVE FOO(3)", "FOO", 100);
    refuses(f, "10 GOTO 30\n20 SAVE 1", "30", 100);
    refuses(f, "10 SAVE 1/0", "division by zero", 100);
    refuses(f, "10 SAVE (1 + 2", "\")\"", 100);
    refuses(f, "10 a$ = 3", "text was expected", 100);
    refuses(f, "10 FOR i = 1 TO 3", "not closed", 100);
    refuses(f, "10 NEXT", "NEXT", 100);
    refuses(f, "10 SAVE 1 2", "\":\"", 100);
    refuses(f, "10 SAVE \"open", "not closed", 100);
    refuses(f, "10 DIM a(1e9)", "A", 100);
}

static void fails(struct fixture *f, const char *source, const char *part)
{
    double saved;
    error_clear(&f->error);
    const struct chem_basic *program = compile(f, source);
    struct chem_basic_run *memory = chem_basic_run_create(program, f->arena);
    int status = chem_basic_execute(program, memory, &f->host, 1000, &saved, &f->error);
    struct str sentence = error_sentence(&f->error, LANG_EN, f->arena);
    if (status != ERR_CHEM_BASIC_RUN || !str_contains(sentence, str_from_c(part)) || !isnan(saved))
        fail_msg("%s: %d, %" PRIstr, source, status, STR_ARG(sentence));
}

static void ends_runs_that_cannot_go_on(void **state)
{
    struct fixture *f = *state;
    fails(f, "10 a = 0\n20 SAVE 1/a", "line 20");
    fails(f, "10 GOTO 10", "does not seem to end");
    fails(f, "10 a = -1 : SAVE LOG(a)", "logarithm");
    fails(f, "10 a = -1 : SAVE a^0.5", "fractional");
    fails(f, "10 SAVE PARM(4)", "PARM");
    fails(f, "10 GOSUB 10", "nested too deep");
    fails(f, "10 RETURN", "without GOSUB");
    fails(f, "10 READ a", "no more DATA");
    fails(f, "10 DIM a(2)\n20 i = 3\n30 a(i) = 1", "outside of the array");
    fails(f, "10 a = 1e300 : SAVE a*a", "beyond");
}

static void a_program_without_save_gives_nothing(void **state)
{
    struct fixture *f = *state;
    assert_true(isnan(run(f, "10 a = 1")));
    assert_false(chem_basic_saves(compile(f, "10 a = 1")));
    assert_true(isnan(run(f, "")));
}

static int32_t resolve_any(void *data, enum chem_ask ask, struct str name)
{
    (void)data;
    (void)ask;
    (void)name;
    return 0;
}

static size_t compile_all(struct fixture *f, const struct chem_database *database)
{
    const struct chem_basic *program;
    f->host.resolve = resolve_any;
    for (size_t i = 0; i < database->rate_count; i++)
        if (chem_basic_compile(database->rates[i].source, database->rates[i].name, database->rates[i].line,
                               &f->host, f->arena, &program, &f->error) ||
            !chem_basic_saves(program))
            fail_msg("%" PRIstr, STR_ARG(error_sentence(&f->error, LANG_EN, f->arena)));
    return database->rate_count;
}

static void compiles_the_rates_of_databases_and_inputs(void **state)
{
    static const char *const names[] = {"databases/minteq.v4.dat", "databases/wateq4f.dat", "databases/phreeqc.dat"};
    struct fixture *f = *state;
    struct chem_database *database, *wider;
    const struct chem_input *input;
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(chem_database_read(STR("db"), test_file(f->arena, names[i]), &database, NULL), 0);
        count += compile_all(f, database);
        if (i < 2)
            chem_database_destroy(database);
    }
    assert_int_equal(count, 14);
    assert_int_equal(chem_input_parse(STR("in"), test_file(f->arena, "open/g_train_W1_advection.pqi"), NULL,
                                      f->arena, &input, NULL), 0);
    for (size_t i = 0; i < 2; i++) {
        const struct input_definitions *block = input->simulations[i].items[0].is.definitions;
        assert_int_equal(chem_database_extend(database, STR("in"), block->text, block->place.line, &wider, &f->error), 0);
        assert_int_equal(compile_all(f, wider), i == 0 ? 7 : 18);
        chem_database_destroy(wider);
    }
    chem_database_destroy(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(computes_with_the_precedence_of_phreeqc),
        TEST(has_the_functions_of_numbers),
        TEST(loops_jumps_and_subroutines),
        TEST(reads_data_and_arrays),
        TEST(joins_and_writes_texts),
        TEST(lines_run_in_the_order_of_their_numbers),
        TEST(asks_the_water_and_keeps_numbers),
        TEST(differentiates_through_the_program),
        TEST(refuses_what_it_does_not_know),
        TEST(ends_runs_that_cannot_go_on),
        TEST(a_program_without_save_gives_nothing),
        TEST(compiles_the_rates_of_databases_and_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
