/* From a delivery to stored bytes and a mail taken apart; no transaction is open meanwhile. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "desk/intake_item.h"
#include "desk/record.h"

/* The whole message in memory of its own; freed by the caller. */
static int read_all(const struct desk_delivery *delivery, struct str *out, struct error *error)
{
    off_t end = lseek(delivery->fd, 0, SEEK_END);
    if (end < 0)
        return error_from_errno(error, errno, delivery->origin);
    size_t size = (size_t)end, got = 0;
    char *memory = malloc(size ? size : 1);
    if (!memory)
        check_fail("out of memory");
    while (got < size) {
        ssize_t n = pread(delivery->fd, memory + got, size - got, (off_t)got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int saved = errno;
            free(memory);
            return error_from_errno(error, saved, delivery->origin);
        }
        if (n == 0)
            break;
        got += (size_t)n;
    }
    *out = (struct str){memory, got};
    return 0;
}

static void free_bytes(struct str bytes)
{
    free((void *)(uintptr_t)bytes.p);
}

int desk_intake_digest(const struct web_actor *actor, struct intake_item *item, struct error *error)
{
    const struct desk_delivery *d = item->delivery;
    if (d->fd < 0) {
        item->digest = arena_format(item->arena, "not fetched: %" PRIstr " %lld %lld",
                                    STR_ARG(d->account), (long long)d->uid_validity,
                                    (long long)d->uid);
        return 0;
    }
    struct str bytes;
    int status = read_all(d, &bytes, error);
    if (status)
        return status;
    item->digest = blob_digest(actor->store, bytes, item->arena);
    free_bytes(bytes);
    return 0;
}

int desk_intake_known(struct db *db, const struct web_actor *actor, struct intake_item *item,
                      struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT m.id, c.id, c.number FROM desk_mail m"
                          " JOIN desk_case c ON c.id = m.case_id"
                          " WHERE m.commission = $1 AND m.raw_digest = $2",
                          db_int(actor->commission), db_text(item->digest));
    if (status)
        return status;
    item->known = db_next(rows);
    if (item->known)
        *item->result = (struct desk_intake_result){
            .outcome = DESK_INTAKE_KNOWN,
            .mail_id = db_column_int(rows, 0),
            .case_id = db_column_int(rows, 1),
            .number = db_column_copy(rows, 2, actor->arena),
            .reason = STR("同じメールはすでに受け付けています。"),
        };
    return db_finish(rows, error);
}

struct taking {
    const struct web_actor *actor;
    struct intake_item *item;
    int status;
};

static int take_part(void *argument, struct mail_part *part, int fd, struct error *error)
{
    struct taking *taking = argument;
    struct intake_item *item = taking->item;
    struct blob *blob = DESK_ADD(item->arena, &item->blobs, &item->blob_count, struct blob);
    taking->status = blob_write_fd(taking->actor->store, item->vault, fd, item->arena, blob,
                                   &item->error);
    if (taking->status) {
        item->blob_count--;
        if (error)
            error_copy(error, &item->error);
        return taking->status;
    }
    part->blob_id = blob->id;
    return 0;
}

static void read_message(const struct web_actor *actor, struct intake_item *item)
{
    struct taking taking = {actor, item, 0};
    struct error error = {0};
    int status = mail_parse(actor->services->workers, item->delivery->fd, item->arena,
                            &item->message, take_part, &taking, &error);
    item->status = taking.status;
    if (status == 0)
        return;
    item->message = NULL;
    item->problem = error_sentence(&error, LANG_JA, item->arena);
}

void desk_intake_prepare(const struct web_actor *actor, struct intake_item *item)
{
    if (item->delivery->fd < 0 && item->delivery->refused) {
        item->problem = STR("メールサーバーがこのメールを渡しませんでした。"
                            "メールサーバーで確認してください。");
        return;
    }
    if (item->delivery->fd < 0) {
        item->problem = arena_format(item->arena,
                                     "メールが大きすぎて取り込めませんでした（%lld バイト）。"
                                     "メールサーバーで確認してください。",
                                     (long long)item->delivery->size);
        return;
    }
    struct str bytes;
    item->status = read_all(item->delivery, &bytes, &item->error);
    if (item->status)
        return;
    item->status =
        blob_write(actor->store, item->vault, bytes, item->arena, &item->raw, &item->error);
    free_bytes(bytes);
    if (item->status == 0)
        read_message(actor, item);
}
