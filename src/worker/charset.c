#include "worker/charset.h"

#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"
#include "worker/charset_guess.h"
#include "worker/jis.h"

/* The encodings that reach a desk with trade partners all over Asia and Europe. A label is compared
   in lower case without '-' and '_'. */
static struct table {
    const char *name; /* as iconv calls it */
    const char *labels; /* blank before and behind each */
    iconv_t handle;
} tables[] = {
    {"UTF-8", " utf8 unicode11utf8 ", NULL},
    {"CP932", " shiftjis sjis xsjis mskanji windows31j cp932 ms932 xmscp932 windows932 sjiswin ", NULL},
    {"EUC-JP-MS", " eucjp xeucjp eucjpms cp51932 eucjpwin ", NULL},
    {"CP1252", " iso88591 latin1 windows1252 cp1252 ascii8bit ", NULL},
    {"UTF-16", " utf16 unicode ", NULL},
    {"ISO-8859-2", " iso88592 latin2 ", NULL},
    {"CP1250", " windows1250 cp1250 ", NULL},
    {"CP1251", " windows1251 cp1251 ", NULL},
    {"KOI8-R", " koi8r koi8u ", NULL},
    {"ISO-8859-15", " iso885915 ", NULL},
    {"CP1258", " windows1258 cp1258 ", NULL},
    {"CP874", " windows874 tis620 iso885911 cp874 ", NULL},
    {"GB18030", " gb2312 gbk gb18030 cp936 xgbk csgb2312 euccn ", NULL},
    {"BIG5-HKSCS", " big5 big5hkscs cp950 xxbig5 ", NULL},
    {"CP949", " euckr ksc56011987 ksc5601 cp949 uhc windows949 ", NULL},
    {"UTF-16LE", " utf16le ", NULL},
    {"UTF-16BE", " utf16be ", NULL},
    {"UTF-7", " utf7 unicode11utf7 ", NULL},
};
enum { TABLE_UTF8, TABLE_CP932, TABLE_EUC, TABLE_LATIN, TABLE_UTF16,
       TABLE_COUNT = sizeof tables / sizeof tables[0] };

static bool loaded;

/* In this program iconv_open is ours: the MIME library opens tables by names that come from the
   message, and behind the sandbox the file of a table must not be opened (that would end the process).
   Once our tables are open every other wish is answered "unknown"; the MIME library then leaves the
   bytes as they are, and all texts are decoded here. */
iconv_t iconv_open(const char *to, const char *from)
{
    static iconv_t (*real)(const char *, const char *);
    if (loaded) {
        errno = EINVAL;
        return (iconv_t)-1;
    }
    if (!real)
        real = (iconv_t(*)(const char *, const char *))dlsym(RTLD_NEXT, "iconv_open");
    CHECK(real);
    return real(to, from);
}

void charset_load(void)
{
    for (size_t i = 0; i < TABLE_COUNT && !loaded; i++) {
        tables[i].handle = iconv_open("UTF-8", tables[i].name);
        if (tables[i].handle == (iconv_t)-1)
            tables[i].handle = NULL;
    }
    CHECK(tables[TABLE_CP932].handle && tables[TABLE_EUC].handle && tables[TABLE_LATIN].handle &&
          tables[TABLE_UTF16].handle);
    loaded = true;
}

static struct table *find_table(struct str label)
{
    char plain[40] = " ";
    size_t n = 1;
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (c == '-' || c == '_' || c == ' ' || c == '"' || c == '\'')
            continue;
        if (n >= sizeof plain - 2)
            return NULL;
        plain[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    plain[n++] = ' ';
    if (n == 2)
        return NULL;
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (memmem(tables[i].labels, strlen(tables[i].labels), plain, n))
            return tables[i].handle ? &tables[i] : NULL;
    return NULL;
}

static bool is_jis_label(struct str label)
{
    return (label.n >= 11 && str_equal_nocase(str_slice(label, 0, 11), STR("iso-2022-jp"))) ||
           str_equal_nocase(label, STR("cp50220")) || str_equal_nocase(label, STR("cp50221")) ||
           str_equal_nocase(label, STR("cp50222")) || str_equal_nocase(label, STR("csiso2022jp")) ||
           str_equal_nocase(label, STR("jis"));
}

static bool is_ascii_label(struct str label)
{
    return label.n == 0 || str_equal_nocase(label, STR("us-ascii")) ||
           str_equal_nocase(label, STR("ascii")) || str_equal_nocase(label, STR("7bit")) ||
           str_equal_nocase(label, STR("8bit")) || str_equal_nocase(label, STR("unknown-8bit"));
}

/* Converts all; a byte that does not fit becomes U+FFFD. Returns the number of those. */
static size_t convert(iconv_t handle, struct str bytes, struct buf *out)
{
    size_t wrong = 0, left = bytes.n;
    char *in = (char *)(uintptr_t)bytes.p;
    iconv(handle, NULL, NULL, NULL, NULL);
    while (left > 0) {
        size_t room = left * 2 + 64;
        char *start = buf_reserve(out, room), *to = start;
        size_t space = room;
        size_t result = iconv(handle, &in, &left, &to, &space);
        int problem = errno;
        buf_commit(out, (size_t)(to - start));
        if (result != (size_t)-1 || problem == E2BIG)
            continue;
        buf_append(out, STR("\xef\xbf\xbd"));
        wrong++;
        in++;
        left--;
    }
    return wrong;
}

static struct str finished(struct buf *out, struct arena *arena)
{
    struct str text = buf_str(out);
    /* Lone surrogates of UTF-16 and the like: nothing but valid UTF-8 leaves this file. */
    text = text_is_valid_utf8(text) ? arena_copy(arena, text) : text_clean(text, arena);
    buf_finish(out);
    return text;
}

static struct str decode_with(struct table *table, struct str bytes, struct arena *arena)
{
    struct buf out = {0};
    convert(table->handle, bytes, &out);
    return finished(&out, arena);
}

static struct str decode_jis(struct str bytes, struct arena *arena)
{
    struct buf cp932 = {0};
    jis_to_cp932(bytes, &cp932);
    struct str text = decode_with(&tables[TABLE_CP932], buf_str(&cp932), arena);
    buf_finish(&cp932);
    return text;
}

static struct str decode_guessed(struct str bytes, struct arena *arena)
{
    switch (charset_guess(bytes)) {
    case GUESS_UTF8:
        return arena_copy(arena, bytes);
    case GUESS_JIS:
        return decode_jis(bytes, arena);
    case GUESS_EUC:
        return decode_with(&tables[TABLE_EUC], bytes, arena);
    case GUESS_UTF16:
        return decode_with(&tables[TABLE_UTF16], bytes, arena);
    case GUESS_CP932:
        return decode_with(&tables[TABLE_CP932], bytes, arena);
    case GUESS_LATIN:
        break;
    }
    return decode_with(&tables[TABLE_LATIN], bytes, arena);
}

/* Does the label fit the bytes? A one-byte Western label fits everything, and so is believed only
   when the bytes are no proper Japanese or UTF-8. */
static bool label_fits(const struct table *table, struct str bytes)
{
    enum charset_guess guess = charset_guess(bytes);
    if (table == &tables[TABLE_UTF8])
        return guess == GUESS_UTF8;
    if (guess == GUESS_JIS)
        return false;
    if (table == &tables[TABLE_LATIN])
        return guess == GUESS_LATIN;
    if (table == &tables[TABLE_CP932])
        return charset_wrong_cp932(bytes) == 0 || guess == GUESS_CP932 || guess == GUESS_LATIN;
    if (table == &tables[TABLE_EUC])
        return charset_wrong_euc(bytes) == 0 || guess == GUESS_EUC || guess == GUESS_LATIN;
    return true;
}

struct str charset_to_utf8(struct str bytes, struct str label, struct arena *arena, bool *guessed)
{
    bool has_escape = str_find_char(bytes, '\033', 0) != SIZE_MAX;
    bool has_high = charset_has_high(bytes);
    label = str_trim(label);
    if (is_jis_label(label) && (has_escape || !has_high))
        return decode_jis(bytes, arena);
    struct table *table = find_table(label);
    bool is_wide = table && str_starts(str_from_c(table->name), STR("UTF-1"));
    if (!is_wide && !has_high && !has_escape)
        return table && table != &tables[TABLE_UTF8] ? decode_with(table, bytes, arena)
                                                     : arena_copy(arena, bytes);
    if (table && (is_wide || label_fits(table, bytes)))
        return decode_with(table, bytes, arena);
    if (!is_ascii_label(label) || has_high || charset_guess(bytes) != GUESS_UTF8)
        *guessed = true;
    return decode_guessed(bytes, arena);
}
