#include "desk/permission.h"

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

static struct web_permissions permissions(void)
{
    return (struct web_permissions){desk_permissions, DESK_PERMISSION_COUNT};
}

bool desk_may(const struct web_actor *actor, struct str permission)
{
    return web_actor_may(actor, permissions(), permission);
}

int desk_require(const struct web_actor *actor, struct str permission, struct error *error)
{
    return web_actor_require(actor, permissions(), permission, error);
}
