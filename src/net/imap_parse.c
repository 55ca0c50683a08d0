#include "net/imap_parse.h"

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

static int broken(struct imap_reader *reader, const char *why, struct error *error)
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

static int peek(struct imap_reader *reader, int *c, struct error *error)
{
    int e = fill(reader, error);
    if (!e)
        *c = reader->buffer[reader->at];
    return e;
}

static int next(struct imap_reader *reader, int *c, struct error *error)
{
    int e = peek(reader, c, error);
    if (e)
        return e;
    if (reader->budget == 0)
        return broken(reader, "response too long", error);
    reader->budget--;
    reader->at++;
    return 0;
}

static int expect(struct imap_reader *reader, int wanted, struct error *error)
{
    int c, e = next(reader, &c, error);
    if (!e && c != wanted)
        e = broken(reader, "unexpected character", error);
    return e;
}

static int end_of_line(struct imap_reader *reader, struct error *error)
{
    int e = expect(reader, '\r', error);
    return e ? e : expect(reader, '\n', error);
}

/* ---- words and numbers ---- */

static bool ends_word(int c)
{
    return c <= ' ' || c == '(' || c == ')' || c == '{' || c == '"' || c == ']' || c == 0x7f;
}

/* An atom, cut off where it ends; an empty one is an error. A section ("BODY[HEADER.FIELDS (…)]<0>")
   belongs to its atom up to the opening bracket; what follows is the caller's. */
static int read_word(struct imap_reader *reader, char *to, struct error *error)
{
    size_t n = 0;
    for (;;) {
        int c, e = peek(reader, &c, error);
        if (e)
            return e;
        if (ends_word(c) || (c == '[' && n > 0))
            break;
        if (n == IMAP_WORD_LIMIT - 1)
            return broken(reader, "word too long", error);
        if ((e = next(reader, &c, error)))
            return e;
        to[n++] = (char)c;
    }
    to[n] = 0;
    return n > 0 ? 0 : broken(reader, "word missing", error);
}

static bool word_is(const char *word, const char *other)
{
    return strcasecmp(word, other) == 0;
}

static bool to_number(const char *word, int64_t *out)
{
    return word[0] >= '0' && word[0] <= '9' && str_to_int64(str_from_c(word), out);
}

static int read_number(struct imap_reader *reader, int64_t *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = read_word(reader, word, error);
    if (!e && !to_number(word, out))
        e = broken(reader, "number expected", error);
    return e;
}

/* The rest of the line into `to` (cut at its size), and the line's end. */
static int read_text(struct imap_reader *reader, char *to, size_t size, struct error *error)
{
    size_t n = strlen(to);
    for (;;) {
        int c, e = next(reader, &c, error);
        if (e)
            return e;
        if (c == '\r')
            break;
        if (c == '\n' || c == 0)
            return broken(reader, "control character in a line", error);
        if (n < size - 1) {
            to[n++] = (char)c;
            to[n] = 0;
        }
    }
    return expect(reader, '\n', error);
}

/* ---- strings ---- */

typedef int string_sink(void *state, struct str bytes, struct error *error);

static int give(string_sink *sink, void *state, const void *bytes, size_t n, struct error *error)
{
    return sink && n ? sink(state, (struct str){bytes, n}, error) : 0;
}

/* Bytes of a message body are not counted against the budget: their number is announced, and the
   sink decides how many of them are kept. */
static int read_literal_bytes(struct imap_reader *reader, int64_t left, bool counted,
                              string_sink *sink, void *state, struct error *error)
{
    if (counted && (uint64_t)left > reader->budget)
        return broken(reader, "response too long", error);
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
static int read_literal(struct imap_reader *reader, bool counted, string_sink *sink, void *state,
                        struct error *error)
{
    char digits[16];
    size_t n = 0;
    int c, e = expect(reader, '{', error);
    while (!e && !(e = next(reader, &c, error)) && c >= '0' && c <= '9') {
        if (n == sizeof digits - 1)
            return broken(reader, "literal too long", error);
        digits[n++] = (char)c;
    }
    if (e)
        return e;
    digits[n] = 0;
    int64_t size;
    if (c != '}' || !to_number(digits, &size))
        return broken(reader, "size of a literal expected", error);
    if (size > IMAP_LITERAL_LIMIT)
        return broken(reader, "literal too long", error);
    if ((e = end_of_line(reader, error)))
        return e;
    return read_literal_bytes(reader, size, counted, sink, state, error);
}

static int read_quoted(struct imap_reader *reader, string_sink *sink, void *state,
                       struct error *error)
{
    char piece[256];
    size_t n = 0;
    int c, e = expect(reader, '"', error);
    while (!e && !(e = next(reader, &c, error)) && c != '"') {
        if (c == '\\' && (e = next(reader, &c, error)))
            return e;
        if (c == '\r' || c == '\n' || c == 0)
            return broken(reader, "line break in a quoted string", error);
        piece[n++] = (char)c;
        if (n == sizeof piece) {
            e = give(sink, state, piece, n, error);
            n = 0;
        }
    }
    return e ? e : give(sink, state, piece, n, error);
}

/* A string in one of its forms, or NIL. */
static int read_nstring(struct imap_reader *reader, string_sink *sink, void *state, bool *is_nil,
                        struct error *error)
{
    int c, e = peek(reader, &c, error);
    if (e)
        return e;
    *is_nil = false;
    if (c == '"')
        return read_quoted(reader, sink, state, error);
    if (c == '~' && ((e = next(reader, &c, error)) || (e = peek(reader, &c, error))))
        return e;
    if (c == '{')
        return read_literal(reader, false, sink, state, error);
    char word[IMAP_WORD_LIMIT];
    if ((e = read_word(reader, word, error)))
        return e;
    *is_nil = word_is(word, "NIL");
    return *is_nil ? 0 : broken(reader, "string expected", error);
}

/* ---- values of no interest ---- */

static int skip_word(struct imap_reader *reader, struct error *error)
{
    for (bool any = false;; any = true) {
        int c, e = peek(reader, &c, error);
        if (e)
            return e;
        if (c <= ' ' || c == '(' || c == ')' || c == '"' || c == '{')
            return any ? 0 : broken(reader, "value expected", error);
        if ((e = next(reader, &c, error)))
            return e;
    }
}

static int skip_value(struct imap_reader *reader, int depth, struct error *error);

static int skip_list(struct imap_reader *reader, int depth, struct error *error)
{
    if (depth == IMAP_DEPTH_LIMIT)
        return broken(reader, "lists nested too deeply", error);
    int c, e = expect(reader, '(', error);
    while (!e && !(e = peek(reader, &c, error)) && c != ')')
        e = c == ' ' ? next(reader, &c, error) : skip_value(reader, depth + 1, error);
    return e ? e : expect(reader, ')', error);
}

static int skip_value(struct imap_reader *reader, int depth, struct error *error)
{
    int c, e = peek(reader, &c, error);
    if (e)
        return e;
    if (c == '(')
        return skip_list(reader, depth, error);
    if (c == '"')
        return read_quoted(reader, NULL, NULL, error);
    if (c == '{')
        return read_literal(reader, true, NULL, NULL, error);
    return skip_word(reader, error);
}

/* To the end of the response, over the literals in it. */
static int skip_rest(struct imap_reader *reader, struct error *error)
{
    for (;;) {
        int c, e = peek(reader, &c, error);
        if (e)
            return e;
        if (c == '\r')
            return end_of_line(reader, error);
        if (c == '\n' || c == 0)
            return broken(reader, "control character in a line", error);
        if (c == '"')
            e = read_quoted(reader, NULL, NULL, error);
        else if (c == '{')
            e = read_literal(reader, true, NULL, NULL, error);
        else
            e = next(reader, &c, error);
        if (e)
            return e;
    }
}

/* ---- responses ---- */

static int read_capabilities(struct imap_reader *reader, struct imap_response *out,
                             struct error *error)
{
    static const struct {
        const char *name;
        unsigned bit;
    } known[] = {
        {"IMAP4rev1", IMAP_REV1}, {"IDLE", IMAP_CAN_IDLE}, {"LOGINDISABLED", IMAP_LOGIN_DISABLED}};
    out->has_capabilities = true;
    for (;;) {
        int c, e = peek(reader, &c, error);
        if (e)
            return e;
        if (c == '\r' || c == ']')
            return 0;
        if ((e = expect(reader, ' ', error)) || (e = peek(reader, &c, error)))
            return e;
        if (c == '\r' || c == ']')
            return 0;
        char word[IMAP_WORD_LIMIT];
        if ((e = read_word(reader, word, error)))
            return e;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (word_is(word, known[i].name))
                out->capabilities |= known[i].bit;
    }
}

/* [CODE …]; one of no interest stays in the text, as it often says more than the sentence. */
static int read_code(struct imap_reader *reader, struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = expect(reader, '[', error);
    if (e || (e = read_word(reader, word, error)))
        return e;
    if (word_is(word, "UIDVALIDITY")) {
        if ((e = expect(reader, ' ', error)) || (e = read_number(reader, &out->uid_validity, error)))
            return e;
        return expect(reader, ']', error);
    }
    if (word_is(word, "CAPABILITY")) {
        e = read_capabilities(reader, out, error);
        return e ? e : expect(reader, ']', error);
    }
    out->text[0] = '[';
    memcpy(out->text + 1, word, strlen(word) + 1);
    return 0;
}

static bool to_status(const char *word, enum imap_status *out)
{
    static const char *const names[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (word_is(word, names[i])) {
            *out = (enum imap_status)i;
            return true;
        }
    }
    return false;
}

static int read_status_rest(struct imap_reader *reader, struct imap_response *out,
                            struct error *error)
{
    int c, e = peek(reader, &c, error);
    if (!e && c == ' ')
        e = next(reader, &c, error);
    if (!e)
        e = peek(reader, &c, error);
    if (!e && c == '[')
        e = read_code(reader, out, error);
    return e ? e : read_text(reader, out->text, sizeof out->text, error);
}

static int read_tagged(struct imap_reader *reader, struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = read_word(reader, word, error);
    if (e)
        return e;
    if (strlen(word) >= sizeof out->tag)
        return broken(reader, "unknown tag", error);
    memcpy(out->tag, word, strlen(word) + 1);
    out->kind = IMAP_TAGGED;
    if ((e = expect(reader, ' ', error)) || (e = read_word(reader, word, error)))
        return e;
    if (!to_status(word, &out->status) || out->status > IMAP_BAD)
        return broken(reader, "OK, NO or BAD expected", error);
    return read_status_rest(reader, out, error);
}

static int read_search(struct imap_reader *reader, const struct imap_sinks *sinks,
                       struct error *error)
{
    for (;;) {
        int c, e = peek(reader, &c, error);
        if (e)
            return e;
        if (c == '\r')
            return end_of_line(reader, error);
        if ((e = expect(reader, ' ', error)) || (e = peek(reader, &c, error)))
            return e;
        if (c == '\r')
            continue;
        int64_t uid;
        e = c == '(' ? skip_list(reader, 0, error) : read_number(reader, &uid, error);
        if (!e && c != '(' && sinks->number)
            e = sinks->number(sinks->state, uid, error);
        if (e)
            return e;
    }
}

static int read_body(struct imap_reader *reader, const struct imap_sinks *sinks,
                     struct imap_response *out, struct error *error)
{
    if (out->has_body)
        return broken(reader, "two bodies in one response", error);
    bool is_nil;
    int e = read_nstring(reader, sinks->body, sinks->state, &is_nil, error);
    out->has_body = !e && !is_nil;
    return e;
}

/* The section behind BODY: [] is the whole message, everything else is skipped. */
static int read_section(struct imap_reader *reader, bool *whole, struct error *error)
{
    int c, e = expect(reader, '[', error);
    *whole = true;
    while (!e && !(e = next(reader, &c, error)) && c != ']') {
        *whole = false;
        if (c < ' ')
            return broken(reader, "control character in a section", error);
    }
    return e;
}

static int read_attribute(struct imap_reader *reader, const struct imap_sinks *sinks,
                          struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    bool whole = false;
    int c, e = read_word(reader, word, error);
    if (!e && !(e = peek(reader, &c, error)) && c == '[')
        e = read_section(reader, &whole, error);
    if (!e)
        e = expect(reader, ' ', error);
    if (e)
        return e;
    if (whole && word_is(word, "BODY"))
        return read_body(reader, sinks, out, error);
    if (word_is(word, "UID"))
        return read_number(reader, &out->uid, error);
    if (word_is(word, "RFC822.SIZE"))
        return read_number(reader, &out->size, error);
    return skip_value(reader, 0, error);
}

static int read_fetch(struct imap_reader *reader, const struct imap_sinks *sinks,
                      struct imap_response *out, struct error *error)
{
    int c, e = expect(reader, ' ', error);
    if (!e)
        e = expect(reader, '(', error);
    while (!e && !(e = read_attribute(reader, sinks, out, error)) &&
           !(e = next(reader, &c, error)) && c != ')')
        if (c != ' ')
            return broken(reader, "list of attributes expected", error);
    return e ? e : end_of_line(reader, error);
}

static int read_numbered(struct imap_reader *reader, const struct imap_sinks *sinks,
                         struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = expect(reader, ' ', error);
    if (e || (e = read_word(reader, word, error)))
        return e;
    if (word_is(word, "FETCH")) {
        out->kind = IMAP_FETCH;
        return read_fetch(reader, sinks, out, error);
    }
    out->kind = word_is(word, "EXISTS") ? IMAP_EXISTS : IMAP_OTHER;
    return skip_rest(reader, error);
}

static int read_untagged(struct imap_reader *reader, const struct imap_sinks *sinks,
                         struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = expect(reader, '*', error);
    if (e || (e = expect(reader, ' ', error)) || (e = read_word(reader, word, error)))
        return e;
    if (to_number(word, &out->number))
        return read_numbered(reader, sinks, out, error);
    if (to_status(word, &out->status)) {
        out->kind = IMAP_STATUS;
        return read_status_rest(reader, out, error);
    }
    if (word_is(word, "CAPABILITY")) {
        out->kind = IMAP_CAPABILITY;
        e = read_capabilities(reader, out, error);
        return e ? e : end_of_line(reader, error);
    }
    if (word_is(word, "SEARCH")) {
        out->kind = IMAP_SEARCH;
        return read_search(reader, sinks, error);
    }
    out->kind = IMAP_OTHER;
    return skip_rest(reader, error);
}

int imap_parse_response(struct imap_reader *reader, const struct imap_sinks *sinks,
                        struct imap_response *out, struct error *error)
{
    static const struct imap_sinks none;
    if (!sinks)
        sinks = &none;
    *out = (struct imap_response){.uid = -1, .size = -1};
    reader->budget = IMAP_RESPONSE_LIMIT;
    int c, e = peek(reader, &c, error);
    if (e)
        return e;
    if (c == '*')
        return read_untagged(reader, sinks, out, error);
    if (c != '+')
        return read_tagged(reader, out, error);
    out->kind = IMAP_CONTINUE;
    e = next(reader, &c, error);
    return e ? e : read_text(reader, out->text, sizeof out->text, error);
}
