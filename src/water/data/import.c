/* Drafts of imports: keeping the file, its layout, looking at it. Storing is in import_store.c. */
#include "water/data/import.h"

#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/blob.h"
#include "water/data/import_inside.h"

static const struct str states[][2] = {
    [WATER_IMPORT_DRAFT] = {STR_INIT("draft"), STR_INIT("確認中")},
    [WATER_IMPORT_STORED] = {STR_INIT("stored"), STR_INIT("取込み済み")},
    [WATER_IMPORT_WITHDRAWN] = {STR_INIT("withdrawn"), STR_INIT("取消し")},
};
enum { MOST_LISTED = 100, LAYOUTS_MOST = 100, VALUES_LOADED_MOST = 400000 };

struct str water_import_state_name(enum water_import_state state)
{
    return states[state][0];
}

struct str water_import_state_title(enum water_import_state state)
{
    return states[state][1];
}

/* --- reading rows --- */

#define IMPORT_COLUMNS                                                                             \
    "SELECT id, mine, version, name, size, blob, layout, state, added, known, warnings, author,"   \
    " created, stored_by, stored_at FROM water_import"

static void read_import(struct db_rows *rows, struct arena *arena, struct water_import *out)
{
    *out = (struct water_import){.id = db_column_int(rows, 0),
                                 .mine = db_column_int(rows, 1),
                                 .version = db_column_int(rows, 2),
                                 .name = db_column_copy(rows, 3, arena),
                                 .size = db_column_int(rows, 4),
                                 .blob = db_column_copy(rows, 5, arena),
                                 .layout = db_column_copy(rows, 6, arena),
                                 .added = db_column_int(rows, 8),
                                 .known = db_column_int(rows, 9),
                                 .warnings = db_column_int(rows, 10),
                                 .author = db_column_int(rows, 11),
                                 .created = db_column_int(rows, 12),
                                 .stored_by = db_column_int(rows, 13),
                                 .stored_at = db_column_int(rows, 14)};
    for (int i = WATER_IMPORT_DRAFT; i <= WATER_IMPORT_WITHDRAWN; i++)
        if (str_equal(db_column_text(rows, 7), states[i][0]))
            out->state = (enum water_import_state)i;
}

int water_import_load(struct db *db, const struct web_actor *actor, int64_t id,
                      struct water_import *out, struct water_mine_row *mine, struct error *error)
{
    struct db_rows *rows;
    *out = (struct water_import){0};
    int status = DB_QUERY(db, error, &rows, IMPORT_COLUMNS " WHERE id = $1", db_int(id));
    if (status)
        return status;
    if (db_next(rows))
        read_import(rows, actor->arena, out);
    status = db_finish(rows, error);
    if (!status && !out->id)
        return ERROR(error, ERR_NOT_FOUND, STR("取込み"));
    return status ? status : water_mine_load(db, actor, out->mine, mine, error);
}

struct import_call {
    const struct web_actor *actor;
    int64_t id, mine_id, version;
    struct water_import import;
    struct water_mine_row mine;
    struct water_import *list;
    struct water_kept_layout *layouts;
    size_t count;
    struct str name, layout, layout_name;
    struct blob blob;
    struct water_import_view *view;
    struct water_stored_value *stored;
    size_t stored_count;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct import_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = water_mine_load(db, call->actor, call->mine_id, &call->mine, error);
    if (!status)
        status =
            DB_QUERY(db, error, &rows, IMPORT_COLUMNS " WHERE mine = $1 ORDER BY id DESC LIMIT $2",
                     db_int(call->mine_id), db_int(MOST_LISTED));
    if (status)
        return status;
    while (db_next(rows) && call->count < MOST_LISTED)
        read_import(rows, call->actor->arena, &call->list[call->count++]);
    return db_finish(rows, error);
}

int water_import_list(const struct web_actor *actor, int64_t mine, struct water_import **out,
                      size_t *count, struct error *error)
{
    struct import_call call = {.actor = actor,
                               .mine_id = mine,
                               .list = ARENA_ARRAY(actor->arena, struct water_import, MOST_LISTED)};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

static int layouts_body(struct db *db, void *argument, struct error *error)
{
    struct import_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT name, content FROM water_layout WHERE commission = $1"
                          " ORDER BY name LIMIT $2",
                          db_int(call->actor->commission), db_int(LAYOUTS_MOST));
    if (status)
        return status;
    while (db_next(rows) && call->count < LAYOUTS_MOST)
        call->layouts[call->count++] =
            (struct water_kept_layout){db_column_copy(rows, 0, call->actor->arena),
                                       db_column_copy(rows, 1, call->actor->arena)};
    return db_finish(rows, error);
}

int water_layouts_list(const struct web_actor *actor, struct water_kept_layout **out, size_t *count,
                       struct error *error)
{
    struct import_call call = {
        .actor = actor,
        .layouts = ARENA_ARRAY(actor->arena, struct water_kept_layout, LAYOUTS_MOST)};
    int status = water_require(actor, STR("water.data"), error);
    if (!status)
        status = store_read(actor->store, layouts_body, &call, error);
    *out = call.layouts;
    *count = call.count;
    return status;
}

/* --- a new draft --- */

static int read_workbook(const struct web_actor *actor, int fd, struct workbook *book,
                         struct error *error)
{
    if (!actor->services || !actor->services->workers)
        return ERROR(error, ERR_NOT_FOUND, STR("meguri-worker"));
    return workbook_read(actor->services->workers, fd, actor->arena, book, error);
}

/* The layout of the newest import of a file with the same head row. */
static bool remembered(const struct web_actor *actor, const struct workbook *book, int64_t mine,
                       const struct water_layout *guess, struct water_layout *out)
{
    struct water_import *list;
    struct water_grid grid;
    size_t count;
    if (water_import_list(actor, mine, &list, &count, NULL))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (list[i].state != WATER_IMPORT_STORED ||
            water_layout_read(list[i].layout, actor->arena, out, NULL) || out->head.n == 0)
            continue;
        out->sheet = guess->sheet;
        if (water_grid_of(book, out, actor->arena, &grid, NULL) == 0 &&
            str_equal(water_grid_head(&grid, out->head_row, actor->arena), out->head))
            return true;
    }
    return false;
}

static int begin_body(struct db *db, void *argument, struct error *error)
{
    struct import_call *call = argument;
    int status = blob_link(db, &call->blob, error);
    if (!status)
        status = DB_INSERT(
            db, error, &call->id,
            "INSERT INTO water_import (mine, name, size, digest, blob, layout, state, added,"
            " known, warnings, author, created, stored_by, stored_at, version)"
            " VALUES ($1, $2, $3, $4, $5, $6, 'draft', 0, 0, 0, $7, $8, 0, 0, 1)"
            " RETURNING id",
            db_int(call->mine.id), db_text(call->name), db_int(call->blob.size),
            db_text(call->blob.digest), db_text(call->blob.id), db_text(call->layout),
            db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.import.begin"), STR("import"),
                                    call->id, STR("{}"), error);
}

int water_import_begin(const struct web_actor *actor, int64_t mine, struct str name, int fd,
                       struct str layout, int64_t *id, struct error *error)
{
    struct import_call call = {.actor = actor, .name = text_file_name(name, actor->arena)};
    struct workbook book;
    struct water_layout wanted;
    struct water_grid grid;
    off_t size = lseek(fd, 0, SEEK_END);
    *id = 0;
    int status = water_require(actor, STR("water.edit"), error);
    if (!status && size > WATER_IMPORT_BYTES)
        return ERROR(error, ERR_TOO_LARGE, call.name, STR("32 MB"));
    if (!status)
        status = water_mine_read(actor, mine, &call.mine, error);
    if (!status)
        status = read_workbook(actor, fd, &book, error);
    if (status)
        return status;
    if (layout.n) {
        status = water_layout_read(layout, actor->arena, &wanted, error);
    } else {
        struct water_layout guess;
        water_layout_guess(&book, actor->arena, &guess);
        if (!remembered(actor, &book, mine, &guess, &wanted))
            wanted = guess;
    }
    if (!status)
        status = water_grid_of(&book, &wanted, actor->arena, &grid, error);
    if (!status)
        status = blob_write_fd(actor->store, call.mine.vault, fd, actor->arena, &call.blob, error);
    call.layout = status ? STR("") : water_layout_write(&wanted, actor->arena);
    if (!status)
        status = store_write(actor->store, begin_body, &call, error);
    *id = call.id;
    return status;
}

/* --- looking --- */

static int look_body(struct db *db, void *argument, struct error *error)
{
    struct import_call *call = argument;
    struct water_import_view *view = call->view;
    int status = water_import_load(db, call->actor, call->id, &view->import, &view->mine, error);
    return status ? status
                  : water_points_load(db, call->actor, view->mine.id, &view->points,
                                      &view->point_count, error);
}

static int stored_body(struct db *db, void *argument, struct error *error)
{
    struct import_call *call = argument;
    return water_import_stored_values(db, call->actor, call->view, &call->stored,
                                      &call->stored_count, error);
}

static void list_sheets(const struct workbook *book, struct arena *arena,
                        struct water_import_view *out)
{
    out->sheets = ARENA_ARRAY(arena, struct str, book->count);
    for (size_t i = 0; i < book->count; i++)
        if (!book->sheets[i].hidden && book->sheets[i].name.n)
            out->sheets[out->sheet_count++] = book->sheets[i].name;
}

int water_import_look(const struct web_actor *actor, int64_t id, struct water_import_view *out,
                      struct error *error)
{
    struct import_call call = {.actor = actor, .id = id, .view = out};
    utc_us now = context_now(store_context(actor->store));
    struct workbook book;
    int fd = -1;
    *out = (struct water_import_view){0};
    int status = store_read(actor->store, look_body, &call, error);
    if (!status)
        status = water_layout_read(out->import.layout, actor->arena, &out->layout, error);
    if (!status)
        status = blob_read_fd(actor->store, out->mine.vault, out->import.blob, &fd, error);
    if (!status)
        status = read_workbook(actor, fd, &book, error);
    if (fd >= 0)
        close(fd);
    if (!status)
        status = water_lab_table_read(&book, &out->layout, out->points, out->point_count, now,
                                      actor->arena, &out->table, error);
    if (!status)
        status = store_read(actor->store, stored_body, &call, error);
    if (status)
        return status;
    list_sheets(&book, actor->arena, out);
    water_lab_check(&out->table, call.stored, call.stored_count, &out->known);
    if (out->layout.form != WATER_LOGGER)
        water_lab_check_balance(&out->table, day_of_time(now));
    out->fresh = out->table.count - out->table.repeated;
    return 0;
}

/* --- another layout --- */

static int lay_body(struct db *db, void *argument, struct error *error)
{
    struct import_call *call = argument;
    int64_t changed = 0;
    int status = water_import_load(db, call->actor, call->id, &call->import, &call->mine, error);
    if (!status && call->import.state != WATER_IMPORT_DRAFT)
        return ERROR(error, ERR_STATE, STR("この取込みは確認中ではありません"));
    if (!status)
        status = db_run(db, error, &changed,
                        STR("UPDATE water_import SET layout = $3, version = version + 1"
                            " WHERE id = $1 AND version = $2"),
                        (const struct db_value[]){db_int(call->id), db_int(call->version),
                                                  db_text(call->layout)},
                        3);
    if (!status && changed == 0)
        return ERROR(error, ERR_CONFLICT, call->import.name);
    if (!status && call->layout_name.n)
        status = DB_RUN(db, error,
                        "INSERT INTO water_layout (commission, name, content, author, changed)"
                        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (commission, name)"
                        " DO UPDATE SET content = excluded.content, author = excluded.author,"
                        " changed = excluded.changed",
                        db_int(call->actor->commission), db_text(call->layout_name),
                        db_text(call->layout), db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.import.lay"), STR("import"),
                                    call->id, STR("{}"), error);
}

int water_import_lay(const struct web_actor *actor, int64_t id, int64_t version,
                     const struct water_layout *layout, struct error *error)
{
    struct import_call call = {.actor = actor,
                               .id = id,
                               .version = version,
                               .layout = water_layout_write(layout, actor->arena),
                               .layout_name = layout->name};
    int status = water_require(actor, STR("water.edit"), error);
    return status ? status : store_write(actor->store, lay_body, &call, error);
}
