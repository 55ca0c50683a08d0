#include "worker/charset_guess.h"

#include "base/text.h"

/* What a text would be if it were in one of the two: wrong bytes, half-width kana (rare in texts that
   people write, frequent when EUC is read as Shift_JIS) and two-byte characters. */
struct reading {
    size_t wrong, half_kana, kana, others;
};

static struct reading read_cp932(struct str s)
{
    struct reading reading = {0};
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = p[i];
        if (c < 0x80)
            continue;
        if (c >= 0xa1 && c <= 0xdf) {
            reading.half_kana++;
            continue;
        }
        bool lead = (c >= 0x81 && c <= 0x9f) || (c >= 0xe0 && c <= 0xfc);
        unsigned char next = i + 1 < s.n ? p[i + 1] : 0;
        if (!lead || next < 0x40 || next == 0x7f || next > 0xfc) {
            reading.wrong++;
            continue;
        }
        if (c == 0x82 || c == 0x83)
            reading.kana++;
        else
            reading.others++;
        i++;
    }
    return reading;
}

static struct reading read_euc(struct str s)
{
    struct reading reading = {0};
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = p[i];
        if (c < 0x80)
            continue;
        unsigned char next = i + 1 < s.n ? p[i + 1] : 0;
        if (c == 0x8e && next >= 0xa1 && next <= 0xdf) {
            reading.half_kana++;
            i++;
        } else if (c == 0x8f && s.n - i > 2 && next >= 0xa1 && p[i + 2] >= 0xa1) {
            reading.others++;
            i += 2;
        } else if (c >= 0xa1 && c <= 0xfe && next >= 0xa1 && next <= 0xfe) {
            if (c == 0xa4 || c == 0xa5)
                reading.kana++;
            else
                reading.others++;
            i++;
        } else {
            reading.wrong++;
        }
    }
    return reading;
}

size_t charset_wrong_cp932(struct str bytes)
{
    return read_cp932(bytes).wrong;
}

size_t charset_wrong_euc(struct str bytes)
{
    return read_euc(bytes).wrong;
}

bool charset_has_high(struct str bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        if ((unsigned char)bytes.p[i] >= 0x80)
            return true;
    return false;
}

static bool has_jis_escape(struct str s)
{
    for (size_t at = 0; (at = str_find_char(s, '\033', at)) != SIZE_MAX; at++)
        if (at + 2 < s.n && (s.p[at + 1] == '$' || s.p[at + 1] == '('))
            return true;
    return false;
}

enum charset_guess charset_guess(struct str bytes)
{
    if (str_starts(bytes, STR("\xff\xfe")) || str_starts(bytes, STR("\xfe\xff")))
        return GUESS_UTF16;
    if (has_jis_escape(bytes))
        return GUESS_JIS;
    if (!charset_has_high(bytes) || text_is_valid_utf8(bytes))
        return GUESS_UTF8;
    struct reading sjis = read_cp932(bytes), euc = read_euc(bytes);
    size_t doubtful_sjis = sjis.wrong * 4 + sjis.half_kana;
    size_t doubtful_euc = euc.wrong * 4 + euc.half_kana;
    size_t letters = sjis.kana + sjis.others + sjis.half_kana;
    if (sjis.wrong && euc.wrong && (sjis.wrong < euc.wrong ? sjis.wrong : euc.wrong) * 8 > letters)
        return GUESS_LATIN;
    return doubtful_euc < doubtful_sjis ? GUESS_EUC : GUESS_CP932;
}
