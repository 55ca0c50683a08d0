/* Reading, writing, nesting and failing inside transactions. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>

#include "store/store.h"
#include "support/test_store.h"

/* The jobs' table serves as a table with a unique key; the blob table has a foreign key. */
static int put_name(struct db *db, const char *name, struct error *error)
{
    return DB_RUN(db, error, "INSERT INTO store_workspace (name, value) VALUES ($1, $2)",
                  db_text(str_from_c(name)), db_text(STR("x")));
}

static int count_names(struct db *db, void *argument, struct error *error)
{
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows,
                          STR("SELECT count(*) FROM store_workspace WHERE value = 'x'"), NULL, 0);
    if (status)
        return status;
    *(int64_t *)argument = db_next(rows) ? db_column_int(rows, 0) : -1;
    return db_finish(rows, error);
}

static int64_t names(struct test_store *test)
{
    int64_t count = -1;
    struct error error = {0};
    if (store_read(test->store, count_names, &count, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    return count;
}

static int put_one(struct db *db, void *argument, struct error *error)
{
    return put_name(db, argument, error);
}

static int put_and_fail(struct db *db, void *argument, struct error *error)
{
    int status = put_name(db, argument, error);
    return status ? status : ERROR(error, ERR_STATE, STR("refused by the test"));
}

static void keeps_what_a_returning_callback_wrote(struct test_store *test)
{
    char name[] = "a";
    assert_int_equal(store_write(test->store, put_one, name, NULL), 0);
    assert_int_equal(names(test), 1);
    test_store_reopen(test);
    assert_int_equal(names(test), 1);
}

static void rolls_back_a_callback_that_fails(struct test_store *test)
{
    struct error error = {0};
    char name[] = "a";
    assert_int_equal(store_write(test->store, put_and_fail, name, &error), ERR_STATE);
    assert_int_equal(names(test), 0);
}

static void maps_a_second_key_to_unique(struct test_store *test)
{
    struct error error = {0};
    char name[] = "a";
    assert_int_equal(store_write(test->store, put_one, name, NULL), 0);
    assert_int_equal(store_write(test->store, put_one, name, &error), ERR_STORE_UNIQUE);
    assert_int_equal(error.code, ERR_STORE_UNIQUE);
    assert_int_equal(names(test), 1);
}

static int put_orphan(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return DB_RUN(db, error,
                  "INSERT INTO store_blob (vault, id, size, digest, links, created)"
                  " VALUES ($1, $2, $3, $4, $5, $6)",
                  db_int(99), db_text(STR("b")), db_int(1), db_text(STR("d")), db_int(1),
                  db_int(1));
}

static void maps_a_missing_parent_to_reference(struct test_store *test)
{
    assert_int_equal(store_write(test->store, put_orphan, NULL, NULL), ERR_STORE_REFERENCE);
}

static int put_null(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return DB_RUN(db, error, "INSERT INTO store_workspace (name, value) VALUES ($1, $2)",
                  db_text(STR("n")), db_null());
}

static void maps_a_missing_value_to_rule(struct test_store *test)
{
    assert_int_equal(store_write(test->store, put_null, NULL, NULL), ERR_STORE_RULE);
}

static int swallow_unique(struct db *db, void *argument, struct error *error)
{
    put_name(db, argument, error);
    put_name(db, argument, NULL);
    return 0;
}

static void never_commits_after_a_swallowed_failure(struct test_store *test)
{
    char name[] = "a";
    struct error error = {0};
    assert_int_equal(store_write(test->store, swallow_unique, name, &error), ERR_STORE_UNIQUE);
    assert_int_equal(error.code, ERR_STORE_UNIQUE);
    assert_int_equal(names(test), 0);
}

static int try_twice(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    int status = put_name(db, "a", error);
    if (status)
        return status;
    assert_int_equal(DB_TRY_RUN(db, NULL, "INSERT INTO store_workspace (name, value) VALUES ($1, $2)",
                                db_text(STR("a")), db_text(STR("x"))),
                     ERR_STORE_UNIQUE);
    return put_name(db, "b", error);
}

static void goes_on_after_a_tried_statement(struct test_store *test)
{
    assert_int_equal(store_write(test->store, try_twice, NULL, NULL), 0);
    assert_int_equal(names(test), 2);
}

static int nest_and_survive(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    char inner[] = "inner", kept[] = "kept";
    int status = put_name(db, "outer", error);
    if (status)
        return status;
    assert_int_equal(db_nested(db, put_and_fail, inner, NULL), ERR_STATE);
    return db_nested(db, put_one, kept, error);
}

static void undoes_only_the_nested_part_that_failed(struct test_store *test)
{
    assert_int_equal(store_write(test->store, nest_and_survive, NULL, NULL), 0);
    assert_int_equal(names(test), 2);
}

static int every_kind(struct db *db, void *argument, struct error *error)
{
    struct arena *arena = argument;
    struct str bytes = STR("\0\xff\x01z");
    struct str text = STR("被覆電線 → タイ");
    int64_t id = 0;
    int status =
        DB_INSERT(db, error, &id,
                  "INSERT INTO store_vault (sealed, created, erased) VALUES ($1, $2, $3)"
                  " RETURNING id",
                  db_bytes(bytes), db_int(INT64_MIN), db_null());
    if (status == 0)
        status = put_name(db, "w", error);
    int64_t changed = 0;
    if (status == 0)
        status = db_run(db, error, &changed,
                        STR("UPDATE store_workspace SET value = $2 WHERE name = $1"),
                        (const struct db_value[]){db_text(STR("w")), db_text(text)}, 2);
    if (status)
        return status;
    assert_int_equal(changed, 1);
    struct db_rows *rows = NULL;
    status = DB_QUERY(db, error, &rows,
                      "SELECT v.sealed, v.created, v.erased, w.value, sum(v.id), $1 + v.id"
                      " FROM store_vault v JOIN store_workspace w ON w.name = $2 WHERE v.id = $1"
                      " GROUP BY v.sealed, v.created, v.erased, w.value, v.id",
                      db_int(id), db_text(STR("w")));
    if (status)
        return status;
    assert_true(db_next(rows));
    assert_true(str_equal(db_column_text(rows, 0), bytes));
    assert_true(db_column_int(rows, 1) == INT64_MIN);
    assert_true(db_column_is_null(rows, 2));
    assert_int_equal(db_column_int(rows, 2), 0);
    assert_true(str_equal(db_column_copy(rows, 3, arena), text));
    assert_int_equal(db_column_int(rows, 4), id);
    assert_int_equal(db_column_int(rows, 5), 2 * id);
    assert_false(db_next(rows));
    return db_finish(rows, error);
}

static void returns_every_kind_of_value_as_it_was_put(struct test_store *test)
{
    struct error error = {0};
    if (store_write(test->store, every_kind, test->arena, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static int write_in_read(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return put_name(db, "r", error);
}

static void refuses_to_write_in_a_read(struct test_store *test)
{
    assert_int_not_equal(store_read(test->store, write_in_read, NULL, NULL), 0);
    assert_int_equal(names(test), 0);
}

static int put_text(struct db *db, void *argument, struct error *error)
{
    return DB_RUN(db, error, "INSERT INTO store_workspace (name, value) VALUES ($1, $2)",
                  db_text(*(struct str *)argument), db_text(STR("x")));
}

static void refuses_text_with_nul_or_broken_utf8(struct test_store *test)
{
    static struct str texts[] = {STR_INIT("a\0b"), STR_INIT("\xe9\x9b"), STR_INIT("\xed\xa0\x80")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(store_write(test->store, put_text, &texts[i], NULL), ERR_ENCODING);
    assert_int_equal(names(test), 0);
}

static int find_nothing(struct db *db, void *argument, struct error *error)
{
    return DB_GET_INT(db, error, argument, STR("the thing"),
                      "SELECT length(name) FROM store_workspace WHERE name = $1",
                      db_text(STR("nobody")));
}

static void names_what_was_not_found(struct test_store *test)
{
    struct error error = {0};
    int64_t out = 0;
    assert_int_equal(store_read(test->store, find_nothing, &out, &error), ERR_NOT_FOUND);
    assert_true(str_equal(error.parameters[0], STR("the thing")));
}

struct crowd {
    struct test_store *test;
    int number;
};

static int add_one(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    int64_t old = 0;
    int status = DB_GET_INT(db, error, &old, STR("counter"),
                            "SELECT links FROM store_blob WHERE id = $1", db_text(STR("c")));
    if (status)
        return status;
    return DB_RUN(db, error, "UPDATE store_blob SET links = $2 WHERE id = $1", db_text(STR("c")),
                  db_int(old + 1));
}

static void *add_many(void *argument)
{
    struct crowd *crowd = argument;
    for (int i = 0; i < 25; i++)
        if (store_write(crowd->test->store, add_one, NULL, NULL))
            crowd->number++;
    return NULL;
}

static int make_counter(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    int64_t vault = 0;
    int status = DB_INSERT(db, error, &vault,
                           "INSERT INTO store_vault (created) VALUES ($1) RETURNING id", db_int(1));
    if (status)
        return status;
    return DB_RUN(db, error,
                  "INSERT INTO store_blob (vault, id, size, digest, links, created)"
                  " VALUES ($1, 'c', 0, 'd', 0, 0)",
                  db_int(vault));
}

static int get_counter(struct db *db, void *argument, struct error *error)
{
    return DB_GET_INT(db, error, argument, STR("counter"),
                      "SELECT links FROM store_blob WHERE id = $1", db_text(STR("c")));
}

static void loses_no_increment_of_eight_writers(struct test_store *test)
{
    assert_int_equal(store_write(test->store, make_counter, NULL, NULL), 0);
    pthread_t threads[8];
    struct crowd crowds[8];
    for (int i = 0; i < 8; i++) {
        crowds[i] = (struct crowd){test, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, &crowds[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(crowds[i].number, 0);
    }
    int64_t count = 0;
    assert_int_equal(store_read(test->store, get_counter, &count, NULL), 0);
    assert_int_equal(count, 200);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(keeps_what_a_returning_callback_wrote),
        STORE_TEST(rolls_back_a_callback_that_fails),
        STORE_TEST(maps_a_second_key_to_unique),
        STORE_TEST(maps_a_missing_parent_to_reference),
        STORE_TEST(maps_a_missing_value_to_rule),
        STORE_TEST(never_commits_after_a_swallowed_failure),
        STORE_TEST(goes_on_after_a_tried_statement),
        STORE_TEST(undoes_only_the_nested_part_that_failed),
        STORE_TEST(returns_every_kind_of_value_as_it_was_put),
        STORE_TEST(refuses_to_write_in_a_read),
        STORE_TEST(refuses_text_with_nul_or_broken_utf8),
        STORE_TEST(names_what_was_not_found),
        STORE_TEST(loses_no_increment_of_eight_writers),
    };
    return TEST_STORE_RUN(tests);
}
