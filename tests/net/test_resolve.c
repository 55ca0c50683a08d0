/* A resolver that does not answer: connections end at their deadline all the same. The program's own
   getaddrinfo stands before the system's, for libcurl too. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "net/resolve.h"
#include "net/smtp.h"
#include "net/tls.h"

enum { SHORT = 50 * 1000, LONG = 60 * 1000 * 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool answers;          /* the slow resolver does so now */
static int entered, finished; /* calls for names that it is slow with */
static struct context context;
static struct arena *arena;

static void wait_for_the_answer(void)
{
    pthread_mutex_lock(&lock);
    entered++;
    pthread_cond_broadcast(&changed);
    while (!answers)
        pthread_cond_wait(&changed, &lock);
    finished++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

int getaddrinfo(const char *restrict name, const char *restrict service,
                const struct addrinfo *restrict wanted, struct addrinfo **restrict out);
int getaddrinfo(const char *restrict name, const char *restrict service,
                const struct addrinfo *restrict wanted, struct addrinfo **restrict out)
{
    typedef int real_function(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    real_function *real;
    void *found = dlsym(RTLD_NEXT, "getaddrinfo");
    assert_non_null(found);
    memcpy(&real, &found, sizeof real);
    bool numeric = wanted && wanted->ai_flags & AI_NUMERICHOST;
    if (strcmp(name, "slow.example") == 0 && !numeric) {
        wait_for_the_answer();
        return real("127.0.0.1", service, wanted, out);
    }
    if (strcmp(name, "nobody.example") == 0 && !numeric)
        return EAI_NONAME;
    return real(name, service, wanted, out);
}

static void set_answers(bool value)
{
    pthread_mutex_lock(&lock);
    answers = value;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static int start(void **state)
{
    (void)state;
    context_init_system(&context, NULL, LANG_JA);
    arena = arena_create();
    set_answers(false);
    return 0;
}

/* Lets what was abandoned end, so that nothing is left for the next test. */
static int end(void **state)
{
    (void)state;
    set_answers(true);
    pthread_mutex_lock(&lock);
    while (finished < entered)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    struct addrinfo *none = NULL;
    while (resolve_host("nobody.example", "1", STR("peer"), deadline_after(&context, LONG), &none, NULL) != ERR_NET_UNREACHABLE)
        sched_yield();
    arena_destroy(arena);
    return 0;
}

static int connect_for(const char *host, int64_t microseconds, struct error *error)
{
    int fd = -1;
    int e = socket_connect(str_from_c(host), 9, STR("peer:9"), deadline_after(&context, microseconds), &fd, error);
    if (fd >= 0)
        close(fd);
    return e;
}

static void a_lookup_that_does_not_end_is_left_at_the_deadline(void **state)
{
    (void)state;
    struct error error = {0};
    assert_int_equal(connect_for("slow.example", SHORT, &error), ERR_NET_TIMEOUT);
    assert_true(str_contains(error_sentence(&error, LANG_JA, arena), STR("peer:9")));
    assert_true(entered > finished);
}

static void tls_connections_end_at_their_deadline(void **state)
{
    (void)state;
    struct error error = {0};
    struct tls_stream *stream = NULL;
    const struct tls_options options = {.host = STR("slow.example"), .port = 993, .deadline = SHORT};
    assert_int_equal(tls_connect(&context, &options, &stream, &error), ERR_NET_TIMEOUT);
    assert_null(stream);
}

static void a_mail_is_tried_later_when_the_name_is_not_found_in_time(void **state)
{
    (void)state;
    struct error error = {0};
    struct smtp_result result;
    const struct str to = STR("a@example.jp");
    const struct smtp_options options = {.host = STR("slow.example"), .port = 587, .deadline = 4 * SHORT};
    assert_int_equal(smtp_send(&context, &options, STR("d@example.jp"), &to, 1, STR("Subject: x\r\n\r\nx\r\n"),
                               arena, &result, &error), 0);
    assert_int_equal(result.outcome, SMTP_TRY_LATER);
    assert_true(result.reply_text.n > 0);
    assert_true(entered > finished);
}

static void numbers_need_no_resolver_and_few_names_wait_at_once(void **state)
{
    (void)state;
    struct error error = {0};
    int before = entered;
    for (int i = 0; i < RESOLVE_MOST; i++) {
        error_clear(&error);
        assert_int_equal(connect_for("slow.example", SHORT / 10, &error), ERR_NET_TIMEOUT);
    }
    /* No thread more: this one waits for a place until its deadline. */
    error_clear(&error);
    assert_int_equal(connect_for("slow.example", SHORT, &error), ERR_NET_TIMEOUT);
    /* A started thread may not have come as far as the resolver yet. */
    pthread_mutex_lock(&lock);
    while (entered < before + RESOLVE_MOST)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    assert_int_equal(entered, before + RESOLVE_MOST);
    assert_true(entered > finished);
    struct addrinfo *numeric = NULL;
    assert_int_equal(resolve_host("::1", "1", STR("peer"), deadline_after(&context, 0), &numeric, NULL), 0);
    freeaddrinfo(numeric);
}

static void *look_up(void *argument)
{
    struct addrinfo *found = NULL;
    int *result = argument;
    *result = resolve_host("slow.example", "25", STR("peer"), deadline_after(&context, LONG), &found, NULL);
    if (*result == 0)
        freeaddrinfo(found);
    return NULL;
}

static void more_lookups_than_places_wait_for_their_turn(void **state)
{
    (void)state;
    enum { MANY = 3 * RESOLVE_MOST };
    pthread_t threads[MANY];
    int results[MANY];
    int before = entered;
    for (int i = 0; i < MANY; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, look_up, &results[i]), 0);
    pthread_mutex_lock(&lock);
    while (entered < before + RESOLVE_MOST)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    set_answers(true);
    for (int i = 0; i < MANY; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(results[i], 0);
    }
}

static void an_answer_in_time_is_used(void **state)
{
    (void)state;
    struct error error = {0};
    struct addrinfo *found = NULL;
    set_answers(true);
    assert_int_equal(resolve_host("slow.example", "25", STR("peer"), deadline_after(&context, LONG), &found, &error), 0);
    assert_int_equal(found->ai_socktype, SOCK_STREAM);
    freeaddrinfo(found);
    assert_int_equal(resolve_host("nobody.example", "25", STR("peer"), deadline_after(&context, LONG), &found, &error),
                     ERR_NET_UNREACHABLE);
}

int main(void)
{
    /* The second counts lookups: none may be left of the one before it. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_in_time_is_used, start, end),
        cmocka_unit_test_setup_teardown(numbers_need_no_resolver_and_few_names_wait_at_once, start, end),
        cmocka_unit_test_setup_teardown(more_lookups_than_places_wait_for_their_turn, start, end),
        cmocka_unit_test_setup_teardown(a_lookup_that_does_not_end_is_left_at_the_deadline, start, end),
        cmocka_unit_test_setup_teardown(tls_connections_end_at_their_deadline, start, end),
        cmocka_unit_test_setup_teardown(a_mail_is_tried_later_when_the_name_is_not_found_in_time, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
