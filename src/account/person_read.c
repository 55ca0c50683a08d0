#include "account/person.h"

#define PERSON_COLUMNS                                                                   \
    "id, version, login, name, mail, active, second_factor, must_change_password, "      \
    "demonstration, last_login"

static void read_person(struct db_rows *rows, struct arena *arena, struct account_person *out)
{
    *out = (struct account_person){.id = db_column_int(rows, 0),
                                   .version = db_column_int(rows, 1),
                                   .login = db_column_copy(rows, 2, arena),
                                   .name = db_column_copy(rows, 3, arena),
                                   .mail = db_column_copy(rows, 4, arena),
                                   .active = db_column_int(rows, 5) != 0,
                                   .second_factor = db_column_int(rows, 6) == 2,
                                   .must_change_password = db_column_int(rows, 7) != 0,
                                   .demonstration = db_column_int(rows, 8) != 0,
                                   .last_login = db_column_int(rows, 9)};
}

static int add_membership(struct account_person *person, struct db_rows *rows, size_t room,
                          struct arena *arena, struct error *error)
{
    struct account_membership membership = {.commission = db_column_int(rows, 1),
                                            .until = db_column_int(rows, 3)};
    if (!account_role_parse(db_column_text(rows, 2), &membership.role))
        return ERROR(error, ERR_INTERNAL, STR("unknown role"));
    if (!person->memberships)
        person->memberships = ARENA_ARRAY(arena, struct account_membership, room);
    if (person->membership_count < room)
        person->memberships[person->membership_count++] = membership;
    return 0;
}

/* Gives each of `people` (sorted by id) its memberships. */
static int read_memberships(struct db *db, struct account_person *people, size_t count,
                            int64_t only, struct arena *arena, struct error *error)
{
    struct db_rows *rows;
    int64_t commissions;
    int e = DB_GET_INT(db, error, &commissions, STR("account_commission"),
                       "SELECT count(*) FROM account_commission WHERE id > $1", db_int(0));
    size_t room = (size_t)commissions * ROLE_COUNT;
    if (e || (e = DB_QUERY(db, error, &rows,
                           "SELECT person, commission, role, until FROM account_membership "
                           "WHERE person = $1 OR $1 = 0 ORDER BY person, commission, role",
                           db_int(only))))
        return e;
    for (size_t at = 0; !e && db_next(rows);) {
        int64_t person = db_column_int(rows, 0);
        while (at < count && people[at].id < person)
            at++;
        if (at < count && people[at].id == person)
            e = add_membership(&people[at], rows, room, arena, error);
    }
    int finished = db_finish(rows, error);
    return e ? e : finished;
}

static int read_one(struct db *db, struct str sql, struct db_value key, struct str name,
                    struct arena *arena, struct account_person *out, struct error *error)
{
    struct db_rows *rows;
    int e = db_query(db, error, &rows, sql, &key, 1);
    if (e)
        return e;
    bool found = db_next(rows);
    if (found)
        read_person(rows, arena, out);
    e = db_finish(rows, error);
    if (!e && !found)
        e = ERROR(error, ERR_NOT_FOUND, name);
    return e ? e : read_memberships(db, out, 1, out->id, arena, error);
}

int account_person_load(struct db *db, int64_t id, struct arena *arena, struct account_person *out,
                        struct error *error)
{
    return read_one(db, STR("SELECT " PERSON_COLUMNS " FROM account_person WHERE id = $1"),
                    db_int(id), STR("person"), arena, out, error);
}

int account_person_find(struct db *db, struct str login, struct arena *arena,
                        struct account_person *out, struct error *error)
{
    struct str form = account_login_form(login, arena);
    return read_one(db, STR("SELECT " PERSON_COLUMNS " FROM account_person WHERE login = $1"),
                    db_text(form), login, arena, out, error);
}

int account_person_list(struct db *db, struct arena *arena, struct account_person **out,
                        size_t *count, struct error *error)
{
    struct db_rows *rows;
    int64_t most;
    int e = DB_GET_INT(db, error, &most, STR("account_person"),
                       "SELECT count(*) FROM account_person WHERE id > $1", db_int(0));
    if (e || (e = DB_QUERY(db, error, &rows,
                           "SELECT " PERSON_COLUMNS " FROM account_person ORDER BY id LIMIT $1",
                           db_int(most))))
        return e;
    *out = ARENA_ARRAY(arena, struct account_person, (size_t)most);
    for (*count = 0; *count < (size_t)most && db_next(rows); (*count)++)
        read_person(rows, arena, &(*out)[*count]);
    e = db_finish(rows, error);
    return e ? e : read_memberships(db, *out, *count, 0, arena, error);
}
