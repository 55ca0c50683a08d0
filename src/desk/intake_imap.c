/* New mail of the IMAP account. Our cursor is (UIDVALIDITY, UID) and moves when the mails are durable;
   \Seen is a courtesy afterwards. */
#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "desk/intake.h"
#include "desk/intake_source.h"
#include "desk/record.h"

struct fetching {
    struct web_actor actor;
    struct desk_cursor cursor;
    struct desk_delivery deliveries[DESK_INTAKE_BATCH];
    size_t count;
    int64_t *seen; /* UIDs that are durable */
    size_t seen_count;
};

static void release(struct fetching *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->deliveries[i].fd >= 0)
            close(f->deliveries[i].fd);
    f->count = 0;
}

static int take_batch(struct fetching *f, struct error *error)
{
    struct desk_intake_result results[DESK_INTAKE_BATCH];
    if (f->count == 0)
        return 0;
    int status = desk_intake(&f->actor, f->deliveries, f->count, results, error);
    for (size_t i = 0; status == 0 && i < f->count; i++) {
        f->cursor.uid = f->deliveries[i].uid;
        *DESK_ADD(f->actor.arena, &f->seen, &f->seen_count, int64_t) = f->deliveries[i].uid;
    }
    if (status == 0)
        status = desk_cursor_write(f->actor.store, &f->cursor, error);
    release(f);
    return status;
}

static int take_message(void *argument, const struct imap_message *message, int fd,
                        struct error *error)
{
    struct fetching *f = argument;
    struct desk_delivery *d = &f->deliveries[f->count];
    *d = (struct desk_delivery){
        .account = f->cursor.account,
        .uid_validity = f->cursor.uid_validity,
        .uid = message->uid,
        .fd = -1,
        .size = message->size,
        .origin = arena_format(f->actor.arena, "UID %lld", (long long)message->uid),
        .refused = message->refused,
    };
    if (fd >= 0 && (d->fd = dup(fd)) < 0)
        return error_from_errno(error, errno, d->origin);
    f->count++;
    return f->count == DESK_INTAKE_BATCH ? take_batch(f, error) : 0;
}

static void mark_seen(struct imap *imap, const struct fetching *f)
{
    struct error error = {0};
    for (size_t i = 0; i < f->seen_count; i++) {
        if (imap_mark_seen(imap, f->seen[i], &error)) {
            log_error(store_context(f->actor.store), STR("imap_mark_seen"), &error);
            return;
        }
    }
}

static int fetch(struct imap *imap, struct fetching *f, struct error *error)
{
    f->cursor.uid_validity = imap_uid_validity(imap);
    int status = desk_cursor_read(f->actor.store, &f->cursor, error);
    if (status)
        return status;
    status = imap_fetch_after(imap, f->cursor.uid, take_message, f, error);
    /* What came before a broken connection is taken all the same. */
    struct error second = {0};
    int taken = take_batch(f, &second);
    if (status == 0 && taken) {
        if (error)
            error_copy(error, &second);
        status = taken;
    }
    if (status == 0)
        mark_seen(imap, f);
    return status;
}

int desk_intake_imap(struct store *store, const struct web_services *services, struct arena *arena,
                     struct error *error)
{
    const struct imap_options *options = &services->imap;
    if (options->host.n == 0)
        return 0;
    int64_t commission;
    int status = desk_mailbox_commission(store, arena, &commission, error);
    if (status || commission == 0)
        return status;
    struct imap *imap = NULL;
    struct fetching f = {.actor = web_actor_program(store, arena, commission, services)};
    f.cursor.account = ARENA_JOIN(arena, STR("imap:"), options->user, STR("@"), options->host,
                                  STR("/"), options->mailbox);
    status = imap_connect(store_context(store), options, &imap, error);
    if (status == 0)
        status = fetch(imap, &f, error);
    imap_disconnect(imap);
    return status;
}
