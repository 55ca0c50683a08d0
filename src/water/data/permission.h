/* What people may do with mines and their data. */
#ifndef MEGURI_WATER_DATA_PERMISSION_H
#define MEGURI_WATER_DATA_PERMISSION_H

#include "web/actor.h"

/* Permissions: "water.read" (calculations), "water.data" (see mines and data), "water.log" (write
   the trial log and field sheets), "water.edit" (mines, points, limits, imports), "water.access"
   (who sees which mine). */
enum { WATER_PERMISSION_COUNT = 5 };
extern const struct account_permission water_permissions[WATER_PERMISSION_COUNT];
bool water_may(const struct web_actor *actor, struct str permission);
/* ERR_FORBIDDEN naming the permission's title. */
int water_require(const struct web_actor *actor, struct str permission, struct error *error);

/* True: sees every mine of the commission, the restricted ones too. */
bool water_sees_all(const struct web_actor *actor);
/* True: sees the mines that are not restricted; false: only those the person is listed for. */
bool water_sees_open(const struct web_actor *actor);

#endif
