#include "contract/actor.h"

#include "store/audit.h"

struct contract_actor contract_actor_of_request(const struct web_request *request)
{
    const struct account_person *person = web_person(request);
    return (struct contract_actor){
        .store = web_store(request),
        .arena = web_arena(request),
        .commission = web_commission(request),
        .person = person ? person->id : 0,
        .address = web_address(request),
    };
}

int contract_audit(struct db *db, const struct contract_actor *actor, struct str action,
                   int64_t inspection, struct str detail, struct error *error)
{
    const struct audit_entry entry = {
        .commission = actor->commission,
        .actor = actor->person,
        .action = action,
        .object = STR("inspection"),
        .object_id = inspection,
        .detail = detail,
        .address = actor->address,
    };
    return audit_write(db, &entry, error);
}
