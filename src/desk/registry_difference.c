/* What changed in a case since it was loaded. */
#include "desk/registry_inside.h"
#include "desk/registry_source.h"
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

struct comparing {
    const struct desk_table *values;
    struct arena *arena;
    struct desk_difference *out;
    size_t count;
};

static void compare_text(struct comparing *job, const struct desk_field *field, struct str title,
                         struct str before, struct str after)
{
    if (str_equal(before, after) || desk_content_own(field->code))
        return;
    job->out[job->count++] = (struct desk_difference){
        .code = field->code, .title = title,
        .before = desk_content_word(job->values, field->code, before, job->arena),
        .after = desk_content_word(job->values, field->code, after, job->arena)};
}

/* Several lines on both sides, as many as before: told line by line. */
static bool lines_compare(const struct desk_content *before, const struct desk_content *after)
{
    return before->line_count > 1 && before->line_count == after->line_count;
}

static void compare_lines(struct comparing *job, const struct desk_field *field, size_t at,
                          const struct desk_content *before, const struct desk_content *after)
{
    for (size_t line = 0; line < after->line_count; line++) {
        struct str title =
            ARENA_JOIN(job->arena, field->label_ja,
                       arena_format(job->arena, "（貨物%zu）", line + 1));
        compare_text(job, field, title, before->lines[line][at], after->lines[line][at]);
    }
}

size_t desk_content_compare(const struct desk_table *values, const struct desk_content *before,
                            const struct desk_content *after, struct arena *arena,
                            struct desk_difference **out)
{
    size_t fields;
    const struct desk_field *field = desk_fields(&fields);
    bool by_line = lines_compare(before, after);
    struct comparing job = {.values = values, .arena = arena};
    job.out = ARENA_ARRAY(arena, struct desk_difference,
                          fields * (by_line ? after->line_count : 1));
    for (size_t i = 0; i < fields; i++)
        if (by_line && desk_field_of_line(field[i].code))
            compare_lines(&job, &field[i], i, before, after);
        else
            compare_text(&job, &field[i], field[i].label_ja, before->texts[i], after->texts[i]);
    *out = job.out;
    return job.count;
}

struct difference_call {
    const struct web_actor *actor;
    int64_t case_id;
    struct desk_difference **out;
    size_t *count;
};

static int difference_body(struct db *db, void *argument, struct error *error)
{
    struct difference_call *call = argument;
    const struct web_actor *actor = call->actor;
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

int desk_registry_differences(const struct web_actor *actor, int64_t case_id,
                              struct desk_difference **out, size_t *count, struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct difference_call call = {actor, case_id, out, count};
    return failure ? failure : store_read(actor->store, difference_body, &call, error);
}
