/* Passwords: rules, hashing, checking. argon2id with 64 MB and 2 passes (about 80 ms): in the server
   only on the password gate (web_route.on_password_gate). */
#ifndef MEGURI_ACCOUNT_PASSWORD_H
#define MEGURI_ACCOUNT_PASSWORD_H

#include "base/context.h"

enum { ACCOUNT_PASSWORD_LEAST = 12, ACCOUNT_PASSWORD_MOST = 200 }; /* characters */

/* Length, not one of data/account/common_passwords.txt nor made of little else, not containing login
   or name. ERR_ACCOUNT_PASSWORD_SHORT, _LONG, _COMMON, _NAME. */
int account_password_check_rules(struct str password, struct str login, struct str name,
                                 struct error *error);
/* "$argon2id$…" with salt and parameters, in the arena. */
struct str account_password_hash(const struct context *context, struct str password,
                                 struct arena *arena);
/* Takes the same time for an empty hash (nobody has that login, or no password was set): false. */
bool account_password_matches(struct str hash, struct str password);
/* A random password for handing over: five groups of four, e.g. "k7mq-4tzd-…", 100 bits. */
struct str account_password_generate(const struct context *context, struct arena *arena);

#endif
