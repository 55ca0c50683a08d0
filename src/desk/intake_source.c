/* Cursor of a mailbox, and the commission it belongs to. */
#include "desk/intake_source.h"

struct choosing {
    struct arena *arena;
    int64_t commission;
};

static int choose_body(struct db *db, void *argument, struct error *error)
{
    struct choosing *choosing = argument;
    struct account_commission *list;
    size_t count;
    choosing->commission = 0;
    int status = account_commission_list(db, choosing->arena, &list, &count, error);
    if (status || count == 0)
        return status;
    const struct account_commission *chosen = NULL;
    for (size_t i = 0; i < count; i++)
        if (str_starts(list[i].code, STR("basel")) && (!chosen || list[i].id < chosen->id))
            chosen = &list[i];
    for (size_t i = 0; !chosen && i < count; i++)
        chosen = &list[i];
    choosing->commission = chosen ? chosen->id : 0;
    return 0;
}

int desk_mailbox_commission(struct store *store, struct arena *arena, int64_t *commission,
                            struct error *error)
{
    struct choosing choosing = {arena, 0};
    int status = store_read(store, choose_body, &choosing, error);
    *commission = choosing.commission;
    return status;
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct desk_cursor *cursor = argument;
    struct db_rows *rows;
    cursor->uid = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT uid FROM desk_cursor WHERE account = $1 AND uid_validity = $2",
                          db_text(cursor->account), db_int(cursor->uid_validity));
    if (status)
        return status;
    if (db_next(rows))
        cursor->uid = db_column_int(rows, 0);
    return db_finish(rows, error);
}

int desk_cursor_read(struct store *store, struct desk_cursor *cursor, struct error *error)
{
    return store_read(store, read_body, cursor, error);
}

struct writing {
    const struct desk_cursor *cursor;
};

static int write_body(struct db *db, void *argument, struct error *error)
{
    const struct desk_cursor *cursor = ((const struct writing *)argument)->cursor;
    return DB_RUN(db, error,
                  "INSERT INTO desk_cursor (account, uid_validity, uid) VALUES ($1, $2, $3)"
                  " ON CONFLICT (account) DO UPDATE SET uid_validity = excluded.uid_validity,"
                  " uid = excluded.uid",
                  db_text(cursor->account), db_int(cursor->uid_validity), db_int(cursor->uid));
}

int desk_cursor_write(struct store *store, const struct desk_cursor *cursor, struct error *error)
{
    struct writing writing = {cursor};
    return store_write(store, write_body, &writing, error);
}
