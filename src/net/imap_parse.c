#include "net/imap_token.h"

#include <string.h>

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
        int c, e = imap_peek(reader, &c, error);
        if (e)
            return e;
        if (c == '\r' || c == ']')
            return 0;
        if ((e = imap_expect(reader, ' ', error)) || (e = imap_peek(reader, &c, error)))
            return e;
        if (c == '\r' || c == ']')
            return 0;
        char word[IMAP_WORD_LIMIT];
        if ((e = imap_read_word(reader, word, error)))
            return e;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            if (imap_word_is(word, known[i].name))
                out->capabilities |= known[i].bit;
    }
}

/* [CODE …]; one of no interest stays in the text, as it often says more than the sentence. */
static int read_code(struct imap_reader *reader, struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = imap_expect(reader, '[', error);
    if (e || (e = imap_read_word(reader, word, error)))
        return e;
    if (imap_word_is(word, "UIDVALIDITY")) {
        if ((e = imap_expect(reader, ' ', error)) ||
            (e = imap_read_number(reader, &out->uid_validity, error)))
            return e;
        return imap_expect(reader, ']', error);
    }
    if (imap_word_is(word, "CAPABILITY")) {
        e = read_capabilities(reader, out, error);
        return e ? e : imap_expect(reader, ']', error);
    }
    out->text[0] = '[';
    memcpy(out->text + 1, word, strlen(word) + 1);
    return 0;
}

static bool to_status(const char *word, enum imap_status *out)
{
    static const char *const names[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (imap_word_is(word, names[i])) {
            *out = (enum imap_status)i;
            return true;
        }
    }
    return false;
}

static int read_status_rest(struct imap_reader *reader, struct imap_response *out,
                            struct error *error)
{
    int c, e = imap_peek(reader, &c, error);
    if (!e && c == ' ')
        e = imap_next(reader, &c, error);
    if (!e)
        e = imap_peek(reader, &c, error);
    if (!e && c == '[')
        e = read_code(reader, out, error);
    return e ? e : imap_read_text(reader, out->text, sizeof out->text, error);
}

static int read_tagged(struct imap_reader *reader, struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = imap_read_word(reader, word, error);
    if (e)
        return e;
    if (strlen(word) >= sizeof out->tag)
        return imap_broken(reader, "unknown tag", error);
    memcpy(out->tag, word, strlen(word) + 1);
    out->kind = IMAP_TAGGED;
    if ((e = imap_expect(reader, ' ', error)) || (e = imap_read_word(reader, word, error)))
        return e;
    if (!to_status(word, &out->status) || out->status > IMAP_BAD)
        return imap_broken(reader, "OK, NO or BAD expected", error);
    return read_status_rest(reader, out, error);
}

static int read_search(struct imap_reader *reader, const struct imap_sinks *sinks,
                       struct error *error)
{
    for (;;) {
        int c, e = imap_peek(reader, &c, error);
        if (e)
            return e;
        if (c == '\r')
            return imap_end_of_line(reader, error);
        if ((e = imap_expect(reader, ' ', error)) || (e = imap_peek(reader, &c, error)))
            return e;
        if (c == '\r')
            continue;
        int64_t uid;
        e = c == '(' ? imap_skip_list(reader, 0, error) : imap_read_number(reader, &uid, error);
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
        return imap_broken(reader, "two bodies in one response", error);
    bool is_nil;
    int e = imap_read_string(reader, sinks->body, sinks->state, &is_nil, error);
    out->has_body = !e && !is_nil;
    return e;
}

/* The section behind BODY: [] is the whole message, everything else is skipped. */
static int read_section(struct imap_reader *reader, bool *whole, struct error *error)
{
    int c, e = imap_expect(reader, '[', error);
    *whole = true;
    while (!e && !(e = imap_next(reader, &c, error)) && c != ']') {
        *whole = false;
        if (c < ' ')
            return imap_broken(reader, "control character in a section", error);
    }
    return e;
}

static int read_attribute(struct imap_reader *reader, const struct imap_sinks *sinks,
                          struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    bool whole = false;
    int c, e = imap_read_word(reader, word, error);
    if (!e && !(e = imap_peek(reader, &c, error)) && c == '[')
        e = read_section(reader, &whole, error);
    if (!e)
        e = imap_expect(reader, ' ', error);
    if (e)
        return e;
    if (whole && imap_word_is(word, "BODY"))
        return read_body(reader, sinks, out, error);
    if (imap_word_is(word, "UID"))
        return imap_read_number(reader, &out->uid, error);
    if (imap_word_is(word, "RFC822.SIZE"))
        return imap_read_number(reader, &out->size, error);
    return imap_skip_value(reader, 0, error);
}

static int read_fetch(struct imap_reader *reader, const struct imap_sinks *sinks,
                      struct imap_response *out, struct error *error)
{
    int c, e = imap_expect(reader, ' ', error);
    if (!e)
        e = imap_expect(reader, '(', error);
    while (!e && !(e = read_attribute(reader, sinks, out, error)) &&
           !(e = imap_next(reader, &c, error)) && c != ')')
        if (c != ' ')
            return imap_broken(reader, "list of attributes expected", error);
    return e ? e : imap_end_of_line(reader, error);
}

static int read_numbered(struct imap_reader *reader, const struct imap_sinks *sinks,
                         struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = imap_expect(reader, ' ', error);
    if (e || (e = imap_read_word(reader, word, error)))
        return e;
    if (imap_word_is(word, "FETCH")) {
        out->kind = IMAP_FETCH;
        return read_fetch(reader, sinks, out, error);
    }
    out->kind = imap_word_is(word, "EXISTS") ? IMAP_EXISTS : IMAP_OTHER;
    return imap_skip_rest(reader, error);
}

static int read_untagged(struct imap_reader *reader, const struct imap_sinks *sinks,
                         struct imap_response *out, struct error *error)
{
    char word[IMAP_WORD_LIMIT];
    int e = imap_expect(reader, '*', error);
    if (e || (e = imap_expect(reader, ' ', error)) || (e = imap_read_word(reader, word, error)))
        return e;
    if (imap_word_number(word, &out->number))
        return read_numbered(reader, sinks, out, error);
    if (to_status(word, &out->status)) {
        out->kind = IMAP_STATUS;
        return read_status_rest(reader, out, error);
    }
    if (imap_word_is(word, "CAPABILITY")) {
        out->kind = IMAP_CAPABILITY;
        e = read_capabilities(reader, out, error);
        return e ? e : imap_end_of_line(reader, error);
    }
    if (imap_word_is(word, "SEARCH")) {
        out->kind = IMAP_SEARCH;
        return read_search(reader, sinks, error);
    }
    out->kind = IMAP_OTHER;
    return imap_skip_rest(reader, error);
}

int imap_parse_response(struct imap_reader *reader, const struct imap_sinks *sinks,
                        struct imap_response *out, struct error *error)
{
    static const struct imap_sinks none;
    if (!sinks)
        sinks = &none;
    *out = (struct imap_response){.uid = -1, .size = -1};
    reader->budget = IMAP_RESPONSE_LIMIT;
    int c, e = imap_peek(reader, &c, error);
    if (e)
        return e;
    if (c == '*')
        return read_untagged(reader, sinks, out, error);
    if (c != '+')
        return read_tagged(reader, out, error);
    out->kind = IMAP_CONTINUE;
    e = imap_next(reader, &c, error);
    return e ? e : imap_read_text(reader, out->text, sizeof out->text, error);
}
