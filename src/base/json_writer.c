/* The JSON writer. `filled[depth]` says whether a comma is due at that level. */
#include "base/json.h"

#include "base/check.h"
#include "base/text.h"

enum { WRITER_DEPTH = sizeof(((struct json_writer *)0)->filled) / sizeof(bool) };

void json_writer_init(struct json_writer *writer, struct buf *out, bool pretty)
{
    *writer = (struct json_writer){.out = out, .pretty = pretty};
}

static void new_line(struct json_writer *writer)
{
    if (!writer->pretty)
        return;
    buf_append_char(writer->out, '\n');
    for (unsigned i = 0; i < writer->depth; i++)
        buf_append(writer->out, STR("  "));
}

/* Everything that belongs between the last thing written and the next value or key. */
static void separate(struct json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->filled[writer->depth])
        buf_append_char(writer->out, ',');
    writer->filled[writer->depth] = true;
    if (writer->depth > 0)
        new_line(writer);
}

static void begin(struct json_writer *writer, char bracket)
{
    separate(writer);
    CHECK(writer->depth + 1 < WRITER_DEPTH);
    writer->depth++;
    writer->filled[writer->depth] = false;
    buf_append_char(writer->out, bracket);
}

static void end(struct json_writer *writer, char bracket)
{
    CHECK(writer->depth > 0 && !writer->after_key);
    bool filled = writer->filled[writer->depth];
    writer->depth--;
    if (filled)
        new_line(writer);
    buf_append_char(writer->out, bracket);
}

void json_begin_object(struct json_writer *writer)
{
    begin(writer, '{');
}

void json_end_object(struct json_writer *writer)
{
    end(writer, '}');
}

void json_begin_array(struct json_writer *writer)
{
    begin(writer, '[');
}

void json_end_array(struct json_writer *writer)
{
    end(writer, ']');
}

static struct str short_escape(unsigned char c)
{
    switch (c) {
    case '"':
        return STR("\\\"");
    case '\\':
        return STR("\\\\");
    case '\n':
        return STR("\\n");
    case '\r':
        return STR("\\r");
    case '\t':
        return STR("\\t");
    default:
        return (struct str){"", 0};
    }
}

/* Length of the run from `at` that is written as it stands. */
static size_t plain_run(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.n) {
        unsigned char c = (unsigned char)s.p[end];
        if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
            break;
        size_t after = end;
        if (c < 0x80)
            after++;
        else if (text_next(s, &after), after == end + 1)
            break;
        end = after;
    }
    return end - at;
}

static void write_text(struct buf *out, struct str s)
{
    buf_append_char(out, '"');
    for (size_t at = 0; at < s.n;) {
        size_t run = plain_run(s, at);
        buf_append(out, (struct str){s.p + at, run});
        at += run;
        if (at == s.n)
            break;
        unsigned char c = (unsigned char)s.p[at++];
        struct str escape = short_escape(c);
        if (c >= 0x80)
            buf_append(out, STR("\xef\xbf\xbd"));
        else if (escape.n)
            buf_append(out, escape);
        else
            buf_format(out, "\\u%04x", c);
    }
    buf_append_char(out, '"');
}

void json_key(struct json_writer *writer, struct str key)
{
    CHECK(!writer->after_key);
    separate(writer);
    write_text(writer->out, key);
    buf_append(writer->out, writer->pretty ? STR(": ") : STR(":"));
    writer->after_key = true;
}

void json_string(struct json_writer *writer, struct str value)
{
    separate(writer);
    write_text(writer->out, value);
}

void json_integer(struct json_writer *writer, int64_t value)
{
    separate(writer);
    buf_format(writer->out, "%lld", (long long)value);
}

void json_number(struct json_writer *writer, struct str number)
{
    separate(writer);
    buf_append(writer->out, number);
}

void json_bool(struct json_writer *writer, bool value)
{
    separate(writer);
    buf_append(writer->out, value ? STR("true") : STR("false"));
}

void json_null(struct json_writer *writer)
{
    separate(writer);
    buf_append(writer->out, STR("null"));
}

void json_put_string(struct json_writer *writer, struct str key, struct str value)
{
    json_key(writer, key);
    json_string(writer, value);
}

void json_put_integer(struct json_writer *writer, struct str key, int64_t value)
{
    json_key(writer, key);
    json_integer(writer, value);
}

void json_put_bool(struct json_writer *writer, struct str key, bool value)
{
    json_key(writer, key);
    json_bool(writer, value);
}
