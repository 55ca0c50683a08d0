#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"

static const struct {
    enum err code;
    int http, exit_code;
    struct str name, ja, en;
} table[] = {
#define X(name, number, http, exit_code, ja, en) \
    {name, http, exit_code, STR_INIT(#name), STR_INIT(ja), STR_INIT(en)},
#include "base/error_table.h"
#undef X
};

static size_t table_find(enum err code)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].code == code)
            return i;
    return 0; /* ERR_INTERNAL */
}

/* Copies as much of s as fits and ends at a whole UTF-8 character. */
static struct str keep_text(struct error *error, struct str s)
{
    size_t room = ERROR_TEXT_SIZE - error->text_used;
    size_t n = s.n < room ? s.n : room;
    if (n < s.n)
        while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
            n--;
    char *to = error->text + error->text_used;
    if (n)
        memcpy(to, s.p, n);
    error->text_used += n;
    return (struct str){to, n};
}

int error_set(struct error *error, enum err code, const struct str *parameters, size_t count)
{
    if (!error || error->code != ERR_NONE)
        return code;
    error->code = code;
    for (size_t i = 0; i < count && i < ERROR_PARAMETERS; i++)
        error->parameters[i] = keep_text(error, parameters[i]);
    return code;
}

int error_from_errno(struct error *error, int errno_value, struct str what)
{
    if (errno_value == ENOSPC || errno_value == EDQUOT)
        return ERROR(error, ERR_DISK_FULL, what);
    char text[128];
    const char *said = strerror_r(errno_value, text, sizeof text);
    return ERROR(error, ERR_IO, what, str_from_c(said));
}

int error_at(struct error *error, struct str file, int64_t line, int64_t column)
{
    if (!error)
        return ERR_INTERNAL;
    if (error->file.n == 0)
        error->file = keep_text(error, file);
    if (error->line == 0) {
        error->line = line;
        error->column = column;
    }
    return error->code;
}

int error_in(struct error *error, struct str place)
{
    if (!error)
        return ERR_INTERNAL;
    if (error->place.n == 0)
        error->place = keep_text(error, place);
    return error->code;
}

void error_clear(struct error *error)
{
    *error = (struct error){0};
}

static struct str moved(const struct error *from, struct error *to, struct str s)
{
    return s.n ? (struct str){to->text + (s.p - from->text), s.n} : (struct str){"", 0};
}

void error_copy(struct error *to, const struct error *from)
{
    if (to == from)
        return;
    *to = *from;
    to->file = moved(from, to, from->file);
    to->place = moved(from, to, from->place);
    for (size_t i = 0; i < ERROR_PARAMETERS; i++)
        to->parameters[i] = moved(from, to, from->parameters[i]);
}

static void write_place(const struct error *error, enum lang lang, struct buf *out)
{
    bool ja = lang == LANG_JA;
    if (error->file.n)
        buf_append(out, error->file);
    if (error->line > 0)
        buf_format(out, ja ? "%s%lld 行" : "%sline %lld", error->file.n ? (ja ? " の " : " ") : "",
                   (long long)error->line);
    if (error->line > 0 && error->column > 0)
        buf_format(out, ja ? " %lld 列" : " column %lld", (long long)error->column);
    if (error->place.n) {
        buf_append(out, out->n ? STR(" ") : STR(""));
        buf_append(out, error->place);
    }
    if (out->n)
        buf_append(out, STR(": "));
}

/* The half of a BOTH() parameter for the reader; any other text as it is. */
static struct str in_language(struct str text, enum lang lang)
{
    size_t at = str_find_char(text, '\x1f', 0);
    if (at == SIZE_MAX)
        return text;
    return lang == LANG_JA ? str_slice(text, 0, at) : str_slice(text, at + 1, text.n);
}

struct str error_sentence(const struct error *error, enum lang lang, struct arena *arena)
{
    size_t at = table_find(error->code);
    struct str form = lang == LANG_JA ? table[at].ja : table[at].en;
    struct buf out = {0};
    write_place(error, lang, &out);
    for (size_t i = 0; i < form.n; i++) {
        bool slot = form.p[i] == '{' && i + 2 < form.n && form.p[i + 2] == '}' &&
                    form.p[i + 1] >= '1' && form.p[i + 1] <= '0' + ERROR_PARAMETERS;
        if (!slot) {
            buf_append_char(&out, form.p[i]);
            continue;
        }
        buf_append(&out, in_language(error->parameters[form.p[i + 1] - '1'], lang));
        i += 2;
    }
    struct str sentence = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return sentence;
}

struct str error_name(enum err code)
{
    return table[table_find(code)].name;
}

int error_http_status(enum err code)
{
    return table[table_find(code)].http;
}

int error_exit_code(enum err code)
{
    return table[table_find(code)].exit_code;
}
