#include "account/gate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"

struct gate_entry {
    account_gate_work *work;
    void *argument;
};

struct account_gate {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct gate_entry *ring; /* `capacity` places, `waiting` of them filled from `first` on */
    size_t capacity, first, waiting;
    bool closing;
    pthread_t *threads;
    size_t thread_count;
};

static bool take_entry(struct account_gate *gate, struct gate_entry *entry)
{
    pthread_mutex_lock(&gate->lock);
    while (gate->waiting == 0 && !gate->closing)
        pthread_cond_wait(&gate->arrived, &gate->lock);
    bool found = gate->waiting > 0;
    if (found) {
        *entry = gate->ring[gate->first];
        gate->first = (gate->first + 1) % gate->capacity;
        gate->waiting--;
    }
    pthread_mutex_unlock(&gate->lock);
    return found;
}

static void *gate_thread(void *argument)
{
    struct account_gate *gate = argument;
    struct gate_entry entry;
    while (take_entry(gate, &entry))
        entry.work(entry.argument);
    return NULL;
}

static void *checked_array(size_t count, size_t size)
{
    void *array = calloc(count, size);
    if (!array)
        check_fail("out of memory");
    return array;
}

int account_gate_create(size_t threads, size_t queue, struct account_gate **out,
                        struct error *error)
{
    if (threads == 0)
        threads = ACCOUNT_GATE_THREADS;
    struct account_gate *gate = checked_array(1, sizeof *gate);
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->arrived, NULL);
    gate->capacity = queue ? queue : ACCOUNT_GATE_QUEUE;
    gate->ring = checked_array(gate->capacity, sizeof *gate->ring);
    gate->threads = checked_array(threads, sizeof *gate->threads);
    for (; gate->thread_count < threads; gate->thread_count++) {
        if (pthread_create(&gate->threads[gate->thread_count], NULL, gate_thread, gate) != 0) {
            account_gate_destroy(gate);
            return ERROR(error, ERR_INTERNAL, STR("password gate: no thread"));
        }
    }
    *out = gate;
    return 0;
}

void account_gate_destroy(struct account_gate *gate)
{
    if (!gate)
        return;
    pthread_mutex_lock(&gate->lock);
    gate->closing = true;
    pthread_cond_broadcast(&gate->arrived);
    pthread_mutex_unlock(&gate->lock);
    for (size_t i = 0; i < gate->thread_count; i++)
        pthread_join(gate->threads[i], NULL);
    pthread_cond_destroy(&gate->arrived);
    pthread_mutex_destroy(&gate->lock);
    free(gate->threads);
    free(gate->ring);
    free(gate);
}

int account_gate_submit(struct account_gate *gate, account_gate_work *work, void *argument,
                        struct error *error)
{
    pthread_mutex_lock(&gate->lock);
    bool full = gate->waiting == gate->capacity || gate->closing;
    if (!full) {
        size_t place = (gate->first + gate->waiting) % gate->capacity;
        gate->ring[place] = (struct gate_entry){work, argument};
        gate->waiting++;
        pthread_cond_signal(&gate->arrived);
    }
    pthread_mutex_unlock(&gate->lock);
    return full ? ERROR(error, ERR_BUSY, STR("ログイン")) : 0;
}
