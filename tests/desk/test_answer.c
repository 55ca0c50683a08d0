/* From the draft to the answer: nothing leaves that METI did not approve, and nothing to the wrong
   person. */
#include "desk_support.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "store/job.h"
#include "support/smtp_server.h"

static struct smtp_server server;

static struct str compose(const struct web_actor *actor, int64_t id)
{
    struct str subject, text;
    OK(desk_answer_compose(actor, id, &subject, &text, &error));
    return text;
}

static struct desk_sending to_first(const struct web_actor *actor, int64_t id)
{
    int64_t *address = ARENA_NEW(actor->arena, int64_t);
    *address = desk_test_view(actor, id).addresses[0].id;
    return (struct desk_sending){.addresses = address,
                                 .address_count = 1,
                                 .recipients_confirmed = true,
                                 .attachments_confirmed = true};
}

static int64_t post_answer(const struct web_actor *actor, int64_t id)
{
    int64_t outgoing;
    struct desk_sending sending = to_first(actor, id);
    OK(desk_outbox_answer(actor, id, desk_test_version(actor, id), &sending, &outgoing, &error));
    return outgoing;
}

static struct desk_outgoing read_mail(const struct web_actor *actor, int64_t id)
{
    struct desk_outgoing mail;
    OK(desk_outbox_read(actor, id, &mail, &error));
    return mail;
}

static enum desk_state state_of(const struct web_actor *actor, int64_t id)
{
    return desk_test_view(actor, id).c.state;
}

static void configure(const struct web_actor *actor, bool smtp)
{
    (void)actor;
    desk_test_services()->smtp = smtp ? smtp_server_options(&server) : (struct smtp_options){0};
}

/* Runs the sending jobs that are due; returns the last status. */
static int run_jobs(struct test_store *test, const struct web_actor *actor)
{
    const struct str kinds[] = {STR("mail.send")};
    int last = 0;
    for (;;) {
        struct job job = {0};
        OK(job_take(test->store, kinds, 1, (int64_t)300 * US_PER_SECOND, actor->arena, &job,
                    &error));
        if (job.id == 0)
            return last;
        struct error why = {0};
        last = desk_outbox_job(test->store, actor->services, &job, actor->arena, &why);
        if (last)
            OK(job_failed(test->store, &job, 20, &why, &error));
    }
}

static void pass_minutes(struct test_store *test, int minutes)
{
    fake_context_advance(&test->fake, (int64_t)minutes * 60 * US_PER_SECOND);
}

/* The mail to METI is not what these tests are about. */
static void drop_other_mail(const struct web_actor *actor)
{
    room_run(actor->store, STR("UPDATE desk_outgoing SET state = 'cancelled'"
                               " WHERE purpose = 'approval'"));
}

static void the_proposed_text_has_both_results_and_the_fixed_sentence(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    struct str text = compose(&actor, id);
    assert_true(str_contains(text, STR("外国為替及び外国貿易法")));
    assert_true(str_contains(text, STR("通常の通関手続")));
    assert_true(str_contains(text, STR("本助言については、輸出又は輸入する際の関係法規遵守の義務")));
    assert_true(str_contains(text, STR("18.5")));
    assert_int_equal(desk_test_view(&actor, id).c.judgement, DESK_REGULATED);
}

static struct str without(const struct web_actor *actor, struct str text, struct str part)
{
    size_t at = str_find(text, part, 0);
    assert_true(at != SIZE_MAX);
    return ARENA_JOIN(actor->arena, str_slice(text, 0, at),
                      str_slice(text, at + part.n, text.n));
}

static void ask_fails(const struct web_actor *actor, int64_t id, struct str text, int expected)
{
    struct desk_answer newest;
    int64_t answer, approval;
    OK(desk_answer_read(actor, id, &newest, &error));
    OK(desk_answer_save(actor, id, newest.version, STR("回答"), text, &answer, &error));
    FAILS(expected, desk_approval_ask(actor, id, desk_test_version(actor, id), STR("?"), false,
                                      &approval, &error));
    assert_int_equal(state_of(actor, id), DESK_DRAFTING);
}

static void a_text_without_the_fixed_sentence_cannot_be_asked_about(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    ask_fails(&actor, id, without(&actor, compose(&actor, id), STR("緩和するものではなく、")),
              ERR_DESK_SENTENCE);
}

static void a_text_without_a_mandatory_paragraph_cannot_be_asked_about(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    struct str text = compose(&actor, id);
    ask_fails(&actor, id, without(&actor, text, STR("通常の通関手続を行ってください。")),
              ERR_DESK_PARAGRAPH);
    ask_fails(&actor, id, without(&actor, text, STR("手続を経ずに輸出入することはできません。")),
              ERR_DESK_PARAGRAPH);
}

static void nothing_can_be_sent_before_approval(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor), outgoing;
    struct desk_sending sending = to_first(&actor, id);
    FAILS(ERR_STATE, desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &sending,
                                        &outgoing, &error));
    desk_test_ask(&actor, id);
    FAILS(ERR_STATE, desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &sending,
                                        &outgoing, &error));
    FAILS(ERR_DESK_PRECONDITION,
          desk_answer_by_telephone(&actor, id, desk_test_version(&actor, id), true, 1,
                                   STR("山田"), &error));
    desk_test_decide(&actor, id, DESK_DECISION_RETURNED);
    assert_int_equal(state_of(&actor, id), DESK_RETURNED);
    FAILS(ERR_STATE, desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &sending,
                                        &outgoing, &error));
}

/* An approved answer in the outbox, before a server of that behaviour. */
struct posted {
    struct web_actor actor;
    int64_t id, outgoing;
    size_t before; /* mails the server had */
};

static struct posted posted_to(struct test_store *test, const char *mode)
{
    struct posted p = {.actor = desk_test_actor(test)};
    p.id = desk_test_approved(&p.actor);
    drop_other_mail(&p.actor);
    configure(&p.actor, true);
    smtp_server_mode(&server, mode);
    p.before = smtp_server_count(&server);
    p.outgoing = post_answer(&p.actor, p.id);
    return p;
}

static void the_approved_text_goes_out_after_the_undo_time(struct test_store *test)
{
    struct posted p = posted_to(test, "accept");
    struct web_actor actor = p.actor;
    int64_t id = p.id, outgoing = p.outgoing;
    assert_int_equal(run_jobs(test, &actor), 0);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_WAITING);
    pass_minutes(test, 3);
    assert_int_equal(run_jobs(test, &actor), 0);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_SENT);
    assert_int_equal(smtp_server_count(&server), p.before + 1);
    assert_true(str_contains(smtp_server_envelope(&server, p.before + 1),
                             STR("taro@example.co.jp")));
    struct desk_view view = desk_test_view(&actor, id);
    assert_int_equal(view.c.state, DESK_ANSWERED);
    assert_int_equal(view.c.advised_day, day_of_time(view.c.advised_at));
    /* Done is done: the job does not send it again. */
    pass_minutes(test, 60);
    run_jobs(test, &actor);
    assert_int_equal(smtp_server_count(&server), p.before + 1);
}

static void undo_keeps_the_mail_here(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor);
    drop_other_mail(&actor);
    configure(&actor, true);
    size_t before = smtp_server_count(&server);
    int64_t outgoing = post_answer(&actor, id);
    OK(desk_outbox_cancel(&actor, outgoing, read_mail(&actor, outgoing).version, &error));
    pass_minutes(test, 3);
    assert_int_equal(run_jobs(test, &actor), 0);
    assert_int_equal(smtp_server_count(&server), before);
    assert_int_equal(state_of(&actor, id), DESK_APPROVED);
    post_answer(&actor, id);
}

static void a_text_that_was_changed_after_approval_is_not_sent(struct test_store *test)
{
    struct posted p = posted_to(test, "accept");
    struct web_actor actor = p.actor;
    int64_t id = p.id, outgoing = p.outgoing;
    /* Another text of the same case slips in behind our back. */
    room_run(actor.store, STR("UPDATE desk_answer SET content ="
                              " (SELECT content FROM desk_mail ORDER BY id LIMIT 1),"
                              " vault = (SELECT vault FROM desk_mail ORDER BY id LIMIT 1)"));
    pass_minutes(test, 3);
    run_jobs(test, &actor);
    assert_int_equal(smtp_server_count(&server), p.before);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_REFUSED);
    assert_int_equal(state_of(&actor, id), DESK_APPROVED);
    assert_true(desk_test_view(&actor, id).c.attention);
}

static void a_mail_whose_own_text_was_changed_is_not_sent(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor);
    configure(&actor, true);
    smtp_server_mode(&server, "accept");
    size_t before = smtp_server_count(&server);
    int64_t outgoing = post_answer(&actor, id);
    room_run(actor.store, STR("UPDATE desk_outgoing SET content = (SELECT content FROM"
                              " desk_outgoing WHERE purpose = 'approval') WHERE purpose ="
                              " 'answer'"));
    drop_other_mail(&actor);
    pass_minutes(test, 3);
    run_jobs(test, &actor);
    assert_int_equal(smtp_server_count(&server), before);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_REFUSED);
}

static void only_proven_addresses_of_this_case_receive_the_answer(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor), outgoing;
    int64_t other = desk_test_deliver(&actor,
                                      desk_test_mail(&actor, "x@rival.example",
                                                     "Rival <r@rival.example>", "Other", "", "Hi"))
                        .case_id;
    struct desk_sending wrong = to_first(&actor, other);
    FAILS(ERR_DESK_ADDRESS, desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &wrong,
                                               &outgoing, &error));
    struct desk_sending right = to_first(&actor, id);
    right.recipients_confirmed = false;
    FAILS(ERR_DESK_CONFIRM, desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &right,
                                               &outgoing, &error));
    int64_t confirmed;
    FAILS(ERR_DESK_PRECONDITION, desk_address_confirm(&actor, id, STR(""), STR("x@y.example"),
                                                      STR(" "), &confirmed, &error));
    FAILS(ERR_INVALID_INPUT,
          desk_address_confirm(&actor, id, STR(""), STR("x@y.example\r\nBcc: z@z.example"),
                               STR("電話で確認"), &confirmed, &error));
    OK(desk_address_confirm(&actor, id, STR("Hanako"), STR("hanako@example.co.jp"),
                            STR("電話で確認"), &confirmed, &error));
    struct desk_sending vouched = {.addresses = &confirmed, .address_count = 1,
                                   .recipients_confirmed = true, .attachments_confirmed = true};
    OK(desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &vouched, &outgoing, &error));
    assert_true(str_equal(read_mail(&actor, outgoing).recipients[0],
                          STR("hanako@example.co.jp")));
}

static int64_t add_file(const struct web_actor *actor, int64_t id, struct str bytes)
{
    int64_t file;
    int fd = memfd_create("file", MFD_CLOEXEC);
    assert_int_equal(file_write_all(store_context(actor->store), fd, STR("f"), bytes), 0);
    OK(desk_file_add(actor, id, STR("証明書.pdf"), STR("application/pdf"), fd, &file, &error));
    close(fd);
    return file;
}

static void another_cases_file_cannot_be_attached(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor), outgoing;
    int64_t other = desk_test_deliver(&actor,
                                      desk_test_mail(&actor, "x@rival.example",
                                                     "Rival <r@rival.example>", "Other", "", "Hi"))
                        .case_id;
    int64_t own = add_file(&actor, id, STR("own")), foreign = add_file(&actor, other, STR("foreign"));
    struct desk_sending sending = to_first(&actor, id);
    sending.files = &foreign;
    sending.file_count = 1;
    FAILS(ERR_DESK_FOREIGN_FILE, desk_outbox_answer(&actor, id, desk_test_version(&actor, id),
                                                    &sending, &outgoing, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_outgoing WHERE"
                                                 " purpose = 'answer'")),
                     0);
    sending.files = &own;
    OK(desk_outbox_answer(&actor, id, desk_test_version(&actor, id), &sending, &outgoing, &error));
    int fd;
    struct desk_file file;
    FAILS(ERR_NOT_FOUND, desk_file_open(&actor, id, foreign, &fd, &file, &error));
}

static void a_lost_connection_is_for_a_person_to_decide(struct test_store *test)
{
    struct posted p = posted_to(test, "drop_after_dot");
    struct web_actor actor = p.actor;
    int64_t id = p.id, outgoing = p.outgoing;
    pass_minutes(test, 3);
    run_jobs(test, &actor);
    struct desk_outgoing mail = read_mail(&actor, outgoing);
    assert_int_equal(mail.state, DESK_MAIL_UNKNOWN);
    assert_int_equal(state_of(&actor, id), DESK_APPROVED);
    /* Never again in silence. */
    smtp_server_mode(&server, "accept");
    pass_minutes(test, 24 * 60);
    run_jobs(test, &actor);
    assert_int_equal(smtp_server_count(&server), p.before + 1);
    OK(desk_outbox_decide(&actor, outgoing, mail.version, DESK_IT_ARRIVED, STR("電話で確認"),
                          &error));
    assert_int_equal(state_of(&actor, id), DESK_ANSWERED);
}

static void a_server_that_is_busy_is_tried_again_with_the_same_message_id(struct test_store *test)
{
    struct posted p = posted_to(test, "451_rcpt");
    struct web_actor actor = p.actor;
    int64_t id = p.id, outgoing = p.outgoing;
    struct str identity = read_mail(&actor, outgoing).message_id;
    pass_minutes(test, 3);
    assert_int_not_equal(run_jobs(test, &actor), 0);
    struct desk_outgoing mail = read_mail(&actor, outgoing);
    assert_int_equal(mail.state, DESK_MAIL_WAITING);
    assert_true(mail.last_problem.n > 0);
    smtp_server_mode(&server, "accept");
    pass_minutes(test, 5);
    assert_int_equal(run_jobs(test, &actor), 0);
    assert_int_equal(smtp_server_count(&server), p.before + 1);
    assert_true(str_contains(smtp_server_message(&server, p.before + 1), identity));
    assert_int_equal(state_of(&actor, id), DESK_ANSWERED);
}

static void without_a_server_mail_waits_and_says_so(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor);
    drop_other_mail(&actor);
    configure(&actor, false);
    int64_t outgoing = post_answer(&actor, id);
    pass_minutes(test, 3);
    assert_int_equal(run_jobs(test, &actor), ERR_DESK_MAIL_SETTINGS);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_WAITING);
    assert_true(read_mail(&actor, outgoing).last_problem.n > 0);
}

static void a_process_that_died_while_sending_leaves_it_to_a_person(struct test_store *test)
{
    struct posted p = posted_to(test, "accept");
    struct web_actor actor = p.actor;
    int64_t outgoing = p.outgoing;
    room_run(actor.store, STR("UPDATE desk_outgoing SET state = 'sending', sending_at = 1"
                              " WHERE purpose = 'answer'"));
    pass_minutes(test, 3);
    run_jobs(test, &actor);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_UNKNOWN);
    assert_int_equal(smtp_server_count(&server), p.before);
}

static void a_mail_whose_tries_are_used_up_gets_new_ones(struct test_store *test)
{
    struct posted p = posted_to(test, "accept");
    struct web_actor actor = p.actor;
    int64_t outgoing = p.outgoing;
    room_run(actor.store, STR("UPDATE store_job SET state = 'failed', finished = 1"));
    pass_minutes(test, 30);
    run_jobs(test, &actor);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_WAITING);
    OK(desk_outbox_tidy(test->store, actor.services, test->arena, &error));
    OK(desk_outbox_tidy(test->store, actor.services, test->arena, &error));
    run_jobs(test, &actor);
    assert_int_equal(read_mail(&actor, outgoing).state, DESK_MAIL_SENT);
}

static void an_answer_cannot_leave_as_another_letter(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor), outgoing;
    struct desk_sending sending = to_first(&actor, id);
    FAILS(ERR_DESK_NOT_APPROVED_TEXT,
          desk_outbox_letter(&actor, id, desk_test_version(&actor, id), STR("letter"), STR("回答"),
                             compose(&actor, id), &sending, &outgoing, &error));
    OK(desk_outbox_letter(&actor, id, desk_test_version(&actor, id), STR("letter"), STR("お知らせ"),
                          STR("確認を続けています。"), &sending, &outgoing, &error));
}

static void by_telephone_the_text_must_be_read_aloud(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor);
    utc_us now = test->fake.now;
    FAILS(ERR_DESK_READ_ALOUD, desk_answer_by_telephone(&actor, id, desk_test_version(&actor, id),
                                                        false, now, STR("山田"), &error));
    FAILS(ERR_DESK_READ_ALOUD, desk_answer_by_telephone(&actor, id, desk_test_version(&actor, id),
                                                        true, 0, STR("山田"), &error));
    FAILS(ERR_DESK_READ_ALOUD, desk_answer_by_telephone(&actor, id, desk_test_version(&actor, id),
                                                        true, now, STR(" "), &error));
    drop_other_mail(&actor);
    OK(desk_answer_by_telephone(&actor, id, desk_test_version(&actor, id), true, now, STR("山田"),
                                &error));
    struct desk_view view = desk_test_view(&actor, id);
    assert_int_equal(view.c.state, DESK_ANSWERED);
    assert_true(str_contains(view.notes[0].text, STR("山田")));
}

static void metis_changed_text_is_the_one_that_is_frozen(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    desk_test_ask(&actor, id);
    struct desk_approval approval;
    OK(desk_approval_read(&actor, id, &approval, &error));
    struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED_CHANGED,
                                        .changed_subject = STR("回答（修正）"),
                                        .changed_text = STR("短い文面")};
    FAILS(ERR_DESK_SENTENCE,
          desk_approval_decide(&actor, approval.id, approval.version, &given, &error));
    given.changed_text = ARENA_JOIN(test->arena, STR("なお、分別してください。\n"),
                                    compose(&actor, id));
    OK(desk_approval_decide(&actor, approval.id, approval.version, &given, &error));
    assert_int_equal(state_of(&actor, id), DESK_APPROVED_CHANGED);
    struct desk_outgoing mail = read_mail(&actor, post_answer(&actor, id));
    assert_true(str_starts(mail.text, STR("なお、分別してください。")));
    assert_true(str_starts(mail.subject, STR("回答（修正）")));
}

static void a_decision_counts_once(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_approved(&actor);
    struct desk_approval approval;
    OK(desk_approval_read(&actor, id, &approval, &error));
    const struct desk_decision_given given = {.decision = DESK_DECISION_RETURNED,
                                              .comment = STR("やり直し")};
    FAILS(ERR_STATE, desk_approval_decide(&actor, approval.id, approval.version, &given, &error));
    assert_int_equal(state_of(&actor, id), DESK_APPROVED);
}

static void an_advisor_cannot_approve_and_an_officer_cannot_answer(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor), outgoing;
    desk_test_ask(&actor, id);
    struct desk_approval approval;
    OK(desk_approval_read(&actor, id, &approval, &error));
    struct web_actor advisor = actor, officer = actor;
    advisor.roles = ACCOUNT_ROLE_BIT(ROLE_ADVISOR);
    officer.roles = ACCOUNT_ROLE_BIT(ROLE_METI_OFFICER);
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED};
    FAILS(ERR_FORBIDDEN,
          desk_approval_decide(&advisor, approval.id, approval.version, &given, &error));
    OK(desk_approval_decide(&officer, approval.id, approval.version, &given, &error));
    struct desk_sending sending = to_first(&actor, id);
    FAILS(ERR_FORBIDDEN, desk_outbox_answer(&officer, id, desk_test_version(&actor, id), &sending,
                                            &outgoing, &error));
}

static void a_confirmed_mail_must_be_metis(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    desk_test_ask(&actor, id);
    struct desk_approval approval;
    OK(desk_approval_read(&actor, id, &approval, &error));
    /* The consulter's own first mail says nothing of METI. */
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED,
                                              .mail = desk_test_view(&actor, id).mails[0].id};
    FAILS(ERR_DESK_ADDRESS,
          desk_approval_decide(&actor, approval.id, approval.version, &given, &error));
    assert_int_equal(state_of(&actor, id), DESK_ASKED);
}

static void an_edit_of_an_older_version_is_refused(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor), seen = desk_test_version(&actor, id);
    const struct desk_field_change one = {STR("requester_tel"), STR("03-0000-0000")};
    const struct desk_field_change two = {STR("requester_tel"), STR("06-0000-0000")};
    OK(desk_case_edit(&actor, id, seen, &one, 1, &error));
    FAILS(ERR_CONFLICT, desk_case_edit(&actor, id, seen, &two, 1, &error));
    struct desk_view view = desk_test_view(&actor, id);
    assert_true(str_equal(desk_case_value(&view.c, STR("requester_tel")), STR("03-0000-0000")));
}

static void another_commissions_case_is_not_there(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    struct web_actor stranger = actor;
    stranger.commission = actor.commission + 1;
    struct desk_view view;
    FAILS(ERR_NOT_FOUND, desk_case_view(&stranger, id, &view, &error));
    FAILS(ERR_NOT_FOUND, desk_case_advance(&stranger, id, 0, DESK_BACK_TO_CHECK, STR(""), &error));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(the_proposed_text_has_both_results_and_the_fixed_sentence),
        STORE_TEST(a_text_without_the_fixed_sentence_cannot_be_asked_about),
        STORE_TEST(a_text_without_a_mandatory_paragraph_cannot_be_asked_about),
        STORE_TEST(nothing_can_be_sent_before_approval),
        STORE_TEST(the_approved_text_goes_out_after_the_undo_time),
        STORE_TEST(undo_keeps_the_mail_here),
        STORE_TEST(a_text_that_was_changed_after_approval_is_not_sent),
        STORE_TEST(a_mail_whose_own_text_was_changed_is_not_sent),
        STORE_TEST(only_proven_addresses_of_this_case_receive_the_answer),
        STORE_TEST(another_cases_file_cannot_be_attached),
        STORE_TEST(a_lost_connection_is_for_a_person_to_decide),
        STORE_TEST(a_server_that_is_busy_is_tried_again_with_the_same_message_id),
        STORE_TEST(without_a_server_mail_waits_and_says_so),
        STORE_TEST(a_process_that_died_while_sending_leaves_it_to_a_person),
        STORE_TEST(a_mail_whose_tries_are_used_up_gets_new_ones),
        STORE_TEST(an_answer_cannot_leave_as_another_letter),
        STORE_TEST(by_telephone_the_text_must_be_read_aloud),
        STORE_TEST(metis_changed_text_is_the_one_that_is_frozen),
        STORE_TEST(a_decision_counts_once),
        STORE_TEST(an_advisor_cannot_approve_and_an_officer_cannot_answer),
        STORE_TEST(a_confirmed_mail_must_be_metis),
        STORE_TEST(an_edit_of_an_older_version_is_refused),
        STORE_TEST(another_commissions_case_is_not_there),
    };
    smtp_server_start(&server, false, TEST_CERTIFICATE_GOOD);
    int failed = TEST_STORE_RUN(tests);
    smtp_server_finish(&server);
    room_finish();
    return failed;
}
