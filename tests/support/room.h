/* What tests of rooms with data share: calls that must do or must fail, a real worker, SQL of one's
   own. */
#ifndef MEGURI_TESTS_ROOM_H
#define MEGURI_TESTS_ROOM_H

#include "support/test_store.h"
#include "web/services.h"

#define OK(call)                                                                                   \
    do {                                                                                           \
        struct error error = {0};                                                                  \
        if (call)                                                                                  \
            fail_msg("%s: %s", #call, room_sentence(&error));                                      \
    } while (0)
/* The call must fail with this code. */
#define FAILS(expected, call)                                                                      \
    do {                                                                                           \
        struct error error = {0};                                                                  \
        int status = (call);                                                                       \
        if (status != (expected))                                                                  \
            fail_msg("%s: %d %s", #call, status, room_sentence(&error));                           \
    } while (0)
const char *room_sentence(const struct error *error);

/* With a worker and nothing else; made at the first call. */
struct web_services *room_services(void);
/* Call at the end of main: ends the worker. */
void room_finish(void);

/* The one number that a statement gives. */
int64_t room_count(struct store *store, struct str sql);
void room_run(struct store *store, struct str sql);

#endif
