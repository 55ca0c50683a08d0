#include "account/account.h"

#include "store/audit.h"

int account_commission_create(struct db *db, const struct account_commission *commission,
                              int64_t *id, struct error *error)
{
    if (str_is_empty(commission->code) || str_is_empty(commission->title))
        return ERROR(error, ERR_INVALID_INPUT, commission->code, STR("code, title"));
    int e = DB_INSERT(db, error, id,
                      "INSERT INTO account_commission (code, title, synthetic, created) "
                      "VALUES ($1, $2, $3, $4) RETURNING id",
                      db_text(commission->code), db_text(commission->title),
                      db_int(commission->synthetic), db_int(db_time(db)));
    if (e)
        return e;
    struct audit_entry entry = {.commission = *id,
                                .action = STR("commission.create"),
                                .object = STR("commission"),
                                .object_id = *id,
                                .detail = STR("{}")};
    return audit_write(db, &entry, error);
}

int account_commission_list(struct db *db, struct arena *arena, struct account_commission **out,
                            size_t *count, struct error *error)
{
    int64_t most;
    int e = DB_GET_INT(db, error, &most, STR("account_commission"),
                       "SELECT count(*) FROM account_commission WHERE id > $1", db_int(0));
    struct db_rows *rows;
    if (e || (e = DB_QUERY(db, error, &rows,
                           "SELECT id, code, title, synthetic FROM account_commission "
                           "ORDER BY code LIMIT $1", db_int(most))))
        return e;
    *out = ARENA_ARRAY(arena, struct account_commission, (size_t)most);
    for (*count = 0; *count < (size_t)most && db_next(rows); (*count)++)
        (*out)[*count] = (struct account_commission){.id = db_column_int(rows, 0),
                                                     .code = db_column_copy(rows, 1, arena),
                                                     .title = db_column_copy(rows, 2, arena),
                                                     .synthetic = db_column_int(rows, 3) != 0};
    return db_finish(rows, error);
}
