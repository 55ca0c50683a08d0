/* multipart/form-data (RFC 7578) as a stream: bytes wait in `pending` only until it is certain that
   they are not the beginning of a boundary. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/file.h"
#include "base/text.h"
#include "web/form_internal.h"

enum multipart_state { PART_FIRST, PART_HEAD, PART_DATA, PART_AFTER, PART_END };

struct multipart {
    const struct context *context;
    struct form *form;
    struct str directory;
    struct str delimiter; /* CR LF -- boundary */
    enum multipart_state state;
    struct buf pending, text;
    size_t text_left;
    struct str name;
    struct web_file *file; /* of the present part; NULL: a text field */
};

static int malformed(struct error *error)
{
    return ERROR(error, ERR_WEB_BODY, STR("multipart の形が壊れています"));
}

/* The value of `name="…"` or `name=…` among the parameters of a header; false when absent. */
static bool parameter(struct str header, struct str name, struct arena *arena, struct str *out)
{
    size_t at = str_find_char(header, ';', 0);
    while (at != SIZE_MAX && at < header.n) {
        size_t from = at + 1;
        while (from < header.n && (header.p[from] == ' ' || header.p[from] == '\t'))
            from++;
        size_t equals = str_find_char(header, '=', from);
        if (equals == SIZE_MAX)
            return false;
        bool wanted = str_equal_nocase(str_slice(header, from, equals), name);
        char *value = arena_alloc(arena, header.n + 1, 1, 1);
        size_t n = 0, i = equals + 1;
        bool quoted = i < header.n && header.p[i] == '"';
        for (i += quoted; i < header.n && header.p[i] != (quoted ? '"' : ';'); i++)
            value[n++] = header.p[i];
        if (quoted && i == header.n)
            return false; /* no closing quote */
        if (wanted) {
            *out = (struct str){value, n};
            return true;
        }
        at = str_find_char(header, ';', i);
    }
    return false;
}

static bool boundary_is_fine(struct str boundary)
{
    for (size_t i = 0; i < boundary.n; i++)
        if ((unsigned char)boundary.p[i] < 0x21 || (unsigned char)boundary.p[i] > 0x7E)
            return false;
    return boundary.n > 0 && boundary.n <= FORM_BOUNDARY_LIMIT;
}

int multipart_create(const struct context *context, struct form *form, struct str content_type,
                     struct str directory, size_t text_limit, struct multipart **out,
                     struct error *error)
{
    struct str boundary;
    if (!parameter(content_type, STR("boundary"), form->arena, &boundary) ||
        !boundary_is_fine(boundary))
        return ERROR(error, ERR_WEB_BODY, STR("multipart の境界がありません"));
    struct multipart *m = ARENA_NEW(form->arena, struct multipart);
    *m = (struct multipart){
        .context = context,
        .form = form,
        .directory = directory,
        .delimiter = ARENA_JOIN(form->arena, STR("\r\n--"), boundary),
        .text_left = text_limit,
    };
    /* The first boundary stands at the very beginning: it has its line break lent to it. */
    buf_append(&m->pending, STR("\r\n"));
    *out = m;
    return 0;
}

void multipart_destroy(struct multipart *multipart)
{
    if (!multipart)
        return;
    buf_finish(&multipart->pending);
    buf_finish(&multipart->text);
}

static void take(struct multipart *m, size_t n)
{
    m->pending.n -= n;
    if (m->pending.n > 0)
        memmove(m->pending.p, m->pending.p + n, m->pending.n);
}

/* A file without a name; where the file system has no O_TMPFILE, one that loses it at once. */
static int open_nameless(struct multipart *m)
{
    struct arena *arena = m->form->arena;
    int fd = open(arena_c(arena, m->directory), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    struct str path =
        ARENA_JOIN(arena, m->directory, STR("/upload-"), context_random_hex(m->context, 16, arena));
    fd = open(path.p, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        unlink(path.p);
    return fd;
}

static int open_file(struct multipart *m, struct str name, struct str type, struct error *error)
{
    if (m->form->file_count++ == FORM_FILE_LIMIT)
        return ERROR(error, ERR_WEB_BODY, STR("ファイルが多すぎます"));
    int why = context_fault(m->context, FAULT_OPEN, STR("upload"));
    int fd = why ? -1 : open_nameless(m);
    if (fd < 0)
        return error_from_errno(error, why ? why : errno, STR("アップロードされたファイル"));
    m->file = ARENA_NEW(m->form->arena, struct web_file);
    *m->file = (struct web_file){.name = name, .declared_type = type, .fd = fd};
    /* Listed at once, so that whoever closes the form closes it, finished or not. */
    return form_add(m->form, m->name, STR(""), m->file, error);
}

static int begin_part(struct multipart *m, struct str head, struct error *error)
{
    struct str rest = head, line, disposition = {0}, type = STR("");
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        size_t colon = str_find_char(line, ':', 0);
        struct str value =
            colon == SIZE_MAX ? STR("") : str_trim(str_slice(line, colon + 1, line.n));
        if (str_equal_nocase(str_slice(line, 0, colon), STR("content-disposition")) &&
            !disposition.p)
            disposition = value;
        else if (str_equal_nocase(str_slice(line, 0, colon), STR("content-type")))
            type = arena_copy(m->form->arena, text_one_line(value, m->form->arena));
        else if (line.n > 0)
            return malformed(error);
    }
    struct str file_name;
    if (!str_equal_nocase(str_slice(disposition, 0, 9), STR("form-data")) ||
        !parameter(disposition, STR("name"), m->form->arena, &m->name) ||
        !text_is_valid_utf8(m->name))
        return malformed(error);
    m->file = NULL;
    buf_clear(&m->text);
    if (!parameter(disposition, STR("filename"), m->form->arena, &file_name))
        return 0;
    return open_file(m, text_one_line(file_name, m->form->arena), type, error);
}

static int keep(struct multipart *m, struct str bytes, struct error *error)
{
    if (m->file) {
        int why = file_write_all(m->context, m->file->fd, STR("upload"), bytes);
        m->file->size += (int64_t)bytes.n;
        return why ? error_from_errno(error, why, STR("アップロードされたファイル")) : 0;
    }
    if (bytes.n > m->text_left)
        return ERROR(error, ERR_TOO_LARGE, STR("入力された文章"),
                     arena_format(m->form->arena, "%zu KB", m->text_left / 1024));
    m->text_left -= bytes.n;
    buf_append(&m->text, bytes);
    return 0;
}

static int end_part(struct multipart *m, struct error *error)
{
    if (m->file)
        return 0;
    struct str value = arena_copy(m->form->arena, buf_str(&m->text));
    if (!text_is_valid_utf8(value) || str_find_char(value, '\0', 0) != SIZE_MAX)
        return ERROR(error, ERR_WEB_BODY, STR("文字の符号化が壊れています"));
    return form_add(m->form, m->name, value, NULL, error);
}

/* How many bytes of pending are certainly content: all but a tail that may begin the delimiter. */
static size_t certain_content(const struct multipart *m)
{
    struct str pending = buf_str(&m->pending);
    size_t tail = m->delimiter.n - 1 < pending.n ? m->delimiter.n - 1 : pending.n;
    for (; tail > 0; tail--)
        if (memcmp(pending.p + pending.n - tail, m->delimiter.p, tail) == 0)
            break;
    return pending.n - tail;
}

/* Each step returns an error code, or 0 with *moved telling whether to go on. */
static int step_first(struct multipart *m, bool *moved, struct error *error)
{
    struct str pending = buf_str(&m->pending);
    size_t n = pending.n < m->delimiter.n ? pending.n : m->delimiter.n;
    if (memcmp(pending.p, m->delimiter.p, n) != 0)
        return malformed(error);
    *moved = pending.n >= m->delimiter.n;
    if (*moved) {
        take(m, m->delimiter.n);
        m->state = PART_AFTER;
    }
    return 0;
}

static int step_after(struct multipart *m, bool *moved, struct error *error)
{
    struct str pending = buf_str(&m->pending);
    *moved = pending.n >= 2;
    if (!*moved)
        return 0;
    if (str_starts(pending, STR("\r\n")))
        m->state = PART_HEAD;
    else if (str_starts(pending, STR("--")))
        m->state = PART_END;
    else
        return malformed(error);
    take(m, 2);
    return 0;
}

static int step_head(struct multipart *m, bool *moved, struct error *error)
{
    size_t end = str_find(buf_str(&m->pending), STR("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return m->pending.n > FORM_PART_HEAD_LIMIT ? malformed(error) : 0;
    if (end > FORM_PART_HEAD_LIMIT)
        return malformed(error);
    int e = begin_part(m, str_slice(buf_str(&m->pending), 0, end), error);
    take(m, end + 4);
    m->state = PART_DATA;
    *moved = true;
    return e;
}

static int step_data(struct multipart *m, bool *moved, struct error *error)
{
    size_t at = str_find(buf_str(&m->pending), m->delimiter, 0);
    size_t content = at == SIZE_MAX ? certain_content(m) : at;
    int e = keep(m, str_slice(buf_str(&m->pending), 0, content), error);
    if (e)
        return e;
    take(m, content);
    if (at == SIZE_MAX)
        return 0;
    take(m, m->delimiter.n);
    m->state = PART_AFTER;
    *moved = true;
    return end_part(m, error);
}

static int step(struct multipart *m, bool *moved, struct error *error)
{
    *moved = false;
    switch (m->state) {
    case PART_FIRST:
        return step_first(m, moved, error);
    case PART_AFTER:
        return step_after(m, moved, error);
    case PART_HEAD:
        return step_head(m, moved, error);
    case PART_DATA:
        return step_data(m, moved, error);
    case PART_END:
        /* Only the line break of the last boundary may follow. */
        return str_equal(str_slice(STR("\r\n"), 0, m->pending.n), buf_str(&m->pending))
                   ? 0
                   : malformed(error);
    }
    return malformed(error);
}

int multipart_feed(struct multipart *multipart, struct str bytes, struct error *error)
{
    buf_append(&multipart->pending, bytes);
    bool moved = true;
    while (moved) {
        int e = step(multipart, &moved, error);
        if (e)
            return e;
    }
    return 0;
}

int multipart_end(struct multipart *multipart, struct error *error)
{
    return multipart->state == PART_END ? 0 : malformed(error);
}
