#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "doc/mail.h"
#include "worker_support.h"

static const struct str plain_mail =
    STR_INIT("From: a@example.jp\r\nTo: b@example.jp\r\nSubject: x\r\nDate: Tue, 1 Apr 2025 09:30:00 "
             "+0900\r\n\r\nbody\r\n");

static int parse_plain(struct worker_pool *pool)
{
    struct arena *arena = arena_create();
    struct mail_message *message;
    struct error error = {0};
    int fd = support_file(plain_mail);
    int failed = mail_parse(pool, fd, arena, &message, NULL, NULL, &error);
    if (!failed)
        assert_true(str_equal(message->text, STR("body")));
    close(fd);
    arena_destroy(arena);
    return failed;
}

static void closes_the_whole_sandbox(void **state)
{
    (void)state;
    struct worker_sandbox sandbox;
    struct error error = {0};
    support_ok(worker_pool_sandbox(support_pool(), &sandbox, &error), &error);
    assert_true(sandbox.seccomp && sandbox.limits && sandbox.no_new_privileges);
    assert_true(sandbox.landlock == (sandbox.landlock_abi > 0));
}

/* The probe kills the worker and the next job finds another one. */
static void assert_deadly(enum worker_probe probe)
{
    struct worker_pool *pool = support_pool();
    struct error error = {0};
    assert_int_equal(worker_pool_probe(pool, probe, &error), ERR_DOC_WORKER);
    error_clear(&error);
    support_ok(worker_pool_probe(pool, WORKER_PROBE_ECHO, &error), &error);
}

static void opening_a_file_ends_the_worker(void **state)
{
    (void)state;
    assert_deadly(WORKER_PROBE_OPEN);
}

static void making_a_socket_ends_the_worker(void **state)
{
    (void)state;
    assert_deadly(WORKER_PROBE_SOCKET);
}

static void starting_a_program_ends_the_worker(void **state)
{
    (void)state;
    assert_deadly(WORKER_PROBE_EXECUTE);
}

static void taking_more_memory_than_allowed_ends_the_worker(void **state)
{
    (void)state;
    assert_deadly(WORKER_PROBE_MEMORY);
}

static void a_job_that_never_ends_is_stopped_at_the_deadline(void **state)
{
    (void)state;
    struct worker_pool *pool =
        support_pool_with((struct worker_options){.processes = 1, .deadline = 200 * US_PER_MS});
    struct error error = {0};
    assert_int_equal(worker_pool_probe(pool, WORKER_PROBE_SPIN, &error), ERR_DOC_WORKER);
    worker_pool_destroy(pool);
}

static void *spin(void *pool)
{
    struct error error = {0};
    static int result;
    result = worker_pool_probe(pool, WORKER_PROBE_SPIN, &error);
    return &result;
}

static void a_worker_killed_in_the_middle_of_a_job_costs_that_job_only(void **state)
{
    (void)state;
    struct worker_pool *pool = support_pool_with((struct worker_options){.processes = 1});
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, spin, pool), 0);
    void *result;
    /* A kill before the job has reached the worker is made good by a fresh one: kill until it hurts. */
    while (pthread_tryjoin_np(thread, &result)) {
        int pid;
        if (worker_pool_processes(pool, &pid, 1))
            kill(pid, SIGKILL);
        sched_yield();
    }
    assert_int_equal(*(int *)result, ERR_DOC_WORKER);
    assert_int_equal(parse_plain(pool), 0);
    worker_pool_destroy(pool);
}

static void a_worker_killed_while_idle_is_replaced_unnoticed(void **state)
{
    (void)state;
    struct worker_pool *pool = support_pool_with((struct worker_options){.processes = 1});
    int pid, other;
    assert_int_equal(parse_plain(pool), 0);
    worker_pool_processes(pool, &pid, 1);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(parse_plain(pool), 0);
    worker_pool_processes(pool, &other, 1);
    assert_int_not_equal(pid, other);
    worker_pool_destroy(pool);
}

static void a_worker_is_replaced_after_its_number_of_jobs(void **state)
{
    (void)state;
    struct worker_pool *pool =
        support_pool_with((struct worker_options){.processes = 1, .jobs_per_process = 2});
    int pid, other;
    worker_pool_processes(pool, &pid, 1);
    assert_int_equal(parse_plain(pool), 0);
    worker_pool_processes(pool, &other, 1);
    assert_int_equal(pid, other);
    assert_int_equal(parse_plain(pool), 0);
    worker_pool_processes(pool, &other, 1);
    assert_int_not_equal(pid, other);
    assert_int_equal(parse_plain(pool), 0);
    worker_pool_destroy(pool);
}

static void *parse_ten(void *pool)
{
    for (int i = 0; i < 10; i++)
        if (parse_plain(pool))
            return pool;
    return NULL;
}

static void serves_more_threads_than_it_has_workers(void **state)
{
    (void)state;
    struct worker_pool *pool = support_pool_with((struct worker_options){.processes = 2});
    pthread_t threads[5];
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, parse_ten, pool), 0);
    for (size_t i = 0; i < 5; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    worker_pool_destroy(pool);
}

static void a_program_that_is_no_worker_is_refused_at_the_start(void **state)
{
    (void)state;
    struct worker_pool *pool;
    struct error error = {0};
    struct worker_options options = {.program = STR("/bin/true")};
    assert_int_equal(worker_pool_create(support_context(), &options, &pool, &error),
                     ERR_DOC_WORKER_START);
    error_clear(&error);
    options.program = STR("/nonexistent/meguri-worker");
    assert_int_equal(worker_pool_create(support_context(), &options, &pool, &error),
                     ERR_DOC_WORKER_START);
    assert_null(pool);
}

static int finish(void **state)
{
    (void)state;
    support_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closes_the_whole_sandbox),
        cmocka_unit_test(opening_a_file_ends_the_worker),
        cmocka_unit_test(making_a_socket_ends_the_worker),
        cmocka_unit_test(starting_a_program_ends_the_worker),
        cmocka_unit_test(taking_more_memory_than_allowed_ends_the_worker),
        cmocka_unit_test(a_job_that_never_ends_is_stopped_at_the_deadline),
        cmocka_unit_test(a_worker_killed_in_the_middle_of_a_job_costs_that_job_only),
        cmocka_unit_test(a_worker_killed_while_idle_is_replaced_unnoticed),
        cmocka_unit_test(a_worker_is_replaced_after_its_number_of_jobs),
        cmocka_unit_test(serves_more_threads_than_it_has_workers),
        cmocka_unit_test(a_program_that_is_no_worker_is_refused_at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
