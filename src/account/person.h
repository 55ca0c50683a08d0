/* Making and changing people and their memberships. Everything here runs in the caller's transaction
   and is audited; times are those of the transaction. */
#ifndef MEGURI_ACCOUNT_PERSON_H
#define MEGURI_ACCOUNT_PERSON_H

#include "account/account.h"

/* Who does it. */
struct account_actor {
    int64_t person;     /* 0: the program */
    int64_t commission; /* 0: none */
    struct str address;
};

struct account_new_person {
    struct str login, name, mail; /* login in any case; mail may be empty */
    struct str password_hash;     /* of account_password_hash; empty: cannot log in yet */
    bool must_change_password;
    bool demonstration;
};
/* ERR_ACCOUNT_LOGIN_FORM, ERR_ACCOUNT_LOGIN_TAKEN, ERR_ACCOUNT_MAIL, ERR_INVALID_INPUT (no name). */
int account_person_create(struct db *db, const struct account_actor *actor,
                          const struct account_new_person *person, int64_t *id,
                          struct error *error);
/* Name, mail, active. ERR_CONFLICT when `version` is not the present one; ERR_ACCOUNT_LAST_-
   ADMINISTRATOR. Sessions of a person made inactive are the web room's to end. */
int account_person_change(struct db *db, const struct account_actor *actor, int64_t id,
                          int64_t version, struct str name, struct str mail, bool active,
                          struct error *error);
/* A hash of account_password_hash. Also ends the delay after failures. */
int account_password_set(struct db *db, const struct account_actor *actor, int64_t id,
                         struct str password_hash, bool must_change, struct error *error);
/* Gives the role, or changes its end. until 0: no end; an auditor needs one (ERR_ACCOUNT_END_DATE). */
int account_membership_set(struct db *db, const struct account_actor *actor, int64_t person,
                           const struct account_membership *membership, struct error *error);
/* ERR_ACCOUNT_LAST_ADMINISTRATOR; ERR_NOT_FOUND. */
int account_membership_remove(struct db *db, const struct account_actor *actor, int64_t person,
                              int64_t commission, enum account_role role, struct error *error);

/* By login (any case). ERR_NOT_FOUND. */
int account_person_find(struct db *db, struct str login, struct arena *arena,
                        struct account_person *out, struct error *error);
/* All people in the order they were made, with their memberships. */
int account_person_list(struct db *db, struct arena *arena, struct account_person **out,
                        size_t *count, struct error *error);
/* The form in which logins are stored: lower case, trimmed. */
struct str account_login_form(struct str login, struct arena *arena);
/* One audit line about a person. */
int account_audit(struct db *db, const struct account_actor *actor, struct str action,
                  int64_t person, struct str detail, struct error *error);

#endif
