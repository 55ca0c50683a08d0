#include "doc/reading_program.h"

#include "base/buf.h"
#include "base/text.h"
#include "doc/content.h"
#include "doc/sheet.h"

enum { FEW_LETTERS = 20, MOST_BYTES = 64 * 1024 * 1024 };

struct reading {
    const struct context *context;
    struct worker_pool *pool;
    const struct reading_source *source;
    struct str bytes;
    size_t limit;
    struct arena *arena;
    enum reading_result *result;
    struct str *text, *reason;
};

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == 0x3000;
}

/* A PDF with fewer letters than this is taken for a scan. */
static bool has_words(struct str text)
{
    size_t letters = 0;
    for (size_t at = 0; at < text.n && letters < FEW_LETTERS;)
        letters += !is_blank(text_next(text, &at));
    return letters >= FEW_LETTERS;
}

/* Kana, CJK characters, their punctuation and full-width forms. */
static bool is_japanese(uint32_t c)
{
    return (c >= 0x3001 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff01 && c <= 0xffee) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

struct str reading_join_japanese(struct str text, struct arena *arena)
{
    struct buf out = {0};
    size_t blanks = SIZE_MAX; /* where blanks behind a Japanese character begin */
    bool after_japanese = false;
    for (size_t at = 0; at < text.n;) {
        size_t begin = at;
        uint32_t c = text_next(text, &at);
        if (c == ' ' || c == '\t') {
            if (after_japanese && blanks == SIZE_MAX)
                blanks = begin;
            if (!after_japanese)
                buf_append(&out, str_slice(text, begin, at));
            continue;
        }
        if (blanks != SIZE_MAX && !is_japanese(c))
            buf_append(&out, str_slice(text, blanks, begin));
        blanks = SIZE_MAX;
        after_japanese = is_japanese(c);
        buf_append(&out, str_slice(text, begin, at));
    }
    struct str joined = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return joined;
}

static int give_text(const struct reading *r, struct str text)
{
    *r->text = text_head(str_trim(text_clean(text, r->arena)), r->limit);
    *r->result = r->text->n ? READING_TEXT : READING_NONE;
    return 0;
}

static int recognise(const struct reading *r, enum reading_program program, struct error *error)
{
    struct str found = {"", 0};
    int status = reading_program_run(r->context, program, r->bytes, r->arena, r->result, &found,
                                     r->reason, error);
    if (status || *r->result != READING_TEXT)
        return status;
    return give_text(r, reading_join_japanese(found, r->arena));
}

static int read_pdf(const struct reading *r, struct error *error)
{
    struct str found = {"", 0};
    int status = reading_program_run(r->context, READING_PDF_TEXT, r->bytes, r->arena, r->result,
                                     &found, r->reason, error);
    if (status || *r->result != READING_TEXT)
        return status;
    if (has_words(found))
        return give_text(r, found);
    status = recognise(r, READING_PDF_SCAN, error);
    if (status == 0 && *r->result == READING_ABSENT && found.n && str_trim(found).n)
        status = give_text(r, found);
    return status;
}

static int read_workbook(const struct reading *r, struct error *error)
{
    struct workbook book;
    struct error problem = {0};
    if (!r->pool) {
        *r->result = READING_ABSENT;
        *r->reason = STR("文書を読む作業プロセス（meguri-worker）が動いていません。");
        return 0;
    }
    int status = workbook_read(r->pool, r->source->fd, r->arena, &book, &problem);
    if (status == ERR_DOC_BROKEN || status == ERR_DOC_LIMIT || status == ERR_DOC_UNSUPPORTED) {
        *r->result = READING_FAILED;
        *r->reason = error_sentence(&problem, LANG_JA, r->arena);
        return 0;
    }
    if (status) {
        if (error)
            error_copy(error, &problem);
        return status;
    }
    struct buf out = {0};
    for (size_t s = 0; s < book.count && out.n / 4 < r->limit; s++) {
        buf_append(&out, book.sheets[s].name);
        buf_append_char(&out, '\n');
        for (size_t c = 0; c < book.sheets[s].cell_count && out.n / 4 < r->limit; c++) {
            buf_append(&out, book.sheets[s].cells[c].text);
            buf_append_char(&out, '\n');
        }
    }
    give_text(r, arena_copy(r->arena, buf_str(&out)));
    buf_finish(&out);
    return 0;
}

static int read_content(const struct reading *r, struct error *error)
{
    struct str plain;
    if (content_is_pdf(r->bytes))
        return read_pdf(r, error);
    if (content_is_picture(r->bytes))
        return recognise(r, READING_PICTURE, error);
    if (content_is_workbook(r->bytes, r->source->name))
        return read_workbook(r, error);
    if (content_plain_text(r->bytes, r->arena, &plain))
        return give_text(r, plain);
    *r->result = READING_NONE;
    return 0;
}

int reading_extract(const struct context *context, struct worker_pool *pool,
                    const struct reading_source *source, size_t limit, struct arena *arena,
                    enum reading_result *result, struct str *text, struct str *reason,
                    struct error *error)
{
    struct reading r = {context, pool, source, {"", 0}, limit, arena, result, text, reason};
    *text = *reason = (struct str){"", 0};
    int status = content_read(source->fd, source->name, arena, &r.bytes, error);
    if (status)
        return status;
    if (r.bytes.n > MOST_BYTES) {
        *result = READING_FAILED;
        *reason = STR("64 MB を超えるため、文字を取り出しません。");
        return 0;
    }
    return read_content(&r, error);
}
