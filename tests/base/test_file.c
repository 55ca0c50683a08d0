/* Files under faults, and with them the fake context itself. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/file.h"
#include "support/fake_context.h"
#include "support/test_folder.h"

struct fixture {
    struct fake_context fake;
    struct arena *arena;
    struct str folder, path;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fake_context_init(&fixture->fake, 7);
    fixture->arena = arena_create();
    fixture->folder = test_folder_create(fixture->arena);
    fixture->path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/state"));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    test_folder_remove(fixture->folder);
    arena_destroy(fixture->arena);
    fake_context_finish(&fixture->fake);
    free(fixture);
    return 0;
}

static int save(struct fixture *fixture, struct str text)
{
    return file_write_durable(&fixture->fake.context, fixture->path, text, NULL);
}

static struct str load(struct fixture *fixture)
{
    struct str text = {0};
    assert_int_equal(
        file_read(&fixture->fake.context, fixture->path, 1000, fixture->arena, &text, NULL), 0);
    return text;
}

static int entries(struct fixture *fixture)
{
    int count = 0;
    DIR *directory = opendir(arena_c(fixture->arena, fixture->folder));
    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 2;
}

static void a_failed_write_leaves_the_old_file_and_no_other(void **state)
{
    static const enum fault_point points[] = {FAULT_OPEN, FAULT_WRITE, FAULT_FSYNC, FAULT_RENAME};
    struct fixture *fixture = *state;
    assert_int_equal(save(fixture, STR("old")), 0);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        fake_context_fail(&fixture->fake, points[i], 1, ENOSPC);
        assert_int_equal(save(fixture, STR("new")), ERR_DISK_FULL);
        assert_true(str_equal(load(fixture), STR("old")));
        assert_int_equal(entries(fixture), 1);
    }
    assert_int_equal(save(fixture, STR("new")), 0);
    assert_true(str_equal(load(fixture), STR("new")));
}

static void a_torn_write_leaves_the_old_file(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(save(fixture, STR("old")), 0);
    fake_context_tear_write(&fixture->fake, 1, 2, EIO);
    assert_int_equal(save(fixture, STR("new")), ERR_IO);
    assert_true(str_equal(load(fixture), STR("old")));
    assert_int_equal(entries(fixture), 1);
}

static void a_torn_write_brings_its_first_bytes_to_the_file(void **state)
{
    struct fixture *fixture = *state;
    int fd = open(arena_c(fixture->arena, fixture->path), O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    fake_context_tear_write(&fixture->fake, 2, 3, EIO);
    assert_int_equal(file_write_all(&fixture->fake.context, fd, STR("x"), STR("whole,")), 0);
    assert_int_equal(file_write_all(&fixture->fake.context, fd, STR("x"), STR("torn")), EIO);
    close(fd);
    assert_true(str_equal(load(fixture), STR("whole,tor")));
}

static void reading_is_bounded_and_says_what_is_missing(void **state)
{
    struct fixture *fixture = *state;
    struct str text;
    const struct context *context = &fixture->fake.context;
    assert_int_equal(file_read(context, fixture->path, 9, fixture->arena, &text, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(save(fixture, STR("0123456789")), 0);
    assert_int_equal(file_read(context, fixture->path, 9, fixture->arena, &text, NULL),
                     ERR_TOO_LARGE);
    fake_context_fail(&fixture->fake, FAULT_READ, 1, EIO);
    assert_int_equal(file_read(context, fixture->path, 10, fixture->arena, &text, NULL), ERR_IO);
    assert_int_equal(file_read(context, fixture->path, 10, fixture->arena, &text, NULL), 0);
}

static void faults_come_at_their_call_and_for_their_name(void **state)
{
    struct fixture *fixture = *state;
    struct fake_context *fake = &fixture->fake;
    fake_context_fail_named(fake, FAULT_OPEN, STR("blob"), 2, EACCES);
    fake_context_fail_from(fake, FAULT_CONNECT, 2, ECONNREFUSED);
    assert_int_equal(context_fault(&fake->context, FAULT_OPEN, STR("a blob")), 0);
    assert_int_equal(context_fault(&fake->context, FAULT_OPEN, STR("other")), 0);
    assert_int_equal(context_fault(&fake->context, FAULT_OPEN, STR("a blob")), EACCES);
    assert_int_equal(context_fault(&fake->context, FAULT_OPEN, STR("a blob")), 0);
    assert_int_equal(context_fault(&fake->context, FAULT_CONNECT, STR("smtp")), 0);
    assert_int_equal(context_fault(&fake->context, FAULT_CONNECT, STR("smtp")), ECONNREFUSED);
    assert_int_equal(context_fault(&fake->context, FAULT_CONNECT, STR("smtp")), ECONNREFUSED);
    assert_int_equal(fake_context_calls(fake, FAULT_CONNECT), 3);
    fake_context_heal(fake);
    assert_int_equal(context_fault(&fake->context, FAULT_CONNECT, STR("smtp")), 0);
    assert_int_equal(fake_context_calls(fake, FAULT_CONNECT), 1);
}

static void the_fake_clock_stands_until_it_is_moved(void **state)
{
    struct fixture *fixture = *state;
    struct fake_context *fake = &fixture->fake;
    struct str start = time_format_jst(context_now(&fake->context), fixture->arena);
    assert_true(str_equal(start, STR("2025-04-01 10:00")));
    utc_us now = context_now(&fake->context);
    assert_true(context_now(&fake->context) == now);
    fake_context_advance(fake, 5);
    assert_true(context_now(&fake->context) == now + 5);
    assert_true(context_monotonic(&fake->context) == 5);
    fake_context_set_now(fake, now - 100);
    assert_true(context_now(&fake->context) == now - 100);
    assert_true(context_monotonic(&fake->context) == 5);
}

static void the_same_seed_gives_the_same_random_numbers(void **state)
{
    struct fixture *fixture = *state;
    struct fake_context same, other;
    fake_context_init(&same, 7);
    fake_context_init(&other, 8);
    struct str a = context_random_hex(&fixture->fake.context, 9, fixture->arena);
    assert_true(str_equal(a, context_random_hex(&same.context, 9, fixture->arena)));
    assert_false(str_equal(a, context_random_hex(&other.context, 9, fixture->arena)));
    fake_context_finish(&same);
    fake_context_finish(&other);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void a_pipe_is_written_into_and_never_replaced(void **state)
{
    struct fixture *fixture = *state;
    const char *path = arena_c(fixture->arena, fixture->path);
    char got[8] = {0};
    assert_int_equal(mkfifo(path, 0600), 0);
    int reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(reading >= 0);
    assert_int_equal(save(fixture, STR("through")), 0);
    assert_int_equal(read(reading, got, sizeof got), 7);
    assert_string_equal(got, "through");
    close(reading);
    struct str other = ARENA_JOIN(fixture->arena, fixture->folder, STR("/other"));
    assert_int_equal(file_write_durable(&fixture->fake.context, other, STR("x"), NULL), 0);
    assert_int_equal(file_rename_durable(&fixture->fake.context, other, fixture->path), EEXIST);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_true(S_ISFIFO(found.st_mode));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_pipe_is_written_into_and_never_replaced),
        CASE(a_failed_write_leaves_the_old_file_and_no_other),
        CASE(a_torn_write_leaves_the_old_file),
        CASE(a_torn_write_brings_its_first_bytes_to_the_file),
        CASE(reading_is_bounded_and_says_what_is_missing),
        CASE(faults_come_at_their_call_and_for_their_name),
        CASE(the_fake_clock_stands_until_it_is_moved),
        CASE(the_same_seed_gives_the_same_random_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
