/* Logging in: password, then the second factor where one is in use. Wrong tries bring a growing delay
   upon the account (from the fifth on 2, 4, 8 … seconds, at most 15 minutes; not for addresses from
   which the person has logged in before) and upon the address (from the 30th on). Tries during a
   delay are refused without being counted, so nobody can be locked out for good. Everything is
   audited. The functions take their time (argon2id): in the server on
   the password gate (web_route.on_password_gate). */
#ifndef MEGURI_ACCOUNT_LOGIN_H
#define MEGURI_ACCOUNT_LOGIN_H

#include "account/account.h"

struct account_attempt {
    struct str login, password;
    struct str address;  /* of the client */
    bool demonstration;  /* the server runs in demonstration mode */
};
struct account_login {
    int64_t person;
    bool second_factor;        /* still to be asked: account_login_second */
    bool must_change_password;
};
/* ERR_ACCOUNT_LOGIN (one sentence and one duration for unknown login, wrong password and inactive
   person), ERR_ACCOUNT_WAIT, ERR_ACCOUNT_DEMONSTRATION. */
int account_login(struct store *store, const struct account_attempt *attempt,
                  struct account_login *out, struct error *error);
/* A code of the authenticator or a recovery code. ERR_ACCOUNT_CODE, ERR_ACCOUNT_WAIT. */
int account_login_second(struct store *store, int64_t person, struct str code, struct str address,
                         struct error *error);
/* Whether this is the password of the person (asked again before a change). Counts as a login try.
   ERR_ACCOUNT_LOGIN, ERR_ACCOUNT_WAIT. */
int account_password_confirm(struct store *store, int64_t person, struct str password,
                             struct str address, struct error *error);

#endif
