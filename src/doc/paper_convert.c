/* What arrived becomes a PDF. The form is told by the first bytes; names and labels are not believed.
   Only plain text is read in this process. A PDF is passed on byte for byte, since it is the
   consulter's own paper; it is only looked at whether it is whole and not locked. */
#include "doc/content.h"
#include "doc/paper_office.h"
#include "doc/paper_picture.h"
#include "doc/paper_sheet.h"
#include "doc/picture.h"

enum { TAIL = 2048 };

struct outcome {
    enum paper_result *result;
    struct str *pdf, *reason;
};

static int unreadable(const struct outcome *outcome, struct str reason)
{
    *outcome->result = PAPER_UNREADABLE;
    *outcome->reason = reason;
    return 0;
}

static const struct str locked_pdf =
    STR_INIT("PDFに鍵（パスワード）がかかっています。鍵を外したものを受け取って追加してください。");

/* What can be told without opening it. */
static int glance_at_pdf(struct str bytes, const struct outcome *outcome)
{
    struct str tail = str_slice(bytes, bytes.n > TAIL ? bytes.n - TAIL : 0, bytes.n);
    if (!str_contains(tail, STR("%%EOF")))
        return unreadable(outcome, STR("PDFが途中で切れています。相談者に送り直しを依頼してください。"));
    if (str_contains(bytes, STR("/Encrypt")))
        return unreadable(outcome, locked_pdf);
    return 0;
}

static int pass_pdf(struct worker_pool *pool, int fd, struct str bytes, struct arena *arena,
                    const struct outcome *outcome)
{
    struct pdf_summary summary;
    struct error problem = {0};
    *outcome->result = PAPER_ALREADY_PDF;
    if (!pool)
        glance_at_pdf(bytes, outcome);
    else if (pdf_check(pool, fd, arena, &summary, &problem))
        unreadable(outcome, error_sentence(&problem, LANG_JA, arena));
    else if (summary.lock == PDF_PASSWORD)
        unreadable(outcome, locked_pdf);
    if (*outcome->result == PAPER_ALREADY_PDF)
        *outcome->pdf = bytes;
    return 0;
}

static int print_text(const struct paper_source *source, struct str text, struct arena *arena,
                      const struct outcome *outcome, struct error *error)
{
    struct paper *paper = paper_create(source->name);
    struct buf pdf = {0};
    paper_text(paper, text);
    int failure = paper_finish(paper, source->created, &pdf, error);
    *outcome->result = PAPER_CONVERTED;
    *outcome->pdf = arena_copy(arena, buf_str(&pdf));
    buf_finish(&pdf);
    paper_destroy(paper);
    return failure;
}

/* The ending LibreOffice needs to know the form by, or empty when it is no Office file. */
static struct str office_ending(struct str bytes, struct str name)
{
    static const struct str packed[] = {STR_INIT("docx"), STR_INIT("xlsx"), STR_INIT("pptx"),
                                        STR_INIT("docm"), STR_INIT("xlsm"), STR_INIT("odt"),
                                        STR_INIT("ods"), STR_INIT("odp")};
    static const struct str old[] = {STR_INIT("xls"), STR_INIT("ppt"), STR_INIT("doc")};
    if (str_starts(bytes, STR("{\\rtf")))
        return STR("rtf");
    if (str_starts(bytes, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))) {
        for (size_t i = 0; i < sizeof old / sizeof old[0]; i++)
            if (content_has_ending(name, old[i]))
                return old[i];
        return STR("doc");
    }
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++)
        if (str_starts(bytes, STR("PK\x03\x04")) && content_has_ending(name, packed[i]))
            return packed[i];
    return (struct str){"", 0};
}

static int need(const struct outcome *outcome, struct str reason)
{
    *outcome->result = PAPER_NEEDS_CAPABILITY;
    *outcome->reason = reason;
    return 0;
}

/* Small workbooks are printed as tables of their values; false: not one of those. */
static bool print_workbook(struct worker_pool *pool, const struct paper_source *source,
                           struct arena *arena, const struct outcome *outcome, int *failure,
                           struct error *error)
{
    struct workbook book;
    if (!pool || workbook_read(pool, source->fd, arena, &book, NULL) || !paper_sheet_fits(&book))
        return false;
    struct buf pdf = {0};
    *failure = paper_sheet_print(&book, source, &pdf, error);
    *outcome->result = PAPER_CONVERTED;
    *outcome->pdf = arena_copy(arena, buf_str(&pdf));
    buf_finish(&pdf);
    return true;
}

static int print_picture(struct worker_pool *pool, const struct paper_source *source,
                         struct arena *arena, const struct outcome *outcome)
{
    if (!pool)
        return need(outcome, STR("画像を開く作業プロセス（meguri-worker）が動いていません。"));
    struct buf pdf = {0};
    struct error problem = {0};
    if (paper_picture_pages(pool, source, &pdf, &problem)) {
        unreadable(outcome, error_sentence(&problem, LANG_JA, arena));
    } else {
        *outcome->result = PAPER_CONVERTED;
        *outcome->pdf = arena_copy(arena, buf_str(&pdf));
    }
    buf_finish(&pdf);
    return 0;
}

int paper_convert(const struct context *context, struct worker_pool *pool,
                  const struct paper_source *source, struct arena *arena,
                  enum paper_result *result, struct str *pdf, struct str *reason,
                  struct error *error)
{
    const struct outcome outcome = {result, pdf, reason};
    struct str bytes, text;
    int failure = content_read(source->fd, source->name, arena, &bytes, error);
    if (failure)
        return failure;
    *pdf = *reason = (struct str){"", 0};
    if (bytes.n == 0)
        return unreadable(&outcome, STR("中身が空（0バイト）です。相談者に送り直しを依頼してください。"));
    if (content_is_pdf(bytes))
        return pass_pdf(pool, source->fd, bytes, arena, &outcome);
    if (content_is_picture(bytes))
        return print_picture(pool, source, arena, &outcome);
    struct str ending = office_ending(bytes, source->name);
    if (content_is_workbook(bytes, source->name) &&
        print_workbook(pool, source, arena, &outcome, &failure, error))
        return failure;
    if (ending.n > 0)
        return paper_office_convert(context, bytes, ending, arena, result, pdf, reason, error);
    if (content_plain_text(bytes, arena, &text))
        return print_text(source, text, arena, &outcome, error);
    return unreadable(&outcome, STR("PDFにできない形式です。PDFにしたものを受け取って追加してください。"));
}
