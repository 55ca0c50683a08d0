/* A process that is killed at any moment loses nothing it was told is durable, and leaves nothing
   half written that a reader could see. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/blob.h"
#include "store/search.h"
#include "support/test_store.h"

enum { ROUNDS = 12 };

struct item {
    int64_t number, vault;
    struct blob blob;
};

static int make_vault(struct db *db, void *argument, struct error *error)
{
    return vault_create(db, argument, error);
}

/* What an intake does: blob, row, index, audit. */
static int put_item(struct db *db, void *argument, struct error *error)
{
    const struct item *item = argument;
    struct audit_entry entry = {.action = STR("put"), .object = STR("item"),
                                .object_id = item->number, .detail = STR("{}")};
    int status = blob_link(db, &item->blob, error);
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO store_workspace (name, value)"
                        " VALUES ('item.' || CAST($1 AS TEXT), $2)",
                        db_int(item->number), db_text(item->blob.id));
    if (status == 0)
        status = search_put(db, STR("item"), item->number, 1, item->blob.id, error);
    return status ? status : audit_write(db, &entry, error);
}

static void child_main(const struct test_store *test, int64_t vault, int64_t first, int acknowledge)
{
    struct context context;
    struct store *store = NULL;
    context_init_system(&context, NULL, LANG_EN);
    if (store_open(&context, &test->options, &store, NULL))
        _exit(2);
    for (struct item item = {first, vault, {0}};; item.number++) {
        struct arena *arena = arena_create();
        struct str text = arena_format(arena, "item %lld", (long long)item.number);
        if (blob_write(store, vault, text, arena, &item.blob, NULL) ||
            store_write(store, put_item, &item, NULL))
            _exit(3);
        if (write(acknowledge, &item.number, sizeof item.number) != sizeof item.number)
            _exit(4);
        arena_destroy(arena);
    }
}

/* The last number that the child was told is durable. */
static int64_t run_and_kill(struct test_store *test, int64_t vault, int64_t first, int lines)
{
    int ends[2], status;
    int64_t number = first - 1;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        child_main(test, vault, first, ends[1]);
    }
    close(ends[1]);
    for (int i = 0; i < lines; i++)
        assert_int_equal(read(ends[0], &number, sizeof number), sizeof number);
    kill(child, SIGKILL);
    while (read(ends[0], &number, sizeof number) == sizeof number)
        continue;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return number;
}

struct names {
    struct arena *arena;
    struct str ids[4096];
    int64_t count;
};

static int read_names(struct db *db, void *argument, struct error *error)
{
    struct names *names = argument;
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows,
                          STR("SELECT w.value, b.links FROM store_workspace w JOIN store_blob b"
                              " ON b.id = w.value WHERE w.name >= 'item.' AND w.name < 'item/'"),
                          NULL, 0);
    if (status)
        return status;
    for (names->count = 0; db_next(rows); names->count++) {
        assert_int_equal(db_column_int(rows, 1), 1);
        names->ids[names->count] = db_column_copy(rows, 0, names->arena);
    }
    return db_finish(rows, error);
}

static int find_all(struct db *db, void *argument, struct error *error)
{
    int64_t ids[4096];
    size_t count = 0;
    int status = search_find(db, STR("item"), 1, *(struct str *)argument, 0, ids, 4096, &count,
                             error);
    assert_int_equal(count, 1);
    return status;
}

static void keeps_every_acknowledged_item_exactly_once_over_kills(struct test_store *test)
{
    int64_t vault = 0, durable = 0;
    struct names *names = ARENA_NEW(test->arena, struct names);
    names->arena = test->arena;
    assert_int_equal(store_write(test->store, make_vault, &vault, NULL), 0);
    store_close(test->store);
    test->store = NULL;
    for (int round = 0; round < ROUNDS; round++) {
        /* A gap in the numbers: the item in work at the kill may have been committed. */
        durable = run_and_kill(test, vault, durable + 2, 1 + round);
    }
    test_store_reopen(test);
    assert_int_equal(store_read(test->store, read_names, names, NULL), 0);
    assert_true(names->count <= durable);
    assert_true(names->count >= durable - ROUNDS);
    for (int64_t i = 0; i < names->count; i++) {
        struct str out;
        assert_int_equal(
            blob_read(test->store, vault, names->ids[i], 100, test->arena, &out, NULL), 0);
        assert_int_equal(store_read(test->store, find_all, &names->ids[i], NULL), 0);
    }
    struct str head;
    int64_t sealed = 0, verified = 0;
    assert_int_equal(audit_seal(test->store, test->arena, &head, &sealed, NULL), 0);
    assert_int_equal(sealed, names->count);
    assert_int_equal(audit_verify(test->store, &verified, NULL), 0);
    assert_int_equal(verified, names->count);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(keeps_every_acknowledged_item_exactly_once_over_kills),
    };
    return TEST_STORE_RUN(tests);
}
