#include "base/buf.h"
#include "base/text.h"
#include "worker/mail_header.h"

/* One entry of an address list while it is read. */
struct entry {
    struct buf name, comment, address;
    bool has_angle;
};

static void entry_clear(struct entry *entry)
{
    buf_clear(&entry->name);
    buf_clear(&entry->comment);
    buf_clear(&entry->address);
    entry->has_angle = false;
}

/* local@domain with the domain in lower case; empty when it is none. */
static struct str clean_address(struct str raw, struct arena *arena)
{
    struct str address = str_trim(text_one_line(raw, arena));
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] == ' ' || address.p[i] == '<' || address.p[i] == '>')
            return STR("");
        if (address.p[i] == '@')
            at = i;
    }
    if (at == SIZE_MAX || at == 0 || at + 1 == address.n)
        return STR("");
    char *copy = arena_c(arena, address);
    for (size_t i = at; i < address.n; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] - 'A' + 'a');
    return (struct str){copy, address.n};
}

static void entry_finish(struct entry *entry, struct arena *arena, struct header_address *out,
                         size_t *count, bool *guessed)
{
    struct str name = str_trim(buf_str(&entry->name));
    struct str address = entry->has_angle ? buf_str(&entry->address) : name;
    if (!entry->has_angle)
        name = buf_str(&entry->comment);
    if (name.n || address.n) {
        out[*count] = (struct header_address){header_decode(name, arena, guessed),
                                              clean_address(address, arena)};
        /* An unreadable address is shown where people look. */
        if (out[*count].name.n == 0 && out[*count].address.n == 0)
            out[*count].name = header_decode(address, arena, guessed);
        ++*count;
    }
    entry_clear(entry);
}

static size_t read_quoted_name(struct str s, size_t at, struct buf *out)
{
    bool high = false;
    for (at++; at < s.n && s.p[at] != '"'; at++) {
        size_t run = header_jis_run(s, at);
        if (run) {
            buf_append(out, str_slice(s, at, at + run));
            at += run - 1;
            continue;
        }
        high = high || (unsigned char)s.p[at] >= 0x80;
        if (s.p[at] == '\\' && !high && at + 1 < s.n)
            at++;
        buf_append_char(out, s.p[at]);
    }
    return at + 1;
}

static size_t read_until(struct str s, size_t at, char end, struct buf *out)
{
    for (at++; at < s.n && s.p[at] != end; at++)
        buf_append_char(out, s.p[at]);
    return at + 1;
}

/* Takes one character or construct off; false at the end of an entry. */
static bool entry_step(struct entry *entry, struct str s, size_t *at)
{
    size_t run = header_jis_run(s, *at);
    if (run) {
        buf_append(&entry->name, str_slice(s, *at, *at + run));
        *at += run;
        return true;
    }
    switch (s.p[*at]) {
    case '"':
        *at = read_quoted_name(s, *at, &entry->name);
        return true;
    case '(':
        *at = read_until(s, *at, ')', &entry->comment);
        return true;
    case '<':
        buf_clear(&entry->address);
        *at = read_until(s, *at, '>', &entry->address);
        entry->has_angle = true;
        return true;
    case ':': /* the name of a group */
        if (!entry->has_angle && str_find_char(buf_str(&entry->name), '@', 0) == SIZE_MAX)
            entry_clear(entry);
        ++*at;
        return true;
    case ',':
    case ';':
        ++*at;
        return false;
    default:
        buf_append_char(&entry->name, s.p[*at]);
        ++*at;
        return true;
    }
}

size_t header_addresses(struct str raw, struct arena *arena, struct header_address *out,
                        size_t limit, bool *guessed)
{
    struct str s = header_unfold(raw, arena);
    struct entry entry = {0};
    size_t count = 0;
    for (size_t at = 0; at < s.n && count < limit;)
        if (!entry_step(&entry, s, &at))
            entry_finish(&entry, arena, out, &count, guessed);
    if (count < limit)
        entry_finish(&entry, arena, out, &count, guessed);
    buf_finish(&entry.name);
    buf_finish(&entry.comment);
    buf_finish(&entry.address);
    return count;
}
