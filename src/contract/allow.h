/* What a commission agreed may stand in its deliverables: names of a committee's roster, the
   office's own telephone. Each with the reason and who said so. */
#ifndef MEGURI_CONTRACT_ALLOW_H
#define MEGURI_CONTRACT_ALLOW_H

#include "contract/audit.h"

enum { CONTRACT_ALLOW_LIMIT = 2000 };

struct contract_allow {
    int64_t id, person;
    struct str text, reason;
    utc_us created;
};
int contract_allow_list(const struct web_actor *actor, struct contract_allow **out, size_t *count,
                        struct error *error);
/* ERR_CONTRACT_TOO_MANY. What is there already is not added again. */
int contract_allow_add(const struct web_actor *actor, struct str text, struct str reason,
                       struct error *error);
/* ERR_NOT_FOUND */
int contract_allow_remove(const struct web_actor *actor, int64_t id, struct error *error);
/* One text per line, for inspect_options.allow. */
int contract_allow_text(const struct web_actor *actor, struct str *out, struct error *error);

#endif
