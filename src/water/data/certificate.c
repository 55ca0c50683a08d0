#include "water/data/certificate.h"

#include <unistd.h>

#include "base/text.h"
#include "doc/content.h"
#include "store/blob.h"

enum { CERTIFICATES_MOST = 500 };

struct certificate_call {
    const struct web_actor *actor;
    struct water_mine_row mine;
    struct water_certificate certificate, *list;
    size_t count;
    struct blob blob;
    int64_t id;
};

#define CERTIFICATE_COLUMNS                                                                        \
    "SELECT c.id, c.mine, c.number, c.laboratory, c.issued, c.name, c.blob, c.size,"               \
    " (SELECT count(*) FROM water_sample s WHERE s.certificate = c.id) FROM water_certificate c"

static void read_certificate(struct db_rows *rows, struct arena *arena,
                             struct water_certificate *out)
{
    *out = (struct water_certificate){.id = db_column_int(rows, 0),
                                      .mine = db_column_int(rows, 1),
                                      .number = db_column_copy(rows, 2, arena),
                                      .laboratory = db_column_copy(rows, 3, arena),
                                      .issued = (day_number)db_column_int(rows, 4),
                                      .name = db_column_copy(rows, 5, arena),
                                      .blob = db_column_copy(rows, 6, arena),
                                      .size = db_column_int(rows, 7),
                                      .samples = db_column_int(rows, 8)};
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct certificate_call *call = argument;
    struct db_rows *rows;
    call->count = 0;
    int status = water_mine_load(db, call->actor, call->id, &call->mine, error);
    if (!status)
        status = DB_QUERY(db, error, &rows,
                          CERTIFICATE_COLUMNS " WHERE c.mine = $1 ORDER BY c.number LIMIT $2",
                          db_int(call->id), db_int(CERTIFICATES_MOST));
    if (status)
        return status;
    while (db_next(rows) && call->count < CERTIFICATES_MOST)
        read_certificate(rows, call->actor->arena, &call->list[call->count++]);
    return db_finish(rows, error);
}

int water_certificates(const struct web_actor *actor, int64_t mine, struct water_certificate **out,
                       size_t *count, struct error *error)
{
    struct certificate_call call = {
        .actor = actor,
        .id = mine,
        .list = ARENA_ARRAY(actor->arena, struct water_certificate, CERTIFICATES_MOST)};
    int status = store_read(actor->store, list_body, &call, error);
    *out = call.list;
    *count = call.count;
    return status;
}

static int keep_body(struct db *db, void *argument, struct error *error)
{
    struct certificate_call *call = argument;
    const struct water_certificate *c = &call->certificate;
    int64_t changed = 0;
    int status = water_mine_load(db, call->actor, c->mine, &call->mine, error);
    if (!status)
        status = blob_link(db, &call->blob, error);
    if (!status)
        status = DB_RUN(
            db, error,
            "INSERT INTO water_certificate (mine, number, laboratory, issued, name, blob, size,"
            " author, created) VALUES ($1, $2, $3, 0, '', '', 0, $4, $5)"
            " ON CONFLICT (mine, number) DO NOTHING",
            db_int(c->mine), db_text(c->number), db_text(c->laboratory),
            db_int(call->actor->person), db_int(db_time(db)));
    if (!status)
        status =
            db_run(db, error, &changed,
                   STR("UPDATE water_certificate SET name = $3, blob = $4, size = $5, issued = $6"
                       " WHERE mine = $1 AND number = $2 AND blob = ''"),
                   (const struct db_value[]){db_int(c->mine), db_text(c->number), db_text(c->name),
                                             db_text(call->blob.id), db_int(call->blob.size),
                                             db_int(c->issued)},
                   6);
    if (!status && changed == 0)
        return ERROR(error, ERR_STATE, STR("この番号の証明書はもう保管されています"));
    if (!status)
        status = DB_GET_INT(db, error, &call->id, c->number,
                            "SELECT id FROM water_certificate WHERE mine = $1 AND number = $2",
                            db_int(c->mine), db_text(c->number));
    return status ? status
                  : web_actor_audit(db, call->actor, STR("water.certificate.keep"),
                                    STR("certificate"), call->id, STR("{}"), error);
}

/* A paper is a PDF or a picture, told by its bytes. */
static int check_paper(const struct web_actor *actor, struct str name, int fd, struct error *error)
{
    struct str bytes;
    off_t size = lseek(fd, 0, SEEK_END);
    if (size > WATER_CERTIFICATE_BYTES)
        return ERROR(error, ERR_TOO_LARGE, name, STR("20 MB"));
    int status = content_read(fd, name, actor->arena, &bytes, error);
    if (!status && !content_is_pdf(bytes) && !content_is_picture(bytes))
        return ERROR(error, ERR_DOC_UNSUPPORTED, name);
    return status;
}

int water_certificate_keep(const struct web_actor *actor,
                           const struct water_certificate *certificate, int fd, int64_t *id,
                           struct error *error)
{
    struct certificate_call call = {.actor = actor, .certificate = *certificate};
    call.certificate.name = text_file_name(certificate->name, actor->arena);
    *id = 0;
    int status = water_require(actor, STR("water.edit"), error);
    if (!status && certificate->number.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("計量証明書"),
                     BOTH("番号を書いてください", "write its number"));
    if (!status)
        status = water_mine_read(actor, certificate->mine, &call.mine, error);
    if (!status)
        status = check_paper(actor, call.certificate.name, fd, error);
    if (!status)
        status = blob_write_fd(actor->store, call.mine.vault, fd, actor->arena, &call.blob, error);
    if (!status)
        status = store_write(actor->store, keep_body, &call, error);
    *id = call.id;
    return status;
}

static int open_body(struct db *db, void *argument, struct error *error)
{
    struct certificate_call *call = argument;
    struct db_rows *rows;
    call->certificate = (struct water_certificate){0};
    int status =
        DB_QUERY(db, error, &rows, CERTIFICATE_COLUMNS " WHERE c.id = $1", db_int(call->id));
    if (status)
        return status;
    if (db_next(rows))
        read_certificate(rows, call->actor->arena, &call->certificate);
    status = db_finish(rows, error);
    if (!status && call->certificate.blob.n == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("計量証明書"));
    return status ? status
                  : water_mine_load(db, call->actor, call->certificate.mine, &call->mine, error);
}

int water_certificate_open(const struct web_actor *actor, int64_t id, struct water_certificate *out,
                           int *fd, struct error *error)
{
    struct certificate_call call = {.actor = actor, .id = id};
    *fd = -1;
    int status = store_read(actor->store, open_body, &call, error);
    *out = call.certificate;
    return status ? status
                  : blob_read_fd(actor->store, call.mine.vault, call.certificate.blob, fd, error);
}
