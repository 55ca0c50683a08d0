#include <string.h>

#include "contract/locate_parts.h"

enum { SHORTEST = 6, FAR = 600, LEAST_COVER = 4, MOST_COVERS = 4000 };

bool contract_locate_can(const struct inspect_report *report)
{
    static const struct str forms[] = {STR_INIT("docx"), STR_INIT("pptx"), STR_INIT("xlsx")};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (str_equal(report->form, forms[i]))
            return true;
    return false;
}

/* Putting and covering ---------------------------------------------------------------------------
 */

void contract_locate_put(struct locating *locating, struct inspect_finding *finding,
                         int64_t picture, const struct page_window *window, const double box[4],
                         bool is_near)
{
    struct contract_scene *out = locating->out;
    size_t i = 0;
    while (i < out->count && out->pictures[i] != picture)
        i++;
    if (i == PAGE_PICTURE_MOST)
        return;
    if (i == out->count) {
        out->windows[out->count] = *window;
        out->pictures[out->count++] = picture;
    }
    finding->drawn = (struct inspect_drawn){.picture = picture, .is_near = is_near};
    memcpy(finding->drawn.box, box, sizeof finding->drawn.box);
}

static void cover(struct locating *locating, size_t from, size_t to)
{
    struct contract_scene *out = locating->out;
    while (from < to && out->cover_count < MOST_COVERS) {
        size_t word = contract_letters_word(&locating->letters, from);
        size_t end = locating->letters.starts[word + 1];
        struct contract_spot spot =
            contract_letters_spot(&locating->letters, from, end < to ? end : to);
        struct contract_cover *one = &out->covers[out->cover_count++];
        one->page = spot.page;
        memcpy(one->box, spot.box, sizeof one->box);
        from = end > from ? end : to;
    }
    out->is_uncertain = out->is_uncertain || out->cover_count == MOST_COVERS;
}

static size_t find_within(struct str all, struct str words, size_t from, size_t to)
{
    size_t at = words.n ? str_find(all, words, from) : SIZE_MAX;
    return at != SIZE_MAX && at + words.n <= to ? at : SIZE_MAX;
}

/* Covers the words wherever they stand. */
static bool cover_all(struct locating *locating, struct str words, size_t from, size_t to)
{
    struct str all = locating->letters.all;
    bool met = false;
    for (size_t at = from;
         words.n >= LEAST_COVER && (at = find_within(all, words, at, to)) != SIZE_MAX;
         at += words.n) {
        /* A cell cuts what it has no room for: the whole word goes. */
        size_t word = contract_letters_word(&locating->letters, at + words.n - 1);
        cover(locating, at, locating->letters.starts[word + 1]);
        met = true;
    }
    return met;
}

/* The length of the first letters of `text` that are at least `least` bytes. */
static size_t head_of(struct str text, size_t least)
{
    size_t n = least < text.n ? least : text.n;
    while (n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
        n++;
    return n;
}

void contract_locate_cover(struct locating *locating, const struct inspect_finding *finding,
                           size_t from, size_t to)
{
    struct str words = contract_letters_of(finding->found, locating->arena);
    if (!finding->is_secret) {
        /* An individual number never leaves the worker: only a mask is known of it. */
        locating->out->is_uncertain |= str_equal(finding->kind->id, STR("PI-05"));
        return;
    }
    size_t least = words.n / 2 > LEAST_COVER ? words.n / 2 : LEAST_COVER;
    for (size_t n = words.n; n >= least; n--)
        if (head_of(words, n) == n &&
            cover_all(locating, str_slice(words, 0, n), from, to)) /* or its beginning, cut */
            return;
    if (str_starts(finding->kind->id, STR("PI-")) &&
        find_within(locating->letters.all, str_slice(words, 0, head_of(words, 3)), from, to) !=
            SIZE_MAX)
        locating->out->is_uncertain = true;
}

/* Documents --------------------------------------------------------------------------------------
 */

/* Where the words before the finding end on the pages; SIZE_MAX: not met. The longest tail of them
   that is met counts; of several places the first behind the finding before. */
static size_t find_beside(struct locating *locating, struct str beside)
{
    struct str all = locating->letters.all;
    for (size_t n = beside.n; n >= SHORTEST; n = n > 2 * SHORTEST ? n * 2 / 3 : n - 1) {
        size_t from = beside.n - n;
        while (from < beside.n && ((unsigned char)beside.p[from] & 0xc0) == 0x80)
            from++;
        struct str tail = str_slice(beside, from, beside.n);
        size_t start = locating->cursor > tail.n ? locating->cursor - tail.n : 0;
        size_t at = str_find(all, tail, start);
        if (at == SIZE_MAX)
            at = str_find(all, tail, 0);
        if (at != SIZE_MAX)
            return at + tail.n;
    }
    return SIZE_MAX;
}

/* The place of the words themselves, near `anchor` when that is known; SIZE_MAX: not there. */
static size_t find_words(const struct locating *locating, struct str words, size_t anchor)
{
    struct str all = locating->letters.all;
    if (anchor == SIZE_MAX)
        return words.n >= SHORTEST ? str_find(all, words, 0) : SIZE_MAX;
    size_t from = anchor > FAR ? anchor - FAR : 0, best = SIZE_MAX;
    for (size_t at = from; (at = find_within(all, words, at, anchor + FAR + words.n)) != SIZE_MAX;
         at++) {
        if (best == SIZE_MAX || at <= anchor)
            best = at;
    }
    return best;
}

static bool is_on_pages(struct str part)
{
    return str_equal(part, STR("word/document.xml")) || str_starts(part, STR("word/header")) ||
           str_starts(part, STR("word/footer")) || str_starts(part, STR("word/endnotes"));
}

static void put_on_page(struct locating *locating, struct inspect_finding *finding, size_t from,
                        size_t to, bool is_near)
{
    struct contract_spot spot = contract_letters_spot(&locating->letters, from, to);
    if (is_near) { /* a thin mark behind the last letter that is seen */
        spot.box[0] = spot.box[2];
        spot.box[2] += 3;
    }
    const struct page_window whole = {.page = spot.page};
    if (spot.page)
        contract_locate_put(locating, finding, spot.page, &whole, spot.box, is_near);
}

static void locate_in_document(struct locating *locating, struct inspect_finding *finding)
{
    struct str all = locating->letters.all;
    if (!is_on_pages(finding->place.part) || all.n == 0)
        return;
    contract_locate_cover(locating, finding, 0, all.n);
    if (!str_equal(locating->part, finding->place.part))
        locating->cursor = 0;
    locating->part = finding->place.part;
    size_t anchor = find_beside(locating, finding->place.beside);
    struct str words = contract_letters_of(finding->found, locating->arena);
    size_t at = find_words(locating, words, anchor);
    if (at != SIZE_MAX) {
        put_on_page(locating, finding, at, at + words.n, false);
    } else if (anchor != SIZE_MAX) {
        size_t last = anchor - 1;
        while (last > 0 && ((unsigned char)all.p[last] & 0xc0) == 0x80)
            last--;
        put_on_page(locating, finding, last, anchor, true);
    }
    locating->cursor = anchor != SIZE_MAX ? anchor : locating->cursor;
}

/* Slides -----------------------------------------------------------------------------------------
 */

static void locate_on_slide(struct locating *locating, struct inspect_finding *finding)
{
    const struct page_words *pages = locating->letters.words;
    int64_t slide = finding->place.slide;
    if (slide <= 0 || (size_t)slide > pages->page_count)
        return;
    const struct page_size *size = &pages->pages[slide - 1];
    const struct page_window whole = {.page = slide};
    const double frame[4] = {4, 4, size->width - 4, size->height - 4};
    bool is_itself = str_starts(finding->place.part, STR("ppt/slides/"));
    size_t from = contract_letters_page(&locating->letters, slide),
           to = contract_letters_page(&locating->letters, slide + 1);
    struct str words = contract_letters_of(finding->found, locating->arena);
    size_t at = is_itself && finding->is_secret && words.n >= SHORTEST
                    ? find_within(locating->letters.all, words, from, to)
                    : SIZE_MAX;
    if (is_itself)
        contract_locate_cover(locating, finding, from, to);
    if (finding->place.has_box) {
        contract_locate_put(locating, finding, slide, &whole, finding->place.box, false);
    } else if (at != SIZE_MAX) {
        struct contract_spot spot = contract_letters_spot(&locating->letters, at, at + words.n);
        contract_locate_put(locating, finding, slide, &whole, spot.box, false);
    } else {
        contract_locate_put(locating, finding, slide, &whole, frame, !is_itself);
    }
}

void contract_locate(struct inspect_report *report, const struct page_words *words,
                     const struct workbook *book, struct arena *arena, struct contract_scene *out)
{
    struct locating locating = {.report = report, .book = book, .arena = arena, .out = out};
    bool is_slides = str_equal(report->form, STR("pptx"));
    *out =
        (struct contract_scene){.covers = ARENA_ARRAY(arena, struct contract_cover, MOST_COVERS)};
    contract_letters_read(words, arena, &locating.letters);
    if (book) {
        contract_locate_sheets(&locating);
        return;
    }
    if (is_slides && (int64_t)words->page_count != report->measure.pages)
        return; /* an old LibreOffice leaves hidden slides out: no number can be trusted */
    for (size_t i = 0; i < report->count; i++) {
        struct inspect_finding *finding = &report->findings[i];
        if (finding->place.inside.n)
            continue;
        if (is_slides)
            locate_on_slide(&locating, finding);
        else
            locate_in_document(&locating, finding);
    }
}
