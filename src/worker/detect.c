#include "worker/detect.h"

#include "base/text.h"
#include "worker/charset_guess.h"

#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define EXCEL "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define POWERPOINT "application/vnd.openxmlformats-officedocument.presentationml.presentation"

static const struct {
    size_t offset;
    struct str magic, type;
} magics[] = {
    {0, STR_INIT("%PDF-"), STR_INIT("application/pdf")},
    {0, STR_INIT("\xff\xd8\xff"), STR_INIT("image/jpeg")},
    {0, STR_INIT("\x89PNG\r\n\x1a\n"), STR_INIT("image/png")},
    {0, STR_INIT("GIF87a"), STR_INIT("image/gif")},
    {0, STR_INIT("GIF89a"), STR_INIT("image/gif")},
    {0, STR_INIT("II*\0"), STR_INIT("image/tiff")},
    {0, STR_INIT("MM\0*"), STR_INIT("image/tiff")},
    {0, STR_INIT("BM"), STR_INIT("image/bmp")},
    {8, STR_INIT("WEBP"), STR_INIT("image/webp")},
    {4, STR_INIT("ftypheic"), STR_INIT("image/heic")},
    {4, STR_INIT("ftypheix"), STR_INIT("image/heic")},
    {4, STR_INIT("ftyphevc"), STR_INIT("image/heic")},
    {4, STR_INIT("ftypmif1"), STR_INIT("image/heif")},
    {4, STR_INIT("ftypmsf1"), STR_INIT("image/heif")},
    {4, STR_INIT("ftypavif"), STR_INIT("image/avif")},
    {4, STR_INIT("ftyp"), STR_INIT("video/mp4")},
    {0, STR_INIT("MZ"), STR_INIT("application/vnd.microsoft.portable-executable")},
    {0, STR_INIT("\x7f" "ELF"), STR_INIT("application/x-executable")},
    {0, STR_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), STR_INIT("application/x-ole-storage")},
    {0, STR_INIT("PK\5\6"), STR_INIT("application/zip")},
    {0, STR_INIT("Rar!\x1a\x07"), STR_INIT("application/vnd.rar")},
    {0, STR_INIT("7z\xbc\xaf\x27\x1c"), STR_INIT("application/x-7z-compressed")},
    {2, STR_INIT("-lh"), STR_INIT("application/x-lzh")},
    {0, STR_INIT("\x1f\x8b"), STR_INIT("application/gzip")},
    {0, STR_INIT("\x78\x9f\x3e\x22"), STR_INIT("application/ms-tnef")},
    {0, STR_INIT("{\\rtf"), STR_INIT("application/rtf")},
    {0, STR_INIT("L\0\0\0\1\x14\2\0"), STR_INIT("application/x-ms-shortcut")},
};

/* An Office file is a zip whose list of content types names its main part; the entry comes first or
   nearly so, and its name is not compressed. */
static struct str zip_type(struct str bytes)
{
    static const struct {
        struct str folder, type;
    } kinds[] = {{STR_INIT("xl/"), STR_INIT(EXCEL)},
                 {STR_INIT("word/"), STR_INIT(WORD)},
                 {STR_INIT("ppt/"), STR_INIT(POWERPOINT)}};
    if (!str_contains(bytes, STR("[Content_Types].xml")))
        return STR("application/zip");
    for (size_t at = 0; (at = str_find(bytes, STR("PK\1\2"), at)) != SIZE_MAX; at += 4)
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
            if (str_starts(str_slice(bytes, at + 46, at + 60), kinds[i].folder))
                return kinds[i].type;
    return STR("application/zip");
}

static struct str lower_head(struct str bytes, char *out, size_t room)
{
    size_t at = 0;
    while (at < bytes.n && (bytes.p[at] == ' ' || (bytes.p[at] >= '\t' && bytes.p[at] <= '\r')))
        at++;
    struct str head = str_slice(bytes, at, at + room);
    for (size_t i = 0; i < head.n; i++)
        out[i] = (char)(head.p[i] >= 'A' && head.p[i] <= 'Z' ? head.p[i] - 'A' + 'a' : head.p[i]);
    return (struct str){out, head.n};
}

static bool is_text(struct str bytes)
{
    struct str head = str_slice(bytes, 0, 8192);
    size_t controls = 0;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        if (c == 0)
            return false;
        controls += c < 9 || (c > 13 && c < 27) || c == 127;
    }
    if (controls > head.n / 100)
        return false;
    /* The cut may have gone through a character. */
    for (size_t cut = 0; cut < 4 && cut < head.n; cut++)
        if (text_is_valid_utf8(str_slice(head, 0, head.n - cut)))
            return true;
    return charset_guess(head) != GUESS_LATIN;
}

/* At least two lines, all of the first ten with the same number of commas or tabs. */
static bool is_table(struct str bytes)
{
    struct str rest = str_slice(bytes, 0, 16384), line;
    size_t lines = 0, commas = 0, tabs = 0;
    bool same_commas = true, same_tabs = true;
    while (lines < 10 && str_cut(&rest, '\n', &line)) {
        size_t comma = 0, tab = 0;
        bool quoted = false;
        for (size_t i = 0; i < line.n; i++) {
            quoted ^= line.p[i] == '"';
            comma += line.p[i] == ',' && !quoted;
            tab += line.p[i] == '\t';
        }
        if (!rest.p && (line.n == 0 || bytes.n > 16384))
            break;
        same_commas = same_commas && (lines == 0 || comma == commas) && comma > 0;
        same_tabs = same_tabs && (lines == 0 || tab == tabs) && tab > 0;
        commas = comma;
        tabs = tab;
        lines++;
    }
    return lines >= 2 && (same_commas || same_tabs);
}

static bool looks_like_mail(struct str head)
{
    static const struct str fields[] = {STR_INIT("received: "), STR_INIT("return-path: "),
                                        STR_INIT("from: "), STR_INIT("mime-version: "),
                                        STR_INIT("message-id: "), STR_INIT("delivered-to: ")};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (str_starts(head, fields[i]))
            return str_contains(head, STR("\nsubject:")) || str_contains(head, STR("\ndate:")) ||
                   str_contains(head, STR("\nreceived:"));
    return false;
}

static struct str text_type(struct str bytes)
{
    char space[2048];
    struct str head = lower_head(bytes, space, sizeof space);
    if (str_starts(head, STR("<!doctype html")) || str_starts(head, STR("<html")) ||
        (str_contains(head, STR("<body")) && str_contains(head, STR("<html"))))
        return STR("text/html");
    if (str_starts(head, STR("<?xml")))
        return str_contains(head, STR("<svg")) ? STR("image/svg+xml") : STR("text/xml");
    if (str_starts(head, STR("<svg")))
        return STR("image/svg+xml");
    if (looks_like_mail(head))
        return STR("message/rfc822");
    return is_table(bytes) ? STR("text/csv") : STR("text/plain");
}

struct str detect_type(struct str bytes)
{
    if (bytes.n == 0)
        return STR("application/x-empty");
    if (str_starts(bytes, STR("PK\3\4")))
        return zip_type(bytes);
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (bytes.n > magics[i].offset &&
            str_starts(str_slice(bytes, magics[i].offset, bytes.n), magics[i].magic))
            return magics[i].type;
    if (charset_guess(str_slice(bytes, 0, 2)) == GUESS_UTF16)
        return STR("text/plain");
    struct str type = is_text(bytes) ? text_type(bytes) : STR("application/octet-stream");
    /* A PDF may begin behind up to a kilobyte of something else. */
    bool late_pdf = !str_equal(type, STR("message/rfc822")) &&
                    str_contains(str_slice(bytes, 0, 1024), STR("%PDF-"));
    return late_pdf ? STR("application/pdf") : type;
}
