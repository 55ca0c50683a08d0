#include "account/person.h"

#include "store/audit.h"
#include "store/blob.h"

enum { LOGIN_LEAST = 2, LOGIN_MOST = 32, MAIL_MOST = 254 };

int account_audit(struct db *db, const struct account_actor *actor, struct str action,
                  int64_t person, struct str detail, struct error *error)
{
    struct audit_entry entry = {.commission = actor->commission,
                                .actor = actor->person,
                                .action = action,
                                .object = STR("person"),
                                .object_id = person,
                                .detail = detail.n ? detail : STR("{}"),
                                .address = actor->address};
    return audit_write(db, &entry, error);
}

/* ---- checks ---- */

struct str account_login_form(struct str login, struct arena *arena)
{
    struct str trimmed = str_trim(login);
    char *lower = arena_alloc(arena, trimmed.n + 1, 1, 1);
    for (size_t i = 0; i < trimmed.n; i++) {
        char c = trimmed.p[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){lower, trimmed.n};
}

static bool login_is_well_formed(struct str login)
{
    for (size_t i = 0; i < login.n; i++) {
        char c = login.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || (c != '.' && c != '_' && c != '-')))
            return false;
    }
    return login.n >= LOGIN_LEAST && login.n <= LOGIN_MOST;
}

static bool mail_is_well_formed(struct str mail)
{
    size_t at = str_find_char(mail, '@', 0);
    for (size_t i = 0; i < mail.n; i++)
        if (mail.p[i] <= ' ' || mail.p[i] > '~')
            return false;
    return mail.n == 0 || (mail.n <= MAIL_MOST && at != SIZE_MAX && at > 0 && at + 1 < mail.n &&
                           str_find_char(mail, '@', at + 1) == SIZE_MAX);
}

static int check_name_and_mail(struct str name, struct str mail, struct error *error)
{
    if (str_is_empty(str_trim(name)))
        return ERROR(error, ERR_INVALID_INPUT, name, STR("氏名がありません"));
    return mail_is_well_formed(mail) ? 0 : ERROR(error, ERR_ACCOUNT_MAIL, mail);
}

/* There must stay an active person who is administrator without an end. */
static int check_administrator_left(struct db *db, struct error *error)
{
    int64_t left;
    int e = DB_GET_INT(db, error, &left, STR("administrator"),
                       "SELECT count(*) FROM account_membership m "
                       "JOIN account_person p ON p.id = m.person "
                       "WHERE m.role = 'administrator' AND p.active = 1 AND m.until = $1",
                       db_int(0));
    return e || left > 0 ? e : ERROR(error, ERR_ACCOUNT_LAST_ADMINISTRATOR);
}

static int is_administrator(struct db *db, int64_t person, int64_t *count, struct error *error)
{
    return DB_GET_INT(db, error, count, STR("administrator"),
                      "SELECT count(*) FROM account_membership "
                      "WHERE person = $1 AND role = 'administrator' AND until = 0",
                      db_int(person));
}

/* ---- making and changing ---- */

static int check_new(struct db *db, struct str login, const struct account_new_person *person,
                     struct error *error)
{
    int64_t taken;
    if (!login_is_well_formed(login))
        return ERROR(error, ERR_ACCOUNT_LOGIN_FORM, login);
    int e = check_name_and_mail(person->name, person->mail, error);
    if (!e)
        e = DB_GET_INT(db, error, &taken, STR("login"),
                       "SELECT count(*) FROM account_person WHERE login = $1", db_text(login));
    return e || taken == 0 ? e : ERROR(error, ERR_ACCOUNT_LOGIN_TAKEN, login);
}

int account_person_create(struct db *db, const struct account_actor *actor,
                          const struct account_new_person *person, int64_t *id,
                          struct error *error)
{
    struct arena *arena = arena_create();
    struct str login = account_login_form(person->login, arena);
    int64_t vault;
    int e = check_new(db, login, person, error);
    if (!e)
        e = vault_create(db, &vault, error);
    if (!e)
        e = DB_INSERT(db, error, id,
                      "INSERT INTO account_person (login, name, mail, active, demonstration, vault, "
                      "password, password_changed, must_change_password, second_factor, last_step, "
                      "failures, blocked_until, created, version) "
                      "VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, 0, 0, 0, 0, $7, 1) RETURNING id",
                      db_text(login), db_text(str_trim(person->name)), db_text(person->mail),
                      db_int(person->demonstration), db_int(vault),
                      db_text(person->password_hash), db_int(db_time(db)),
                      db_int(person->must_change_password));
    if (!e)
        e = account_audit(db, actor, STR("person.create"), *id, STR(""), error);
    arena_destroy(arena);
    return e;
}

int account_person_change(struct db *db, const struct account_actor *actor, int64_t id,
                          int64_t version, struct str name, struct str mail, bool active,
                          struct error *error)
{
    int64_t changed, administrator;
    int e = check_name_and_mail(name, mail, error);
    if (!e)
        e = is_administrator(db, id, &administrator, error);
    if (!e)
        e = db_run(db, error, &changed,
                   STR("UPDATE account_person SET name = $3, mail = $4, active = $5, "
                       "version = version + 1 WHERE id = $1 AND version = $2"),
                   (const struct db_value[]){db_int(id), db_int(version), db_text(str_trim(name)),
                                             db_text(mail), db_int(active)},
                   5);
    if (!e && changed == 0)
        e = ERROR(error, ERR_CONFLICT, name);
    if (!e && administrator > 0 && !active)
        e = check_administrator_left(db, error);
    return e ? e
             : account_audit(db, actor, STR("person.change"), id,
                             active ? STR("{\"active\":true}") : STR("{\"active\":false}"), error);
}

int account_password_set(struct db *db, const struct account_actor *actor, int64_t id,
                         struct str password_hash, bool must_change, struct error *error)
{
    int64_t changed;
    int e = db_run(db, error, &changed,
                   STR("UPDATE account_person SET password = $2, must_change_password = $3, "
                       "password_changed = $4, failures = 0, blocked_until = 0, "
                       "version = version + 1 WHERE id = $1"),
                   (const struct db_value[]){db_int(id), db_text(password_hash),
                                             db_int(must_change), db_int(db_time(db))},
                   4);
    if (!e && changed == 0)
        e = ERROR(error, ERR_NOT_FOUND, STR("person"));
    return e ? e : account_audit(db, actor, STR("person.password"), id, STR(""), error);
}

/* ---- memberships ---- */

static int audit_membership(struct db *db, const struct account_actor *actor, struct str action,
                            int64_t person, int64_t commission, enum account_role role,
                            struct error *error)
{
    struct arena *arena = arena_create();
    struct str detail = arena_format(arena, "{\"commission\":%lld,\"role\":\"%" PRIstr "\"}",
                                     (long long)commission, STR_ARG(account_role_name(role)));
    int e = account_audit(db, actor, action, person, detail, error);
    if (!e)
        e = DB_RUN(db, error, "UPDATE account_person SET version = version + 1 WHERE id = $1",
                   db_int(person));
    arena_destroy(arena);
    return e;
}

int account_membership_set(struct db *db, const struct account_actor *actor, int64_t person,
                           const struct account_membership *membership, struct error *error)
{
    bool past = membership->until != 0 && membership->until <= db_time(db);
    if (past || (membership->role == ROLE_AUDITOR && membership->until == 0))
        return ERROR(error, ERR_ACCOUNT_END_DATE,
                     account_role_title(membership->role, db_context(db)->lang));
    int e = DB_RUN(db, error,
                   "INSERT INTO account_membership (person, commission, role, until) "
                   "VALUES ($1, $2, $3, $4) "
                   "ON CONFLICT (person, commission, role) DO UPDATE SET until = excluded.until",
                   db_int(person), db_int(membership->commission),
                   db_text(account_role_name(membership->role)), db_int(membership->until));
    if (!e && membership->role == ROLE_ADMINISTRATOR && membership->until != 0)
        e = check_administrator_left(db, error);
    return e ? e
             : audit_membership(db, actor, STR("person.role.give"), person, membership->commission,
                                membership->role, error);
}

int account_membership_remove(struct db *db, const struct account_actor *actor, int64_t person,
                              int64_t commission, enum account_role role, struct error *error)
{
    int64_t changed;
    int e = db_run(db, error, &changed,
                   STR("DELETE FROM account_membership "
                       "WHERE person = $1 AND commission = $2 AND role = $3"),
                   (const struct db_value[]){db_int(person), db_int(commission),
                                             db_text(account_role_name(role))},
                   3);
    if (!e && changed == 0)
        e = ERROR(error, ERR_NOT_FOUND, account_role_title(role, db_context(db)->lang));
    if (!e && role == ROLE_ADMINISTRATOR)
        e = check_administrator_left(db, error);
    return e ? e
             : audit_membership(db, actor, STR("person.role.take"), person, commission, role,
                                error);
}
