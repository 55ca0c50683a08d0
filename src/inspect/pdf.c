/* The order in which a PDF is inspected. */
#include "inspect/pdf_parts.h"

enum { MOST_OBJECTS = 8 << 20 };

static void say_locked(struct work *work)
{
    struct inspect_place place = {.element = STR("trailer /Encrypt"), .offset = -1};
    work_found_plain(work, "PDF-20", &place, STR("password"));
    work_not_inspected(work, STR(""),
                       STR("パスワード付きのため検査していません。パスワードを外してください"),
                       STR("not inspected: it needs a password. Remove the password"));
}

static bool open_document(struct work *work, qpdf_data q)
{
    qpdf_silence_errors(q);
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    qpdf_set_attempt_recovery(q, QPDF_TRUE);
    qpdf_read_memory(q, "file", work->bytes.p, work->bytes.n, "");
    if (!qpdf_has_error(q))
        return true;
    if (qpdf_get_error_code(q, qpdf_get_error(q)) == qpdf_e_password)
        say_locked(work);
    else
        work_not_inspected(work, STR(""), STR("PDF の構造を読めません"),
                           STR("the structure of the PDF cannot be read"));
    return false;
}

static void check_state(struct work *work, qpdf_data q)
{
    struct inspect_place place = {.element = STR("trailer /Encrypt"), .offset = -1};
    if (qpdf_is_encrypted(q))
        work_found_plain(work, "PDF-20", &place, STR("restricted"));
    place.element = STR("xref");
    if (qpdf_more_warnings(q))
        work_found_plain(work, "PDF-21", &place, STR("damaged, repaired while reading"));
}

static void prepare(struct pdf *pdf)
{
    struct work *work = pdf->work;
    double size = pdf_number(pdf, pdf_key(pdf, qpdf_get_trailer(pdf->q), "/Size"), 0);
    /* What /Size claims is believed only as far as the file could hold that many objects. */
    size_t most = work->bytes.n + 1000 < MOST_OBJECTS ? work->bytes.n + 1000 : MOST_OBJECTS;
    pdf->object_count = size > 0 && size < (double)most ? (size_t)size + 1 : most;
    pdf->off = ARENA_ARRAY(work->arena, uint8_t, pdf->object_count);
    pdf->reached = ARENA_ARRAY(work->arena, uint8_t, pdf->object_count);
    pdf->fonts = ARENA_ARRAY(work->arena, struct pdf_font *, pdf->object_count);
}

bool pdf_open(struct pdf *pdf, struct work *work)
{
    *pdf = (struct pdf){
        .work = work, .arena = work->arena, .q = qpdf_init(), .page_arena = arena_create()};
    if (!open_document(work, pdf->q))
        return false;
    prepare(pdf);
    return true;
}

void pdf_close(struct pdf *pdf)
{
    if (qpdf_has_error(pdf->q)) /* taken, or qpdf complains on stderr */
        qpdf_get_error(pdf->q);
    qpdf_cleanup(&pdf->q);
    arena_destroy(pdf->page_arena);
}

void pdf_inspect(struct work *work)
{
    struct pdf pdf;
    pdf_check_raw(work);
    if (pdf_open(&pdf, work)) {
        check_state(work, pdf.q);
        pdf_read_layers(&pdf);
        pdf_check_catalog(&pdf);
        pdf_walk_objects(&pdf);
        pdf_read_pages(&pdf);
        pdf_report_fonts(&pdf);
    }
    pdf_close(&pdf);
}
