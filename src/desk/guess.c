/* A first guess of the company, from the sender's name or the signature; a person corrects it. */
#include "base/text.h"
#include "desk/intake_item.h"

static const struct str marks[] = {STR_INIT("株式会社"), STR_INIT("有限会社"), STR_INIT("合同会社")};

static bool ends_name(uint32_t c)
{
    static const uint32_t enders[] = {' ',    '\n',   '\t',   '(',    ')',    '<',    '>',
                                      '/',    ',',    ':',    ';',    '[',    ']',    '"',
                                      0x3000, 0x3001, 0x3002, 0xff08, 0xff09, 0x300c, 0x300d,
                                      0x3010, 0x3011, 0xff0f, 0xff1a, 0xff5c, '|'};
    for (size_t i = 0; i < sizeof enders / sizeof enders[0]; i++)
        if (c == enders[i])
            return true;
    return false;
}

/* The run of characters around `at` that no blank, bracket or mark of punctuation ends. */
static struct str run_around(struct str line, size_t at, size_t length)
{
    size_t start = 0, position = 0;
    while (position < at) {
        size_t next = position;
        if (ends_name(text_next(line, &next)))
            start = next;
        position = next;
    }
    size_t end = at + length;
    while (end < line.n) {
        size_t next = end;
        if (ends_name(text_next(line, &next)))
            break;
        end = next;
    }
    return str_slice(line, start, end);
}

/* 「北斗触媒株式会社の中村です」 names the company and then who speaks. A の inside a name that does not
   end as a sentence (株式会社大地の恵み) stays. */
static struct str without_speaker(struct str name)
{
    static const struct str ends[] = {STR_INIT("です"), STR_INIT("でございます"),
                                      STR_INIT("と申します")};
    static const struct str of = STR_INIT("の");
    bool speaks = false;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        speaks = speaks || str_ends(name, ends[i]);
    size_t last = SIZE_MAX;
    for (size_t at = str_find(name, of, 0); speaks && at != SIZE_MAX;
         at = str_find(name, of, at + of.n))
        last = at;
    return last == SIZE_MAX ? name : str_slice(name, 0, last);
}

static struct str find_in_line(struct str line)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t at = str_find(line, marks[i], 0);
        if (at == SIZE_MAX)
            continue;
        struct str name = without_speaker(run_around(line, at, marks[i].n));
        if (name.n > marks[i].n && text_length(name) <= 40)
            return name;
    }
    return STR("");
}

/* The last line that names one: signatures stand at the end; quoted lines are someone else's. */
static struct str find_in_text(struct str text)
{
    struct str found = STR(""), line;
    while (str_cut(&text, '\n', &line)) {
        if (str_starts(line, STR(">")))
            continue;
        struct str name = find_in_line(line);
        if (name.n)
            found = name;
    }
    return found;
}

/* ㈱ and (株) in writing, without the folding of the search form that would change the name. */
static struct str spelled_out(struct str text, struct arena *arena)
{
    const struct {
        struct str from, to;
    } forms[] = {{STR("㈱"), STR("株式会社")},
                 {STR("（株）"), STR("株式会社")},
                 {STR("(株)"), STR("株式会社")},
                 {STR("（有）"), STR("有限会社")},
                 {STR("㈲"), STR("有限会社")}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        size_t at;
        while ((at = str_find(text, forms[i].from, 0)) != SIZE_MAX)
            text = ARENA_JOIN(arena, str_slice(text, 0, at), forms[i].to,
                              str_slice(text, at + forms[i].from.n, text.n));
    }
    return text;
}

struct str desk_guess_person(const struct mail_message *message, struct arena *arena)
{
    struct str name = text_one_line(message->from.name, arena);
    size_t at = 0;
    while (at < name.n) {
        size_t next = at;
        uint32_t c = text_next(name, &next);
        if (at > 0 && (c == '(' || c == 0xff08 || c == '<' || c == '/' || c == 0xff0f))
            return arena_copy(arena, str_trim(str_slice(name, 0, at)));
        at = next;
    }
    return name;
}

enum { GUESS_LIMIT = 4000 }; /* characters of the body that are looked at */

struct str desk_guess_company(const struct mail_message *message, struct arena *arena)
{
    struct str name = find_in_line(spelled_out(text_one_line(message->from.name, arena), arena));
    if (name.n)
        return arena_copy(arena, name);
    struct str head = text_head(text_clean(message->text, arena), GUESS_LIMIT);
    return arena_copy(arena, find_in_text(spelled_out(head, arena)));
}
