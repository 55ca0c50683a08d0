/* Words out of papers. Where this machine lacks a program or bubblewrap, the result must be ABSENT. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "base/process.h"
#include "doc/capability.h"
#include "doc/paper.h"
#include "doc/reading.h"
#include "worker_support.h"

static struct arena *arena;

static enum reading_result read_bytes(struct str bytes, const char *name, struct str *text,
                                      struct str *reason)
{
    struct error error = {0};
    enum reading_result result = READING_NONE;
    int fd = support_file(bytes);
    const struct reading_source source = {fd, str_from_c(name)};
    support_ok(reading_extract(support_context(), support_pool(), &source, 20000, arena, &result,
                               text, reason, &error),
               &error);
    close(fd);
    return result;
}

static struct str pdf_of(const char *words)
{
    struct paper *paper = paper_create(STR("証明書"));
    struct buf pdf = {0};
    struct error error = {0};
    for (int i = 0; i < 3; i++)
        paper_heading(paper, 1, str_from_c(words));
    support_ok(paper_finish(paper, 0, &pdf, &error), &error);
    struct str bytes = arena_copy(arena, buf_str(&pdf));
    buf_finish(&pdf);
    paper_destroy(paper);
    return bytes;
}

/* The first page of a PDF as a picture; empty when it cannot be drawn here. */
static struct str picture_of(struct str pdf)
{
    struct process_result drawn = {0};
    struct error error = {0};
    int fd = support_file(pdf);
    struct str path = arena_format(arena, "/proc/%d/fd/%d", (int)getpid(), fd);
    const char *argv[] = {"pdftoppm", "-q", "-r", "200", "-png", "-singlefile", path.p, NULL};
    support_ok(process_run(support_context(), argv, 60 * (int64_t)US_PER_SECOND, 8 << 20, arena,
                           &drawn, &error), &error);
    close(fd);
    return drawn.output;
}

static bool bubblewrap_works(void)
{
    const char *argv[] = {"bwrap", "--unshare-all", "--ro-bind", "/", "/", "/bin/true", NULL};
    struct process_result result;
    return process_run(support_context(), argv, 10 * (int64_t)US_PER_SECOND, 10, arena, &result,
                       NULL) == 0 && result.exit_code == 0;
}

static void expect(struct str bytes, const char *name, bool possible, const char *words)
{
    struct str text, reason;
    enum reading_result result = read_bytes(bytes, name, &text, &reason);
    if (!possible) {
        assert_int_equal(result, READING_ABSENT);
        assert_true(reason.n > 0);
        return;
    }
    if (result != READING_TEXT || !str_contains(text, str_from_c(words)))
        fail_msg("%d %s %s", (int)result, arena_c(arena, text), arena_c(arena, reason));
}

static bool recognises(void)
{
    return bubblewrap_works() && capability_program(STR("ocr"), arena).n > 0;
}

static void reads_the_words_of_a_pdf(void **state)
{
    (void)state;
    expect(pdf_of("有害廃棄物の溶出試験について"), "a.pdf", bubblewrap_works(), "溶出試験");
}

static void recognises_the_words_of_a_picture(void **state)
{
    (void)state;
    expect(picture_of(pdf_of("貨物の分析結果について")), "fax.png", recognises(), "分析結果");
}

static void recognises_the_words_of_a_scanned_pdf(void **state)
{
    (void)state;
    struct str scan, reason;
    enum paper_result result;
    struct error error = {0};
    int fd = support_file(picture_of(pdf_of("貨物の分析結果について")));
    const struct paper_source source = {fd, STR("fax.png"), 0};
    support_ok(paper_convert(support_context(), support_pool(), &source, arena, &result, &scan,
                             &reason, &error), &error);
    close(fd);
    assert_int_equal(result, PAPER_CONVERTED);
    expect(scan, "scan.pdf", recognises(), "分析結果");
}

static void reads_the_cells_of_a_workbook(void **state)
{
    (void)state;
    expect(support_data("sheet/plain.xlsx", arena), "list.xlsx", true, "被覆電線");
}

static void says_why_a_broken_workbook_cannot_be_read(void **state)
{
    (void)state;
    struct str text, reason;
    assert_int_equal(read_bytes(support_data("sheet/bad_xml.xlsx", arena), "x.xlsx", &text, &reason),
                     READING_FAILED);
    assert_true(reason.n > 0);
}

static void says_why_a_broken_pdf_cannot_be_read(void **state)
{
    (void)state;
    struct str text, reason;
    assert_int_equal(read_bytes(STR("%PDF-1.4\nnothing"), "x.pdf", &text, &reason),
                     bubblewrap_works() ? READING_FAILED : READING_ABSENT);
    assert_true(reason.n > 0);
}

static void finds_no_words_in_other_forms(void **state)
{
    (void)state;
    struct str text, reason;
    assert_int_equal(read_bytes((struct str){"\0\1\2", 3}, "x.bin", &text, &reason), READING_NONE);
    assert_int_equal(read_bytes(STR(""), "x.txt", &text, &reason), READING_NONE);
}

static int start(void **state)
{
    (void)state;
    arena = arena_create();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_destroy(arena);
    support_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_words_of_a_pdf),
        cmocka_unit_test(recognises_the_words_of_a_picture),
        cmocka_unit_test(recognises_the_words_of_a_scanned_pdf),
        cmocka_unit_test(reads_the_cells_of_a_workbook),
        cmocka_unit_test(says_why_a_broken_workbook_cannot_be_read),
        cmocka_unit_test(says_why_a_broken_pdf_cannot_be_read),
        cmocka_unit_test(finds_no_words_in_other_forms),
    };
    return cmocka_run_group_tests_name("reading", tests, start, stop);
}
