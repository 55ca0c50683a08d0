#include "worker/mail_name.h"

#include "base/buf.h"
#include "base/text.h"

enum { LONGEST_NAME = 150 };

/* What comes after the last separator of any system; a name that is only dots is none. */
static struct str last_component(struct str name)
{
    size_t from = 0;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '\\')
            from = i + 1;
    struct str last = str_trim(str_slice(name, from, name.n));
    size_t dots = 0;
    while (dots < last.n && last.p[dots] == '.')
        dots++;
    return dots == last.n ? STR("") : last;
}

/* Marks that turn the reading direction make exe.fdp out of pdf.exe; the invisible ones hide. */
static bool is_deceiving(uint32_t c)
{
    return c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0xfffd;
}

static struct str without_deceit(struct str name, struct arena *arena)
{
    struct buf out = {0};
    for (size_t at = 0; at < name.n;) {
        size_t from = at;
        uint32_t c = text_next(name, &at);
        bool forbidden = c == ':' || c == '*' || c == '?' || c == '"' || c == '<' || c == '>' ||
                         c == '|';
        if (is_deceiving(c) || forbidden)
            buf_append_char(&out, '_');
        else
            buf_append(&out, str_slice(name, from, at));
    }
    struct str clean = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return clean;
}

static struct str extension_of(struct str type)
{
    static const struct {
        struct str type, extension;
    } known[] = {
        {STR_INIT("application/pdf"), STR_INIT(".pdf")}, {STR_INIT("image/jpeg"), STR_INIT(".jpg")},
        {STR_INIT("image/png"), STR_INIT(".png")},       {STR_INIT("image/gif"), STR_INIT(".gif")},
        {STR_INIT("image/tiff"), STR_INIT(".tif")},      {STR_INIT("text/plain"), STR_INIT(".txt")},
        {STR_INIT("text/html"), STR_INIT(".html")},      {STR_INIT("text/csv"), STR_INIT(".csv")},
        {STR_INIT("application/zip"), STR_INIT(".zip")}, {STR_INIT("message/rfc822"), STR_INIT(".eml")},
        {STR_INIT("text/calendar"), STR_INIT(".ics")},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_equal(type, known[i].type))
            return known[i].extension;
    return STR(".bin");
}

/* Long names keep their end: it says what the file is. */
static struct str shortened(struct str name, struct arena *arena)
{
    size_t length = text_length(name);
    if (length <= LONGEST_NAME)
        return name;
    const size_t tail_length = 20;
    size_t at = text_head(name, length - tail_length).n;
    return ARENA_JOIN(arena, text_head(name, LONGEST_NAME - tail_length - 1), STR("…"),
                      str_slice(name, at, name.n));
}

struct str name_for_people(struct str name, struct str type, size_t number, struct arena *arena)
{
    struct str clean = last_component(without_deceit(text_one_line(last_component(name), arena), arena));
    if (clean.n == 0) {
        struct str extension = extension_of(type);
        return arena_format(arena, "添付%zu%" PRIstr, number, STR_ARG(extension));
    }
    return shortened(clean, arena);
}
