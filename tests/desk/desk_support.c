#include "desk_support.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

struct web_services *desk_test_services(void)
{
    struct web_services *services = room_services();
    services->mail_domain = STR("desk.example.jp");
    services->desk_address = STR("soudan@desk.example.jp");
    return services;
}

static int commission_body(struct db *db, void *argument, struct error *error)
{
    struct account_commission commission = {.code = STR("basel"), .title = STR("事前相談")};
    return account_commission_create(db, &commission, argument, error);
}

struct web_actor desk_test_actor(struct test_store *test)
{
    int64_t commission;
    OK(store_write(test->store, commission_body, &commission, &error));
    struct web_actor actor =
        web_actor_program(test->store, test->arena, commission, desk_test_services());
    OK(desk_setting_change(&actor, STR("meti_address"), STR("officer@meti.example"), &error));
    return actor;
}

struct desk_intake_result desk_test_deliver(const struct web_actor *actor, struct str mail)
{
    struct desk_delivery delivery = {.account = STR("file"), .origin = STR("test.eml")};
    struct desk_intake_result result;
    delivery.fd = memfd_create("mail", MFD_CLOEXEC);
    delivery.size = (int64_t)mail.n;
    assert_int_equal(file_write_all(store_context(actor->store), delivery.fd, STR("mail"), mail), 0);
    OK(desk_intake(actor, &delivery, 1, &result, &error));
    close(delivery.fd);
    return result;
}

struct str desk_test_mail(const struct web_actor *actor, const char *id, const char *from,
                          const char *subject, const char *extra, const char *body)
{
    return arena_format(actor->arena,
                        "From: %s\nTo: soudan@desk.example.jp\nMessage-ID: <%s>\n"
                        "Date: Tue, 01 Apr 2025 09:00:00 +0900\nSubject: %s\n%s"
                        "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n%s\n",
                        from, id, subject, extra, body);
}

struct desk_view desk_test_view(const struct web_actor *actor, int64_t id)
{
    struct desk_view view;
    OK(desk_case_view(actor, id, &view, &error));
    return view;
}

int64_t desk_test_version(const struct web_actor *actor, int64_t id)
{
    return desk_test_view(actor, id).c.version;
}

static void advance(const struct web_actor *actor, int64_t id, enum desk_action action)
{
    OK(desk_case_advance(actor, id, desk_test_version(actor, id), action, STR(""), &error));
}

int64_t desk_test_drafting(const struct web_actor *actor)
{
    return desk_test_drafting_of(actor, "first@example.co.jp");
}

int64_t desk_test_drafting_of(const struct web_actor *actor, const char *message)
{
    struct desk_intake_result got = desk_test_deliver(
        actor, desk_test_mail(actor, message, "Taro <taro@example.co.jp>", "Wire",
                              "", "Please advise."));
    const struct desk_cargo lines[] = {
        {.item = STR("metal"), .example_class = STR("E"), .cargo_class = STR("covered_wire"),
         .name = STR("被覆電線"), .quantity = STR("18.5"), .unit = STR("t"),
         .judgement = DESK_REGULATED, .basis = STR("鉛が基準値を超える")},
        {.item = STR("metal"), .cargo_class = STR("metal_scrap"), .name = STR("銅くず"),
         .quantity = STR("3"), .unit = STR("t"), .judgement = DESK_NOT_REGULATED,
         .basis = STR("付着物がない")},
    };
    advance(actor, got.case_id, DESK_BEGIN_CHECK);
    OK(desk_cargo_save(actor, got.case_id, desk_test_version(actor, got.case_id), lines, 2,
                       &error));
    advance(actor, got.case_id, DESK_BEGIN_DRAFT);
    return got.case_id;
}

void desk_test_ask(const struct web_actor *actor, int64_t id)
{
    struct str subject, text;
    int64_t answer, approval;
    OK(desk_answer_compose(actor, id, &subject, &text, &error));
    OK(desk_answer_save(actor, id, 0, subject, text, &answer, &error));
    OK(desk_approval_ask(actor, id, desk_test_version(actor, id), STR("照会します"), true,
                         &approval, &error));
}

void desk_test_decide(const struct web_actor *actor, int64_t id, enum desk_decision decision)
{
    struct desk_approval approval;
    const struct desk_decision_given given = {.decision = decision, .comment = STR("所見"),
                                              .officer = STR("担当官")};
    OK(desk_approval_read(actor, id, &approval, &error));
    OK(desk_approval_decide(actor, approval.id, approval.version, &given, &error));
}

int64_t desk_test_approved(const struct web_actor *actor)
{
    int64_t id = desk_test_drafting(actor);
    desk_test_ask(actor, id);
    desk_test_decide(actor, id, DESK_DECISION_APPROVED);
    return id;
}
