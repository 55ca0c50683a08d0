/* Each page: its boxes, its annotations, its content. */
#include <stdlib.h>
#include <string.h>

#include "inspect/pdf_parts.h"

enum { MOST_COVERS = 100000, MOST_PAGES = 1000000 };

void pdf_add_cover(struct pdf_page *page, const float box[4], enum pdf_cover_kind kind)
{
    /* Lines under words and between cells are rectangles, too. */
    bool thin = box[2] - box[0] < 3 || box[3] - box[1] < 3;
    if (thin || page->cover_count == MOST_COVERS)
        return;
    page->covers = work_grow(page->pdf->page_arena, page->covers, page->cover_count,
                             &page->cover_room, sizeof *page->covers);
    struct pdf_cover *cover = &page->covers[page->cover_count++];
    *cover = (struct pdf_cover){.order = page->order++, .kind = kind};
    memcpy(cover->box, box, sizeof cover->box);
}

static void set_box(struct inspect_place *place, const double box[4])
{
    place->has_box = true;
    memcpy(place->box, box, sizeof place->box);
}

bool pdf_is_note(struct pdf *pdf, qpdf_oh subtype)
{
    static const char *const notes[] = {
        "/Text",   "/FreeText", "/Highlight", "/Underline", "/Squiggly",      "/StrikeOut",
        "/Stamp",  "/Popup",    "/Ink",       "/Redact",    "/Caret",         "/Square",
        "/Circle", "/Line",     "/Polygon",   "/PolyLine",  "/FileAttachment"};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        if (pdf_is_name(pdf, subtype, notes[i]))
            return true;
    return false;
}

/* Opaque boxes among the annotations lie over everything. */
static void cover_by_annotation(struct pdf_page *page, qpdf_oh annotation, const double box[4])
{
    struct pdf *pdf = page->pdf;
    bool filled = pdf_is_name(pdf, pdf_key(pdf, annotation, "/Subtype"), "/Square") &&
                  pdf_count(pdf, pdf_key(pdf, annotation, "/IC")) > 0 &&
                  pdf_number(pdf, pdf_key(pdf, annotation, "/CA"), 1) > 0.9;
    bool redaction = pdf_is_name(pdf, pdf_key(pdf, annotation, "/Subtype"), "/Redact");
    const float on_page[4] = {(float)box[0], (float)box[1], (float)box[2], (float)box[3]};
    size_t before = page->cover_count;
    if (filled || redaction)
        pdf_add_cover(page, on_page, COVER_DARK);
    if (redaction && page->cover_count > before)
        page->covers[before].is_redaction = true;
}

static void check_annotation(struct pdf_page *page, qpdf_oh annotation)
{
    struct pdf *pdf = page->pdf;
    qpdf_oh subtype = pdf_key(pdf, annotation, "/Subtype");
    struct inspect_place place = pdf_place(pdf_id(pdf, annotation), pdf->arena);
    double box[4];
    place.page = page->number;
    if (pdf_box(pdf, pdf_key(pdf, annotation, "/Rect"), box)) {
        set_box(&place, box);
        cover_by_annotation(page, annotation, box);
    }
    if (!pdf_is_note(pdf, subtype))
        return;
    struct str words = pdf_text(pdf, pdf_key(pdf, annotation, "/Contents"), pdf->arena);
    if (words.n == 0)
        words = pdf_text(pdf, pdf_key(pdf, annotation, "/T"), pdf->arena);
    work_found(pdf->work, "PDF-02", &place, words.n ? words : pdf_name(pdf, subtype, pdf->arena));
}

/* Boxes and resources may stand at a parent. */
qpdf_oh pdf_inherited(struct pdf *pdf, qpdf_oh page, const char *key)
{
    for (int depth = 0; depth < 50; depth++) {
        qpdf_oh value = pdf_key(pdf, page, key);
        if (!qpdf_oh_is_null(pdf->q, value))
            return value;
        page = pdf_key(pdf, page, "/Parent");
    }
    return qpdf_oh_new_null(pdf->q);
}

static void check_boxes(struct pdf_page *page, qpdf_oh dictionary)
{
    static const double usual[4] = {0, 0, 612, 792};
    struct pdf *pdf = page->pdf;
    if (!pdf_box(pdf, pdf_inherited(pdf, dictionary, "/MediaBox"), page->media))
        memcpy(page->media, usual, sizeof usual);
    if (!pdf_box(pdf, pdf_inherited(pdf, dictionary, "/CropBox"), page->crop))
        memcpy(page->crop, page->media, sizeof page->crop);
}

static void paint_page(struct pdf_page *page, qpdf_oh dictionary)
{
    struct pdf *pdf = page->pdf;
    unsigned char *bytes = NULL;
    size_t n = 0;
    QPDF_ERROR_CODE failed = qpdf_oh_get_page_content_data(pdf->q, dictionary, &bytes, &n);
    if (failed & QPDF_ERRORS) {
        struct inspect_place place = {.page = page->number, .offset = -1};
        work_found_plain(pdf->work, "PDF-23", &place, STR("content cannot be decoded"));
    } else if (work_spend(pdf->work, (int64_t)n)) {
        pdf_content_run(page, pdf_inherited(pdf, dictionary, "/Resources"),
                        (struct str){(const char *)bytes, n});
    }
    free(bytes);
}

void pdf_paint_page(struct pdf_page *page, qpdf_oh dictionary)
{
    struct pdf *pdf = page->pdf;
    check_boxes(page, dictionary);
    paint_page(page, dictionary);
    qpdf_oh annotations = pdf_key(pdf, dictionary, "/Annots");
    int count = pdf_count(pdf, annotations);
    for (int i = 0; i < count; i++)
        check_annotation(page, qpdf_oh_get_array_item(pdf->q, annotations, i));
}

static uint8_t read_page(struct pdf *pdf, qpdf_oh dictionary, int64_t number, struct buf *text)
{
    struct pdf_page page = {.pdf = pdf, .number = number, .text = *text};
    buf_clear(&page.text);
    pdf_paint_page(&page, dictionary);
    uint8_t result = pdf_judge_page(&page);
    *text = page.text;
    return result;
}

void pdf_read_pages(struct pdf *pdf)
{
    struct inspect_report *report = pdf->work->report;
    int count = qpdf_get_num_pages(pdf->q);
    pdf->pages = count > 0 && count < MOST_PAGES ? count : 0;
    if (pdf->pages == 0) {
        work_not_inspected(pdf->work, STR(""), STR("PDF の頁を読めません"),
                           STR("the pages of the PDF cannot be read"));
        return;
    }
    uint8_t *kinds = ARENA_ARRAY(pdf->arena, uint8_t, (size_t)count);
    int64_t without = 0;
    struct buf text = {0};
    for (int i = 0;
         i < count && pdf->work->budget->elements > 0 && pdf->work->budget->expanded >= 0; i++) {
        arena_reset(pdf->page_arena);
        kinds[i] = read_page(pdf, qpdf_get_page_n(pdf->q, (size_t)i), i + 1, &text);
        without += kinds[i] == 0;
        qpdf_oh_release_all(pdf->q);
    }
    buf_finish(&text);
    if (pdf->work->budget->elements <= 0)
        work_over_limit(pdf->work, STR(""),
                        STR("描画命令が多すぎるため、途中までしか検査していません"),
                        STR("too many painting operators: inspected in part"));
    if (pdf->work->outer)
        return;
    report->measure.pages = count;
    report->measure.pages_without_text = without;
    if (report->measure.characters < 0)
        report->measure.characters = report->measure.characters_no_blanks =
            report->measure.utf16_units = 0;
    report->page_text = kinds;
    report->page_text_count = (size_t)count;
}
