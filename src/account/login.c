#include "account/login.h"

#include "account/delay.h"
#include "account/password.h"
#include "account/person.h"
#include "account/second_factor.h"
#include "store/audit.h"

struct try {
    struct str login, address;
    int64_t person; /* 0: nobody has that login */
    struct arena *arena;
    struct str hash;
    bool active, demonstration, second_factor, must_change_password;
    bool demonstration_mode, code_passed;
    enum err refused; /* what the person hears; 0: in */
    struct str code;
};

/* ---- reading ---- */

static int read_row(struct db *db, struct try *try, struct str sql, struct db_value key,
                    struct error *error)
{
    struct db_rows *rows;
    int e = db_query(db, error, &rows, sql, &key, 1);
    if (e)
        return e;
    try->person = 0;
    if (db_next(rows)) {
        try->person = db_column_int(rows, 0);
        try->hash = db_column_copy(rows, 1, try->arena);
        try->active = db_column_int(rows, 2) != 0;
        try->demonstration = db_column_int(rows, 3) != 0;
        try->second_factor = db_column_int(rows, 4) == 2;
        try->must_change_password = db_column_int(rows, 5) != 0;
    }
    return db_finish(rows, error);
}

#define TRY_COLUMNS                                                                      \
    "SELECT id, password, active, demonstration, second_factor, must_change_password "   \
    "FROM account_person "

static int read_by_login(struct db *db, void *argument, struct error *error)
{
    struct try *try = argument;
    int e = read_row(db, try, STR(TRY_COLUMNS "WHERE login = $1"),
                     db_text(account_login_form(try->login, try->arena)), error);
    return e ? e : account_delay_check(db, try->person, try->address, error);
}

static int read_by_id(struct db *db, void *argument, struct error *error)
{
    struct try *try = argument;
    int e = read_row(db, try, STR(TRY_COLUMNS "WHERE id = $1"), db_int(try->person), error);
    return e ? e : account_delay_check(db, try->person, try->address, error);
}

/* ---- writing what came of it ---- */

static int audit_try(struct db *db, const struct try *try, const char *action, const char *why,
                     struct error *error)
{
    struct account_actor actor = {.person = try->refused ? 0 : try->person,
                                  .address = try->address};
    struct str detail;
    if (try->person == 0)
        detail = arena_format(try->arena, "{\"why\":\"%s\",\"login\":\"%" PRIstr "\"}", why,
                              STR_ARG(audit_digest(db_store(db), try->login, try->arena)));
    else
        detail = arena_format(try->arena, "{\"why\":\"%s\"}", why);
    return account_audit(db, &actor, str_from_c(action), try->person, detail, error);
}

static int write_refusal(struct db *db, void *argument, struct error *error)
{
    const struct try *try = argument;
    /* A demonstration account with the right password is not a guess. */
    int e = try->refused == ERR_ACCOUNT_DEMONSTRATION
                ? 0
                : account_delay_failed(db, try->person, try->address, error);
    return e ? e
             : audit_try(db, try, "login.refused",
                         arena_c(try->arena, error_name(try->refused)), error);
}

static int refuse(struct store *store, struct try *try, enum err why, struct error *error)
{
    try->refused = why;
    int e = store_write(store, write_refusal, try, error);
    return e ? e : ERROR(error, why);
}

static int write_password_passed(struct db *db, void *argument, struct error *error)
{
    struct try *try = argument;
    /* With a second factor the count goes on until that is passed too: a code has six digits. */
    int e = try->second_factor ? 0 : account_delay_passed(db, try->person, try->address, error);
    return e ? e
             : audit_try(db, try, "login.accepted",
                         try->second_factor ? "password, code to come" : "password", error);
}

/* ---- the calls ---- */

static int check_password(struct store *store, struct try *try, struct str password,
                          struct error *error)
{
    bool right = account_password_matches(try->person ? try->hash : STR(""), password);
    return right && try->active ? 0 : refuse(store, try, ERR_ACCOUNT_LOGIN, error);
}

int account_login(struct store *store, const struct account_attempt *attempt,
                  struct account_login *out, struct error *error)
{
    struct try try = {.login = attempt->login,
                      .address = attempt->address,
                      .arena = arena_create()};
    int e = store_read(store, read_by_login, &try, error);
    if (!e)
        e = check_password(store, &try, attempt->password, error);
    if (!e && try.demonstration && !attempt->demonstration)
        e = refuse(store, &try, ERR_ACCOUNT_DEMONSTRATION, error);
    if (!e)
        e = store_write(store, write_password_passed, &try, error);
    *out = (struct account_login){.person = e ? 0 : try.person,
                                  .second_factor = try.second_factor,
                                  .must_change_password = try.must_change_password};
    arena_destroy(try.arena);
    return e;
}

int account_password_confirm(struct store *store, int64_t person, struct str password,
                             struct str address, struct error *error)
{
    struct try try = {.person = person, .address = address, .arena = arena_create()};
    int e = store_read(store, read_by_id, &try, error);
    if (!e)
        e = check_password(store, &try, password, error);
    arena_destroy(try.arena);
    return e;
}

static int use_code(struct db *db, void *argument, struct error *error)
{
    struct try *try = argument;
    int e = read_by_id(db, try, error);
    if (!e)
        e = account_second_factor_use(db, try->person, try->code, &try->code_passed, error);
    if (e)
        return e;
    try->refused = try->code_passed && try->active ? 0 : ERR_ACCOUNT_CODE;
    if (try->refused)
        return write_refusal(db, try, error);
    e = account_delay_passed(db, try->person, try->address, error);
    return e ? e : audit_try(db, try, "login.accepted", "code", error);
}

int account_login_second(struct store *store, int64_t person, struct str code, struct str address,
                         struct error *error)
{
    struct try try = {.person = person, .address = address, .code = code,
                      .arena = arena_create()};
    int e = store_write(store, use_code, &try, error);
    if (!e && try.refused)
        e = ERROR(error, try.refused);
    arena_destroy(try.arena);
    return e;
}
