/* Pages of a PDF without the text that cannot be seen. Each page is painted twice: once to judge,
   once to write. */
#include "inspect/clean_pdf.h"

#include <stdlib.h>
#include <string.h>

static unsigned wanted(const struct clean *clean)
{
    static const struct {
        const char *id;
        unsigned unseen, seen;
    } kinds[] = {{"PDF-04", PDF_TAKE_OFF, 0},
                 {"PDF-07", PDF_TAKE_COVERED, PDF_TAKE_REDACTED},
                 {"PDF-08", PDF_TAKE_MODE, 0},
                 {"PDF-09", PDF_TAKE_UNSEEN, PDF_TAKE_TINY},
                 {"PDF-10", PDF_TAKE_CROPPED, 0}};
    unsigned wants = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (clean_finds(clean, kinds[i].id))
            wants |= kinds[i].seen | (clean->shared->only_what_shows ? 0 : kinds[i].unseen);
    return wants;
}

/* Is "/name" written as a word of the content? */
static bool mentions(struct str content, struct str name)
{
    for (size_t at = 0; (at = str_find(content, name, at)) != SIZE_MAX; at++) {
        char next = at + name.n < content.n ? content.p[at + name.n] : ' ';
        if (next == ' ' || next == '\n' || next == '\r' || next == '\t' || next == '/' ||
            next == '[' || next == '<' || next == '(' || next == 0)
            return true;
    }
    return false;
}

/* The category without the names that only what was taken out used. A resource dictionary can serve
   several pages: copies are changed. */
static qpdf_oh used_only(struct pdf *pdf, qpdf_oh category, struct str before, struct str after)
{
    struct str *names;
    size_t count = pdf_keys(pdf, category, pdf->page_arena, &names);
    qpdf_oh left = qpdf_oh_new_dictionary(pdf->q);
    for (size_t i = 0; i < count; i++)
        if (!mentions(before, names[i]) || mentions(after, names[i]))
            qpdf_oh_replace_key(pdf->q, left, names[i].p,
                                qpdf_oh_get_key(pdf->q, category, names[i].p));
    return left;
}

static void drop_unused(struct pdf *pdf, qpdf_oh page, struct str before, struct str after)
{
    static const char *const categories[] = {"/XObject", "/Properties", "/Font", "/Shading"};
    qpdf_oh resources = pdf_inherited(pdf, page, "/Resources"),
            copy = qpdf_oh_new_dictionary(pdf->q);
    struct str *keys;
    size_t count = pdf_keys(pdf, resources, pdf->page_arena, &keys);
    for (size_t i = 0; i < count; i++)
        qpdf_oh_replace_key(pdf->q, copy, keys[i].p, qpdf_oh_get_key(pdf->q, resources, keys[i].p));
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++) {
        qpdf_oh category = pdf_key(pdf, resources, categories[i]);
        if (qpdf_oh_is_dictionary(pdf->q, category))
            qpdf_oh_replace_key(pdf->q, copy, categories[i],
                                used_only(pdf, category, before, after));
    }
    qpdf_oh_replace_key(pdf->q, page, "/Resources", copy);
}

static void write_page(struct pdf *pdf, qpdf_oh page, const struct pdf_rewrite *rewrite)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    if (qpdf_oh_get_page_content_data(pdf->q, page, &bytes, &n) & QPDF_ERRORS)
        return;
    qpdf_oh content = qpdf_oh_new_stream(pdf->q);
    clean_pdf_set_stream(pdf, content, rewrite->content);
    qpdf_oh_replace_key(pdf->q, page, "/Contents", content);
    drop_unused(pdf, page, (struct str){(const char *)bytes, n}, rewrite->content);
    free(bytes);
}

static bool goes_to_off_layer(struct clean *clean, struct pdf *pdf, qpdf_oh annotation)
{
    (void)clean;
    return pdf_is_off(pdf, pdf_key(pdf, annotation, "/OC"));
}

static bool takes_finding(const void *taker, const char *id, const struct inspect_place *place)
{
    const struct clean *clean = taker;
    const struct inspect_finding *finding;
    size_t next = 0;
    while (!clean_wants_all(clean, id) && (finding = clean_next_finding(clean, id, &next)) != NULL)
        if (finding->place.page == place->page && finding->place.has_box &&
            memcmp(finding->place.box, place->box, sizeof place->box) == 0 &&
            str_equal(finding->place.element, place->element))
            return true;
    return clean_wants_all(clean, id);
}

static void clean_page(struct clean *clean, struct pdf *pdf, int64_t number, unsigned wants,
                       struct pdf_rewrite *forms)
{
    qpdf_oh dictionary = qpdf_get_page_n(pdf->q, (size_t)number - 1);
    struct pdf_page page = {
        .pdf = pdf, .number = number, .wants = wants, .takes = takes_finding, .taker = clean};
    pdf_paint_page(&page, dictionary);
    pdf_judge_page(&page);
    struct pdf_rewrite rewrite = *forms;
    rewrite.goes = page.goes;
    rewrite.glyph_count = page.glyph_count;
    struct pdf_page again = {.pdf = pdf, .number = number, .rewrite = &rewrite};
    pdf_paint_page(&again, dictionary);
    if (rewrite.is_changed)
        write_page(pdf, dictionary, &rewrite);
    if ((wants & PDF_TAKE_OFF) && pdf_count(pdf, pdf_key(pdf, dictionary, "/Annots")))
        qpdf_oh_replace_key(
            pdf->q, dictionary, "/Annots",
            clean_pdf_filter(pdf, pdf_key(pdf, dictionary, "/Annots"), goes_to_off_layer, clean));
    forms->forms = rewrite.forms;
    forms->form_count = rewrite.form_count;
    forms->form_room = rewrite.form_room;
    buf_finish(&page.text);
    buf_finish(&again.text);
}

static void write_forms(struct clean *clean, struct pdf *pdf, const struct pdf_rewrite *rewrite)
{
    static const char *const ids[] = {"PDF-04", "PDF-07", "PDF-08", "PDF-09", "PDF-10"};
    for (size_t i = 0; i < rewrite->form_count; i++) {
        const struct pdf_rewritten_form *form = &rewrite->forms[i];
        if (form->is_changed && !form->differs && form->id)
            clean_pdf_set_stream(pdf, qpdf_get_object_by_id(pdf->q, (int)form->id, 0),
                                 form->content);
        for (size_t k = 0; form->differs && k < sizeof ids / sizeof ids[0]; k++)
            clean_stays(
                clean, ids[k],
                STR("同じ部品がほかの所では見えているため、消せません。元の文書で直してください"),
                STR("the same part can be seen elsewhere: mend it in the source"));
    }
}

/* ---- the layers themselves */

static bool is_off_group(struct clean *clean, struct pdf *pdf, qpdf_oh item)
{
    (void)clean;
    size_t id = pdf_id(pdf, item);
    return id && pdf->off[id];
}

/* /Order holds groups, names and arrays of the same. */
static qpdf_oh filter_order(struct pdf *pdf, qpdf_oh order, int depth)
{
    enum { MOST_DEPTH = 30 };
    qpdf_oh left = qpdf_oh_new_array(pdf->q);
    int count = depth < MOST_DEPTH ? pdf_count(pdf, order) : 0;
    for (int i = 0; i < count; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf->q, order, i);
        if (qpdf_oh_is_array(pdf->q, item))
            qpdf_oh_append_item(pdf->q, left, filter_order(pdf, item, depth + 1));
        else if (!is_off_group(NULL, pdf, item))
            qpdf_oh_append_item(pdf->q, left, item);
    }
    return left;
}

static void drop_groups(struct clean *clean, struct pdf *pdf)
{
    static const char *const lists[] = {"/OFF", "/ON", "/Locked"};
    qpdf_oh root = qpdf_get_root(pdf->q), properties = pdf_key(pdf, root, "/OCProperties");
    qpdf_oh groups = pdf_key(pdf, properties, "/OCGs"), usual = pdf_key(pdf, properties, "/D");
    qpdf_oh left = clean_pdf_filter(pdf, groups, is_off_group, clean);
    if (!qpdf_oh_is_dictionary(pdf->q, properties))
        return;
    if (pdf_count(pdf, left) == 0) {
        qpdf_oh_remove_key(pdf->q, root, "/OCProperties");
        return;
    }
    qpdf_oh_replace_key(pdf->q, properties, "/OCGs", left);
    qpdf_oh_remove_key(pdf->q, properties, "/Configs"); /* other sets of the same layers */
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (pdf_has(pdf, usual, lists[i]))
            qpdf_oh_replace_key(
                pdf->q, usual, lists[i],
                clean_pdf_filter(pdf, pdf_key(pdf, usual, lists[i]), is_off_group, clean));
    if (pdf_has(pdf, usual, "/Order"))
        qpdf_oh_replace_key(pdf->q, usual, "/Order",
                            filter_order(pdf, pdf_key(pdf, usual, "/Order"), 0));
    qpdf_oh_remove_key(pdf->q, usual, "/AS");
    qpdf_oh_remove_key(pdf->q, usual, "/RBGroups");
}

void clean_pdf_pages(struct clean *clean, struct pdf *pdf)
{
    unsigned wants = wanted(clean);
    int count = qpdf_get_num_pages(pdf->q);
    struct pdf_rewrite rewrite = {.arena = clean->arena, .drops_off = (wants & PDF_TAKE_OFF) != 0};
    pdf_read_layers(pdf);
    for (int i = 0; wants && i < count; i++) {
        arena_reset(pdf->page_arena);
        clean_page(clean, pdf, i + 1, wants, &rewrite);
        qpdf_oh_release_all(pdf->q);
    }
    write_forms(clean, pdf, &rewrite);
    if (wants & PDF_TAKE_OFF)
        drop_groups(clean, pdf);
}
