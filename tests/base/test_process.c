#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>

#include "base/process.h"

static int run(const char *const *argv, int64_t deadline, size_t limit, struct arena *arena,
               struct process_result *result, struct error *error)
{
    struct context context;
    context_init_system(&context, NULL, LANG_JA);
    return process_run(&context, argv, deadline, limit, arena, result, error);
}

static void gives_the_output_and_the_exit_code(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct process_result result;
    const char *echo[] = {"echo", "a b", "$HOME", NULL};
    assert_int_equal(run(echo, 10000000, 1000, arena, &result, NULL), 0);
    assert_string_equal(result.output.p, "a b $HOME\n");
    assert_int_equal(result.exit_code, 0);
    const char *bad[] = {"false", NULL};
    assert_int_equal(run(bad, 10000000, 1000, arena, &result, NULL), 0);
    assert_int_equal(result.exit_code, 1);
    arena_destroy(arena);
}

static void cuts_output_at_the_limit_and_lets_the_program_finish(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct process_result result;
    const char *seq[] = {"seq", "1", "50000", NULL};
    assert_int_equal(run(seq, 10000000, 100, arena, &result, NULL), 0);
    assert_int_equal(result.output.n, 100);
    assert_int_equal(result.exit_code, 0);
    arena_destroy(arena);
}

static void kills_a_program_that_overstays_its_deadline(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct process_result result;
    const char *endless[] = {"tail", "-f", "/dev/null", NULL};
    assert_int_equal(run(endless, 50000, 100, arena, &result, NULL), 0);
    assert_true(result.timed_out);
    assert_int_equal(result.exit_code, 128 + 9);
    arena_destroy(arena);
}

static void kills_a_program_that_only_closed_its_output(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct process_result result;
    const char *silent[] = {"sh", "-c", "exec >/dev/null; exec tail -f /dev/null", NULL};
    assert_int_equal(run(silent, 200000, 100, arena, &result, NULL), 0);
    assert_true(result.timed_out);
    arena_destroy(arena);
}

/* The pool's threads block every signal, and the server ignores SIGPIPE; its children must not. */
static void gives_the_program_the_signals_of_a_fresh_process(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct process_result result;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    const char *blocked[] = {"grep", "SigBlk:", "/proc/self/status", NULL};
    int status = run(blocked, 10000000, 100, arena, &result, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(status, 0);
    assert_string_equal(result.output.p, "SigBlk:\t0000000000000000\n");
    arena_destroy(arena);
}

static void names_a_program_that_is_not_there(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct process_result result;
    struct error error = {0};
    const char *none[] = {"no-such-program", NULL};
    assert_int_equal(run(none, 1000000, 100, arena, &result, &error), ERR_NOT_FOUND);
    assert_true(str_equal(error.parameters[0], STR("no-such-program")));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_output_and_the_exit_code),
        cmocka_unit_test(cuts_output_at_the_limit_and_lets_the_program_finish),
        cmocka_unit_test(kills_a_program_that_overstays_its_deadline),
        cmocka_unit_test(kills_a_program_that_only_closed_its_output),
        cmocka_unit_test(gives_the_program_the_signals_of_a_fresh_process),
        cmocka_unit_test(names_a_program_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
