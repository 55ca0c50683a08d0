#include "worker/encoding.h"

#include "base/escape.h"

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void encoding_base64(struct str text, struct buf *out)
{
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < text.n; i++) {
        int value = base64_value(text.p[i]);
        if (value < 0)
            continue;
        bits = (bits << 6 | (unsigned)value) & 0xfff;
        held += 6;
        if (held >= 8) {
            held -= 8;
            buf_append_char(out, (char)(bits >> held & 0xff));
        }
    }
}

static void unescape(struct str text, char sign, char blank, struct buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        int high = text.n - i > 2 ? hex_value(text.p[i + 1]) : -1;
        int low = text.n - i > 2 ? hex_value(text.p[i + 2]) : -1;
        if (text.p[i] == sign && high >= 0 && low >= 0) {
            buf_append_char(out, (char)(high << 4 | low));
            i += 2;
        } else {
            buf_append_char(out, blank && text.p[i] == blank ? ' ' : text.p[i]);
        }
    }
}

void encoding_q(struct str text, struct buf *out)
{
    unescape(text, '=', '_', out);
}

void encoding_percent(struct str text, struct buf *out)
{
    unescape(text, '%', 0, out);
}
