/* Mail becomes cases. */
#include "desk/erase.h"
#include "desk_support.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "doc/mail.h"

#define TARO "Taro <taro@example.co.jp>"

static struct desk_intake_result first(const struct web_actor *actor)
{
    return desk_test_deliver(actor, desk_test_mail(actor, "one@example.co.jp", TARO, "Wire", "",
                                                   "Please advise.\n巡環商事株式会社"));
}

static void a_mail_opens_a_case_with_its_sender_proven(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_intake_result got = first(&actor);
    assert_int_equal(got.outcome, DESK_INTAKE_OPENED);
    struct desk_view view = desk_test_view(&actor, got.case_id);
    assert_true(str_equal(view.c.number, STR("2025-000001")));
    assert_true(str_equal(view.c.company, STR("巡環商事株式会社")));
    assert_int_equal(view.mail_count, 1);
    assert_true(str_equal(view.mails[0].sender_address, STR("taro@example.co.jp")));
    assert_int_equal(view.address_count, 1);
    assert_true(view.c.due_day > 0);
    assert_false(view.c.attention);
}

static void the_same_mail_twice_is_one_case(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_intake_result one = first(&actor), two = first(&actor);
    assert_int_equal(two.outcome, DESK_INTAKE_KNOWN);
    assert_int_equal(two.case_id, one.case_id);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case")), 1);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_mail")), 1);
}

static void the_same_mail_twice_in_one_batch_is_one_case(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct str mail = desk_test_mail(&actor, "a@b.example", TARO, "x", "", "y");
    int fd = memfd_create("mail", MFD_CLOEXEC);
    assert_int_equal(file_write_all(store_context(test->store), fd, STR("m"), mail), 0);
    const struct desk_delivery twice[] = {
        {.account = STR("file"), .fd = fd, .size = (int64_t)mail.n},
        {.account = STR("file"), .fd = fd, .size = (int64_t)mail.n},
    };
    struct desk_intake_result results[2];
    OK(desk_intake(&actor, twice, 2, results, &error));
    close(fd);
    assert_int_equal(results[0].outcome, DESK_INTAKE_OPENED);
    assert_int_equal(results[1].outcome, DESK_INTAKE_KNOWN);
}

static void a_reply_joins_by_its_references(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "two@example.co.jp", "Hanako <hanako@example.co.jp>",
                               "Quite another subject", "References: <one@example.co.jp>\n",
                               "More papers."));
    assert_int_equal(got.outcome, DESK_INTAKE_JOINED);
    assert_int_equal(got.case_id, id);
    assert_true(str_equal(got.reason, STR("reference")));
}

static void a_reply_from_a_stranger_does_not_join_but_is_shown(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "evil@other.example", "Jiro <jiro@other.example>",
                               "Re: Wire", "In-Reply-To: <one@example.co.jp>\n",
                               "Send the answer to me."));
    assert_int_equal(got.outcome, DESK_INTAKE_OPENED);
    struct desk_view view = desk_test_view(&actor, got.case_id);
    assert_int_equal(view.relation_count, 1);
    assert_int_equal(view.relations[0].other, id);
    assert_true(view.relations[0].reasons.n > 0);
    assert_int_equal(desk_test_view(&actor, id).address_count, 1);
}

static void the_case_token_joins(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    struct str token = desk_test_view(&actor, id).c.token;
    struct str subject = arena_format(test->arena, "Re: answer [M-%" PRIstr "]", STR_ARG(token));
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "t@elsewhere.example", "Colleague <c@elsewhere.example>",
                               arena_c(test->arena, subject), "", "Here you are."));
    assert_int_equal(got.outcome, DESK_INTAKE_JOINED);
    assert_int_equal(got.case_id, id);
    assert_true(str_equal(got.reason, STR("token")));
    /* Who knows the token may write, but the answer goes to no address that nobody vouched for. */
    struct desk_view view = desk_test_view(&actor, id);
    assert_int_equal(view.address_count, 1);
    assert_true(view.c.attention);
}

static void the_subject_alone_never_joins(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "later@example.co.jp", TARO, "Re: Wire", "", "Other cargo."));
    assert_int_equal(got.outcome, DESK_INTAKE_OPENED);
    assert_int_not_equal(got.case_id, id);
    struct desk_view view = desk_test_view(&actor, got.case_id);
    assert_int_equal(view.relation_count, 1);
    assert_int_equal(view.relations[0].other, id);
    assert_true(str_equal(view.relations[0].decision, STR("open")));
}

static void a_forged_sender_is_flagged_and_never_proven(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    struct str token = desk_test_view(&actor, id).c.token;
    struct str extra = arena_format(test->arena,
                                    "Authentication-Results: mx.desk.example.jp; spf=fail"
                                    " smtp.mailfrom=evil.example; dkim=fail; dmarc=fail"
                                    " header.from=example.co.jp\nX-Token: [M-%" PRIstr "]\n",
                                    STR_ARG(token));
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "forged@example.co.jp", TARO, "New address",
                               arena_c(test->arena, extra), "Answer to evil@evil.example."));
    struct desk_view view = desk_test_view(&actor, got.case_id);
    assert_true(view.mails[view.mail_count - 1].flags & MAIL_SENDER_FORGED);
    assert_true(view.c.attention);
    assert_int_not_equal(got.case_id, id);
    assert_int_equal(view.address_count, 0);
}

static void a_mail_that_cannot_be_read_becomes_a_case_to_look_at(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_delivery large = {.account = STR("imap:x"), .uid_validity = 7, .uid = 9, .fd = -1,
                                  .size = 400000000, .origin = STR("UID 9")};
    struct desk_intake_result got;
    OK(desk_intake(&actor, &large, 1, &got, &error));
    assert_int_equal(got.outcome, DESK_INTAKE_PARKED);
    struct desk_view view = desk_test_view(&actor, got.case_id);
    assert_true(view.c.attention);
    assert_true(view.mails[0].parked);
    OK(desk_intake(&actor, &large, 1, &got, &error));
    assert_int_equal(got.outcome, DESK_INTAKE_KNOWN);
}

static void garbage_does_not_stop_the_mails_behind_it(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct str mails[3] = {
        desk_test_mail(&actor, "before@example.co.jp", TARO, "a", "", "a"),
        STR("\0\0\xff\xfe no header at all \x1b$B"),
        desk_test_mail(&actor, "after@example.co.jp", TARO, "b", "", "b"),
    };
    struct desk_delivery deliveries[3];
    struct desk_intake_result results[3];
    for (int i = 0; i < 3; i++) {
        deliveries[i] = (struct desk_delivery){.account = STR("file"),
                                               .fd = memfd_create("m", MFD_CLOEXEC),
                                               .size = (int64_t)mails[i].n};
        assert_int_equal(
            file_write_all(store_context(test->store), deliveries[i].fd, STR("m"), mails[i]), 0);
    }
    OK(desk_intake(&actor, deliveries, 3, results, &error));
    for (int i = 0; i < 3; i++)
        close(deliveries[i].fd);
    assert_int_equal(results[0].outcome, DESK_INTAKE_OPENED);
    assert_int_equal(results[2].outcome, DESK_INTAKE_OPENED);
    assert_true(desk_test_view(&actor, results[1].case_id).mail_count == 1);
}

static void the_raw_bytes_are_kept(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct str mail = desk_test_mail(&actor, "raw@example.co.jp", TARO, "x", "", "y"), kept;
    int64_t id = desk_test_deliver(&actor, mail).case_id;
    struct desk_view view = desk_test_view(&actor, id);
    OK(blob_read(test->store, view.mails[0].raw_vault, view.mails[0].raw_blob, 1 << 20,
                 test->arena, &kept, &error));
    assert_true(str_equal(kept, mail));
}

static void a_reply_with_papers_ends_the_waiting(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    OK(desk_case_advance(&actor, id, desk_test_version(&actor, id), DESK_ASK_PAPERS, STR(""),
                         &error));
    desk_test_deliver(&actor, desk_test_mail(&actor, "three@example.co.jp", TARO, "papers",
                                             "In-Reply-To: <one@example.co.jp>\n", "Here."));
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_CHECKING);
}

static void a_mail_after_the_end_asks_for_attention(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    OK(desk_case_advance(&actor, id, desk_test_version(&actor, id), DESK_WITHDRAW,
                         STR("相談者の申出"), &error));
    desk_test_deliver(&actor, desk_test_mail(&actor, "late@example.co.jp", TARO, "late",
                                             "In-Reply-To: <one@example.co.jp>\n", "One more."));
    struct desk_view view = desk_test_view(&actor, id);
    assert_true(view.c.attention);
    assert_int_equal(view.mail_count, 2);
}

static void erase(const struct web_actor *actor, int64_t id)
{
    struct web_actor second = *actor;
    second.person = 6;
    int64_t request;
    OK(desk_erase_ask(actor, id, STR("本人の求め"), &request, &error));
    OK(desk_erase_confirm(&second, request, &error));
}

static void an_erased_mail_does_not_come_back_and_its_reply_is_a_case_of_its_own(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = first(&actor).case_id;
    OK(desk_case_advance(&actor, id, desk_test_version(&actor, id), DESK_WITHDRAW,
                         STR("相談者の申出"), &error));
    erase(&actor, id);
    assert_int_equal(first(&actor).outcome, DESK_INTAKE_KNOWN);
    struct desk_intake_result reply = desk_test_deliver(
        &actor, desk_test_mail(&actor, "later@example.co.jp", TARO, "later",
                               "In-Reply-To: <one@example.co.jp>\n", "A new question."));
    assert_int_equal(reply.outcome, DESK_INTAKE_OPENED);
    struct desk_view view = desk_test_view(&actor, id);
    assert_int_equal(view.mail_count, 1);
    assert_int_equal(view.mails[0].text.n + view.mails[0].sender_address.n, 0);
    assert_int_equal(view.address_count, 0);
}

static void a_person_merges_what_is_one(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t into = first(&actor).case_id;
    int64_t from = desk_test_deliver(&actor, desk_test_mail(&actor, "dup@example.co.jp", TARO,
                                                            "Wire", "", "Again."))
                       .case_id;
    OK(desk_case_merge(&actor, from, desk_test_version(&actor, from), into, STR("同じ相談"),
                       &error));
    assert_int_equal(desk_test_view(&actor, into).mail_count, 2);
    assert_int_equal(desk_test_view(&actor, from).c.state, DESK_MERGED);
    /* Later replies follow. */
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "r@example.co.jp", TARO, "re",
                               "In-Reply-To: <dup@example.co.jp>\n", "Third."));
    assert_int_equal(got.case_id, into);
    assert_true(str_equal(desk_test_view(&actor, into).relations[0].decision, STR("merged")));
}

static void a_mail_of_meti_becomes_a_proposal(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_drafting(&actor);
    desk_test_ask(&actor, id);
    struct str token = desk_test_view(&actor, id).c.token;
    struct str subject = arena_format(test->arena, "Re: [M-%" PRIstr "]", STR_ARG(token));
    struct desk_intake_result got = desk_test_deliver(
        &actor, desk_test_mail(&actor, "m@meti.example", "Officer <officer@meti.example>",
                               arena_c(test->arena, subject), "",
                               "了承します。\n> 「了承」「差戻し」のいずれかを書いてください"));
    assert_int_equal(got.case_id, id);
    struct desk_approval approval;
    OK(desk_approval_read(&actor, id, &approval, &error));
    assert_int_equal(approval.decision, DESK_PENDING);
    assert_int_equal(approval.proposed, DESK_DECISION_APPROVED);
    assert_int_equal(approval.proposal_mail, got.mail_id);
    assert_int_equal(desk_test_view(&actor, id).address_count, 1);
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED,
                                              .mail = approval.proposal_mail};
    OK(desk_approval_decide(&actor, approval.id, approval.version, &given, &error));
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_APPROVED);
}

/* A zip with one file under a password, made with another program. */
static struct str mail_with_locked_zip(const struct web_actor *actor, const char *id,
                                       const char *from)
{
    return arena_format(
        actor->arena,
        "From: %s\nTo: soudan@desk.example.jp\nMessage-ID: <%s>\nSubject: papers\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n"
        "--b\nContent-Type: text/plain; charset=UTF-8\n\n書類です。\n"
        "--b\nContent-Type: application/zip; name=\"papers.zip\"\n"
        "Content-Disposition: attachment; filename=\"papers.zip\"\n"
        "Content-Transfer-Encoding: base64\n\n"
        "UEsDBBQACQgAAAmKdl3yXpYzTgAAAEIAAAAgAAAA55Sz6KuL5pu46aGeL+S6i+WJjeebuOirh+ab\n"
        "uC50eHQT8Aw+ABx2hUrmJtZ0v5GQ9QbM/yP1b5kqE8Dmt76uPF8In4qgo9/m+KwBSi77ZtDErNiu\n"
        "fdxMZS+haHQjhkXQxDkBBNMfVejy/m49VH9QSwcI8l6WM04AAABCAAAAUEsBAj8DFAAJCAAACYp2\n"
        "XfJeljNOAAAAQgAAACAAAAAAAAAAAAAAALaBAAAAAOeUs+iri+abuOmhni/kuovliY3nm7joq4fm\n"
        "m7gudHh0UEsFBgAAAAABAAEATgAAAJwAAAAAAA==\n--b--\n",
        from, id);
}

static struct str password_mail(const struct web_actor *actor, const char *id, const char *from)
{
    return desk_test_mail(actor, id, from, "password", "", "パスワードは abc-123 です。");
}

static bool is_paired(const struct web_actor *actor, int64_t case_id, int64_t mail)
{
    struct desk_view view = desk_test_view(actor, case_id);
    for (size_t i = 0; i < view.file_count; i++)
        if (view.files[i].flags & MAIL_ENCRYPTED_ARCHIVE && view.files[i].password_mail == mail)
            return true;
    return false;
}

static void a_password_mail_is_paired_with_the_senders_locked_paper(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_deliver(&actor, mail_with_locked_zip(&actor, "z@example.co.jp", TARO))
                     .case_id;
    assert_true(is_paired(&actor, id, 0));
    struct desk_intake_result got =
        desk_test_deliver(&actor, password_mail(&actor, "p@example.co.jp", TARO));
    assert_int_equal(got.case_id, id);
    assert_true(str_equal(got.reason, STR("password")));
    assert_true(is_paired(&actor, id, got.mail_id));
}

static void a_password_that_fits_two_cases_is_for_a_person_to_place(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t one = desk_test_deliver(&actor, mail_with_locked_zip(&actor, "z1@example.co.jp", TARO))
                      .case_id;
    int64_t two = desk_test_deliver(&actor, mail_with_locked_zip(&actor, "z2@example.co.jp", TARO))
                      .case_id;
    struct desk_intake_result got =
        desk_test_deliver(&actor, password_mail(&actor, "p@example.co.jp", TARO));
    assert_true(got.case_id != one && got.case_id != two);
    assert_true(desk_test_view(&actor, got.case_id).relation_count >= 2);
}

static void a_strangers_password_joins_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = desk_test_deliver(&actor, mail_with_locked_zip(&actor, "z@example.co.jp", TARO))
                     .case_id;
    struct desk_intake_result got = desk_test_deliver(
        &actor, password_mail(&actor, "p@other.example", "X <x@other.example>"));
    assert_int_not_equal(got.case_id, id);
    assert_true(is_paired(&actor, id, 0));
}

static void without_a_worker_mail_is_left_for_later(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_delivery delivery = {.account = STR("file"), .fd = -1, .uid = 3};
    struct desk_intake_result result;
    actor.services = NULL;
    FAILS(ERR_BUSY, desk_intake(&actor, &delivery, 1, &result, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case")), 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_mail_opens_a_case_with_its_sender_proven),
        STORE_TEST(the_same_mail_twice_is_one_case),
        STORE_TEST(the_same_mail_twice_in_one_batch_is_one_case),
        STORE_TEST(a_reply_joins_by_its_references),
        STORE_TEST(a_reply_from_a_stranger_does_not_join_but_is_shown),
        STORE_TEST(the_case_token_joins),
        STORE_TEST(the_subject_alone_never_joins),
        STORE_TEST(a_forged_sender_is_flagged_and_never_proven),
        STORE_TEST(a_mail_that_cannot_be_read_becomes_a_case_to_look_at),
        STORE_TEST(garbage_does_not_stop_the_mails_behind_it),
        STORE_TEST(the_raw_bytes_are_kept),
        STORE_TEST(a_reply_with_papers_ends_the_waiting),
        STORE_TEST(a_mail_after_the_end_asks_for_attention),
        STORE_TEST(an_erased_mail_does_not_come_back_and_its_reply_is_a_case_of_its_own),
        STORE_TEST(a_person_merges_what_is_one),
        STORE_TEST(a_mail_of_meti_becomes_a_proposal),
        STORE_TEST(a_password_mail_is_paired_with_the_senders_locked_paper),
        STORE_TEST(a_password_that_fits_two_cases_is_for_a_person_to_place),
        STORE_TEST(a_strangers_password_joins_nothing),
        STORE_TEST(without_a_worker_mail_is_left_for_later),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
