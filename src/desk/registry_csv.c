/* The CSV of an export, made from its sealed rows and the layouts it was made with: the same bytes
   each time. */
#include "base/csv.h"
#include "desk/registry_inside.h"
#include "store/audit.h"
#include "store/blob.h"

struct csv_call {
    const struct web_actor *actor;
    int64_t id;
    struct buf *out;
    struct str *name;
};
struct csv_job {
    struct desk_column *columns;
    size_t column_count;
    struct desk_table values, options;
    struct csv_writer writer;
    struct str *cells;
};

static struct csv_write_options write_options(const struct desk_table *options)
{
    bool cp932 = str_equal(desk_table_value(options, STR("csv_encoding")), STR("cp932"));
    struct csv_write_options out = csv_for_machine(cp932 ? CSV_CP932 : CSV_UTF8);
    out.byte_order_mark = !cp932;
    out.neutralise_formulas =
        str_equal(desk_table_value(options, STR("csv_formulas")), STR("neutralise"));
    out.keep_leading_zeros =
        str_equal(desk_table_value(options, STR("csv_leading_zeros")), STR("excel"));
    return out;
}

static int load_job(struct db *db, const struct csv_call *call, const int64_t layouts[3],
                    struct csv_job *job, struct error *error)
{
    struct arena *arena = call->actor->arena;
    struct str columns, values, options;
    int failure = desk_layout_by_id(db, layouts[0], arena, &columns, error);
    if (!failure)
        failure = desk_layout_by_id(db, layouts[1], arena, &values, error);
    if (!failure)
        failure = desk_layout_by_id(db, layouts[2], arena, &options, error);
    if (!failure)
        failure = desk_columns_parse(columns, arena, &job->columns, &job->column_count, error);
    if (!failure)
        failure = desk_table_parse(values, arena, &job->values, error);
    if (!failure)
        failure = desk_table_parse(options, arena, &job->options, error);
    return failure;
}

static int write_head(struct csv_job *job, struct error *error)
{
    for (size_t i = 0; i < job->column_count; i++)
        job->cells[i] = job->columns[i].title;
    return csv_write_row(&job->writer, job->cells, job->column_count, error);
}

static int write_case(struct csv_job *job, const struct desk_content *content, struct arena *arena,
                      struct error *error)
{
    bool by_line = desk_options_by_line(&job->options);
    size_t rows = desk_content_rows(content, by_line);
    int failure = 0;
    for (size_t row = 0; row < rows && !failure; row++) {
        for (size_t i = 0; i < job->column_count; i++) {
            struct str field = job->columns[i].field;
            job->cells[i] = desk_content_word(
                &job->values, field, desk_content_cell(content, row, by_line, field), arena);
        }
        failure = csv_write_row(&job->writer, job->cells, job->column_count, error);
    }
    return failure;
}

struct sealed_row {
    int64_t vault;
    struct str content, number;
};

/* A row of an erased case: its number, and the word in the columns of text. */
static int write_erased(struct csv_job *job, struct str number, struct error *error)
{
    for (size_t i = 0; i < job->column_count; i++) {
        const struct desk_column *column = &job->columns[i];
        job->cells[i] = str_equal(column->field, STR("consult_no")) ? number
                        : column->type == SHEET_TEXT                ? STR("消去済み")
                                                                    : STR("");
    }
    return csv_write_row(&job->writer, job->cells, job->column_count, error);
}

static int write_sealed(struct db *db, struct csv_job *job, const struct sealed_row *row,
                        struct arena *arena, struct error *error)
{
    struct desk_content content;
    struct error opening = {0};
    struct str json;
    int failure = vault_open(db, row->vault, row->content, arena, &json, &opening);
    if (failure == ERR_STORE_ERASED)
        return write_erased(job, row->number, error);
    if (failure) {
        if (error)
            error_copy(error, &opening);
        return failure;
    }
    failure = desk_content_parse(json, arena, &content, error);
    return failure ? failure : write_case(job, &content, arena, error);
}

static int read_sealed(struct db *db, const struct csv_call *call, struct sealed_row **out,
                       size_t *count, struct error *error)
{
    int64_t most;
    int failure = DB_GET_INT(db, error, &most, STR("desk_batch_row"),
                             "SELECT count(*) FROM desk_batch_row WHERE batch = $1",
                             db_int(call->id));
    if (failure)
        return failure;
    struct arena *arena = call->actor->arena;
    *out = ARENA_ARRAY(arena, struct sealed_row, (size_t)most);
    *count = 0;
    struct db_rows *rows;
    failure = DB_QUERY(db, error, &rows,
                       "SELECT r.vault, r.content, c.number FROM desk_batch_row r "
                       "JOIN desk_case c ON c.id = r.case_id WHERE r.batch = $1 "
                       "ORDER BY r.position",
                       db_int(call->id));
    if (failure)
        return failure;
    while (db_next(rows) && *count < (size_t)most)
        (*out)[(*count)++] =
            (struct sealed_row){db_column_int(rows, 0), db_column_copy(rows, 1, arena),
                                db_column_copy(rows, 2, arena)};
    return db_finish(rows, error);
}

static int write_rows(struct db *db, const struct csv_call *call, struct csv_job *job,
                      struct error *error)
{
    struct arena *arena = call->actor->arena;
    struct sealed_row *rows;
    size_t count;
    int failure = read_sealed(db, call, &rows, &count, error);
    for (size_t i = 0; i < count && !failure; i++)
        failure = write_sealed(db, job, &rows[i], arena, error);
    return failure;
}

static int name_file(struct db *db, const struct csv_call *call, day_number day, int64_t serial,
                     struct error *error)
{
    struct arena *arena = call->actor->arena;
    struct desk_table recipe;
    int failure = desk_layout_table(db, call->actor->commission, STR("report_recipe"), arena,
                                    &recipe, error);
    if (failure)
        return failure;
    const struct desk_word words[] = {
        {STR("date"), desk_day_digits(day, arena)},
        {STR("serial"), arena_format(arena, "%lld", (long long)serial)},
    };
    *call->name = desk_file_name(desk_table_value(&recipe, STR("csv_name")), words, 2, arena);
    return 0;
}

static int csv_body(struct db *db, void *argument, struct error *error)
{
    struct csv_call *call = argument;
    struct db_rows *rows;
    int64_t layouts[3] = {0}, serial = 0;
    day_number day = 0;
    buf_clear(call->out);
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT columns_layout, values_layout, format_layout, day, serial FROM "
                           "desk_batch WHERE commission = $1 AND id = $2",
                           db_int(call->actor->commission), db_int(call->id));
    if (failure)
        return failure;
    if (db_next(rows)) {
        for (int i = 0; i < 3; i++)
            layouts[i] = db_column_int(rows, i);
        day = (day_number)db_column_int(rows, 3);
        serial = db_column_int(rows, 4);
    }
    if ((failure = db_finish(rows, error)))
        return failure;
    if (serial == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("登録用の出力"));
    struct csv_job job;
    if ((failure = load_job(db, call, layouts, &job, error)) ||
        (failure = name_file(db, call, day, serial, error)))
        return failure;
    job.cells = ARENA_ARRAY(call->actor->arena, struct str, job.column_count);
    csv_writer_init(&job.writer, call->out, write_options(&job.options));
    failure = write_head(&job, error);
    if (!failure)
        failure = write_rows(db, call, &job, error);
    return failure ? error_in(error, *call->name) : 0;
}

int desk_batch_csv(const struct web_actor *actor, int64_t id, struct buf *out, struct str *name,
                   struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct csv_call call = {actor, id, out, name};
    if (!failure)
        failure = store_read(actor->store, csv_body, &call, error);
    if (failure)
        return failure;
    return desk_note_read(actor, STR("registry.csv"), STR("batch"), id, error);
}
