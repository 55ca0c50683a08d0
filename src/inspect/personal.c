#include "inspect/personal_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "inspect/bytes.h"

enum { WINDOW = 72, MOST_SCANNED = 64 * 1024 };

static unsigned context_of(struct str word)
{
    static const struct {
        struct str word;
        unsigned context;
    } words[] = {
        {STR_INIT("name"), CONTEXT_NAME},
        {STR_INIT("person"), CONTEXT_NAME | CONTEXT_PERSON},
        {STR_INIT("phone"), CONTEXT_PHONE},
        {STR_INIT("address"), CONTEXT_ADDRESS},
        {STR_INIT("birth"), CONTEXT_BIRTH},
        {STR_INIT("individual"), CONTEXT_INDIVIDUAL},
        {STR_INIT("passport"), CONTEXT_PASSPORT},
        {STR_INIT("licence"), CONTEXT_LICENCE},
        {STR_INIT("account"), CONTEXT_ACCOUNT},
        {STR_INIT("pension"), CONTEXT_PENSION},
        {STR_INIT("card"), CONTEXT_CARD},
        {STR_INIT("corporate"), CONTEXT_CORPORATE},
        {STR_INIT("data"), CONTEXT_DATA},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(words[i].word, word))
            return words[i].context;
    check_fail("labels.tsv: unknown context");
}

/* The rows of a table with one heading; each as a whole line. */
static struct str *read_lines(struct arena *arena, struct str file, size_t *count)
{
    struct str rest = embedded_find(&inspect_data, file), line;
    size_t room = 1;
    for (size_t i = 0; i < rest.n; i++)
        room += rest.p[i] == '\n';
    struct str *lines = ARENA_ARRAY(arena, struct str, room);
    bool titled = false;
    *count = 0;
    while (str_cut(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (titled)
            lines[(*count)++] = line;
        titled = true;
    }
    return lines;
}

static int compare(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

bool word_list_has(const struct word_list *list, struct str word)
{
    return list->count && bsearch(&word, list->words, list->count, sizeof word, compare);
}

/* The first column of the rows whose column `at` is `use`; all rows when `use` is empty. */
static struct word_list read_words(struct arena *arena, struct str file, size_t word_at,
                                   size_t use_at, struct str use)
{
    struct word_list list = {0};
    struct str *lines = read_lines(arena, file, &list.count);
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++) {
        struct str rest = lines[i], cell, word = STR(""), found = STR("");
        for (size_t at = 0; str_cut(&rest, '\t', &cell); at++) {
            word = at == word_at ? cell : word;
            found = at == use_at ? cell : found;
        }
        if (use.n == 0 || str_equal(found, use))
            lines[kept++] = word;
    }
    list.words = lines;
    list.count = kept;
    if (kept)
        qsort(list.words, kept, sizeof *list.words, compare);
    return list;
}

static void note_letter(uint8_t letters[0x10000 / 8], uint32_t c)
{
    if (c < 0x10000)
        letters[c / 8] |= (uint8_t)(1u << c % 8);
}

static void note_ends(struct personal_tables *tables, const struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        uint32_t last = 0;
        for (size_t at = 0; at < list->words[i].n;)
            last = text_next(list->words[i], &at);
        note_letter(tables->name_ends, last);
    }
}

static void note_starts(uint8_t letters[0x10000 / 8], const struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t at = 0;
        if (list->words[i].n)
            note_letter(letters, text_next(list->words[i], &at));
    }
}

bool personal_starts(const uint8_t letters[0x10000 / 8], struct str text)
{
    size_t at = 0;
    uint32_t c = text.n ? text_next(text, &at) : 0;
    return c < 0x10000 && (letters[c / 8] >> c % 8 & 1);
}

static void read_name_tables(struct personal_tables *tables, struct arena *arena)
{
    const struct str words = STR("name_words.tsv"), roman = STR("romaji_names.tsv");
    tables->surnames = read_words(arena, STR("surnames.tsv"), 0, 0, STR(""));
    tables->givens = read_words(arena, STR("given_names.tsv"), 0, 0, STR(""));
    tables->titles = read_words(arena, words, 0, 1, STR("title"));
    tables->befores = read_words(arena, words, 0, 1, STR("before"));
    tables->name_labels = read_words(arena, words, 0, 1, STR("label"));
    tables->others = read_words(arena, words, 0, 1, STR("other"));
    tables->fillers = read_words(arena, words, 0, 1, STR("filler"));
    tables->functions = read_words(arena, words, 0, 1, STR("function"));
    tables->roman_surnames = read_words(arena, roman, 1, 0, STR("surname"));
    tables->roman_givens = read_words(arena, roman, 1, 0, STR("given"));
    tables->kana_surnames = read_words(arena, roman, 2, 0, STR("surname"));
    tables->kana_givens = read_words(arena, roman, 2, 0, STR("given"));
    note_ends(tables, &tables->givens);
    note_ends(tables, &tables->titles);
    note_starts(tables->surname_starts, &tables->surnames);
    note_starts(tables->given_starts, &tables->givens);
}

const struct personal_tables *personal_read_tables(struct arena *arena)
{
    struct personal_tables *tables = ARENA_NEW(arena, struct personal_tables);
    size_t count;
    struct str *lines = read_lines(arena, STR("labels.tsv"), &count);
    tables->labels = ARENA_ARRAY(arena, struct label, count);
    for (size_t i = 0; i < count; i++) {
        struct label *label = &tables->labels[tables->label_count++];
        CHECK(str_cut(&lines[i], '\t', &label->text));
        label->context = context_of(lines[i]);
    }
    read_name_tables(tables, arena);
    tables->prefectures = read_lines(arena, STR("prefectures.tsv"), &tables->prefecture_count);
    return tables;
}

/* Full-width ASCII, dashes and the ideographic blank become ASCII; all else stays. */
static struct str plain_text(struct str text, struct arena *arena)
{
    char *out = ARENA_ARRAY(arena, char, text.n + 4);
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        if ((unsigned char)text.p[at] < 0x80) {
            out[n++] = text.p[at++];
            continue;
        }
        size_t from = at;
        uint32_t c = text_next(text, &at);
        bool dash = (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xff0d ||
                    (c == 0x30fc && n > 0 && bytes_is_digit(out[n - 1]));
        if (c >= 0xff01 && c <= 0xff5e && !dash)
            out[n++] = (char)(c - 0xfee0);
        else if (dash)
            out[n++] = '-';
        else if (c == 0x3000 || c == 0xa0)
            out[n++] = ' ';
        else {
            memcpy(out + n, text.p + from, at - from);
            n += at - from;
        }
    }
    return (struct str){out, n};
}

static bool contains_label(struct str text, struct str label)
{
    if ((unsigned char)label.p[0] >= 0x80)
        return str_contains(text, label);
    for (size_t i = 0; i + label.n <= text.n; i++)
        if (str_equal_nocase(str_slice(text, i, i + label.n), label))
            return true;
    return false;
}

unsigned personal_context_before(const struct scan *scan, size_t at)
{
    unsigned context = scan->context;
    struct str window = str_slice(scan->text, at > WINDOW ? at - WINDOW : 0, at);
    for (size_t i = 0; i < scan->tables->label_count; i++)
        if (!(context & scan->tables->labels[i].context) &&
            contains_label(window, scan->tables->labels[i].text))
            context |= scan->tables->labels[i].context;
    return context;
}

unsigned personal_label(const struct inspect *inspect, struct str text)
{
    text = str_trim(text);
    if (text.n == 0 || text.n > 48)
        return 0;
    unsigned context = 0;
    for (size_t i = 0; i < inspect->personal->label_count; i++) {
        struct str label = inspect->personal->labels[i].text;
        size_t at = str_find(text, label, 0);
        bool whole = str_equal_nocase(text, label) || (at != SIZE_MAX && text.n - label.n <= 18 &&
                                                       !bytes_is_digit(text.p[text.n - 1]));
        if (whole)
            context |= inspect->personal->labels[i].context;
    }
    return context;
}

/* Surname, blank, given name, and nothing else: kanji at both sides. */
static bool is_like_name(struct str text)
{
    unsigned first = text.n >= 7 && text.n <= 36 ? bytes_at(text, 0) : 0;
    return first >= 0xe4 && first <= 0xe9 &&
           (str_find_char(text, ' ', 3) != SIZE_MAX || str_contains(text, STR("　")));
}

/* A run of kanji ends here as given names and titles do. */
static bool is_name_end(const struct personal_tables *tables, uint32_t last, uint32_t next)
{
    return last < 0x10000 && (tables->name_ends[last / 8] >> last % 8 & 1) &&
           !personal_is_kanji(next);
}

bool personal_may(const struct inspect *inspect, struct str text)
{
    size_t digits = 0, capitals = 0;
    uint32_t before = 0;
    if (is_like_name(text))
        return true;
    for (size_t at = 0; at < text.n;) {
        unsigned char first = (unsigned char)text.p[at];
        uint32_t c = first < 0x80 ? (at++, first) : text_next(text, &at);
        if (is_name_end(inspect->personal, before, c))
            return true;
        before = c;
        if (c < 0x80) {
            digits += c >= '0' && c <= '9';
            capitals += c >= 'A' && c <= 'Z';
            if (c == '@' || c == ':' || capitals >= 2)
                return true;
            continue;
        }
        switch (c) {
        case 0xff1a: /* ： */
        case 0x69d8: /* 様 */
        case 0x6c0f: /* 氏 */
        case 0x6bbf: /* 殿 */
        case 0x770c: /* 県 */
        case 0x90fd: /* 都 */
        case 0x5e9c: /* 府 */
        case 0x9053: /* 道 */
        case 0x3012: /* 〒 */
        case 0x751f: /* 生 */
        case 0x3093: /* ん */
        case 0x62c5: /* 担 */
        case 0x540d: /* 名 */
        case 0x30a6: /* ウ: タロウ, サトウ */
            return true;
        default:
            digits += c >= 0xff10 && c <= 0xff19;
        }
    }
    return digits >= 7 || is_name_end(inspect->personal, before, 0);
}

struct inspect_finding *personal_report(const struct scan *scan, const char *id, struct str found)
{
    found = str_trim(found);
    struct inspect_place place = *scan->place;
    /* Numbers of persons must not travel in a report: only their place does. */
    if (strcmp(id, "PI-05") == 0)
        return work_found_plain(scan->work, id, &place, STR("＊＊＊＊＊＊＊＊＊＊＊＊"));
    return work_found(scan->work, id, &place, found);
}

void personal_scan(struct work *work, struct str text, unsigned context,
                   const struct inspect_place *place)
{
    while (text.n) {
        struct str piece = str_slice(text, 0, MOST_SCANNED);
        arena_reset(work->inspect->scratch); /* findings are copied out of it */
        struct scan scan = {.work = work,
                            .tables = work->inspect->personal,
                            .context = context,
                            .place = place,
                            .text = plain_text(piece, work->inspect->scratch)};
        personal_scan_mail(&scan);
        personal_scan_numbers(&scan);
        personal_scan_dates(&scan);
        personal_scan_addresses(&scan);
        personal_scan_names(&scan);
        text = str_slice(text, piece.n, text.n);
    }
}
