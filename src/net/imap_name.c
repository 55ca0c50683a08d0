#include "net/imap_connection.h"

#include "base/text.h"

/* Modified base64: '/' is ',' and there is no padding. */
static void put_base64(struct buf *out, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8) | bytes[i];
        for (have += 8; have >= 6; have -= 6)
            buf_append_char(out, digits[(bits >> (have - 6)) & 63]);
    }
    if (have > 0)
        buf_append_char(out, digits[(bits << (6 - have)) & 63]);
}

static void put_utf16(struct buf *out, uint32_t unit)
{
    buf_append_char(out, (char)(unit >> 8));
    buf_append_char(out, (char)(unit & 0xff));
}

static void end_shift(struct buf *out, struct buf *units)
{
    if (units->n == 0)
        return;
    buf_append_char(out, '&');
    put_base64(out, (const unsigned char *)units->p, units->n);
    buf_append_char(out, '-');
    buf_clear(units);
}

struct str imap_mailbox_name(struct str utf8, struct arena *arena)
{
    struct buf out = {0}, units = {0};
    for (size_t at = 0; at < utf8.n;) {
        uint32_t c = text_next(utf8, &at);
        if (c >= ' ' && c <= '~') {
            end_shift(&out, &units);
            buf_append(&out, c == '&' ? STR("&-") : ((struct str){&(char){(char)c}, 1}));
        } else if (c > 0xffff) {
            put_utf16(&units, 0xd800 + ((c - 0x10000) >> 10));
            put_utf16(&units, 0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            put_utf16(&units, c);
        }
    }
    end_shift(&out, &units);
    struct str name = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    buf_finish(&units);
    return name;
}
