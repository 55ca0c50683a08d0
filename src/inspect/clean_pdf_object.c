/* Dictionaries and streams of a PDF: every object that can be reached is looked at once and loses
   what was chosen. */
#include <stdlib.h>

#include "inspect/clean_pdf.h"
#include "inspect/clean_picture.h"
#include "inspect/xml_edit.h"

enum { MOST_DEPTH = 100 };

struct objects {
    struct clean *clean;
    struct pdf *pdf;
    int *queue;
    size_t first, last, room;
    bool attachments, notes, actions, xmp, thumbnails, pictures, pieces;
};

/* Was the finding at this object picked, or all of its kind? */
static bool takes_element(const struct clean *clean, const char *id, struct str element)
{
    const struct inspect_finding *finding;
    size_t next = 0;
    while (!clean_wants_all(clean, id) && (finding = clean_next_finding(clean, id, &next)) != NULL)
        if (element.n && str_equal(finding->place.element, element))
            return true;
    return clean_wants_all(clean, id);
}

static bool takes_object(const struct clean *clean, struct pdf *pdf, const char *id, size_t object)
{
    return takes_element(clean, id, pdf_place(object, pdf->page_arena).element);
}

static void drop(struct objects *o, qpdf_oh dictionary, const char *key)
{
    qpdf_oh_remove_key(o->pdf->q, dictionary, key);
}

/* ---- actions */

static bool acts(struct pdf *pdf, qpdf_oh action)
{
    static const char *const kinds[] = {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR",     "/GoToE",
        "/Rendition",  "/Movie",  "/Sound",      "/Hide",       "/ResetForm", "/RichMediaExecute"};
    qpdf_oh kind = pdf_key(pdf, action, "/S");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (pdf_is_name(pdf, kind, kinds[i]))
            return true;
    if (!pdf_is_name(pdf, kind, "/URI"))
        return false;
    struct str target = pdf_text(pdf, pdf_key(pdf, action, "/URI"), pdf->page_arena);
    return !str_starts(target, STR("http")) && !str_starts(target, STR("mailto:"));
}

static void drop_actions(struct objects *o, qpdf_oh dictionary)
{
    static const char *const keys[] = {"/A", "/PA", "/OpenAction", "/Next"};
    drop(o, dictionary, "/AA");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (acts(o->pdf, pdf_key(o->pdf, dictionary, keys[i])))
            drop(o, dictionary, keys[i]);
}

/* ---- metadata */

static void start_xmp(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    static const struct str telling[] = {
        STR_INIT("History"),  STR_INIT("DerivedFrom"),       STR_INIT("Ingredients"),
        STR_INIT("Manifest"), STR_INIT("AuthorsPosition"),   STR_INIT("CaptionWriter"),
        STR_INIT("filePath"), STR_INIT("documentAncestors"), STR_INIT("creator")};
    (void)state;
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        if (str_equal(name, telling[i]))
            xml_edit_drop(edit);
        for (size_t k = 0; attributes[k]; k += 2) {
            struct str attribute = str_from_c(attributes[k]);
            size_t colon = str_find_char(attribute, ':', 0);
            struct str local =
                colon == SIZE_MAX ? attribute : str_slice(attribute, colon + 1, attribute.n);
            if (str_equal(local, telling[i]))
                xml_edit_drop_attribute(edit, attributes[k]);
        }
    }
}

/* False: it cannot be read, and goes as a whole. */
static bool clean_xmp(struct objects *o, qpdf_oh stream)
{
    static const struct xml_edit_handler handler = {.start = start_xmp};
    struct str bytes, cleaned;
    if (!pdf_stream(o->pdf, stream, false, o->pdf->page_arena, &bytes) ||
        !xml_edit_run(o->pdf->page_arena, bytes, &handler, NULL, &cleaned))
        return false;
    if (!str_equal(bytes, cleaned))
        clean_pdf_set_stream(o->pdf, stream, cleaned);
    return true;
}

static void clean_metadata(struct objects *o, qpdf_oh owner)
{
    qpdf_oh metadata = pdf_key(o->pdf, owner, "/Metadata");
    if (qpdf_oh_is_stream(o->pdf->q, metadata) && !clean_xmp(o, metadata))
        drop(o, owner, "/Metadata");
}

/* ---- pictures */

static void clean_image(struct objects *o, qpdf_oh stream)
{
    static const struct picture_choice all = {true, true, true};
    struct pdf *pdf = o->pdf;
    struct str bytes, cleaned;
    qpdf_oh filter = pdf_key(pdf, stream, "/Filter"), last = filter;
    int filters = pdf_count(pdf, filter);
    if (filters > 1)
        return;
    if (filters == 1)
        last = qpdf_oh_get_array_item(pdf->q, filter, 0);
    if (pdf_is_name(pdf, last, "/DCTDecode") &&
        pdf_stream(pdf, stream, true, pdf->page_arena, &bytes) &&
        clean_picture_bytes(pdf->page_arena, bytes, &all, &cleaned))
        qpdf_oh_replace_stream_data(pdf->q, stream, (const unsigned char *)cleaned.p, cleaned.n,
                                    filter, pdf_key(pdf, stream, "/DecodeParms"));
}

/* ---- annotations */

static bool is_gone_file(struct clean *clean, struct pdf *pdf, qpdf_oh file)
{
    return takes_object(clean, pdf, "PDF-01", pdf_id(pdf, file));
}

static bool is_attached(struct clean *clean, struct pdf *pdf, qpdf_oh annotation)
{
    return pdf_is_name(pdf, pdf_key(pdf, annotation, "/Subtype"), "/FileAttachment") &&
           is_gone_file(clean, pdf, pdf_key(pdf, annotation, "/FS"));
}

/* A note that goes takes its window along. */
static bool is_note(struct clean *clean, struct pdf *pdf, qpdf_oh annotation)
{
    qpdf_oh subtype = pdf_key(pdf, annotation, "/Subtype");
    bool is_window = pdf_is_name(pdf, subtype, "/Popup");
    return pdf_is_note(pdf, subtype) &&
           (takes_object(clean, pdf, "PDF-02", pdf_id(pdf, annotation)) ||
            (is_window &&
             takes_object(clean, pdf, "PDF-02", pdf_id(pdf, pdf_key(pdf, annotation, "/Parent")))));
}

static void filter_annotations(struct objects *o, qpdf_oh page)
{
    qpdf_oh annotations = pdf_key(o->pdf, page, "/Annots");
    if (pdf_count(o->pdf, annotations) == 0)
        return;
    qpdf_oh left = annotations;
    if (o->attachments)
        left = clean_pdf_filter(o->pdf, left, is_attached, o->clean);
    if (o->notes)
        left = clean_pdf_filter(o->pdf, left, is_note, o->clean);
    if (pdf_count(o->pdf, left))
        qpdf_oh_replace_key(o->pdf->q, page, "/Annots", left);
    else
        drop(o, page, "/Annots");
}

/* ---- one dictionary */

static void drop_attached(struct objects *o, qpdf_oh dictionary, size_t id)
{
    struct pdf *pdf = o->pdf;
    qpdf_oh files = pdf_key(pdf, dictionary, "/AF");
    if (pdf_has(pdf, dictionary, "/EF") && takes_object(o->clean, pdf, "PDF-01", id))
        drop(o, dictionary, "/EF");
    if (clean_wants_all(o->clean, "PDF-01"))
        drop(o, dictionary, "/AF");
    else if (pdf_count(pdf, files))
        qpdf_oh_replace_key(pdf->q, dictionary, "/AF",
                            clean_pdf_filter(pdf, files, is_gone_file, o->clean));
}

/* `id`: of the object that it is, or stands in. */
static void clean_dictionary(struct objects *o, qpdf_oh object, size_t id)
{
    struct pdf *pdf = o->pdf;
    bool is_stream = qpdf_oh_is_stream(pdf->q, object);
    qpdf_oh dictionary = is_stream ? qpdf_oh_get_dict(pdf->q, object) : object;
    if (o->pictures && is_stream &&
        pdf_is_name(pdf, pdf_key(pdf, dictionary, "/Subtype"), "/Image"))
        clean_image(o, object);
    if (o->xmp)
        clean_metadata(o, dictionary);
    if (o->pieces && pdf_has(pdf, dictionary, "/PieceInfo")) {
        drop(o, dictionary, "/PieceInfo");
        drop(o, dictionary, "/LastModified");
    }
    if (is_stream)
        return;
    if (o->thumbnails && pdf_has(pdf, dictionary, "/Thumb") &&
        takes_object(o->clean, pdf, "PDF-10", id))
        drop(o, dictionary, "/Thumb");
    if (o->actions)
        drop_actions(o, dictionary);
    if (o->attachments)
        drop_attached(o, dictionary, id);
    if (o->notes || o->attachments)
        filter_annotations(o, dictionary);
}

static void reach(struct objects *o, qpdf_oh object, size_t id, int depth);

static void visit(struct objects *o, qpdf_oh object, size_t id, int depth)
{
    struct pdf *pdf = o->pdf;
    if (depth > MOST_DEPTH)
        return;
    if (qpdf_oh_is_array(pdf->q, object)) {
        int count = qpdf_oh_get_array_n_items(pdf->q, object);
        for (int i = 0; i < count; i++)
            reach(o, qpdf_oh_get_array_item(pdf->q, object, i), id, depth + 1);
        return;
    }
    bool is_stream = qpdf_oh_is_stream(pdf->q, object);
    if (!is_stream && !qpdf_oh_is_dictionary(pdf->q, object))
        return;
    clean_dictionary(o, object, id);
    struct str *keys;
    size_t count = pdf_keys(pdf, object, pdf->page_arena, &keys);
    qpdf_oh dictionary = is_stream ? qpdf_oh_get_dict(pdf->q, object) : object;
    for (size_t i = 0; i < count; i++)
        reach(o, qpdf_oh_get_key(pdf->q, dictionary, keys[i].p), id, depth + 1);
}

static void reach(struct objects *o, qpdf_oh object, size_t owner, int depth)
{
    struct pdf *pdf = o->pdf;
    if (!qpdf_oh_is_indirect(pdf->q, object)) {
        visit(o, object, owner, depth);
        qpdf_oh_release(pdf->q, object);
        return;
    }
    int id = qpdf_oh_get_object_id(pdf->q, object);
    qpdf_oh_release(pdf->q, object);
    if (id <= 0 || (size_t)id >= pdf->object_count || pdf->reached[id])
        return;
    pdf->reached[id] = 1;
    o->queue = work_grow(o->clean->arena, o->queue, o->last, &o->room, sizeof *o->queue);
    o->queue[o->last++] = id;
}

/* ---- what stands at one place only */

static bool names_a_path(struct str text)
{
    return str_contains(text, STR(":\\")) || str_contains(text, STR("\\\\")) ||
           str_contains(text, STR("/Users/")) || str_contains(text, STR("file:"));
}

/* Title, subject, keywords and dates stay: a delivery with properties needs them. */
static void clean_information(struct objects *o)
{
    static const char *const usual[] = {"/Title",        "/Subject", "/Keywords",
                                        "/CreationDate", "/ModDate", "/Trapped"};
    struct pdf *pdf = o->pdf;
    qpdf_oh information = pdf_key(pdf, qpdf_get_trailer(pdf->q), "/Info");
    bool makers = clean_wants(o->clean, "PDF-24");
    struct str *keys;
    size_t count = pdf_keys(pdf, information, pdf->arena, &keys);
    for (size_t i = 0; i < count; i++) {
        bool is_maker = str_equal(keys[i], STR("/Creator")) || str_equal(keys[i], STR("/Producer"));
        bool authors = takes_element(o->clean, "PDF-05", keys[i]);
        bool is_usual = str_equal(keys[i], STR("/PTEX.Fullbanner"));
        for (size_t k = 0; k < sizeof usual / sizeof usual[0]; k++)
            is_usual |= str_equal(keys[i], str_from_c(usual[k]));
        struct str value = pdf_text(pdf, pdf_key(pdf, information, keys[i].p), pdf->arena);
        if (is_maker ? makers : authors && (!is_usual || names_a_path(value)))
            drop(o, information, keys[i].p);
    }
}

/* A tree of names and attached files without those that go. */
static void filter_names(struct objects *o, qpdf_oh node, int depth)
{
    struct pdf *pdf = o->pdf;
    qpdf_oh kids = pdf_key(pdf, node, "/Kids"), pairs = pdf_key(pdf, node, "/Names"),
            left = qpdf_oh_new_array(pdf->q);
    int count = depth < MOST_DEPTH ? pdf_count(pdf, kids) : 0;
    for (int i = 0; i < count; i++)
        filter_names(o, qpdf_oh_get_array_item(pdf->q, kids, i), depth + 1);
    count = pdf_count(pdf, pairs);
    for (int i = 0; i + 1 < count; i += 2) {
        qpdf_oh file = qpdf_oh_get_array_item(pdf->q, pairs, i + 1);
        if (is_gone_file(o->clean, pdf, file))
            continue;
        qpdf_oh_append_item(pdf->q, left, qpdf_oh_get_array_item(pdf->q, pairs, i));
        qpdf_oh_append_item(pdf->q, left, file);
    }
    if (count)
        qpdf_oh_replace_key(pdf->q, node, "/Names", left);
}

static void clean_catalog(struct objects *o)
{
    struct pdf *pdf = o->pdf;
    qpdf_oh root = qpdf_get_root(pdf->q), names = pdf_key(pdf, root, "/Names");
    if (o->attachments && clean_wants_all(o->clean, "PDF-01") &&
        qpdf_oh_is_dictionary(pdf->q, names))
        drop(o, names, "/EmbeddedFiles");
    else if (o->attachments)
        filter_names(o, pdf_key(pdf, names, "/EmbeddedFiles"), 0);
    if (o->actions && qpdf_oh_is_dictionary(pdf->q, names))
        drop(o, names, "/JavaScript");
    if (clean_wants(o->clean, "PDF-14")) {
        drop(o, root, "/Outlines");
        if (pdf_is_name(pdf, pdf_key(pdf, root, "/PageMode"), "/UseOutlines"))
            drop(o, root, "/PageMode");
    }
    if (clean_wants(o->clean, "PDF-18")) {
        drop(o, root, "/SpiderInfo");
        drop(o, root, "/URI");
    }
}

void clean_pdf_objects(struct clean *clean, struct pdf *pdf)
{
    struct objects o = {.clean = clean,
                        .pdf = pdf,
                        .attachments = clean_finds(clean, "PDF-01"),
                        .notes = clean_finds(clean, "PDF-02"),
                        .actions = clean_finds(clean, "PDF-03"),
                        .xmp = clean_finds(clean, "PDF-06"),
                        .thumbnails = clean_finds(clean, "PDF-10"),
                        .pictures = clean_finds(clean, "PDF-16"),
                        .pieces = clean_finds(clean, "PDF-17")};
    clean_information(&o);
    clean_catalog(&o);
    visit(&o, qpdf_get_trailer(pdf->q), 0, 0);
    while (o.first < o.last) {
        if (--clean->work.budget->elements < 0)
            break;
        arena_reset(pdf->page_arena);
        int id = o.queue[o.first++];
        visit(&o, qpdf_get_object_by_id(pdf->q, id, 0), (size_t)id, 0);
        qpdf_oh_release_all(pdf->q);
    }
}
