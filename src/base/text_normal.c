/* The normal form for search. Three gaits: pure ASCII; characters that map one to one (ASCII, full
   width ASCII, kana, ideographs), which is nearly all Japanese text; and runs of anything else,
   which go through utf8proc (NFKC, case folding, ignorable characters dropped).
   A run takes the character before it along, because the two may compose (カ + U+3099). */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/text_variants.h" /* generated from data/text/variants.tsv */

/* Bounds the square cost of ordering combining marks in a hostile text; no real text has a
   thousand characters outside the simple ones in a row. */
enum { RUN_LIMIT = 1024 };
enum { PUT_MOST = 5 }; /* a blank and one character */
static const utf8proc_option_t run_options =
    (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
                        UTF8PROC_STABLE);

struct normal {
    struct buf *out;
    bool blank_due; /* white space was seen after the last character */
};

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static uint32_t ascii_fold(uint32_t c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* The one character to which c maps, or 0 when c needs utf8proc. */
static uint32_t simple(uint32_t c)
{
    if (c < 0x80)
        return is_blank(c) ? ' ' : ascii_fold(c);
    if (c >= 0xff01 && c <= 0xff5e)
        return ascii_fold(c - 0xff01 + 0x21);
    if (c == 0x3000)
        return ' ';
    bool kana = (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fe);
    bool ideograph = c >= 0x4e00 && c <= 0x9fff;
    bool punctuation = c >= 0x3001 && c <= 0x3020;
    return kana || ideograph || punctuation ? c : 0;
}

static void put(struct normal *normal, uint32_t c)
{
    if (is_blank(c)) {
        normal->blank_due = normal->out->n > 0;
        return;
    }
    struct buf *out = normal->out;
    if (out->capacity - out->n < PUT_MOST) /* rare: the room for simple text is there */
        buf_reserve(out, PUT_MOST);
    if (normal->blank_due)
        out->p[out->n++] = ' ';
    normal->blank_due = false;
    c = text_variant(c);
    out->n += text_encode(c, out->p + out->n);
}

/* `run` is valid UTF-8. */
static void put_run(struct normal *normal, struct str run)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)run.p;
    utf8proc_ssize_t size = (utf8proc_ssize_t)run.n;
    utf8proc_ssize_t need = utf8proc_decompose(bytes, size, NULL, 0, run_options);
    CHECK(need >= 0);
    struct buf points = {0};
    buf_reserve(&points, size_mul((size_t)need + 1, sizeof(utf8proc_int32_t)));
    utf8proc_int32_t *point = (utf8proc_int32_t *)(void *)points.p;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, size, point, need, run_options);
    CHECK(count == need);
    count = utf8proc_normalize_utf32(point, count, run_options);
    for (utf8proc_ssize_t i = 0; i < count; i++)
        put(normal, (uint32_t)point[i]);
    buf_finish(&points);
}

/* Gathers characters that are not simple, as valid UTF-8. */
static void gather_run(struct str s, size_t *at, struct buf *run)
{
    for (size_t i = 0; i < RUN_LIMIT && *at < s.n; i++) {
        size_t after = *at;
        uint32_t c = text_next(s, &after);
        if (simple(c))
            return;
        *at = after;
        buf_commit(run, text_encode(c, buf_reserve(run, 4)));
    }
}

/* The character at `at` and the place behind it. */
struct look {
    uint32_t simple; /* 0: it needs a run */
    size_t after;
};

static struct look look_at(struct str s, size_t at)
{
    struct look look = {.after = at};
    uint32_t c = (unsigned char)s.p[at] < 0x80 ? (unsigned char)s.p[look.after++]
                                               : text_next(s, &look.after);
    look.simple = simple(c);
    return look;
}

/* Puts characters one by one while the next one is simple too; returns where it stopped. */
static size_t put_simple(struct normal *normal, struct str s, size_t at)
{
    struct look here = look_at(s, at);
    while (here.simple) {
        bool last = here.after == s.n;
        struct look next = last ? (struct look){.after = s.n} : look_at(s, here.after);
        if (!last && !next.simple)
            break;
        put(normal, here.simple);
        at = here.after;
        if (last)
            break;
        here = next;
    }
    return at;
}

static void put_text(struct normal *normal, struct str s)
{
    struct buf run = {0};
    for (size_t at = 0; at < s.n;) {
        at = put_simple(normal, s, at);
        if (at == s.n)
            break;
        struct look first = look_at(s, at);
        buf_clear(&run);
        if (first.simple) {
            buf_commit(&run, text_encode(first.simple, buf_reserve(&run, 4)));
            at = first.after;
        }
        gather_run(s, &at, &run);
        put_run(normal, buf_str(&run));
    }
    buf_finish(&run);
}

/* Copies s to the arena with each short form of 株式会社 spelt out. ㈱ is (株) by now. */
static struct str spell_out(struct str s, struct arena *arena)
{
    const struct str form = STR("(株)"), full = STR("株式会社");
    size_t count = 0;
    for (size_t at = str_find(s, form, 0); at != SIZE_MAX; at = str_find(s, form, at + form.n))
        count++;
    if (count == 0)
        return arena_copy(arena, s);
    struct str *parts = ARENA_ARRAY(arena, struct str, 2 * count + 1);
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = str_find(s, form, from);
        parts[2 * i] = str_slice(s, from, at);
        parts[2 * i + 1] = full;
        from = at + form.n;
    }
    parts[2 * count] = str_slice(s, from, s.n);
    return arena_join(arena, parts, 2 * count + 1);
}

/* Normal form of a text of ASCII bytes only; false when s has others. */
static bool normal_of_ascii(struct str s, struct arena *arena, struct str *out)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    char *to = arena_alloc(arena, size_add(s.n, 1), 1, 1);
    size_t used = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool blank = is_blank((unsigned char)s.p[i]);
        if (!blank)
            to[used++] = (char)ascii_fold((unsigned char)s.p[i]);
        else if (used > 0 && to[used - 1] != ' ')
            to[used++] = ' ';
    }
    if (used > 0 && to[used - 1] == ' ')
        used--;
    *out = (struct str){to, used};
    return true;
}

struct str text_normal_form(struct str s, struct arena *arena)
{
    struct str normal_form;
    if (normal_of_ascii(s, arena, &normal_form))
        return normal_form;
    struct buf out = {0};
    buf_reserve(&out, size_add(s.n, 16));
    struct normal normal = {.out = &out};
    put_text(&normal, s);
    normal_form = spell_out(buf_str(&out), arena);
    buf_finish(&out);
    return normal_form;
}
