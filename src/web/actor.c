#include "web/actor.h"

#include "store/audit.h"

struct web_actor web_actor_of_request(const struct web_request *request)
{
    const struct account_person *person = web_person(request);
    int64_t commission = web_commission(request);
    return (struct web_actor){
        .store = web_store(request),
        .arena = web_arena(request),
        .commission = commission,
        .person = person ? person->id : 0,
        .roles = person ? account_roles(person, commission, context_now(web_context(request))) : 0,
        .address = web_address(request),
        .services = web_services(request),
    };
}

struct web_actor web_actor_program(struct store *store, struct arena *arena, int64_t commission,
                                   const struct web_services *services)
{
    return (struct web_actor){.store = store,
                              .arena = arena,
                              .commission = commission,
                              .roles = WEB_ROLES_PROGRAM,
                              .services = services};
}

static const struct account_permission *find(struct web_permissions permissions, struct str name)
{
    for (size_t i = 0; i < permissions.count; i++)
        if (str_equal(permissions.row[i].name, name))
            return &permissions.row[i];
    return NULL;
}

bool web_actor_may(const struct web_actor *actor, struct web_permissions permissions,
                   struct str name)
{
    const struct account_permission *row = find(permissions, name);
    return row && (row->roles & actor->roles) != 0;
}

int web_actor_require(const struct web_actor *actor, struct web_permissions permissions,
                      struct str name, struct error *error)
{
    if (web_actor_may(actor, permissions, name))
        return 0;
    const struct account_permission *row = find(permissions, name);
    return ERROR(error, ERR_FORBIDDEN, row ? row->title_ja : name);
}

int web_actor_audit(struct db *db, const struct web_actor *actor, struct str action,
                    struct str object, int64_t object_id, struct str detail, struct error *error)
{
    const struct audit_entry entry = {
        .commission = actor->commission,
        .actor = actor->person,
        .action = action,
        .object = object,
        .object_id = object_id,
        .detail = detail,
        .address = actor->address,
    };
    return audit_write(db, &entry, error);
}
