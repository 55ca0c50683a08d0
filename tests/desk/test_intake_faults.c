/* Intake when the disk is full, when writing fails, when the database refuses, and when the process is
   killed at any moment: every mail is in the store exactly once, or not yet, and nothing is half
   written. MEGURI_LONG=1 in the environment: 200 kills instead of 25. */
#include "desk_support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "support/test_folder.h"

static int deliver(const struct web_actor *actor, struct str mail, struct error *error)
{
    struct desk_delivery delivery = {.account = STR("file"), .origin = STR("x.eml")};
    struct desk_intake_result result;
    struct context plain = *store_context(actor->store);
    plain.fault = NULL;
    delivery.fd = memfd_create("mail", MFD_CLOEXEC);
    delivery.size = (int64_t)mail.n;
    assert_int_equal(file_write_all(&plain, delivery.fd, STR("mail"), mail), 0);
    int status = desk_intake(actor, &delivery, 1, &result, error);
    close(delivery.fd);
    return status;
}

static struct str sample(const struct web_actor *actor)
{
    return desk_test_mail(actor, "f@example.co.jp", "Taro <taro@example.co.jp>", "x",
                          "", "body");
}

static int64_t mails(const struct web_actor *actor)
{
    return room_count(actor->store, STR("SELECT count(*) FROM desk_mail"));
}

/* After the failure nothing has a row; when the fault is gone the same mail comes in once. */
static void recovers(struct test_store *test, const struct web_actor *actor, int expected)
{
    FAILS(expected, deliver(actor, sample(actor), &error));
    fake_context_heal(&test->fake);
    assert_int_equal(mails(actor), 0);
    assert_int_equal(room_count(actor->store, STR("SELECT count(*) FROM desk_case")), 0);
    OK(deliver(actor, sample(actor), &error));
    OK(deliver(actor, sample(actor), &error));
    assert_int_equal(mails(actor), 1);
}

static void a_full_disk_changes_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    fake_context_fail_from(&test->fake, FAULT_WRITE, 1, ENOSPC);
    recovers(test, &actor, ERR_DISK_FULL);
}

static void a_torn_write_changes_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    fake_context_tear_write(&test->fake, 1, 17, ENOSPC);
    recovers(test, &actor, ERR_DISK_FULL);
}

static void a_failing_fsync_changes_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    fake_context_fail(&test->fake, FAULT_FSYNC, 1, EIO);
    recovers(test, &actor, ERR_IO);
}

static void a_failing_rename_changes_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    fake_context_fail(&test->fake, FAULT_RENAME, 1, EIO);
    recovers(test, &actor, ERR_IO);
}

static void a_database_that_cannot_commit_changes_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    /* The first commit makes the vault, the second holds the rows. */
    fake_context_fail(&test->fake, FAULT_DB_COMMIT, 2, EIO);
    recovers(test, &actor, ERR_IO);
}

static void a_clock_that_goes_back_does_no_harm(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    OK(deliver(&actor, sample(&actor), &error));
    fake_context_set_now(&test->fake, test->fake.now - (utc_us)86400 * US_PER_SECOND);
    OK(deliver(&actor, desk_test_mail(&actor, "g@example.co.jp", "Taro <taro@example.co.jp>",
                                      "y", "In-Reply-To: <f@example.co.jp>\n", "z"),
               &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case")), 1);
    assert_int_equal(mails(&actor), 2);
}

/* --- kill -9 --- */

enum { MAILS = 4, LEAST_KILLS = 25, MOST_KILLS = 200 };

/* Fresh mails for one kill, so that there is always work to interrupt. */
static void write_mails(const struct web_actor *actor, struct str folder, int round, char **paths)
{
    for (int i = 0; i < MAILS; i++) {
        char id[60];
        snprintf(id, sizeof id, "kill%d-%d@example%d.co.jp", round, i, i);
        struct str from = arena_format(actor->arena, "P <p@example%d-%d.co.jp>", round, i);
        struct str mail = desk_test_mail(actor, id, arena_c(actor->arena, from), id, "", "words");
        struct str path =
            arena_format(actor->arena, "%" PRIstr "/%d-%d.eml", STR_ARG(folder), round, i);
        OK(file_write_durable(store_context(actor->store), path, mail, &error));
        paths[i] = arena_c(actor->arena, path);
    }
}

/* Starts the child, waits until it begins, lets it live for `microseconds`, kills it. */
static void run_child(char *data, char *commission, char **paths, int64_t microseconds)
{
    char *arguments[MAILS + 4] = {(char[]){IMPORT_CHILD}, data, commission};
    for (int i = 0; i < MAILS; i++)
        arguments[3 + i] = paths[i];
    int ready[2];
    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ready[1], STDOUT_FILENO);
        execv(arguments[0], arguments);
        _exit(127);
    }
    close(ready[1]);
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    if (microseconds >= 0) {
        /* The moment of the kill is what is tested; nothing is waited for. */
        struct timespec moment = {microseconds / 1000000, microseconds % 1000000 * 1000};
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ready[0]);
    if (microseconds < 0)
        assert_int_equal(status, 0);
}

static void check_once(const struct web_actor *actor)
{
    assert_int_equal(room_count(actor->store, STR("SELECT count(*) - count(DISTINCT raw_digest)"
                                                  " FROM desk_mail")),
                     0);
    assert_int_equal(
        room_count(actor->store, STR("SELECT count(*) FROM desk_case c WHERE NOT EXISTS"
                                     " (SELECT 1 FROM desk_mail m"
                                     " WHERE m.case_id = c.id)")),
        0);
}

static void check_bytes(const struct web_actor *actor, int64_t count)
{
    for (int64_t id = 1; id <= count; id++) {
        struct desk_view view = desk_test_view(actor, id);
        struct str raw;
        OK(blob_read(actor->store, view.mails[0].raw_vault, view.mails[0].raw_blob, 1 << 20,
                     actor->arena, &raw, &error));
        assert_int_equal(raw.n, view.mails[0].raw_size);
    }
}

static void every_mail_is_there_once_whenever_the_process_is_killed(struct test_store *test)
{
    if (test->driver != STORE_SQLITE)
        return;
    struct web_actor actor = desk_test_actor(test);
    int kills = getenv("MEGURI_LONG") ? MOST_KILLS : LEAST_KILLS;
    struct str folder = test_folder_create(test->arena);
    char *(*paths)[MAILS] = calloc((size_t)kills, sizeof *paths);
    char *data = arena_c(test->arena, test->options.directory);
    char *commission =
        arena_c(test->arena, arena_format(test->arena, "%lld", (long long)actor.commission));
    for (int i = 0; i < kills; i++) {
        uint32_t moment;
        context_random(&test->fake.context, &moment, sizeof moment);
        write_mails(&actor, folder, i, paths[i]);
        run_child(data, commission, paths[i], moment % 100000);
        check_once(&actor);
    }
    int64_t survived = mails(&actor);
    print_message("# %d kills, %d of %d mails were in before the last runs\n", kills, (int)survived,
                  kills * MAILS);
    for (int i = 0; i < kills; i++)
        run_child(data, commission, paths[i], -1);
    check_once(&actor);
    assert_int_equal(mails(&actor), kills * MAILS);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case")), kills * MAILS);
    check_bytes(&actor, kills * MAILS);
    free(paths);
    test_folder_remove(folder);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_full_disk_changes_nothing),
        STORE_TEST(a_torn_write_changes_nothing),
        STORE_TEST(a_failing_fsync_changes_nothing),
        STORE_TEST(a_failing_rename_changes_nothing),
        STORE_TEST(a_database_that_cannot_commit_changes_nothing),
        STORE_TEST(a_clock_that_goes_back_does_no_harm),
        STORE_TEST(every_mail_is_there_once_whenever_the_process_is_killed),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
