/* METI's link: one question, one answer, confirmed by the desk; and hostile mails that claim to be
   METI's answer. */
#include <pthread.h>
#include <string.h>

#include "base/file.h"
#include "desk/approval_link.h"
#include "desk/record.h"
#include "desk_support.h"
#include "store/audit.h"
#include "support/test_folder.h"

#define OFFICER "Officer <officer@meti.example>"
static const struct str no_link = STR_INIT("（このリンクは使えなくなりました");

static struct web_actor start(struct test_store *test)
{
    desk_test_services()->public_url = STR("https://soudan.example.jp/");
    return desk_test_actor(test);
}

static int64_t asked(const struct web_actor *actor)
{
    static int number;
    struct str message = arena_format(actor->arena, "case%d@example.co.jp", number++);
    int64_t id = desk_test_drafting_of(actor, arena_c(actor->arena, message));
    desk_test_ask(actor, id);
    return id;
}

static struct desk_approval approval_of(const struct web_actor *actor, int64_t id)
{
    struct desk_approval approval;
    OK(desk_approval_read(actor, id, &approval, &error));
    return approval;
}

struct filling {
    const struct web_actor *actor;
    int64_t case_id;
    struct str text;
};

static int fill_body(struct db *db, void *argument, struct error *error)
{
    struct filling *f = argument;
    f->text = STR("a " DESK_LINK_PLACE " z");
    return desk_link_fill(db, f->actor, f->case_id, &f->text, error);
}

/* What the mail would say in the link's place. */
static struct str filled(const struct web_actor *actor, int64_t id)
{
    struct filling filling = {.actor = actor, .case_id = id};
    OK(store_read(actor->store, fill_body, &filling, &error));
    return str_slice(filling.text, 2, filling.text.n - 2);
}

static struct str token_of(const struct web_actor *actor, int64_t id)
{
    struct str link = filled(actor, id), start_of_link = STR("https://soudan.example.jp/meti/");
    assert_true(str_starts(link, start_of_link));
    assert_int_equal(link.n, start_of_link.n + 32);
    return str_slice(link, start_of_link.n, link.n);
}

static struct web_actor stranger(const struct web_actor *actor)
{
    struct web_actor out = web_actor_program(actor->store, actor->arena, 0, actor->services);
    out.address = STR("192.0.2.7");
    return out;
}

static int answer(const struct web_actor *actor, struct str token,
                  const struct desk_decision_given *given, struct error *error)
{
    struct web_actor officer = stranger(actor);
    struct desk_link link;
    int status = desk_link_open(&officer, token, &link, error);
    return status ? status : desk_link_answer(&officer, token, given, error);
}

static const struct desk_decision_given approves = {
    .decision = DESK_DECISION_APPROVED, .officer = STR_INIT("経産 花子"), .comment = STR_INIT("よい")};

static int64_t audited(const struct web_actor *actor, const char *action, const char *reason)
{
    OK(audit_flush(actor->store, &error));
    return room_count(
        actor->store,
        arena_format(actor->arena,
                     "SELECT count(*) FROM store_audit WHERE action = '%s' AND detail = '%s'",
                     action, reason));
}

static int64_t refused_as(const struct web_actor *actor, const char *reason)
{
    return audited(actor, "approval.link_refused",
                   arena_c(actor->arena, arena_format(actor->arena, "{\"reason\":\"%s\"}", reason)));
}

/* --- the mail --- */

static void the_mail_has_a_link_only_with_a_public_url_and_days(struct test_store *test)
{
    struct web_actor actor = start(test);
    desk_test_services()->public_url = STR("");
    assert_int_equal(approval_of(&actor, asked(&actor)).link.expires, 0);
    desk_test_services()->public_url = STR("http://soudan.example.jp");
    assert_int_equal(approval_of(&actor, asked(&actor)).link.expires, 0);
    desk_test_services()->public_url = STR("https://soudan.example.jp");
    OK(desk_setting_change(&actor, STR("meti_link_days"), STR("0"), &error));
    assert_int_equal(approval_of(&actor, asked(&actor)).link.expires, 0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_outgoing")), 3);
    OK(desk_setting_change(&actor, STR("meti_link_days"), STR("2"), &error));
    int64_t id = asked(&actor);
    assert_true(approval_of(&actor, id).link.expires > test->fake.now);
    token_of(&actor, id);
}

static struct desk_outgoing question_of(const struct web_actor *actor, int64_t id)
{
    struct desk_outgoing *list;
    size_t count;
    OK(desk_outbox_list(actor, id, false, 0, 10, &list, &count, &error));
    assert_int_equal(count, 1);
    return list[0];
}

static void run_sending(struct test_store *test, const struct web_actor *actor)
{
    const struct str kinds[] = {STR("mail.send")};
    struct job job = {0};
    fake_context_advance(&test->fake, (int64_t)10 * 60 * US_PER_SECOND);
    OK(job_take(test->store, kinds, 1, (int64_t)300 * US_PER_SECOND, actor->arena, &job, &error));
    OK(desk_outbox_job(test->store, actor->services, &job, actor->arena, &error));
}

static void the_desk_never_sees_the_token_and_it_is_forgotten_when_sent(struct test_store *test)
{
    struct web_actor actor = start(test);
    struct str folder = test_folder_create(test->arena);
    int64_t id = asked(&actor);
    struct str token = token_of(&actor, id);
    assert_true(str_contains(question_of(&actor, id).text, STR(DESK_LINK_PLACE)));
    assert_false(str_contains(question_of(&actor, id).text, token));
    desk_test_services()->mail_folder = folder;
    run_sending(test, &actor);
    desk_test_services()->mail_folder = STR("");
    assert_int_equal(question_of(&actor, id).state, DESK_MAIL_SENT);
    assert_false(str_contains(question_of(&actor, id).text, token));
    assert_true(str_starts(filled(&actor, id), no_link));
    assert_int_equal(
        room_count(actor.store, STR("SELECT count(*) FROM desk_approval_link WHERE token IS NULL")),
        1);
    struct str mail;
    struct context client;
    context_init_system(&client, NULL, LANG_JA);
    OK(file_read(&client,
                 arena_format(test->arena, "%" PRIstr "/%lld.eml", STR_ARG(folder),
                              (long long)question_of(&actor, id).id),
                 1 << 20, test->arena, &mail, &error));
    test_folder_remove(folder);
    /* A copy that comes back to the desk shows no token, and ends the link. */
    assert_int_equal(desk_test_deliver(&actor, mail).case_id, id);
    struct desk_view view = desk_test_view(&actor, id);
    struct str text = view.mails[view.mail_count - 1].text;
    assert_true(str_contains(text, STR("soudan.example.jp/meti/…")));
    assert_false(str_contains(text, token));
    assert_true(approval_of(&actor, id).link.closed > 0);
}

/* --- one answer --- */

static void an_answer_is_a_proposal_until_the_desk_confirms_it(struct test_store *test)
{
    struct web_actor actor = start(test), advisor = actor;
    advisor.roles = ACCOUNT_ROLE_BIT(ROLE_ADVISOR);
    int64_t id = asked(&actor);
    struct str token = token_of(&actor, id);
    OK(answer(&actor, token, &approves, &error));
    struct desk_approval a = approval_of(&actor, id);
    assert_int_equal(a.decision, DESK_PENDING);
    assert_int_equal(a.proposed, DESK_DECISION_APPROVED);
    assert_true(str_equal(a.link.officer, STR("経産 花子")));
    assert_int_equal(a.link.opened, 1);
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_ASKED);
    assert_int_equal(audited(&actor, "approval.link_opened", "{}"), 1);
    assert_int_equal(audited(&actor, "approval.link_answered", "{\"decision\":\"approved\"}"), 1);
    /* Not by deciding without it, not with another decision, not for another approval. */
    struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED};
    FAILS(ERR_FORBIDDEN, desk_approval_decide(&advisor, a.id, a.version, &given, &error));
    given = (struct desk_decision_given){.decision = DESK_DECISION_RETURNED, .comment = STR("x"), .link = true};
    FAILS(ERR_CONFLICT, desk_approval_decide(&advisor, a.id, a.version, &given, &error));
    given.decision = DESK_DECISION_APPROVED;
    given.officer = STR("だれか");
    OK(desk_approval_decide(&advisor, a.id, a.version, &given, &error));
    a = approval_of(&actor, id);
    assert_int_equal(a.decision, DESK_DECISION_APPROVED);
    assert_true(str_equal(a.channel, STR("link")));
    assert_true(str_equal(a.officer, STR("経産 花子")));
    assert_true(str_equal(a.comment, STR("よい")));
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_APPROVED);
}

static void without_an_answer_by_the_link_there_is_nothing_to_confirm(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct desk_approval a = approval_of(&actor, id);
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED, .link = true};
    FAILS(ERR_CONFLICT, desk_approval_decide(&actor, a.id, a.version, &given, &error));
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_ASKED);
}

static void a_changed_text_by_the_link_is_the_one_that_is_frozen(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str token = token_of(&actor, id);
    struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED_CHANGED,
                                        .officer = STR("経産 花子"),
                                        .changed_subject = STR("修正"),
                                        .changed_text = STR("短い文")};
    FAILS(ERR_DESK_SENTENCE, answer(&actor, token, &given, &error));
    given.changed_text =
        ARENA_JOIN(test->arena, STR("分別してください。\n"), approval_of(&actor, id).text);
    OK(answer(&actor, token, &given, &error)); /* what was refused did not use the link up */
    struct desk_approval a = approval_of(&actor, id);
    const struct desk_decision_given confirm = {.decision = DESK_DECISION_APPROVED_CHANGED,
                                                .changed_subject = STR("x"),
                                                .changed_text = STR("y"),
                                                .link = true};
    OK(desk_approval_decide(&actor, a.id, a.version, &confirm, &error));
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_APPROVED_CHANGED);
    assert_true(str_starts(approval_of(&actor, id).text, STR("分別してください。")));
}

static void what_is_missing_in_an_answer_is_said_and_the_link_stays(struct test_store *test)
{
    struct web_actor actor = start(test);
    struct str token = token_of(&actor, asked(&actor));
    struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED};
    FAILS(ERR_INVALID_INPUT, answer(&actor, token, &given, &error));
    given = (struct desk_decision_given){.decision = DESK_DECISION_RETURNED, .officer = STR("花子")};
    FAILS(ERR_DESK_REASON, answer(&actor, token, &given, &error));
    given = (struct desk_decision_given){.decision = DESK_DECISION_TAKEN_BACK, .officer = STR("花子")};
    FAILS(ERR_INVALID_INPUT, answer(&actor, token, &given, &error));
    given = (struct desk_decision_given){.decision = DESK_DECISION_DISCUSS, .officer = STR("花子"), .comment = STR("電話を")};
    OK(answer(&actor, token, &given, &error));
}

struct racer {
    const struct web_actor *actor;
    struct str token;
    pthread_t thread;
    int status;
};

static void *race(void *argument)
{
    struct racer *racer = argument;
    struct arena *arena = arena_create();
    struct web_actor officer = stranger(racer->actor);
    officer.arena = arena;
    officer.commission = racer->actor->commission;
    racer->status = desk_link_answer(&officer, racer->token, &approves, NULL);
    arena_destroy(arena);
    return NULL;
}

static void of_many_answers_at_once_one_counts(struct test_store *test)
{
    enum { RACERS = 6 };
    struct web_actor actor = start(test);
    struct racer racers[RACERS];
    struct str token = token_of(&actor, asked(&actor));
    int fine = 0;
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.actor = &actor, .token = token};
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++) {
        pthread_join(racers[i].thread, NULL);
        fine += racers[i].status == 0;
        assert_true(racers[i].status == 0 || racers[i].status == ERR_DESK_LINK);
    }
    assert_int_equal(fine, 1);
    assert_int_equal(audited(&actor, "approval.link_answered", "{\"decision\":\"approved\"}"), 1);
}

/* --- refusals --- */

static struct str refusal(const struct web_actor *actor, struct str token)
{
    struct error error = {0};
    struct web_actor officer = stranger(actor);
    struct desk_link link = {0};
    assert_int_equal(desk_link_open(&officer, token, &link, &error), ERR_DESK_LINK);
    assert_int_equal(error_http_status(error.code), 404);
    assert_int_equal(link.case_id, 0);
    struct error other = {0};
    assert_int_equal(desk_link_answer(&officer, token, &approves, &other), ERR_DESK_LINK);
    assert_true(str_equal(error_sentence(&error, LANG_JA, actor->arena),
                          error_sentence(&other, LANG_JA, actor->arena)));
    return error_sentence(&error, LANG_JA, actor->arena);
}

static struct str upper(struct str text, struct arena *arena)
{
    struct str copy = arena_copy(arena, text);
    char *p = arena_alloc(arena, copy.n, 1, 1);
    for (size_t i = 0; i < copy.n; i++)
        p[i] = copy.p[i] >= 'a' ? (char)(copy.p[i] - 32) : copy.p[i];
    return (struct str){p, copy.n};
}

static void every_wrong_token_gets_the_same_sentence_and_a_line(struct test_store *test)
{
    struct web_actor actor = start(test);
    struct str token = token_of(&actor, asked(&actor));
    struct arena *arena = test->arena;
    const struct str wrong[] = {STR(""), STR("0123456789abcdef0123456789abcdef"),
                                upper(token, arena), str_slice(token, 0, 31),
                                ARENA_JOIN(arena, token, STR("0")), ARENA_JOIN(arena, STR(" "), token),
                                ARENA_JOIN(arena, token, STR("\n")), STR("' OR 1=1 --"),
                                ARENA_JOIN(arena, token, STR("%00"))};
    const size_t count = sizeof wrong / sizeof wrong[0];
    struct str sentence = refusal(&actor, STR("x"));
    for (size_t i = 0; i < count; i++)
        assert_true(str_equal(refusal(&actor, wrong[i]), sentence));
    assert_int_equal(refused_as(&actor, "unknown"), 2 * (count + 1));
    OK(answer(&actor, token, &approves, &error));
    assert_true(str_equal(refusal(&actor, token), sentence));
    assert_int_equal(refused_as(&actor, "answered"), 2);
}

static void a_link_ends_with_its_days(struct test_store *test)
{
    struct web_actor actor = start(test);
    OK(desk_setting_change(&actor, STR("meti_link_days"), STR("2"), &error));
    struct str token = token_of(&actor, asked(&actor));
    fake_context_advance(&test->fake, (int64_t)2 * 86400 * US_PER_SECOND);
    refusal(&actor, token);
    assert_int_equal(refused_as(&actor, "expired"), 2);
    /* A clock that goes back does not matter to what has not been used. */
    fake_context_set_now(&test->fake, test->fake.now - (int64_t)86400 * US_PER_SECOND);
    OK(answer(&actor, token, &approves, &error));
}

static void a_link_ends_with_the_question(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str first = token_of(&actor, id);
    OK(desk_approval_take_back(&actor, id, desk_test_version(&actor, id), STR("直す"), &error));
    refusal(&actor, first);
    assert_int_equal(refused_as(&actor, "decided"), 2);
    struct desk_answer draft;
    int64_t saved, approval;
    OK(desk_answer_read(&actor, id, &draft, &error));
    OK(desk_answer_save(&actor, id, draft.version, draft.subject, draft.text, &saved, &error));
    OK(desk_approval_ask(&actor, id, desk_test_version(&actor, id), STR("再び"), true, &approval, &error));
    struct str second = token_of(&actor, id);
    assert_false(str_equal(first, second));
    refusal(&actor, first);
    OK(answer(&actor, second, &approves, &error));
}

static void a_link_answers_its_own_case_only(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t one = asked(&actor), two = asked(&actor);
    OK(answer(&actor, token_of(&actor, one), &approves, &error));
    assert_int_equal(approval_of(&actor, one).proposed, DESK_DECISION_APPROVED);
    assert_int_equal(approval_of(&actor, two).proposed, DESK_PENDING);
    struct desk_approval a = approval_of(&actor, two);
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED, .link = true};
    FAILS(ERR_CONFLICT, desk_approval_decide(&actor, a.id, a.version, &given, &error));
}

/* --- mails --- */

static struct desk_intake_result from_meti(const struct web_actor *actor, int64_t id,
                                           const char *message, const char *extra, const char *body)
{
    struct str subject = arena_format(actor->arena, "Re: [M-%" PRIstr "]", STR_ARG(desk_test_view(actor, id).c.token));
    return desk_test_deliver(actor, desk_test_mail(actor, message, OFFICER, arena_c(actor->arena, subject), extra, body));
}

static void a_mail_of_meti_closes_the_link_it_may_quote(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str token = token_of(&actor, id);
    struct str body = arena_format(test->arena, "確認中です。\n> https://soudan.example.jp/meti/%" PRIstr "\n> /meti/ab", STR_ARG(token));
    struct desk_intake_result got = from_meti(&actor, id, "q@meti.example", "", arena_c(test->arena, body));
    assert_int_equal(got.case_id, id);
    refusal(&actor, token);
    assert_int_equal(refused_as(&actor, "closed"), 2);
    struct desk_view view = desk_test_view(&actor, id);
    struct str text = view.mails[view.mail_count - 1].text;
    assert_false(str_contains(text, token));
    assert_true(str_contains(text, STR("/meti/…\n> /meti/ab")));
}

static void an_absence_note_leaves_the_link_and_a_bounce_closes_it(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str token = token_of(&actor, id);
    from_meti(&actor, id, "a@meti.example", "Auto-Submitted: auto-replied\n", "不在にしております。");
    assert_int_equal(approval_of(&actor, id).link.closed, 0);
    from_meti(&actor, id, "b@meti.example", "Auto-Submitted: auto-replied\n", "届きませんでした: https://x/meti/0");
    assert_true(approval_of(&actor, id).link.closed > 0);
    refusal(&actor, token);
}

static void the_consulters_mail_leaves_the_link(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str subject = arena_format(test->arena, "[M-%" PRIstr "]", STR_ARG(desk_test_view(&actor, id).c.token));
    desk_test_deliver(&actor, desk_test_mail(&actor, "c@example.co.jp", "Taro <taro@example.co.jp>", arena_c(test->arena, subject), "", "了承してください"));
    assert_int_equal(approval_of(&actor, id).proposed, DESK_PENDING);
    OK(answer(&actor, token_of(&actor, id), &approves, &error));
}

static void a_mail_after_the_answer_by_the_link_replaces_nothing(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    OK(answer(&actor, token_of(&actor, id), &approves, &error));
    from_meti(&actor, id, "late@meti.example", "", "差戻し");
    struct desk_approval a = approval_of(&actor, id);
    assert_int_equal(a.proposed, DESK_DECISION_APPROVED);
    assert_int_equal(a.proposal_mail, 0);
    assert_true(desk_test_view(&actor, id).c.attention);
    assert_true(str_contains(desk_test_view(&actor, id).c.attention_reason, STR("リンクで回答")));
}

static void a_forged_mail_of_meti_proposes_nothing(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct desk_intake_result got = from_meti(
        &actor, id, "f@meti.example",
        "Authentication-Results: mx.desk.example.jp; spf=fail smtp.mailfrom=evil.example; dkim=fail;"
        " dmarc=fail header.from=meti.example\n", "了承します。");
    assert_int_not_equal(got.case_id, id);
    struct desk_approval a = approval_of(&actor, id);
    assert_int_equal(a.proposed, DESK_PENDING);
    assert_int_equal(a.link.closed, 0);
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED, .mail = got.mail_id};
    FAILS(ERR_DESK_ADDRESS, desk_approval_decide(&actor, a.id, a.version, &given, &error));
}

static void a_stranger_with_the_token_proposes_nothing(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str subject = arena_format(test->arena, "[M-%" PRIstr "]", STR_ARG(desk_test_view(&actor, id).c.token));
    static const char *const senders[] = {"Officer <officer@meti.example.evil.example>",
                                          "officer@meti.example <x@evil.example>",
                                          "Officer <officer@meti.examp1e>"};
    for (size_t i = 0; i < 3; i++) {
        struct str message = arena_format(test->arena, "s%zu@evil.example", i);
        struct desk_intake_result got = desk_test_deliver(&actor, desk_test_mail(&actor, arena_c(test->arena, message), senders[i], arena_c(test->arena, subject), "", "了承します。"));
        struct desk_approval a = approval_of(&actor, id);
        assert_int_equal(a.proposed, DESK_PENDING);
        const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED, .mail = got.mail_id};
        FAILS(ERR_DESK_ADDRESS, desk_approval_decide(&actor, a.id, a.version, &given, &error));
    }
}

static void metis_mail_for_one_case_says_nothing_of_another(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t one = asked(&actor), two = asked(&actor);
    struct desk_intake_result got = from_meti(&actor, one, "one@meti.example", "", "了承します。");
    assert_int_equal(approval_of(&actor, two).proposed, DESK_PENDING);
    struct desk_approval a = approval_of(&actor, two);
    const struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED, .mail = got.mail_id};
    FAILS(ERR_DESK_ADDRESS, desk_approval_decide(&actor, a.id, a.version, &given, &error));
    assert_int_equal(desk_test_view(&actor, two).c.state, DESK_ASKED);
}

static void the_same_mail_of_meti_again_changes_nothing(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    from_meti(&actor, id, "same@meti.example", "", "了承します。");
    int64_t version = approval_of(&actor, id).version;
    assert_int_equal(from_meti(&actor, id, "same@meti.example", "", "了承します。").outcome, DESK_INTAKE_KNOWN);
    assert_int_equal(approval_of(&actor, id).version, version);
    /* Nor after the decision: a person looks at it. */
    desk_test_decide(&actor, id, DESK_DECISION_APPROVED);
    from_meti(&actor, id, "again@meti.example", "", "差戻し");
    assert_int_equal(approval_of(&actor, id).decision, DESK_DECISION_APPROVED);
    assert_true(desk_test_view(&actor, id).c.attention);
}

static struct desk_intake_result with_mark(const struct web_actor *actor, const char *message,
                                           struct str mark, const char *body)
{
    return desk_test_deliver(actor, desk_test_mail(actor, message, OFFICER, arena_c(actor->arena, mark), "", body));
}

static void a_token_counts_in_any_case_but_not_cut_or_spaced(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct arena *arena = test->arena;
    struct str token = desk_test_view(&actor, id).c.token;
    struct str spaced = ARENA_JOIN(arena, STR("[M-"), str_slice(token, 0, 10), STR(" "), str_slice(token, 10, token.n), STR("]"));
    struct str cut = ARENA_JOIN(arena, STR("[M-"), str_slice(token, 0, token.n - 1), STR("]"));
    struct str longer = ARENA_JOIN(arena, STR("[M-"), token, STR("0]"));
    assert_int_not_equal(with_mark(&actor, "w1@meti.example", spaced, "了承").case_id, id);
    assert_int_not_equal(with_mark(&actor, "w2@meti.example", cut, "了承").case_id, id);
    assert_int_not_equal(with_mark(&actor, "w3@meti.example", longer, "了承").case_id, id);
    assert_int_equal(approval_of(&actor, id).proposed, DESK_PENDING);
    struct str loud = ARENA_JOIN(arena, STR("[m-"), upper(token, arena), STR("]"));
    assert_int_equal(with_mark(&actor, "w4@meti.example", loud, "了承").case_id, id);
    assert_int_equal(approval_of(&actor, id).proposed, DESK_DECISION_APPROVED);
}

static void quoted_words_of_a_token_mail_decide_nothing(struct test_store *test)
{
    struct web_actor actor = start(test);
    int64_t id = asked(&actor);
    struct str quote = arena_format(test->arena, "検討中です。\n> [M-%" PRIstr "]\n> 了承します。\n", STR_ARG(desk_test_view(&actor, id).c.token));
    struct desk_intake_result got = with_mark(&actor, "z@meti.example", STR("Re: question"), arena_c(test->arena, quote));
    assert_int_equal(got.case_id, id);
    assert_int_equal(approval_of(&actor, id).proposed, DESK_PENDING);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(the_mail_has_a_link_only_with_a_public_url_and_days),
        STORE_TEST(the_desk_never_sees_the_token_and_it_is_forgotten_when_sent),
        STORE_TEST(an_answer_is_a_proposal_until_the_desk_confirms_it),
        STORE_TEST(without_an_answer_by_the_link_there_is_nothing_to_confirm),
        STORE_TEST(a_changed_text_by_the_link_is_the_one_that_is_frozen),
        STORE_TEST(what_is_missing_in_an_answer_is_said_and_the_link_stays),
        STORE_TEST(of_many_answers_at_once_one_counts),
        STORE_TEST(every_wrong_token_gets_the_same_sentence_and_a_line),
        STORE_TEST(a_link_ends_with_its_days),
        STORE_TEST(a_link_ends_with_the_question),
        STORE_TEST(a_link_answers_its_own_case_only),
        STORE_TEST(a_mail_of_meti_closes_the_link_it_may_quote),
        STORE_TEST(an_absence_note_leaves_the_link_and_a_bounce_closes_it),
        STORE_TEST(the_consulters_mail_leaves_the_link),
        STORE_TEST(a_mail_after_the_answer_by_the_link_replaces_nothing),
        STORE_TEST(a_forged_mail_of_meti_proposes_nothing),
        STORE_TEST(a_stranger_with_the_token_proposes_nothing),
        STORE_TEST(metis_mail_for_one_case_says_nothing_of_another),
        STORE_TEST(the_same_mail_of_meti_again_changes_nothing),
        STORE_TEST(a_token_counts_in_any_case_but_not_cut_or_spaced),
        STORE_TEST(quoted_words_of_a_token_mail_decide_nothing),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
