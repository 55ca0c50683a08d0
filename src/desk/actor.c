/* Permissions of the desk and who acts. */
#include "desk/actor.h"

#include "store/audit.h"

#define BIT(role) ACCOUNT_ROLE_BIT(ROLE_##role)
#define DESK_STAFF (BIT(ADVISOR) | BIT(DESK_MANAGER))

const struct account_permission desk_permissions[DESK_PERMISSION_COUNT] = {
    {STR_INIT("desk.case.read"), DESK_STAFF | BIT(METI_OFFICER) | BIT(AUDITOR),
     STR_INIT("相談を見る"), STR_INIT("Read cases")},
    {STR_INIT("desk.case.edit"), DESK_STAFF, STR_INIT("相談を編集する"), STR_INIT("Edit cases")},
    {STR_INIT("desk.case.answer"), DESK_STAFF, STR_INIT("相談者に回答する"), STR_INIT("Answer")},
    {STR_INIT("desk.case.approve"), BIT(METI_OFFICER), STR_INIT("回答案を了承する"),
     STR_INIT("Approve answers")},
    {STR_INIT("desk.case.decide"), DESK_STAFF, STR_INIT("統合と送信不明を判断する"),
     STR_INIT("Decide duplicates and unknown mails")},
    {STR_INIT("desk.registry"), DESK_STAFF, STR_INIT("登録する"), STR_INIT("Register")},
    {STR_INIT("desk.published.read"), DESK_STAFF | BIT(METI_OFFICER) | BIT(VIEWER) | BIT(AUDITOR),
     STR_INIT("公開された記録を見る"), STR_INIT("Read published records")},
    {STR_INIT("desk.close"), BIT(DESK_MANAGER), STR_INIT("日次締めをする"),
     STR_INIT("Close the day")},
    {STR_INIT("desk.erase"), BIT(DESK_MANAGER), STR_INIT("消去を依頼する"),
     STR_INIT("Ask for an erasure")},
    {STR_INIT("desk.erase.confirm"), BIT(DESK_MANAGER) | BIT(SECURITY_OFFICER),
     STR_INIT("消去を確かめる"), STR_INIT("Confirm an erasure")},
    {STR_INIT("desk.settings"), BIT(DESK_MANAGER), STR_INIT("窓口の設定を変える"),
     STR_INIT("Change settings")},
    {STR_INIT("desk.law"), DESK_STAFF | BIT(METI_OFFICER), STR_INIT("表の版と各国の規制を確かめる"),
     STR_INIT("Confirm rows of the tables")},
};

struct desk_actor desk_actor_of_request(const struct web_request *request)
{
    const struct account_person *person = web_person(request);
    int64_t commission = web_commission(request);
    return (struct desk_actor){
        .store = web_store(request),
        .arena = web_arena(request),
        .commission = commission,
        .person = person ? person->id : 0,
        .roles = person ? account_roles(person, commission, context_now(web_context(request))) : 0,
        .address = web_address(request),
        .services = web_services(request),
    };
}

struct desk_actor desk_actor_program(struct store *store, struct arena *arena, int64_t commission,
                                     const struct web_services *services)
{
    return (struct desk_actor){.store = store,
                               .arena = arena,
                               .commission = commission,
                               .roles = DESK_ROLES_PROGRAM,
                               .services = services};
}

static const struct account_permission *find_permission(struct str name)
{
    for (size_t i = 0; i < DESK_PERMISSION_COUNT; i++)
        if (str_equal(desk_permissions[i].name, name))
            return &desk_permissions[i];
    return NULL;
}

bool desk_may(const struct desk_actor *actor, struct str permission)
{
    const struct account_permission *row = find_permission(permission);
    return row && (row->roles & actor->roles) != 0;
}

int desk_require(const struct desk_actor *actor, struct str permission, struct error *error)
{
    if (desk_may(actor, permission))
        return 0;
    const struct account_permission *row = find_permission(permission);
    return ERROR(error, ERR_FORBIDDEN, row ? row->title_ja : permission);
}

int desk_audit(struct db *db, const struct desk_actor *actor, struct str action, struct str object,
               int64_t object_id, struct str detail, struct error *error)
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
