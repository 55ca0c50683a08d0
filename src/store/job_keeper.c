#include "store/job_keeper.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/log.h"

enum { BEATS_A_LEASE = 3 };

struct job_keeper {
    struct store *store;
    pthread_mutex_t lock;
    struct job_hold *last;
};

struct job_keeper *job_keeper_create(struct store *store)
{
    struct job_keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        check_fail("out of memory");
    keeper->store = store;
    pthread_mutex_init(&keeper->lock, NULL);
    return keeper;
}

void job_keeper_destroy(struct job_keeper *keeper)
{
    if (!keeper)
        return;
    CHECK(!keeper->last);
    pthread_mutex_destroy(&keeper->lock);
    free(keeper);
}

void job_hold(struct job_keeper *keeper, const struct job *job, int64_t lease, struct job_hold *hold)
{
    *hold = (struct job_hold){.job = job, .lease = lease};
    if (!keeper)
        return;
    hold->next = context_monotonic(store_context(keeper->store)) + lease / BEATS_A_LEASE;
    pthread_mutex_lock(&keeper->lock);
    hold->before = keeper->last;
    keeper->last = hold;
    pthread_mutex_unlock(&keeper->lock);
}

bool job_let_go(struct job_keeper *keeper, struct job_hold *hold)
{
    if (!keeper)
        return true;
    pthread_mutex_lock(&keeper->lock);
    struct job_hold **at = &keeper->last;
    while (*at != hold)
        at = &(*at)->before;
    *at = hold->before;
    bool ours = !hold->lost;
    pthread_mutex_unlock(&keeper->lock);
    return ours;
}

/* A heartbeat that failed for another reason is tried again at the next tick. */
static void beat(struct job_keeper *keeper, struct job_hold *hold, int64_t now)
{
    struct error error = {0};
    int status = job_heartbeat(keeper->store, hold->job, hold->lease, 0, &error);
    hold->lost = status == ERR_STORE_LEASE;
    if (status)
        log_error(store_context(keeper->store), STR("job_keep"), &error);
    else
        hold->next = now + hold->lease / BEATS_A_LEASE;
}

void job_keeper_tick(struct job_keeper *keeper)
{
    int64_t now = context_monotonic(store_context(keeper->store));
    pthread_mutex_lock(&keeper->lock);
    for (struct job_hold *hold = keeper->last; hold; hold = hold->before)
        if (!hold->lost && hold->next <= now)
            beat(keeper, hold, now);
    pthread_mutex_unlock(&keeper->lock);
}
