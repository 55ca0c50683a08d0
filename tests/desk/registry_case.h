/* Cases that were answered by telephone today, for the tests of the registry and the close. */
#ifndef MEGURI_TESTS_DESK_REGISTRY_CASE_H
#define MEGURI_TESTS_DESK_REGISTRY_CASE_H

#include "desk/case.h"
#include "support/test_store.h"

/* The program as actor of the one commission of the store (made when absent). */
struct desk_actor registry_actor(struct test_store *test);
/* A consultation about covered wire for Thailand, judged `judgement`, approved and answered now. */
int64_t registry_answered_case(const struct desk_actor *actor, struct str company,
                               enum desk_judgement judgement);
/* Opened and not answered. */
int64_t registry_open_case(const struct desk_actor *actor, enum desk_kind kind, struct str item);
void registry_edit(const struct desk_actor *actor, int64_t case_id, struct str code,
                   struct str text);
void registry_add_paper(const struct desk_actor *actor, int64_t case_id, struct str name,
                        struct str bytes);
struct desk_case registry_case(const struct desk_actor *actor, int64_t case_id);
day_number registry_today(const struct desk_actor *actor);
/* The test fails with the error's sentence unless status is 0. */
void registry_ok(const struct desk_actor *actor, int status, const struct error *error,
                 const char *what);
#define OK(actor, call)                                            \
    do {                                                           \
        struct error error = {0};                                  \
        registry_ok((actor), (call), &error, #call);               \
    } while (0)
int64_t registry_count(const struct desk_actor *actor, struct str sql);

#endif
