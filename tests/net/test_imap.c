#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "support/dovecot_server.h"

enum { MOST_MESSAGES = 16 };

struct seen_message {
    struct imap_message message;
    struct str bytes;
};
struct walk {
    struct arena *arena;
    struct seen_message messages[MOST_MESSAGES];
    size_t count;
    int stop_with; /* the sink's answer to the first message */
};

static struct context context;
static struct arena *arena;

static int keep_message(void *argument, const struct imap_message *message, int fd,
                        struct error *error)
{
    struct walk *walk = argument;
    assert_in_range(walk->count, 0, MOST_MESSAGES - 1);
    struct seen_message *seen = &walk->messages[walk->count++];
    seen->message = *message;
    if (fd >= 0) {
        struct stat stat;
        assert_int_equal(fstat(fd, &stat), 0);
        char *bytes = arena_alloc(arena, (size_t)stat.st_size, 1, 1);
        size_t have = 0;
        for (ssize_t n; (n = read(fd, bytes + have, (size_t)stat.st_size - have)) > 0;)
            have += (size_t)n;
        seen->bytes = (struct str){bytes, have};
    }
    return walk->stop_with ? ERROR(error, walk->stop_with, STR("stop")) : 0;
}

static struct imap *connect_or_fail(const struct imap_options *options)
{
    struct imap *imap = NULL;
    struct error error = {0};
    if (imap_connect(&context, options, &imap, &error))
        fail_msg("%s", arena_c(arena, error_sentence(&error, LANG_EN, arena)));
    return imap;
}

static void fetch_or_fail(struct imap *imap, int64_t after, struct walk *walk)
{
    struct error error = {0};
    *walk = (struct walk){0};
    if (imap_fetch_after(imap, after, keep_message, walk, &error))
        fail_msg("%s", arena_c(arena, error_sentence(&error, LANG_EN, arena)));
}

static struct dovecot_server server;

static int start(void **state)
{
    (void)state;
    context_init_system(&context, NULL, LANG_JA);
    arena = arena_create();
    dovecot_server_prepare(&server, TEST_CERTIFICATE_GOOD);
    dovecot_server_start(&server);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    dovecot_server_finish(&server);
    arena_destroy(arena);
    return 0;
}

static void fetches_the_bytes_as_they_are_and_marks_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Subject: a\r\n\r\n* 4 EXISTS\r\n* BYE\r\nm5 OK done\r\n)\r\n.\r\n",
        "Subject: =?iso-2022-jp?B?GyRCR1EbKEI=?=\r\n\r\n\x1b$BGQ\x1b(B {12}\r\n",
        "From broken\r\n\r\nno line end at the end",
        "\r\n",
    };
    for (size_t i = 0; i < 4; i++)
        dovecot_server_deliver(&server, str_from_c(texts[i]));
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    struct walk walk;
    fetch_or_fail(imap, 0, &walk);
    assert_int_equal(walk.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(walk.messages[i].message.uid, i + 1);
        assert_true(str_equal(walk.messages[i].bytes, str_from_c(texts[i])));
        assert_int_equal(walk.messages[i].message.size, strlen(texts[i]));
    }
    assert_int_equal(dovecot_server_seen(&server), 0);
    fetch_or_fail(imap, 3, &walk);
    assert_int_equal(walk.count, 1);
    fetch_or_fail(imap, 4, &walk);
    assert_int_equal(walk.count, 0);
    assert_int_equal(imap_mark_seen(imap, 2, NULL), 0);
    imap_disconnect(imap);
    assert_int_equal(dovecot_server_seen(&server), 1);
}

static void keeps_the_length_of_a_mail_with_nul_bytes(void **state)
{
    (void)state;
    dovecot_server_deliver(&server, STR("Subject: nul\r\n\r\na\0b\0\0c\r\n"));
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    struct walk walk;
    fetch_or_fail(imap, 0, &walk);
    imap_disconnect(imap);
    assert_int_equal(walk.count, 1);
    assert_true(str_equal(walk.messages[0].bytes,
                          STR("Subject: nul\r\n\r\na\x80" "b\x80\x80" "c\r\n")));
}

static struct str large_message(size_t size)
{
    struct buf text = {0};
    buf_append(&text, STR("Subject: large\r\n\r\n"));
    while (text.n < size)
        buf_format(&text, "* %zu FETCH (UID 1 BODY[] {3}\r\n", text.n);
    struct str copy = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return copy;
}

static void fetches_forty_megabytes_and_reports_what_is_over_the_limit(void **state)
{
    (void)state;
    struct str large = large_message(40 << 20);
    dovecot_server_deliver(&server, large);
    dovecot_server_deliver(&server, STR("Subject: behind\r\n\r\n"));
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    struct walk walk;
    fetch_or_fail(imap, 0, &walk);
    imap_disconnect(imap);
    assert_int_equal(walk.count, 2);
    assert_true(str_equal(walk.messages[0].bytes, large));

    options.message_limit = 1 << 20;
    imap = connect_or_fail(&options);
    fetch_or_fail(imap, 0, &walk);
    imap_disconnect(imap);
    assert_int_equal(walk.count, 2);
    assert_true(walk.messages[0].message.too_large);
    assert_int_equal(walk.messages[0].message.size, large.n);
    assert_false(walk.messages[1].message.too_large);
}

/* Kills the server when the first bytes of a message are about to be kept. */
static int kill_server_at_first_write(void *state, enum fault_point point, struct str name,
                                      size_t *allowed)
{
    (void)state;
    (void)name;
    (void)allowed;
    if (point == FAULT_WRITE)
        dovecot_server_kill(&server);
    return 0;
}

static void says_that_the_connection_was_lost_when_the_server_dies_in_a_body(void **state)
{
    (void)state;
    dovecot_server_deliver(&server, large_message(40 << 20));
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    context.fault = kill_server_at_first_write;
    struct walk walk = {0};
    assert_int_equal(imap_fetch_after(imap, 0, keep_message, &walk, NULL), ERR_NET_LOST);
    context.fault = NULL;
    assert_int_equal(walk.count, 0);
    imap_disconnect(imap);
    assert_int_equal(imap_connect(&context, &options, &imap, NULL), ERR_NET_UNREACHABLE);
    dovecot_server_start(&server);
    imap = connect_or_fail(&options);
    fetch_or_fail(imap, 0, &walk);
    assert_int_equal(walk.count, 1);
    imap_disconnect(imap);
}

static void shows_a_new_uidvalidity_after_the_mailbox_was_rebuilt(void **state)
{
    (void)state;
    dovecot_server_deliver(&server, STR("Subject: one\r\n\r\n"));
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    int64_t before = imap_uid_validity(imap);
    assert_true(before > 0);
    imap_disconnect(imap);
    dovecot_server_kill(&server);
    dovecot_server_renumber(&server);
    dovecot_server_start(&server);
    imap = connect_or_fail(&options);
    assert_true(imap_uid_validity(imap) != before);
    struct walk walk;
    fetch_or_fail(imap, 0, &walk);
    assert_int_equal(walk.count, 1);
    assert_int_equal(walk.messages[0].message.uid, 1);
    imap_disconnect(imap);
}

static void ends_the_walk_with_the_error_of_the_sink(void **state)
{
    (void)state;
    dovecot_server_deliver(&server, STR("Subject: 1\r\n\r\n"));
    dovecot_server_deliver(&server, STR("Subject: 2\r\n\r\n"));
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    struct walk walk = {.stop_with = ERR_DISK_FULL};
    struct error error = {0};
    assert_int_equal(imap_fetch_after(imap, 0, keep_message, &walk, &error), ERR_DISK_FULL);
    assert_int_equal(walk.count, 1);
    imap_disconnect(imap);
}

static void check_connect_error(struct imap_options options, int wanted)
{
    struct imap *imap = NULL;
    struct error error = {0};
    assert_int_equal(imap_connect(&context, &options, &imap, &error), wanted);
    assert_true(error_sentence(&error, LANG_JA, arena).n > 20);
}

static void says_which_of_server_certificate_login_and_mailbox_is_wrong(void **state)
{
    (void)state;
    struct imap_options options = dovecot_server_options(&server);
    struct imap_options other = options;
    other.password = STR("wrong");
    check_connect_error(other, ERR_NET_LOGIN);
    other = options;
    other.mailbox = STR("相談");
    check_connect_error(other, ERR_NET_MAILBOX);
    other = options;
    other.certificate_authority = STR("");
    check_connect_error(other, ERR_NET_CERTIFICATE);
    other.certificate_authority = STR("/nonexistent.pem");
    check_connect_error(other, ERR_NET_AUTHORITY);
    other = options;
    other.host = STR("nowhere.invalid");
    check_connect_error(other, ERR_NET_UNREACHABLE);
    other = options;
    other.port = test_server_free_port();
    check_connect_error(other, ERR_NET_UNREACHABLE);
    other = options;
    other.user = STR("desk\r\nm9 DELETE INBOX");
    check_connect_error(other, ERR_USAGE);
}

static void accepts_an_address_that_the_certificate_names(void **state)
{
    (void)state;
    struct imap_options options = dovecot_server_options(&server);
    options.host = STR("127.0.0.1");
    imap_disconnect(connect_or_fail(&options));
}

static void check_certificate(enum test_certificate_kind kind)
{
    dovecot_server_finish(&server);
    dovecot_server_prepare(&server, kind);
    dovecot_server_start(&server);
    check_connect_error(dovecot_server_options(&server), ERR_NET_CERTIFICATE);
}

static void refuses_an_expired_certificate_and_one_for_another_host(void **state)
{
    (void)state;
    check_certificate(TEST_CERTIFICATE_EXPIRED);
    check_certificate(TEST_CERTIFICATE_OTHER_HOST);
}

static void *deliver_one(void *argument)
{
    (void)argument;
    dovecot_server_deliver(&server, STR("Subject: new\r\n\r\n"));
    return NULL;
}

static void wakes_from_waiting_when_mail_arrives(void **state)
{
    (void)state;
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    struct walk walk;
    fetch_or_fail(imap, 0, &walk);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, deliver_one, NULL), 0);
    int64_t before = context_monotonic(&context);
    assert_int_equal(imap_wait(imap, 100 * (int64_t)US_PER_SECOND, -1, NULL), 0);
    assert_true(context_monotonic(&context) - before < 90 * (int64_t)US_PER_SECOND);
    pthread_join(thread, NULL);
    fetch_or_fail(imap, 0, &walk);
    assert_int_equal(walk.count, 1);
    imap_disconnect(imap);
}

static void check_wake_and_deadline(void)
{
    struct imap_options options = dovecot_server_options(&server);
    struct imap *imap = connect_or_fail(&options);
    struct walk walk;
    fetch_or_fail(imap, 0, &walk);
    int wake[2];
    assert_int_equal(pipe(wake), 0);
    assert_int_equal(imap_wait(imap, US_PER_MS, wake[0], NULL), 0);
    assert_int_equal(write(wake[1], "x", 1), 1);
    assert_int_equal(imap_wait(imap, 1000 * (int64_t)US_PER_SECOND, wake[0], NULL), 0);
    close(wake[0]);
    close(wake[1]);
    fetch_or_fail(imap, 0, &walk);
    imap_disconnect(imap);
}

static void stops_waiting_at_the_deadline_and_when_woken(void **state)
{
    (void)state;
    check_wake_and_deadline();
}

static void waits_without_idle_too(void **state)
{
    (void)state;
    dovecot_server_kill(&server);
    server.without_idle = true;
    dovecot_server_start(&server);
    check_wake_and_deadline();
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(fetches_the_bytes_as_they_are_and_marks_nothing),
        WITH_SERVER(keeps_the_length_of_a_mail_with_nul_bytes),
        WITH_SERVER(fetches_forty_megabytes_and_reports_what_is_over_the_limit),
        WITH_SERVER(says_that_the_connection_was_lost_when_the_server_dies_in_a_body),
        WITH_SERVER(shows_a_new_uidvalidity_after_the_mailbox_was_rebuilt),
        WITH_SERVER(ends_the_walk_with_the_error_of_the_sink),
        WITH_SERVER(says_which_of_server_certificate_login_and_mailbox_is_wrong),
        WITH_SERVER(accepts_an_address_that_the_certificate_names),
        WITH_SERVER(refuses_an_expired_certificate_and_one_for_another_host),
        WITH_SERVER(wakes_from_waiting_when_mail_arrives),
        WITH_SERVER(stops_waiting_at_the_deadline_and_when_woken),
        WITH_SERVER(waits_without_idle_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
