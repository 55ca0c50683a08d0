/* Encrypted files and fields under a vault's key; what faults and tampering leave. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/blob.h"
#include "support/test_store.h"

static int make_vault(struct db *db, void *argument, struct error *error)
{
    return vault_create(db, argument, error);
}

static int64_t new_vault(struct test_store *test)
{
    int64_t vault = 0;
    struct error error = {0};
    if (store_write(test->store, make_vault, &vault, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    return vault;
}

static int erase(struct db *db, void *argument, struct error *error)
{
    return vault_erase(db, *(int64_t *)argument, error);
}

static int link_blob(struct db *db, void *argument, struct error *error)
{
    return blob_link(db, argument, error);
}

static int unlink_blob(struct db *db, void *argument, struct error *error)
{
    const struct blob *blob = argument;
    return blob_unlink(db, blob->vault, blob->id, error);
}

static struct str pattern(struct test_store *test, size_t n)
{
    char *bytes = arena_alloc(test->arena, n + 1, 1, 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(i * 31 + i / 977);
    return (struct str){bytes, n};
}

static struct str blob_file_path(struct test_store *test, const struct blob *blob)
{
    return arena_format(test->arena, "%s/blobs/%.2s/%lld-%s", test->options.directory.p,
                        blob->id.p, (long long)blob->vault, blob->id.p);
}

static int count_in(const char *path)
{
    int count = 0;
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        count += entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return count;
}

static int count_files(struct test_store *test)
{
    int count = 0;
    for (unsigned i = 0; i < 256; i++)
        count += count_in(
            arena_format(test->arena, "%s/blobs/%02x", test->options.directory.p, i).p);
    return count +
           count_in(arena_format(test->arena, "%s/blobs/incoming", test->options.directory.p).p);
}

static struct blob written(struct test_store *test, int64_t vault, struct str bytes)
{
    struct blob blob = {0};
    struct error error = {0};
    if (blob_write(test->store, vault, bytes, test->arena, &blob, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    return blob;
}

static int read_back(struct test_store *test, const struct blob *blob, struct str *out)
{
    return blob_read(test->store, blob->vault, blob->id, 1 << 20, test->arena, out, NULL);
}

static void returns_the_bytes_of_every_size_around_a_piece(struct test_store *test)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200000};
    int64_t vault = new_vault(test);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct str bytes = pattern(test, sizes[i]), out;
        struct blob blob = written(test, vault, bytes);
        assert_int_equal(blob.size, sizes[i]);
        assert_int_equal(read_back(test, &blob, &out), 0);
        assert_true(str_equal(out, bytes));
    }
}

static void gives_equal_digests_but_other_ids_in_two_vaults(struct test_store *test)
{
    struct str bytes = STR("被覆電線");
    struct blob a = written(test, new_vault(test), bytes);
    struct blob b = written(test, new_vault(test), bytes);
    assert_true(str_equal(a.digest, b.digest));
    assert_false(str_equal(a.id, b.id));
    assert_true(str_equal(a.digest, blob_digest(test->store, bytes, test->arena)));
}

static void writes_no_plain_text_to_the_disk(struct test_store *test)
{
    struct blob blob = written(test, new_vault(test), STR("SECRET-PLAIN-TEXT"));
    char content[256];
    int fd = open(blob_file_path(test, &blob).p, O_RDONLY);
    ssize_t n = read(fd, content, sizeof content);
    close(fd);
    assert_true(n > 0);
    assert_null(memmem(content, (size_t)n, "SECRET", 6));
}

static void streams_from_a_descriptor_and_into_a_sealed_one(struct test_store *test)
{
    struct str bytes = pattern(test, 150000);
    int64_t vault = new_vault(test);
    int in = memfd_create("in", MFD_CLOEXEC), out = -1;
    assert_int_equal(write(in, bytes.p, bytes.n), bytes.n);
    struct blob blob = {0};
    assert_int_equal(blob_write_fd(test->store, vault, in, test->arena, &blob, NULL), 0);
    close(in);
    assert_int_equal(blob_read_fd(test->store, vault, blob.id, &out, NULL), 0);
    char *copy = arena_alloc(test->arena, bytes.n, 1, 1);
    assert_int_equal(read(out, copy, bytes.n), bytes.n);
    assert_memory_equal(copy, bytes.p, bytes.n);
    assert_int_equal(write(out, "x", 1), -1);
    close(out);
}

static void refuses_a_blob_above_the_limit(struct test_store *test)
{
    struct blob blob = written(test, new_vault(test), pattern(test, 70000));
    struct str out;
    assert_int_equal(
        blob_read(test->store, blob.vault, blob.id, 69999, test->arena, &out, NULL),
        ERR_TOO_LARGE);
}

static void finds_a_changed_byte_at_any_place(struct test_store *test)
{
    struct blob blob = written(test, new_vault(test), STR("0123456789"));
    struct str out, path = blob_file_path(test, &blob);
    int fd = open(path.p, O_RDWR);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t at = 0; at < size; at++) {
        char byte, changed;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        changed = (char)(byte ^ 1);
        assert_int_equal(pwrite(fd, &changed, 1, at), 1);
        assert_int_equal(read_back(test, &blob, &out), ERR_STORE_DAMAGED);
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    assert_int_equal(ftruncate(fd, size - 1), 0);
    close(fd);
    assert_int_equal(read_back(test, &blob, &out), ERR_STORE_DAMAGED);
}

static void finds_a_file_cut_behind_a_whole_piece(struct test_store *test)
{
    struct blob blob = written(test, new_vault(test), pattern(test, 65536 * 2 + 5));
    struct str out;
    assert_int_equal(truncate(blob_file_path(test, &blob).p, 32 + 2 * (65536 + 17)), 0);
    assert_int_equal(read_back(test, &blob, &out), ERR_STORE_DAMAGED);
}

static void finds_a_file_put_in_place_of_another(struct test_store *test)
{
    int64_t vault = new_vault(test);
    struct blob a = written(test, vault, STR("a")), b = written(test, vault, STR("b"));
    struct str out;
    assert_int_equal(rename(blob_file_path(test, &a).p, blob_file_path(test, &b).p), 0);
    assert_int_equal(read_back(test, &b, &out), ERR_STORE_DAMAGED);
    assert_int_equal(read_back(test, &a, &out), ERR_STORE_DAMAGED);
}

static void cannot_be_read_after_the_vault_was_erased(struct test_store *test)
{
    int64_t vault = new_vault(test);
    struct blob blob = written(test, vault, STR("forget me"));
    struct str out;
    assert_int_equal(store_write(test->store, link_blob, &blob, NULL), 0);
    assert_int_equal(store_write(test->store, erase, &vault, NULL), 0);
    assert_int_equal(read_back(test, &blob, &out), ERR_STORE_ERASED);
    assert_int_equal(store_write(test->store, erase, &vault, NULL), ERR_STORE_ERASED);
    int64_t removed = 0;
    assert_int_equal(blob_sweep(test->store, 86400LL * US_PER_SECOND, &removed, NULL), 0);
    assert_int_equal(removed, 1);
    assert_int_equal(count_files(test), 0);
}

static void leaves_nothing_behind_when_a_step_fails(struct test_store *test)
{
    static const enum fault_point points[] = {FAULT_OPEN, FAULT_WRITE, FAULT_FSYNC, FAULT_RENAME};
    int64_t vault = new_vault(test);
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        for (uint64_t nth = 1; nth <= 2; nth++) {
            struct blob blob = {0};
            fake_context_heal(&test->fake);
            fake_context_fail(&test->fake, points[i], nth, nth == 1 ? ENOSPC : EIO);
            int status = blob_write(test->store, vault, pattern(test, 70000), test->arena, &blob,
                                    NULL);
            if (status)
                assert_int_equal(status, nth == 1 ? ERR_DISK_FULL : ERR_IO);
        }
    }
    fake_context_heal(&test->fake);
    int left = count_in(
        arena_format(test->arena, "%s/blobs/incoming", test->options.directory.p).p);
    assert_int_equal(left, 0);
    struct blob blob = written(test, vault, pattern(test, 70000));
    struct str out;
    assert_int_equal(read_back(test, &blob, &out), 0);
}

static void leaves_nothing_behind_when_a_write_is_torn(struct test_store *test)
{
    int64_t vault = new_vault(test);
    struct blob blob = {0};
    fake_context_heal(&test->fake);
    fake_context_tear_write(&test->fake, 2, 100, EIO);
    assert_int_equal(
        blob_write(test->store, vault, pattern(test, 70000), test->arena, &blob, NULL), ERR_IO);
    assert_int_equal(count_files(test), 0);
}

static void sweeps_only_what_is_old_and_unreferenced(struct test_store *test)
{
    int64_t vault = new_vault(test), removed = 0, day = 86400LL * US_PER_SECOND;
    struct blob kept = written(test, vault, STR("kept"));
    struct blob twice = written(test, vault, STR("twice"));
    written(test, vault, STR("never linked"));
    assert_int_equal(store_write(test->store, link_blob, &kept, NULL), 0);
    assert_int_equal(store_write(test->store, link_blob, &twice, NULL), 0);
    assert_int_equal(store_write(test->store, link_blob, &twice, NULL), 0);
    assert_int_equal(store_write(test->store, unlink_blob, &twice, NULL), 0);
    assert_int_equal(blob_sweep(test->store, day, &removed, NULL), 0);
    assert_int_equal(removed, 0);
    fake_context_set_now(&test->fake, (utc_us)4102444800 * US_PER_SECOND); /* 2100 */
    assert_int_equal(blob_sweep(test->store, day, &removed, NULL), 0);
    assert_int_equal(removed, 1);
    assert_int_equal(store_write(test->store, unlink_blob, &twice, NULL), 0);
    assert_int_equal(store_write(test->store, unlink_blob, &twice, NULL), ERR_NOT_FOUND);
    assert_int_equal(blob_sweep(test->store, day, &removed, NULL), 0);
    assert_int_equal(removed, 1);
    assert_int_equal(count_files(test), 1);
}

struct field {
    int64_t vault;
    struct arena *arena;
    struct str sealed, plain;
    int opened;
};

static int seal_field(struct db *db, void *argument, struct error *error)
{
    struct field *field = argument;
    return vault_seal(db, field->vault, STR("山田 太郎"), field->arena, &field->sealed, error);
}

static int open_field(struct db *db, void *argument, struct error *error)
{
    struct field *field = argument;
    return vault_open(db, field->vault, field->sealed, field->arena, &field->plain, error);
}

static void seals_a_field_for_one_vault_only(struct test_store *test)
{
    struct field field = {.vault = new_vault(test), .arena = test->arena};
    assert_int_equal(store_write(test->store, seal_field, &field, NULL), 0);
    test_store_reopen(test);
    assert_int_equal(store_read(test->store, open_field, &field, NULL), 0);
    assert_true(str_equal(field.plain, STR("山田 太郎")));
    int64_t first = field.vault;
    field.vault = new_vault(test);
    assert_int_equal(store_read(test->store, open_field, &field, NULL), ERR_STORE_DAMAGED);
    field.vault = first;
    assert_int_equal(store_write(test->store, erase, &first, NULL), 0);
    assert_int_equal(store_read(test->store, open_field, &field, NULL), ERR_STORE_ERASED);
}

static void refuses_to_open_with_a_foreign_key_file(struct test_store *test)
{
    struct error error = {0};
    struct str path =
        arena_format(test->arena, "%s/keys/workspace.key", test->options.directory.p);
    store_close(test->store);
    test->store = NULL;
    int fd = open(path.p, O_RDWR);
    char byte;
    assert_int_equal(pread(fd, &byte, 1, 0), 1);
    char other = byte == '0' ? '1' : '0';
    assert_int_equal(pwrite(fd, &other, 1, 0), 1);
    assert_int_equal(
        store_open(&test->fake.context, &test->options, &test->store, &error), ERR_STORE_KEY);
    assert_int_equal(unlink(path.p), 0);
    error_clear(&error);
    assert_int_equal(
        store_open(&test->fake.context, &test->options, &test->store, &error), ERR_STORE_KEY);
    close(fd);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(returns_the_bytes_of_every_size_around_a_piece),
        STORE_TEST(gives_equal_digests_but_other_ids_in_two_vaults),
        STORE_TEST(writes_no_plain_text_to_the_disk),
        STORE_TEST(streams_from_a_descriptor_and_into_a_sealed_one),
        STORE_TEST(refuses_a_blob_above_the_limit),
        STORE_TEST(finds_a_changed_byte_at_any_place),
        STORE_TEST(finds_a_file_cut_behind_a_whole_piece),
        STORE_TEST(finds_a_file_put_in_place_of_another),
        STORE_TEST(cannot_be_read_after_the_vault_was_erased),
        STORE_TEST(leaves_nothing_behind_when_a_step_fails),
        STORE_TEST(leaves_nothing_behind_when_a_write_is_torn),
        STORE_TEST(sweeps_only_what_is_old_and_unreferenced),
        STORE_TEST(seals_a_field_for_one_vault_only),
        STORE_TEST(refuses_to_open_with_a_foreign_key_file),
    };
    return TEST_STORE_RUN(tests);
}
