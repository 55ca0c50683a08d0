#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "doc/paper.h"
#include "doc/sheet.h"
#include "sample_picture.h"
#include "support/test_folder.h"
#include "worker_support.h"

struct fixture {
    struct arena *arena;
    struct str folder;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.arena = arena_create();
    fixture.folder = test_folder_create(fixture.arena);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    test_folder_remove(fixture->folder);
    arena_destroy(fixture->arena);
    return 0;
}

static enum paper_result convert(struct fixture *fixture, struct str bytes, struct str *pdf,
                                 struct str *reason)
{
    enum paper_result result;
    struct error error = {0};
    struct paper_source source = {support_file(bytes), STR("写真"), 0};
    support_ok(paper_convert(support_context(), support_pool(), &source, fixture->arena, &result, pdf,
                             reason, &error),
               &error);
    close(source.fd);
    return result;
}

static struct str seen_by(struct fixture *fixture, const char *program, const char *option,
                          struct str pdf)
{
    struct str path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/a.pdf"));
    struct process_result result;
    struct error error = {0};
    support_ok(file_write_durable(support_context(), path, pdf, &error), &error);
    const char *argv[] = {program, option, path.p, NULL};
    support_ok(process_run(support_context(), argv, INT64_C(60) * US_PER_SECOND, 1 << 20,
                           fixture->arena, &result, &error),
               &error);
    assert_int_equal(result.exit_code, 0);
    return result.output;
}

static void assert_says(struct str text, struct str expected)
{
    if (!str_contains(text, expected))
        fail_msg("\"%" PRIstr "\" is not in:\n%" PRIstr, STR_ARG(expected), STR_ARG(text));
}

static void puts_a_photo_on_a_lying_sheet_without_packing_it_again(void **state)
{
    struct fixture *fixture = *state;
    struct buf jpeg = {0};
    struct str pdf, reason;
    sample_jpeg(NULL, 0, &jpeg);
    assert_int_equal(convert(fixture, buf_str(&jpeg), &pdf, &reason), PAPER_CONVERTED);
    assert_says(seen_by(fixture, "pdfinfo", "-box", pdf), STR("841.89 x 595.27"));
    struct str images = seen_by(fixture, "pdfimages", "-list", pdf);
    assert_says(images, STR("jpeg"));
    assert_says(images, STR("60    40"));
    buf_finish(&jpeg);
}

static void puts_a_png_on_a_sheet(void **state)
{
    struct fixture *fixture = *state;
    struct buf png = {0};
    struct str pdf, reason;
    sample_png(&png);
    assert_int_equal(convert(fixture, buf_str(&png), &pdf, &reason), PAPER_CONVERTED);
    assert_says(seen_by(fixture, "pdfimages", "-list", pdf), STR("60    40"));
    buf_finish(&png);
}

static void makes_each_page_of_a_fax_a_page(void **state)
{
    struct fixture *fixture = *state;
    struct buf tiff = {0};
    struct str pdf, reason;
    buf_append(&tiff, STR("II*\0"));
    sample_put32(&tiff, 8);
    sample_tiff_page(&tiff, false);
    sample_tiff_page(&tiff, true);
    assert_int_equal(convert(fixture, buf_str(&tiff), &pdf, &reason), PAPER_CONVERTED);
    assert_says(seen_by(fixture, "pdfinfo", "-box", pdf), STR("Pages:           2"));
    buf_finish(&tiff);
}

static void gives_equal_bytes_for_an_equal_picture(void **state)
{
    struct fixture *fixture = *state;
    struct buf jpeg = {0};
    struct str first, second, reason;
    sample_jpeg(NULL, 0, &jpeg);
    convert(fixture, buf_str(&jpeg), &first, &reason);
    convert(fixture, buf_str(&jpeg), &second, &reason);
    assert_true(str_equal(first, second));
    buf_finish(&jpeg);
}

static void prints_the_values_of_a_small_workbook(void **state)
{
    struct fixture *fixture = *state;
    static const struct sheet_column columns[] = {{STR_INIT("品名"), SHEET_TEXT, 10},
                                                  {STR_INIT("単価"), SHEET_NUMBER, 10}};
    const struct str cells[] = {STR("㈱髙橋の被覆電線"), STR("123.5")};
    struct str path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/a.xlsx")), bytes, pdf, reason;
    struct sheet_writer *writer;
    struct error error = {0};
    support_ok(sheet_writer_create(support_context(), path, &writer, &error), &error);
    support_ok(sheet_writer_add_sheet(writer, STR("価格表"), columns, 2, &error), &error);
    support_ok(sheet_writer_row(writer, cells, 2, &error), &error);
    support_ok(sheet_writer_close(writer, &error), &error);
    support_ok(file_read(support_context(), path, 1 << 20, fixture->arena, &bytes, &error), &error);
    enum paper_result result;
    struct paper_source source = {support_file(bytes), STR("価格.XLSX"), 0};
    support_ok(paper_convert(support_context(), support_pool(), &source, fixture->arena, &result,
                             &pdf, &reason, &error),
               &error);
    close(source.fd);
    if (result != PAPER_CONVERTED)
        fail_msg("%" PRIstr, STR_ARG(reason));
    path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/a.pdf"));
    support_ok(file_write_durable(support_context(), path, pdf, &error), &error);
    const char *argv[] = {"pdftotext", path.p, "-", NULL};
    struct process_result seen;
    support_ok(process_run(support_context(), argv, INT64_C(60) * US_PER_SECOND, 1 << 20,
                           fixture->arena, &seen, &error),
               &error);
    assert_says(seen.output, STR("価格表"));
    assert_says(seen.output, STR("㈱髙橋の被覆電線"));
    assert_says(seen.output, STR("123.5"));
}

static void a_picture_cut_short_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct buf png = {0};
    struct str pdf, reason;
    sample_png(&png);
    assert_int_equal(convert(fixture, str_slice(buf_str(&png), 0, 30), &pdf, &reason),
                     PAPER_UNREADABLE);
    assert_true(reason.n > 0);
    buf_finish(&png);
}

static void a_file_that_only_says_pdf_is_not_passed_on(void **state)
{
    struct fixture *fixture = *state;
    struct str pdf, reason;
    assert_int_equal(convert(fixture, STR("%PDF-1.4\nnothing\n%%EOF\n"), &pdf, &reason),
                     PAPER_UNREADABLE);
    assert_true(reason.n > 0);
}

static int finish(void **state)
{
    (void)state;
    support_finish();
    return 0;
}

#define BEHAVIOUR(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BEHAVIOUR(puts_a_photo_on_a_lying_sheet_without_packing_it_again),
        BEHAVIOUR(puts_a_png_on_a_sheet),
        BEHAVIOUR(makes_each_page_of_a_fax_a_page),
        BEHAVIOUR(gives_equal_bytes_for_an_equal_picture),
        BEHAVIOUR(prints_the_values_of_a_small_workbook),
        BEHAVIOUR(a_picture_cut_short_says_so),
        BEHAVIOUR(a_file_that_only_says_pdf_is_not_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
