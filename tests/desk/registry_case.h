/* Cases that were answered by telephone today, for the tests of the registry and the close. */
#ifndef MEGURI_TESTS_DESK_REGISTRY_CASE_H
#define MEGURI_TESTS_DESK_REGISTRY_CASE_H

#include "desk/registry.h"
#include "support/test_store.h"

/* The program as actor of the one commission of the store (made when absent). */
struct web_actor registry_actor(struct test_store *test);
/* A consultation about covered wire for Thailand, judged `judgement`, approved and answered now. */
int64_t registry_answered_case(const struct web_actor *actor, struct str company,
                               enum desk_judgement judgement);
int64_t registry_answered_lines(const struct web_actor *actor, struct str company,
                                const struct desk_cargo *lines, size_t count);
/* The same case while it is being checked, not yet answered; and its answer. */
int64_t registry_checked_lines(const struct web_actor *actor, struct str company,
                               const struct desk_cargo *lines, size_t count);
void registry_answer(const struct web_actor *actor, int64_t case_id);
/* Opened and not answered. */
int64_t registry_open_case(const struct web_actor *actor, enum desk_kind kind, struct str item);
void registry_edit(const struct web_actor *actor, int64_t case_id, struct str code,
                   struct str text);
/* The day's export, and its CSV. */
struct desk_batch registry_exported(const struct web_actor *actor);
struct str registry_csv(const struct web_actor *actor, int64_t batch, struct str *name);
/* One cell of a CSV; row 0 is the titles. */
struct str registry_csv_field(const struct web_actor *actor, struct str csv, size_t row,
                              struct str title);
void registry_loaded(const struct web_actor *actor, int64_t batch, int64_t case_id);
void registry_text(struct str text, struct str expected);
void registry_add_paper(const struct web_actor *actor, int64_t case_id, struct str name,
                        struct str bytes);
struct desk_case registry_case(const struct web_actor *actor, int64_t case_id);
day_number registry_today(const struct web_actor *actor);
/* The test fails with the error's sentence unless status is 0. */
void registry_ok(const struct web_actor *actor, int status, const struct error *error,
                 const char *what);
#define OK(actor, call)                                            \
    do {                                                           \
        struct error error = {0};                                  \
        registry_ok((actor), (call), &error, #call);               \
    } while (0)
int64_t registry_count(const struct web_actor *actor, struct str sql);

#endif
