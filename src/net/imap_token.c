#include "net/imap_token.h"

#include <string.h>
#include <strings.h>

void imap_reader_init(struct imap_reader *reader, struct imap_source source, struct str peer)
{
    *reader = (struct imap_reader){.source = source, .peer = peer};
}

bool imap_reader_has_bytes(const struct imap_reader *reader)
{
    return reader->at < reader->end;
}

int imap_broken(struct imap_reader *reader, const char *why, struct error *error)
{
    return ERROR(error, ERR_NET_PROTOCOL, reader->peer, str_from_c(why));
}

/* ---- bytes ---- */

static int fill(struct imap_reader *reader, struct error *error)
{
    if (reader->at < reader->end)
        return 0;
    size_t got = 0;
    int e = reader->source.read(reader->source.state, reader->buffer, sizeof reader->buffer, &got,
                                error);
    if (e)
        return e;
    if (got == 0)
        return ERROR(error, ERR_NET_LOST, reader->peer, STR("receive"));
    reader->at = 0;
    reader->end = got;
    return 0;
}

int imap_peek(struct imap_reader *reader, int *c, struct error *error)
{
    int e = fill(reader, error);
    if (!e)
        *c = reader->buffer[reader->at];
    return e;
}

int imap_next(struct imap_reader *reader, int *c, struct error *error)
{
    int e = imap_peek(reader, c, error);
    if (e)
        return e;
    if (reader->budget == 0)
        return imap_broken(reader, "response too long", error);
    reader->budget--;
    reader->at++;
    return 0;
}

int imap_expect(struct imap_reader *reader, int wanted, struct error *error)
{
    int c, e = imap_next(reader, &c, error);
    if (!e && c != wanted)
        e = imap_broken(reader, "unexpected character", error);
    return e;
}

int imap_end_of_line(struct imap_reader *reader, struct error *error)
{
    int e = imap_expect(reader, '\r', error);
    return e ? e : imap_expect(reader, '\n', error);
}

/* ---- words and numbers ---- */

static bool ends_word(int c)
{
    return c <= ' ' || c == '(' || c == ')' || c == '{' || c == '"' || c == ']' || c == 0x7f;
}

int imap_read_word(struct imap_reader *reader, char *to, struct error *error)
{
    size_t n = 0;
    for (;;) {
        int c, e = imap_peek(reader, &c, error);
        if (e)
            return e;
        if (ends_word(c) || (c == '[' && n > 0))
            break;
        if (n == IMAP_WORD_LIMIT - 1)
            return imap_broken(reader, "word too long", error);
        if ((e = imap_next(reader, &c, error)))
            return e;
        to[n++] = (char)c;
    }
    to[n] = 0;
    return n > 0 ? 0 : imap_broken(reader, "word missing", error);
}

bool imap_word_is(const char *word, const char *other)
{
    return strcasecmp(word, other) == 0;
}

bool imap_word_number(const char *word, int64_t *out)
{
    return word[0] >= '0' && word[0] <= '9' && str_to_int64(str_from_c(word), out);
}

int imap_read_number(struct imap_reader *reader, int64_t *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = imap_read_word(reader, word, error);
    if (!e && !imap_word_number(word, out))
        e = imap_broken(reader, "number expected", error);
    return e;
}

int imap_read_text(struct imap_reader *reader, char *to, size_t size, struct error *error)
{
    size_t n = strlen(to);
    for (;;) {
        int c, e = imap_next(reader, &c, error);
        if (e)
            return e;
        if (c == '\r')
            break;
        if (c == '\n' || c == 0)
            return imap_broken(reader, "control character in a line", error);
        if (n < size - 1) {
            to[n++] = (char)c;
            to[n] = 0;
        }
    }
    return imap_expect(reader, '\n', error);
}

/* ---- strings ---- */

static int give(imap_string_sink *sink, void *state, const void *bytes, size_t n,
                struct error *error)
{
    return sink && n ? sink(state, (struct str){bytes, n}, error) : 0;
}

/* Bytes of a message body are not counted against the budget: their number is announced, and the
   sink decides how many of them are kept. */
static int read_literal_bytes(struct imap_reader *reader, int64_t left, bool counted,
                              imap_string_sink *sink, void *state, struct error *error)
{
    if (counted && (uint64_t)left > reader->budget)
        return imap_broken(reader, "response too long", error);
    if (counted)
        reader->budget -= (size_t)left;
    while (left > 0) {
        int e = fill(reader, error);
        if (e)
            return e;
        size_t take = reader->end - reader->at;
        if ((uint64_t)left < take)
            take = (size_t)left;
        if ((e = give(sink, state, reader->buffer + reader->at, take, error)))
            return e;
        reader->at += take;
        left -= (int64_t)take;
    }
    return 0;
}

/* {123} CR LF, then the bytes. */
static int read_literal(struct imap_reader *reader, bool counted, imap_string_sink *sink,
                        void *state, struct error *error)
{
    char digits[16];
    size_t n = 0;
    int c, e = imap_expect(reader, '{', error);
    while (!e && !(e = imap_next(reader, &c, error)) && c >= '0' && c <= '9') {
        if (n == sizeof digits - 1)
            return imap_broken(reader, "literal too long", error);
        digits[n++] = (char)c;
    }
    if (e)
        return e;
    digits[n] = 0;
    int64_t size;
    if (c != '}' || !imap_word_number(digits, &size))
        return imap_broken(reader, "size of a literal expected", error);
    if (size > IMAP_LITERAL_LIMIT)
        return imap_broken(reader, "literal too long", error);
    if ((e = imap_end_of_line(reader, error)))
        return e;
    return read_literal_bytes(reader, size, counted, sink, state, error);
}

static int read_quoted(struct imap_reader *reader, imap_string_sink *sink, void *state,
                       struct error *error)
{
    char piece[256];
    size_t n = 0;
    int c, e = imap_expect(reader, '"', error);
    while (!e && !(e = imap_next(reader, &c, error)) && c != '"') {
        if (c == '\\' && (e = imap_next(reader, &c, error)))
            return e;
        if (c == '\r' || c == '\n' || c == 0)
            return imap_broken(reader, "line break in a quoted string", error);
        piece[n++] = (char)c;
        if (n == sizeof piece) {
            e = give(sink, state, piece, n, error);
            n = 0;
        }
    }
    return e ? e : give(sink, state, piece, n, error);
}

int imap_read_string(struct imap_reader *reader, imap_string_sink *sink, void *state, bool *is_nil,
                     struct error *error)
{
    int c, e = imap_peek(reader, &c, error);
    if (e)
        return e;
    *is_nil = false;
    if (c == '"')
        return read_quoted(reader, sink, state, error);
    if (c == '~' && ((e = imap_next(reader, &c, error)) || (e = imap_peek(reader, &c, error))))
        return e;
    if (c == '{')
        return read_literal(reader, false, sink, state, error);
    char word[IMAP_WORD_LIMIT];
    if ((e = imap_read_word(reader, word, error)))
        return e;
    *is_nil = imap_word_is(word, "NIL");
    return *is_nil ? 0 : imap_broken(reader, "string expected", error);
}

/* ---- values of no interest ---- */

static int skip_word(struct imap_reader *reader, struct error *error)
{
    for (bool any = false;; any = true) {
        int c, e = imap_peek(reader, &c, error);
        if (e)
            return e;
        if (c <= ' ' || c == '(' || c == ')' || c == '"' || c == '{')
            return any ? 0 : imap_broken(reader, "value expected", error);
        if ((e = imap_next(reader, &c, error)))
            return e;
    }
}

int imap_skip_list(struct imap_reader *reader, int depth, struct error *error)
{
    if (depth == IMAP_DEPTH_LIMIT)
        return imap_broken(reader, "lists nested too deeply", error);
    int c, e = imap_expect(reader, '(', error);
    while (!e && !(e = imap_peek(reader, &c, error)) && c != ')')
        e = c == ' ' ? imap_next(reader, &c, error) : imap_skip_value(reader, depth + 1, error);
    return e ? e : imap_expect(reader, ')', error);
}

int imap_skip_value(struct imap_reader *reader, int depth, struct error *error)
{
    int c, e = imap_peek(reader, &c, error);
    if (e)
        return e;
    if (c == '(')
        return imap_skip_list(reader, depth, error);
    if (c == '"')
        return read_quoted(reader, NULL, NULL, error);
    if (c == '{')
        return read_literal(reader, true, NULL, NULL, error);
    return skip_word(reader, error);
}

int imap_skip_rest(struct imap_reader *reader, struct error *error)
{
    for (;;) {
        int c, e = imap_peek(reader, &c, error);
        if (e)
            return e;
        if (c == '\r')
            return imap_end_of_line(reader, error);
        if (c == '\n' || c == 0)
            return imap_broken(reader, "control character in a line", error);
        if (c == '"')
            e = read_quoted(reader, NULL, NULL, error);
        else if (c == '{')
            e = read_literal(reader, true, NULL, NULL, error);
        else
            e = imap_next(reader, &c, error);
        if (e)
            return e;
    }
}
