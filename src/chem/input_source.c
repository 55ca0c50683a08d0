/* The text of an input: includes put in, logical lines taken out. Without INCLUDE$ nothing is
   copied; lines that "\" joins are. */
#include <string.h>

#include "chem/input_internal.h"

struct expansion {
    struct input_parser *p;
    const struct chem_input_host *host;
    struct input_segment *segments;
    size_t count, room, size;
    struct str *pieces;
    size_t piece_count, piece_room;
};

static int32_t add_file(struct input_parser *p, struct str name)
{
    struct chem_input *input = p->input;
    input->files = chem_grow(p->arena, input->files, input->file_count, &input->file_room,
                             sizeof *input->files);
    input->files[input->file_count] = arena_copy(p->arena, name);
    return (int32_t)input->file_count++;
}

static struct str take_line(struct str text, size_t *at)
{
    size_t end = str_find_char(text, '\n', *at);
    struct str line = str_slice(text, *at, end == SIZE_MAX ? text.n : end);
    *at = end == SIZE_MAX ? text.n : end + 1;
    return line;
}

static int fail_at(struct expansion *x, int32_t file, int64_t line, struct str what)
{
    x->p->current.place = (struct input_place){line, file};
    x->p->keyword = STR("INCLUDE$");
    return input_fail(x->p, what);
}

static int check_text(struct expansion *x, int32_t file, struct str text)
{
    if (text.n > INPUT_SIZE_LIMIT - x->size)
        return fail_at(x, file, 1, BOTH("入力が 256 MB を超えています", "the input is larger than 256 MB"));
    const char *zero = text.n ? memchr(text.p, 0, text.n) : NULL;
    if (zero) {
        int64_t line = 1;
        for (const char *c = text.p; c < zero; c++)
            line += *c == '\n';
        return fail_at(x, file, line, BOTH("文字のファイルではありません（NUL バイトがあります）",
                                           "this is not a text file (it has a NUL byte)"));
    }
    x->size += text.n;
    return 0;
}

static void add_piece(struct expansion *x, struct str piece, int64_t line, int32_t file, size_t start)
{
    struct arena *arena = x->p->arena;
    x->segments = chem_grow(arena, x->segments, x->count, &x->room, sizeof *x->segments);
    x->segments[x->count++] = (struct input_segment){start, line, file};
    x->pieces = chem_grow(arena, x->pieces, x->piece_count, &x->piece_room, sizeof *x->pieces);
    x->pieces[x->piece_count++] = piece;
}

static int expand(struct expansion *x, struct str text, int32_t file, int depth, size_t *start);

static int include(struct expansion *x, struct str name, int32_t file, int64_t line, int depth,
                   size_t *start)
{
    struct str text = {0};
    if (!x->host || !x->host->read)
        return fail_at(x, file, line, BOTH("ここでは別のファイルを読み込めません",
                                           "other files cannot be read in here"));
    if (depth >= INPUT_INCLUDE_DEPTH)
        return fail_at(x, file, line, BOTH("読み込みの入れ子が深すぎます（10 段まで）",
                                           "files are included too deep (at most 10 levels)"));
    int status = x->host->read(x->host->data, name, x->p->arena, &text, x->p->error);
    if (status) {
        error_at(x->p->error, x->p->input->files[file], line, 0);
        return status;
    }
    int32_t inner = add_file(x->p, name);
    status = check_text(x, inner, text);
    return status ? status : expand(x, text, inner, depth + 1, start);
}

static const struct str include_word = STR_INIT("INCLUDE$");

static int expand(struct expansion *x, struct str text, int32_t file, int depth, size_t *start)
{
    size_t at = 0, from = 0;
    int64_t line = 1, first = 1;
    while (at < text.n) {
        size_t begin = at;
        struct str s = str_trim(take_line(text, &at));
        if (s.n > include_word.n && str_equal_nocase(str_slice(s, 0, include_word.n), include_word)) {
            struct str before = str_slice(text, from, begin);
            add_piece(x, before, first, file, *start);
            *start += before.n;
            int status = include(x, str_trim(str_slice(s, include_word.n, s.n)), file, line, depth, start);
            if (status)
                return status;
            /* A file need not end with a line break: one stands between it and what follows. */
            add_piece(x, STR("\n"), line, file, *start);
            *start += 1;
            from = at;
            first = line + 1;
        }
        line++;
    }
    add_piece(x, str_slice(text, from, text.n), first, file, *start);
    *start += text.n - from;
    return 0;
}

static bool has_include(struct str text)
{
    for (size_t at = str_find_char(text, '$', 0); at != SIZE_MAX; at = str_find_char(text, '$', at + 1))
        if (at >= 7 && str_equal_nocase(str_slice(text, at - 7, at), STR("INCLUDE")))
            return true;
    return false;
}

int input_expand(struct input_parser *p, struct str file, struct str text,
                 const struct chem_input_host *host)
{
    struct expansion x = {.p = p, .host = host};
    size_t start = 0;
    int32_t first = add_file(p, file);
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
        text = str_slice(text, 3, text.n);
    int status = check_text(&x, first, text);
    if (status)
        return status;
    if (has_include(text))
        status = expand(&x, text, first, 0, &start);
    else
        add_piece(&x, text, 1, first, 0);
    if (status)
        return status;
    p->text = x.piece_count == 1 ? x.pieces[0] : arena_join(p->arena, x.pieces, x.piece_count);
    p->segments = x.segments;
    p->segment_count = x.count;
    p->line = p->segments[0].line;
    return 0;
}

/* The place of the physical line that begins at p->at. */
static struct input_place place_here(struct input_parser *p)
{
    while (p->segment + 1 < p->segment_count && p->segments[p->segment + 1].start <= p->at) {
        p->segment++;
        p->line = p->segments[p->segment].line;
    }
    return (struct input_place){p->line, p->segments[p->segment].file};
}

/* Where the code of a physical line ends: at a comment or at ";". */
static size_t code_length(struct str s, bool *split)
{
    *split = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '#')
            return i;
        if (s.p[i] == ';') {
            *split = true;
            return i;
        }
    }
    return s.n;
}

/* A line that ends with "\" continues on the next one. */
static struct str join_lines(struct input_parser *p, struct str line)
{
    while (p->at < p->text.n) {
        struct str end = str_trim(line);
        if (end.n == 0 || end.p[end.n - 1] != '\\')
            return line;
        struct str more = take_line(p->text, &p->at);
        p->line++;
        if (line.n > 1 << 20)
            return line;
        line = ARENA_JOIN(p->arena, str_slice(end, 0, end.n - 1), STR(" "), more);
    }
    return line;
}

static void take_physical_line(struct input_parser *p)
{
    p->rest_place = place_here(p);
    struct str line = take_line(p->text, &p->at);
    p->line++;
    p->rest = line.n && memchr(line.p, '\\', line.n) ? join_lines(p, line) : line;
}

bool input_next_any(struct input_parser *p)
{
    if (p->held) {
        p->held = false;
        return true;
    }
    for (;;) {
        while (p->rest.n) {
            bool split;
            size_t length = code_length(p->rest, &split);
            struct str whole = str_slice(p->rest, 0, length), text = str_trim(whole);
            p->rest = split ? str_slice(p->rest, length + 1, p->rest.n) : (struct str){0};
            if (text.n) {
                p->current = (struct input_line){text, whole, p->rest_place};
                return true;
            }
        }
        if (p->at >= p->text.n)
            return false;
        take_physical_line(p);
    }
}

void input_hold(struct input_parser *p)
{
    p->held = true;
}

bool input_next(struct input_parser *p)
{
    if (!input_next_any(p))
        return false;
    if (!input_is_keyword(p->current.text))
        return true;
    input_hold(p);
    return false;
}

void input_gather(struct input_parser *p, struct input_gathered *text)
{
    struct input_place place = p->current.place;
    if (text->bytes.n == 0)
        text->first = text->last = place;
    /* Line breaks keep the numbers of the lines; parts that ";" split stay on one. */
    if (text->bytes.n && text->last.line == place.line)
        buf_append_char(&text->bytes, ';');
    for (; text->last.line < place.line; text->last.line++)
        buf_append_char(&text->bytes, '\n');
    buf_append(&text->bytes, p->current.text);
}

struct str input_gathered_text(struct input_parser *p, struct input_gathered *text)
{
    struct str copy = arena_copy(p->arena, buf_str(&text->bytes));
    buf_finish(&text->bytes);
    return copy;
}
