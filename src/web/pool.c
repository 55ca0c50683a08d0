#include "web/pool.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct web_request *first, **end;
    size_t queued, running, limit;
    bool closing;
    void (*run)(struct web_request *request);
    pthread_t *threads;
    int thread_count, niceness;
    int idle; /* threads that wait for work */
};

/* Ends the request that the caller ran, if any, and waits for the next one; NULL when closing. */
static struct web_request *next_request(struct pool *pool, bool ran)
{
    pthread_mutex_lock(&pool->lock);
    if (ran)
        pool->running--;
    while (!pool->first && !pool->closing) {
        pool->idle++;
        pthread_cond_wait(&pool->work, &pool->lock);
        pool->idle--;
    }
    struct web_request *request = pool->first;
    if (request) {
        pool->first = request->queue_next;
        if (!pool->first)
            pool->end = &pool->first;
        pool->queued--;
        pool->running++;
    }
    pthread_mutex_unlock(&pool->lock);
    return request;
}

static void *work(void *argument)
{
    struct pool *pool = argument;
    struct web_request *request = NULL;
    int ignored = pool->niceness ? nice(pool->niceness) : 0; /* of this thread alone */
    (void)ignored;
    while ((request = next_request(pool, request != NULL)))
        pool->run(request);
    return NULL;
}

struct pool *pool_create(int threads, int niceness, size_t queue_limit,
                         void (*run)(struct web_request *request))
{
    struct pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        check_fail("out of memory");
    pool->threads = calloc((size_t)threads, sizeof *pool->threads);
    if (!pool->threads)
        check_fail("out of memory");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pool->end = &pool->first;
    pool->limit = queue_limit;
    pool->run = run;
    pool->thread_count = threads;
    pool->niceness = niceness;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&pool->threads[i], NULL, work, pool) != 0)
            check_fail("no thread for the request pool");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pool;
}

bool pool_push(struct pool *pool, struct web_request *request)
{
    pthread_mutex_lock(&pool->lock);
    bool room = !pool->closing && pool->queued < pool->limit;
    if (room) {
        request->queue_next = NULL;
        *pool->end = request;
        pool->end = &request->queue_next;
        pool->queued++;
    }
    bool wake = room && pool->idle > 0;
    pthread_mutex_unlock(&pool->lock);
    /* After the lock is free, so that who wakes does not meet it taken. */
    if (wake)
        pthread_cond_signal(&pool->work);
    return room;
}

size_t pool_busy(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t busy = pool->queued + pool->running;
    pthread_mutex_unlock(&pool->lock);
    return busy;
}

void pool_destroy(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}
