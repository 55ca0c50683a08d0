/* What single dictionaries say: attachments, actions, forms, private data, metadata, media. */
#include <string.h>

#include "inspect/image.h"
#include "inspect/pdf_parts.h"
#include "inspect/xml.h"

static void found(struct pdf *pdf, const char *id, size_t object, struct str text)
{
    struct inspect_place place = pdf_place(object, pdf->arena);
    work_found(pdf->work, id, &place, text);
}

static void check_attachment(struct pdf *pdf, qpdf_oh dictionary, size_t id)
{
    qpdf_oh files = pdf_key(pdf, dictionary, "/EF");
    if (!qpdf_oh_is_dictionary(pdf->q, files))
        return;
    struct str name = pdf_text(pdf, pdf_key(pdf, dictionary, "/UF"), pdf->arena), bytes;
    if (name.n == 0)
        name = pdf_text(pdf, pdf_key(pdf, dictionary, "/F"), pdf->arena);
    found(pdf, "PDF-01", id, name.n ? name : STR("?"));
    qpdf_oh stream = pdf_key(pdf, files, "/F");
    if (qpdf_oh_is_null(pdf->q, stream))
        stream = pdf_key(pdf, files, "/UF");
    if (pdf_stream(pdf, stream, false, pdf->arena, &bytes))
        work_inside(pdf->work, name.n ? name : STR("attachment"), bytes);
}

static void check_action(struct pdf *pdf, qpdf_oh dictionary, size_t id)
{
    static const char *const acting[] = {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR",     "/GoToE",
        "/Rendition",  "/Movie",  "/Sound",      "/Hide",       "/ResetForm", "/RichMediaExecute"};
    qpdf_oh kind = pdf_key(pdf, dictionary, "/S");
    if (!qpdf_oh_is_name(pdf->q, kind))
        return;
    if (pdf_is_name(pdf, kind, "/URI")) {
        struct inspect_place place = pdf_place(id, pdf->arena);
        struct str target = pdf_text(pdf, pdf_key(pdf, dictionary, "/URI"), pdf->arena);
        struct inspect_finding *finding = work_found(pdf->work, "PDF-03", &place, target);
        bool is_web = str_starts(target, STR("http")) || str_starts(target, STR("mailto:"));
        if (finding)
            finding->severity = is_web ? INSPECT_INFORMATION : INSPECT_ACT;
        return;
    }
    for (size_t i = 0; i < sizeof acting / sizeof acting[0]; i++)
        if (pdf_is_name(pdf, kind, acting[i]))
            found(pdf, "PDF-03", id, str_from_c(acting[i] + 1));
}

static void check_field(struct pdf *pdf, qpdf_oh dictionary, size_t id)
{
    qpdf_oh type = pdf_key(pdf, dictionary, "/FT"), value = pdf_key(pdf, dictionary, "/V");
    if (!qpdf_oh_is_name(pdf->q, type) || qpdf_oh_is_null(pdf->q, value))
        return;
    struct str text = pdf_is_name(pdf, type, "/Sig")
                          ? pdf_text(pdf, pdf_key(pdf, value, "/Name"), pdf->arena)
                      : qpdf_oh_is_name(pdf->q, value) ? pdf_name(pdf, value, pdf->arena)
                                                       : pdf_text(pdf, value, pdf->arena);
    if (text.n && !str_equal(text, STR("Off")))
        found(pdf, "PDF-13", id, text);
}

static void check_media(struct pdf *pdf, qpdf_oh dictionary, size_t id)
{
    static const char *const kinds[] = {"/3D", "/RichMedia", "/Movie", "/Sound", "/Screen"};
    qpdf_oh kind = pdf_key(pdf, dictionary, "/Subtype");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (pdf_is_name(pdf, kind, kinds[i]))
            found(pdf, "PDF-22", id, str_from_c(kinds[i] + 1));
}

static void check_picture(struct pdf *pdf, qpdf_oh stream, size_t id)
{
    struct str bytes;
    qpdf_oh filter = pdf_key(pdf, stream, "/Filter");
    int filters = pdf_count(pdf, filter);
    if (filters > 0)
        filter = qpdf_oh_get_array_item(pdf->q, filter, filters - 1);
    if (!pdf_is_name(pdf, filter, "/DCTDecode") || filters > 1)
        return;
    if (!pdf_stream(pdf, stream, true, pdf->page_arena, &bytes))
        return;
    struct inspect_place place = pdf_place(id, pdf->arena);
    image_inspect_part(pdf->work, "PDF-16", &place, bytes);
}

/* Structure elements and marked content that read differently from what is seen. */
static void check_replacement(struct pdf *pdf, qpdf_oh dictionary, size_t id)
{
    static const char *const keys[] = {"/Alt", "/ActualText", "/E"};
    if (!pdf_is_name(pdf, pdf_key(pdf, dictionary, "/Type"), "/StructElem") &&
        !(pdf_has(pdf, dictionary, "/S") && pdf_has(pdf, dictionary, "/P")))
        return;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        qpdf_oh value = pdf_key(pdf, dictionary, keys[i]);
        if (qpdf_oh_is_string(pdf->q, value))
            found(pdf, "PDF-15", id, pdf_text(pdf, value, pdf->arena));
    }
}

void pdf_check_dictionary(struct pdf *pdf, qpdf_oh dictionary, size_t id)
{
    bool is_stream = qpdf_oh_is_stream(pdf->q, dictionary);
    if (is_stream && pdf_is_name(pdf, pdf_key(pdf, dictionary, "/Subtype"), "/Image"))
        check_picture(pdf, dictionary, id);
    qpdf_oh metadata = pdf_key(pdf, dictionary, "/Metadata");
    if (qpdf_oh_is_stream(pdf->q, metadata))
        pdf_check_metadata(pdf, metadata, pdf_id(pdf, metadata));
    if (pdf_has(pdf, dictionary, "/PieceInfo"))
        found(pdf, "PDF-17", id, STR("PieceInfo"));
    if (is_stream)
        return;
    check_attachment(pdf, dictionary, id);
    check_action(pdf, dictionary, id);
    check_field(pdf, dictionary, id);
    check_media(pdf, dictionary, id);
    check_replacement(pdf, dictionary, id);
    if (pdf_has(pdf, dictionary, "/Thumb"))
        found(pdf, "PDF-10", id, STR("Thumb"));
}

struct xmp {
    struct pdf *pdf;
    size_t id;
    bool in_creator, in_item;
    struct buf text;
};

static void start(void *state, struct str name, const char **attributes)
{
    static const struct str telling[] = {
        STR_INIT("History"),  STR_INIT("DerivedFrom"),      STR_INIT("Ingredients"),
        STR_INIT("Manifest"), STR_INIT("AuthorsPosition"),  STR_INIT("CaptionWriter"),
        STR_INIT("filePath"), STR_INIT("documentAncestors")};
    struct xmp *xmp = state;
    struct str path = xml_attribute(attributes, "filePath");
    if (str_equal(name, STR("creator")))
        xmp->in_creator = true;
    xmp->in_item = xmp->in_creator && str_equal(name, STR("li"));
    buf_clear(&xmp->text);
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        if (str_equal(name, telling[i]))
            found(xmp->pdf, "PDF-06", xmp->id, name);
    if (path.n)
        found(xmp->pdf, "PDF-06", xmp->id, path);
}

static void end(void *state, struct str name)
{
    struct xmp *xmp = state;
    struct str text = str_trim(buf_str(&xmp->text));
    if (xmp->in_item && text.n)
        found(xmp->pdf, "PDF-06", xmp->id, text);
    xmp->in_item = false;
    if (str_equal(name, STR("creator")))
        xmp->in_creator = false;
}

static void text(void *state, struct str text)
{
    struct xmp *xmp = state;
    if (xmp->in_item && xmp->text.n < 4096)
        buf_append(&xmp->text, text);
}

void pdf_check_metadata(struct pdf *pdf, qpdf_oh stream, size_t id)
{
    static const struct xml_handler handler = {start, end, text};
    struct xmp xmp = {.pdf = pdf, .id = id};
    struct str bytes;
    if (id && (pdf->reached[id] & 2))
        return; /* read already, from another owner */
    if (id)
        pdf->reached[id] |= 2;
    if (!pdf_stream(pdf, stream, false, pdf->page_arena, &bytes))
        return;
    if (!xml_read_bytes(pdf->work, STR("XMP"), bytes, true, &handler, &xmp))
        found(pdf, "PDF-06", id, STR("XMP that cannot be read"));
    buf_finish(&xmp.text);
}

static bool names_a_path(struct str text)
{
    return str_contains(text, STR(":\\")) || str_contains(text, STR("\\\\")) ||
           str_contains(text, STR("/Users/")) || str_contains(text, STR("file:"));
}

static void check_information(struct pdf *pdf)
{
    static const char *const usual[] = {"/Title",   "/Subject",        "/Keywords", "/CreationDate",
                                        "/ModDate", "/Trapped",        "/Creator",  "/Producer",
                                        "/Author",  "/PTEX.Fullbanner"};
    qpdf_oh information = pdf_key(pdf, qpdf_get_trailer(pdf->q), "/Info");
    struct str *keys;
    size_t count = pdf_keys(pdf, information, pdf->arena, &keys);
    for (size_t i = 0; i < count; i++) {
        bool is_usual = false;
        for (size_t k = 0; k < sizeof usual / sizeof usual[0]; k++)
            is_usual |= str_equal(keys[i], str_from_c(usual[k]));
        struct str value = pdf_text(pdf, pdf_key(pdf, information, keys[i].p), pdf->arena);
        bool is_maker = str_equal(keys[i], STR("/Creator")) || str_equal(keys[i], STR("/Producer"));
        struct inspect_place place = {
            .part = STR("trailer /Info"), .element = keys[i], .offset = -1};
        if (value.n &&
            (str_equal(keys[i], STR("/Author")) || !is_usual || (!is_maker && names_a_path(value))))
            work_found(pdf->work, "PDF-05", &place, value);
        if (value.n && is_maker)
            work_found_plain(pdf->work, "PDF-24", &place, value);
    }
}

void pdf_check_catalog(struct pdf *pdf)
{
    qpdf_oh root = qpdf_get_root(pdf->q), outlines = pdf_key(pdf, root, "/Outlines");
    size_t id = pdf_id(pdf, root);
    check_information(pdf);
    if (pdf_has(pdf, root, "/SpiderInfo"))
        found(pdf, "PDF-18", id, STR("SpiderInfo"));
    if (pdf_has(pdf, pdf_key(pdf, root, "/URI"), "/Base"))
        found(pdf, "PDF-18", id,
              pdf_text(pdf, pdf_key(pdf, pdf_key(pdf, root, "/URI"), "/Base"), pdf->arena));
    if (pdf_has(pdf, root, "/Collection"))
        found(pdf, "PDF-22", id, STR("Collection"));
    if (pdf_has(pdf, pdf_key(pdf, root, "/AcroForm"), "/XFA"))
        found(pdf, "PDF-13", id, STR("XFA"));
    qpdf_oh first = pdf_key(pdf, outlines, "/First");
    if (qpdf_oh_is_dictionary(pdf->q, first)) {
        struct inspect_place place = pdf_place(pdf_id(pdf, outlines), pdf->arena);
        double count = pdf_number(pdf, pdf_key(pdf, outlines, "/Count"), 1);
        struct inspect_finding *finding = work_found(
            pdf->work, "PDF-14", &place, pdf_text(pdf, pdf_key(pdf, first, "/Title"), pdf->arena));
        if (finding)
            finding->count = count < 0 ? (int64_t)-count : count > 1 ? (int64_t)count : 1;
    }
}
