/* People for the tests of this folder: a commission and a person with a password. */
#ifndef MEGURI_TESTS_ACCOUNT_ACCOUNT_FIXTURE_H
#define MEGURI_TESTS_ACCOUNT_ACCOUNT_FIXTURE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "account/password.h"
#include "account/person.h"
#include "support/test_store.h"

#define ADDRESS STR("192.0.2.7")
#define ELSEWHERE STR("198.51.100.9")
#define PASSWORD STR("kumo-no-ue-no-kujira")

static const struct account_actor program;

/* A body with its arguments, for calls that want a transaction. */
struct step {
    struct test_store *test;
    struct account_new_person made;
    struct account_membership membership;
    struct account_commission commission;
    int64_t person, id;
};

static inline void write_or_fail(struct test_store *test, store_body *body, struct step *step)
{
    struct error error = {0};
    step->test = test;
    if (store_write(test->store, body, step, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static inline int create_person_body(struct db *db, void *argument, struct error *error)
{
    struct step *step = argument;
    return account_person_create(db, &program, &step->made, &step->person, error);
}

static inline int64_t create_person(struct test_store *test, struct str login, bool demonstration)
{
    struct step step = {
        .made = {.login = login,
                 .name = STR("山田 花子"),
                 .mail = STR("hanako@example.jp"),
                 .password_hash =
                     account_password_hash(&test->fake.context, PASSWORD, test->arena),
                 .demonstration = demonstration}};
    write_or_fail(test, create_person_body, &step);
    return step.person;
}

static inline int create_commission_body(struct db *db, void *argument, struct error *error)
{
    struct step *step = argument;
    return account_commission_create(db, &step->commission, &step->id, error);
}

static inline int64_t create_commission(struct test_store *test, struct str code)
{
    struct step step = {.commission = {.code = code, .title = STR("令和7年度 相談窓口")}};
    write_or_fail(test, create_commission_body, &step);
    return step.id;
}

struct loading {
    struct arena *arena;
    int64_t id;
    struct account_person person;
};

static inline int load_body(struct db *db, void *argument, struct error *error)
{
    struct loading *loading = argument;
    return account_person_load(db, loading->id, loading->arena, &loading->person, error);
}

static inline struct account_person load_person(struct test_store *test, int64_t id)
{
    struct loading loading = {.arena = test->arena, .id = id};
    struct error error = {0};
    if (store_read(test->store, load_body, &loading, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    return loading.person;
}

#endif
