/* Mail from a real IMAP server and from a Maildir. */
#include "desk_support.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "support/dovecot_server.h"
#include "support/test_folder.h"

static struct str numbered_mail(const struct web_actor *actor, int i)
{
    struct str id = arena_format(actor->arena, "n%d@example.co.jp", i);
    struct str subject = arena_format(actor->arena, "Question %d", i);
    struct str from = arena_format(actor->arena, "P <p%d@example%d.co.jp>", i, i);
    return desk_test_mail(actor, arena_c(actor->arena, id), arena_c(actor->arena, from),
                          arena_c(actor->arena, subject), "", "words");
}

static int64_t cases(const struct web_actor *actor)
{
    return room_count(actor->store, STR("SELECT count(*) FROM desk_case"));
}

static int poll_imap(const struct web_actor *actor, struct error *error)
{
    return desk_intake_imap(actor->store, actor->services, actor->arena, error);
}

static void start(struct dovecot_server *server, const struct web_actor *actor)
{
    *server = (struct dovecot_server){0};
    dovecot_server_prepare(server, TEST_CERTIFICATE_GOOD);
    dovecot_server_start(server);
    desk_test_services()->imap = dovecot_server_options(server);
    (void)actor;
}

static void imap_mail_becomes_cases_and_then_is_marked_seen(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct dovecot_server server;
    start(&server, &actor);
    for (int i = 0; i < 3; i++)
        dovecot_server_deliver(&server, numbered_mail(&actor, i));
    OK(poll_imap(&actor, &error));
    assert_int_equal(cases(&actor), 3);
    assert_int_equal(dovecot_server_seen(&server), 3);
    OK(poll_imap(&actor, &error));
    dovecot_server_deliver(&server, numbered_mail(&actor, 3));
    OK(poll_imap(&actor, &error));
    assert_int_equal(cases(&actor), 4);
    dovecot_server_finish(&server);
}

static void a_renumbered_mailbox_brings_nothing_twice(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct dovecot_server server;
    start(&server, &actor);
    for (int i = 0; i < 3; i++)
        dovecot_server_deliver(&server, numbered_mail(&actor, i));
    OK(poll_imap(&actor, &error));
    dovecot_server_renumber(&server);
    OK(poll_imap(&actor, &error));
    assert_int_equal(cases(&actor), 3);
    dovecot_server_finish(&server);
}

static void a_full_disk_leaves_the_mail_at_the_server(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct dovecot_server server;
    start(&server, &actor);
    dovecot_server_deliver(&server, numbered_mail(&actor, 0));
    fake_context_fail_named(&test->fake, FAULT_FSYNC, STR(""), 1, ENOSPC);
    FAILS(ERR_DISK_FULL, poll_imap(&actor, &error));
    assert_int_equal(dovecot_server_seen(&server), 0);
    fake_context_heal(&test->fake);
    OK(poll_imap(&actor, &error));
    assert_int_equal(cases(&actor), 1);
    assert_int_equal(dovecot_server_seen(&server), 1);
    dovecot_server_finish(&server);
}

static void a_server_that_is_down_is_an_error_and_nothing_more(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct dovecot_server server;
    start(&server, &actor);
    dovecot_server_deliver(&server, numbered_mail(&actor, 0));
    dovecot_server_kill(&server);
    assert_int_not_equal(poll_imap(&actor, NULL), 0);
    dovecot_server_start(&server);
    OK(poll_imap(&actor, &error));
    assert_int_equal(cases(&actor), 1);
    dovecot_server_finish(&server);
}

static void maildir_files_become_cases_and_move_to_cur(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct str folder = test_folder_create(test->arena);
    desk_test_services()->maildir = folder;
    const struct str parts[] = {STR("new"), STR("cur"), STR("tmp")};
    for (int i = 0; i < 3; i++)
        OK(file_make_directory(&test->fake.context,
                               ARENA_JOIN(test->arena, folder, STR("/"), parts[i]), &error));
    for (int i = 0; i < 40; i++)
        OK(file_write_durable(&test->fake.context,
                              arena_format(test->arena, "%" PRIstr "/new/17%02d.host",
                                           STR_ARG(folder), i),
                              numbered_mail(&actor, i), &error));
    OK(desk_intake_maildir(test->store, actor.services, test->arena, &error));
    assert_int_equal(cases(&actor), 40);
    assert_false(file_exists(ARENA_JOIN(test->arena, folder, STR("/new/1700.host"))));
    assert_true(file_exists(ARENA_JOIN(test->arena, folder, STR("/cur/1700.host:2,S"))));
    OK(desk_intake_maildir(test->store, actor.services, test->arena, &error));
    assert_int_equal(cases(&actor), 40);
    test_folder_remove(folder);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(imap_mail_becomes_cases_and_then_is_marked_seen),
        STORE_TEST(a_renumbered_mailbox_brings_nothing_twice),
        STORE_TEST(a_full_disk_leaves_the_mail_at_the_server),
        STORE_TEST(a_server_that_is_down_is_an_error_and_nothing_more),
        STORE_TEST(maildir_files_become_cases_and_move_to_cur),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
