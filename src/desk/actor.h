/* Who acts: passed to every function of the room. Functions that take an actor open their own
   transaction; functions that take a db run inside the caller's. */
#ifndef MEGURI_DESK_ACTOR_H
#define MEGURI_DESK_ACTOR_H

#include "web/services.h"
#include "web/web.h"

struct desk_actor {
    struct store *store;
    struct arena *arena;    /* results live here */
    int64_t commission;     /* only this commission's records are found */
    int64_t person;         /* 0 = the program (intake, jobs, commands) */
    uint32_t roles;         /* account_roles of the person; DESK_ROLES_PROGRAM for the program */
    struct str address;     /* client address; goes to the audit log as a digest */
    const struct web_services *services; /* may be NULL: no mail, no worker */
};
#define DESK_ROLES_PROGRAM UINT32_MAX

/* The actor of a request. */
struct desk_actor desk_actor_of_request(const struct web_request *request);
/* The program itself within one commission. */
struct desk_actor desk_actor_program(struct store *store, struct arena *arena, int64_t commission,
                                     const struct web_services *services);

/* Permissions of the room: "desk.case.read", "desk.case.edit", "desk.case.answer",
   "desk.case.approve", "desk.case.decide", "desk.registry", "desk.published.read", "desk.close",
   "desk.erase", "desk.erase.confirm", "desk.settings", "desk.law" (rows of the law's tables, other countries' rules). */
enum { DESK_PERMISSION_COUNT = 12 };
extern const struct account_permission desk_permissions[DESK_PERMISSION_COUNT];
bool desk_may(const struct desk_actor *actor, struct str permission);
/* ERR_FORBIDDEN naming the permission's title. */
int desk_require(const struct desk_actor *actor, struct str permission, struct error *error);
/* Audit line in the caller's transaction; `detail` is small JSON without personal data. */
int desk_audit(struct db *db, const struct desk_actor *actor, struct str action, struct str object,
               int64_t object_id, struct str detail, struct error *error);

#endif
