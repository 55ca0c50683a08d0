/* Who acts on mines and their data: passed to every function of this folder. Functions that take an
   actor open their own transaction; functions that take a db run inside the caller's. */
#ifndef MEGURI_WATER_DATA_ACTOR_H
#define MEGURI_WATER_DATA_ACTOR_H

#include "web/services.h"
#include "web/web.h"

struct water_actor {
    struct store *store;
    struct arena *arena;                 /* results live here */
    int64_t commission;                  /* only this commission's mines are found */
    int64_t person;                      /* 0 = the program (commands) */
    uint32_t roles;                      /* WATER_ROLES_PROGRAM for the program */
    struct str address;                  /* of the client; goes to the audit log as a digest */
    const struct web_services *services; /* may be NULL: no worker */
};
#define WATER_ROLES_PROGRAM UINT32_MAX

struct water_actor water_actor_of_request(const struct web_request *request);
/* The program itself within one commission. */
struct water_actor water_actor_program(struct store *store, struct arena *arena, int64_t commission,
                                       const struct web_services *services);

/* Permissions: "water.read" (calculations), "water.data" (see mines and data), "water.log" (write
   the trial log and field sheets), "water.edit" (mines, points, limits, imports), "water.access"
   (who sees which mine). */
enum { WATER_PERMISSION_COUNT = 5 };
extern const struct account_permission water_permissions[WATER_PERMISSION_COUNT];
bool water_may(const struct water_actor *actor, struct str permission);
/* ERR_FORBIDDEN naming the permission's title. */
int water_require(const struct water_actor *actor, struct str permission, struct error *error);

/* True: sees every mine of the commission, the restricted ones too. */
bool water_sees_all(const struct water_actor *actor);
/* True: sees the mines that are not restricted; false: only those the person is listed for. */
bool water_sees_open(const struct water_actor *actor);

/* Audit line in the caller's transaction; `detail` is small JSON without personal data. */
int water_audit(struct db *db, const struct water_actor *actor, struct str action,
                struct str object, int64_t object_id, struct str detail, struct error *error);

#endif
