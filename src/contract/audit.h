/* The audit lines of inspections. */
#ifndef MEGURI_CONTRACT_AUDIT_H
#define MEGURI_CONTRACT_AUDIT_H

#include "web/actor.h"

/* In the caller's transaction; `detail` is small JSON without personal data. */
int contract_audit(struct db *db, const struct web_actor *actor, struct str action,
                   int64_t inspection, struct str detail, struct error *error);

#endif
