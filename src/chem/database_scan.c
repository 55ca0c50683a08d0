#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "chem/database_internal.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static struct str trimmed(struct str s)
{
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    while (s.n > 0 && is_blank(s.p[0]))
        s.p++, s.n--;
    return s;
}

bool scan_raw_line(struct chem_reader *reader, struct str *line)
{
    struct scan *scan = &reader->scan;
    size_t left = scan->text.n - scan->at;
    if (left == 0)
        return false;
    const char *from = scan->text.p + scan->at;
    const char *end = memchr(from, '\n', left);
    size_t n = end ? (size_t)(end - from) : left;
    *line = (struct str){from, n};
    scan->at += n + (end != NULL);
    reader->line = scan->line++;
    return true;
}

static struct str without_comment(struct str line)
{
    const char *mark = line.n ? memchr(line.p, '#', line.n) : NULL;
    return trimmed(mark ? (struct str){line.p, (size_t)(mark - line.p)} : line);
}

static bool is_ascii(struct str s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any < 0x80;
}

struct str scan_utf8(struct str text, struct arena *arena)
{
    if (is_ascii(text) || text_is_valid_utf8(text))
        return text;
    char *to = ARENA_ARRAY(arena, char, size_mul(text.n, 2));
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text_encode((unsigned char)text.p[i], to + n);
    return (struct str){to, n};
}

static int too_long(struct chem_reader *reader)
{
    (void)ERROR(reader->error, ERR_CHEM_TOO_LARGE, BOTH("1 行", "A line"), STR("65,536 bytes"));
    return reader_here(reader, ERR_CHEM_TOO_LARGE);
}

/* The line behind one that ends with '\', without its comment; false at the end of the text. */
static bool take_more(struct chem_reader *reader, struct buf *joined)
{
    struct str more;
    if (!scan_raw_line(reader, &more))
        return false;
    buf_append_char(joined, ' ');
    buf_append(joined, scan_utf8(without_comment(more), reader->scratch));
    return true;
}

/* Lines that end with '\' and those behind them. The line number stays that of the first. */
static bool join_lines(struct chem_reader *reader, struct str *line, int *code)
{
    if (line->n == 0 || line->p[line->n - 1] != '\\')
        return true;
    int64_t first = reader->line;
    struct buf joined = {0};
    buf_append(&joined, *line);
    while (joined.n > 0 && joined.p[joined.n - 1] == '\\') {
        joined.n--;
        if (!take_more(reader, &joined) || joined.n >= DATABASE_LINE_LIMIT)
            break;
    }
    bool fits = joined.n < DATABASE_LINE_LIMIT;
    if (!fits)
        *code = too_long(reader);
    *line = arena_copy(reader->scratch, trimmed(buf_str(&joined)));
    buf_finish(&joined);
    reader->line = first;
    return fits;
}

/* The next line that holds more than a comment. */
static bool next_line(struct chem_reader *reader, struct str *line, int *code)
{
    while (scan_raw_line(reader, line)) {
        if (line->n >= DATABASE_LINE_LIMIT) {
            *code = too_long(reader);
            return false;
        }
        if (memchr(line->p, '\0', line->n)) {
            *code = reader_expected(reader, STR("NUL"), BOTH("文字のファイル", "a text file"));
            return false;
        }
        *line = scan_utf8(without_comment(*line), reader->scratch);
        if (!join_lines(reader, line, code))
            return false;
        if (line->n > 0)
            return true;
    }
    return false;
}

bool scan_statement(struct chem_reader *reader, struct str *statement, int *code)
{
    struct scan *scan = &reader->scan;
    *code = 0;
    for (;;) {
        if (!scan->in_line) {
            if (!next_line(reader, &scan->rest, code))
                return false;
            scan->rest_line = reader->line;
            scan->in_line = true;
        }
        reader->line = scan->rest_line;
        const char *mark = memchr(scan->rest.p, ';', scan->rest.n);
        size_t n = mark ? (size_t)(mark - scan->rest.p) : scan->rest.n;
        *statement = trimmed((struct str){scan->rest.p, n});
        scan->rest = mark ? str_slice(scan->rest, n + 1, scan->rest.n) : STR("");
        scan->in_line = scan->rest.n > 0;
        if (statement->n > 0)
            return true;
    }
}

struct str scan_token(struct str *rest)
{
    *rest = trimmed(*rest);
    size_t n = 0;
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    struct str token = {rest->p, n};
    rest->p += n;
    rest->n -= n;
    return token;
}
