/* Opening a workspace: locks between processes, migrations, and what is refused. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "store/schema.h"
#include "store/search.h"
#include "support/test_store.h"

static int run_sql(struct db *db, void *argument, struct error *error)
{
    return db_run(db, error, NULL, *(struct str *)argument, NULL, 0);
}

static void run(struct test_store *test, const char *sql)
{
    struct str text = str_from_c(sql);
    struct error error = {0};
    if (store_write(test->store, run_sql, &text, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static int count_tables(struct db *db, void *argument, struct error *error)
{
    struct db_rows *rows = NULL;
    struct str sql = db_driver(db) == STORE_SQLITE
                         ? STR("SELECT count(*) FROM sqlite_master WHERE name LIKE 'half%'")
                         : STR("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'half%'");
    int status = db_query(db, error, &rows, sql, NULL, 0);
    if (status)
        return status;
    *(int64_t *)argument = db_next(rows) ? db_column_int(rows, 0) : -1;
    return db_finish(rows, error);
}

static int open_again(struct test_store *test, bool exclusive, struct store **out)
{
    struct store_options options = test->options;
    options.exclusive = exclusive;
    return store_open(&test->fake.context, &options, out, NULL);
}

static void lets_two_share_a_directory_but_not_with_an_exclusive_one(struct test_store *test)
{
    struct store *second = NULL, *third = NULL;
    assert_int_equal(open_again(test, false, &second), 0);
    assert_int_equal(open_again(test, true, &third), ERR_STORE_LOCKED);
    store_close(second);
    store_close(test->store);
    test->store = NULL;
    assert_int_equal(open_again(test, true, &second), 0);
    assert_int_equal(open_again(test, false, &third), ERR_STORE_LOCKED);
    assert_int_equal(open_again(test, true, &third), ERR_STORE_LOCKED);
    store_close(second);
    assert_int_equal(open_again(test, false, &test->store), 0);
}

static void shows_one_store_what_another_wrote(struct test_store *test)
{
    struct store *second = NULL;
    assert_int_equal(open_again(test, false, &second), 0);
    struct str insert = STR("INSERT INTO store_workspace (name, value) VALUES ('half', 'x')");
    struct str change = STR("UPDATE store_workspace SET value = 'y' WHERE name = 'half'");
    assert_int_equal(store_write(second, run_sql, &insert, NULL), 0);
    assert_int_equal(store_write(test->store, run_sql, &change, NULL), 0);
    assert_int_equal(store_write(second, run_sql, &insert, NULL), ERR_STORE_UNIQUE);
    store_close(second);
}

static void refuses_a_newer_schema(struct test_store *test)
{
    run(test, "INSERT INTO store_schema (number, name, digest, applied) VALUES (9999, 'n', 'd', 1)");
    store_close(test->store);
    test->store = NULL;
    assert_int_equal(open_again(test, false, &test->store), ERR_STORE_NEWER);
}

static void refuses_a_schema_that_was_changed_after_release(struct test_store *test)
{
    run(test, "UPDATE store_schema SET digest = 'other' WHERE number = 1");
    store_close(test->store);
    test->store = NULL;
    assert_int_equal(open_again(test, false, &test->store), ERR_STORE_SCHEMA);
}

static int count_backups(struct test_store *test)
{
    int count = 0;
    DIR *folder = opendir(arena_format(test->arena, "%s/backups", test->options.directory.p).p);
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        count += strstr(entry->d_name, ".sqlite") != NULL;
    if (folder)
        closedir(folder);
    return count;
}

static int put_document(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return search_put(db, STR("case"), 1, 1, STR("電線"), error);
}

static void undo_the_search_migration(struct test_store *test)
{
    run(test, "DELETE FROM store_schema WHERE number = 2");
    run(test, "DROP TABLE store_search");
    run(test, "DROP TABLE store_search_kind");
    if (test->driver == STORE_SQLITE)
        run(test, "DROP TABLE store_search_index");
}

static void migrates_after_a_backup_when_there_was_data(struct test_store *test)
{
    assert_int_equal(count_backups(test), 0);
    undo_the_search_migration(test);
    test_store_reopen(test);
    assert_int_equal(count_backups(test), test->driver == STORE_SQLITE ? 1 : 0);
    assert_int_equal(store_write(test->store, put_document, NULL, NULL), 0);
}

static void does_not_migrate_under_the_feet_of_another(struct test_store *test)
{
    struct store *second = NULL;
    undo_the_search_migration(test);
    assert_int_equal(open_again(test, false, &second), ERR_STORE_LOCKED);
    test_store_reopen(test);
}

static void leaves_nothing_of_a_migration_that_fails(struct test_store *test)
{
    const struct schema_file broken = {
        8000,
        STR("test-broken"),
        STR("d"),
        STR("CREATE TABLE half (a INTEGER); CREATE TABLE half (a INTEGER);"),
        STR("CREATE TABLE half (a BIGINT); CREATE TABLE half (a BIGINT);"),
    };
    struct error error = {0};
    int64_t tables = -1;
    assert_int_not_equal(schema_apply(test->store, &broken, 1, &error), 0);
    assert_true(str_equal(error.place, STR("test-broken")));
    assert_int_equal(store_read(test->store, count_tables, &tables, NULL), 0);
    assert_int_equal(tables, 0);
    test_store_reopen(test);
}

static void records_each_migration_once(struct test_store *test)
{
    const struct schema_file file = {8000, STR("test-half"), STR("d"),
                                     STR("CREATE TABLE half (a INTEGER);"),
                                     STR("CREATE TABLE half (a BIGINT);")};
    struct schema_state state;
    assert_int_equal(schema_apply(test->store, &file, 1, NULL), 0);
    assert_int_equal(schema_apply(test->store, &file, 1, NULL), 0);
    assert_int_equal(schema_inspect(test->store, schema_files, schema_file_count, &state, NULL),
                     ERR_STORE_NEWER);
}

static void reports_that_another_process_keeps_the_database_locked(struct test_store *test)
{
    if (test->driver != STORE_SQLITE)
        return;
    sqlite3 *other = NULL;
    struct str insert = STR("INSERT INTO store_workspace (name, value) VALUES ('half', 'x')");
    test->options.busy_ms = 30;
    test_store_reopen(test);
    struct str path = arena_format(test->arena, "%s/meguri.sqlite", test->options.directory.p);
    assert_int_equal(sqlite3_open(path.p, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(store_write(test->store, run_sql, &insert, NULL), ERR_STORE_BUSY);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(other);
    assert_int_equal(store_write(test->store, run_sql, &insert, NULL), 0);
}

static void leaves_no_half_workspace_when_opening_fails(struct test_store *test)
{
    static const enum fault_point points[] = {FAULT_OPEN, FAULT_WRITE, FAULT_FSYNC, FAULT_RENAME,
                                              FAULT_DB_BEGIN, FAULT_DB_COMMIT};
    struct store_options options = test->options;
    if (test->driver == STORE_POSTGRES)
        return; /* the database is there already */
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        for (uint64_t nth = 1; nth < 24; nth += 1 + nth / 3) {
            struct store *store = NULL;
            options.directory = arena_format(test->arena, "%s/fresh-%d-%d",
                                             test->options.directory.p, (int)i, (int)nth);
            fake_context_heal(&test->fake);
            fake_context_fail(&test->fake, points[i], nth, ENOSPC);
            int status = store_open(&test->fake.context, &options, &store, NULL);
            fake_context_heal(&test->fake);
            if (status == 0) {
                store_close(store);
                break;
            }
            assert_int_equal(status, ERR_DISK_FULL);
            assert_int_equal(store_open(&test->fake.context, &options, &store, NULL), 0);
            store_close(store);
        }
    }
}

static void keeps_its_files_from_other_users(struct test_store *test)
{
    static const char *const names[] = {"keys/workspace.key", "meguri.sqlite", "meguri.sqlite-wal"};
    size_t count = test->driver == STORE_SQLITE ? 3 : 1;
    for (size_t i = 0; i < count; i++) {
        struct stat found;
        struct str path =
            arena_format(test->arena, "%s/%s", test->options.directory.p, names[i]);
        assert_int_equal(stat(path.p, &found), 0);
        assert_int_equal(found.st_mode & 0777, 0600);
    }
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(lets_two_share_a_directory_but_not_with_an_exclusive_one),
        STORE_TEST(shows_one_store_what_another_wrote),
        STORE_TEST(refuses_a_newer_schema),
        STORE_TEST(refuses_a_schema_that_was_changed_after_release),
        STORE_TEST(migrates_after_a_backup_when_there_was_data),
        STORE_TEST(does_not_migrate_under_the_feet_of_another),
        STORE_TEST(leaves_nothing_of_a_migration_that_fails),
        STORE_TEST(records_each_migration_once),
        STORE_TEST(reports_that_another_process_keeps_the_database_locked),
        STORE_TEST(keeps_its_files_from_other_users),
        STORE_TEST(leaves_no_half_workspace_when_opening_fails),
    };
    return TEST_STORE_RUN(tests);
}
