#include "registry_case.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "desk/approval.h"

void registry_ok(const struct web_actor *actor, int status, const struct error *error,
                 const char *what)
{
    if (status)
        fail_msg("%s: %s", what, error_sentence(error, LANG_JA, actor->arena).p);
}

static int commission_body(struct db *db, void *argument, struct error *error)
{
    struct account_commission commission = {.code = STR("basel"), .title = STR("事前相談")};
    return account_commission_create(db, &commission, argument, error);
}

struct web_actor registry_actor(struct test_store *test)
{
    int64_t commission;
    struct error error = {0};
    if (store_write(test->store, commission_body, &commission, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    return web_actor_program(test->store, test->arena, commission, NULL);
}

struct load {
    const struct web_actor *actor;
    int64_t id;
    struct desk_case c;
    struct str sql;
    int64_t number;
};

static int load_body(struct db *db, void *argument, struct error *error)
{
    struct load *load = argument;
    return desk_case_load(db, load->actor, load->id, true, &load->c, error);
}

struct desk_case registry_case(const struct web_actor *actor, int64_t case_id)
{
    struct load load = {.actor = actor, .id = case_id};
    OK(actor, store_read(actor->store, load_body, &load, &error));
    return load.c;
}

static int64_t version(const struct web_actor *actor, int64_t case_id)
{
    return registry_case(actor, case_id).version;
}

day_number registry_today(const struct web_actor *actor)
{
    return day_of_time(context_now(store_context(actor->store)));
}

int64_t registry_open_case(const struct web_actor *actor, enum desk_kind kind, struct str item)
{
    int64_t id;
    struct desk_opening opening = {.kind = kind, .channel = STR("telephone"),
                                   .subject = STR("被覆電線の輸出について")};
    OK(actor, desk_case_open(actor, &opening, &id, &error));
    registry_edit(actor, id, STR("item"), item);
    return id;
}

void registry_edit(const struct web_actor *actor, int64_t case_id, struct str code, struct str text)
{
    struct desk_field_change change = {code, text};
    OK(actor, desk_case_edit(actor, case_id, version(actor, case_id), &change, 1, &error));
}

void registry_answer(const struct web_actor *actor, int64_t id)
{
    struct str subject, text;
    int64_t draft, approval;
    OK(actor, desk_case_advance(actor, id, version(actor, id), DESK_BEGIN_DRAFT, STR(""), &error));
    OK(actor, desk_answer_compose(actor, id, &subject, &text, &error));
    OK(actor, desk_answer_save(actor, id, 0, subject, text, &draft, &error));
    OK(actor, desk_approval_ask(actor, id, version(actor, id), STR("ご確認ください"), false,
                                &approval, &error));
    struct desk_approval asked;
    OK(actor, desk_approval_read(actor, id, &asked, &error));
    struct desk_decision_given given = {.decision = DESK_DECISION_APPROVED, .officer = STR("担当")};
    OK(actor, desk_approval_decide(actor, approval, asked.version, &given, &error));
    OK(actor, desk_answer_by_telephone(actor, id, version(actor, id), true,
                                       context_now(store_context(actor->store)), STR("相談者"),
                                       &error));
}

int64_t registry_checked_lines(const struct web_actor *actor, struct str company,
                               const struct desk_cargo *lines, size_t count)
{
    int64_t id = registry_open_case(actor, DESK_CONSULTATION, STR("metal"));
    registry_edit(actor, id, STR("requester_company"), company);
    registry_edit(actor, id, STR("requester_tel"), STR("0312345678"));
    registry_edit(actor, id, STR("direction"), STR("export"));
    registry_edit(actor, id, STR("country"), STR("TH"));
    registry_edit(actor, id, STR("invoice_no"), STR("00123"));
    OK(actor, desk_case_advance(actor, id, version(actor, id), DESK_BEGIN_CHECK, STR(""), &error));
    OK(actor, desk_cargo_save(actor, id, version(actor, id), lines, count, &error));
    return id;
}

int64_t registry_answered_lines(const struct web_actor *actor, struct str company,
                                const struct desk_cargo *lines, size_t count)
{
    int64_t id = registry_checked_lines(actor, company, lines, count);
    registry_answer(actor, id);
    return id;
}

int64_t registry_answered_case(const struct web_actor *actor, struct str company,
                               enum desk_judgement judgement)
{
    struct desk_cargo line = {
        .item = STR("metal"), .example_class = STR("E"), .cargo_class = STR("covered_wire"),
        .name = STR("被覆電線"), .quantity = STR("20.5"), .unit = STR("t"), .judgement = judgement,
        .basis = STR("鉛の含有量が基準値以下"), .basis_codes = STR("B1115")};
    return registry_answered_lines(actor, company, &line, 1);
}

void registry_add_paper(const struct web_actor *actor, int64_t case_id, struct str name,
                        struct str bytes)
{
    int64_t file;
    int fd = memfd_create("paper", MFD_CLOEXEC);
    assert_int_equal(file_write_all(store_context(actor->store), fd, name, bytes), 0);
    OK(actor, desk_file_add(actor, case_id, name, STR("application/octet-stream"), fd, &file,
                            &error));
    close(fd);
}

static int count_body(struct db *db, void *argument, struct error *error)
{
    struct load *load = argument;
    return db_get_int(db, error, &load->number, STR("count"), load->sql, NULL, 0);
}

int64_t registry_count(const struct web_actor *actor, struct str sql)
{
    struct load load = {.actor = actor, .sql = sql};
    OK(actor, store_read(actor->store, count_body, &load, &error));
    return load.number;
}

struct desk_batch registry_exported(const struct web_actor *actor)
{
    struct desk_batch batch;
    OK(actor, desk_registry_export(actor, registry_today(actor), &batch, &error));
    return batch;
}

struct str registry_csv(const struct web_actor *actor, int64_t batch, struct str *name)
{
    struct buf out = {0};
    OK(actor, desk_batch_csv(actor, batch, &out, name, &error));
    struct str copy = arena_copy(actor->arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

void registry_loaded(const struct web_actor *actor, int64_t batch, int64_t case_id)
{
    struct desk_receipt receipt = {.case_id = case_id, .loaded = true, .receipt = STR("R-1")};
    OK(actor, desk_batch_record(actor, batch, &receipt, 1, &error));
}

struct str registry_csv_field(const struct web_actor *actor, struct str csv, size_t row_wanted,
                              struct str title)
{
    struct csv_read_options options = {.encoding = CSV_DETECT};
    struct csv_reader *reader = csv_reader_create_text(csv, &options);
    struct csv_row row;
    struct str found = {"", 0};
    size_t column = SIZE_MAX;
    for (size_t i = 0; i <= row_wanted; i++) {
        OK(actor, csv_read(reader, &row, &error));
        if (i == 0)
            column = csv_find(&row, title);
        if (i == row_wanted)
            found = arena_copy(actor->arena, csv_field(&row, column));
    }
    csv_reader_destroy(reader);
    return found;
}

void registry_text(struct str text, struct str expected)
{
    if (!str_equal(text, expected))
        fail_msg("\"%" PRIstr "\" is not \"%" PRIstr "\"", STR_ARG(text), STR_ARG(expected));
}
