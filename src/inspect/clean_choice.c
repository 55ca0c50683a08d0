/* What is to go: whole kinds ("XL-01"), all or the usual ones, and single findings ("XL-04:2,5-7"),
   in a file and in the files inside it. */
#include "base/check.h"
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/clean_work.h"
#include "inspect/mark.h"

size_t clean_kind_index(const struct inspect *inspect, const struct inspect_kind *kind)
{
    return (size_t)(kind - inspect->kinds);
}

/* ---- words: "XL-04", "xl-04:2", "5-7", "all" */

struct word {
    const struct inspect_kind *kind; /* NULL: "all" */
    int64_t from, to;                /* findings; 0: the whole kind */
};

static const struct inspect_kind *find_nocase(const struct inspect *inspect, struct str id)
{
    for (size_t i = 0; i < inspect->kind_count; i++)
        if (str_equal_nocase(inspect->kinds[i].id, id))
            return &inspect->kinds[i];
    return NULL;
}

static bool next_word(struct str *rest, struct str *word)
{
    size_t from = 0, to;
    while (from < rest->n && (rest->p[from] == ',' || rest->p[from] == ' '))
        from++;
    for (to = from; to < rest->n && rest->p[to] != ',' && rest->p[to] != ' ';)
        to++;
    *word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->n);
    return word->n > 0;
}

/* "2" or "5-7". */
static bool read_numbers(struct str text, struct word *out)
{
    size_t dash = str_find_char(text, '-', 0);
    struct str last = dash == SIZE_MAX ? text : str_slice(text, dash + 1, text.n);
    return str_to_int64(str_slice(text, 0, dash == SIZE_MAX ? text.n : dash), &out->from) &&
           str_to_int64(last, &out->to) && out->from > 0 && out->to >= out->from;
}

/* `before`: the kind of the word in front, which bare numbers continue. */
static bool read_word(const struct inspect *inspect, struct str text,
                      const struct inspect_kind *before, struct word *out)
{
    size_t colon = str_find_char(text, ':', 0);
    *out = (struct word){.kind = before};
    if (bytes_is_digit(text.p[0]))
        return before && read_numbers(text, out);
    if (str_equal(text, STR("all"))) {
        out->kind = NULL;
        return true;
    }
    out->kind = find_nocase(inspect, str_slice(text, 0, colon == SIZE_MAX ? text.n : colon));
    return out->kind &&
           (colon == SIZE_MAX || read_numbers(str_slice(text, colon + 1, text.n), out));
}

bool inspect_clean_kinds_are_known(const struct inspect *inspect, struct str kinds,
                                   struct str *unknown)
{
    struct word word = {0};
    while (next_word(&kinds, unknown))
        if (!read_word(inspect, *unknown, word.kind, &word))
            return false;
    *unknown = STR("");
    return true;
}

bool inspect_clean_names_findings(const struct inspect *inspect, struct str kinds)
{
    struct word word = {0};
    struct str text;
    while (next_word(&kinds, &text))
        if (read_word(inspect, text, word.kind, &word) && word.from)
            return true;
    return false;
}

void clean_choose(struct clean_shared *shared, struct str kinds)
{
    struct inspect *inspect = shared->inspect;
    struct word word = {0};
    struct str text;
    size_t room = 0;
    bool named = false;
    for (; next_word(&kinds, &text); named = true) {
        if (!read_word(inspect, text, word.kind, &word))
            continue;
        if (word.from) {
            shared->picks = work_grow(shared->arena, shared->picks, shared->pick_count, &room,
                                      sizeof *shared->picks);
            shared->picks[shared->pick_count++] =
                (struct clean_pick){word.kind, word.from, word.to};
        } else if (word.kind) {
            shared->chosen[clean_kind_index(inspect, word.kind)] = true;
        }
        for (size_t i = 0; !word.kind && i < inspect->kind_count; i++)
            shared->chosen[i] |= inspect->clean_rules[i].way != INSPECT_CLEAN_NEVER;
    }
    for (size_t i = 0; !named && i < inspect->kind_count; i++)
        shared->chosen[i] = inspect->clean_rules[i].way == INSPECT_CLEAN_USUAL;
}

/* ---- findings of the file itself */

static bool has_number(const struct inspect_report *report, const struct inspect_kind *kind,
                       int64_t number)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].kind == kind && report->findings[i].number == number)
            return true;
    return false;
}

bool *clean_pick_findings(struct clean_shared *shared, const struct inspect_report *report,
                          struct str *missing)
{
    bool *picked = ARENA_ARRAY(shared->arena, bool, report->count + 1);
    *missing = STR("");
    for (size_t p = 0; p < shared->pick_count; p++) {
        const struct clean_pick *pick = &shared->picks[p];
        for (size_t i = 0; i < report->count; i++)
            picked[i] |= report->findings[i].kind == pick->kind &&
                         report->findings[i].number >= pick->from &&
                         report->findings[i].number <= pick->to;
        if (!has_number(report, pick->kind, pick->to) && missing->n == 0)
            *missing = arena_format(shared->arena, "%" PRIstr ":%lld", STR_ARG(pick->kind->id),
                                    (long long)pick->to);
    }
    return shared->pick_count ? picked : NULL;
}

/* ---- findings of a file inside: its own inspection counts from 1 */

/* "inner.xlsx/more" within "inner.xlsx" is "more"; false when it lies elsewhere. */
static bool lies_inside(struct str place, struct str name, struct str *rest)
{
    if (!str_starts(place, name) || (place.n > name.n && place.p[name.n] != '/'))
        return false;
    *rest = place.n > name.n ? str_slice(place, name.n + 1, place.n) : STR("");
    return true;
}

static void pick_same(const struct inspect_report *report, const struct inspect_finding *wanted,
                      struct str inside, int64_t number, bool *picked)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *own = &report->findings[i];
        if (own->kind == wanted->kind && own->number == number &&
            str_equal(own->found, wanted->found) && str_equal(own->place.inside, inside))
            picked[i] = true;
    }
}

bool *clean_pick_inside(const struct clean *outer, struct str name,
                        const struct inspect_report *report)
{
    const struct inspect_report *whole = outer->report;
    struct arena *arena = outer->arena;
    int64_t *first = ARENA_ARRAY(arena, int64_t, WORK_KINDS);
    bool *picked = ARENA_ARRAY(arena, bool, report->count + 1), any = false;
    struct str rest, shown = text_head(text_one_line(name, arena), 200);
    for (size_t i = 0; outer->picked && i < whole->count; i++) {
        const struct inspect_finding *finding = &whole->findings[i];
        if (!lies_inside(finding->place.inside, shown, &rest) || finding->place.inside.n == 0)
            continue;
        int64_t *from = &first[clean_kind_index(outer->inspect, finding->kind)];
        *from = *from ? *from : finding->number;
        if (!outer->picked[i])
            continue;
        pick_same(report, finding, rest, finding->number - *from + 1, picked);
        any = true;
    }
    return any ? picked : NULL;
}

/* ---- while one file is cleaned */

static bool is_own(const struct inspect_finding *finding)
{
    return finding->place.inside.n == 0;
}

static void say_together(struct clean *clean, const struct inspect_kind *kind)
{
    clean_kind_stays(clean, kind,
                     STR("この種類はファイルごとにまとめてしか除けません。種類で選んでください"),
                     STR("this kind can only be taken out as a whole: choose the kind"));
}

/* Kinds whose findings only go together are taken when all of them were picked. */
void clean_begin_choice(struct clean *clean)
{
    const struct inspect_report *report = clean->report;
    size_t *own = ARENA_ARRAY(clean->arena, size_t, WORK_KINDS),
           *taken = ARENA_ARRAY(clean->arena, size_t, WORK_KINDS);
    for (size_t i = 0; clean->picked && i < report->count; i++) {
        size_t kind = clean_kind_index(clean->inspect, report->findings[i].kind);
        own[kind] += is_own(&report->findings[i]);
        taken[kind] += is_own(&report->findings[i]) && clean->picked[i];
    }
    for (size_t k = 0; k < clean->inspect->kind_count; k++) {
        const struct inspect_clean_rule *rule = &clean->inspect->clean_rules[k];
        bool fits = rule->each || taken[k] == own[k];
        clean->some[k] = taken[k] && fits;
        clean->all[k] = clean->shared->chosen[k] || (clean->some[k] && taken[k] == own[k]);
        if (taken[k] && !fits && !clean->shared->chosen[k])
            say_together(clean, &clean->inspect->kinds[k]);
    }
}

bool clean_wants_kind(const struct clean *clean, const struct inspect_kind *kind)
{
    size_t k = clean_kind_index(clean->inspect, kind);
    return (clean->shared->chosen[k] || clean->some[k]) &&
           clean->inspect->clean_rules[k].way != INSPECT_CLEAN_NEVER;
}

static const struct inspect_kind *kind_of(const struct clean *clean, const char *id)
{
    const struct inspect_kind *kind = inspect_kind_find(clean->inspect, str_from_c(id));
    CHECK(kind);
    return kind;
}

bool clean_wants(const struct clean *clean, const char *id)
{
    return clean_wants_kind(clean, kind_of(clean, id));
}

bool clean_wants_all(const struct clean *clean, const char *id)
{
    const struct inspect_kind *kind = kind_of(clean, id);
    return clean_wants_kind(clean, kind) && clean->all[clean_kind_index(clean->inspect, kind)];
}

bool clean_takes(const struct clean *clean, size_t finding)
{
    const struct inspect_kind *kind = clean->report->findings[finding].kind;
    return clean_wants_kind(clean, kind) &&
           (clean->all[clean_kind_index(clean->inspect, kind)] || clean->picked[finding]);
}

const struct inspect_finding *clean_next_finding(const struct clean *clean, const char *id,
                                                 size_t *next)
{
    const struct inspect_kind *kind = kind_of(clean, id);
    while (*next < clean->report->count) {
        size_t i = (*next)++;
        const struct inspect_finding *finding = &clean->report->findings[i];
        if (finding->kind == kind && is_own(finding) && clean_takes(clean, i))
            return finding;
    }
    return NULL;
}

bool clean_finds(const struct clean *clean, const char *id)
{
    size_t next = 0;
    return clean_next_finding(clean, id, &next) != NULL;
}

bool clean_takes_part(const struct clean *clean, const char *id, struct str part)
{
    size_t next = 0;
    const struct inspect_finding *finding;
    if (clean_wants_all(clean, id))
        return true;
    while ((finding = clean_next_finding(clean, id, &next)) != NULL)
        if (str_equal_nocase(finding->place.part, part))
            return true;
    return false;
}

/* By number, for the kinds of which only some findings go. */
static const uint8_t *numbers_of(struct clean *clean, size_t kind)
{
    const struct inspect_report *report = clean->report;
    int64_t most = 0;
    if (clean->numbers[kind])
        return clean->numbers[kind];
    for (size_t i = 0; i < report->count; i++)
        if (clean->picked[i] && report->findings[i].number > most)
            most = report->findings[i].number;
    uint8_t *numbers = ARENA_ARRAY(clean->arena, uint8_t, (size_t)most + 1);
    for (size_t i = 0; i < report->count; i++)
        if (clean->picked[i] && is_own(&report->findings[i]) &&
            clean_kind_index(clean->inspect, report->findings[i].kind) == kind)
            numbers[report->findings[i].number] = 1;
    clean->number_counts[kind] = most + 1;
    return clean->numbers[kind] = numbers;
}

bool clean_takes_mark(struct clean *clean, const struct mark *mark)
{
    size_t kind = clean_kind_index(clean->inspect, mark->kind);
    if (!clean_wants_kind(clean, mark->kind) || clean->all[kind])
        return clean_wants_kind(clean, mark->kind);
    const uint8_t *numbers = numbers_of(clean, kind);
    return mark->finding > 0 && mark->finding < clean->number_counts[kind] &&
           numbers[mark->finding];
}
