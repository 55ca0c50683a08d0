#include "web/refusal.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/civil.h"
#include "base/json.h"
#include "base/log.h"
#include "web/limit.h"

enum { SLOT_COUNT = 4096, NEIGHBOURS = 8, REASONS = 8 };
static const int64_t window_length = 60 * (int64_t)US_PER_SECOND;

/* What was not written of one address. */
struct further {
    int64_t count;
    utc_us from;
    struct met {
        struct str reason; /* of this minute, written or not; empty: free */
        int64_t count;
    } reasons[REASONS]; /* the first ones met; the count above has all */
};
struct window {
    uint64_t key; /* 0: free */
    int64_t began; /* monotonic */
    int lines;
    char address[INET6_ADDRSTRLEN];
    struct further further;
};
struct refusals {
    struct store *store;
    const struct context *context;
    pthread_mutex_t lock;
    size_t used;
    struct further homeless; /* of windows that had to make room while the log had none */
    struct window windows[SLOT_COUNT];
};

struct refusals *refusal_create(struct store *store)
{
    struct refusals *refusals = calloc(1, sizeof *refusals);
    if (!refusals)
        check_fail("out of memory");
    refusals->store = store;
    refusals->context = store_context(store);
    pthread_mutex_init(&refusals->lock, NULL);
    return refusals;
}

/* Writing ------------------------------------------------------------------------------------- */

static bool write_entry(struct refusals *refusals, const struct audit_entry *entry)
{
    struct error error = {0};
    bool noted = false;
    if (audit_note_at_once(refusals->store, entry, &noted, &error))
        log_error(refusals->context, STR("audit_note"), &error);
    return noted;
}

static bool write_line(struct refusals *refusals, const struct refusal *refusal)
{
    struct buf detail = {0};
    struct json_writer json;
    json_writer_init(&json, &detail, false);
    json_begin_object(&json);
    json_put_string(&json, STR("reason"), refusal->reason);
    json_put_integer(&json, STR("status"), refusal->status);
    if (refusal->request.n > 0)
        json_put_string(&json, STR("request"), refusal->request);
    json_end_object(&json);
    struct audit_entry entry = {.commission = refusal->commission,
                                .actor = refusal->actor,
                                .action = STR("web.refused"),
                                .object = STR("request"),
                                .detail = buf_str(&detail),
                                .address = refusal->address};
    bool noted = write_entry(refusals, &entry);
    buf_finish(&detail);
    return noted;
}

static void put_further(struct buf *detail, const struct further *further, utc_us until)
{
    struct arena *arena = arena_create();
    struct json_writer json;
    json_writer_init(&json, detail, false);
    json_begin_object(&json);
    json_put_integer(&json, STR("further"), further->count);
    json_put_string(&json, STR("from"), time_format_iso(further->from, arena));
    json_put_string(&json, STR("until"), time_format_iso(until, arena));
    json_key(&json, STR("reasons"));
    json_begin_object(&json);
    for (size_t i = 0; i < REASONS; i++)
        if (further->reasons[i].count > 0)
            json_put_integer(&json, further->reasons[i].reason, further->reasons[i].count);
    json_end_object(&json);
    json_end_object(&json);
    arena_destroy(arena);
}

/* True: nothing is left to be told of it. */
static bool write_further(struct refusals *refusals, const struct further *further,
                          struct str address)
{
    if (further->count == 0)
        return true;
    struct buf detail = {0};
    put_further(&detail, further, context_now(refusals->context));
    struct audit_entry entry = {.action = STR("web.refused_further"),
                                .object = STR("request"),
                                .detail = buf_str(&detail),
                                .address = address};
    bool noted = write_entry(refusals, &entry);
    buf_finish(&detail);
    return noted;
}

/* Counting ------------------------------------------------------------------------------------ */

/* *fresh: the reason was not met in this minute. NULL: there is no place for one more. */
static struct met *meet(struct further *further, struct str reason, bool *fresh)
{
    *fresh = false;
    for (size_t i = 0; i < REASONS; i++) {
        struct met *met = &further->reasons[i];
        if (met->reason.n > 0 && !str_equal(met->reason, reason))
            continue;
        *fresh = met->reason.n == 0;
        met->reason = reason;
        return met;
    }
    return NULL;
}

static void count_further(struct further *further, struct met *met, int64_t count, utc_us from)
{
    if (further->count == 0)
        further->from = from;
    further->count += count;
    if (met)
        met->count += count;
}

static void keep_homeless(struct refusals *refusals, const struct further *further)
{
    int64_t unnamed = further->count;
    bool fresh;
    for (size_t i = 0; i < REASONS; i++) {
        const struct met *met = &further->reasons[i];
        if (met->count == 0)
            continue;
        unnamed -= met->count;
        count_further(&refusals->homeless, meet(&refusals->homeless, met->reason, &fresh),
                      met->count, further->from);
    }
    count_further(&refusals->homeless, NULL, unnamed, further->from);
}

/* Ends a minute; false: the log has no room, the window stays. */
static bool close_window(struct refusals *refusals, struct window *window)
{
    if (!write_further(refusals, &window->further, str_from_c(window->address)))
        return false;
    *window = (struct window){0};
    refusals->used--;
    return true;
}

static bool is_over(const struct window *window, int64_t now)
{
    return now - window->began >= window_length;
}

static struct window *free_window(struct refusals *refusals, uint64_t key)
{
    struct window *oldest = NULL;
    for (size_t i = 0; i < NEIGHBOURS; i++) {
        struct window *window = &refusals->windows[(key + i) % SLOT_COUNT];
        if (window->key == 0)
            return window;
        if (!oldest || window->began < oldest->began)
            oldest = window;
    }
    if (!close_window(refusals, oldest)) {
        keep_homeless(refusals, &oldest->further);
        oldest->further = (struct further){0};
        close_window(refusals, oldest);
    }
    return oldest;
}

static struct window *window_of(struct refusals *refusals, struct str address, int64_t now)
{
    uint64_t key = limit_key(address);
    for (size_t i = 0; i < NEIGHBOURS; i++) {
        struct window *window = &refusals->windows[(key + i) % SLOT_COUNT];
        if (window->key != key)
            continue;
        if (!is_over(window, now) || !close_window(refusals, window))
            return window;
        break;
    }
    struct window *window = free_window(refusals, key);
    *window = (struct window){.key = key, .began = now};
    size_t n = address.n < sizeof window->address ? address.n : sizeof window->address - 1;
    memcpy(window->address, address.p, n);
    refusals->used++;
    return window;
}

void refusal_note(struct refusals *refusals, const struct refusal *refusal)
{
    pthread_mutex_lock(&refusals->lock);
    struct window *window =
        window_of(refusals, refusal->address, context_monotonic(refusals->context));
    bool fresh;
    struct met *met = meet(&window->further, refusal->reason, &fresh);
    if ((fresh || window->lines < REFUSAL_LINES) && write_line(refusals, refusal))
        window->lines++;
    else
        count_further(&window->further, met, 1, context_now(refusals->context));
    pthread_mutex_unlock(&refusals->lock);
}

static void write_homeless(struct refusals *refusals)
{
    if (write_further(refusals, &refusals->homeless, STR("")))
        refusals->homeless = (struct further){0};
}

void refusal_sweep(struct refusals *refusals)
{
    pthread_mutex_lock(&refusals->lock);
    int64_t now = context_monotonic(refusals->context);
    for (size_t i = 0; i < SLOT_COUNT && refusals->used > 0; i++) {
        struct window *window = &refusals->windows[i];
        if (window->key != 0 && is_over(window, now))
            close_window(refusals, window);
    }
    write_homeless(refusals);
    pthread_mutex_unlock(&refusals->lock);
}

/* At the end there is time to make room in the log's queue, unless the log cannot be written. */
static bool close_at_last(struct refusals *refusals, struct window *window)
{
    if (close_window(refusals, window))
        return true;
    struct error error = {0};
    return !audit_flush(refusals->store, &error) && close_window(refusals, window);
}

static int64_t write_all(struct refusals *refusals)
{
    int64_t lost = 0;
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        struct window *window = &refusals->windows[i];
        if (window->key != 0 && !close_at_last(refusals, window))
            lost += window->further.count;
    }
    write_homeless(refusals);
    return lost + refusals->homeless.count;
}

void refusal_destroy(struct refusals *refusals)
{
    if (!refusals)
        return;
    int64_t lost = write_all(refusals);
    if (lost > 0)
        LOG(refusals->context, LOG_WARNING, "refusals_not_audited", LOG_INT("count", lost));
    pthread_mutex_destroy(&refusals->lock);
    free(refusals);
}
