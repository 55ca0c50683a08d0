/* Layouts in the store: the default comes from data/desk/, the first use writes it down as revision 1,
   each change is the next revision. */
#include "desk/registry_layout.h"

#include "desk/registry_inside.h"
#include "desk/registry_table.h"

struct known_layout {
    struct str name, title_ja, title_en;
};
static const struct known_layout known[] = {
    {STR_INIT("registry_options"), STR_INIT("登録の方式、行の単位、文字コード"),
     STR_INIT("Mode, rows and encoding of the registry")},
    {STR_INIT("registry_columns"), STR_INIT("仮登録CSVの列"), STR_INIT("Columns of the CSV")},
    {STR_INIT("report_columns"), STR_INIT("日次報告エクセルの列"),
     STR_INIT("Columns of the daily Excel")},
    {STR_INIT("published_columns"), STR_INIT("公開する項目"), STR_INIT("What is published")},
    {STR_INIT("report_recipe"), STR_INIT("日次報告エクセルの加工とファイル名"),
     STR_INIT("Sheets, order and file names of the daily Excel")},
    {STR_INIT("registry_values"), STR_INIT("値の置きかえ"), STR_INIT("Value map")},
    {STR_INIT("pdf_names"), STR_INIT("添付PDFの名前の付け方"), STR_INIT("Names of the PDFs")},
    {STR_INIT("report_mail"), STR_INIT("日次報告メールの宛先と文面"),
     STR_INIT("Recipients and words of the daily mail")},
};
enum { KNOWN = sizeof known / sizeof known[0], LONGEST_BODY = 200 * 1000 };

extern const struct embedded_files desk_registry_data;

static const struct known_layout *find_known(struct str name)
{
    for (size_t i = 0; i < KNOWN; i++)
        if (str_equal(known[i].name, name))
            return &known[i];
    return NULL;
}

static bool all_confirmed(struct str body, struct arena *arena)
{
    struct desk_table table;
    if (desk_table_parse(body, arena, &table, NULL) != 0)
        return false;
    for (size_t i = 0; i < table.rows; i++)
        if (str_equal(desk_table_cell(&table, i, STR("confirmed")), STR("no")))
            return false;
    return true;
}

struct str desk_layout_ours(struct str name)
{
    struct arena *arena = arena_create();
    struct str body = embedded_find(&desk_registry_data, ARENA_JOIN(arena, name, STR(".tsv")));
    arena_destroy(arena);
    return body;
}

static void fill_default(const struct known_layout *layout, struct arena *arena,
                         struct desk_layout *out)
{
    struct str file = ARENA_JOIN(arena, layout->name, STR(".tsv"));
    *out = (struct desk_layout){
        .name = layout->name, .title_ja = layout->title_ja, .title_en = layout->title_en,
        .body = embedded_find(&desk_registry_data, file),
        .reason = STR("当方の既定（経済産業省の指示が届くまで）"),
    };
    out->confirmed = all_confirmed(out->body, arena);
}

static void read_row(struct db_rows *rows, const struct known_layout *layout, struct arena *arena,
                     struct desk_layout *out)
{
    *out = (struct desk_layout){
        .id = db_column_int(rows, 0), .revision = db_column_int(rows, 1),
        .body = db_column_copy(rows, 2, arena), .reason = db_column_copy(rows, 3, arena),
        .author = db_column_int(rows, 4), .created = db_column_int(rows, 5),
        .name = layout->name, .title_ja = layout->title_ja, .title_en = layout->title_en,
    };
    out->confirmed = all_confirmed(out->body, arena);
}

int desk_layout_in_force(struct db *db, int64_t commission, struct str name, struct arena *arena,
                         struct desk_layout *out, struct error *error)
{
    const struct known_layout *layout = find_known(name);
    if (!layout)
        return ERROR(error, ERR_NOT_FOUND, name);
    fill_default(layout, arena, out);
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT id, revision, body, reason, author, created FROM desk_layout "
                           "WHERE commission = $1 AND name = $2 ORDER BY revision DESC LIMIT 1",
                           db_int(commission), db_text(name));
    if (failure)
        return failure;
    if (db_next(rows))
        read_row(rows, layout, arena, out);
    return db_finish(rows, error);
}

int desk_layout_by_id(struct db *db, int64_t id, struct arena *arena, struct str *body,
                      struct error *error)
{
    struct db_rows *rows;
    int failure =
        DB_QUERY(db, error, &rows, "SELECT body FROM desk_layout WHERE id = $1", db_int(id));
    if (failure)
        return failure;
    *body = db_next(rows) ? db_column_copy(rows, 0, arena) : (struct str){"", 0};
    return db_finish(rows, error);
}

static int insert_revision(struct db *db, int64_t commission, const struct desk_layout *layout,
                           int64_t *id, struct error *error)
{
    return DB_INSERT(db, error, id,
                     "INSERT INTO desk_layout (commission, name, revision, body, reason, author, "
                     "created) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                     db_int(commission), db_text(layout->name), db_int(layout->revision),
                     db_text(layout->body), db_text(layout->reason), db_int(layout->author),
                     db_int(db_time(db)));
}

int desk_layout_fix(struct db *db, int64_t commission, struct str name, struct arena *arena,
                    struct desk_layout *out, struct error *error)
{
    int failure = desk_layout_in_force(db, commission, name, arena, out, error);
    if (failure || out->id != 0)
        return failure;
    out->revision = 1;
    out->created = db_time(db);
    return insert_revision(db, commission, out, &out->id, error);
}

struct layout_call {
    const struct web_actor *actor;
    struct str name;
    struct desk_layout *out;
    size_t *count;
    int64_t seen_revision;
    struct str body, reason;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct layout_call *call = argument;
    int failure = 0;
    for (size_t i = 0; i < KNOWN && !failure; i++)
        failure = desk_layout_in_force(db, call->actor->commission, known[i].name,
                                       call->actor->arena, &call->out[i], error);
    return failure;
}

int desk_layout_list(const struct web_actor *actor, struct desk_layout **out, size_t *count,
                     struct error *error)
{
    struct layout_call call = {.actor = actor,
                               .out = ARENA_ARRAY(actor->arena, struct desk_layout, KNOWN)};
    *out = call.out;
    *count = KNOWN;
    return store_read(actor->store, list_body, &call, error);
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    struct layout_call *call = argument;
    return desk_layout_in_force(db, call->actor->commission, call->name, call->actor->arena,
                                call->out, error);
}

int desk_layout_read(const struct web_actor *actor, struct str name, struct desk_layout *out,
                     struct error *error)
{
    struct layout_call call = {.actor = actor, .name = name, .out = out};
    return store_read(actor->store, read_body, &call, error);
}

enum { MOST_HISTORY = 200 };

static int history_body(struct db *db, void *argument, struct error *error)
{
    struct layout_call *call = argument;
    const struct known_layout *layout = find_known(call->name);
    if (!layout)
        return ERROR(error, ERR_NOT_FOUND, call->name);
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT id, revision, body, reason, author, created FROM desk_layout "
                           "WHERE commission = $1 AND name = $2 ORDER BY revision DESC LIMIT $3",
                           db_int(call->actor->commission), db_text(call->name),
                           db_int(MOST_HISTORY));
    if (failure)
        return failure;
    size_t n = 0;
    while (db_next(rows))
        read_row(rows, layout, call->actor->arena, &call->out[n++]);
    fill_default(layout, call->actor->arena, &call->out[n++]);
    *call->count = n;
    return db_finish(rows, error);
}

int desk_layout_history(const struct web_actor *actor, struct str name, struct desk_layout **out,
                        size_t *count, struct error *error)
{
    *out = ARENA_ARRAY(actor->arena, struct desk_layout, MOST_HISTORY + 1);
    struct layout_call call = {.actor = actor, .name = name, .out = *out, .count = count};
    return store_read(actor->store, history_body, &call, error);
}

static int change_body(struct db *db, void *argument, struct error *error)
{
    struct layout_call *call = argument;
    const struct web_actor *actor = call->actor;
    struct desk_layout layout;
    int failure = desk_layout_in_force(db, actor->commission, call->name, actor->arena, &layout,
                                       error);
    if (failure)
        return failure;
    if (layout.revision != call->seen_revision)
        return ERROR(error, ERR_CONFLICT, layout.title_ja);
    if (layout.id == 0 &&
        (failure = desk_layout_fix(db, actor->commission, call->name, actor->arena, &layout, error)))
        return failure;
    layout.revision++;
    layout.body = call->body;
    layout.reason = call->reason;
    layout.author = actor->person;
    if ((failure = insert_revision(db, actor->commission, &layout, &layout.id, error)))
        return failure;
    struct str detail = arena_format(actor->arena, "{\"name\":\"%" PRIstr "\",\"revision\":%lld}",
                                     STR_ARG(layout.name), (long long)layout.revision);
    return web_actor_audit(db, actor, STR("layout.change"), STR("layout"), layout.id, detail,
                           error);
}

int desk_layout_change(const struct web_actor *actor, struct str name, int64_t seen_revision,
                       struct str body, struct str reason, struct error *error)
{
    int failure = desk_require(actor, STR("desk.settings"), error);
    if (failure)
        return failure;
    if (str_trim(reason).n == 0)
        return ERROR(error, ERR_DESK_REASON, STR("設定の変更"));
    if (body.n > LONGEST_BODY)
        return ERROR(error, ERR_TOO_LARGE, name, STR("200 KB"));
    if ((failure = desk_layout_check(name, body, actor->arena, error)))
        return failure;
    struct layout_call call = {.actor = actor, .name = name, .seen_revision = seen_revision,
                               .body = body, .reason = reason};
    return store_write(actor->store, change_body, &call, error);
}
