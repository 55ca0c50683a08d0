/* Papers and the malware scan: a real clamd with definitions of the test's own. */
#include "desk_support.h"

#include <unistd.h>

#include "desk/file_job.h"
#include "desk/registry.h"
#include "support/clamd_server.h"

static struct clamd_server server;

static struct str mail_with(const struct web_actor *actor, const char *words)
{
    return arena_format(actor->arena,
                        "From: Taro <taro@example.co.jp>\nTo: soudan@desk.example.jp\n"
                        "Message-ID: <papers@example.co.jp>\nDate: Tue, 01 Apr 2025 09:00:00 +0900\n"
                        "Subject: Papers\nMIME-Version: 1.0\n"
                        "Content-Type: multipart/mixed; boundary=b\n\n"
                        "--b\nContent-Type: text/plain; charset=UTF-8\n\nSee the paper.\n"
                        "--b\nContent-Type: text/plain; name=paper.txt\n"
                        "Content-Disposition: attachment; filename=paper.txt\n\n%s\n--b--\n",
                        words);
}

/* Definitions are dated by the test's own clock. */
static void start_scanner(struct test_store *test, int days_old)
{
    int64_t made = context_now(&test->fake.context) - days_old * 24 * 3600 * (int64_t)US_PER_SECOND;
    clamd_server_start(&server, made, "AlertExceedsMax yes\n");
    struct clamd_options options = clamd_server_options(&server);
    desk_test_services()->scanner = clamd_scanner_create(&options);
}

static struct web_actor actor_with_scanner(struct test_store *test, int days_old)
{
    struct web_actor actor = desk_test_actor(test);
    start_scanner(test, days_old);
    return actor;
}

static void stop_scanner(void)
{
    clamd_scanner_destroy(desk_test_services()->scanner);
    desk_test_services()->scanner = NULL;
    clamd_server_finish(&server);
}

static void run_jobs(struct test_store *test, const struct web_actor *actor)
{
    OK(desk_scan_round(test->store, actor->services, actor->arena, &error));
}

static struct desk_file only_file(const struct web_actor *actor, int64_t case_id)
{
    struct desk_view view = desk_test_view(actor, case_id);
    assert_int_equal(view.file_count, 1);
    return view.files[0];
}

static void a_harmless_paper_is_shown_as_scanned(struct test_store *test)
{
    struct web_actor actor = actor_with_scanner(test, 1);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, "harmless")).case_id;
    assert_int_equal(only_file(&actor, id).scan, DESK_SCAN_NONE);
    run_jobs(test, &actor);
    assert_int_equal(only_file(&actor, id).scan, DESK_SCAN_CLEAN);
    assert_false(desk_test_view(&actor, id).c.attention);
    stop_scanner();
}

static void an_infected_paper_is_not_opened_and_alarms_people(struct test_store *test)
{
    struct web_actor actor = actor_with_scanner(test, 1);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, CLAMD_MALWARE)).case_id;
    run_jobs(test, &actor);
    struct desk_file file = only_file(&actor, id), opened;
    assert_int_equal(file.scan, DESK_SCAN_INFECTED);
    assert_true(str_equal(file.scan_name, STR("Test.Word.UNOFFICIAL")));
    int fd;
    FAILS(ERR_DESK_INFECTED, desk_file_open(&actor, id, file.id, &fd, &opened, &error));
    struct desk_view view = desk_test_view(&actor, id);
    assert_true(view.c.attention);
    assert_true(str_contains(view.c.attention_reason, STR("paper.txt")));
    stop_scanner();
}

static int64_t send_with(const struct web_actor *actor, int64_t id, int64_t file, int expected)
{
    struct desk_view view = desk_test_view(actor, id);
    int64_t outgoing = 0;
    assert_int_equal(view.address_count, 1);
    const struct desk_sending sending = {.addresses = &view.addresses[0].id, .address_count = 1,
                                         .files = &file, .file_count = 1,
                                         .recipients_confirmed = true,
                                         .attachments_confirmed = true};
    FAILS(expected, desk_outbox_letter(actor, id, view.c.version, STR("letter"), STR("Papers"),
                                       STR("Please see."), &sending, &outgoing, &error));
    return outgoing;
}

static void an_infected_paper_is_not_sent(struct test_store *test)
{
    struct web_actor actor = actor_with_scanner(test, 1);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, CLAMD_MALWARE)).case_id;
    run_jobs(test, &actor);
    send_with(&actor, id, only_file(&actor, id).id, ERR_DESK_INFECTED);
    stop_scanner();
}

static void a_paper_found_infected_after_the_mail_was_written_stays_here(struct test_store *test)
{
    struct web_actor actor = actor_with_scanner(test, 1);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, CLAMD_MALWARE)).case_id;
    int64_t outgoing = send_with(&actor, id, only_file(&actor, id).id, 0);
    run_jobs(test, &actor);
    fake_context_advance(&test->fake, 3600 * (int64_t)US_PER_SECOND);
    const struct str kinds[] = {STR("mail.send")};
    struct job job = {0};
    desk_test_services()->mail_folder = test->options.directory;
    OK(job_take(test->store, kinds, 1, (int64_t)600 * US_PER_SECOND, actor.arena, &job, &error));
    OK(desk_outbox_job(test->store, actor.services, &job, actor.arena, &error));
    desk_test_services()->mail_folder = STR("");
    struct desk_outgoing mail;
    OK(desk_outbox_read(&actor, outgoing, &mail, &error));
    assert_int_equal(mail.state, DESK_MAIL_REFUSED);
    assert_true(str_contains(mail.last_problem, STR("paper.txt")));
    stop_scanner();
}

static void an_infected_paper_is_not_published(struct test_store *test)
{
    struct web_actor actor = actor_with_scanner(test, 1);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, CLAMD_MALWARE)).case_id;
    run_jobs(test, &actor);
    struct desk_pdf *pdfs;
    size_t made, count;
    OK(desk_pdf_make(&actor, id, &made, &error));
    assert_int_equal(made, 0);
    OK(desk_pdf_list(&actor, id, &pdfs, &count, &error));
    assert_int_equal(pdfs[0].state, DESK_PDF_UNREADABLE);
    stop_scanner();
}

static void without_a_scanner_papers_are_unscanned_and_usable(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, CLAMD_MALWARE)).case_id;
    run_jobs(test, &actor);
    struct desk_file file = only_file(&actor, id), opened;
    assert_int_equal(file.scan, DESK_SCAN_NONE);
    assert_int_equal(file.scan_reason.n, 0);
    int fd;
    OK(desk_file_open(&actor, id, file.id, &fd, &opened, &error));
    close(fd);
}

static void papers_of_before_are_scanned_once_there_is_a_scanner(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, "harmless")).case_id;
    run_jobs(test, &actor);
    OK(desk_file_tidy(test->store, actor.services, actor.arena, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_scan")), 0);
    start_scanner(test, 0);
    OK(desk_file_tidy(test->store, actor.services, actor.arena, &error));
    run_jobs(test, &actor);
    assert_int_equal(only_file(&actor, id).scan, DESK_SCAN_CLEAN);
    stop_scanner();
}

static void a_scanner_with_old_definitions_is_asked_again_later(struct test_store *test)
{
    struct web_actor actor = actor_with_scanner(test, 60);
    int64_t id = desk_test_deliver(&actor, mail_with(&actor, "harmless")).case_id;
    run_jobs(test, &actor);
    struct desk_file file = only_file(&actor, id);
    assert_int_equal(file.scan, DESK_SCAN_NONE);
    assert_true(str_contains(file.scan_reason, STR("freshclam")));
    stop_scanner();
    start_scanner(test, 0);
    fake_context_advance(&test->fake, 3600 * (int64_t)US_PER_SECOND);
    run_jobs(test, &actor);
    assert_int_equal(only_file(&actor, id).scan, DESK_SCAN_CLEAN);
    stop_scanner();
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_harmless_paper_is_shown_as_scanned),
        STORE_TEST(an_infected_paper_is_not_opened_and_alarms_people),
        STORE_TEST(an_infected_paper_is_not_sent),
        STORE_TEST(a_paper_found_infected_after_the_mail_was_written_stays_here),
        STORE_TEST(an_infected_paper_is_not_published),
        STORE_TEST(without_a_scanner_papers_are_unscanned_and_usable),
        STORE_TEST(papers_of_before_are_scanned_once_there_is_a_scanner),
        STORE_TEST(a_scanner_with_old_definitions_is_asked_again_later),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
