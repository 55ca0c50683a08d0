/* What people may do at the desk. */
#ifndef MEGURI_DESK_PERMISSION_H
#define MEGURI_DESK_PERMISSION_H

#include "web/actor.h"

/* Permissions of the room: "desk.case.read", "desk.case.edit", "desk.case.answer",
   "desk.case.approve", "desk.case.decide", "desk.registry", "desk.published.read", "desk.close",
   "desk.erase", "desk.erase.confirm", "desk.settings", "desk.law" (rows of the law's tables, other
   countries' rules). */
enum { DESK_PERMISSION_COUNT = 12 };
extern const struct account_permission desk_permissions[DESK_PERMISSION_COUNT];
bool desk_may(const struct web_actor *actor, struct str permission);
/* ERR_FORBIDDEN naming the permission's title. */
int desk_require(const struct web_actor *actor, struct str permission, struct error *error);

#endif
