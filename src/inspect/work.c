/* Findings, the budget against bombs, and files inside files. */
#include "inspect/work.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "inspect/form.h"
#include "inspect/mark.h"
#include "inspect/mask.h"

enum { MOST_OF_KIND = 100, MOST_FINDINGS = 20000, MOST_CAPTIONS = 5000, MOST_DEPTH = 6 };

struct work *work_top(struct work *work)
{
    while (work->outer)
        work = work->outer;
    return work;
}

struct inspect_place place_part(struct str part, struct str element)
{
    return (struct inspect_place){.part = part, .element = element, .offset = -1};
}

void *work_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 16;
    void *more = arena_alloc(arena, *room, size, alignof(max_align_t));
    if (count)
        memcpy(more, items, count * size);
    return more;
}

void work_keep_place(struct arena *arena, struct inspect_place *place)
{
    struct str *texts[] = {&place->part, &place->sheet, &place->cell, &place->element};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = texts[i]->n ? text_head(text_one_line(*texts[i], arena), 200) : STR("");
    place->beside = place->beside.n ? mask_keep(place->beside, arena) : STR("");
}

/* Room for one more finding of this kind, or NULL. */
static struct inspect_finding *new_finding(struct work *work, const struct inspect_kind *kind)
{
    struct work *top = work_top(work);
    struct inspect_report *report = top->report;
    int64_t most = work->options->most_of_kind ? work->options->most_of_kind : MOST_OF_KIND;
    uint32_t *met = &work->met[kind - work->inspect->kinds];
    top->numbers[kind - work->inspect->kinds]++;
    if (*met >= most || report->count >= MOST_FINDINGS) {
        report->left_out++;
        return NULL;
    }
    ++*met;
    report->findings = work_grow(work->arena, report->findings, report->count, &top->finding_room,
                                 sizeof *report->findings);
    return &report->findings[report->count++];
}

struct inspect_finding *work_found_plain(struct work *work, const char *id,
                                         const struct inspect_place *place, struct str found)
{
    const struct inspect_kind *kind = inspect_kind_find(work->inspect, str_from_c(id));
    CHECK(kind);
    struct inspect_finding *finding = new_finding(work, kind);
    if (!finding)
        return NULL;
    *finding =
        (struct inspect_finding){.kind = kind,
                                 .severity = kind->severity,
                                 .place = *place,
                                 .found = text_one_line(found, work->arena),
                                 .count = 1,
                                 .number = work_top(work)->numbers[kind - work->inspect->kinds]};
    work_keep_place(work->arena, &finding->place);
    finding->place.inside = work->inside;
    return finding;
}

struct inspect_finding *work_found(struct work *work, const char *id,
                                   const struct inspect_place *place, struct str found)
{
    struct inspect_finding *finding =
        work_found_plain(work, id, place, mask_keep(found, work->arena));
    if (finding)
        finding->is_secret = finding->found.n > 0;
    return finding;
}

static void set_reason(struct work *work, struct str ja, struct str en)
{
    struct inspect_report *report = work_top(work)->report;
    if (report->inspected) {
        report->inspected = false;
        report->reason_ja = ja;
        report->reason_en = en;
    }
}

void work_not_inspected(struct work *work, struct str part, struct str ja, struct str en)
{
    struct inspect_place place = place_part(part, STR(""));
    struct arena *arena = work->arena;
    work_found_plain(work, "NI-01", &place, ARENA_JOIN(arena, ja, STR(" / "), en));
    set_reason(work, ja, en);
}

void work_over_limit(struct work *work, struct str part, struct str ja, struct str en)
{
    struct inspect_place place = place_part(part, STR(""));
    struct arena *arena = work->arena;
    work_found_plain(work, "NI-02", &place, ARENA_JOIN(arena, ja, STR(" / "), en));
    set_reason(work, ja, en);
}

bool work_spend(struct work *work, int64_t bytes)
{
    struct budget *budget = work->budget;
    if (budget->expanded < 0)
        return false;
    budget->expanded -= bytes;
    if (budget->expanded < 0)
        work_over_limit(work, STR(""),
                        STR("展開すると大きすぎるため、途中までしか検査していません"),
                        STR("inspected in part only: it expands beyond the limit"));
    return budget->expanded >= 0;
}

void work_inside(struct work *work, struct str name, struct str bytes)
{
    int64_t most = work->options->most_depth ? work->options->most_depth : MOST_DEPTH;
    if (work->depth + 1 > most) {
        work_over_limit(work, name, STR("入れ子が深すぎるため、中を検査していません"),
                        STR("not looked into: nested too deeply"));
        return;
    }
    struct work *inner = ARENA_NEW(work->arena, struct work);
    struct str shown = text_head(text_one_line(name, work->arena), 200);
    *inner = (struct work){
        .inspect = work->inspect,
        .arena = work->arena,
        .options = work->options,
        .report = work->report,
        .budget = work->budget,
        .outer = work,
        .name = shown,
        .bytes = bytes,
        .depth = work->depth + 1,
        .inside = work->inside.n ? ARENA_JOIN(work->arena, work->inside, STR("/"), shown) : shown};
    form_inspect(inner);
}

bool work_is_blank(struct str text)
{
    for (size_t at = 0; at < text.n;) {
        uint32_t c = text_next(text, &at);
        if (c != ' ' && c != '\n' && c != 0x3000 && c != 0xa0)
            return false;
    }
    return true;
}

void work_caption(struct work *work, struct str label, struct str title, int64_t page)
{
    struct work *top = work_top(work);
    struct inspect_report *report = top->report;
    if (report->caption_count >= MOST_CAPTIONS)
        return;
    report->captions = work_grow(work->arena, report->captions, report->caption_count,
                                 &top->caption_room, sizeof *report->captions);
    report->captions[report->caption_count++] =
        (struct inspect_caption){.label = arena_copy(work->arena, label),
                                 .title = arena_copy(work->arena, title),
                                 .page = page};
}

void work_count_text(struct work *work, struct str text)
{
    if (work->outer)
        return; /* the measures are those of the file itself */
    struct inspect_measure *measure = &work->report->measure;
    if (measure->characters < 0)
        measure->characters = measure->characters_no_blanks = measure->utf16_units = 0;
    for (size_t at = 0; at < text.n;) {
        uint32_t c =
            (unsigned char)text.p[at] < 0x80 ? (unsigned char)text.p[at++] : text_next(text, &at);
        if (c < 0x20 || c == 0x7f)
            continue;
        measure->characters++;
        measure->utf16_units += c > 0xffff ? 2 : 1;
        measure->characters_no_blanks += c != ' ' && c != 0x3000 && c != 0xa0;
    }
}

static void add_mark(struct work *work, const char *id, const struct mark *wanted)
{
    struct marks *marks = work->marks;
    if (!marks || work->outer || wanted->act == MARK_NOTHING)
        return;
    struct mark mark = *wanted;
    mark.kind = inspect_kind_find(work->inspect, str_from_c(id));
    CHECK(mark.kind);
    if (mark.finding == 0)
        mark.finding = work->numbers[mark.kind - work->inspect->kinds];
    marks->items =
        work_grow(work->arena, marks->items, marks->count, &marks->room, sizeof *marks->items);
    marks->items[marks->count++] = mark;
}

void work_mark(struct work *work, const char *id, struct str part, enum mark_act act,
               uint64_t element, struct str name)
{
    const struct mark mark = {.part = part, .act = act, .element = element, .name = name};
    add_mark(work, id, &mark);
}

void work_mark_before(struct work *work, const char *id, struct str part, enum mark_act act,
                      uint64_t element, struct str name, int64_t group)
{
    const struct mark mark = {
        .part = part, .act = act, .element = element, .name = name, .finding = -1 - group};
    add_mark(work, id, &mark);
}

void work_marks_found(struct work *work, const char *id, int64_t group, bool is_found)
{
    struct marks *marks = work->marks;
    if (!marks || work->outer)
        return;
    const struct inspect_kind *kind = inspect_kind_find(work->inspect, str_from_c(id));
    for (size_t i = marks->settled; i < marks->count; i++)
        if (marks->items[i].kind == kind && marks->items[i].finding == -1 - group)
            marks->items[i].finding = is_found ? work->numbers[kind - work->inspect->kinds] : 0;
    while (marks->settled < marks->count && marks->items[marks->settled].finding >= 0)
        marks->settled++;
}

void inspect_with_marks(struct inspect *inspect, struct str name, struct str bytes,
                        const struct inspect_options *options, struct arena *arena,
                        struct inspect_report *out, struct marks *marks)
{
    const int64_t usual_expanded = (int64_t)2 << 30;
    struct budget budget = {.expanded =
                                options->most_expanded ? options->most_expanded : usual_expanded,
                            .elements = 200000000};
    struct work *work = ARENA_NEW(arena, struct work);
    *out = (struct inspect_report){.name = text_one_line(name, arena),
                                   .form = STR("unknown"),
                                   .inspected = true,
                                   .measure = {.bytes = (int64_t)bytes.n,
                                               .pages = -1,
                                               .characters = -1,
                                               .characters_no_blanks = -1,
                                               .utf16_units = -1,
                                               .pages_without_text = -1}};
    *work = (struct work){.inspect = inspect,
                          .arena = arena,
                          .options = options,
                          .report = out,
                          .budget = &budget,
                          .name = out->name,
                          .bytes = bytes,
                          .marks = marks};
    form_inspect(work);
    work_check_limits(work);
}

void inspect_bytes(struct inspect *inspect, struct str name, struct str bytes,
                   const struct inspect_options *options, struct arena *arena,
                   struct inspect_report *out)
{
    static const struct inspect_options usual = {0};
    options = options ? options : &usual;
    inspect_with_marks(inspect, name, bytes, options, arena, out, NULL);
    if (!options->unsettled)
        inspect_settle(out, options, arena);
}
