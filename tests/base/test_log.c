#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"

static utc_us fixed_now(void *state)
{
    (void)state;
    return 1743467400 * (utc_us)US_PER_SECOND + 5;
}

/* A log into a file that only this test knows. */
struct fixture {
    struct context context;
    int fd;
    char text[65536];
};

static int set_up(void **state)
{
    static struct fixture fixture;
    char name[] = "/tmp/meguri-log-XXXXXX";
    fixture.fd = mkstemp(name);
    unlink(name);
    fixture.context = (struct context){.now = fixed_now, .log = log_create(fixture.fd, LOG_INFO)};
    *state = &fixture;
    return fixture.fd < 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    log_destroy(fixture->context.log);
    close(fixture->fd);
    return 0;
}

static struct str written(struct fixture *fixture)
{
    ssize_t n = pread(fixture->fd, fixture->text, sizeof fixture->text, 0);
    assert_true(n >= 0);
    return (struct str){fixture->text, (size_t)n};
}

static void assert_text(struct str got, const char *expected)
{
    if (!str_equal(got, str_from_c(expected)))
        fail_msg("got \"%" PRIstr "\", expected \"%s\"", STR_ARG(got), expected);
}

static void writes_one_json_object_a_line(void **state)
{
    struct fixture *fixture = *state;
    LOG(&fixture->context, LOG_INFO, "mail_parked", LOG_TEXT("reason", STR("a\"\nb")),
        LOG_INT("size", 7));
    assert_text(written(fixture),
                "{\"time\":\"2025-04-01T00:30:00.000005Z\",\"level\":\"info\","
                "\"event\":\"mail_parked\",\"reason\":\"a\\\"\\nb\",\"size\":7}\n");
}

static void drops_what_is_below_the_least_level(void **state)
{
    struct fixture *fixture = *state;
    LOG(&fixture->context, LOG_DEBUG, "quiet", LOG_INT("n", 1));
    assert_int_equal(written(fixture).n, 0);
}

static void a_context_without_log_is_silent(void **state)
{
    (void)state;
    struct context context = {.now = fixed_now};
    LOG(&context, LOG_ERROR, "nowhere", LOG_INT("n", 1));
}

static void an_error_about_an_input_is_logged_without_the_input(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {0};
    ERROR(&error, ERR_INVALID_INPUT, STR("山田太郎"), STR("too long"));
    error_at(&error, STR("people.csv"), 3, 2);
    log_error(&fixture->context, STR("import"), &error);
    assert_text(
        written(fixture),
        "{\"time\":\"2025-04-01T00:30:00.000005Z\",\"level\":\"warning\",\"event\":\"import\","
        "\"error\":\"ERR_INVALID_INPUT\",\"line\":3,\"column\":2}\n");
}

static void an_error_of_the_machine_is_logged_with_its_sentence(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {0};
    ERROR(&error, ERR_DISK_FULL, STR("blob 7"));
    log_error(&fixture->context, STR("intake"), &error);
    assert_true(str_contains(written(fixture), STR("\"level\":\"error\"")));
    assert_true(str_contains(written(fixture), STR("blob 7 was not written")));
}

static void *write_many(void *context)
{
    for (int i = 0; i < 100; i++)
        LOG((const struct context *)context, LOG_INFO, "threads", LOG_INT("n", i));
    return NULL;
}

static void lines_of_several_threads_do_not_mix(void **state)
{
    struct fixture *fixture = *state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &fixture->context), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    struct arena *arena = arena_create();
    struct str rest = written(fixture), line;
    int lines = 0;
    while (str_cut(&rest, '\n', &line) && line.n > 0) {
        const struct json *root;
        assert_int_equal(json_parse(line, arena, &root, NULL), 0);
        lines++;
    }
    assert_int_equal(lines, 400);
    arena_destroy(arena);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(writes_one_json_object_a_line),
        CASE(drops_what_is_below_the_least_level),
        CASE(a_context_without_log_is_silent),
        CASE(an_error_about_an_input_is_logged_without_the_input),
        CASE(an_error_of_the_machine_is_logged_with_its_sentence),
        CASE(lines_of_several_threads_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
