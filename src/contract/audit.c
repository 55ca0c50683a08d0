#include "contract/audit.h"

int contract_audit(struct db *db, const struct web_actor *actor, struct str action,
                   int64_t inspection, struct str detail, struct error *error)
{
    return web_actor_audit(db, actor, action, STR("inspection"), inspection, detail, error);
}
