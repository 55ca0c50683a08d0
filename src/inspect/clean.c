/* Cleaning a file: inspect, take out, inspect again, and compare the two reports. */
#include "inspect/clean.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "inspect/clean_work.h"
#include "inspect/mark.h"

enum { COLUMNS = 6, MOST_ROUNDS = 4, MOST_DEPTH = 6, MOST_OF_KIND = 20000 };

static enum inspect_clean_way way_of(struct str word)
{
    if (str_equal(word, STR("usual")))
        return INSPECT_CLEAN_USUAL;
    CHECK(str_equal(word, STR("asked")) || str_equal(word, STR("never")));
    return str_equal(word, STR("asked")) ? INSPECT_CLEAN_ASKED : INSPECT_CLEAN_NEVER;
}

const struct inspect_clean_rule *clean_read_rules(struct inspect *inspect)
{
    struct str rest = embedded_find(&inspect_data, STR("cleaning.tsv")), line, cells[COLUMNS];
    struct inspect_clean_rule *rules =
        ARENA_ARRAY(inspect->arena, struct inspect_clean_rule, WORK_KINDS);
    size_t count = 0;
    str_cut(&rest, '\n', &line); /* titles of the columns */
    while (str_cut(&rest, '\n', &line) && line.n) {
        for (size_t i = 0; i < COLUMNS; i++)
            CHECK(str_cut(&line, '\t', &cells[i]));
        const struct inspect_kind *kind = inspect_kind_find(inspect, cells[0]);
        CHECK(kind);
        rules[clean_kind_index(inspect, kind)] =
            (struct inspect_clean_rule){.id = cells[0],
                                        .way = way_of(cells[1]),
                                        .shows = str_equal(cells[2], STR("shows")),
                                        .each = str_equal(cells[3], STR("each")),
                                        .ja = cells[4],
                                        .en = cells[5]};
        count++;
    }
    CHECK(count == inspect->kind_count);
    return rules;
}

const struct inspect_clean_rule *inspect_clean_rule(const struct inspect *inspect,
                                                    const struct inspect_kind *kind)
{
    return &inspect->clean_rules[clean_kind_index(inspect, kind)];
}

static bool is_chosen(const struct clean_shared *shared, const struct inspect_kind *kind)
{
    return shared->chosen[clean_kind_index(shared->inspect, kind)];
}

void clean_stays(struct clean *clean, const char *id, struct str ja, struct str en)
{
    clean_kind_stays(clean, inspect_kind_find(clean->inspect, str_from_c(id)), ja, en);
}

void clean_kind_stays(struct clean *clean, const struct inspect_kind *kind, struct str ja,
                      struct str en)
{
    struct clean_shared *shared = clean->shared;
    for (size_t i = 0; i < shared->note_count; i++)
        if (shared->notes[i].kind == kind)
            return;
    shared->notes[shared->note_count++] = (struct clean_note){kind, ja, en};
}

void clean_refuse(struct clean *clean, struct str ja, struct str en)
{
    if (clean->depth > 0 || clean->shared->refusal_ja.n)
        return; /* an inner file then stays as it is, and its findings are still there */
    clean->shared->refusal_ja = ja;
    clean->shared->refusal_en = en;
}

/* ---- one pass over one file */

struct inspected {
    struct inspect_report report;
    struct marks marks;
    const bool *picked; /* by finding: chosen by itself; NULL: none is */
};

static void inspect_again(struct clean_shared *shared, struct str name, struct str bytes,
                          struct inspected *out)
{
    struct inspect_options options = shared->options->inspect;
    options.unsettled = true;
    options.most_of_kind = MOST_OF_KIND;
    *out = (struct inspected){0};
    inspect_with_marks(shared->inspect, name, bytes, &options, shared->arena, &out->report,
                       &out->marks);
}

static bool is_wanted(const struct clean_shared *shared, const struct inspected *inspected,
                      size_t finding)
{
    return is_chosen(shared, inspected->report.findings[finding].kind) ||
           (inspected->picked && inspected->picked[finding]);
}

static bool has_wanted(const struct clean_shared *shared, const struct inspected *inspected)
{
    const struct inspect_report *report = &inspected->report;
    for (size_t i = 0; i < report->count; i++)
        if (is_wanted(shared, inspected, i) &&
            inspect_clean_rule(shared->inspect, report->findings[i].kind)->way !=
                INSPECT_CLEAN_NEVER)
            return true;
    return false;
}

static bool clean_by_form(struct clean *clean, struct str *out)
{
    static const struct {
        struct str form;
        bool (*clean)(struct clean *clean, struct str *out);
    } forms[] = {
        {STR_INIT("jpeg"), clean_picture}, {STR_INIT("png"), clean_picture},
        {STR_INIT("tiff"), clean_picture}, {STR_INIT("heic"), clean_picture},
        {STR_INIT("webp"), clean_picture}, {STR_INIT("gif"), clean_picture},
        {STR_INIT("text"), clean_text},    {STR_INIT("zip"), clean_zip},
        {STR_INIT("xlsx"), clean_zip},     {STR_INIT("docx"), clean_zip},
        {STR_INIT("pptx"), clean_zip},     {STR_INIT("odf"), clean_zip},
        {STR_INIT("pdf"), clean_pdf},      {STR_INIT("markup"), clean_markup},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (str_equal(forms[i].form, clean->report->form))
            return forms[i].clean(clean, out);
    return false;
}

static bool clean_once(struct clean_shared *shared, struct str name, struct str bytes,
                       const struct inspected *inspected, int depth, struct str *out)
{
    struct clean *clean = ARENA_NEW(shared->arena, struct clean);
    *clean = (struct clean){.shared = shared,
                            .inspect = shared->inspect,
                            .arena = shared->arena,
                            .name = name,
                            .bytes = bytes,
                            .report = &inspected->report,
                            .marks = &inspected->marks,
                            .picked = inspected->picked,
                            .depth = depth,
                            .budget = {.expanded = shared->options->inspect.most_expanded
                                                       ? shared->options->inspect.most_expanded
                                                       : (int64_t)2 << 30,
                                       .elements = 200000000},
                            .nowhere = {.inspected = true}};
    clean->work = (struct work){.inspect = shared->inspect,
                                .arena = shared->arena,
                                .options = &shared->options->inspect,
                                .report = &clean->nowhere,
                                .budget = &clean->budget,
                                .name = name,
                                .bytes = bytes};
    clean_begin_choice(clean);
    return clean_by_form(clean, out) && !str_equal(*out, bytes);
}

/* Rounds, because one thing can lie behind another and a report has a limit. Numbers of findings
   are those of the first round. */
static bool clean_rounds(struct clean_shared *shared, struct str name, struct str bytes,
                         const struct inspected *before, int depth, struct str *out)
{
    struct inspected *inspected = ARENA_NEW(shared->arena, struct inspected);
    *inspected = *before;
    bool changed = false;
    *out = bytes;
    for (int round = 0; round < MOST_ROUNDS && has_wanted(shared, inspected); round++) {
        struct str next;
        if (!clean_once(shared, name, *out, inspected, depth, &next) || shared->refusal_ja.n)
            break;
        *out = next;
        changed = true;
        inspect_again(shared, name, next, inspected);
        if (!inspected->report.inspected)
            break;
    }
    return changed;
}

bool clean_inside(struct clean *outer, struct str name, struct str bytes, struct str *out)
{
    struct inspected inspected;
    if (outer->depth + 1 > MOST_DEPTH)
        return false;
    inspect_again(outer->shared, name, bytes, &inspected);
    inspected.picked = clean_pick_inside(outer, name, &inspected.report);
    return inspected.report.inspected &&
           clean_rounds(outer->shared, name, bytes, &inspected, outer->depth + 1, out);
}

/* ---- what the second inspection says */

static bool is_same_place(const struct inspect_finding *a, const struct inspect_finding *b)
{
    /* Cells, objects and offsets move when something in front of them goes. */
    return a->kind == b->kind && str_equal(a->place.inside, b->place.inside) &&
           str_equal(a->place.sheet, b->place.sheet) && str_equal(a->found, b->found);
}

static void add_finding(struct arena *arena, struct inspect_report *report, size_t *room,
                        const struct inspect_finding *finding)
{
    report->findings =
        work_grow(arena, report->findings, report->count, room, sizeof *report->findings);
    report->findings[report->count++] = *finding;
}

/* Notes which findings are still there; `wanted`: looks at those that were to go, or at the others.
   The others are matched first: alike ones that were not chosen are those that stay. */
static void match_findings(const struct clean_shared *shared, const struct inspected *before,
                           const struct inspect_report *after, bool wanted, bool *met, bool *stays)
{
    for (size_t i = 0; i < before->report.count; i++) {
        size_t k = 0;
        if (is_wanted(shared, before, i) != wanted)
            continue;
        while (k < after->count &&
               (met[k] || !is_same_place(&after->findings[k], &before->report.findings[i])))
            k++;
        if (k < after->count)
            met[k] = stays[i] = true;
    }
}

/* Splits what was there before by what is still there. */
static void compare_reports(struct clean_shared *shared, const struct inspected *before,
                            struct inspect_cleaning *out)
{
    struct arena *arena = shared->arena;
    const struct inspect_report *after = &out->after, *report = &before->report;
    bool *met = ARENA_ARRAY(arena, bool, after->count + 1);
    bool *stays = ARENA_ARRAY(arena, bool, report->count + 1);
    size_t removed = 0, along = 0, kept = 0;
    match_findings(shared, before, after, false, met, stays);
    match_findings(shared, before, after, true, met, stays);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        bool is_whole = is_chosen(shared, finding->kind);
        if (!stays[i] && is_wanted(shared, before, i))
            add_finding(arena, &out->removed, &removed, finding);
        else if (!stays[i])
            add_finding(arena, &out->along, &along, finding);
        else if (is_wanted(shared, before, i) && !is_whole)
            add_finding(arena, &out->kept, &kept, finding);
    }
    for (size_t i = 0; i < after->count; i++)
        if (is_chosen(shared, after->findings[i].kind))
            add_finding(arena, &out->kept, &kept, &after->findings[i]);
}

/* A kind of which there is more than before, or NULL. What is only worth knowing does not count: a
   font of which fewer letters are used is no harm; nor do names and numbers that could be seen
   before and are read only now, as those of fields that became part of their page. */
static const struct inspect_kind *new_kind(const struct clean_shared *shared,
                                           const struct inspect_report *before,
                                           const struct inspect_report *after)
{
    const struct inspect *inspect = shared->inspect;
    int64_t *counts = ARENA_ARRAY(shared->arena, int64_t, inspect->kind_count + 1);
    for (size_t i = 0; i < before->count; i++)
        counts[clean_kind_index(inspect, before->findings[i].kind)]++;
    for (size_t i = 0; i < after->count; i++)
        counts[clean_kind_index(inspect, after->findings[i].kind)]--;
    for (size_t i = 0; i < inspect->kind_count; i++)
        if (counts[i] < 0 && inspect->kinds[i].severity > INSPECT_INFORMATION &&
            !str_equal(inspect->kinds[i].form, STR("personal")))
            return &inspect->kinds[i];
    return NULL;
}

static void explain_kept(struct clean_shared *shared, struct inspect_cleaning *out)
{
    out->stays = ARENA_ARRAY(shared->arena, struct inspect_stay, WORK_KINDS);
    for (size_t i = 0; i < out->kept.count; i++) {
        const struct inspect_kind *kind = out->kept.findings[i].kind;
        bool told = false;
        for (size_t k = 0; k < out->stay_count; k++)
            told |= out->stays[k].kind == kind;
        if (told)
            continue;
        const struct inspect_clean_rule *rule = inspect_clean_rule(shared->inspect, kind);
        struct inspect_stay *stay = &out->stays[out->stay_count++];
        bool never = rule->way == INSPECT_CLEAN_NEVER;
        *stay = (struct inspect_stay){kind, never ? rule->ja : kind->mend_ja,
                                      never ? rule->en : kind->mend_en};
        for (size_t k = 0; k < shared->note_count; k++)
            if (shared->notes[k].kind == kind) {
                stay->ja = shared->notes[k].ja;
                stay->en = shared->notes[k].en;
            }
    }
}

static void refuse(struct inspect_cleaning *out, struct str ja, struct str en)
{
    out->state = INSPECT_REFUSED;
    out->reason_ja = ja;
    out->reason_en = en;
    out->bytes = out->baseline = STR("");
}

/* Of the findings that were picked, those that can be seen. */
static const bool *picked_that_show(const struct clean_shared *shared,
                                    const struct inspected *before)
{
    bool *shown = ARENA_ARRAY(shared->arena, bool, before->report.count + 1);
    for (size_t i = 0; before->picked && i < before->report.count; i++)
        shown[i] = before->picked[i] &&
                   inspect_clean_rule(shared->inspect, before->report.findings[i].kind)->shows;
    return before->picked ? shown : NULL;
}

/* The chosen things that can be seen, taken out alone: what the pages are compared with. */
static struct str baseline_of(const struct clean_shared *shared, struct str name, struct str bytes,
                              const struct inspected *before)
{
    struct clean_shared *seen = ARENA_NEW(shared->arena, struct clean_shared);
    struct str out;
    *seen = (struct clean_shared){.inspect = shared->inspect,
                                  .arena = shared->arena,
                                  .options = shared->options,
                                  .only_what_shows = true};
    for (size_t i = 0; i < shared->inspect->kind_count; i++)
        seen->chosen[i] = shared->chosen[i] && shared->inspect->clean_rules[i].shows;
    struct inspected shown = *before;
    shown.picked = picked_that_show(shared, before);
    if (!clean_rounds(seen, name, bytes, &shown, 0, &out))
        return STR("");
    struct inspected after;
    inspect_again(seen, name, out, &after);
    return after.report.count < before->report.count ? out : STR(""); /* nothing of it was seen */
}

/* Nothing that was chosen went: a copy that is only packed anew is of no use to anybody. */
static void leave_alone(struct clean_shared *shared, const struct inspected *before,
                        struct inspect_cleaning *out)
{
    const struct inspect_report *report = &before->report;
    out->state = INSPECT_NOTHING;
    out->bytes = out->baseline = STR("");
    out->after = *report;
    out->stay_count = 0;
    out->removed = out->along = out->kept =
        (struct inspect_report){.name = report->name, .form = report->form, .inspected = true};
    compare_reports(shared, before, out);
    explain_kept(shared, out);
}

static void finish_cleaning(struct clean_shared *shared, struct str name, struct str bytes,
                            const struct inspected *before, struct inspect_cleaning *out)
{
    struct arena *arena = shared->arena;
    struct inspected after;
    inspect_again(shared, name, out->bytes, &after);
    out->after = after.report;
    const struct inspect_kind *more = new_kind(shared, &before->report, &out->after);
    compare_reports(shared, before, out);
    explain_kept(shared, out);
    if (out->bytes.n && out->removed.count == 0) {
        leave_alone(shared, before, out);
        return;
    }
    if (out->bytes.n == 0)
        refuse(out, STR("取り除くと何も残らないため、書き出しません"),
               STR("not written: nothing would be left of the file"));
    else if (!out->after.inspected)
        refuse(out, STR("取り除いた後のファイルを検査できないため、書き出しません"),
               STR("not written: the cleaned file could not be inspected"));
    else if (more)
        refuse(out,
               ARENA_JOIN(arena, STR("取り除くと新しい指摘（"), more->title_ja,
                          STR("）が出るため、書き出しません")),
               ARENA_JOIN(arena, STR("not written: the cleaned file has a new finding ("),
                          more->title_en, STR(")")));
    else
        out->baseline = baseline_of(shared, name, bytes, before);
}

/* Macros would be handed on by whoever gets the copy. */
static bool has_macros(const struct inspect_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (str_equal(report->findings[i].kind->id, STR("OPC-13")) &&
            report->findings[i].place.inside.n == 0)
            return true;
    return false;
}

void inspect_clean(struct inspect *inspect, struct str name, struct str bytes,
                   const struct inspect_clean_options *options, struct arena *arena,
                   struct inspect_cleaning *out)
{
    static const struct inspect_clean_options usual = {0};
    options = options ? options : &usual;
    struct clean_shared *shared = ARENA_NEW(arena, struct clean_shared);
    struct inspected *before = ARENA_NEW(arena, struct inspected);
    *shared = (struct clean_shared){.inspect = inspect, .arena = arena, .options = options};
    struct str missing;
    clean_choose(shared, options->kinds);
    inspect_again(shared, name, bytes, before);
    before->picked = clean_pick_findings(shared, &before->report, &missing);
    const struct inspect_report *report = &before->report;
    *out = (struct inspect_cleaning){.state = INSPECT_NOTHING, .after = *report};
    out->removed = out->along = out->kept =
        (struct inspect_report){.name = report->name, .form = report->form, .inspected = true};
    if (!report->inspected) {
        refuse(out, STR("検査できないファイルは、取り除いた結果も確かめられません"),
               STR("a file that cannot be inspected cannot be cleaned"));
        return;
    }
    if (missing.n) {
        refuse(out,
               ARENA_JOIN(arena, STR("指摘 "), missing,
                          STR(" はこのファイルにありません。点検し直して番号を確かめてください")),
               ARENA_JOIN(arena, STR("this file has no finding "), missing,
                          STR(": inspect it again and look up the number")));
        return;
    }
    if (has_macros(report)) {
        refuse(out,
               STR("マクロを含むファイルは整理しません。Office "
                   "でマクロのない形式に保存し直してください"),
               STR("a file with macros is not cleaned: save it in a form without macros"));
        return;
    }
    if (clean_rounds(shared, name, bytes, before, 0, &out->bytes) && !shared->refusal_ja.n) {
        out->state = INSPECT_CLEANED;
        finish_cleaning(shared, name, bytes, before, out);
        return;
    }
    out->bytes = STR("");
    compare_reports(shared, before, out);
    explain_kept(shared, out);
    if (shared->refusal_ja.n)
        refuse(out, shared->refusal_ja, shared->refusal_en);
}
