/* The CSV reader. Raw bytes come in pieces, become UTF-8 in `text`, and are parsed from there one
   row at a time; parsed text is dropped before the next piece is added. */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "base/check.h"
#include "base/text.h"

enum { PIECE = 64 * 1024, DEFAULT_FIELD_LIMIT = 1 << 20, DEFAULT_FIELD_COUNT = 1024 };

struct span {
    size_t from, to;
};

struct csv_reader {
    struct csv_input input;
    struct csv_read_options options;
    struct charset_decoder *decoder; /* while the encoding is CP932 */
    struct buf text;                 /* UTF-8 still to be parsed, from `at` */
    size_t at;
    bool started, input_ended, bad_bytes, failed;
    int64_t line;
    struct buf content; /* of the fields of the row */
    struct buf spans;   /* struct span for each of them */
    struct buf fields;  /* struct str for each of them */
    size_t count;
    struct str memory; /* input of csv_reader_create_text */
};

static int read_memory(void *state, char *to, size_t capacity, size_t *got, struct error *error)
{
    struct csv_reader *reader = state;
    (void)error;
    *got = reader->memory.n < capacity ? reader->memory.n : capacity;
    if (*got)
        memcpy(to, reader->memory.p, *got);
    reader->memory = str_slice(reader->memory, *got, reader->memory.n);
    return 0;
}

struct csv_reader *csv_reader_create(struct csv_input input, const struct csv_read_options *options)
{
    struct csv_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        check_fail("out of memory");
    reader->input = input;
    reader->options = *options;
    reader->line = 1;
    if (!reader->options.separator)
        reader->options.separator = ',';
    if (!reader->options.field_limit)
        reader->options.field_limit = DEFAULT_FIELD_LIMIT;
    if (!reader->options.field_count_limit)
        reader->options.field_count_limit = DEFAULT_FIELD_COUNT;
    return reader;
}

struct csv_reader *csv_reader_create_text(struct str bytes, const struct csv_read_options *options)
{
    struct csv_reader *reader = csv_reader_create((struct csv_input){read_memory, NULL}, options);
    reader->input.state = reader;
    reader->memory = bytes;
    return reader;
}

void csv_reader_destroy(struct csv_reader *reader)
{
    if (!reader)
        return;
    charset_decoder_destroy(reader->decoder);
    buf_finish(&reader->text);
    buf_finish(&reader->content);
    buf_finish(&reader->spans);
    buf_finish(&reader->fields);
    free(reader);
}

static int fail(struct csv_reader *reader, struct error *error, enum err kind, struct str what,
                struct str more)
{
    int code = ERROR(error, kind, what, more);
    error_at(error, reader->options.name, reader->line, (int64_t)reader->count + 1);
    return code;
}

static int fail_csv(struct csv_reader *reader, struct error *error, struct str what)
{
    return fail(reader, error, ERR_CSV, what, (struct str){"", 0});
}

static int fail_large(struct csv_reader *reader, struct error *error, struct str what, size_t limit)
{
    struct buf number = {0};
    buf_format(&number, "%zu", limit);
    int code = fail(reader, error, ERR_TOO_LARGE, what, buf_str(&number));
    buf_finish(&number);
    return code;
}

/* Whether the text is UTF-8, apart from a character that the end may cut. */
static bool looks_like_utf8(struct str text)
{
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        text_next(text, &at);
        bool malformed = at - from == 1 && (unsigned char)text.p[from] >= 0x80;
        if (malformed && text.n - from >= 4)
            return false;
        if (malformed)
            return (unsigned char)text.p[from] >= 0xc2;
    }
    return true;
}

static bool has_non_ascii(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80)
            return true;
    return false;
}

static void settle_encoding(struct csv_reader *reader, struct str piece, bool has_mark)
{
    if (reader->options.encoding == CSV_DETECT && (has_mark || has_non_ascii(piece)))
        reader->options.encoding = has_mark || looks_like_utf8(piece) ? CSV_UTF8 : CSV_CP932;
    if (reader->options.encoding == CSV_CP932 && !reader->decoder)
        reader->decoder = charset_decoder_create();
}

static void add_piece(struct csv_reader *reader, struct str piece)
{
    bool has_mark = !reader->started && str_starts(piece, STR("\xef\xbb\xbf")) &&
                    reader->options.encoding != CSV_CP932;
    if (has_mark)
        piece = str_slice(piece, 3, piece.n);
    reader->started = true;
    settle_encoding(reader, piece, has_mark);
    if (!reader->decoder)
        buf_append(&reader->text, piece);
    else if (!charset_decode(reader->decoder, piece, &reader->text))
        reader->bad_bytes = reader->input_ended = true;
}

/* More text behind `at`, or input_ended. */
static int fill(struct csv_reader *reader, struct error *error)
{
    char piece[PIECE];
    size_t size = 0;
    /* Slow inputs give single bytes; telling UTF-8 from CP932 needs more, and the mark needs three.
     */
    size_t least = reader->options.encoding == CSV_DETECT ? PIECE : 3;
    while (size < least) {
        size_t got = 0;
        int code = reader->input.read(reader->input.state, piece + size, PIECE - size, &got, error);
        if (code)
            return code;
        CHECK(got <= PIECE - size);
        size += got;
        if (got == 0) {
            reader->input_ended = true;
            break;
        }
    }
    size_t left = reader->text.n - reader->at;
    if (left)
        memmove(reader->text.p, reader->text.p + reader->at, left);
    reader->text.n = left;
    reader->at = 0;
    if (size)
        add_piece(reader, (struct str){piece, size});
    if (reader->input_ended && reader->decoder && !charset_decode_end(reader->decoder))
        reader->bad_bytes = true;
    return 0;
}

/* The next byte in *c without taking it, or -1 at the end. */
static int peek(struct csv_reader *reader, int *c, struct error *error)
{
    while (reader->at == reader->text.n && !reader->input_ended) {
        int code = fill(reader, error);
        if (code)
            return code;
    }
    bool at_end = reader->at == reader->text.n;
    *c = at_end ? -1 : (unsigned char)reader->text.p[reader->at];
    if (at_end && reader->bad_bytes)
        return fail(reader, error, ERR_ENCODING, reader->options.name,
                    BOTH("Shift_JIS（CP932）でない文字", "not CP932"));
    return 0;
}

static size_t field_size(const struct csv_reader *reader)
{
    const struct span *last = (const struct span *)(const void *)reader->spans.p + reader->count;
    return reader->content.n - last->from;
}

static int keep_byte(struct csv_reader *reader, int c, struct error *error)
{
    if (c == 0)
        return fail_csv(reader, error, BOTH("NUL 文字があります", "NUL character"));
    if (field_size(reader) == reader->options.field_limit)
        return fail_large(reader, error,
                          BOTH("CSV の一つの欄（バイト）", "a field of the CSV (bytes)"),
                          reader->options.field_limit);
    buf_append_char(&reader->content, (char)c);
    return 0;
}

/* Takes the line end at `at`, which is CR or LF, and counts it. */
static int take_line_end(struct csv_reader *reader, bool keep, struct error *error)
{
    int c = (unsigned char)reader->text.p[reader->at++];
    int code = keep ? keep_byte(reader, c, error) : 0;
    if (code)
        return code;
    int following = -1;
    if (c == '\r' && (code = peek(reader, &following, error)))
        return code;
    if (following == '\n') {
        reader->at++;
        code = keep ? keep_byte(reader, '\n', error) : 0;
    }
    reader->line++;
    return code;
}

/* The rest of a quoted field, behind its first quote. */
static int read_quoted(struct csv_reader *reader, struct error *error)
{
    int64_t opened = reader->line;
    for (;;) {
        int c, code = peek(reader, &c, error);
        if (code)
            return code;
        if (c < 0) {
            reader->line = opened;
            return fail_csv(reader, error, BOTH("引用符が閉じていません", "unterminated quote"));
        }
        if (c == '\r' || c == '\n') {
            if ((code = take_line_end(reader, true, error)))
                return code;
            continue;
        }
        reader->at++;
        if (c == '"') {
            if ((code = peek(reader, &c, error)))
                return code;
            if (c != '"')
                return 0;
            reader->at++;
        }
        if ((code = keep_byte(reader, c, error)))
            return code;
    }
}

static bool ends_field(const struct csv_reader *reader, int c)
{
    return c < 0 || c == '\r' || c == '\n' || c == (unsigned char)reader->options.separator;
}

static int read_plain(struct csv_reader *reader, struct error *error)
{
    for (;;) {
        int c, code = peek(reader, &c, error);
        if (code)
            return code;
        if (ends_field(reader, c))
            return 0;
        if (c == '"')
            return fail_csv(reader, error,
                            BOTH("引用符が欄の途中にあります", "a quote inside a field"));
        reader->at++;
        if ((code = keep_byte(reader, c, error)))
            return code;
    }
}

static void begin_field(struct csv_reader *reader)
{
    struct span span = {reader->content.n, 0};
    buf_append(&reader->spans, (struct str){(const char *)&span, sizeof span});
}

static int read_field(struct csv_reader *reader, struct error *error)
{
    if (reader->count == reader->options.field_count_limit)
        return fail_large(reader, error, BOTH("CSV の列の数", "the number of columns"),
                          reader->options.field_count_limit);
    begin_field(reader);
    int c, code = peek(reader, &c, error);
    if (!code && c == '"') {
        reader->at++;
        code = read_quoted(reader, error);
        if (!code && !(code = peek(reader, &c, error)) && !ends_field(reader, c))
            code = fail_csv(reader, error,
                            BOTH("閉じた引用符の後に文字があります", "text after a closing quote"));
    } else if (!code) {
        code = read_plain(reader, error);
    }
    if (code)
        return code;
    struct span *span = (struct span *)(void *)reader->spans.p + reader->count;
    span->to = reader->content.n;
    struct str field = str_slice(buf_str(&reader->content), span->from, span->to);
    if (!reader->decoder && !text_is_valid_utf8(field))
        return fail(reader, error, ERR_ENCODING, reader->options.name,
                    BOTH("UTF-8 でない文字", "not UTF-8"));
    reader->count++;
    return 0;
}

static void list_fields(struct csv_reader *reader, struct csv_row *row)
{
    buf_clear(&reader->fields);
    const struct span *spans = (const struct span *)(const void *)reader->spans.p;
    for (size_t i = 0; i < reader->count; i++) {
        struct str field = str_slice(buf_str(&reader->content), spans[i].from, spans[i].to);
        buf_append(&reader->fields, (struct str){(const char *)&field, sizeof field});
    }
    row->fields = (const struct str *)(const void *)reader->fields.p;
    row->count = reader->count;
}

/* Passes lines with nothing in them; *c is what comes then. */
static int skip_empty_lines(struct csv_reader *reader, int *c, struct error *error)
{
    int code = peek(reader, c, error);
    while (!code && (*c == '\r' || *c == '\n')) {
        code = take_line_end(reader, false, error);
        if (!code)
            code = peek(reader, c, error);
    }
    return code;
}

static int read_row(struct csv_reader *reader, struct csv_row *row, struct error *error)
{
    buf_clear(&reader->content);
    buf_clear(&reader->spans);
    reader->count = 0;
    int c, code = skip_empty_lines(reader, &c, error);
    if (code || c < 0)
        return code;
    row->line = reader->line;
    for (;;) {
        if ((code = read_field(reader, error)) || (code = peek(reader, &c, error)))
            return code;
        if (c != (unsigned char)reader->options.separator)
            break;
        reader->at++;
    }
    if (c >= 0 && (code = take_line_end(reader, false, error)))
        return code;
    list_fields(reader, row);
    return 0;
}

int csv_read(struct csv_reader *reader, struct csv_row *row, struct error *error)
{
    *row = (struct csv_row){0};
    if (reader->failed)
        return fail_csv(reader, error, BOTH("前の誤りの続きです", "it failed before"));
    int code = read_row(reader, row, error);
    reader->failed = code != 0;
    return code;
}

struct str csv_field(const struct csv_row *row, size_t index)
{
    return index < row->count ? row->fields[index] : (struct str){"", 0};
}

size_t csv_find(const struct csv_row *head, struct str name)
{
    for (size_t i = 0; i < head->count; i++)
        if (str_equal(head->fields[i], name))
            return i;
    return SIZE_MAX;
}
