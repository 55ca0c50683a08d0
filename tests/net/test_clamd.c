#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/clamd_server.h"

enum { MEGABYTE = 1024 * 1024 };
static const int64_t day = 24 * 3600 * (int64_t)US_PER_SECOND;

static struct context context;
static struct arena *arena;
static struct clamd_server honest, silent;

static int start(void **state)
{
    (void)state;
    context_init_system(&context, NULL, LANG_JA);
    arena = arena_create();
    clamd_server_start(&honest, context_now(&context) - day, "AlertExceedsMax yes\n");
    clamd_server_start(&silent, context_now(&context) - day, "");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    clamd_server_finish(&honest);
    clamd_server_finish(&silent);
    arena_destroy(arena);
    return 0;
}

/* `zeros` and then the words, in memory. */
static int file_of(size_t zeros, const char *words)
{
    struct str text = str_from_c(words);
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)(zeros + text.n)), 0);
    assert_int_equal(pwrite(fd, text.p, text.n, (off_t)zeros), (ssize_t)text.n);
    return fd;
}

static struct clamd_verdict scan_with(struct clamd_options options, size_t zeros, const char *words)
{
    struct clamd_scanner *scanner = clamd_scanner_create(&options);
    int fd = file_of(zeros, words);
    struct clamd_verdict verdict = clamd_scan(scanner, &context, fd, arena);
    close(fd);
    clamd_scanner_destroy(scanner);
    return verdict;
}

static void is_unscanned(struct clamd_verdict verdict, const char *because)
{
    if (verdict.outcome != CLAMD_UNSCANNED || !str_contains(verdict.reason, str_from_c(because)))
        fail_msg("outcome %d, %s%s", (int)verdict.outcome, arena_c(arena, verdict.reason),
                 arena_c(arena, verdict.name));
}

static void calls_a_harmless_file_clean_and_names_the_engine(void **state)
{
    (void)state;
    struct clamd_verdict verdict = scan_with(clamd_server_options(&honest), 100, "harmless");
    if (verdict.outcome != CLAMD_CLEAN)
        fail_msg("%s", arena_c(arena, verdict.reason));
    assert_true(str_starts(verdict.engine, STR("ClamAV ")));
    assert_true(str_contains(verdict.engine, STR("/12345/")));
}

static void calls_an_empty_file_clean(void **state)
{
    (void)state;
    assert_int_equal(scan_with(clamd_server_options(&honest), 0, "").outcome, CLAMD_CLEAN);
}

static void names_what_was_found(void **state)
{
    (void)state;
    struct clamd_verdict verdict = scan_with(clamd_server_options(&honest), 500000, CLAMD_MALWARE);
    assert_int_equal(verdict.outcome, CLAMD_INFECTED);
    assert_string_equal(arena_c(arena, verdict.name), "Test.Word.UNOFFICIAL");
}

static void scans_over_loopback_tcp(void **state)
{
    (void)state;
    struct clamd_options options = {.host = STR("127.0.0.1"), .port = honest.port};
    assert_int_equal(scan_with(options, 10, "harmless").outcome, CLAMD_CLEAN);
    assert_int_equal(scan_with(options, 10, CLAMD_MALWARE).outcome, CLAMD_INFECTED);
}

static void never_sends_files_to_another_machine(void **state)
{
    (void)state;
    struct clamd_options options = {.host = STR("192.0.2.1"), .port = 3310};
    is_unscanned(scan_with(options, 1, "x"), "clamd.host");
}

/* A raw INSTREAM shows the trap: this daemon says OK of malware behind its limit. */
static void the_daemon_alone_would_say_ok_beyond_its_limit(void **state)
{
    (void)state;
    char command[4096];
    snprintf(command, sizeof command,
             "import socket,struct\n"
             "s=socket.socket(socket.AF_UNIX); s.connect('%s'); s.sendall(b'zINSTREAM\\0')\n"
             "d=bytes(3<<20)+b'" CLAMD_MALWARE "'\n"
             "s.sendall(struct.pack('>I',len(d))+d+bytes(4))\n"
             "raise SystemExit(s.recv(99)!=b'stream: OK\\0')", silent.socket.p);
    int fd = memfd_create("script", 0);
    assert_true(dprintf(fd, "%s", command) > 0);
    char run[64];
    snprintf(run, sizeof run, "/dev/fd/%d", fd);
    pid_t child = fork();
    if (child == 0) {
        execlp("python3", "python3", run, (char *)NULL);
        _exit(127);
    }
    int status;
    assert_true(waitpid(child, &status, 0) == child);
    assert_int_equal(status, 0);
    close(fd);
}

static void calls_nothing_clean_when_the_daemon_is_silent_about_its_limits(void **state)
{
    (void)state;
    is_unscanned(scan_with(clamd_server_options(&silent), 3 * MEGABYTE, CLAMD_MALWARE),
                 "AlertExceedsMax");
    is_unscanned(scan_with(clamd_server_options(&silent), 10, "harmless"), "AlertExceedsMax");
}

static void calls_nothing_clean_that_is_larger_than_what_the_daemon_scans(void **state)
{
    (void)state;
    is_unscanned(scan_with(clamd_server_options(&honest), 3 * MEGABYTE, "harmless"), "MaxFileSize");
    is_unscanned(scan_with(clamd_server_options(&honest), 9 * MEGABYTE, "harmless"),
                 "StreamMaxLength");
}

static void says_beforehand_which_sizes_it_can_vouch_for(void **state)
{
    (void)state;
    struct clamd_options options = clamd_server_options(&honest);
    struct clamd_scanner *scanner = clamd_scanner_create(&options);
    assert_int_equal(clamd_check(scanner, &context, MEGABYTE, arena).outcome, CLAMD_CLEAN);
    is_unscanned(clamd_check(scanner, &context, 20 * MEGABYTE, arena), "32 MB");
    is_unscanned(clamd_check(scanner, &context, 20 * MEGABYTE, arena), "32 MB");
    assert_int_equal(clamd_check(scanner, &context, MEGABYTE, arena).outcome, CLAMD_CLEAN);
    clamd_scanner_destroy(scanner);
}

static void calls_nothing_clean_with_old_definitions(void **state)
{
    (void)state;
    struct clamd_server server;
    clamd_server_start(&server, context_now(&context) - 30 * day, "AlertExceedsMax yes\n");
    struct clamd_verdict verdict = scan_with(clamd_server_options(&server), 10, "harmless");
    is_unscanned(verdict, "freshclam");
    assert_true(verdict.try_later);
    struct clamd_options patient = clamd_server_options(&server);
    patient.definition_days = 40;
    assert_int_equal(scan_with(patient, 10, "harmless").outcome, CLAMD_CLEAN);
    clamd_server_finish(&server);
}

static void calls_nothing_clean_with_undated_definitions(void **state)
{
    (void)state;
    struct clamd_server server;
    clamd_server_start(&server, 0, "AlertExceedsMax yes\n");
    is_unscanned(scan_with(clamd_server_options(&server), 10, "harmless"), "日付が分かりません");
    clamd_server_finish(&server);
}

static void says_so_when_there_is_no_daemon(void **state)
{
    (void)state;
    struct clamd_options options = {.socket = STR("/nonexistent/clamd.ctl")};
    struct clamd_verdict verdict = scan_with(options, 10, "harmless");
    is_unscanned(verdict, "接続できません");
    assert_true(verdict.try_later);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_a_harmless_file_clean_and_names_the_engine),
        cmocka_unit_test(calls_an_empty_file_clean),
        cmocka_unit_test(names_what_was_found),
        cmocka_unit_test(scans_over_loopback_tcp),
        cmocka_unit_test(never_sends_files_to_another_machine),
        cmocka_unit_test(the_daemon_alone_would_say_ok_beyond_its_limit),
        cmocka_unit_test(calls_nothing_clean_when_the_daemon_is_silent_about_its_limits),
        cmocka_unit_test(calls_nothing_clean_that_is_larger_than_what_the_daemon_scans),
        cmocka_unit_test(says_beforehand_which_sizes_it_can_vouch_for),
        cmocka_unit_test(calls_nothing_clean_with_old_definitions),
        cmocka_unit_test(calls_nothing_clean_with_undated_definitions),
        cmocka_unit_test(says_so_when_there_is_no_daemon),
    };
    return cmocka_run_group_tests_name("clamd", tests, start, stop);
}
