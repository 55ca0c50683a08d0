#include "contract_support.h"

#include <sys/mman.h>
#include <unistd.h>

#include "account/person.h"
#include "base/file.h"

struct making {
    const char *code;
    int64_t commission, person;
};

static int make_body(struct db *db, void *argument, struct error *error)
{
    struct making *making = argument;
    static const struct account_actor program;
    struct str code = str_from_c(making->code);
    const struct account_commission commission = {.code = code, .title = code};
    const struct account_new_person person = {
        .login = code, .name = STR("試験 一郎"), .password_hash = STR("-")};
    int failed = account_commission_create(db, &commission, &making->commission, error);
    return failed ? failed : account_person_create(db, &program, &person, &making->person, error);
}

struct web_actor support_actor(struct test_store *test, const char *commission)
{
    struct making making = {.code = commission};
    OK(store_write(test->store, make_body, &making, &error));
    return (struct web_actor){.store = test->store,
                              .arena = test->arena,
                              .commission = making.commission,
                              .person = making.person};
}

struct contract_upload support_upload(const char *name, struct str bytes)
{
    int fd = memfd_create("upload", MFD_CLOEXEC);
    assert_true(fd >= 0);
    for (size_t at = 0; at < bytes.n;) {
        ssize_t n = write(fd, bytes.p + at, bytes.n - at);
        assert_true(n > 0);
        at += (size_t)n;
    }
    return (struct contract_upload){str_from_c(name), fd, (int64_t)bytes.n};
}

int64_t support_hand_in(const struct web_actor *actor, const char *name, struct str bytes)
{
    struct contract_upload upload = support_upload(name, bytes);
    int64_t id = 0;
    OK(contract_inspection_create(actor, &upload, 1, 7, &id, &error));
    close(upload.fd);
    return id;
}

void support_run(const struct web_actor *actor)
{
    struct arena *arena = arena_create();
    OK(contract_inspection_round(actor->store, room_services(), arena, &error));
    arena_destroy(arena);
}

struct contract_inspection support_read(const struct web_actor *actor, int64_t id)
{
    struct contract_inspection row = {0};
    OK(contract_inspection_read(actor, id, &row, &error));
    return row;
}

struct inspect_report *support_reports(const struct web_actor *actor, const struct inspect *inspect,
                                       const struct contract_inspection *row, bool reveal)
{
    struct inspect_report *reports = NULL;
    OK(contract_report_read(actor, inspect, row, reveal, &reports, &error));
    return reports;
}

bool support_has(const struct inspect_report *report, const char *kind)
{
    for (size_t i = 0; i < report->count; i++)
        if (str_equal(report->findings[i].kind->id, str_from_c(kind)))
            return true;
    return false;
}
