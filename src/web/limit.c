#include "web/limit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { SLOT_COUNT = 4096, NEIGHBOURS = 8 };

struct bucket {
    uint64_t key; /* 0: free */
    int64_t micro_tokens, touched;
};
struct limit_table {
    pthread_mutex_t lock;
    int64_t burst, per_minute;
    struct bucket buckets[SLOT_COUNT];
};

struct limit_table *limit_create(int burst, int per_minute)
{
    struct limit_table *table = calloc(1, sizeof *table);
    if (!table)
        check_fail("out of memory");
    pthread_mutex_init(&table->lock, NULL);
    table->burst = burst;
    table->per_minute = per_minute;
    return table;
}

void limit_destroy(struct limit_table *table)
{
    if (!table)
        return;
    pthread_mutex_destroy(&table->lock);
    free(table);
}

/* FNV-1a over the 4 bytes of an IPv4 address or the first 8 of an IPv6 one. */
uint64_t limit_key(struct str address)
{
    char text[INET6_ADDRSTRLEN] = {0};
    unsigned char bytes[16] = {0};
    memcpy(text, address.p, address.n < sizeof text - 1 ? address.n : sizeof text - 1);
    size_t n = inet_pton(AF_INET, text, bytes) == 1    ? 4
               : inet_pton(AF_INET6, text, bytes) == 1 ? 8
                                                       : 1;
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash | 1;
}

static struct bucket *bucket_of(struct limit_table *table, uint64_t key, int64_t now)
{
    struct bucket *oldest = NULL;
    for (size_t i = 0; i < NEIGHBOURS; i++) {
        struct bucket *bucket = &table->buckets[(key + i) % SLOT_COUNT];
        if (bucket->key == key)
            return bucket;
        if (!oldest || bucket->key == 0 || (oldest->key != 0 && bucket->touched < oldest->touched))
            oldest = bucket;
    }
    *oldest = (struct bucket){key, table->burst * 1000000, now};
    return oldest;
}

bool limit_take(struct limit_table *table, struct str address, int64_t now)
{
    pthread_mutex_lock(&table->lock);
    struct bucket *bucket = bucket_of(table, limit_key(address), now);
    int64_t elapsed = now - bucket->touched, most = table->burst * 1000000;
    /* tokens * 10^6 = microseconds * per_minute / 60; an hour fills any bucket. */
    if (elapsed > 0)
        bucket->micro_tokens +=
            (elapsed < 3600LL * US_PER_SECOND ? elapsed : 3600LL * US_PER_SECOND) *
            table->per_minute / 60;
    if (bucket->micro_tokens > most)
        bucket->micro_tokens = most;
    bucket->touched = now;
    bool granted = bucket->micro_tokens >= 1000000;
    if (granted)
        bucket->micro_tokens -= 1000000;
    pthread_mutex_unlock(&table->lock);
    return granted;
}
