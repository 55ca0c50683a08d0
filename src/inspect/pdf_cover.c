/* Judging a painted page: which text a reader cannot see, and why. */
#include <string.h>

#include "base/text.h"
#include "inspect/caption.h"
#include "inspect/pdf_parts.h"
#include "inspect/personal.h"

enum { MOST_COMPARED = 20000000 };
static const float covered_share = 0.8f; /* of a glyph's box */
static const float page_share = 0.7f;    /* of the page: then a picture is a scan */

static bool has_centre(const float box[4], const float inner[4])
{
    float x = (inner[0] + inner[2]) / 2, y = (inner[1] + inner[3]) / 2;
    return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
}

static bool overlap(const float a[4], const float b[4])
{
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

static float share_covered(const float glyph[4], const float cover[4])
{
    float width =
        (glyph[2] < cover[2] ? glyph[2] : cover[2]) - (glyph[0] > cover[0] ? glyph[0] : cover[0]);
    float height =
        (glyph[3] < cover[3] ? glyph[3] : cover[3]) - (glyph[1] > cover[1] ? glyph[1] : cover[1]);
    float area = (glyph[2] - glyph[0]) * (glyph[3] - glyph[1]);
    return width > 0 && height > 0 && area > 0 ? width * height / area : 0;
}

static bool is_scan(const struct pdf_page *page, const struct pdf_cover *cover)
{
    double area = (page->crop[2] - page->crop[0]) * (page->crop[3] - page->crop[1]);
    double own = (double)(cover->box[2] - cover->box[0]) * (double)(cover->box[3] - cover->box[1]);
    return (cover->kind == COVER_IMAGE || cover->kind == COVER_CLEAR_IMAGE) &&
           own >= area * (double)page_share;
}

static bool is_over_picture(const struct pdf_page *page, const struct pdf_run *run)
{
    for (size_t i = 0; i < page->cover_count; i++)
        if ((page->covers[i].kind == COVER_IMAGE || page->covers[i].kind == COVER_CLEAR_IMAGE) &&
            has_centre(page->covers[i].box, run->box))
            return true;
    return false;
}

/* The last thing painted below the run is not white. */
static bool is_on_colour(const struct pdf_page *page, const struct pdf_run *run)
{
    for (size_t i = page->cover_count; i-- > 0;)
        if (page->covers[i].order < run->order && has_centre(page->covers[i].box, run->box))
            return page->covers[i].kind != COVER_WHITE;
    return false;
}

static struct str text_of(const struct pdf_page *page, size_t first, size_t count)
{
    return str_slice(buf_str(&page->text), page->glyphs[first].text,
                     page->glyphs[first + count - 1].text_end);
}

static void set_box(struct inspect_place *place, const float box[4])
{
    place->has_box = true;
    for (int i = 0; i < 4; i++)
        place->box[i] = (double)box[i];
}

/* Things with one flaw that follow each other are one finding. */
struct group {
    enum pdf_flaw flaw;
    float box[4];
    struct buf text;
    int64_t count;
    size_t first, last; /* runs */
};

static const char *flaw_name(enum pdf_flaw flaw)
{
    static const char *const names[FLAW_COUNT] = {[FLAW_OFF] = "layer switched off",
                                                  [FLAW_MODE] = "rendering mode 3",
                                                  [FLAW_WHITE] = "white",
                                                  [FLAW_CLEAR] = "transparent",
                                                  [FLAW_TINY] = "tiny",
                                                  [FLAW_OUTSIDE] = "off the page",
                                                  [FLAW_CROPPED] = "outside the crop box",
                                                  [FLAW_CLIPPED] = "clipped away"};
    return names[flaw];
}

/* Notes that these glyphs go, when that is wanted. */
static void take(struct pdf_page *page, unsigned what, size_t first, size_t count)
{
    if (page->goes && (page->wants & what))
        memset(page->goes + first, 1, count);
}

static unsigned take_of(enum pdf_flaw flaw)
{
    static const unsigned takes[FLAW_COUNT] = {
        [FLAW_OFF] = PDF_TAKE_OFF,         [FLAW_MODE] = PDF_TAKE_MODE,
        [FLAW_WHITE] = PDF_TAKE_UNSEEN,    [FLAW_CLEAR] = PDF_TAKE_UNSEEN,
        [FLAW_TINY] = PDF_TAKE_TINY,       [FLAW_OUTSIDE] = PDF_TAKE_UNSEEN,
        [FLAW_CROPPED] = PDF_TAKE_CROPPED, [FLAW_CLIPPED] = PDF_TAKE_UNSEEN};
    return takes[flaw];
}

static bool is_taken(const struct pdf_page *page, const char *id, const struct inspect_place *place)
{
    return !page->takes || page->takes(page->taker, id, place);
}

static void take_group(struct pdf_page *page, const struct group *group)
{
    for (size_t i = group->first; i <= group->last; i++) {
        const struct pdf_run *run = &page->runs[i];
        if (run->flaw == group->flaw && run->count &&
            !work_is_blank(text_of(page, run->first, run->count)))
            take(page, take_of(group->flaw), run->first, run->count);
    }
}

static void report_group(struct pdf_page *page, struct group *group)
{
    static const char *const ids[FLAW_COUNT] = {
        [FLAW_OFF] = "PDF-04",     [FLAW_MODE] = "PDF-08",   [FLAW_WHITE] = "PDF-09",
        [FLAW_CLEAR] = "PDF-09",   [FLAW_TINY] = "PDF-09",   [FLAW_OUTSIDE] = "PDF-09",
        [FLAW_CROPPED] = "PDF-10", [FLAW_CLIPPED] = "PDF-09"};
    struct str text = str_trim(buf_str(&group->text));
    if (group->flaw != FLAW_NONE && text.n) {
        struct inspect_place place = {
            .page = page->number, .element = str_from_c(flaw_name(group->flaw)), .offset = -1};
        set_box(&place, group->box);
        struct inspect_finding *finding =
            work_found(page->pdf->work, ids[group->flaw], &place, text);
        if (finding)
            finding->count = group->count;
        if (is_taken(page, ids[group->flaw], &place))
            take_group(page, group);
    }
    buf_clear(&group->text);
    group->flaw = FLAW_NONE;
    group->count = 0;
}

static void add_to_group(struct pdf_page *page, struct group *group, const struct pdf_run *run,
                         size_t index)
{
    if (group->flaw != run->flaw)
        report_group(page, group);
    if (group->count++ == 0) {
        memcpy(group->box, run->box, sizeof group->box);
        group->first = index;
    }
    group->last = index;
    group->flaw = run->flaw;
    for (int i = 0; i < 2; i++) {
        group->box[i] = run->box[i] < group->box[i] ? run->box[i] : group->box[i];
        group->box[i + 2] =
            run->box[i + 2] > group->box[i + 2] ? run->box[i + 2] : group->box[i + 2];
    }
    if (group->text.n < 1000)
        buf_append(&group->text, text_of(page, run->first, run->count));
}

/* Returns whether an OCR layer was seen. */
static bool report_flaws(struct pdf_page *page)
{
    struct group group = {.flaw = FLAW_NONE};
    bool has_layer = false;
    for (size_t i = 0; i < page->run_count; i++) {
        struct pdf_run *run = &page->runs[i];
        if (run->count == 0 || work_is_blank(text_of(page, run->first, run->count)))
            continue;
        if (run->flaw == FLAW_MODE && is_over_picture(page, run)) {
            has_layer = true;
            run->flaw = FLAW_NONE;
            run->order = UINT32_MAX; /* not painted: nothing covers it */
        } else if (run->flaw == FLAW_WHITE && is_on_colour(page, run)) {
            run->flaw = FLAW_NONE;
        }
        if (run->flaw == FLAW_NONE)
            report_group(page, &group);
        else
            add_to_group(page, &group, run, i);
    }
    report_group(page, &group);
    buf_finish(&group.text);
    return has_layer;
}

static bool is_painted_again(const struct pdf_page *page, const struct pdf_run *run, uint32_t after)
{
    for (size_t i = 0; i < page->run_count; i++)
        if (page->runs[i].order > after && page->runs[i].order != UINT32_MAX &&
            page->runs[i].count && has_centre(run->box, page->runs[i].box))
            return true;
    return false;
}

static void gather_covered(struct pdf_page *page, const struct pdf_run *run,
                           const struct pdf_cover *cover, struct buf *out)
{
    for (size_t g = run->first; g < run->first + run->count; g++)
        if (share_covered(page->glyphs[g].box, cover->box) >= covered_share && out->n < 1000)
            buf_append(out, text_of(page, g, 1));
}

static void take_covered(struct pdf_page *page, const struct pdf_run *run,
                         const struct pdf_cover *cover)
{
    for (size_t g = run->first; g < run->first + run->count; g++)
        if (share_covered(page->glyphs[g].box, cover->box) >= covered_share)
            take(page, cover->is_redaction ? PDF_TAKE_REDACTED : PDF_TAKE_COVERED, g, 1);
}

static struct inspect_place place_of_cover(const struct pdf_page *page,
                                           const struct pdf_cover *cover)
{
    struct inspect_place place = {.page = page->number,
                                  .offset = -1,
                                  .element = cover->kind == COVER_IMAGE   ? STR("picture")
                                             : cover->kind == COVER_WHITE ? STR("white box")
                                                                          : STR("box")};
    set_box(&place, cover->box);
    return place;
}

static void report_cover(struct pdf_page *page, const struct pdf_cover *cover, size_t *compared)
{
    struct buf text = {0};
    struct inspect_place place = place_of_cover(page, cover);
    bool goes = page->goes && is_taken(page, "PDF-07", &place);
    for (size_t i = 0; i < page->run_count && *compared < MOST_COMPARED; i++) {
        const struct pdf_run *run = &page->runs[i];
        ++*compared;
        if (run->order >= cover->order || run->flaw != FLAW_NONE || run->count == 0 ||
            !overlap(run->box, cover->box))
            continue;
        size_t before = text.n;
        gather_covered(page, run, cover, &text);
        if (text.n > before && is_painted_again(page, run, cover->order))
            text.n = before;
        else if (text.n > before && goes)
            take_covered(page, run, cover);
    }
    if (!work_is_blank(buf_str(&text))) {
        struct inspect_finding *finding =
            work_found(page->pdf->work, "PDF-07", &place, buf_str(&text));
        if (finding && cover->kind == COVER_WHITE)
            finding->severity = INSPECT_ACT;
    }
    buf_finish(&text);
}

/* Text below a scan that fills the page is the scan's text layer, as some OCR programs write it. */
static bool lies_below_scan(const struct pdf_page *page, const struct pdf_cover *cover)
{
    for (size_t i = 0; i < page->run_count; i++)
        if (page->runs[i].order < cover->order && page->runs[i].flaw == FLAW_NONE &&
            page->runs[i].count)
            return true;
    return false;
}

static bool report_covers(struct pdf_page *page)
{
    bool has_layer = false;
    size_t compared = 0;
    for (size_t i = 0; i < page->cover_count; i++) {
        const struct pdf_cover *cover = &page->covers[i];
        if (cover->kind == COVER_CLEAR_IMAGE)
            continue;
        if (is_scan(page, cover))
            has_layer |= lies_below_scan(page, cover);
        else
            report_cover(page, cover, &compared);
    }
    return has_layer;
}

/* Lines of the page: personal information, captions, counts. */
static bool read_lines(struct pdf_page *page)
{
    struct str rest = buf_str(&page->text), line;
    struct work *work = page->pdf->work;
    struct inspect_place place = {.page = page->number, .offset = -1};
    bool has_text = false;
    while (rest.n && str_cut(&rest, '\n', &line)) {
        has_text |= !work_is_blank(line);
        work_count_text(work, line);
        if (personal_may(work->inspect, line))
            personal_scan(work, line, 0, &place);
        caption_scan(work, line, page->number);
    }
    return has_text;
}

static void report_text_layer(struct pdf_page *page, bool has_text)
{
    struct inspect_place place = {.page = page->number, .offset = -1};
    bool has_picture = false;
    for (size_t i = 0; i < page->cover_count; i++)
        has_picture |=
            page->covers[i].kind == COVER_IMAGE || page->covers[i].kind == COVER_CLEAR_IMAGE;
    if (!has_text && has_picture)
        work_found_plain(page->pdf->work, "PDF-23", &place, STR("no text"));
    else if (page->unmapped * 10 > page->glyph_count && page->unmapped > 2)
        work_found_plain(page->pdf->work, "PDF-23", &place,
                         arena_format(page->pdf->arena, "%zu / %zu unreadable", page->unmapped,
                                      page->glyph_count));
    if (page->is_full)
        work_over_limit(page->pdf->work, STR(""),
                        STR("文字の多すぎる頁があり、途中までしか検査していません"),
                        STR("a page has too much text: inspected in part"));
}

uint8_t pdf_judge_page(struct pdf_page *page)
{
    if (page->wants)
        page->goes = ARENA_ARRAY(page->pdf->page_arena, uint8_t, page->glyph_count + 1);
    bool has_layer = report_flaws(page);
    has_layer |= report_covers(page);
    bool has_text = read_lines(page);
    report_text_layer(page, has_text);
    return has_text ? (has_layer ? 2 : 1) : 0;
}
