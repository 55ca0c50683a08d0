#include "base/csv.h"

#include "base/charset.h"
#include "base/text.h"

struct csv_write_options csv_for_machine(enum csv_encoding encoding)
{
    return (struct csv_write_options){.encoding = encoding};
}

struct csv_write_options csv_for_spreadsheet(enum csv_encoding encoding)
{
    return (struct csv_write_options){
        .encoding = encoding,
        .byte_order_mark = encoding == CSV_UTF8,
        .neutralise_formulas = true,
        .keep_leading_zeros = true,
    };
}

void csv_writer_init(struct csv_writer *writer, struct buf *out, struct csv_write_options options)
{
    *writer = (struct csv_writer){.out = out, .options = options};
    if (options.byte_order_mark && options.encoding == CSV_UTF8)
        buf_append(out, STR("\xef\xbb\xbf"));
}

static size_t count_digits(struct str s, size_t from)
{
    size_t at = from;
    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
        at++;
    return at - from;
}

/* -5, +3.25: a spreadsheet takes them for numbers, not for formulas. */
static bool is_plain_number(struct str s)
{
    size_t at = s.n && (s.p[0] == '-' || s.p[0] == '+');
    size_t whole = count_digits(s, at);
    at += whole;
    if (whole == 0)
        return false;
    if (at < s.n && s.p[at] == '.') {
        size_t fraction = count_digits(s, at + 1);
        at += 1 + fraction;
        if (fraction == 0)
            return false;
    }
    return at == s.n;
}

static bool looks_like_formula(struct str s)
{
    if (s.n == 0 || is_plain_number(s))
        return false;
    char c = s.p[0];
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

static bool is_code_with_zero(struct str s)
{
    return s.n > 1 && s.p[0] == '0' && count_digits(s, 0) == s.n;
}

static bool needs_quotes(const struct csv_writer *writer, struct str s)
{
    if (writer->options.quote_all)
        return true;
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
        return true;
    if (str_starts(s, STR("\xef\xbb\xbf"))) /* at the head of a file it would pass for the mark */
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\r' || s.p[i] == '\n')
            return true;
    return false;
}

static void append_quoted(struct buf *out, struct str s)
{
    buf_append_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_append_char(out, '"');
        buf_append_char(out, s.p[i]);
    }
    buf_append_char(out, '"');
}

/* The field in UTF-8 with everything that the options ask for around it. */
static void dress(const struct csv_writer *writer, struct str field, struct buf *out)
{
    struct buf plain = {0};
    if (writer->options.keep_leading_zeros && is_code_with_zero(field)) {
        buf_format(&plain, "=\"%" PRIstr "\"", STR_ARG(field));
    } else {
        if (writer->options.neutralise_formulas && looks_like_formula(field))
            buf_append_char(&plain, '\'');
        buf_append(&plain, field);
    }
    if (needs_quotes(writer, buf_str(&plain)))
        append_quoted(out, buf_str(&plain));
    else
        buf_append(out, buf_str(&plain));
    buf_finish(&plain);
}

static int at_field(const struct csv_writer *writer, struct error *error, int code)
{
    error_at(error, (struct str){"", 0}, (int64_t)writer->row + 1, (int64_t)writer->column + 1);
    return code;
}

static int fail_unencodable(const struct csv_writer *writer, struct str offender,
                            struct error *error)
{
    size_t at = 0;
    struct buf point = {0};
    buf_format(&point, "U+%04X", text_next(offender, &at));
    int code = ERROR(error, ERR_UNENCODABLE, offender, buf_str(&point));
    buf_finish(&point);
    return at_field(writer, error, code);
}

int csv_write(struct csv_writer *writer, struct str field, struct error *error)
{
    if (!text_is_valid_utf8(field))
        return at_field(
            writer, error,
            ERROR(error, ERR_ENCODING, STR("CSV"), BOTH("UTF-8 でない文字", "not UTF-8")));
    struct buf dressed = {0};
    dress(writer, field, &dressed);
    struct str text = buf_str(&dressed), offender;
    size_t before = writer->out->n;
    if (writer->column > 0)
        buf_append_char(writer->out, ',');
    int code = 0;
    if (writer->options.encoding != CSV_CP932) {
        buf_append(writer->out, text);
    } else if (!charset_encode(text, writer->out, &offender)) {
        writer->out->n = before;
        code = fail_unencodable(writer, offender, error);
    }
    writer->only_empty = writer->column == 0 && text.n == 0;
    writer->column += code == 0;
    buf_finish(&dressed);
    return code;
}

void csv_end_row(struct csv_writer *writer)
{
    if (writer->column == 1 && writer->only_empty)
        buf_append(writer->out, STR("\"\""));
    buf_append(writer->out, STR("\r\n"));
    writer->row++;
    writer->column = 0;
}

int csv_write_row(struct csv_writer *writer, const struct str *fields, size_t count,
                  struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        int code = csv_write(writer, fields[i], error);
        if (code)
            return code;
    }
    csv_end_row(writer);
    return 0;
}
