/* Background work: taken once, retried with back-off, counted only for the current attempt. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>

#include "store/job_keeper.h"
#include "support/test_store.h"

static const struct str kinds[] = {STR_INIT("mail.send"), STR_INIT("mail.index")};
static const int64_t second = US_PER_SECOND;
static const int64_t lease = 60 * (int64_t)US_PER_SECOND;

struct addition {
    const char *kind, *key;
    utc_us not_before;
};

static int add(struct db *db, void *argument, struct error *error)
{
    const struct addition *addition = argument;
    return job_add(db, str_from_c(addition->kind), str_from_c(addition->key), STR("{\"n\":1}"),
                   addition->not_before, error);
}

static void added(struct test_store *test, const char *kind, const char *key, utc_us not_before)
{
    struct addition addition = {kind, key, not_before};
    struct error error = {0};
    if (store_write(test->store, add, &addition, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static struct job taken(struct test_store *test)
{
    struct job job;
    struct error error = {0};
    if (job_take(test->store, kinds, 2, lease, test->arena, &job, &error))
        fail_msg("%s", test_store_sentence(test, &error));
    return job;
}

static int done(struct db *db, void *argument, struct error *error)
{
    return job_done(db, argument, error);
}

static int cancel(struct db *db, void *argument, struct error *error)
{
    return job_cancel(db, *(int64_t *)argument, error);
}

static void gives_due_jobs_oldest_first_and_each_once(struct test_store *test)
{
    utc_us now = context_now(&test->fake.context);
    added(test, "mail.send", "", now - 5);
    added(test, "mail.index", "", now - 9);
    added(test, "other.kind", "", now - 99);
    added(test, "mail.send", "", now + second);
    struct job first = taken(test), next = taken(test);
    assert_true(str_equal(first.kind, STR("mail.index")));
    assert_true(str_equal(first.payload, STR("{\"n\":1}")));
    assert_int_equal(first.attempt, 1);
    assert_true(str_equal(next.kind, STR("mail.send")));
    assert_int_equal(taken(test).id, 0);
    fake_context_advance(&test->fake, second);
    assert_int_not_equal(taken(test).id, 0);
}

static void does_not_add_a_second_unfinished_job_of_the_same_key(struct test_store *test)
{
    added(test, "mail.send", "case 1", 0);
    added(test, "mail.send", "case 1", 0);
    struct job job = taken(test);
    added(test, "mail.send", "case 1", 0);
    assert_int_equal(taken(test).id, 0);
    assert_int_equal(store_write(test->store, done, &job, NULL), 0);
    added(test, "mail.send", "case 1", 0);
    assert_int_not_equal(taken(test).id, 0);
}

static void gives_an_abandoned_job_to_another_and_refuses_the_first(struct test_store *test)
{
    added(test, "mail.send", "", 0);
    struct job first = taken(test);
    fake_context_advance(&test->fake, lease - 1);
    assert_int_equal(taken(test).id, 0);
    assert_int_equal(job_heartbeat(test->store, &first, lease, 500, NULL), 0);
    fake_context_advance(&test->fake, lease - 1);
    assert_int_equal(taken(test).id, 0);
    fake_context_advance(&test->fake, 1);
    struct job second_try = taken(test);
    assert_int_equal(second_try.id, first.id);
    assert_int_equal(second_try.attempt, 2);
    assert_int_equal(job_heartbeat(test->store, &first, lease, 600, NULL), ERR_STORE_LEASE);
    assert_int_equal(store_write(test->store, done, &first, NULL), ERR_STORE_LEASE);
    assert_int_equal(store_write(test->store, done, &second_try, NULL), 0);
}

static void a_job_that_is_held_outlasts_its_lease(struct test_store *test)
{
    added(test, "mail.send", "", 0);
    struct job job = taken(test);
    struct job_keeper *keeper = job_keeper_create(test->store);
    struct job_hold hold;
    job_hold(keeper, &job, lease, &hold);
    for (int i = 0; i < 10; i++) {
        fake_context_advance(&test->fake, lease / 3);
        job_keeper_tick(keeper);
        assert_int_equal(taken(test).id, 0);
    }
    assert_true(job_let_go(keeper, &hold));
    assert_int_equal(store_write(test->store, done, &job, NULL), 0);
    job_keeper_destroy(keeper);
}

static void a_job_that_is_held_no_more_is_given_to_another_after_its_lease(struct test_store *test)
{
    added(test, "mail.send", "", 0);
    struct job job = taken(test);
    struct job_keeper *keeper = job_keeper_create(test->store);
    struct job_hold hold;
    job_hold(keeper, &job, lease, &hold);
    assert_true(job_let_go(keeper, &hold));
    fake_context_advance(&test->fake, lease);
    job_keeper_tick(keeper);
    assert_int_equal(taken(test).id, job.id);
    job_keeper_destroy(keeper);
}

static void a_runner_that_lost_its_lease_ignores_the_result(struct test_store *test)
{
    added(test, "mail.send", "", 0);
    struct job job = taken(test);
    struct job_keeper *keeper = job_keeper_create(test->store);
    struct job_hold hold;
    job_hold(keeper, &job, lease, &hold);
    fake_context_advance(&test->fake, lease); /* the process was stopped for so long */
    struct job other = taken(test);
    assert_int_equal(other.id, job.id);
    job_keeper_tick(keeper);
    assert_false(job_let_go(keeper, &hold));
    assert_int_equal(store_write(test->store, done, &job, NULL), ERR_STORE_LEASE);
    assert_int_equal(store_write(test->store, done, &other, NULL), 0);
    job_keeper_destroy(keeper);
}

static void retries_with_back_off_and_gives_up(struct test_store *test)
{
    struct error why = {0};
    ERROR(&why, ERR_BUSY, STR("smtp"));
    added(test, "mail.send", "", 0);
    for (int attempt = 1; attempt <= 3; attempt++) {
        struct job job = taken(test);
        assert_int_equal(job.attempt, attempt);
        assert_int_equal(job_failed(test->store, &job, 3, &why, NULL), 0);
        fake_context_advance(&test->fake, (60LL << (attempt - 1)) * second - 1);
        assert_int_equal(taken(test).id, 0);
        fake_context_advance(&test->fake, 1);
    }
    assert_int_equal(taken(test).id, 0);
}

static void tells_a_cancelled_worker_to_stop(struct test_store *test)
{
    added(test, "mail.send", "", 0);
    struct job job = taken(test);
    assert_int_equal(store_write(test->store, cancel, &job.id, NULL), 0);
    assert_int_equal(job_heartbeat(test->store, &job, lease, 1, NULL), ERR_STORE_LEASE);
    assert_int_equal(store_write(test->store, done, &job, NULL), ERR_STORE_LEASE);
}

struct listing {
    struct arena *arena;
    bool unfinished_only;
    struct job_view views[8];
    size_t count;
};

static int list(struct db *db, void *argument, struct error *error)
{
    struct listing *listing = argument;
    return job_list(db, listing->unfinished_only, listing->arena, listing->views, 8,
                    &listing->count, error);
}

static int prune(struct db *db, void *argument, struct error *error)
{
    return job_prune(db, *(utc_us *)argument, error);
}

static void shows_jobs_and_forgets_finished_ones(struct test_store *test)
{
    struct listing listing = {.arena = test->arena};
    struct error why = {0};
    ERROR(&why, ERR_BUSY, STR("smtp"));
    added(test, "mail.send", "", 0);
    struct job job = taken(test);
    added(test, "mail.index", "", 0);
    assert_int_equal(job_failed(test->store, &job, 1, &why, NULL), 0);
    assert_int_equal(store_read(test->store, list, &listing, NULL), 0);
    assert_int_equal(listing.count, 2);
    assert_true(str_equal(listing.views[0].state, STR("waiting")));
    assert_true(str_equal(listing.views[1].state, STR("failed")));
    assert_true(str_contains(listing.views[1].why, STR("smtp")));
    listing.unfinished_only = true;
    assert_int_equal(store_read(test->store, list, &listing, NULL), 0);
    assert_int_equal(listing.count, 1);
    utc_us later = context_now(&test->fake.context) + 1;
    assert_int_equal(store_write(test->store, prune, &later, NULL), 0);
    listing.unfinished_only = false;
    assert_int_equal(store_read(test->store, list, &listing, NULL), 0);
    assert_int_equal(listing.count, 1);
}

struct workers {
    struct test_store *test;
    int taken, failed;
};

static void *work(void *argument)
{
    struct workers *workers = argument;
    struct arena *arena = arena_create();
    struct job job = {.id = 1};
    while (job.id) {
        if (job_take(workers->test->store, kinds, 2, lease, arena, &job, NULL)) {
            workers->failed++;
            break;
        }
        workers->taken += job.id != 0;
        if (job.id && store_write(workers->test->store, done, &job, NULL))
            workers->failed++;
    }
    arena_destroy(arena);
    return NULL;
}

static void gives_each_job_to_one_of_four_workers(struct test_store *test)
{
    for (int i = 0; i < 40; i++)
        added(test, "mail.send", "", 0);
    pthread_t threads[4];
    struct workers workers[4];
    int total = 0;
    for (int i = 0; i < 4; i++) {
        workers[i] = (struct workers){test, 0, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].failed, 0);
        total += workers[i].taken;
    }
    assert_int_equal(total, 40);
}

/* Each kind of job before the clock goes back a day: what waits, what is overdue, what somebody works on. */
static void keeps_the_time_that_was_left_when_the_clock_goes_back(struct test_store *test)
{
    const int64_t day = 86400 * second, long_lease = 3600 * second;
    struct job held;
    added(test, "other.kind", "", 0); /* overdue: nobody took it */
    added(test, "mail.index", "", 0);
    assert_int_equal(job_take(test->store, kinds, 2, long_lease, test->arena, &held, NULL), 0);
    fake_context_advance(&test->fake, 100 * second);
    added(test, "mail.send", "", context_now(&test->fake.context) + 120 * second);
    fake_context_set_now(&test->fake, context_now(&test->fake.context) - day);
    added(test, "mail.send", "new", context_now(&test->fake.context) + 300 * second);
    assert_int_equal(job_clock_went_back(test->store, day, NULL), 0);
    if (test->driver == STORE_POSTGRES) {
        /* Other machines may have set these times. */
        fake_context_advance(&test->fake, 121 * second);
        assert_int_equal(taken(test).id, 0);
        return;
    }
    const struct str other[] = {STR("other.kind")};
    struct job job;
    assert_int_equal(job_take(test->store, other, 1, lease, test->arena, &job, NULL), 0);
    assert_int_not_equal(job.id, 0);
    assert_int_equal(taken(test).id, 0);
    fake_context_advance(&test->fake, 120 * second);
    job = taken(test);
    assert_true(str_equal(job.kind, STR("mail.send")));
    assert_int_equal(taken(test).id, 0);
    fake_context_advance(&test->fake, 180 * second);
    assert_int_not_equal(taken(test).id, 0);
    /* Who holds a job holds it as long as before, and not a day more. */
    fake_context_advance(&test->fake, long_lease);
    bool found = false;
    for (job = taken(test); job.id; job = taken(test))
        found |= job.id == held.id;
    assert_true(found);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(gives_due_jobs_oldest_first_and_each_once),
        STORE_TEST(does_not_add_a_second_unfinished_job_of_the_same_key),
        STORE_TEST(gives_an_abandoned_job_to_another_and_refuses_the_first),
        STORE_TEST(a_job_that_is_held_outlasts_its_lease),
        STORE_TEST(a_job_that_is_held_no_more_is_given_to_another_after_its_lease),
        STORE_TEST(a_runner_that_lost_its_lease_ignores_the_result),
        STORE_TEST(retries_with_back_off_and_gives_up),
        STORE_TEST(tells_a_cancelled_worker_to_stop),
        STORE_TEST(shows_jobs_and_forgets_finished_ones),
        STORE_TEST(gives_each_job_to_one_of_four_workers),
        STORE_TEST(keeps_the_time_that_was_left_when_the_clock_goes_back),
    };
    return TEST_STORE_RUN(tests);
}
