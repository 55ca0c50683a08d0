#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/settings.h"

static const struct setting_declaration declared[] = {
    {.key = STR_INIT("smtp.host"),
     .kind = SETTING_TEXT,
     .fallback = STR_INIT("localhost"),
     .help_ja = STR_INIT("送信サーバ"),
     .help_en = STR_INIT("mail server")},
    {.key = STR_INIT("port"),
     .kind = SETTING_INTEGER,
     .fallback = STR_INIT("8443"),
     .least = 1,
     .most = 65535,
     .help_ja = STR_INIT("ポート"),
     .help_en = STR_INIT("port")},
    {.key = STR_INIT("due.counting"),
     .kind = SETTING_CHOICE,
     .fallback = STR_INIT("calendar"),
     .choices = STR_INIT("calendar|business"),
     .help_ja = STR_INIT("数え方"),
     .help_en = STR_INIT("counting")},
    {.key = STR_INIT("year_end"),
     .kind = SETTING_BOOLEAN,
     .fallback = STR_INIT("yes"),
     .help_ja = STR_INIT("年末年始"),
     .help_en = STR_INIT("year end")},
    {.key = STR_INIT("smtp.password"),
     .kind = SETTING_TEXT,
     .is_secret = true,
     .help_ja = STR_INIT("パスワード"),
     .help_en = STR_INIT("password")},
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

static const struct settings *loaded(struct arena *arena, const struct settings_sources *sources)
{
    const struct settings *settings = NULL;
    struct error error = {0};
    if (settings_load(declared, DECLARED, sources, arena, &settings, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, arena)));
    return settings;
}

static void everything_has_its_default(void **state)
{
    const struct settings *settings = loaded(*state, &(struct settings_sources){0});
    assert_text(settings_text(settings, STR("smtp.host")), "localhost");
    assert_int_equal(settings_integer(settings, STR("port")), 8443);
    assert_text(settings_text(settings, STR("due.counting")), "calendar");
    assert_true(settings_boolean(settings, STR("year_end")));
    assert_int_equal(settings_view(settings, 0).origin, ORIGIN_DEFAULT);
}

static void flags_win_over_environment_over_file_over_default(void **state)
{
    static const struct option_declaration options[] = {
        {STR_INIT("port"), 0, STR_INIT("N"), STR_INIT(""), STR_INIT("")}};
    char program[] = "meguri", flag[] = "--port=3";
    char *argv[] = {program, flag};
    char host[] = "MEGURI_SMTP_HOST=mail.example", port[] = "MEGURI_PORT=2", other[] = "HOME=/x";
    char *environment[] = {host, other, port, NULL};
    struct settings_sources sources = {
        .file_name = STR("meguri.conf"),
        .file_text = STR("# 設定\n\nport = 1\r\n smtp.host=a\nyear_end = No\n"),
        .environment = environment,
    };
    assert_int_equal(options_parse(2, argv, options, 1, *state, &sources.flags, NULL), 0);
    const struct settings *settings = loaded(*state, &sources);
    assert_int_equal(settings_integer(settings, STR("port")), 3);
    assert_text(settings_text(settings, STR("smtp.host")), "mail.example");
    assert_false(settings_boolean(settings, STR("year_end")));
    assert_text(settings_view(settings, 1).where, "--port");
    assert_text(settings_view(settings, 0).where, "MEGURI_SMTP_HOST");
    assert_text(settings_view(settings, 3).where, "meguri.conf:5");
}

static void explains_each_value_and_hides_secrets(void **state)
{
    struct settings_sources sources = {.file_name = STR("meguri.conf"),
                                       .file_text = STR("smtp.password = geheim\nport = 80")};
    const struct settings *settings = loaded(*state, &sources);
    assert_text(settings_text(settings, STR("smtp.password")), "geheim");
    assert_text(settings_explain(settings, LANG_JA, *state),
                "smtp.host     = localhost  既定値         送信サーバ\n"
                "port          = 80         meguri.conf:2  ポート\n"
                "due.counting  = calendar   既定値         数え方\n"
                "year_end      = yes        既定値         年末年始\n"
                "smtp.password = *****      meguri.conf:1  パスワード\n");
}

static void names_variables_that_are_no_setting(void **state)
{
    char misspelt[] = "MEGURI_PROT=2";
    char *environment[] = {misspelt, NULL};
    const struct settings *settings =
        loaded(*state, &(struct settings_sources){.environment = environment});
    assert_int_equal(settings_stray_count(settings), 1);
    assert_text(settings_stray(settings, 0), "MEGURI_PROT");
}

static void assert_refused(struct arena *arena, const char *text, int64_t line, const char *part)
{
    const struct settings *settings = NULL;
    struct error error = {0};
    struct settings_sources sources = {.file_name = STR("meguri.conf"),
                                       .file_text = str_from_c(text)};
    int code = settings_load(declared, DECLARED, &sources, arena, &settings, &error);
    struct str said = error_sentence(&error, LANG_EN, arena);
    if (code != ERR_CONFIG || error.line != line || !str_contains(said, str_from_c(part)))
        fail_msg("%" PRIstr, STR_ARG(said));
}

static void says_which_line_of_the_file_is_wrong(void **state)
{
    assert_refused(*state, "port = 1\nprot = 2\n", 2, "no such setting");
    assert_refused(*state, "port\n", 1, "not key = value");
    assert_refused(*state, "port = 1\n\nport = 2\n", 3, "twice");
    assert_refused(*state, "port = 0\n", 1, "an integer from 1 to 65535");
    assert_refused(*state, "port = 80a\n", 1, "an integer from 1 to 65535");
    assert_refused(*state, "year_end = maybe\n", 1, "yes or no");
    assert_refused(*state, "due.counting = lunar\n", 1, "one of calendar|business");
}

static void says_which_variable_is_wrong(void **state)
{
    char wrong[] = "MEGURI_PORT=x";
    char *environment[] = {wrong, NULL};
    const struct settings *settings = NULL;
    struct error error = {0};
    assert_int_equal(settings_load(declared, DECLARED,
                                   &(struct settings_sources){.environment = environment}, *state,
                                   &settings, &error),
                     ERR_CONFIG);
    assert_true(str_starts(error_sentence(&error, LANG_EN, *state), STR("MEGURI_PORT: ")));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(everything_has_its_default),
        CASE(flags_win_over_environment_over_file_over_default),
        CASE(explains_each_value_and_hides_secrets),
        CASE(names_variables_that_are_no_setting),
        CASE(says_which_line_of_the_file_is_wrong),
        CASE(says_which_variable_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
