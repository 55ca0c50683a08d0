/* What was found and taken at a visit: time, position, bottles, photos. */
#include <unistd.h>

#include "base/text.h"
#include "doc/content.h"
#include "store/blob.h"
#include "water/data/survey_inside.h"

struct visit_call {
    const struct web_actor *actor;
    const struct water_visit *given;
    const struct water_bottle *bottle;
    struct water_visit *visits;
    size_t count;
    int64_t id, vault;
    struct str name, *latitude, *longitude;
    struct blob blob;
    struct water_photo photo;
};

/* The visit as the actor may see it. */
static int load(struct db *db, struct visit_call *call, struct error *error)
{
    int status = water_visits_load(db, call->actor, WATER_VISIT_ALONE, call->id, &call->visits,
                                   &call->count, error);
    return status || call->count ? status : ERROR(error, ERR_NOT_FOUND, STR("現地調査"));
}

static int note_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    const struct water_visit *given = call->given;
    int64_t changed = 0;
    int status = load(db, call, error);
    if (!status)
        status = db_run(
            db, error, &changed,
            STR("UPDATE water_visit SET visited_at = $3, latitude = $4, longitude = $5, words = $6,"
                " author = $7, version = version + 1 WHERE id = $1 AND version = $2"),
            (const struct db_value[]){db_int(given->id), db_int(given->version),
                                      db_int(given->visited_at), db_text(given->latitude),
                                      db_text(given->longitude), db_text(given->words),
                                      db_int(call->actor->person)},
            7);
    if (!status && changed == 0)
        return ERROR(error, ERR_CONFLICT, call->visits[0].point_name);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.visit.note"), STR("visit"),
                                    given->id, STR("{}"), error);
}

int water_visit_note(const struct web_actor *actor, const struct water_visit *visit,
                     struct error *error)
{
    struct visit_call call = {.actor = actor, .given = visit, .id = visit->id};
    int status = water_require(actor, STR("water.log"), error);
    if (!status)
        status = water_place_check(visit->latitude, visit->longitude, error);
    return status ? status : store_write(actor->store, note_body, &call, error);
}

static int place_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    struct water_mine_row mine;
    struct db_rows *rows;
    int status = water_mine_load(db, call->actor, call->id, &mine, error);
    if (!status)
        status = DB_QUERY(db, error, &rows,
                          "SELECT latitude, longitude FROM water_visit WHERE mine = $1"
                          " AND latitude <> '' AND longitude <> ''"
                          " ORDER BY visited_at DESC, id DESC LIMIT 1",
                          db_int(call->id));
    if (status)
        return status;
    if (db_next(rows)) {
        *call->latitude = db_column_copy(rows, 0, call->actor->arena);
        *call->longitude = db_column_copy(rows, 1, call->actor->arena);
    }
    return db_finish(rows, error);
}

int water_visit_place(const struct web_actor *actor, int64_t mine, struct str *latitude,
                      struct str *longitude, struct error *error)
{
    struct visit_call call = {
        .actor = actor, .id = mine, .latitude = latitude, .longitude = longitude};
    *latitude = *longitude = (struct str){0};
    return store_read(actor->store, place_body, &call, error);
}

static int bottle_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    const struct water_bottle *bottle = call->bottle;
    int status = load(db, call, error);
    if (!status)
        status =
            DB_RUN(db, error,
                   "INSERT INTO water_bottle (visit, number, fraction, laboratory, sent, received)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   db_int(call->id), db_text(bottle->number),
                   db_text(water_fraction_name(bottle->fraction)), db_text(bottle->laboratory),
                   db_int(bottle->sent), db_int(bottle->received));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.bottle.add"), STR("visit"),
                                    call->id, STR("{}"), error);
}

static int check_bottle(const struct water_bottle *bottle, struct error *error)
{
    if (bottle->number.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("瓶"),
                     BOTH("番号が空です", "the number is empty"));
    if (bottle->received && bottle->sent && bottle->received < bottle->sent)
        return ERROR(
            error, ERR_INVALID_INPUT, bottle->number,
            BOTH("受け取った日が送った日より前です", "it was received before it was sent"));
    return 0;
}

int water_bottle_add(const struct web_actor *actor, int64_t visit,
                     const struct water_bottle *bottle, struct error *error)
{
    struct visit_call call = {.actor = actor, .id = visit, .bottle = bottle};
    int status = water_require(actor, STR("water.log"), error);
    if (!status)
        status = check_bottle(bottle, error);
    return status ? status : store_write(actor->store, bottle_body, &call, error);
}

static int bottle_change_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    const struct water_bottle *bottle = call->bottle;
    int64_t changed = 0;
    int status = load(db, call, error);
    if (!status)
        status = db_run(db, error, &changed,
                        STR("UPDATE water_bottle SET laboratory = $3, sent = $4, received = $5"
                            " WHERE visit = $1 AND number = $2"),
                        (const struct db_value[]){db_int(call->id), db_text(bottle->number),
                                                  db_text(bottle->laboratory), db_int(bottle->sent),
                                                  db_int(bottle->received)},
                        5);
    if (!status && changed == 0)
        return ERROR(error, ERR_NOT_FOUND, bottle->number);
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.bottle.change"), STR("visit"),
                                    call->id, STR("{}"), error);
}

int water_bottle_change(const struct web_actor *actor, int64_t visit,
                        const struct water_bottle *bottle, struct error *error)
{
    struct visit_call call = {.actor = actor, .id = visit, .bottle = bottle};
    int status = water_require(actor, STR("water.log"), error);
    if (!status)
        status = check_bottle(bottle, error);
    return status ? status : store_write(actor->store, bottle_change_body, &call, error);
}

/* --- photos --- */

static int vault_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    struct water_mine_row mine;
    int status = load(db, call, error);
    if (!status)
        status = water_mine_load(db, call->actor, call->visits[0].mine, &mine, error);
    call->vault = status ? 0 : mine.vault;
    return status;
}

static int photo_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    int64_t id;
    int status = blob_link(db, &call->blob, error);
    if (!status)
        status =
            DB_INSERT(db, error, &id,
                      "INSERT INTO water_photo (visit, name, blob, size, author, created)"
                      " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                      db_int(call->id), db_text(call->name), db_text(call->blob.id),
                      db_int(call->blob.size), db_int(call->actor->person), db_int(db_time(db)));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.photo.add"), STR("visit"), call->id,
                                    STR("{}"), error);
}

int water_photo_add(const struct web_actor *actor, int64_t visit, struct str name, int fd,
                    struct error *error)
{
    struct visit_call call = {
        .actor = actor, .id = visit, .name = text_file_name(name, actor->arena)};
    struct str bytes;
    int status = water_require(actor, STR("water.log"), error);
    if (!status && lseek(fd, 0, SEEK_END) > WATER_PHOTO_BYTES)
        return ERROR(error, ERR_TOO_LARGE, call.name, STR("12 MB"));
    if (!status)
        status = content_read(fd, call.name, actor->arena, &bytes, error);
    if (!status && !content_is_picture(bytes))
        return ERROR(error, ERR_DOC_UNSUPPORTED, call.name);
    if (!status)
        status = store_read(actor->store, vault_body, &call, error);
    if (!status && call.visits[0].photo_count >= WATER_VISIT_PHOTOS)
        return ERROR(error, ERR_TOO_LARGE, STR("写真"), STR("12"));
    if (!status)
        status = blob_write_fd(actor->store, call.vault, fd, actor->arena, &call.blob, error);
    return status ? status : store_write(actor->store, photo_body, &call, error);
}

static int open_body(struct db *db, void *argument, struct error *error)
{
    struct visit_call *call = argument;
    struct db_rows *rows;
    int64_t photo = call->photo.id;
    call->id = 0;
    int status =
        DB_QUERY(db, error, &rows, "SELECT visit, name, size, blob FROM water_photo WHERE id = $1",
                 db_int(photo));
    if (status)
        return status;
    if (db_next(rows)) {
        call->id = db_column_int(rows, 0);
        call->photo.name = db_column_copy(rows, 1, call->actor->arena);
        call->photo.size = db_column_int(rows, 2);
        call->blob.id = db_column_copy(rows, 3, call->actor->arena);
    }
    status = db_finish(rows, error);
    if (!status && !call->id)
        return ERROR(error, ERR_NOT_FOUND, STR("写真"));
    return status ? status : vault_body(db, call, error);
}

int water_photo_open(const struct web_actor *actor, int64_t id, struct water_photo *out, int *fd,
                     struct error *error)
{
    struct visit_call call = {.actor = actor, .photo = {.id = id}};
    *fd = -1;
    int status = store_read(actor->store, open_body, &call, error);
    *out = call.photo;
    return status ? status : blob_read_fd(actor->store, call.vault, call.blob.id, fd, error);
}
