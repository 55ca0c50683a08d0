#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/progress.h"
#include "base/text.h"
#include "support/fake_context.h"

static void assert_line(int64_t done, int64_t total, int64_t elapsed_s, size_t columns,
                        enum lang lang, const char *expected)
{
    struct arena *arena = arena_create();
    struct str line =
        progress_line(STR("取込"), done, total, elapsed_s * US_PER_SECOND, columns, lang, arena);
    if (!str_equal(line, str_from_c(expected)))
        fail_msg("got \"%" PRIstr "\"", STR_ARG(line));
    assert_true(text_width(line) <= columns);
    arena_destroy(arena);
}

static void a_line_shows_share_counts_and_time_left(void **state)
{
    (void)state;
    assert_line(25, 100, 10, 79, LANG_JA,
                "取込 [#######.......................]  25% 25/100  残り 30 秒");
    assert_line(25, 100, 10, 79, LANG_EN,
                "取込 [#######.......................]  25% 25/100  30 s left");
    assert_line(100, 100, 10, 79, LANG_JA, "取込 [##############################] 100% 100/100");
    assert_line(0, 100, 0, 79, LANG_JA, "取込 [..............................]   0% 0/100");
    assert_line(120, 100, 1, 79, LANG_JA, "取込 [##############################] 100% 120/100");
}

static void a_line_fits_a_narrow_terminal(void **state)
{
    (void)state;
    assert_line(25, 100, 0, 26, LANG_JA, "取込 [#......]  25% 25/100");
    assert_line(25, 100, 0, 18, LANG_JA, "取込  25% 25/100");
    assert_line(25, 100, 0, 3, LANG_JA, "取");
}

static void an_unknown_total_shows_the_count(void **state)
{
    (void)state;
    assert_line(25, 0, 5, 79, LANG_JA, "取込 25");
}

static size_t bytes_waiting(int fd)
{
    char bytes[4096];
    fcntl(fd, F_SETFL, O_NONBLOCK);
    ssize_t n = read(fd, bytes, sizeof bytes);
    return n > 0 ? (size_t)n : 0;
}

static void a_pipe_stays_silent(void **state)
{
    (void)state;
    struct fake_context fake;
    int ends[2];
    fake_context_init(&fake, 1);
    assert_int_equal(pipe(ends), 0);
    struct progress *progress = progress_create(&fake.context, ends[1], STR("取込"), 10);
    progress_set(progress, 5);
    progress_finish(progress);
    assert_int_equal(bytes_waiting(ends[0]), 0);
    close(ends[0]);
    close(ends[1]);
    fake_context_finish(&fake);
}

static void a_terminal_is_redrawn_ten_times_a_second_at_most(void **state)
{
    (void)state;
    struct fake_context fake;
    fake_context_init(&fake, 1);
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    int terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    struct progress *progress = progress_create(&fake.context, terminal, STR("取込"), 10);
    progress_set(progress, 1);
    assert_true(bytes_waiting(master) > 0);
    progress_set(progress, 2);
    assert_int_equal(bytes_waiting(master), 0);
    fake_context_advance(&fake, 100 * US_PER_MS);
    progress_set(progress, 3);
    assert_true(bytes_waiting(master) > 0);
    progress_finish(progress);
    assert_true(bytes_waiting(master) > 0);
    close(terminal);
    close(master);
    fake_context_finish(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_shows_share_counts_and_time_left),
        cmocka_unit_test(a_line_fits_a_narrow_terminal),
        cmocka_unit_test(an_unknown_total_shows_the_count),
        cmocka_unit_test(a_pipe_stays_silent),
        cmocka_unit_test(a_terminal_is_redrawn_ten_times_a_second_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
