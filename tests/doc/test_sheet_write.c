#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "doc/sheet.h"
#include "base/process.h"
#include "support/folder_fixture.h"
#include "support/test_folder.h"

static const struct sheet_column columns[] = {
    {STR_INIT("相談番号"), SHEET_TEXT, 14},
    {STR_INIT("貨物量"), SHEET_NUMBER, 10},
    {STR_INIT("助言日"), SHEET_DATE, 12},
};

static struct str path_of(struct folder_fixture *fixture, struct str name)
{
    return ARENA_JOIN(fixture->arena, fixture->folder, STR("/"), name);
}

static void write_rows(struct folder_fixture *fixture, struct str path, const struct str (*rows)[3],
                       size_t count)
{
    struct sheet_writer *writer;
    assert_int_equal(sheet_writer_create(&fixture->fake.context, path, &writer, NULL), 0);
    assert_int_equal(sheet_writer_add_sheet(writer, STR("助言一覧"), columns, 3, NULL), 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sheet_writer_row(writer, rows[i], 3, NULL), 0);
    assert_int_equal(sheet_writer_close(writer, NULL), 0);
}

static struct str output_of(struct folder_fixture *fixture, const char *const *argv)
{
    struct process_result result;
    assert_int_equal(process_run(&fixture->fake.context, argv, INT64_C(60) * US_PER_SECOND, 1 << 20,
                                 fixture->arena, &result, NULL),
                     0);
    assert_int_equal(result.exit_code, 0);
    return result.output;
}

static struct str read_back(struct folder_fixture *fixture, struct str path)
{
    const char *argv[] = {"python3", READ_XLSX, path.p, NULL};
    return output_of(fixture, argv);
}

static void assert_says(struct str text, struct str expected)
{
    if (!str_contains(text, expected))
        fail_msg("\"%" PRIstr "\" is not in:\n%" PRIstr, STR_ARG(expected), STR_ARG(text));
}

static void keeps_text_as_text_and_makes_no_formula(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str rows[][3] = {
        {STR("007"), STR("=1+1"), STR("@cmd")},
        {STR("=HYPERLINK(\"http://x\")"), STR("007"), STR("2025-02-30")},
        {STR("髙①㈱ \x01_x0041_"), STR("12345678901234567890"), STR("-")},
    };
    struct str path = path_of(fixture, STR("a.xlsx"));
    write_rows(fixture, path, rows, 3);
    struct str seen = read_back(fixture, path);
    assert_says(seen, STR("助言一覧|A2|inlineStr|'007'"));
    assert_says(seen, STR("助言一覧|B2|inlineStr|'=1+1'"));
    assert_says(seen, STR("助言一覧|A3|inlineStr|'=HYPERLINK(\"http://x\")'"));
    assert_says(seen, STR("助言一覧|B3|inlineStr|'007'"));
    assert_says(seen, STR("助言一覧|C3|inlineStr|'2025-02-30'"));
    assert_says(seen, STR("助言一覧|A4|inlineStr|'髙①㈱ _x005F_x0041_'"));
    assert_says(seen, STR("助言一覧|B4|inlineStr|'12345678901234567890'"));
    assert_says(seen, STR("助言一覧|formulas|0"));
}

static void writes_numbers_and_dates_as_such(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str rows[][3] = {
        {STR("2025-000123"), STR("-0.125"), STR("2025-04-01")},
        {STR("2025-000124"), STR("20"), STR("2025-04-01 09:30")},
    };
    struct str path = path_of(fixture, STR("a.xlsx"));
    write_rows(fixture, path, rows, 2);
    struct str seen = read_back(fixture, path);
    assert_says(seen, STR("助言一覧|B2|n|'-0.125'"));
    assert_says(seen, STR("助言一覧|C2|n|'45748'"));
    assert_says(seen, STR("助言一覧|B3|n|'20'"));
    assert_says(seen, STR("助言一覧|C3|n|'45748.39583"));
}

static void freezes_the_header_and_filters_all_rows_in_a_japanese_font(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str rows[][3] = {{STR("1"), STR("2"), STR("3")}, {STR("4"), STR("5"), STR("6")}};
    struct str path = path_of(fixture, STR("a.xlsx"));
    write_rows(fixture, path, rows, 2);
    struct str seen = read_back(fixture, path);
    assert_says(seen, STR("助言一覧|A1|inlineStr|'相談番号'"));
    assert_says(seen, STR("助言一覧|pane|frozen|A2"));
    assert_says(seen, STR("助言一覧|filter|A1:C3"));
    assert_says(seen, STR("游ゴシック"));
    assert_says(seen, STR("created|2025-11-25T08:30:00Z"));
}

static void gives_equal_bytes_for_equal_rows(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str rows[][3] = {{STR("1"), STR("2"), STR("2025-04-01")}};
    struct str first = path_of(fixture, STR("a.xlsx")), second = path_of(fixture, STR("b.xlsx"));
    write_rows(fixture, first, rows, 1);
    write_rows(fixture, second, rows, 1);
    struct str a, b;
    assert_int_equal(file_read(&fixture->fake.context, first, 1 << 20, fixture->arena, &a, NULL), 0);
    assert_int_equal(file_read(&fixture->fake.context, second, 1 << 20, fixture->arena, &b, NULL), 0);
    assert_true(str_equal(a, b));
}

static void refuses_a_sheet_name_that_excel_refuses(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str names[] = {STR("a/b"), STR(""),
                                STR("123456789012345678901234567890123")};
    for (size_t i = 0; i < 3; i++) {
        struct sheet_writer *writer;
        struct error error = {0};
        struct str path = path_of(fixture, STR("a.xlsx"));
        assert_int_equal(sheet_writer_create(&fixture->fake.context, path, &writer, NULL), 0);
        assert_int_equal(sheet_writer_add_sheet(writer, names[i], columns, 3, &error),
                         ERR_DOC_SHEET_NAME);
        assert_int_equal(sheet_writer_close(writer, NULL), ERR_DOC_SHEET_NAME);
        assert_false(file_exists(path));
    }
}

static void names_the_cell_that_is_too_long(void **state)
{
    struct folder_fixture *fixture = *state;
    struct error error = {0};
    char *text = arena_alloc(fixture->arena, 32768, 1, 1);
    memset(text, 'x', 32768);
    const struct str cells[] = {STR("1"), {text, 32768}};
    struct sheet_writer *writer;
    struct str path = path_of(fixture, STR("a.xlsx"));
    assert_int_equal(sheet_writer_create(&fixture->fake.context, path, &writer, NULL), 0);
    assert_int_equal(sheet_writer_add_sheet(writer, STR("一覧"), columns, 3, NULL), 0);
    assert_int_equal(sheet_writer_row(writer, cells, 2, &error), ERR_TOO_LARGE);
    assert_says(error_sentence(&error, LANG_JA, fixture->arena), STR("一覧 の 2 行 2 列"));
    assert_int_equal(sheet_writer_close(writer, NULL), ERR_TOO_LARGE);
    assert_false(file_exists(path));
}

static void a_full_disk_leaves_no_file(void **state)
{
    struct folder_fixture *fixture = *state;
    fake_context_fail(&fixture->fake, FAULT_WRITE, 1, ENOSPC);
    struct sheet_writer *writer;
    struct str path = path_of(fixture, STR("a.xlsx"));
    assert_int_equal(sheet_writer_create(&fixture->fake.context, path, &writer, NULL), 0);
    assert_int_equal(sheet_writer_add_sheet(writer, STR("一覧"), columns, 3, NULL), 0);
    assert_int_equal(sheet_writer_close(writer, NULL), ERR_DISK_FULL);
    assert_false(file_exists(path));
}

#define BEHAVIOUR(name) cmocka_unit_test_setup_teardown(name, folder_fixture_set_up, folder_fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BEHAVIOUR(keeps_text_as_text_and_makes_no_formula),
        BEHAVIOUR(writes_numbers_and_dates_as_such),
        BEHAVIOUR(freezes_the_header_and_filters_all_rows_in_a_japanese_font),
        BEHAVIOUR(gives_equal_bytes_for_equal_rows),
        BEHAVIOUR(refuses_a_sheet_name_that_excel_refuses),
        BEHAVIOUR(names_the_cell_that_is_too_long),
        BEHAVIOUR(a_full_disk_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
