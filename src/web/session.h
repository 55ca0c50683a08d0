/* Sessions: the cookie __Host-meguri carries 128 random bits, the store only their hash. A session
   is made anew at login and at each step up (second factor, changed password), so that a cookie
   seen before is worth nothing. Idle and absolute limits are settings (struct web_options). */
#ifndef MEGURI_WEB_SESSION_H
#define MEGURI_WEB_SESSION_H

#include "web/web.h"

/* What the person has proven. Only SESSION_FULL makes web_person() non-NULL and opens routes with
   a permission; the others open nothing but the pages that finish the login. */
enum session_level {
    SESSION_SECOND_FACTOR, /* password correct, second factor still missing */
    SESSION_PASSWORD,      /* logged in, but the password must be changed first */
    SESSION_FULL,
};

/* Starts a session for the person and sets the cookie on the response; the session of this request,
   if any, ends. The commission is the first membership unless session_choose_commission is called.
   Commits by itself. */
int session_create(struct web_request *request, struct web_response *response, int64_t person,
                   enum session_level level, struct error *error);
/* Ends the session of this request and removes the cookie. No session is fine. */
int session_end(struct web_request *request, struct web_response *response, struct error *error);

/* The person of a session below SESSION_FULL (or of a full one); 0 without a session. */
int64_t session_person(const struct web_request *request);
enum session_level session_level_now(const struct web_request *request);
int64_t session_id(const struct web_request *request); /* 0 without a session */

/* Works in another commission from the next request on. ERR_NOT_FOUND when the person is not a
   member of it now. */
int session_choose_commission(struct web_request *request, int64_t commission, struct error *error);

struct session_entry {
    int64_t id, commission;
    utc_us created, last_used;
    struct str address_digest; /* keyed digest: equal for equal addresses */
    struct str program;        /* "Firefox", "Chrome", …: coarse, from User-Agent */
};
/* Live sessions of a person, newest use first. */
int session_list(struct db *db, int64_t person, struct arena *arena, struct session_entry **out,
                 size_t *count, struct error *error);
/* ERR_NOT_FOUND unless the session belongs to the person. In the caller's transaction. */
int session_revoke(struct db *db, int64_t person, int64_t session, struct error *error);
/* All sessions of the person but `keep` (0 = none kept): after a changed password, a lost role. */
int session_revoke_all(struct db *db, int64_t person, int64_t keep, struct error *error);

#endif
