/* A backup taken while in use comes back whole; a broken or half one is refused. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "store/audit.h"
#include "store/backup.h"
#include "store/blob.h"
#include "support/test_folder.h"
#include "support/test_store.h"

static const struct backup_options with_keys = {true}, without_keys = {false};

static int make_content(struct db *db, void *argument, struct error *error)
{
    struct audit_entry entry = {.action = STR("test"), .object = STR("none"), .detail = STR("{}")};
    int status = vault_create(db, argument, error);
    return status ? status : audit_write(db, &entry, error);
}

static int link_blob(struct db *db, void *argument, struct error *error)
{
    return blob_link(db, argument, error);
}

static struct blob make_blob(struct test_store *test, const char *text)
{
    struct blob blob = {0};
    int64_t vault = 0;
    assert_int_equal(store_write(test->store, make_content, &vault, NULL), 0);
    assert_int_equal(
        blob_write(test->store, vault, str_from_c(text), test->arena, &blob, NULL), 0);
    assert_int_equal(store_write(test->store, link_blob, &blob, NULL), 0);
    return blob;
}

static struct str sub(struct test_store *test, const char *name)
{
    return ARENA_JOIN(test->arena, test->options.directory, STR("/"), str_from_c(name));
}

static void backed_up(struct test_store *test, const struct backup_options *options)
{
    struct error error = {0};
    if (store_backup(test->store, sub(test, "copy"), options, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static void comes_back_with_rows_blobs_and_chain(struct test_store *test)
{
    struct str head, out;
    int64_t sealed = 0, count = 0;
    struct blob blob = make_blob(test, "first");
    assert_int_equal(audit_seal(test->store, test->arena, &head, &sealed, NULL), 0);
    if (test->driver == STORE_POSTGRES) {
        assert_int_equal(store_backup(test->store, sub(test, "copy"), &with_keys, NULL),
                         ERR_STATE);
        return;
    }
    backed_up(test, &with_keys);
    struct error error = {0};
    if (store_restore(&test->fake.context, sub(test, "copy"), sub(test, "back"), &error))
        fail_msg("%s", test_store_sentence(test, &error));
    struct store_options options = {.directory = sub(test, "back")};
    struct store *back = NULL;
    assert_int_equal(store_open(&test->fake.context, &options, &back, NULL), 0);
    assert_int_equal(audit_verify(back, &count, NULL), 0);
    assert_int_equal(count, 1);
    assert_int_equal(blob_read(back, blob.vault, blob.id, 100, test->arena, &out, NULL), 0);
    assert_true(str_equal(out, STR("first")));
    store_close(back);
    assert_int_equal(
        store_restore(&test->fake.context, sub(test, "copy"), sub(test, "back"), NULL), ERR_STATE);
}

static void is_brought_up_to_date_by_a_second_run(struct test_store *test)
{
    struct str out;
    if (test->driver == STORE_POSTGRES)
        return;
    make_blob(test, "first");
    backed_up(test, &with_keys);
    struct blob second = make_blob(test, "second");
    backed_up(test, &with_keys);
    assert_int_equal(
        store_restore(&test->fake.context, sub(test, "copy"), sub(test, "back"), NULL), 0);
    struct store_options options = {.directory = sub(test, "back")};
    struct store *back = NULL;
    assert_int_equal(store_open(&test->fake.context, &options, &back, NULL), 0);
    assert_int_equal(blob_read(back, second.vault, second.id, 100, test->arena, &out, NULL), 0);
    store_close(back);
}

static void needs_the_key_file_from_somewhere(struct test_store *test)
{
    if (test->driver == STORE_POSTGRES)
        return;
    backed_up(test, &without_keys);
    assert_false(file_exists(sub(test, "copy/keys")));
    assert_int_equal(
        store_restore(&test->fake.context, sub(test, "copy"), sub(test, "back"), NULL),
        ERR_STORE_KEY);
}

static void refuses_a_damaged_database(struct test_store *test)
{
    if (test->driver == STORE_POSTGRES)
        return;
    backed_up(test, &with_keys);
    int fd = open(sub(test, "copy/meguri.sqlite").p, O_RDWR);
    assert_int_equal(ftruncate(fd, 8192), 0);
    close(fd);
    assert_int_equal(
        store_restore(&test->fake.context, sub(test, "copy"), sub(test, "back"), NULL),
        ERR_STORE_DAMAGED);
    assert_false(file_exists(sub(test, "back/meguri.sqlite")));
}

static void is_no_backup_after_any_step_failed(struct test_store *test)
{
    static const enum fault_point points[] = {FAULT_OPEN, FAULT_WRITE, FAULT_FSYNC, FAULT_RENAME};
    if (test->driver == STORE_POSTGRES)
        return;
    make_blob(test, "first");
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        for (uint64_t nth = 1; nth <= 3; nth++) {
            fake_context_heal(&test->fake);
            fake_context_fail(&test->fake, points[i], nth, ENOSPC);
            int status = store_backup(test->store, sub(test, "copy"), &with_keys, NULL);
            fake_context_heal(&test->fake);
            if (status)
                assert_false(file_exists(sub(test, "copy/manifest")));
            test_folder_remove(sub(test, "copy"));
        }
    }
}

static void refuses_a_folder_with_other_things(struct test_store *test)
{
    if (test->driver == STORE_POSTGRES)
        return;
    assert_int_equal(
        store_backup(test->store, test->options.directory, &with_keys, NULL), ERR_STATE);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(comes_back_with_rows_blobs_and_chain),
        STORE_TEST(is_brought_up_to_date_by_a_second_run),
        STORE_TEST(needs_the_key_file_from_somewhere),
        STORE_TEST(refuses_a_damaged_database),
        STORE_TEST(is_no_backup_after_any_step_failed),
        STORE_TEST(refuses_a_folder_with_other_things),
    };
    return TEST_STORE_RUN(tests);
}
