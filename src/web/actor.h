/* Who acts on the records of a commission: a person of a request, or the program itself (jobs,
   intake, commands). Rooms pass it to every function: those that take an actor open their own
   transaction, those that take a db run inside the caller's. */
#ifndef MEGURI_WEB_ACTOR_H
#define MEGURI_WEB_ACTOR_H

#include "web/services.h"
#include "web/web.h"

struct web_actor {
    struct store *store;
    struct arena *arena;                 /* results live here */
    int64_t commission;                  /* only this commission's records are found */
    int64_t person;                      /* 0 = the program */
    uint32_t roles;                      /* account_roles; WEB_ROLES_PROGRAM for the program */
    struct str address;                  /* of the client; goes to the audit log as a digest */
    const struct web_services *services; /* may be NULL: no mail, no worker */
};
#define WEB_ROLES_PROGRAM UINT32_MAX

struct web_actor web_actor_of_request(const struct web_request *request);
/* The program itself within one commission. */
struct web_actor web_actor_program(struct store *store, struct arena *arena, int64_t commission,
                                   const struct web_services *services);

/* The permissions that a room declares, as they stand in its module. */
struct web_permissions {
    const struct account_permission *row;
    size_t count;
};
/* False, too, for a name that the room does not declare. */
bool web_actor_may(const struct web_actor *actor, struct web_permissions permissions,
                   struct str name);
/* ERR_FORBIDDEN naming the permission's title. */
int web_actor_require(const struct web_actor *actor, struct web_permissions permissions,
                      struct str name, struct error *error);

/* Audit line in the caller's transaction; `detail` is small JSON without personal data. */
int web_actor_audit(struct db *db, const struct web_actor *actor, struct str action,
                    struct str object, int64_t object_id, struct str detail, struct error *error);

#endif
