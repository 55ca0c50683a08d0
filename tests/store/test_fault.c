/* Commits that fail, reads that are cancelled, connections that die, a callback that calls back. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"
#include "support/test_store.h"

static int put(struct db *db, void *argument, struct error *error)
{
    return DB_RUN(db, error, "INSERT INTO store_workspace (name, value) VALUES ($1, 'x')",
                  db_text(*(struct str *)argument));
}

static int count(struct db *db, void *argument, struct error *error)
{
    return DB_GET_INT(db, error, argument, STR("count"),
                      "SELECT count(*) FROM store_workspace WHERE value = $1", db_text(STR("x")));
}

static int64_t rows(struct test_store *test)
{
    int64_t found = -1;
    assert_int_equal(store_read(test->store, count, &found, NULL), 0);
    return found;
}

static void says_that_nothing_changed_when_the_commit_finds_the_disk_full(struct test_store *test)
{
    struct error error = {0};
    struct str name = STR("a");
    fake_context_heal(&test->fake);
    fake_context_fail(&test->fake, FAULT_DB_COMMIT, 1, ENOSPC);
    assert_int_equal(store_write(test->store, put, &name, &error), ERR_DISK_FULL);
    assert_int_equal(error.code, ERR_DISK_FULL);
    assert_int_equal(rows(test), 0);
    assert_int_equal(store_write(test->store, put, &name, NULL), 0);
    assert_int_equal(rows(test), 1);
}

static void says_so_when_a_transaction_cannot_begin(struct test_store *test)
{
    struct str name = STR("a");
    int64_t found;
    fake_context_heal(&test->fake);
    fake_context_fail(&test->fake, FAULT_DB_BEGIN, 1, EIO);
    assert_int_equal(store_write(test->store, put, &name, NULL), ERR_IO);
    fake_context_heal(&test->fake);
    fake_context_fail(&test->fake, FAULT_DB_BEGIN, 1, EIO);
    assert_int_equal(store_read(test->store, count, &found, NULL), ERR_IO);
    assert_int_equal(rows(test), 0);
}

struct writer {
    struct test_store *test;
    int number, status;
};

static void *write_one(void *argument)
{
    struct writer *writer = argument;
    struct arena *arena = arena_create();
    struct str name = arena_format(arena, "n%d", writer->number);
    writer->status = store_write(writer->test->store, put, &name, NULL);
    arena_destroy(arena);
    return NULL;
}

static void tells_exactly_those_writers_whose_commit_failed(struct test_store *test)
{
    enum { WRITERS = 12 };
    pthread_t threads[WRITERS];
    struct writer writers[WRITERS];
    int64_t kept = 0;
    fake_context_heal(&test->fake);
    fake_context_fail(&test->fake, FAULT_DB_COMMIT, 2, ENOSPC);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){test, i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, write_one, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(writers[i].status == 0 || writers[i].status == ERR_DISK_FULL);
        kept += writers[i].status == 0;
    }
    assert_int_equal(rows(test), kept);
}

static int count_forever(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    int64_t found = 0;
    return DB_GET_INT(db, error, &found, STR("count"),
                      "WITH RECURSIVE n (i) AS (SELECT CAST($1 AS BIGINT) UNION ALL"
                      " SELECT (i + 1) - (i / 1000) * 1000 FROM n) SELECT count(*) FROM n",
                      db_int(1));
}

static void *cancel(void *argument)
{
    store_cancel(argument);
    return NULL;
}

static void stops_a_read_that_is_cancelled_at_any_moment(struct test_store *test)
{
    for (int i = 0; i < 5; i++) {
        pthread_t thread;
        struct error error = {0};
        struct store_canceller *canceller = store_canceller_create();
        assert_int_equal(pthread_create(&thread, NULL, cancel, canceller), 0);
        assert_int_equal(
            store_read_cancellable(test->store, canceller, count_forever, NULL, &error),
            ERR_STORE_CANCELLED);
        assert_int_equal(error.code, ERR_STORE_CANCELLED);
        pthread_join(thread, NULL);
        store_canceller_destroy(canceller);
    }
    assert_int_equal(rows(test), 0);
}

static void gives_a_cancellable_read_its_rows(struct test_store *test)
{
    int64_t found = -1;
    struct store_canceller *canceller = store_canceller_create();
    assert_int_equal(store_read_cancellable(test->store, canceller, count, &found, NULL), 0);
    assert_int_equal(found, 0);
    store_canceller_destroy(canceller);
    store_canceller_destroy(NULL);
}

static int kill_others(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return db_run(db, error, NULL,
                  STR("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      " WHERE pid <> pg_backend_pid() AND datname = current_database()"),
                  NULL, 0);
}

static void goes_on_after_its_connections_were_cut(struct test_store *test)
{
    if (test->driver != STORE_POSTGRES)
        return;
    struct store *second = NULL;
    struct str name = STR("a");
    assert_int_equal(rows(test), 0);
    assert_int_equal(store_open(&test->fake.context, &test->options, &second, NULL), 0);
    assert_int_equal(store_read(second, kill_others, NULL, NULL), 0);
    assert_int_equal(store_write(test->store, put, &name, NULL), 0);
    assert_int_equal(store_read(second, kill_others, NULL, NULL), 0);
    assert_int_equal(rows(test), 1);
    store_close(second);
}

static int cut_own_connection_once(struct db *db, void *argument, struct error *error)
{
    int *runs = argument;
    if ((*runs)++ == 0)
        return db_run(db, error, NULL, STR("SELECT pg_terminate_backend(pg_backend_pid())"), NULL,
                      0);
    return put(db, &(struct str){"again", 5}, error);
}

static void runs_a_write_again_when_the_connection_broke_before_the_commit(struct test_store *test)
{
    if (test->driver != STORE_POSTGRES)
        return;
    int runs = 0;
    assert_int_equal(store_write(test->store, cut_own_connection_once, &runs, NULL), 0);
    assert_int_equal(runs, 2);
    assert_int_equal(rows(test), 1);
}

static void reports_a_server_that_is_not_there(struct test_store *test)
{
    struct store *store = NULL;
    struct error error = {0};
    struct store_options options = test->options;
    options.directory = ARENA_JOIN(test->arena, options.directory, STR("/other"));
    options.url = STR("postgresql://127.0.0.1:1/none");
    assert_int_equal(store_open(&test->fake.context, &options, &store, &error),
                     ERR_STORE_CONNECT);
    assert_int_equal(error.code, ERR_STORE_CONNECT);
}

static int write_inside(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    struct str name = STR("inner");
    return store_write(db_store(db), put, &name, error);
}

static void ends_the_program_that_writes_inside_a_callback(struct test_store *test)
{
    if (test->driver != STORE_POSTGRES)
        return; /* the SQLite writer is a thread, which a forked child does not have */
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        close(STDERR_FILENO);
        store_read(test->store, write_inside, NULL, NULL);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(says_that_nothing_changed_when_the_commit_finds_the_disk_full),
        STORE_TEST(says_so_when_a_transaction_cannot_begin),
        STORE_TEST(tells_exactly_those_writers_whose_commit_failed),
        STORE_TEST(stops_a_read_that_is_cancelled_at_any_moment),
        STORE_TEST(gives_a_cancellable_read_its_rows),
        STORE_TEST(goes_on_after_its_connections_were_cut),
        STORE_TEST(runs_a_write_again_when_the_connection_broke_before_the_commit),
        STORE_TEST(reports_a_server_that_is_not_there),
        STORE_TEST(ends_the_program_that_writes_inside_a_callback),
    };
    return TEST_STORE_RUN(tests);
}
