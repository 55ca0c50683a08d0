/* PDF: what is taken out by qpdf's objects, and the file written anew: one revision, no object that
   nobody refers to, nothing in front or behind. */
#include "inspect/clean_pdf.h"

void clean_pdf_set_stream(struct pdf *pdf, qpdf_oh stream, struct str bytes)
{
    qpdf_oh_replace_stream_data(pdf->q, stream, (const unsigned char *)bytes.p, bytes.n,
                                qpdf_oh_new_null(pdf->q), qpdf_oh_new_null(pdf->q));
}

qpdf_oh clean_pdf_filter(struct pdf *pdf, qpdf_oh array,
                         bool (*goes)(struct clean *clean, struct pdf *pdf, qpdf_oh item),
                         struct clean *clean)
{
    qpdf_oh left = qpdf_oh_new_array(pdf->q);
    int count = pdf_count(pdf, array);
    for (int i = 0; i < count; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf->q, array, i);
        if (!goes(clean, pdf, item))
            qpdf_oh_append_item(pdf->q, left, item);
    }
    return left;
}

static bool write_document(struct clean *clean, struct pdf *pdf, struct str *out)
{
    qpdf_data q = pdf->q;
    if (qpdf_init_write_memory(q) & QPDF_ERRORS)
        return false;
    qpdf_set_deterministic_ID(q, QPDF_TRUE);
    qpdf_set_preserve_unreferenced_objects(q, QPDF_FALSE);
    qpdf_set_decode_level(q, qpdf_dl_none); /* streams stay as they are packed */
    if (qpdf_write(q) & QPDF_ERRORS)
        return false;
    *out = arena_copy(clean->arena,
                      (struct str){(const char *)qpdf_get_buffer(q), qpdf_get_buffer_length(q)});
    return true;
}

static bool is_signed(struct pdf *pdf)
{
    qpdf_oh form = pdf_key(pdf, qpdf_get_root(pdf->q), "/AcroForm");
    return (int)pdf_number(pdf, pdf_key(pdf, form, "/SigFlags"), 0) & 1;
}

static bool is_refused(struct clean *clean, struct pdf *pdf)
{
    if (qpdf_is_encrypted(pdf->q))
        clean_refuse(clean,
                     STR("制限の付いた PDF は書き換えません。制限を外したものを整理してください"),
                     STR("a restricted PDF is not written: remove the restriction first"));
    else if (is_signed(pdf))
        clean_refuse(
            clean, STR("整理すると電子署名が無効になります。署名の前のファイルを整理してください"),
            STR("cleaning voids the signature: clean the file as it was before it was "
                "signed"));
    else
        return false;
    return true;
}

bool clean_pdf(struct clean *clean, struct str *out)
{
    struct pdf pdf;
    bool written = false;
    if (pdf_open(&pdf, &clean->work) && !is_refused(clean, &pdf)) {
        clean_pdf_pages(clean, &pdf);
        clean_pdf_form(clean, &pdf);
        clean_pdf_objects(clean, &pdf);
        written = write_document(clean, &pdf, out);
    }
    pdf_close(&pdf);
    return written;
}
