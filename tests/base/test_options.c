#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/options.h"
#include "base/text.h"

static const struct option_declaration declared[] = {
    {STR_INIT("data"), 'd', STR_INIT("DIR"), STR_INIT("データの置き場所"),
     STR_INIT("data directory")},
    {STR_INIT("json"), 'j', STR_INIT(""), STR_INIT("JSON で出力します"), STR_INIT("print JSON")},
    {STR_INIT("verbose"), 'v', STR_INIT(""), STR_INIT("詳しく"), STR_INIT("say more")},
    {STR_INIT("port"), 0, STR_INIT("N"), STR_INIT("ポート番号"), STR_INIT("port number")},
};
enum { DECLARED = sizeof declared / sizeof *declared };

static int set_up(void **state)
{
    *state = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

static void assert_text(struct str got, const char *expected)
{
    if (!str_equal(got, str_from_c(expected)))
        fail_msg("got \"%" PRIstr "\", expected \"%s\"", STR_ARG(got), expected);
}

/* Splits `line` at blanks, with the program's name in front. */
static int parse(struct arena *arena, const char *line, const struct option_values **out,
                 struct error *error)
{
    static char *argv[32];
    int argc = 0;
    argv[argc++] = arena_c(arena, STR("meguri"));
    struct str rest = str_from_c(line), word;
    while (rest.n > 0 && str_cut(&rest, ' ', &word))
        argv[argc++] = arena_c(arena, word);
    return options_parse(argc, argv, declared, DECLARED, arena, out, error);
}

static void assert_refused(struct arena *arena, const char *line, const char *sentence)
{
    const struct option_values *values;
    struct error error = {0};
    assert_int_equal(parse(arena, line, &values, &error), ERR_USAGE);
    struct str said = error_sentence(&error, LANG_EN, arena);
    if (!str_contains(said, str_from_c(sentence)))
        fail_msg("%" PRIstr, STR_ARG(said));
}

static void reads_long_and_short_options_and_arguments_between_them(void **state)
{
    const struct option_values *values = NULL;
    assert_int_equal(parse(*state, "a.eml --data=/x -jv b.eml --port 8443", &values, NULL), 0);
    assert_text(options_text(values, STR("data"), STR("/default")), "/x");
    assert_true(options_flag(values, STR("json")));
    assert_true(options_flag(values, STR("verbose")));
    assert_int_equal(options_argument_count(values), 2);
    assert_text(options_argument(values, 1), "b.eml");
    assert_text(options_argument(values, 2), "");
    int64_t port = 0;
    assert_int_equal(options_integer(values, STR("port"), 1, 1, 65535, &port, NULL), 0);
    assert_int_equal(port, 8443);
}

static void a_cluster_may_end_in_an_option_with_a_value(void **state)
{
    const struct option_values *values = NULL;
    assert_int_equal(parse(*state, "-jd/x -d /y", &values, NULL), 0);
    assert_true(options_flag(values, STR("json")));
    assert_text(options_text(values, STR("data"), STR("")), "/y");
}

static void after_two_dashes_everything_is_an_argument(void **state)
{
    const struct option_values *values = NULL;
    assert_int_equal(parse(*state, "- -- --json -x", &values, NULL), 0);
    assert_int_equal(options_argument_count(values), 3);
    assert_text(options_argument(values, 0), "-");
    assert_text(options_argument(values, 1), "--json");
    assert_false(options_flag(values, STR("json")));
}

static void absent_options_have_their_fallback(void **state)
{
    const struct option_values *values = NULL;
    assert_int_equal(parse(*state, "", &values, NULL), 0);
    assert_text(options_text(values, STR("data"), STR("/default")), "/default");
    int64_t port = 0;
    assert_int_equal(options_integer(values, STR("port"), 8443, 1, 65535, &port, NULL), 0);
    assert_int_equal(port, 8443);
}

static void help_and_lang_are_understood_undeclared(void **state)
{
    const struct option_values *values = NULL;
    assert_int_equal(parse(*state, "--help --lang en", &values, NULL), 0);
    assert_true(options_flag(values, STR("help")));
    assert_text(options_text(values, STR("lang"), STR("ja")), "en");
}

static void an_empty_value_is_a_value(void **state)
{
    const struct option_values *values = NULL;
    assert_int_equal(parse(*state, "--data=", &values, NULL), 0);
    assert_text(options_text(values, STR("data"), STR("/default")), "");
}

static void refuses_unknown_options_and_missing_values(void **state)
{
    assert_refused(*state, "--nothing", "unknown option --nothing");
    assert_refused(*state, "--dat=/x", "unknown option --dat");
    assert_refused(*state, "-jx", "unknown option -x");
    assert_refused(*state, "--data", "no value for --data");
    assert_refused(*state, "-d", "no value for -d");
    assert_refused(*state, "--json=yes", "no value is taken by --json");
}

static void refuses_integers_outside_their_range(void **state)
{
    static const char *const lines[] = {"--port 0", "--port 65536", "--port 80x", "--port="};
    for (size_t i = 0; i < 4; i++) {
        const struct option_values *values = NULL;
        struct error error = {0};
        int64_t port;
        assert_int_equal(parse(*state, lines[i], &values, NULL), 0);
        assert_int_equal(options_integer(values, STR("port"), 1, 1, 65535, &port, &error),
                         ERR_USAGE);
        assert_true(str_contains(error_sentence(&error, LANG_JA, *state),
                                 STR("--port は 1 から 65535 までの整数です")));
    }
}

static void help_is_aligned_in_both_languages(void **state)
{
    assert_text(options_help(STR("meguri serve [options]"), declared, DECLARED, LANG_EN, *state),
                "Usage: meguri serve [options]\n\n"
                "  -d, --data DIR    data directory\n"
                "  -j, --json        print JSON\n"
                "  -v, --verbose     say more\n"
                "      --port N      port number\n"
                "      --help        show this help\n"
                "      --lang ja|en  language of messages\n");
    struct str ja = options_help(STR("meguri serve"), declared, DECLARED, LANG_JA, *state);
    assert_true(
        str_starts(ja, STR("使い方: meguri serve\n\n  -d, --data DIR    データの置き場所\n")));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(reads_long_and_short_options_and_arguments_between_them),
        CASE(a_cluster_may_end_in_an_option_with_a_value),
        CASE(after_two_dashes_everything_is_an_argument),
        CASE(absent_options_have_their_fallback),
        CASE(help_and_lang_are_understood_undeclared),
        CASE(an_empty_value_is_a_value),
        CASE(refuses_unknown_options_and_missing_values),
        CASE(refuses_integers_outside_their_range),
        CASE(help_is_aligned_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
