/* Exports to the registry and their rows. */
#include "desk/registry_inside.h"
#include "store/blob.h"

static const struct {
    struct str name, ja, en;
} row_states[] = {
    [DESK_ROW_NONE] = {STR_INIT(""), STR_INIT("未出力"), STR_INIT("Not exported")},
    [DESK_ROW_EXPORTED] = {STR_INIT("exported"), STR_INIT("出力済"), STR_INIT("Exported")},
    [DESK_ROW_LOADED] = {STR_INIT("loaded"), STR_INIT("仮登録済"), STR_INIT("Loaded")},
    [DESK_ROW_ERROR] = {STR_INIT("error"), STR_INIT("登録エラー"), STR_INIT("Refused")},
};

struct str desk_row_state_name(enum desk_row_state state)
{
    return row_states[state].name;
}

struct str desk_row_state_title(enum desk_row_state state, enum lang lang)
{
    return lang == LANG_JA ? row_states[state].ja : row_states[state].en;
}

static enum desk_row_state row_state(struct str name)
{
    for (int state = DESK_ROW_EXPORTED; state <= DESK_ROW_ERROR; state++)
        if (str_equal(row_states[state].name, name))
            return (enum desk_row_state)state;
    return DESK_ROW_NONE;
}

int desk_layout_table(struct db *db, int64_t commission, struct str name, struct arena *arena,
                      struct desk_table *out, struct error *error)
{
    struct desk_layout layout;
    int failure = desk_layout_in_force(db, commission, name, arena, &layout, error);
    return failure ? failure : desk_table_parse(layout.body, arena, out, error);
}

int desk_mode_in_force(struct db *db, int64_t commission, struct arena *arena,
                       enum desk_registry_mode *out, struct error *error)
{
    struct desk_table table;
    int failure = desk_layout_table(db, commission, STR("registry_options"), arena, &table, error);
    if (failure)
        return failure;
    *out = str_equal(desk_table_value(&table, STR("mode")), STR("own")) ? DESK_REGISTRY_OWN
                                                                         : DESK_REGISTRY_OUTSIDE;
    return 0;
}

struct mode_call {
    const struct web_actor *actor;
    enum desk_registry_mode *out;
};

static int mode_body(struct db *db, void *argument, struct error *error)
{
    struct mode_call *call = argument;
    return desk_mode_in_force(db, call->actor->commission, call->actor->arena, call->out, error);
}

int desk_registry_mode(const struct web_actor *actor, enum desk_registry_mode *out,
                       struct error *error)
{
    struct mode_call call = {actor, out};
    return store_read(actor->store, mode_body, &call, error);
}

/* BETWEEN, because SQLite would take `>` rather than `=` to the index of what was advised. */
int desk_advised_cases(struct db *db, const struct web_actor *actor, day_number day, int64_t **out,
                       size_t *count, struct error *error)
{
    int64_t capacity = 0;
    int failure = DB_GET_INT(db, error, &capacity, STR("desk_case"),
                             "SELECT count(*) FROM desk_case WHERE commission = $1 AND "
                             "advised_day BETWEEN $2 AND $2 AND advised_day > 0",
                             db_int(actor->commission), db_int(day));
    if (failure)
        return failure;
    *out = ARENA_ARRAY(actor->arena, int64_t, (size_t)capacity);
    *count = 0;
    struct db_rows *rows;
    failure = DB_QUERY(db, error, &rows,
                       "SELECT id FROM desk_case WHERE commission = $1 AND "
                       "advised_day BETWEEN $2 AND $2 AND advised_day > 0 AND kind = 'consultation' AND merged_into = 0 "
                       "ORDER BY advised_at, id",
                       db_int(actor->commission), db_int(day));
    if (failure)
        return failure;
    while (db_next(rows) && *count < (size_t)capacity)
        (*out)[(*count)++] = db_column_int(rows, 0);
    return db_finish(rows, error);
}

static int one_row(struct db *db, struct str sql, int64_t case_id, struct arena *arena,
                   struct desk_row *out, struct error *error)
{
    *out = (struct desk_row){0};
    struct db_rows *rows;
    struct db_value value = db_int(case_id);
    int failure = db_query(db, error, &rows, sql, &value, 1);
    if (failure)
        return failure;
    if (db_next(rows))
        *out = (struct desk_row){
            .id = db_column_int(rows, 0), .batch = db_column_int(rows, 1),
            .state = row_state(db_column_text(rows, 2)), .digest = db_column_copy(rows, 3, arena),
            .receipt = db_column_copy(rows, 4, arena), .problem = db_column_copy(rows, 5, arena)};
    return db_finish(rows, error);
}

int desk_row_newest(struct db *db, int64_t case_id, struct arena *arena, struct desk_row *newest,
                    struct desk_row *loaded, struct error *error)
{
    int failure = one_row(db,
                          STR("SELECT id, batch, state, digest, receipt, problem FROM "
                              "desk_batch_row WHERE case_id = $1 ORDER BY id DESC LIMIT 1"),
                          case_id, arena, newest, error);
    if (failure)
        return failure;
    return one_row(db,
                   STR("SELECT id, batch, state, digest, receipt, problem FROM desk_batch_row "
                       "WHERE case_id = $1 AND state = 'loaded' "
                       "ORDER BY decided_at DESC, id DESC LIMIT 1"),
                   case_id, arena, loaded, error);
}

bool desk_content_is_online(const struct desk_content *content)
{
    return desk_content_text(content, STR("online_app_no")).n > 0;
}

int desk_batch_begin(struct db *db, const struct web_actor *actor, day_number day, struct str kind,
                     int64_t *batch, struct error *error)
{
    struct desk_layout columns, values, format;
    int64_t serial, commission = actor->commission;
    int failure = desk_layout_fix(db, commission, STR("registry_columns"), actor->arena, &columns,
                                  error);
    if (!failure)
        failure = desk_layout_fix(db, commission, STR("registry_values"), actor->arena, &values,
                                  error);
    if (!failure)
        failure = desk_layout_fix(db, commission, STR("registry_options"), actor->arena, &format,
                                  error);
    if (!failure)
        failure = DB_GET_INT(db, error, &serial, STR("desk_batch"),
                             "SELECT coalesce(max(serial), 0) + 1 FROM desk_batch WHERE "
                             "commission = $1 AND day = $2",
                             db_int(commission), db_int(day));
    if (failure)
        return failure;
    return DB_INSERT(db, error, batch,
                     "INSERT INTO desk_batch (commission, day, serial, kind, columns_layout, "
                     "values_layout, format_layout, created, author) "
                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
                     db_int(commission), db_int(day), db_int(serial), db_text(kind),
                     db_int(columns.id), db_int(values.id), db_int(format.id),
                     db_int(db_time(db)), db_int(actor->person));
}

int desk_batch_add(struct db *db, const struct web_actor *actor, int64_t batch, size_t position,
                   const struct desk_content *content, bool replaced, enum desk_row_state state,
                   struct str receipt, struct error *error)
{
    struct str sealed;
    int failure = vault_seal(db, content->c.vault, desk_content_json(content, actor->arena),
                             actor->arena, &sealed, error);
    if (failure)
        return failure;
    bool decided = state != DESK_ROW_EXPORTED;
    return DB_RUN(db, error,
                  "INSERT INTO desk_batch_row (batch, position, case_id, vault, digest, content, "
                  "replaced, state, receipt, problem, decided_at, decided_by, cargo_lines) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12)",
                  db_int(batch), db_int((int64_t)position), db_int(content->c.id),
                  db_int(content->c.vault), db_text(content->digest), db_bytes(sealed),
                  db_int(replaced), db_text(desk_row_state_name(state)), db_text(receipt),
                  db_int(decided ? db_time(db) : 0), db_int(decided ? actor->person : 0),
                  db_int((int64_t)content->line_count));
}

/* --- the day's export --- */
struct export_call {
    const struct web_actor *actor;
    day_number day;
    struct desk_batch *out;
};
struct candidate {
    struct desk_content content;
    bool replaced;
};

int desk_row_rules_in_force(struct db *db, const struct web_actor *actor,
                            struct desk_row_rules *out, struct error *error)
{
    struct desk_layout layout;
    struct desk_table options;
    int failure = desk_layout_in_force(db, actor->commission, STR("registry_columns"), actor->arena,
                                       &layout, error);
    if (!failure)
        failure = desk_columns_parse(layout.body, actor->arena, &out->columns, &out->count, error);
    if (!failure)
        failure = desk_layout_table(db, actor->commission, STR("registry_options"), actor->arena,
                                    &options, error);
    if (!failure)
        out->by_line = desk_options_by_line(&options);
    return failure;
}

/* The cases of the day that must be loaded and can be. */
static int find_candidates(struct db *db, const struct export_call *call, struct candidate **out,
                           size_t *count, struct error *error)
{
    const struct web_actor *actor = call->actor;
    struct desk_row_rules rules;
    size_t cases, n = 0;
    int64_t *ids;
    int failure = desk_row_rules_in_force(db, actor, &rules, error);
    if (!failure)
        failure = desk_advised_cases(db, actor, call->day, &ids, &cases, error);
    if (failure)
        return failure;
    struct candidate *found = ARENA_ARRAY(actor->arena, struct candidate, cases);
    struct str *gaps = ARENA_ARRAY(actor->arena, struct str, rules.count);
    for (size_t i = 0; i < cases; i++) {
        struct desk_row newest, loaded;
        struct candidate *one = &found[n];
        if ((failure = desk_content_make(db, actor, ids[i], &one->content, error)) ||
            (failure = desk_row_newest(db, ids[i], actor->arena, &newest, &loaded, error)))
            return failure;
        one->replaced = loaded.id != 0;
        bool current = loaded.id != 0 ? desk_content_same(&one->content, loaded.digest)
                                      : one->content.c.state != DESK_ANSWERED;
        if (!current && !one->content.erased && !desk_content_is_online(&one->content) &&
            desk_content_gaps(&one->content, rules.columns, rules.count, rules.by_line, gaps) == 0)
            n++;
    }
    *out = found;
    *count = n;
    return 0;
}

/* The day's newest export of kind file, if nothing of it is decided and it holds just these rows. */
static int find_same(struct db *db, const struct export_call *call, const struct candidate *wanted,
                     size_t count, int64_t *batch, struct error *error)
{
    *batch = 0;
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT r.batch, r.case_id, r.digest, r.state FROM desk_batch_row r "
                           "WHERE r.batch = (SELECT max(b.id) FROM desk_batch b WHERE "
                           "b.commission = $1 AND b.day = $2 AND b.kind = 'file') "
                           "ORDER BY r.position",
                           db_int(call->actor->commission), db_int(call->day));
    if (failure)
        return failure;
    size_t n = 0;
    bool same = true;
    while (db_next(rows)) {
        same = same && n < count && db_column_int(rows, 1) == wanted[n].content.c.id &&
            str_equal(db_column_text(rows, 2), wanted[n].content.digest) &&
            str_equal(db_column_text(rows, 3), STR("exported"));
        n++;
        *batch = db_column_int(rows, 0);
    }
    if (!same || n != count)
        *batch = 0;
    return db_finish(rows, error);
}

static int add_candidates(struct db *db, const struct export_call *call,
                          const struct candidate *found, size_t count, int64_t *batch,
                          struct error *error)
{
    const struct web_actor *actor = call->actor;
    int failure = desk_batch_begin(db, actor, call->day, STR("file"), batch, error);
    for (size_t i = 0; i < count && !failure; i++)
        failure = desk_batch_add(db, actor, *batch, i + 1, &found[i].content, found[i].replaced,
                                 DESK_ROW_EXPORTED, STR(""), error);
    if (failure)
        return failure;
    struct str detail = arena_format(actor->arena, "{\"day\":%d,\"rows\":%zu}", call->day, count);
    return web_actor_audit(db, actor, STR("registry.export"), STR("batch"), *batch, detail, error);
}

/* All of a batch's figures in one row. */
#define BATCH_COLUMNS                                                                     \
    "SELECT b.id, b.day, b.serial, b.kind, b.created, b.author, count(r.id), "            \
    "count(r.id) FILTER (WHERE r.state = 'loaded'), "                                     \
    "count(r.id) FILTER (WHERE r.state = 'error'), "                                      \
    "count(r.id) FILTER (WHERE r.replaced = 1), "                                         \
    "coalesce(sum(CASE WHEN r.cargo_lines > 1 THEN r.cargo_lines ELSE 1 END), 0), f.body " \
    "FROM desk_batch b JOIN desk_layout f ON f.id = b.format_layout "                     \
    "LEFT JOIN desk_batch_row r ON r.batch = b.id "
#define BATCH_GROUP                                                                       \
    " GROUP BY b.id, b.day, b.serial, b.kind, b.created, b.author, f.body "

static void read_batch(struct db_rows *rows, struct arena *arena, struct desk_batch *out)
{
    *out = (struct desk_batch){
        .id = db_column_int(rows, 0), .day = (day_number)db_column_int(rows, 1),
        .serial = (int)db_column_int(rows, 2), .kind = db_column_copy(rows, 3, arena),
        .created = db_column_int(rows, 4), .author = db_column_int(rows, 5),
        .rows = db_column_int(rows, 6), .loaded = db_column_int(rows, 7),
        .errors = db_column_int(rows, 8), .corrections = db_column_int(rows, 9)};
    struct desk_table options;
    out->lines = out->rows;
    if (!desk_table_parse(db_column_text(rows, 11), arena, &options, NULL) &&
        desk_options_by_line(&options))
        out->lines = db_column_int(rows, 10);
}

static int load_batch(struct db *db, const struct web_actor *actor, int64_t id,
                      struct desk_batch *out, struct error *error)
{
    *out = (struct desk_batch){0};
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           BATCH_COLUMNS "WHERE b.commission = $1 AND b.id = $2" BATCH_GROUP,
                           db_int(actor->commission), db_int(id));
    if (failure)
        return failure;
    if (db_next(rows))
        read_batch(rows, actor->arena, out);
    if ((failure = db_finish(rows, error)))
        return failure;
    return out->id ? 0 : ERROR(error, ERR_NOT_FOUND, STR("登録用の出力"));
}

static int export_body(struct db *db, void *argument, struct error *error)
{
    struct export_call *call = argument;
    struct candidate *found;
    size_t count;
    int64_t batch;
    *call->out = (struct desk_batch){0};
    int failure = find_candidates(db, call, &found, &count, error);
    if (failure || count == 0)
        return failure;
    failure = find_same(db, call, found, count, &batch, error);
    if (!failure && batch == 0)
        failure = add_candidates(db, call, found, count, &batch, error);
    return failure ? failure : load_batch(db, call->actor, batch, call->out, error);
}

int desk_registry_export(const struct web_actor *actor, day_number day, struct desk_batch *out,
                         struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct export_call call = {actor, day, out};
    return failure ? failure : store_write(actor->store, export_body, &call, error);
}

/* --- reading --- */
enum { MOST_BATCHES = 500 };

struct list_call {
    const struct web_actor *actor;
    day_number day;
    int64_t id;
    struct desk_batch *batches, *batch;
    struct desk_batch_row **rows;
    size_t *count;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct list_call *call = argument;
    struct db_rows *rows;
    *call->count = 0;
    int failure = DB_QUERY(db, error, &rows,
                           BATCH_COLUMNS "WHERE b.commission = $1 AND b.day = $2" BATCH_GROUP
                                         "ORDER BY b.serial LIMIT $3",
                           db_int(call->actor->commission), db_int(call->day),
                           db_int(MOST_BATCHES));
    if (failure)
        return failure;
    while (db_next(rows))
        read_batch(rows, call->actor->arena, &call->batches[(*call->count)++]);
    return db_finish(rows, error);
}

int desk_batch_list(const struct web_actor *actor, day_number day, struct desk_batch **out,
                    size_t *count, struct error *error)
{
    *out = ARENA_ARRAY(actor->arena, struct desk_batch, MOST_BATCHES);
    struct list_call call = {.actor = actor, .day = day, .batches = *out, .count = count};
    int failure = desk_require(actor, STR("desk.case.read"), error);
    return failure ? failure : store_read(actor->store, list_body, &call, error);
}

static void read_batch_row(struct db_rows *rows, struct arena *arena, struct desk_batch_row *out)
{
    *out = (struct desk_batch_row){
        .case_id = db_column_int(rows, 0), .number = db_column_copy(rows, 1, arena),
        .correction = db_column_int(rows, 2) == 1, .state = row_state(db_column_text(rows, 3)),
        .receipt = db_column_copy(rows, 4, arena), .problem = db_column_copy(rows, 5, arena),
        .decided_at = db_column_int(rows, 6), .decided_by = db_column_int(rows, 7)};
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct list_call *call = argument;
    struct db_rows *rows;
    int failure = load_batch(db, call->actor, call->id, call->batch, error);
    if (failure)
        return failure;
    size_t most = (size_t)call->batch->rows;
    *call->rows = ARENA_ARRAY(call->actor->arena, struct desk_batch_row, most);
    *call->count = 0;
    failure = DB_QUERY(db, error, &rows,
                       "SELECT r.case_id, c.number, r.replaced, r.state, r.receipt, r.problem, "
                       "r.decided_at, r.decided_by FROM desk_batch_row r "
                       "JOIN desk_case c ON c.id = r.case_id WHERE r.batch = $1 "
                       "ORDER BY r.position",
                       db_int(call->id));
    if (failure)
        return failure;
    while (db_next(rows) && *call->count < most)
        read_batch_row(rows, call->actor->arena, &(*call->rows)[(*call->count)++]);
    return db_finish(rows, error);
}

int desk_batch_read(const struct web_actor *actor, int64_t id, struct desk_batch *batch,
                    struct desk_batch_row **rows, size_t *count, struct error *error)
{
    struct list_call call = {.actor = actor, .id = id, .batch = batch, .rows = rows,
                             .count = count};
    int failure = desk_require(actor, STR("desk.case.read"), error);
    return failure ? failure : store_read(actor->store, read_body, &call, error);
}
