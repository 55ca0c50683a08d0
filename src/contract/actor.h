/* Who acts: functions that take an actor open their own transaction and find only the records of
   its commission. */
#ifndef MEGURI_CONTRACT_ACTOR_H
#define MEGURI_CONTRACT_ACTOR_H

#include "web/services.h"
#include "web/web.h"

struct contract_actor {
    struct store *store;
    struct arena *arena; /* results live here */
    int64_t commission;
    int64_t person;     /* 0 = the program */
    struct str address; /* client address; goes to the audit log as a digest */
};

struct contract_actor contract_actor_of_request(const struct web_request *request);
/* Audit line in the caller's transaction; `detail` is small JSON without personal data. */
int contract_audit(struct db *db, const struct contract_actor *actor, struct str action,
                   int64_t inspection, struct str detail, struct error *error);

#endif
