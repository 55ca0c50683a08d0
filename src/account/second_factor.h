/* The second factor: time-based codes (RFC 6238: SHA-1, 6 digits, 30 s) and ten recovery codes. The
   secret is sealed under the person's vault; a code counts once. */
#ifndef MEGURI_ACCOUNT_SECOND_FACTOR_H
#define MEGURI_ACCOUNT_SECOND_FACTOR_H

#include "account/person.h"

enum { ACCOUNT_RECOVERY_CODES = 10 };

/* A new secret, not yet in use: `secret` in Base32 for typing, `uri` (otpauth://) for the QR code.
   Begun again it is another one. ERR_ACCOUNT_SECOND_FACTOR when one is in use. */
int account_second_factor_begin(struct db *db, const struct account_actor *actor, int64_t person,
                                struct arena *arena, struct str *secret, struct str *uri,
                                struct error *error);
/* The secret that was begun, to show its page again. ERR_ACCOUNT_SECOND_FACTOR. */
int account_second_factor_begun(struct db *db, int64_t person, struct arena *arena,
                                struct str *secret, struct str *uri, struct error *error);
/* Puts it to use when `code` is right; codes[ACCOUNT_RECOVERY_CODES] are shown once.
   ERR_ACCOUNT_CODE, ERR_ACCOUNT_SECOND_FACTOR. */
int account_second_factor_confirm(struct db *db, const struct account_actor *actor, int64_t person,
                                  struct str code, struct arena *arena, struct str *codes,
                                  struct error *error);
int account_second_factor_remove(struct db *db, const struct account_actor *actor, int64_t person,
                                 struct error *error);
/* Whether `code` is the authenticator's (window ±1 step, each step once) or an unused recovery code,
   which is thereby used. Written in the caller's transaction; a refusal is not counted here. */
int account_second_factor_use(struct db *db, int64_t person, struct str code, bool *passed,
                              struct error *error);
int account_recovery_codes_left(struct db *db, int64_t person, int64_t *count,
                                struct error *error);

/* The code of a moment, as the authenticator shows it (RFC 6238). */
uint32_t account_code_at(struct str secret, utc_us time);
/* A QR code as the `d` of an SVG path in a square of *size modules, quiet zone included. */
int account_qr_path(struct str text, struct arena *arena, struct str *path, int64_t *size,
                    struct error *error);

#endif
