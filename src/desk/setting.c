/* Settings: the newest stored version, else the default of data/desk/settings.tsv. */
#include "desk/setting.h"

#include "desk/tables.h"

static const struct desk_setting_row *find_row(struct str name)
{
    size_t count;
    const struct desk_setting_row *rows = desk_setting_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].name, name))
            return &rows[i];
    return NULL;
}

int desk_setting_text(struct db *db, int64_t commission, struct str name, struct arena *arena,
                      struct str *out, struct error *error)
{
    const struct desk_setting_row *row = find_row(name);
    if (!row)
        return ERROR(error, ERR_NOT_FOUND, name);
    *out = row->value;
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT value FROM desk_setting WHERE commission = $1 AND name = $2"
                          " ORDER BY version DESC LIMIT 1",
                          db_int(commission), db_text(name));
    if (status)
        return status;
    if (db_next(rows))
        *out = db_column_copy(rows, 0, arena);
    return db_finish(rows, error);
}

int desk_setting_integer(struct db *db, int64_t commission, struct str name, int64_t *out,
                         struct error *error)
{
    struct arena *arena = arena_create();
    struct str text;
    int status = desk_setting_text(db, commission, name, arena, &text, error);
    if (status == 0 && !str_to_int64(text, out))
        status = ERROR(error, ERR_CONFIG, name, text);
    arena_destroy(arena);
    return status;
}

static bool is_one_of(struct str choices, struct str value)
{
    struct str choice;
    while (str_cut(&choices, '|', &choice))
        if (str_equal(choice, value))
            return true;
    return false;
}

static int check_value(const struct desk_setting_row *row, struct str value, struct error *error)
{
    int64_t number;
    if (str_equal(row->kind, STR("integer"))) {
        if (!str_to_int64(value, &number) || number < 0 || number > 100000)
            return ERROR(error, ERR_INVALID_INPUT, row->title_ja, STR("0 以上の整数ではありません"));
    } else if (str_equal(row->kind, STR("address"))) {
        if (value.n && (str_find_char(value, '@', 1) == SIZE_MAX ||
                        str_find_char(value, '\n', 0) != SIZE_MAX))
            return ERROR(error, ERR_INVALID_INPUT, row->title_ja,
                         STR("メールアドレスではありません"));
    } else if (str_contains(row->kind, STR("|"))) {
        if (!is_one_of(row->kind, value))
            return ERROR(error, ERR_INVALID_INPUT, row->title_ja, row->kind);
    }
    return 0;
}

struct change {
    const struct web_actor *actor;
    struct str name, value;
};

static int change_body(struct db *db, void *argument, struct error *error)
{
    const struct change *change = argument;
    const struct web_actor *actor = change->actor;
    int status = DB_RUN(db, error,
                        "INSERT INTO desk_setting (commission, name, version, value, changed_by,"
                        " changed_at) SELECT CAST($1 AS BIGINT), $2,"
                        " coalesce((SELECT max(version) FROM desk_setting WHERE commission = $1"
                        " AND name = $2), 0) + 1, $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT)",
                        db_int(actor->commission), db_text(change->name), db_text(change->value),
                        db_int(actor->person), db_int(db_time(db)));
    if (status)
        return status;
    struct str detail = arena_format(actor->arena, "{\"setting\":\"%" PRIstr "\"}",
                                     STR_ARG(change->name));
    return web_actor_audit(db, actor, STR("desk.setting"), STR("commission"), actor->commission,
                           detail, error);
}

int desk_setting_change(const struct web_actor *actor, struct str name, struct str value,
                        struct error *error)
{
    const struct desk_setting_row *row = find_row(name);
    if (!row)
        return ERROR(error, ERR_NOT_FOUND, name);
    int status = desk_require(actor, STR("desk.settings"), error);
    if (status || (status = check_value(row, value, error)))
        return status;
    struct change change = {actor, name, value};
    return store_write(actor->store, change_body, &change, error);
}
