#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>

#include "account/gate.h"

struct turnstile {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int inside, most, done;
    bool open;
};

static void turnstile_init(struct turnstile *turnstile)
{
    *turnstile = (struct turnstile){0};
    pthread_mutex_init(&turnstile->lock, NULL);
    pthread_cond_init(&turnstile->changed, NULL);
}

static void pass(void *argument)
{
    struct turnstile *turnstile = argument;
    pthread_mutex_lock(&turnstile->lock);
    turnstile->inside++;
    if (turnstile->inside > turnstile->most)
        turnstile->most = turnstile->inside;
    pthread_cond_broadcast(&turnstile->changed);
    while (!turnstile->open)
        pthread_cond_wait(&turnstile->changed, &turnstile->lock);
    turnstile->inside--;
    turnstile->done++;
    pthread_mutex_unlock(&turnstile->lock);
}

static void wait_until_inside(struct turnstile *turnstile, int count)
{
    pthread_mutex_lock(&turnstile->lock);
    while (turnstile->inside < count)
        pthread_cond_wait(&turnstile->changed, &turnstile->lock);
    pthread_mutex_unlock(&turnstile->lock);
}

static void open_turnstile(struct turnstile *turnstile)
{
    pthread_mutex_lock(&turnstile->lock);
    turnstile->open = true;
    pthread_cond_broadcast(&turnstile->changed);
    pthread_mutex_unlock(&turnstile->lock);
}

static void lets_two_work_at_once_and_refuses_when_the_queue_is_full(void **state)
{
    (void)state;
    struct turnstile turnstile;
    turnstile_init(&turnstile);
    struct account_gate *gate;
    assert_int_equal(account_gate_create(2, 3, &gate, NULL), 0);
    assert_int_equal(account_gate_submit(gate, pass, &turnstile, NULL), 0);
    assert_int_equal(account_gate_submit(gate, pass, &turnstile, NULL), 0);
    wait_until_inside(&turnstile, 2);
    for (int i = 0; i < 3; i++)
        assert_int_equal(account_gate_submit(gate, pass, &turnstile, NULL), 0);
    struct error error = {0};
    assert_int_equal(account_gate_submit(gate, pass, &turnstile, &error), ERR_BUSY);
    assert_int_equal(error_http_status(error.code), 503);
    open_turnstile(&turnstile);
    account_gate_destroy(gate);
    assert_int_equal(turnstile.most, 2);
    assert_int_equal(turnstile.done, 5);
}

static void runs_what_is_queued_before_it_stops(void **state)
{
    (void)state;
    struct turnstile turnstile;
    turnstile_init(&turnstile);
    turnstile.open = true;
    struct account_gate *gate;
    assert_int_equal(account_gate_create(0, 0, &gate, NULL), 0);
    for (int i = 0; i < 40; i++)
        assert_int_equal(account_gate_submit(gate, pass, &turnstile, NULL), 0);
    account_gate_destroy(gate);
    assert_int_equal(turnstile.done, 40);
    account_gate_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_two_work_at_once_and_refuses_when_the_queue_is_full),
        cmocka_unit_test(runs_what_is_queued_before_it_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
