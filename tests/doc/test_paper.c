#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "doc/paper.h"
#include "base/process.h"
#include "support/folder_fixture.h"
#include "support/test_folder.h"

static struct str saved(struct folder_fixture *fixture, struct paper *paper)
{
    struct buf pdf = {0};
    assert_int_equal(paper_finish(paper, folder_fixture_now, &pdf, NULL), 0);
    struct str path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/a.pdf"));
    assert_int_equal(file_write_durable(&fixture->fake.context, path, buf_str(&pdf), NULL), 0);
    buf_finish(&pdf);
    return path;
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

static struct str text_of(struct folder_fixture *fixture, struct paper *paper)
{
    const char *argv[] = {"pdftotext", "-layout", "-enc", "UTF-8", saved(fixture, paper).p, "-",
                          NULL};
    return output_of(fixture, argv);
}

static void assert_says(struct str text, struct str expected)
{
    if (!str_contains(text, expected))
        fail_msg("\"%" PRIstr "\" is not in:\n%" PRIstr, STR_ARG(expected), STR_ARG(text));
}

static size_t occurrences(struct str text, struct str needle)
{
    size_t n = 0;
    for (size_t at = str_find(text, needle, 0); at != SIZE_MAX;
         at = str_find(text, needle, at + needle.n))
        n++;
    return n;
}

static void keeps_japanese_text_selectable(void **state)
{
    struct folder_fixture *fixture = *state;
    struct paper *paper = paper_create(STR("事前相談書 2025-000123"));
    paper_heading(paper, 1, STR("１．相談者"));
    paper_text(paper, STR("㈱髙橋商店 ①被覆電線、﨑の字も ﾊﾝｶｸ ≪≫ ～ −\nThird line, café"));
    struct str text = text_of(fixture, paper);
    assert_says(text, STR("事前相談書 2025-000123"));
    assert_says(text, STR("１．相談者"));
    assert_says(text, STR("㈱髙橋商店 ①被覆電線、﨑の字も ﾊﾝｶｸ"));
    assert_says(text, STR("Third line, café"));
    paper_destroy(paper);
}

static void shows_fields_and_page_numbers(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str labels[] = {STR("会社名"), STR("相手国")};
    const struct str values[] = {STR("株式会社めぐり"), STR("タイ")};
    struct paper *paper = paper_create(STR("相談票"));
    paper_fields(paper, labels, values, 2);
    struct str text = text_of(fixture, paper);
    assert_says(text, STR("会社名"));
    assert_says(text, STR("株式会社めぐり"));
    assert_says(text, STR("1/1"));
    paper_destroy(paper);
}

static void repeats_the_header_of_a_long_table_on_each_page(void **state)
{
    struct folder_fixture *fixture = *state;
    enum { ROWS = 120 };
    const struct str header[] = {STR("番号"), STR("品目内容")};
    struct str *cells = ARENA_ARRAY(fixture->arena, struct str, 2 * ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        cells[2 * i] = arena_format(fixture->arena, "K%03zu", i);
        cells[2 * i + 1] = STR("被覆電線（塩化ビニル被覆）");
    }
    struct paper *paper = paper_create(STR("一覧"));
    paper_table(paper, header, 2, cells, ROWS);
    struct str text = text_of(fixture, paper);
    size_t pages = occurrences(text, STR("\f"));
    assert_true(pages >= 3);
    assert_int_equal(occurrences(text, STR("品目内容")), pages);
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(occurrences(text, cells[2 * i]), 1);
    paper_destroy(paper);
}

static void continues_a_row_longer_than_a_page(void **state)
{
    struct folder_fixture *fixture = *state;
    struct buf text = {0};
    for (int i = 0; i < 150; i++)
        buf_format(&text, "L%03d\n", i);
    const struct str header[] = {STR("項目"), STR("内容")};
    const struct str cells[] = {STR("経緯"), buf_str(&text)};
    struct paper *paper = paper_create(STR("長い行"));
    paper_table(paper, header, 2, cells, 1);
    struct str seen = text_of(fixture, paper);
    for (int i = 0; i < 150; i++)
        assert_int_equal(occurrences(seen, arena_format(fixture->arena, "L%03d", i)), 1);
    assert_true(occurrences(seen, STR("\f")) >= 3);
    buf_finish(&text);
    paper_destroy(paper);
}

static void ends_also_when_the_header_is_longer_than_a_page(void **state)
{
    struct folder_fixture *fixture = *state;
    struct buf text = {0};
    for (int i = 0; i < 200; i++)
        buf_format(&text, "H%03d\n", i);
    const struct str header[] = {buf_str(&text), STR("内容")};
    const struct str cells[] = {STR("1"), STR("甲"), STR("2"), buf_str(&text)};
    struct paper *paper = paper_create(STR("長い見出し"));
    paper_table(paper, header, 2, cells, 2);
    struct str seen = text_of(fixture, paper);
    assert_says(seen, STR("甲"));
    assert_says(seen, STR("H199"));
    buf_finish(&text);
    paper_destroy(paper);
}

static void gives_equal_bytes_for_equal_input(void **state)
{
    struct folder_fixture *fixture = *state;
    struct str bytes[2];
    for (size_t i = 0; i < 2; i++) {
        struct paper *paper = paper_create(STR("同じ"));
        paper_text(paper, STR("同じ文書は同じバイト列になります。"));
        struct str path = saved(fixture, paper);
        paper_destroy(paper);
        assert_int_equal(
            file_read(&fixture->fake.context, path, 1 << 20, fixture->arena, &bytes[i], NULL), 0);
    }
    assert_true(str_equal(bytes[0], bytes[1]));
    assert_says(bytes[0], STR("CreationDate (20251125173000+09'00)"));
}

static enum paper_result convert(struct folder_fixture *fixture, struct str name, struct str bytes,
                                 struct str *pdf, struct str *reason)
{
    enum paper_result result;
    int fd = memfd_create("paper", MFD_CLOEXEC);
    assert_int_equal(file_write_all(&fixture->fake.context, fd, name, bytes), 0);
    struct paper_source source = {fd, name, folder_fixture_now};
    assert_int_equal(paper_convert(&fixture->fake.context, NULL, &source, fixture->arena, &result,
                                   pdf, reason, NULL),
                     0);
    close(fd);
    return result;
}

static void makes_pages_of_text_in_utf8_and_cp932(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct str texts[] = {STR("\xef\xbb\xbf㈱髙橋商店"), STR("\x87\x8a\xfb\xfc\x8b\xb4\x8f\xa4\x93X")};
    for (size_t i = 0; i < 2; i++) {
        struct str pdf, reason;
        assert_int_equal(convert(fixture, STR("相談.txt"), texts[i], &pdf, &reason), PAPER_CONVERTED);
        struct str path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/t.pdf"));
        assert_int_equal(file_write_durable(&fixture->fake.context, path, pdf, NULL), 0);
        const char *argv[] = {"pdftotext", path.p, "-", NULL};
        assert_says(output_of(fixture, argv), STR("㈱髙橋商店"));
    }
}

static void passes_a_whole_pdf_on_byte_for_byte(void **state)
{
    struct folder_fixture *fixture = *state;
    struct str pdf, reason, whole = STR("%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n");
    assert_int_equal(convert(fixture, STR("a.bin"), whole, &pdf, &reason), PAPER_ALREADY_PDF);
    assert_true(str_equal(pdf, whole));
}

static void says_why_a_paper_cannot_be_converted(void **state)
{
    struct folder_fixture *fixture = *state;
    const struct {
        struct str name, bytes, says;
        enum paper_result result;
    } cases[] = {
        {STR_INIT("a.pdf"), STR_INIT("%PDF-1.4\n1 0 obj"), STR_INIT("途中で切れています"),
         PAPER_UNREADABLE},
        {STR_INIT("a.pdf"), STR_INIT("%PDF-1.4\n/Encrypt 5 0 R\n%%EOF"), STR_INIT("鍵"),
         PAPER_UNREADABLE},
        {STR_INIT("a.txt"), STR_INIT(""), STR_INIT("空"), PAPER_UNREADABLE},
        {STR_INIT("a.dat"), STR_INIT("\0\1\2"), STR_INIT("PDFにできない形式"), PAPER_UNREADABLE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str pdf, reason;
        assert_int_equal(convert(fixture, cases[i].name, cases[i].bytes, &pdf, &reason),
                         cases[i].result);
        assert_says(reason, cases[i].says);
    }
}

/* On a machine with LibreOffice and bubblewrap it is converted, on others it says what is missing. */
static void converts_office_files_where_libreoffice_and_bubblewrap_are(void **state)
{
    struct folder_fixture *fixture = *state;
    struct str pdf, reason, letter = STR("{\\rtf1\\ansi Covered wire, 20 t}");
    enum paper_result result = convert(fixture, STR("letter.rtf"), letter, &pdf, &reason);
    if (result == PAPER_NEEDS_CAPABILITY) {
        assert_says(reason, STR("bubblewrap"));
        return;
    }
    assert_int_equal(result, PAPER_CONVERTED);
    struct str path = ARENA_JOIN(fixture->arena, fixture->folder, STR("/o.pdf"));
    assert_int_equal(file_write_durable(&fixture->fake.context, path, pdf, NULL), 0);
    const char *argv[] = {"pdftotext", path.p, "-", NULL};
    assert_says(output_of(fixture, argv), STR("Covered wire, 20 t"));
}

#define BEHAVIOUR(name) cmocka_unit_test_setup_teardown(name, folder_fixture_set_up, folder_fixture_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BEHAVIOUR(keeps_japanese_text_selectable),
        BEHAVIOUR(shows_fields_and_page_numbers),
        BEHAVIOUR(repeats_the_header_of_a_long_table_on_each_page),
        BEHAVIOUR(continues_a_row_longer_than_a_page),
        BEHAVIOUR(ends_also_when_the_header_is_longer_than_a_page),
        BEHAVIOUR(gives_equal_bytes_for_equal_input),
        BEHAVIOUR(makes_pages_of_text_in_utf8_and_cp932),
        BEHAVIOUR(passes_a_whole_pdf_on_byte_for_byte),
        BEHAVIOUR(says_why_a_paper_cannot_be_converted),
        BEHAVIOUR(converts_office_files_where_libreoffice_and_bubblewrap_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
