/* Audit lines of refused requests. One address writes at most REFUSAL_LINES in a minute, and the first
   of each of a few reasons beyond them, so that noise hides nothing; the others of that minute are
   counted and become one line when it is over, so that a flood neither fills the log nor is lost from
   it. IPv6 addresses count by their /64. */
#ifndef MEGURI_WEB_REFUSAL_H
#define MEGURI_WEB_REFUSAL_H

#include "store/audit.h"

enum { REFUSAL_LINES = 20 };

struct refusal {
    int64_t commission, actor; /* of who is logged in; 0 */
    struct str address;
    struct str reason; /* lives for ever: a name of an error or of the guard */
    int status;        /* 0: the connection was closed without an answer */
    struct str request; /* the number told to the reader; may be empty */
};

struct refusals;
/* The store must outlive it. */
struct refusals *refusal_create(struct store *store);
/* Writes what is still counted. Takes NULL. */
void refusal_destroy(struct refusals *refusals);
/* Audits "web.refused", or counts. Never waits; thread-safe. */
void refusal_note(struct refusals *refusals, const struct refusal *refusal);
/* Audits "web.refused_further" for the minutes that are over. To be called now and then. */
void refusal_sweep(struct refusals *refusals);

#endif
