/* A batch of mails: digests, raw bytes and reading on some threads, then all rows in one transaction. */
#include "desk/intake.h"

#include <pthread.h>

#include "base/log.h"
#include "desk/intake_item.h"

enum { INTAKE_THREADS = 3 };

struct str desk_intake_outcome_name(enum desk_intake_outcome outcome)
{
    switch (outcome) {
    case DESK_INTAKE_OPENED:
        return STR("opened");
    case DESK_INTAKE_JOINED:
        return STR("joined");
    case DESK_INTAKE_KNOWN:
        return STR("known");
    case DESK_INTAKE_PARKED:
        return STR("parked");
    }
    return STR("");
}

static bool is_pending(const struct intake_item *item)
{
    return !item->known && item->status == 0;
}

struct batch {
    const struct web_actor *actor;
    struct intake_item *items;
    size_t count, next;
    pthread_mutex_t mutex;
};

static struct intake_item *take_item(struct batch *batch)
{
    pthread_mutex_lock(&batch->mutex);
    while (batch->next < batch->count && !is_pending(&batch->items[batch->next]))
        batch->next++;
    struct intake_item *item =
        batch->next < batch->count ? &batch->items[batch->next++] : NULL;
    pthread_mutex_unlock(&batch->mutex);
    return item;
}

static void *prepare_main(void *argument)
{
    struct batch *batch = argument;
    struct intake_item *item;
    while ((item = take_item(batch)))
        desk_intake_prepare(batch->actor, item);
    return NULL;
}

static void prepare_all(struct batch *batch)
{
    pthread_t threads[INTAKE_THREADS];
    size_t started = 0;
    while (started < INTAKE_THREADS && started + 1 < batch->count &&
           pthread_create(&threads[started], NULL, prepare_main, batch) == 0)
        started++;
    prepare_main(batch);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

static int known_body(struct db *db, void *argument, struct error *error)
{
    const struct batch *batch = argument;
    for (size_t i = 0; i < batch->count; i++) {
        struct intake_item *item = &batch->items[i];
        int status = desk_intake_known(db, batch->actor, item, error);
        if (status)
            return status;
    }
    return 0;
}

/* Each mail gets a vault of its own before its bytes are written. */
static int vaults_body(struct db *db, void *argument, struct error *error)
{
    const struct batch *batch = argument;
    for (size_t i = 0; i < batch->count; i++) {
        struct intake_item *item = &batch->items[i];
        if (!is_pending(item))
            continue;
        int status = vault_create(db, &item->vault, error);
        if (status)
            return status;
    }
    return 0;
}

/* What the database or the disk refuses now may work later; anything else is the mail's own fault, and
   the mail is parked so that it does not stop those behind it. */
static bool is_about_the_mail(int status)
{
    if (status == ERR_STORE_RULE || status == ERR_STORE_SQL)
        return true;
    return status != ERR_IO && status != ERR_DISK_FULL && status != ERR_BUSY &&
           (status < 100 || status >= 200);
}

struct row {
    const struct web_actor *actor;
    struct intake_item *item;
};

static int row_body(struct db *db, void *argument, struct error *error)
{
    const struct row *row = argument;
    return desk_intake_write(db, row->actor, row->item, error);
}

static int write_item(struct db *db, const struct web_actor *actor, struct intake_item *item,
                      struct error *error)
{
    struct row row = {actor, item};
    struct error reason = {0};
    int status = db_nested(db, row_body, &row, &reason);
    if (status && is_about_the_mail(status) && item->message) {
        item->message = NULL;
        item->problem = error_sentence(&reason, LANG_JA, item->arena);
        error_clear(&reason);
        status = db_nested(db, row_body, &row, &reason);
    }
    if (status && error)
        error_copy(error, &reason);
    return status;
}

static int rows_body(struct db *db, void *argument, struct error *error)
{
    const struct batch *batch = argument;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].known)
            continue;
        int status = write_item(db, batch->actor, &batch->items[i], error);
        if (status)
            return status;
    }
    return 0;
}

static int first_failure(const struct batch *batch, struct error *error)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->items[i].status == 0)
            continue;
        if (error)
            error_copy(error, &batch->items[i].error);
        return batch->items[i].status;
    }
    return 0;
}

static int run_batch(struct batch *batch, struct error *error)
{
    for (size_t i = 0; i < batch->count; i++) {
        int status = desk_intake_digest(batch->actor, &batch->items[i], error);
        if (status)
            return status;
    }
    struct store *store = batch->actor->store;
    int status = store_read(store, known_body, batch, error);
    if (status == 0)
        status = store_write(store, vaults_body, batch, error);
    if (status)
        return status;
    prepare_all(batch);
    if ((status = first_failure(batch, error)))
        return status;
    return store_write(store, rows_body, batch, error);
}

static void log_batch(const struct batch *batch)
{
    const struct context *context = store_context(batch->actor->store);
    for (size_t i = 0; i < batch->count; i++) {
        const struct desk_intake_result *result = batch->items[i].result;
        LOG(context, result->outcome == DESK_INTAKE_PARKED ? LOG_WARNING : LOG_INFO, "mail_in",
            LOG_TEXT("outcome", desk_intake_outcome_name(result->outcome)),
            LOG_INT("case", result->case_id), LOG_INT("mail", result->mail_id));
    }
}

int desk_intake(const struct web_actor *actor, const struct desk_delivery *deliveries, size_t count,
                struct desk_intake_result *results, struct error *error)
{
    if (count > DESK_INTAKE_BATCH)
        return ERROR(error, ERR_INTERNAL, STR("intake batch"));
    if (!actor->services || !actor->services->workers)
        return ERROR(error, ERR_BUSY, STR("meguri-worker"));
    struct intake_item items[DESK_INTAKE_BATCH] = {0};
    struct batch batch = {.actor = actor, .items = items, .count = count};
    pthread_mutex_init(&batch.mutex, NULL);
    for (size_t i = 0; i < count; i++) {
        results[i] = (struct desk_intake_result){0};
        items[i].delivery = &deliveries[i];
        items[i].result = &results[i];
        items[i].arena = arena_create();
    }
    int status = run_batch(&batch, error);
    if (status == 0)
        log_batch(&batch);
    for (size_t i = 0; i < count; i++)
        arena_destroy(items[i].arena);
    pthread_mutex_destroy(&batch.mutex);
    return status;
}
