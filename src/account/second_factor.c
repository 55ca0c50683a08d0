#include "net/openssl.h"

#include "account/second_factor.h"

#include <openssl/hmac.h>

#include "base/check.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/blob.h"

enum { SECRET_SIZE = 20, STEP_SECONDS = 30, WINDOW = 1, CODE_MODULUS = 1000000 };
enum state { NONE, BEGUN, IN_USE };

/* ---- codes ---- */

static int64_t step_of(utc_us time)
{
    return time / ((int64_t)STEP_SECONDS * US_PER_SECOND);
}

static uint32_t code_of_step(struct str secret, int64_t step)
{
    unsigned char counter[8], hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (8 * (7 - i)));
    if (!HMAC(EVP_sha1(), secret.p, (int)secret.n, counter, sizeof counter, hash, &size))
        check_fail("HMAC-SHA1 is not available");
    const unsigned char *at = hash + (hash[size - 1] & 15);
    uint32_t number = ((uint32_t)(at[0] & 0x7f) << 24) | ((uint32_t)at[1] << 16) |
                      ((uint32_t)at[2] << 8) | at[3];
    return number % CODE_MODULUS;
}

uint32_t account_code_at(struct str secret, utc_us time)
{
    return code_of_step(secret, step_of(time));
}

/* Six digits, also full-width ones and with blanks between. */
static bool read_code(struct str text, int64_t *code, struct arena *arena)
{
    struct str form = text_normal_form(text, arena);
    char digits[7];
    size_t n = 0;
    for (size_t i = 0; i < form.n; i++) {
        if (form.p[i] == ' ')
            continue;
        if (form.p[i] < '0' || form.p[i] > '9' || n == 6)
            return false;
        digits[n++] = form.p[i];
    }
    return n == 6 && str_to_int64((struct str){digits, n}, code);
}

/* The step after `last` that has this code, or -1. A last step that nobody can have used yet shows that
   the clock went back: without forgetting it nobody could log in until the clock is there again. */
static int64_t find_step(struct str secret, int64_t code, utc_us now, int64_t last)
{
    if (last > step_of(now) + WINDOW)
        last = -1;
    for (int64_t step = step_of(now) - WINDOW; step <= step_of(now) + WINDOW; step++)
        if (step > last && code_of_step(secret, step) == code)
            return step;
    return -1;
}

/* ---- the secret ---- */

struct factor {
    int64_t state, last_step, vault;
    struct str login, sealed, secret;
};

static int read_factor(struct db *db, int64_t person, struct arena *arena, struct factor *out,
                       struct error *error)
{
    struct db_rows *rows;
    int e = DB_QUERY(db, error, &rows,
                     "SELECT second_factor, last_step, vault, login, second_factor_secret "
                     "FROM account_person WHERE id = $1",
                     db_int(person));
    if (e)
        return e;
    bool found = db_next(rows);
    if (found)
        *out = (struct factor){.state = db_column_int(rows, 0),
                               .last_step = db_column_int(rows, 1),
                               .vault = db_column_int(rows, 2),
                               .login = db_column_copy(rows, 3, arena),
                               .sealed = db_column_copy(rows, 4, arena)};
    e = db_finish(rows, error);
    if (!e && !found)
        e = ERROR(error, ERR_NOT_FOUND, STR("person"));
    if (!e && out->state != NONE)
        e = vault_open(db, out->vault, out->sealed, arena, &out->secret, error);
    return e;
}

static struct str base32(struct str bytes, struct arena *arena)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *text = arena_alloc(arena, size_add(size_mul(bytes.n, 2), 1), 1, 1);
    size_t n = 0;
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        bits = (bits << 8) | (unsigned char)bytes.p[i];
        for (have += 8; have >= 5; have -= 5)
            text[n++] = letters[(bits >> (have - 5)) & 31];
    }
    if (have > 0)
        text[n++] = letters[(bits << (5 - have)) & 31];
    return (struct str){text, n};
}

static void describe(const struct factor *factor, struct arena *arena, struct str *secret,
                     struct str *uri)
{
    *secret = base32(factor->secret, arena);
    *uri = arena_format(arena,
                        "otpauth://totp/Meguri:%" PRIstr "?secret=%" PRIstr
                        "&issuer=Meguri&algorithm=SHA1&digits=6&period=%d",
                        STR_ARG(factor->login), STR_ARG(*secret), STEP_SECONDS);
}

int account_second_factor_begin(struct db *db, const struct account_actor *actor, int64_t person,
                                struct arena *arena, struct str *secret, struct str *uri,
                                struct error *error)
{
    struct factor factor;
    int e = read_factor(db, person, arena, &factor, error);
    if (!e && factor.state == IN_USE)
        e = ERROR(error, ERR_ACCOUNT_SECOND_FACTOR);
    if (e)
        return e;
    char *bytes = arena_alloc(arena, SECRET_SIZE, 1, 1);
    context_random(db_context(db), bytes, SECRET_SIZE);
    factor.secret = (struct str){bytes, SECRET_SIZE};
    e = vault_seal(db, factor.vault, factor.secret, arena, &factor.sealed, error);
    if (!e)
        e = DB_RUN(db, error,
                   "UPDATE account_person SET second_factor = $2, second_factor_secret = $3, "
                   "last_step = 0, version = version + 1 WHERE id = $1",
                   db_int(person), db_int(BEGUN), db_bytes(factor.sealed));
    describe(&factor, arena, secret, uri);
    return e ? e : account_audit(db, actor, STR("person.factor.begin"), person, STR(""), error);
}

int account_second_factor_begun(struct db *db, int64_t person, struct arena *arena,
                                struct str *secret, struct str *uri, struct error *error)
{
    struct factor factor;
    int e = read_factor(db, person, arena, &factor, error);
    if (!e && factor.state != BEGUN)
        e = ERROR(error, ERR_ACCOUNT_SECOND_FACTOR);
    if (!e)
        describe(&factor, arena, secret, uri);
    return e;
}

/* ---- recovery codes ---- */

/* Without the hyphens and in lower case; with the person in it, so that equal codes differ. */
static struct str recovery_hash(struct db *db, int64_t person, struct str code, struct arena *arena)
{
    struct str form = text_normal_form(code, arena);
    char *bare = arena_alloc(arena, form.n + 1, 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < form.n; i++)
        if (form.p[i] != '-' && form.p[i] != ' ')
            bare[n++] = form.p[i];
    struct str value = arena_format(arena, "recovery %lld %" PRIstr, (long long)person,
                                    STR_ARG(((struct str){bare, n})));
    return audit_digest(db_store(db), value, arena);
}

static struct str make_recovery_code(struct db *db, struct arena *arena)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz023456789";
    unsigned char random[16];
    char text[19];
    size_t n = 0;
    context_random(db_context(db), random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) {
        if (i > 0 && i % 4 == 0)
            text[n++] = '-';
        text[n++] = letters[random[i] & 31];
    }
    return arena_copy(arena, (struct str){text, n});
}

static int forget_recovery_codes(struct db *db, int64_t person, struct error *error)
{
    return DB_RUN(db, error, "DELETE FROM account_recovery_code WHERE person = $1", db_int(person));
}

static int make_recovery_codes(struct db *db, int64_t person, struct arena *arena,
                               struct str *codes, struct error *error)
{
    int e = forget_recovery_codes(db, person, error);
    for (int i = 0; !e && i < ACCOUNT_RECOVERY_CODES; i++) {
        codes[i] = make_recovery_code(db, arena);
        e = DB_RUN(db, error,
                   "INSERT INTO account_recovery_code (person, hash, used) VALUES ($1, $2, 0)",
                   db_int(person), db_text(recovery_hash(db, person, codes[i], arena)));
    }
    return e;
}

int account_recovery_codes_left(struct db *db, int64_t person, int64_t *count, struct error *error)
{
    return DB_GET_INT(db, error, count, STR("recovery codes"),
                      "SELECT count(*) FROM account_recovery_code WHERE person = $1 AND used = 0",
                      db_int(person));
}

/* ---- use ---- */

static int use_recovery_code(struct db *db, int64_t person, struct str code, struct arena *arena,
                             bool *passed, struct error *error)
{
    int64_t changed;
    int e = db_run(db, error, &changed,
                   STR("UPDATE account_recovery_code SET used = $3 "
                       "WHERE person = $1 AND hash = $2 AND used = 0"),
                   (const struct db_value[]){db_int(person),
                                             db_text(recovery_hash(db, person, code, arena)),
                                             db_int(db_time(db))},
                   3);
    *passed = !e && changed == 1;
    return e;
}

static int use_step(struct db *db, int64_t person, int64_t step, struct error *error)
{
    return DB_RUN(db, error, "UPDATE account_person SET last_step = $2 WHERE id = $1",
                  db_int(person), db_int(step));
}

int account_second_factor_use(struct db *db, int64_t person, struct str code, bool *passed,
                              struct error *error)
{
    struct arena *arena = arena_create();
    struct factor factor;
    int64_t number;
    *passed = false;
    int e = read_factor(db, person, arena, &factor, error);
    if (!e && factor.state == IN_USE && !read_code(code, &number, arena)) {
        e = use_recovery_code(db, person, code, arena, passed, error);
    } else if (!e && factor.state == IN_USE) {
        int64_t step = find_step(factor.secret, number, db_time(db), factor.last_step);
        *passed = step >= 0;
        e = *passed ? use_step(db, person, step, error) : 0;
    }
    arena_destroy(arena);
    return e;
}

int account_second_factor_confirm(struct db *db, const struct account_actor *actor, int64_t person,
                                  struct str code, struct arena *arena, struct str *codes,
                                  struct error *error)
{
    struct factor factor;
    int64_t number;
    int e = read_factor(db, person, arena, &factor, error);
    if (!e && factor.state != BEGUN)
        e = ERROR(error, ERR_ACCOUNT_SECOND_FACTOR);
    if (e)
        return e;
    int64_t step = read_code(code, &number, arena)
                       ? find_step(factor.secret, number, db_time(db), factor.last_step)
                       : -1;
    if (step < 0)
        return ERROR(error, ERR_ACCOUNT_CODE);
    e = DB_RUN(db, error,
               "UPDATE account_person SET second_factor = $2, last_step = $3, "
               "version = version + 1 WHERE id = $1",
               db_int(person), db_int(IN_USE), db_int(step));
    if (!e)
        e = make_recovery_codes(db, person, arena, codes, error);
    return e ? e : account_audit(db, actor, STR("person.factor.use"), person, STR(""), error);
}

int account_second_factor_remove(struct db *db, const struct account_actor *actor, int64_t person,
                                 struct error *error)
{
    int e = DB_RUN(db, error,
                   "UPDATE account_person SET second_factor = 0, second_factor_secret = NULL, "
                   "version = version + 1 WHERE id = $1",
                   db_int(person));
    if (!e)
        e = forget_recovery_codes(db, person, error);
    return e ? e : account_audit(db, actor, STR("person.factor.remove"), person, STR(""), error);
}
