/* Names in running text without honorific or label: a surname with a given name behind it, a
   surname with a title, with a blank between, in kana or Latin letters. What proves less is a
   warning only. */
#include "base/text.h"
#include "inspect/personal_parts.h"

enum { KANJI = 3 /* bytes */, LONGEST_RUN = 14 * KANJI, LONGEST_KANA = 5 };

/* [from, to): nothing but kanji. */
struct run {
    size_t from, to;
};

static bool next_run(struct str text, size_t *at, struct run *run)
{
    while (*at < text.n) {
        size_t from = *at;
        if (!personal_is_kanji(text_next(text, at)))
            continue;
        size_t end = *at, next = end;
        while (end < text.n && personal_is_kanji(text_next(text, &next)))
            end = next;
        *at = end;
        *run = (struct run){from, end};
        return true;
    }
    return false;
}

static bool may_end(const struct personal_tables *tables, struct str text, size_t end)
{
    size_t at = end - KANJI;
    uint32_t last = text_next(text, &at);
    return last < 0x10000 && (tables->name_ends[last / 8] >> last % 8 & 1);
}

/* What stands before the name in its run is nothing, or a title or a section. */
static bool is_fitting_before(const struct personal_tables *tables, struct str before)
{
    return before.n == 0 || word_list_has(&tables->befores, before) ||
           personal_ends_with(&tables->befores, before);
}

/* A particle or the end of a phrase: what follows a name, not the rest of another word. */
static bool is_phrase_end(struct str behind)
{
    static const struct str ends[] = {
        STR_INIT("が"), STR_INIT("も"), STR_INIT("。"), STR_INIT("、"),  STR_INIT(")"),
        STR_INIT("("),  STR_INIT("」"), STR_INIT(","),  STR_INIT("["),   STR_INIT("・"),
        STR_INIT("は"), STR_INIT("を"), STR_INIT("と"), STR_INIT("の"),  STR_INIT("に"),
        STR_INIT("へ"), STR_INIT("や"), STR_INIT("で"), STR_INIT("さん")};
    if (behind.n == 0 || behind.p[0] == ' ' || behind.p[0] == '\n')
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_starts(behind, ends[i]))
            return true;
    return false;
}

/* Surname and listed given name to the end of the run. */
static bool find_full_name(struct naming *naming, const struct run *run)
{
    const struct personal_tables *tables = naming->scan->tables;
    struct str text = naming->scan->text;
    for (size_t start = run->from; start + 2 * KANJI <= run->to; start += KANJI) {
        struct str name = str_slice(text, start, run->to);
        size_t surname = personal_surname_at(tables, name);
        for (; surname >= KANJI; surname -= KANJI) {
            struct str given = str_slice(name, surname, name.n);
            if (!word_list_has(&tables->surnames, str_slice(name, 0, surname)) ||
                !personal_is_given(tables, given))
                continue;
            bool fits = is_fitting_before(tables, str_slice(text, run->from, start));
            bool is_long = surname >= 2 * KANJI && given.n >= 2 * KANJI;
            bool is_short = surname == KANJI && given.n == KANJI;
            if (is_short || (!fits && !is_long) ||
                (given.n == KANJI && !is_phrase_end(str_slice(text, run->to, text.n))))
                continue;
            personal_name_report(naming, start, run->to, !fits || given.n == KANJI);
            return true;
        }
    }
    return false;
}

/* A surname that is on no list, but a given name that is: 四月朔日花子. */
static void find_rare_name(struct naming *naming, const struct run *run)
{
    const struct personal_tables *tables = naming->scan->tables;
    struct str text = naming->scan->text, name = str_slice(text, run->from, run->to);
    static const struct str sure[] = {STR_INIT("郎"), STR_INIT("子"), STR_INIT("美"),
                                      STR_INIT("男"), STR_INIT("夫"), STR_INIT("雄"),
                                      STR_INIT("彦"), STR_INIT("介"), STR_INIT("香"),
                                      STR_INIT("恵"), STR_INIT("奈"), STR_INIT("咲")};
    size_t given = personal_ends_with(&tables->givens, name);
    if (given < 2 * KANJI || name.n - given < 2 * KANJI || name.n - given > 4 * KANJI ||
        !is_phrase_end(str_slice(text, run->to, text.n)))
        return;
    for (size_t i = 0; i < sizeof sure / sizeof sure[0]; i++)
        if (str_ends(name, sure[i]))
            personal_name_report(naming, run->from, run->to, true);
}

/* 佐藤課長, 環境部鈴木主任研究員: at most two titles at the end of the run. */
static void find_titled(struct naming *naming, const struct run *run)
{
    const struct personal_tables *tables = naming->scan->tables;
    struct str text = naming->scan->text;
    size_t end = run->to;
    for (int i = 0; i < 2; i++)
        end -= personal_ends_with(&tables->titles, str_slice(text, run->from, end));
    for (size_t start = run->from; end < run->to && start < end; start += KANJI) {
        struct str name = str_slice(text, start, end);
        size_t surname = personal_surname_at(tables, name);
        struct str given = str_slice(name, surname, name.n);
        bool fits = is_fitting_before(tables, str_slice(text, run->from, start));
        if (!surname || !fits || !(given.n == 0 || personal_is_given(tables, given)))
            continue;
        personal_name_report(naming, start, end, given.n == 0 && surname == KANJI);
        return;
    }
    struct str title = str_slice(text, end, run->to);
    bool is_word = str_starts(title, STR("様")) || str_starts(title, STR("殿")); /* 模様, 沈殿 */
    if (end < run->to && !is_word &&
        personal_may_be_surname(tables, str_slice(text, run->from, end)))
        personal_name_report(naming, run->from, end, true);
}

static size_t kana_given_at(const struct personal_tables *tables, struct str text, size_t at)
{
    for (size_t letters = LONGEST_KANA; letters >= 3; letters--) {
        struct str kana = str_slice(text, at, at + letters * KANJI);
        if (kana.n == letters * KANJI && personal_is_given(tables, kana) &&
            is_phrase_end(str_slice(text, at + kana.n, text.n)))
            return kana.n;
    }
    return 0;
}

/* 佐藤さくら, 佐藤 太郎, 佐藤 さくら. */
static void find_behind(struct naming *naming, const struct run *run)
{
    const struct personal_tables *tables = naming->scan->tables;
    struct str text = naming->scan->text;
    bool apart = run->to < text.n && text.p[run->to] == ' ';
    size_t at = run->to + apart;
    if (!personal_starts(tables->given_starts, str_slice(text, at, text.n)))
        return;
    size_t end = at + kana_given_at(tables, text, at);
    if (apart && end == at) {
        size_t next = at;
        while (end < text.n && end - at < 4 * KANJI && personal_is_kanji(text_next(text, &next)))
            end = next;
        struct str given = str_slice(text, at, end);
        if (!personal_is_given(tables, given) || !is_phrase_end(str_slice(text, end, text.n)))
            end = at;
    }
    for (size_t start = run->from; end > at && start < run->to; start += KANJI) {
        struct str name = str_slice(text, start, run->to);
        if (personal_surname_at(tables, name) != name.n ||
            !is_fitting_before(tables, str_slice(text, run->from, start)))
            continue;
        personal_name_report(naming, start, end, false);
        return;
    }
}

/* Katakana and Latin letters ---------------------------------------------------------------------
 */

static bool is_katakana(uint32_t c)
{
    return (c >= 0x30a1 && c <= 0x30fa) || c == 0x30fc;
}

static bool is_latin(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static size_t end_of_letters(struct str text, size_t from, bool (*is_letter)(uint32_t c))
{
    size_t end = from, next = from;
    while (end < text.n && is_letter(text_next(text, &next)))
        end = next;
    return end;
}

static struct str lower(struct str word, struct arena *arena)
{
    char *out = ARENA_ARRAY(arena, char, word.n + 1);
    for (size_t i = 0; i < word.n; i++)
        out[i] = word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] + 32) : word.p[i];
    return (struct str){out, word.n};
}

/* Two words with a blank (or a comma and a blank) between them, a surname and a given name. */
static void find_two(struct naming *naming, size_t from, size_t end, bool (*is_letter)(uint32_t c),
                     const struct word_list *surnames, const struct word_list *givens)
{
    struct str text = naming->scan->text;
    struct arena *scratch = naming->scan->work->inspect->scratch;
    size_t at = end + (end < text.n && text.p[end] == ',');
    if (at >= text.n || text.p[at] != ' ')
        return;
    size_t second_end = end_of_letters(text, ++at, is_letter);
    struct str first = str_slice(text, from, end), second = str_slice(text, at, second_end);
    bool capital = first.n > 1 && second.n > 1 && !(first.p[0] >= 'a' && first.p[0] <= 'z') &&
                   !(second.p[0] >= 'a' && second.p[0] <= 'z');
    if (!capital)
        return;
    first = lower(first, scratch);
    second = lower(second, scratch);
    if ((word_list_has(surnames, first) && word_list_has(givens, second)) ||
        (word_list_has(givens, first) && word_list_has(surnames, second)))
        personal_name_report(naming, from, second_end, is_letter == is_latin);
}

static void scan_other_letters(struct naming *naming)
{
    struct str text = naming->scan->text;
    const struct personal_tables *t = naming->scan->tables;
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t c = text_next(text, &at);
        if (is_latin(c)) {
            at = end_of_letters(text, from, is_latin);
            find_two(naming, from, at, is_latin, &t->roman_surnames, &t->roman_givens);
        } else if (is_katakana(c)) {
            at = end_of_letters(text, from, is_katakana);
            find_two(naming, from, at, is_katakana, &t->kana_surnames, &t->kana_givens);
        }
    }
}

void personal_scan_running_names(struct naming *naming)
{
    struct str text = naming->scan->text;
    const struct personal_tables *tables = naming->scan->tables;
    struct run run;
    for (size_t at = 0; next_run(text, &at, &run);) {
        if (run.to - run.from > LONGEST_RUN)
            run.from = run.to - LONGEST_RUN;
        if (may_end(tables, text, run.to) && !find_full_name(naming, &run)) {
            find_titled(naming, &run);
            find_rare_name(naming, &run);
        }
        find_behind(naming, &run);
    }
    scan_other_letters(naming);
}
