/* The audit chain: complete, durable, and every change to it is found. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>

#include "store/audit.h"
#include "support/test_store.h"

static const struct audit_entry sample = {
    .commission = 3,
    .actor = 7,
    .action = STR_INIT("case.read"),
    .object = STR_INIT("case"),
    .object_id = 11,
    .detail = STR_INIT("{\"state\":2}"),
    .address = STR_INIT("192.0.2.1"),
};

static int write_entries(struct db *db, void *argument, struct error *error)
{
    int status = 0;
    for (int i = 0; i < *(int *)argument && status == 0; i++) {
        struct audit_entry entry = sample;
        entry.object_id = i;
        status = audit_write(db, &entry, error);
    }
    return status;
}

static void write_some(struct test_store *test, int count)
{
    struct error error = {0};
    if (store_write(test->store, write_entries, &count, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static int64_t sealed_now(struct test_store *test)
{
    struct str head;
    int64_t sealed = 0;
    struct error error = {0};
    if (audit_seal(test->store, test->arena, &head, &sealed, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    assert_int_equal(head.n, 64);
    return sealed;
}

static void seals_what_is_committed_and_verifies_it(struct test_store *test)
{
    int64_t count = 0;
    write_some(test, 3);
    assert_int_equal(sealed_now(test), 3);
    write_some(test, 2);
    assert_int_equal(sealed_now(test), 2);
    assert_int_equal(sealed_now(test), 0);
    assert_int_equal(audit_verify(test->store, &count, NULL), 0);
    assert_int_equal(count, 5);
}

struct change {
    struct str sql;
};

static int run_sql(struct db *db, void *argument, struct error *error)
{
    const struct change *change = argument;
    return db_run(db, error, NULL, change->sql, NULL, 0);
}

static void finds_a_change_of_any_column_of_any_row(struct test_store *test)
{
    static const struct {
        const char *change, *back;
    } columns[] = {
        {"time = time + 1", "time = time - 1"},
        {"commission = 4", "commission = 3"},
        {"actor = 8", "actor = 7"},
        {"action = 'case.reaD'", "action = 'case.read'"},
        {"object = 'mail'", "object = 'case'"},
        {"object_id = object_id + 100", "object_id = object_id - 100"},
        {"detail = ''", "detail = '{\"state\":2}'"},
        {"address = address || 'x'", "address = substr(address, 1, 64)"},
        {"id = id + 1000", "id = id - 1000"},
        {"number = -number", "number = -number"},
        {"hash = 'x' || hash", "hash = substr(hash, 2)"},
    };
    write_some(test, 3);
    sealed_now(test);
    for (int row = 1; row <= 3; row++) {
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
            struct str which = arena_format(test->arena, " WHERE number IN (%d, -%d)", row, row);
            struct str head = STR("UPDATE store_audit SET ");
            struct change change = {
                ARENA_JOIN(test->arena, head, str_from_c(columns[i].change), which)};
            int64_t count = 0;
            assert_int_equal(store_write(test->store, run_sql, &change, NULL), 0);
            assert_int_equal(audit_verify(test->store, &count, NULL), ERR_STORE_AUDIT);
            assert_int_equal(count, columns[i].change[0] == 'n' ? 0 : row - 1);
            change.sql = ARENA_JOIN(test->arena, head, str_from_c(columns[i].back), which);
            assert_int_equal(store_write(test->store, run_sql, &change, NULL), 0);
            assert_int_equal(audit_verify(test->store, &count, NULL), 0);
        }
    }
}

static void finds_removed_rows_in_the_middle_and_at_the_end(struct test_store *test)
{
    struct error error = {0};
    int64_t count = 0;
    write_some(test, 4);
    sealed_now(test);
    struct change last = {STR("DELETE FROM store_audit WHERE number = 4")};
    assert_int_equal(store_write(test->store, run_sql, &last, NULL), 0);
    assert_int_equal(audit_verify(test->store, &count, &error), ERR_STORE_AUDIT);
    assert_true(str_equal(error.parameters[0], STR("4")));
    error_clear(&error);
    struct change middle = {STR("DELETE FROM store_audit WHERE number = 2")};
    assert_int_equal(store_write(test->store, run_sql, &middle, NULL), 0);
    assert_int_equal(audit_verify(test->store, &count, &error), ERR_STORE_AUDIT);
    assert_true(str_equal(error.parameters[0], STR("2")));
}

static int text_of_row(struct db *db, void *argument, struct error *error)
{
    struct test_store *test = argument;
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows, STR("SELECT address FROM store_audit"), NULL, 0);
    if (status)
        return status;
    assert_true(db_next(rows));
    assert_true(str_equal(db_column_text(rows, 0),
                          audit_digest(test->store, sample.address, test->arena)));
    return db_finish(rows, error);
}

static void stores_the_address_as_a_digest_only(struct test_store *test)
{
    write_some(test, 1);
    assert_int_equal(store_read(test->store, text_of_row, test, NULL), 0);
}

static void commits_notes_when_flushed(struct test_store *test)
{
    for (int i = 0; i < 100; i++)
        assert_int_equal(audit_note(test->store, &sample, NULL), 0);
    assert_int_equal(audit_flush(test->store, NULL), 0);
    assert_int_equal(sealed_now(test), 100);
}

static void commits_notes_when_closed(struct test_store *test)
{
    for (int i = 0; i < 10; i++)
        assert_int_equal(audit_note(test->store, &sample, NULL), 0);
    test_store_reopen(test);
    assert_int_equal(sealed_now(test), 10);
}

static void keeps_notes_over_a_failed_commit(struct test_store *test)
{
    struct error error = {0};
    fake_context_heal(&test->fake);
    fake_context_fail(&test->fake, FAULT_DB_COMMIT, 1, ENOSPC);
    assert_int_equal(audit_note(test->store, &sample, NULL), 0);
    assert_int_equal(audit_flush(test->store, &error), ERR_DISK_FULL);
    assert_int_equal(error.code, ERR_DISK_FULL);
    assert_int_equal(audit_flush(test->store, NULL), 0);
    assert_int_equal(sealed_now(test), 1);
}

static void *note_many(void *argument)
{
    struct test_store *test = argument;
    intptr_t failures = 0;
    for (int i = 0; i < 2200; i++)
        failures += audit_note(test->store, &sample, NULL) != 0;
    return (void *)failures; /* NOLINT: a count */
}

static void loses_no_note_when_the_queue_is_full(struct test_store *test)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, note_many, test), 0);
    for (int i = 0; i < 4; i++) {
        void *failures = NULL;
        pthread_join(threads[i], &failures);
        assert_null(failures);
    }
    assert_int_equal(audit_flush(test->store, NULL), 0);
    assert_int_equal(sealed_now(test), 8800);
}

static void refuses_a_note_at_once_only_while_the_queue_is_full(struct test_store *test)
{
    int64_t written = 0;
    bool noted = true;
    fake_context_heal(&test->fake);
    fake_context_fail_from(&test->fake, FAULT_DB_COMMIT, 1, ENOSPC);
    for (; noted && written < 100000; written += noted)
        assert_int_equal(audit_note_at_once(test->store, &sample, &noted, NULL), 0);
    assert_false(noted);
    fake_context_heal(&test->fake);
    audit_flush(test->store, NULL); /* may still tell of the last failure */
    assert_int_equal(audit_flush(test->store, NULL), 0);
    assert_int_equal(audit_note_at_once(test->store, &sample, &noted, NULL), 0);
    assert_true(noted);
    assert_int_equal(audit_flush(test->store, NULL), 0);
    assert_int_equal(sealed_now(test), written + 1);
}

static void *seal_often(void *argument)
{
    struct test_store *test = argument;
    intptr_t failures = 0;
    for (int i = 0; i < 10; i++) {
        struct arena *arena = arena_create();
        struct str head;
        int64_t sealed = 0;
        int count = 20;
        failures += store_write(test->store, write_entries, &count, NULL) != 0;
        failures += audit_seal(test->store, arena, &head, &sealed, NULL) != 0;
        arena_destroy(arena);
    }
    return (void *)failures;
}

static void makes_one_chain_of_two_sealers_at_once(struct test_store *test)
{
    pthread_t threads[2];
    int64_t count = 0;
    struct error error = {0};
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, seal_often, test), 0);
    for (int i = 0; i < 2; i++) {
        void *failures = NULL;
        pthread_join(threads[i], &failures);
        assert_null(failures);
    }
    if (audit_verify(test->store, &count, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    assert_int_equal(count, 400);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(seals_what_is_committed_and_verifies_it),
        STORE_TEST(finds_a_change_of_any_column_of_any_row),
        STORE_TEST(finds_removed_rows_in_the_middle_and_at_the_end),
        STORE_TEST(stores_the_address_as_a_digest_only),
        STORE_TEST(commits_notes_when_flushed),
        STORE_TEST(commits_notes_when_closed),
        STORE_TEST(keeps_notes_over_a_failed_commit),
        STORE_TEST(loses_no_note_when_the_queue_is_full),
        STORE_TEST(refuses_a_note_at_once_only_while_the_queue_is_full),
        STORE_TEST(makes_one_chain_of_two_sealers_at_once),
    };
    return TEST_STORE_RUN(tests);
}
