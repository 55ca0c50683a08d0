/* Form fields of a PDF: their appearances become part of the pages, in the same place and order,
   and the fields with their values, names and actions go. A value that only the viewer draws has no
   appearance to keep: then nothing of the form is touched. */
#include "inspect/clean_pdf.h"

#include <math.h>

enum { MOST_PARENTS = 50, HIDDEN = 1 << 1, NO_VIEW = 1 << 5 };

struct drawing { /* of one page */
    struct pdf *pdf;
    qpdf_oh objects; /* names of appearances */
    struct buf content;
    int count;
};

/* A key of a widget or of the field that it belongs to. */
static qpdf_oh field_key(struct pdf *pdf, qpdf_oh field, const char *key)
{
    for (int i = 0; i < MOST_PARENTS && qpdf_oh_is_dictionary(pdf->q, field); i++) {
        if (pdf_has(pdf, field, key))
            return pdf_key(pdf, field, key);
        field = pdf_key(pdf, field, "/Parent");
    }
    return qpdf_oh_new_null(pdf->q);
}

static bool is_widget(struct pdf *pdf, qpdf_oh annotation)
{
    return pdf_is_name(pdf, pdf_key(pdf, annotation, "/Subtype"), "/Widget");
}

static bool is_seen(struct pdf *pdf, qpdf_oh widget)
{
    double box[4];
    int flags = (int)pdf_number(pdf, pdf_key(pdf, widget, "/F"), 0);
    return !(flags & (HIDDEN | NO_VIEW)) && !pdf_is_off(pdf, pdf_key(pdf, widget, "/OC")) &&
           pdf_box(pdf, pdf_key(pdf, widget, "/Rect"), box);
}

/* The stream that is drawn now; null when there is none. */
static qpdf_oh appearance(struct pdf *pdf, qpdf_oh widget)
{
    qpdf_oh normal = pdf_key(pdf, pdf_key(pdf, widget, "/AP"), "/N");
    if (qpdf_oh_is_stream(pdf->q, normal))
        return normal;
    struct str state = pdf_name(pdf, pdf_key(pdf, widget, "/AS"), pdf->page_arena);
    struct str key = ARENA_JOIN(pdf->page_arena, STR("/"), state);
    qpdf_oh drawn = state.n ? pdf_key(pdf, normal, key.p) : qpdf_oh_new_null(pdf->q);
    return qpdf_oh_is_stream(pdf->q, drawn) ? drawn : qpdf_oh_new_null(pdf->q);
}

/* Has it a value that somebody sees although no appearance is saved, or a signature? */
static bool cannot_go(struct pdf *pdf, qpdf_oh widget)
{
    qpdf_oh type = field_key(pdf, widget, "/FT"), value = field_key(pdf, widget, "/V");
    bool is_text = pdf_is_name(pdf, type, "/Tx") || pdf_is_name(pdf, type, "/Ch");
    if (pdf_is_name(pdf, type, "/Sig") && qpdf_oh_is_dictionary(pdf->q, value))
        return true;
    return is_text && is_seen(pdf, widget) && !qpdf_oh_is_null(pdf->q, value) &&
           qpdf_oh_is_null(pdf->q, appearance(pdf, widget));
}

/* ---- drawing */

static void transform(const double m[6], double x, double y, double box[4])
{
    double at[2] = {m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]};
    for (int i = 0; i < 2; i++) {
        box[i] = fmin(box[i], at[i]);
        box[i + 2] = fmax(box[i + 2], at[i]);
    }
}

/* ISO 32000-1, 12.5.5: the appearance's box, turned by its matrix, fills the rectangle. */
static bool place_of(struct pdf *pdf, qpdf_oh form, const double rectangle[4], double out[4])
{
    double m[6] = {1, 0, 0, 1, 0, 0}, inner[4], box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    qpdf_oh matrix = pdf_key(pdf, form, "/Matrix");
    for (int i = 0; i < 6 && pdf_count(pdf, matrix) == 6; i++)
        m[i] = pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, matrix, i), m[i]);
    if (!pdf_box(pdf, pdf_key(pdf, form, "/BBox"), inner))
        return false;
    for (int i = 0; i < 4; i++)
        transform(m, inner[i & 1 ? 2 : 0], inner[i & 2 ? 3 : 1], box);
    if (!(box[2] > box[0]) || !(box[3] > box[1]))
        return false;
    out[0] = (rectangle[2] - rectangle[0]) / (box[2] - box[0]);
    out[1] = (rectangle[3] - rectangle[1]) / (box[3] - box[1]);
    out[2] = rectangle[0] - box[0] * out[0];
    out[3] = rectangle[1] - box[1] * out[1];
    return true;
}

/* Some programs leave out what every form has. */
static void complete_form(struct pdf *pdf, qpdf_oh form)
{
    qpdf_oh dictionary = qpdf_oh_get_dict(pdf->q, form);
    qpdf_oh usual = pdf_key(pdf, pdf_key(pdf, qpdf_get_root(pdf->q), "/AcroForm"), "/DR");
    qpdf_oh_replace_key(pdf->q, dictionary, "/Type", qpdf_oh_new_name(pdf->q, "/XObject"));
    qpdf_oh_replace_key(pdf->q, dictionary, "/Subtype", qpdf_oh_new_name(pdf->q, "/Form"));
    if (!pdf_has(pdf, form, "/Resources") && qpdf_oh_is_dictionary(pdf->q, usual))
        qpdf_oh_replace_key(pdf->q, dictionary, "/Resources", usual);
}

static void draw(struct drawing *drawing, qpdf_oh widget)
{
    struct pdf *pdf = drawing->pdf;
    qpdf_oh form = appearance(pdf, widget);
    double rectangle[4], place[4];
    if (!is_seen(pdf, widget) || qpdf_oh_is_null(pdf->q, form) ||
        !pdf_box(pdf, pdf_key(pdf, widget, "/Rect"), rectangle) ||
        !place_of(pdf, form, rectangle, place))
        return;
    struct str name = arena_format(pdf->page_arena, "/MeguriField%d", ++drawing->count);
    complete_form(pdf, form);
    qpdf_oh_replace_key(pdf->q, drawing->objects, name.p, form);
    buf_format(&drawing->content, "q %.6f 0 0 %.6f %.6f %.6f cm %" PRIstr " Do Q\n", place[0],
               place[1], place[2], place[3], STR_ARG(name));
}

static qpdf_oh copy_of(struct pdf *pdf, qpdf_oh dictionary)
{
    struct str *keys;
    size_t count = pdf_keys(pdf, dictionary, pdf->page_arena, &keys);
    qpdf_oh copy = qpdf_oh_new_dictionary(pdf->q);
    for (size_t i = 0; i < count; i++)
        qpdf_oh_replace_key(pdf->q, copy, keys[i].p,
                            qpdf_oh_get_key(pdf->q, dictionary, keys[i].p));
    return copy;
}

static qpdf_oh stream_of(struct pdf *pdf, struct str bytes)
{
    qpdf_oh stream = qpdf_oh_new_stream(pdf->q);
    clean_pdf_set_stream(pdf, stream, bytes);
    return stream;
}

/* The page's own content in brackets, so that its state does not move what is drawn behind it. */
static void write_drawing(struct drawing *drawing, qpdf_oh page, qpdf_oh resources)
{
    struct pdf *pdf = drawing->pdf;
    qpdf_oh old = pdf_key(pdf, page, "/Contents"), all = qpdf_oh_new_array(pdf->q);
    struct str behind = ARENA_JOIN(pdf->page_arena, STR("\nQ\n"), buf_str(&drawing->content));
    int count = pdf_count(pdf, old);
    qpdf_oh_append_item(pdf->q, all, stream_of(pdf, STR("q\n")));
    for (int i = 0; i < count; i++)
        qpdf_oh_append_item(pdf->q, all, qpdf_oh_get_array_item(pdf->q, old, i));
    if (qpdf_oh_is_stream(pdf->q, old))
        qpdf_oh_append_item(pdf->q, all, old);
    qpdf_oh_append_item(pdf->q, all, stream_of(pdf, behind));
    qpdf_oh_replace_key(pdf->q, resources, "/XObject", drawing->objects);
    qpdf_oh_replace_key(pdf->q, page, "/Resources", resources);
    qpdf_oh_replace_key(pdf->q, page, "/Contents", all);
}

/* A structure tree may still point at the widget: it keeps nothing of the field. */
static void empty_field(struct pdf *pdf, qpdf_oh field)
{
    static const char *const keys[] = {"/V",  "/DV", "/RV", "/FT", "/T",  "/TU",  "/TM",
                                       "/DA", "/MK", "/A",  "/AA", "/AP", "/Opt", "/Kids"};
    for (int i = 0; i < MOST_PARENTS && qpdf_oh_is_dictionary(pdf->q, field); i++) {
        qpdf_oh parent = pdf_key(pdf, field, "/Parent");
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
            qpdf_oh_remove_key(pdf->q, field, keys[k]);
        qpdf_oh_remove_key(pdf->q, field, "/Parent");
        field = parent;
    }
}

static bool is_gone(struct clean *clean, struct pdf *pdf, qpdf_oh annotation)
{
    (void)clean;
    return is_widget(pdf, annotation);
}

static void flatten_page(struct clean *clean, struct pdf *pdf, qpdf_oh page)
{
    qpdf_oh annotations = pdf_key(pdf, page, "/Annots"),
            resources = copy_of(pdf, pdf_inherited(pdf, page, "/Resources"));
    struct drawing drawing = {.pdf = pdf,
                              .objects = copy_of(pdf, pdf_key(pdf, resources, "/XObject"))};
    int count = pdf_count(pdf, annotations);
    for (int i = 0; i < count; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf->q, annotations, i);
        if (is_widget(pdf, item))
            draw(&drawing, item);
    }
    for (int i = 0; i < count; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf->q, annotations, i);
        if (is_widget(pdf, item))
            empty_field(pdf, item);
    }
    if (drawing.count)
        write_drawing(&drawing, page, resources);
    qpdf_oh left = clean_pdf_filter(pdf, annotations, is_gone, clean);
    if (pdf_count(pdf, left))
        qpdf_oh_replace_key(pdf->q, page, "/Annots", left);
    else
        qpdf_oh_remove_key(pdf->q, page, "/Annots");
    buf_finish(&drawing.content);
}

static bool has_stubborn_field(struct pdf *pdf, qpdf_oh page)
{
    qpdf_oh annotations = pdf_key(pdf, page, "/Annots");
    int count = pdf_count(pdf, annotations);
    for (int i = 0; i < count; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf->q, annotations, i);
        if (is_widget(pdf, item) && cannot_go(pdf, item))
            return true;
    }
    return false;
}

void clean_pdf_form(struct clean *clean, struct pdf *pdf)
{
    int pages = qpdf_get_num_pages(pdf->q);
    bool stays = false;
    if (!clean_finds(clean, "PDF-13"))
        return;
    for (int i = 0; i < pages && !stays; i++)
        stays = has_stubborn_field(pdf, qpdf_get_page_n(pdf->q, (size_t)i));
    if (stays) {
        clean_stays(
            clean, "PDF-13",
            STR("見え方の保存されていない欄か署名の欄があります。元のソフトで統合（フラット化）"
                "してください"),
            STR("a field has no saved appearance, or is signed: flatten the form in its "
                "program"));
        return;
    }
    for (int i = 0; i < pages; i++) {
        arena_reset(pdf->page_arena);
        flatten_page(clean, pdf, qpdf_get_page_n(pdf->q, (size_t)i));
    }
    qpdf_oh_remove_key(pdf->q, qpdf_get_root(pdf->q), "/AcroForm");
}
