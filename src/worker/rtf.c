#include "worker/rtf.h"

#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "worker/charset.h"

enum { WINDOW = 4096, PACKED = 0x75465a4c, PLAIN = 0x414c454d, HEADER = 16 };

/* What every packed text may refer back to from its first byte on (MS-OXRTFCP 2.1.2.1). */
static const struct str start_of_window = STR_INIT(
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx");

static uint32_t number_at(struct str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

struct window {
    char bytes[WINDOW];
    size_t at;
};

static void put(struct window *window, struct buf *out, char c)
{
    window->bytes[window->at] = c;
    window->at = (window->at + 1) % WINDOW;
    buf_append_char(out, c);
}

/* Two bytes: 12 bits of place, 4 bits of length less two; a reference to the write place ends it. */
static bool put_reference(struct window *window, struct buf *out, unsigned high, unsigned low)
{
    size_t from = high << 4 | low >> 4, length = (low & 15) + 2;
    if (from == window->at)
        return false;
    for (size_t i = 0; i < length; i++)
        put(window, out, window->bytes[(from + i) % WINDOW]);
    return true;
}

static void unpack(struct str in, size_t limit, struct buf *out)
{
    struct window window = {.at = start_of_window.n};
    memcpy(window.bytes, start_of_window.p, start_of_window.n);
    size_t at = 0;
    while (at < in.n) {
        unsigned control = (unsigned char)in.p[at++];
        for (int bit = 0; bit < 8 && at < in.n; bit++, control >>= 1) {
            if (out->n >= limit)
                return;
            if (!(control & 1)) {
                put(&window, out, in.p[at++]);
                continue;
            }
            if (in.n - at < 2 || !put_reference(&window, out, (unsigned char)in.p[at],
                                                (unsigned char)in.p[at + 1]))
                return;
            at += 2;
        }
    }
}

bool rtf_unpack(struct str packed, size_t limit, struct buf *out)
{
    if (packed.n < HEADER)
        return false;
    uint32_t kind = number_at(packed, 8);
    struct str content = str_slice(packed, HEADER, packed.n);
    if (kind == PLAIN)
        buf_append(out, str_slice(content, 0, limit));
    else if (kind == PACKED)
        unpack(content, limit, out);
    return kind == PLAIN || kind == PACKED;
}

enum { DEEPEST = 64 };
struct group {
    bool hidden; /* nothing in it is text */
};

struct rtf {
    struct str in;
    size_t at;
    struct arena *arena;
    struct buf *out, bytes; /* bytes: escaped ones that wait for their neighbours to be a character */
    struct str codepage;
    struct group groups[DEEPEST];
    size_t depth;
    size_t skip;            /* characters that stand in for \u for old readers */
    size_t fallback;        /* \uc */
};

static void flush_bytes(struct rtf *rtf)
{
    bool guessed = false;
    if (rtf->bytes.n)
        buf_append(rtf->out, charset_to_utf8(buf_str(&rtf->bytes), rtf->codepage, rtf->arena,
                                             &guessed));
    buf_clear(&rtf->bytes);
}

static bool is_hidden(const struct rtf *rtf)
{
    return rtf->groups[rtf->depth].hidden;
}

static void put_text(struct rtf *rtf, struct str text)
{
    if (is_hidden(rtf))
        return;
    flush_bytes(rtf);
    buf_append(rtf->out, text);
}

static void put_byte(struct rtf *rtf, char c)
{
    if (rtf->skip > 0)
        rtf->skip--;
    else if (!is_hidden(rtf))
        buf_append_char(&rtf->bytes, c);
}

static void put_unicode(struct rtf *rtf, int64_t number)
{
    char bytes[4];
    uint32_t c = (uint32_t)(number < 0 ? number + 65536 : number);
    bool sound = c >= 0x20 && c <= 0xffff && (c < 0xd800 || c > 0xdfff);
    if (sound)
        put_text(rtf, (struct str){bytes, text_encode(c, bytes)});
    rtf->skip = rtf->fallback;
}

static bool is_one_of(struct str word, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(word, words[i]))
            return true;
    return false;
}

static void use_word(struct rtf *rtf, struct str word, bool has_number, int64_t number)
{
    static const struct str hiding[] = {
        STR_INIT("fonttbl"), STR_INIT("colortbl"), STR_INIT("stylesheet"), STR_INIT("info"),
        STR_INIT("pict"),    STR_INIT("object"),   STR_INIT("header"),     STR_INIT("footer"),
        STR_INIT("htmltag"), STR_INIT("mhtmltag"),
    };
    static const struct str breaking[] = {STR_INIT("par"), STR_INIT("line"), STR_INIT("row")};
    if (is_one_of(word, hiding, sizeof hiding / sizeof hiding[0])) {
        flush_bytes(rtf);
        rtf->groups[rtf->depth].hidden = true;
    } else if (is_one_of(word, breaking, sizeof breaking / sizeof breaking[0])) {
        put_text(rtf, STR("\n"));
    } else if (str_equal(word, STR("tab")) || str_equal(word, STR("cell"))) {
        put_text(rtf, STR("\t"));
    } else if (str_equal(word, STR("u")) && has_number) {
        put_unicode(rtf, number);
    } else if (str_equal(word, STR("uc")) && has_number) {
        rtf->fallback = number >= 0 && number < 8 ? (size_t)number : 1;
    } else if (str_equal(word, STR("ansicpg")) && has_number && number > 0 && number < 65000) {
        rtf->codepage = arena_format(rtf->arena, "cp%lld", (long long)number);
    }
}

/* \word, \wordN, \word-N and the blank that ends it. */
static void read_word(struct rtf *rtf)
{
    struct str in = rtf->in;
    size_t from = rtf->at;
    while (rtf->at < in.n && in.p[rtf->at] >= 'a' && in.p[rtf->at] <= 'z')
        rtf->at++;
    struct str word = str_slice(in, from, rtf->at);
    size_t digits = rtf->at;
    if (rtf->at < in.n && in.p[rtf->at] == '-')
        rtf->at++;
    while (rtf->at < in.n && in.p[rtf->at] >= '0' && in.p[rtf->at] <= '9')
        rtf->at++;
    int64_t number = 0;
    bool has_number = str_to_int64(str_slice(in, digits, rtf->at), &number);
    if (rtf->at < in.n && in.p[rtf->at] == ' ')
        rtf->at++;
    use_word(rtf, word, has_number, number);
}

/* What follows a backslash. */
static void read_control(struct rtf *rtf)
{
    struct str in = rtf->in;
    char c = rtf->at < in.n ? in.p[rtf->at] : 0;
    if (c >= 'a' && c <= 'z') {
        read_word(rtf);
        return;
    }
    rtf->at++;
    if (c == '\'' && rtf->at < in.n && in.n - rtf->at >= 2) {
        int high = hex_value(in.p[rtf->at]), low = hex_value(in.p[rtf->at + 1]);
        rtf->at += 2;
        if (high >= 0 && low >= 0)
            put_byte(rtf, (char)(high << 4 | low));
    } else if (c == '\\' || c == '{' || c == '}') {
        put_byte(rtf, c);
    } else if (c == '~') {
        put_text(rtf, STR(" "));
    } else if (c == '*') {
        flush_bytes(rtf);
        rtf->groups[rtf->depth].hidden = true;
    } else if (c == '\n' || c == '\r') {
        put_text(rtf, STR("\n"));
    }
}

void rtf_text(struct str in, struct arena *arena, struct buf *out)
{
    struct rtf rtf = {.in = in, .arena = arena, .out = out, .codepage = STR("cp932"), .fallback = 1};
    while (rtf.at < in.n) {
        char c = in.p[rtf.at++];
        if (c == '\\') {
            read_control(&rtf);
        } else if (c == '{' && rtf.depth + 1 < DEEPEST) {
            flush_bytes(&rtf);
            rtf.groups[rtf.depth + 1] = rtf.groups[rtf.depth];
            rtf.depth++;
        } else if (c == '}' && rtf.depth > 0) {
            flush_bytes(&rtf);
            rtf.depth--;
            rtf.skip = 0;
        } else if (c == '{' || c == '}') {
            break; /* too deep, or closed more often than opened */
        } else if (c != '\r' && c != '\n' && c != '\0') {
            put_byte(&rtf, c);
        }
    }
    flush_bytes(&rtf);
    buf_finish(&rtf.bytes);
}
