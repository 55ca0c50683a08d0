#include "water/data/permission.h"

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

static struct web_permissions permissions(void)
{
    return (struct web_permissions){water_permissions, WATER_PERMISSION_COUNT};
}

bool water_may(const struct web_actor *actor, struct str permission)
{
    return web_actor_may(actor, permissions(), permission);
}

int water_require(const struct web_actor *actor, struct str permission, struct error *error)
{
    return web_actor_require(actor, permissions(), permission, error);
}

bool water_sees_all(const struct web_actor *actor)
{
    return (actor->roles & BIT(PROJECT_MANAGER)) != 0;
}

bool water_sees_open(const struct web_actor *actor)
{
    const uint32_t within = BIT(ENGINEER) | BIT(PROJECT_MANAGER) | BIT(COMMITTEE) | BIT(AUDITOR);
    return (actor->roles & within) != 0;
}
