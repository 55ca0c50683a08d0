#include "water/data/actor.h"

#include "store/audit.h"

#define BIT(role) ACCOUNT_ROLE_BIT(ROLE_##role)
#define EVERYBODY                                                                                  \
    (BIT(ENGINEER) | BIT(SITE_KEEPER) | BIT(PROJECT_MANAGER) | BIT(COMMITTEE) | BIT(SUBCONTRACTOR))

const struct account_permission water_permissions[WATER_PERMISSION_COUNT] = {
    {STR_INIT("water.read"), EVERYBODY, STR_INIT("坑廃水の計算を見る"),
     STR_INIT("Use the calculations of mine water")},
    {STR_INIT("water.data"), EVERYBODY | BIT(AUDITOR), STR_INIT("鉱山のデータを見る"),
     STR_INIT("See mines and their data")},
    {STR_INIT("water.log"),
     BIT(ENGINEER) | BIT(SITE_KEEPER) | BIT(PROJECT_MANAGER) | BIT(SUBCONTRACTOR),
     STR_INIT("試験日誌と現場の記録を書く"), STR_INIT("Write the trial log and field sheets")},
    {STR_INIT("water.edit"), BIT(ENGINEER) | BIT(PROJECT_MANAGER),
     STR_INIT("鉱山のデータを編集する"), STR_INIT("Edit mines and their data")},
    {STR_INIT("water.access"), BIT(PROJECT_MANAGER), STR_INIT("鉱山を見られる人を決める"),
     STR_INIT("Say who sees which mine")},
};

struct water_actor water_actor_of_request(const struct web_request *request)
{
    const struct account_person *person = web_person(request);
    int64_t commission = web_commission(request);
    return (struct water_actor){
        .store = web_store(request),
        .arena = web_arena(request),
        .commission = commission,
        .person = person ? person->id : 0,
        .roles = person ? account_roles(person, commission, context_now(web_context(request))) : 0,
        .address = web_address(request),
        .services = web_services(request),
    };
}

struct water_actor water_actor_program(struct store *store, struct arena *arena, int64_t commission,
                                       const struct web_services *services)
{
    return (struct water_actor){.store = store,
                                .arena = arena,
                                .commission = commission,
                                .roles = WATER_ROLES_PROGRAM,
                                .services = services};
}

static const struct account_permission *find_permission(struct str name)
{
    for (size_t i = 0; i < WATER_PERMISSION_COUNT; i++)
        if (str_equal(water_permissions[i].name, name))
            return &water_permissions[i];
    return NULL;
}

bool water_may(const struct water_actor *actor, struct str permission)
{
    const struct account_permission *row = find_permission(permission);
    return row && (row->roles & actor->roles) != 0;
}

int water_require(const struct water_actor *actor, struct str permission, struct error *error)
{
    if (water_may(actor, permission))
        return 0;
    const struct account_permission *row = find_permission(permission);
    return ERROR(error, ERR_FORBIDDEN, row ? row->title_ja : permission);
}

bool water_sees_all(const struct water_actor *actor)
{
    return (actor->roles & BIT(PROJECT_MANAGER)) != 0;
}

bool water_sees_open(const struct water_actor *actor)
{
    const uint32_t within = BIT(ENGINEER) | BIT(PROJECT_MANAGER) | BIT(COMMITTEE) | BIT(AUDITOR);
    return (actor->roles & within) != 0;
}

int water_audit(struct db *db, const struct water_actor *actor, struct str action,
                struct str object, int64_t object_id, struct str detail, struct error *error)
{
    struct audit_entry entry = {
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
