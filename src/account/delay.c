#include "account/delay.h"

#include "store/audit.h"

enum {
    FREE_PER_ACCOUNT = 4,   /* wrong tries without a delay */
    FREE_PER_ADDRESS = 29,  /* many people may share the address of an office */
    LONGEST_SECONDS = 15 * 60,
    ADDRESS_MEMORY_SECONDS = 15 * 60, /* a quiet address starts anew */
    KNOWN_DAYS = 180,
};
#define KNOWN_TIME (KNOWN_DAYS * INT64_C(86400) * US_PER_SECOND)
#define ADDRESS_MEMORY (ADDRESS_MEMORY_SECONDS * INT64_C(1000000))

/* Microseconds to wait after `failures` wrong tries: 2 s doubled each time. */
static int64_t delay_after(int64_t failures, int64_t allowed)
{
    int64_t over = failures - allowed;
    if (over <= 0)
        return 0;
    int64_t seconds = over >= 10 ? LONGEST_SECONDS : INT64_C(1) << over;
    return (seconds < LONGEST_SECONDS ? seconds : LONGEST_SECONDS) * US_PER_SECOND;
}

/* First column of the first row; 0 without a row. */
static int get_or_zero(struct db *db, struct str sql, const struct db_value *values, size_t count,
                       int64_t *out, struct error *error)
{
    struct db_rows *rows;
    int e = db_query(db, error, &rows, sql, values, count);
    if (e)
        return e;
    *out = db_next(rows) ? db_column_int(rows, 0) : 0;
    return db_finish(rows, error);
}

static int blocked_until(struct db *db, int64_t person, struct str digest, int64_t *until,
                         struct error *error)
{
    int64_t account, address;
    int e = get_or_zero(db,
                        STR("SELECT p.blocked_until FROM account_person p WHERE p.id = $1 "
                            "AND NOT EXISTS (SELECT 1 FROM account_known_address k "
                            "WHERE k.person = p.id AND k.digest = $2 AND k.latest > $3)"),
                        (const struct db_value[]){db_int(person), db_text(digest),
                                                  db_int(db_time(db) - KNOWN_TIME)},
                        3, &account, error);
    if (!e)
        e = get_or_zero(db, STR("SELECT blocked_until FROM account_address WHERE digest = $1"),
                        (const struct db_value[]){db_text(digest)}, 1, &address, error);
    *until = e ? 0 : account > address ? account : address;
    return e;
}

int account_delay_check(struct db *db, int64_t person, struct str address, struct error *error)
{
    struct arena *arena = arena_create();
    int64_t until;
    int e = blocked_until(db, person, audit_digest(db_store(db), address, arena), &until, error);
    int64_t left = until - db_time(db);
    /* A clock that was set back must not make a delay longer than it was meant to be. */
    if (!e && left > 0 && left <= LONGEST_SECONDS * (int64_t)US_PER_SECOND)
        e = ERROR(error, ERR_ACCOUNT_WAIT,
                  arena_format(arena, "%lld", (long long)(left / US_PER_SECOND + 1)));
    arena_destroy(arena);
    return e;
}

static int count_account(struct db *db, int64_t person, struct error *error)
{
    int64_t failures;
    int e = get_or_zero(db, STR("UPDATE account_person SET failures = failures + 1 WHERE id = $1 "
                                "RETURNING failures"),
                        (const struct db_value[]){db_int(person)}, 1, &failures, error);
    if (!e)
        e = DB_RUN(db, error, "UPDATE account_person SET blocked_until = $2 WHERE id = $1",
                   db_int(person), db_int(db_time(db) + delay_after(failures, FREE_PER_ACCOUNT)));
    return e;
}

static int count_address(struct db *db, struct str digest, struct error *error)
{
    int64_t failures, now = db_time(db);
    int e = DB_RUN(db, error, "DELETE FROM account_address WHERE latest < $1",
                   db_int(now - ADDRESS_MEMORY));
    if (!e)
        e = db_insert(db, error, &failures,
                      STR("INSERT INTO account_address (digest, failures, latest, blocked_until) "
                          "VALUES ($1, 1, $2, 0) ON CONFLICT (digest) DO UPDATE SET "
                          "failures = account_address.failures + 1, latest = excluded.latest "
                          "RETURNING failures"),
                      (const struct db_value[]){db_text(digest), db_int(now)}, 2);
    if (!e)
        e = DB_RUN(db, error, "UPDATE account_address SET blocked_until = $2 WHERE digest = $1",
                   db_text(digest), db_int(now + delay_after(failures, FREE_PER_ADDRESS)));
    return e;
}

int account_delay_failed(struct db *db, int64_t person, struct str address, struct error *error)
{
    struct arena *arena = arena_create();
    int e = count_address(db, audit_digest(db_store(db), address, arena), error);
    if (!e && person != 0)
        e = count_account(db, person, error);
    arena_destroy(arena);
    return e;
}

int account_delay_passed(struct db *db, int64_t person, struct str address, struct error *error)
{
    struct arena *arena = arena_create();
    int e = DB_RUN(db, error,
                   "UPDATE account_person SET failures = 0, blocked_until = 0, last_login = $2 "
                   "WHERE id = $1",
                   db_int(person), db_int(db_time(db)));
    if (!e)
        e = DB_RUN(db, error,
                   "INSERT INTO account_known_address (person, digest, latest) VALUES ($1, $2, $3) "
                   "ON CONFLICT (person, digest) DO UPDATE SET latest = excluded.latest",
                   db_int(person), db_text(audit_digest(db_store(db), address, arena)),
                   db_int(db_time(db)));
    arena_destroy(arena);
    return e;
}
