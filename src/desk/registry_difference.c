/* What changed in a case since it was loaded. */
#include "desk/registry_inside.h"
#include "store/blob.h"

int desk_row_content(struct db *db, int64_t case_id, bool first, struct arena *arena, bool *found,
                     struct desk_content *out, struct error *error)
{
    *found = false;
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT vault, content FROM desk_batch_row WHERE case_id = $1 AND "
                           "state = 'loaded' ORDER BY CASE WHEN $2 = 1 THEN id ELSE -id END LIMIT 1",
                           db_int(case_id), db_int(first));
    if (failure)
        return failure;
    int64_t vault = 0;
    struct str sealed = {"", 0}, json;
    if (db_next(rows)) {
        vault = db_column_int(rows, 0);
        sealed = db_column_copy(rows, 1, arena);
    }
    if ((failure = db_finish(rows, error)) || vault == 0)
        return failure;
    struct error opening = {0};
    failure = vault_open(db, vault, sealed, arena, &json, &opening);
    if (failure == ERR_STORE_ERASED)
        return 0;
    if (failure) {
        if (error)
            error_copy(error, &opening);
        return failure;
    }
    *found = true;
    return desk_content_parse(json, arena, out, error);
}

size_t desk_content_compare(const struct desk_table *values, const struct desk_content *before,
                            const struct desk_content *after, struct arena *arena,
                            struct desk_difference **out)
{
    size_t fields, n = 0;
    const struct desk_field *field = desk_fields(&fields);
    *out = ARENA_ARRAY(arena, struct desk_difference, fields);
    for (size_t i = 0; i < fields; i++) {
        if (str_equal(before->texts[i], after->texts[i]) || desk_content_own(field[i].code))
            continue;
        (*out)[n++] = (struct desk_difference){
            .code = field[i].code, .title = field[i].label_ja,
            .before = desk_content_word(values, field[i].code, before->texts[i], arena),
            .after = desk_content_word(values, field[i].code, after->texts[i], arena)};
    }
    return n;
}

struct difference_call {
    const struct desk_actor *actor;
    int64_t case_id;
    struct desk_difference **out;
    size_t *count;
};

static int difference_body(struct db *db, void *argument, struct error *error)
{
    struct difference_call *call = argument;
    const struct desk_actor *actor = call->actor;
    struct desk_content before, after;
    struct desk_table values;
    bool found;
    *call->count = 0;
    int failure = desk_content_make(db, actor, call->case_id, &after, error);
    if (!failure)
        failure = desk_row_content(db, call->case_id, false, actor->arena, &found, &before, error);
    if (failure || !found)
        return failure;
    failure = desk_layout_table(db, actor->commission, STR("registry_values"), actor->arena, &values,
                                error);
    if (!failure)
        *call->count = desk_content_compare(&values, &before, &after, actor->arena, call->out);
    return failure;
}

int desk_registry_differences(const struct desk_actor *actor, int64_t case_id,
                              struct desk_difference **out, size_t *count, struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct difference_call call = {actor, case_id, out, count};
    return failure ? failure : store_read(actor->store, difference_body, &call, error);
}
