#include "account/account.h"
static const struct str names[] = {STR_INIT("advisor"), STR_INIT("desk_manager"), STR_INIT("meti_officer"), STR_INIT("viewer")};
struct str account_role_name(enum account_role role) { return names[role]; }
struct str account_role_title(enum account_role role, enum lang lang) { (void)lang; return names[role]; }
bool account_role_parse(struct str name, enum account_role *out) { for (int i = 0; i < 4; i++) if (str_equal(names[i], name)) { *out = (enum account_role)i; return true; } return false; }
int account_person_load(struct db *db, int64_t id, struct arena *arena, struct account_person *out, struct error *error)
{
    struct db_rows *rows;
    *out = (struct account_person){.id = id, .active = true};
    int e = DB_QUERY(db, error, &rows, "SELECT p.name, m.commission, m.role FROM account_person p JOIN account_membership m ON m.person = p.id WHERE p.id = $1", db_int(id));
    if (e) return e;
    out->memberships = ARENA_NEW(arena, struct account_membership);
    while (db_next(rows)) {
        out->name = db_column_copy(rows, 0, arena);
        out->membership_count = 1;
        out->memberships->commission = db_column_int(rows, 1);
        account_role_parse(db_column_text(rows, 2), &out->memberships->role);
    }
    return db_finish(rows, error);
}
uint32_t account_roles(const struct account_person *person, int64_t commission, utc_us now)
{
    (void)now;
    return person->membership_count && person->memberships->commission == commission ? ACCOUNT_ROLE_BIT(person->memberships->role) : 0;
}
