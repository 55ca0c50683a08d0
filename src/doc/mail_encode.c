#include "doc/mail_encode.h"

#include "base/escape.h"
#include "base/text.h"

enum {
    LINE = 76,
    WORD_BYTES = 42, /* in base64 56 characters; with =?UTF-8?B? ?= 68 */
    PERCENT_BYTES = 60,
};

void encode_base64(struct str bytes, struct buf *out)
{
    const size_t in_line = LINE / 4 * 3;
    for (size_t at = 0; at < bytes.n; at += in_line) {
        base64_encode(str_slice(bytes, at, at + in_line), out);
        buf_append(out, STR("\r\n"));
    }
}

bool encode_is_ascii(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < ' ' || text.p[i] > '~')
            return false;
    return true;
}

static void encode_words(struct str text, size_t column, struct buf *out)
{
    bool first = true;
    while (text.n) {
        /* The first word shares its line with the name of the field. */
        size_t room = first && column > 8 ? WORD_BYTES - 12 : WORD_BYTES, at = 0, end = 0;
        while (at < text.n) {
            text_next(text, &at);
            if (at > room)
                break;
            end = at;
        }
        if (!first)
            buf_append(out, STR("\r\n "));
        buf_append(out, STR("=?UTF-8?B?"));
        base64_encode(str_slice(text, 0, end), out);
        buf_append(out, STR("?="));
        text = str_slice(text, end, text.n);
        first = false;
    }
}

/* Folds at a blank once the line is full; a word longer than a line stays whole (998 is the law). */
static void fold_ascii(struct str text, size_t column, struct buf *out)
{
    struct str rest = text, word;
    bool first = true;
    while (str_cut(&rest, ' ', &word)) {
        if (!first && column + 1 + word.n > LINE && word.n) {
            buf_append(out, STR("\r\n "));
            column = 1;
        } else if (!first) {
            buf_append_char(out, ' ');
            column++;
        }
        buf_append(out, word);
        column += word.n;
        first = false;
    }
}

void encode_text(struct str text, size_t column, struct buf *out)
{
    /* What looks like an encoded word must not be read as one. */
    bool plain = encode_is_ascii(text) && !str_contains(text, STR("=?")) && text.n < 900;
    if (plain)
        fold_ascii(text, column, out);
    else
        encode_words(text, column, out);
}

static void quote(struct str text, struct buf *out)
{
    buf_append_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_append_char(out, '\\');
        buf_append_char(out, text.p[i]);
    }
    buf_append_char(out, '"');
}

void encode_phrase(struct str name, size_t column, struct buf *out)
{
    if (encode_is_ascii(name) && !str_contains(name, STR("=?")) && name.n < 60)
        quote(name, out);
    else
        encode_words(name, column, out);
}

void encode_parameter(struct str name, struct str value, struct buf *out)
{
    if (encode_is_ascii(value) && value.n < 60) {
        buf_format(out, ";\r\n %" PRIstr "=", STR_ARG(name));
        quote(value, out);
        return;
    }
    bool single = value.n * 3 <= PERCENT_BYTES;
    for (size_t at = 0, index = 0; at < value.n; at += PERCENT_BYTES / 3, index++) {
        buf_format(out, ";\r\n %" PRIstr, STR_ARG(name));
        if (!single)
            buf_format(out, "*%zu", index);
        buf_append(out, index == 0 ? STR("*=UTF-8''") : STR("*="));
        percent_encode(str_slice(value, at, at + PERCENT_BYTES / 3), out);
    }
}
