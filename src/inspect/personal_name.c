/* Names of persons with a sign that says so: an honorific, a label, a cell of their own. */
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/personal_parts.h"

enum { LONGEST_SURNAME = 5, KANJI = 3 /* bytes */, MOST_ITEMS = 30 };

bool personal_is_kanji(uint32_t c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == 0x3005 ||
           (c >= 0xf900 && c <= 0xfaff);
}

size_t personal_surname_at(const struct personal_tables *tables, struct str text)
{
    for (size_t characters = personal_starts(tables->surname_starts, text) ? LONGEST_SURNAME : 0;
         characters > 0; characters--) {
        struct str head = str_slice(text, 0, characters * KANJI);
        if (head.n == characters * KANJI && word_list_has(&tables->surnames, head))
            return head.n;
    }
    return 0;
}

bool personal_is_given(const struct personal_tables *tables, struct str text)
{
    return personal_starts(tables->given_starts, text) && word_list_has(&tables->givens, text);
}

size_t personal_ends_with(const struct word_list *list, struct str text)
{
    for (size_t n = text.n < 8 * KANJI ? text.n - text.n % KANJI : 8 * KANJI; n > 0; n -= KANJI)
        if (n < text.n && word_list_has(list, str_slice(text, text.n - n, text.n)))
            return n;
    return 0;
}

void personal_name_report(struct naming *naming, size_t from, size_t to, bool is_weak)
{
    for (size_t i = 0; i < naming->count; i++)
        if (from < naming->spans[i][1] && to > naming->spans[i][0])
            return;
    if (naming->count < NAMES_KEPT) {
        naming->spans[naming->count][0] = from;
        naming->spans[naming->count++][1] = to;
    }
    struct inspect_finding *finding =
        personal_report(naming->scan, "PI-01", str_slice(naming->scan->text, from, to));
    if (finding && is_weak)
        finding->severity = INSPECT_WARNING;
}

bool personal_may_be_surname(const struct personal_tables *tables, struct str text)
{
    bool is_kanji = text.n == 2 * KANJI || text.n == 3 * KANJI;
    for (size_t at = 0; is_kanji && at < text.n;)
        is_kanji = personal_is_kanji(text_next(text, &at));
    return is_kanji && !word_list_has(&tables->functions, text) &&
           !word_list_has(&tables->fillers, text) && !word_list_has(&tables->titles, text) &&
           !word_list_has(&tables->name_labels, text) &&
           !personal_ends_with(&tables->functions, text) &&
           !personal_ends_with(&tables->others, text);
}

/* Honorifics -------------------------------------------------------------------------------------
 */

/* Start of the run of kanji (with at most one blank inside) that ends at `end`. */
static size_t kanji_before(struct str text, size_t end)
{
    size_t at = end, characters = 0;
    bool blank = false;
    while (at >= KANJI && characters < 10) {
        if (text.p[at - 1] == ' ' && !blank && characters > 0) {
            blank = true;
            at--;
            continue;
        }
        size_t from = at - KANJI, next = from;
        if (!personal_is_kanji(text_next(text, &next)) || next != at)
            break;
        at = from;
        characters++;
    }
    while (at < end && text.p[at] == ' ')
        at++;
    return at;
}

/* 沈殿, 宮殿. */
static bool is_building(struct str text, size_t at)
{
    static const struct str words[] = {STR_INIT("沈"), STR_INIT("宮"), STR_INIT("神"),
                                       STR_INIT("御"), STR_INIT("拝"), STR_INIT("本")};
    if (!str_starts(str_slice(text, at, text.n), STR("殿")))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_ends(str_slice(text, 0, at), words[i]))
            return true;
    return false;
}

static bool is_word(struct str behind)
{
    static const struct str words[] = {
        STR_INIT("式"), STR_INIT("々"), STR_INIT("子"), STR_INIT("相"), STR_INIT("態"),
        STR_INIT("名"), STR_INIT("族"), STR_INIT("方"), STR_INIT("下"), STR_INIT("堂")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_starts(behind, words[i]))
            return true;
    return false;
}

/* A name that is not on the list, by the given name it ends with. */
static bool ends_like_name(const struct personal_tables *tables, struct str run)
{
    size_t given = personal_ends_with(&tables->givens, run), rest = run.n - given;
    return given >= 2 * KANJI && rest <= 4 * KANJI && str_find_char(run, ' ', 0) == SIZE_MAX;
}

/* 佐藤さくら様: where the kana of a listed given name that ends at `end` begin; `end`: there is
 * none. */
static size_t kana_before(const struct personal_tables *tables, struct str text, size_t end)
{
    for (size_t letters = 5; letters >= 2; letters--) {
        size_t from = end >= letters * KANJI ? end - letters * KANJI : end, at = from;
        uint32_t c = from < end ? text_next(text, &at) : 0;
        if (c >= 0x3041 && c <= 0x30ff && personal_is_given(tables, str_slice(text, from, end)))
            return from;
    }
    return end;
}

static void scan_honorific(struct naming *naming, struct str honorific)
{
    struct str text = naming->scan->text;
    const struct personal_tables *tables = naming->scan->tables;
    for (size_t at = 0; (at = str_find(text, honorific, at)) != SIZE_MAX; at += honorific.n) {
        if (is_word(str_slice(text, at + honorific.n, at + honorific.n + KANJI)) ||
            is_building(text, at))
            continue;
        size_t end = at > 0 && text.p[at - 1] == ' ' ? at - 1 : at, met = naming->count;
        size_t kana = kana_before(tables, text, end), first = kanji_before(text, kana);
        /* The run may begin with other words: the name is its last 2 to 7 characters. */
        for (size_t start = first; start < end; start += text.p[start] == ' ' ? 1 : KANJI) {
            struct str name = str_slice(text, start, end);
            size_t surname = personal_surname_at(tables, name);
            bool fits = kana == end || start + surname == kana;
            if (text_length(name) <= 7 && surname && fits) {
                personal_name_report(naming, start, end, false);
                break;
            }
        }
        struct str run = str_slice(text, first, end);
        if (naming->count == met && ends_like_name(tables, run))
            personal_name_report(naming, first, end, false);
        else if (naming->count == met && str_equal(honorific, STR("さん")) &&
                 !str_ends(run, STR("者")) && personal_may_be_surname(tables, run))
            personal_name_report(naming, first, end, true);
    }
}

/* Labels -----------------------------------------------------------------------------------------
 */

/* "承認:榎並 確認:白戸": a label and its colon behind the blank. */
static bool is_label_next(const struct word_list *labels, struct str text, size_t from)
{
    size_t colon = str_find_char(text, ':', from);
    return colon != SIZE_MAX && colon - from <= 8 * KANJI &&
           word_list_has(labels, str_slice(text, from, colon));
}

static size_t end_of_item(const struct word_list *labels, struct str text, size_t from)
{
    size_t end = from;
    while (end < text.n) {
        size_t next = end;
        uint32_t c = text_next(text, &next);
        bool kana = c >= 0x3041 && c <= 0x30ff && c != 0x30fb;
        bool is_apart = c == ' ' && end > from && !is_label_next(labels, text, next);
        if (!personal_is_kanji(c) && !kana && !is_apart)
            break;
        end = next;
    }
    while (end > from && text.p[end - 1] == ' ')
        end--;
    return end;
}

/* The part of [from, end) that is a name: without what follows it; 0: none. */
static size_t name_in_item(const struct personal_tables *tables, struct str item, bool *is_weak)
{
    size_t title = personal_ends_with(&tables->titles, item);
    struct str name = str_trim(str_slice(item, 0, item.n - title));
    size_t surname = personal_surname_at(tables, name);
    struct str rest = str_trim(str_slice(name, surname, name.n));
    *is_weak = false;
    if (name.n == 0 || text_length(name) > 8 || word_list_has(&tables->fillers, name))
        return 0;
    if (surname && (rest.n == 0 || personal_is_given(tables, rest)))
        return name.n;
    if (personal_ends_with(&tables->others, name))
        return 0;
    *is_weak = !ends_like_name(tables, name);
    bool may_be = (surname && rest.n <= 3 * KANJI) || personal_may_be_surname(tables, name);
    return !*is_weak || may_be ? name.n : 0;
}

static size_t skip_between(struct str text, size_t at)
{
    static const struct str marks[] = {STR_INIT("、"), STR_INIT("，"), STR_INIT("・"),
                                       STR_INIT(","),  STR_INIT("/"),  STR_INIT("と"),
                                       STR_INIT(" ")};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_starts(str_slice(text, at, text.n), marks[i]))
            return skip_between(text, at + marks[i].n);
    return at;
}

/* Names one after the other behind a colon: 委員：佐藤、鈴木一郎（甲社）. */
static void scan_items(struct naming *naming, size_t from)
{
    struct str text = naming->scan->text;
    for (int i = 0; i < MOST_ITEMS && from < text.n; i++) {
        bool is_weak;
        size_t end = end_of_item(&naming->scan->tables->name_labels, text, from);
        size_t name = name_in_item(naming->scan->tables, str_slice(text, from, end), &is_weak);
        if (name == 0)
            return;
        personal_name_report(naming, from, from + name, is_weak);
        size_t close = str_starts(str_slice(text, end, text.n), STR("("))
                           ? str_find_char(text, ')', end)
                           : SIZE_MAX;
        size_t behind = close != SIZE_MAX && close - end < 60 ? close + 1 : end;
        from = skip_between(text, behind);
        if (from == behind)
            return;
    }
}

/* Behind each colon: is the word before it a label of names? Behind a blank: one name. */
static void scan_labelled(struct naming *naming)
{
    struct str text = naming->scan->text;
    const struct word_list *labels = &naming->scan->tables->name_labels;
    for (size_t at = 0; (at = str_find_char(text, ':', at)) != SIZE_MAX; at++) {
        size_t start = at > 8 * KANJI ? at - 8 * KANJI : 0;
        while (start < at && ((unsigned char)text.p[start] & 0xc0) == 0x80)
            start++;
        struct str before = str_trim(str_slice(text, start, at));
        if (!word_list_has(labels, before) && !personal_ends_with(labels, before))
            continue;
        size_t from = at + 1;
        while (from < text.n && text.p[from] == ' ')
            from++;
        scan_items(naming, from);
    }
}

/* "採水者 小山内": a label, a blank and a name that is sure. */
static void scan_beside_label(struct naming *naming)
{
    struct str text = naming->scan->text;
    const struct word_list *labels = &naming->scan->tables->name_labels;
    for (size_t at = 0; (at = str_find_char(text, ' ', at)) != SIZE_MAX; at++) {
        size_t first = kanji_before(text, at);
        struct str label = str_slice(text, first, at);
        if (!word_list_has(labels, label) && !personal_ends_with(labels, label))
            continue;
        bool is_weak;
        size_t end = end_of_item(labels, text, at + 1);
        size_t name = name_in_item(naming->scan->tables, str_slice(text, at + 1, end), &is_weak);
        bool is_known =
            personal_surname_at(naming->scan->tables, str_slice(text, at + 1, end)) >= 2 * KANJI;
        if (name && (!is_weak || is_known))
            personal_name_report(naming, at + 1, at + 1 + name, is_weak);
    }
}

/* Whole cells ------------------------------------------------------------------------------------
 */

/* A cell that is nothing but a name: below or beside a label, or surname, blank, given name. */
static void scan_whole(struct naming *naming)
{
    const struct scan *scan = naming->scan;
    const struct personal_tables *tables = scan->tables;
    struct str text = str_trim(scan->text);
    size_t length = text.n <= 36 ? text_length(text) : 99;
    if (length < 2 || length > 8)
        return;
    size_t blanks = 0;
    bool has_kana = false;
    for (size_t at = 0; at < text.n;) {
        uint32_t c = text_next(text, &at);
        bool kana = c >= 0x3041 && c <= 0x30ff;
        has_kana |= kana;
        blanks += c == ' ';
        if (!personal_is_kanji(c) && c != ' ' && !(kana && (scan->context & CONTEXT_NAME)))
            return;
    }
    size_t surname = personal_surname_at(tables, text);
    bool is_filler = word_list_has(&tables->fillers, text);
    bool is_apart = blanks == 1 && surname && surname < text.n && text.p[surname] == ' ';
    bool is_alone = (scan->context & CONTEXT_PERSON) && !has_kana && !is_filler;
    size_t from = str_find(scan->text, text, 0);
    if (is_apart || is_alone || ((scan->context & CONTEXT_NAME) && (surname || blanks == 1)))
        personal_name_report(naming, from, from + text.n, false);
}

void personal_scan_names(const struct scan *scan)
{
    struct naming naming = {.scan = scan};
    scan_whole(&naming);
    scan_honorific(&naming, STR("様"));
    scan_honorific(&naming, STR("氏"));
    scan_honorific(&naming, STR("殿"));
    scan_honorific(&naming, STR("さん"));
    scan_honorific(&naming, STR("先生"));
    scan_labelled(&naming);
    scan_beside_label(&naming);
    personal_scan_running_names(&naming);
}
