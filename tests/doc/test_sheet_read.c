#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "doc/sheet.h"
#include "worker_support.h"

static int read_bytes(struct str bytes, struct arena *arena, struct workbook *book,
                      struct error *error)
{
    int fd = support_file(bytes);
    int failed = workbook_read(support_pool(), fd, arena, book, error);
    close(fd);
    return failed;
}

static int read_name(const char *name, struct arena *arena, struct workbook *book,
                     struct error *error)
{
    char *file = arena_c(arena, arena_format(arena, "sheet/%s.xlsx", name));
    return read_bytes(support_data(file, arena), arena, book, error);
}

static struct str cell(const struct sheet *sheet, int row, int column)
{
    for (size_t i = 0; i < sheet->cell_count; i++)
        if (sheet->cells[i].row == row && sheet->cells[i].column == column)
            return sheet->cells[i].text;
    return STR("");
}

static void assert_cell(const struct sheet *sheet, int row, int column, struct str expected)
{
    struct str found = cell(sheet, row, column);
    if (str_equal(found, expected))
        return;
    print_message("# cell %d,%d: «%" PRIstr "»\n", row, column, STR_ARG(found));
    fail();
}

static void reads_strings_numbers_and_dates_as_a_person_sees_them(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct workbook book;
    struct error error = {0};
    support_ok(read_name("plain", arena, &book, &error), &error);
    assert_int_equal(book.count, 2);
    const struct sheet *sheet = &book.sheets[0];
    assert_true(str_equal(sheet->name, STR("一覧")));
    assert_true(!sheet->hidden && sheet->rows == 3 && sheet->columns == 8);
    assert_cell(sheet, 0, 0, STR("品名"));
    assert_cell(sheet, 0, 2, STR("数量"));
    assert_cell(sheet, 2, 0, STR("被覆電線㈱髙"));
    assert_cell(sheet, 2, 1, STR("0012.50"));
    assert_cell(sheet, 2, 2, STR("2025-04-01"));
    assert_cell(sheet, 2, 3, STR("2025-04-01"));
    assert_cell(sheet, 2, 4, STR("45748"));
    assert_cell(sheet, 2, 5, STR("2025-04-01 09:30"));
    assert_cell(sheet, 2, 6, STR("TRUE"));
    assert_cell(sheet, 2, 7, STR("式の値"));
    arena_destroy(arena);
}

static void reads_hidden_sheets_and_cells_without_addresses(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct workbook book;
    struct error error = {0};
    support_ok(read_name("plain", arena, &book, &error), &error);
    assert_true(book.sheets[1].hidden && book.sheets[1].cell_count == 2);
    assert_cell(&book.sheets[1], 0, 1, STR("2"));
    arena_destroy(arena);
}

static void counts_from_1904_where_the_workbook_says_so(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct workbook book;
    struct error error = {0};
    support_ok(read_name("from_1904", arena, &book, &error), &error);
    assert_cell(&book.sheets[0], 2, 2, STR("2029-04-02"));
    arena_destroy(arena);
}

static void assert_refused(const char *name, int code, const char *words)
{
    struct arena *arena = arena_create();
    struct workbook book;
    struct error error = {0};
    assert_int_equal(read_name(name, arena, &book, &error), code);
    struct str sentence = error_sentence(&error, LANG_JA, arena);
    if (!str_contains(sentence, str_from_c(words))) {
        print_message("# %" PRIstr "\n", STR_ARG(sentence));
        fail();
    }
    assert_int_equal(book.count, 0);
    arena_destroy(arena);
}

static void refuses_entities(void **state)
{
    (void)state;
    assert_refused("doctype", ERR_DOC_BROKEN, "XML");
}

static void refuses_a_zip_bomb(void **state)
{
    (void)state;
    assert_refused("zip_bomb", ERR_DOC_LIMIT, "大きすぎます");
}

static void says_which_cell_is_wrong(void **state)
{
    (void)state;
    assert_refused("bad_string_number", ERR_DOC_BROKEN, "シート「一覧」3 行 1 列");
    assert_refused("bad_reference", ERR_DOC_BROKEN, "シート「一覧」3 行");
    assert_refused("out_of_order", ERR_DOC_BROKEN, "順番");
}

static void refuses_damaged_xml_and_a_book_without_sheets(void **state)
{
    (void)state;
    assert_refused("bad_xml", ERR_DOC_BROKEN, "XML");
    assert_refused("no_sheets", ERR_DOC_BROKEN, "シートの一覧");
}

static void reads_csv_in_cp932_and_utf8(void **state)
{
    (void)state;
    static const struct str files[] = {
        STR_INIT("\xef\xbb\xbf品名,数量\r\n\"電線,被覆\",0012\r\n"),
        STR_INIT("\x95\x69\x96\xbc,\x90\x94\x97\xca\r\n\"\x93\x64\x90\xfc,\x94\xed\x95\xa2\",0012\r\n"),
    };
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_create();
        struct workbook book;
        struct error error = {0};
        support_ok(read_bytes(files[i], arena, &book, &error), &error);
        assert_int_equal(book.count, 1);
        assert_cell(&book.sheets[0], 0, 0, STR("品名"));
        assert_cell(&book.sheets[0], 1, 0, STR("電線,被覆"));
        assert_cell(&book.sheets[0], 1, 1, STR("0012"));
        arena_destroy(arena);
    }
}

static void refuses_what_is_no_table(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct workbook book;
    struct error error = {0};
    assert_int_equal(read_bytes(STR("%PDF-1.4\n"), arena, &book, &error), ERR_DOC_UNSUPPORTED);
    arena_destroy(arena);
}

static int finish(void **state)
{
    (void)state;
    support_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_strings_numbers_and_dates_as_a_person_sees_them),
        cmocka_unit_test(reads_hidden_sheets_and_cells_without_addresses),
        cmocka_unit_test(counts_from_1904_where_the_workbook_says_so),
        cmocka_unit_test(refuses_entities),
        cmocka_unit_test(refuses_a_zip_bomb),
        cmocka_unit_test(says_which_cell_is_wrong),
        cmocka_unit_test(refuses_damaged_xml_and_a_book_without_sheets),
        cmocka_unit_test(reads_csv_in_cp932_and_utf8),
        cmocka_unit_test(refuses_what_is_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
