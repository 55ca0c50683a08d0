#include "worker/mail_header.h"

#include "base/buf.h"
#include "base/text.h"
#include "worker/charset.h"
#include "worker/encoding.h"

struct str header_unfold(struct str raw, struct arena *arena)
{
    char *flat = arena_alloc(arena, raw.n + 1, 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++)
        if (raw.p[i] != '\r' && raw.p[i] != '\n')
            flat[n++] = raw.p[i];
    return str_trim((struct str){flat, n});
}

size_t header_jis_run(struct str s, size_t at)
{
    if (at >= s.n || s.p[at] != '\033' || at + 1 >= s.n || s.p[at + 1] != '$')
        return 0;
    size_t end = str_find(s, STR("\033("), at);
    if (end == SIZE_MAX)
        return s.n - at;
    end += 3;
    return (end > s.n ? s.n : end) - at;
}

/* =?charset?B?text?= at the start of s: its pieces and whole length, or 0. */
struct word {
    struct str charset, text;
    bool is_base64;
    size_t length;
};

static bool read_word(struct str s, struct word *word)
{
    if (!str_starts(s, STR("=?")))
        return false;
    size_t first = str_find_char(s, '?', 2);
    if (first == SIZE_MAX || first > 60 || first + 2 >= s.n || s.p[first + 2] != '?')
        return false;
    char kind = s.p[first + 1];
    if (kind != 'B' && kind != 'b' && kind != 'Q' && kind != 'q')
        return false;
    size_t end = str_find(s, STR("?="), first + 3);
    if (end == SIZE_MAX)
        return false;
    struct str charset = str_slice(s, 2, first);
    size_t star = str_find_char(charset, '*', 0); /* RFC 2231 language */
    word->charset = star == SIZE_MAX ? charset : str_slice(charset, 0, star);
    word->is_base64 = kind == 'B' || kind == 'b';
    word->text = str_slice(s, first + 3, end);
    word->length = end + 2;
    return true;
}

static bool is_blank(struct str s)
{
    return str_trim(s).n == 0;
}

/* Bytes of neighbouring words of one charset are joined before they are decoded: senders cut words
   in the middle of a character. */
struct decoder {
    struct arena *arena;
    struct buf out, pending;
    struct str charset;
    bool *guessed;
};

static void flush_words(struct decoder *decoder)
{
    if (decoder->pending.n) {
        struct str text = charset_to_utf8(buf_str(&decoder->pending), decoder->charset,
                                         decoder->arena, decoder->guessed);
        buf_append(&decoder->out, text);
    }
    buf_clear(&decoder->pending);
    decoder->charset = STR("");
}

static void add_plain(struct decoder *decoder, struct str plain)
{
    if (plain.n == 0)
        return;
    flush_words(decoder);
    buf_append(&decoder->out, charset_to_utf8(plain, STR(""), decoder->arena, decoder->guessed));
}

static void add_word(struct decoder *decoder, const struct word *word)
{
    if (!str_equal_nocase(word->charset, decoder->charset))
        flush_words(decoder);
    decoder->charset = word->charset;
    if (word->is_base64)
        encoding_base64(word->text, &decoder->pending);
    else
        encoding_q(word->text, &decoder->pending);
}

struct str header_decode(struct str raw, struct arena *arena, bool *guessed)
{
    struct str s = header_unfold(raw, arena);
    struct decoder decoder = {.arena = arena, .guessed = guessed, .charset = STR("")};
    size_t plain_from = 0;
    bool after_word = false;
    for (size_t at = 0; at < s.n;) {
        struct word word;
        size_t run = header_jis_run(s, at);
        if (run == 0 && s.p[at] == '=' && read_word(str_slice(s, at, s.n), &word)) {
            struct str between = str_slice(s, plain_from, at);
            if (!after_word || !is_blank(between))
                add_plain(&decoder, between);
            add_word(&decoder, &word);
            at += word.length;
            plain_from = at;
            after_word = true;
        } else {
            at += run ? run : 1;
        }
    }
    add_plain(&decoder, str_slice(s, plain_from, s.n));
    flush_words(&decoder);
    struct str line = text_one_line(buf_str(&decoder.out), arena);
    buf_finish(&decoder.out);
    buf_finish(&decoder.pending);
    return line;
}

size_t header_message_ids(struct str raw, struct arena *arena, struct str *out, size_t limit)
{
    struct str s = header_unfold(raw, arena);
    size_t count = 0, at = 0;
    while (count < limit && (at = str_find_char(s, '<', at)) != SIZE_MAX) {
        size_t end = str_find_char(s, '>', at);
        if (end == SIZE_MAX)
            break;
        struct str id = text_one_line(str_slice(s, at + 1, end), arena);
        if (id.n)
            out[count++] = id;
        at = end + 1;
    }
    /* A Message-ID without brackets is wrong and seen. */
    if (count == 0 && limit > 0 && str_find_char(s, '@', 0) != SIZE_MAX &&
        str_find_char(s, ' ', 0) == SIZE_MAX && str_find_char(s, '<', 0) == SIZE_MAX)
        out[count++] = text_one_line(s, arena);
    return count;
}
