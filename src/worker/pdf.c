#include "worker/pdf.h"

#include <qpdf/qpdf-c.h>

enum { OPEN, RESTRICTED, PASSWORD };

static void check(struct str bytes, struct worker_output *output)
{
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    qpdf_set_attempt_recovery(pdf, QPDF_TRUE);
    qpdf_read_memory(pdf, "attachment", bytes.p, bytes.n, "");
    if (qpdf_has_error(pdf)) {
        bool locked = qpdf_get_error_code(pdf, qpdf_get_error(pdf)) == qpdf_e_password;
        output->status = locked ? WORKER_OK : WORKER_BROKEN;
        output->parameters[1] = locked ? PASSWORD : OPEN;
    } else {
        int pages = qpdf_get_num_pages(pdf);
        output->status = pages > 0 ? WORKER_OK : WORKER_BROKEN;
        if (qpdf_has_error(pdf)) /* taken, or qpdf complains on stderr */
            qpdf_get_error(pdf);
        output->parameters[0] = pages;
        output->parameters[1] = qpdf_is_encrypted(pdf) ? RESTRICTED : OPEN;
        output->parameters[2] = qpdf_more_warnings(pdf);
    }
    if (output->status == WORKER_BROKEN)
        output->text = STR("PDF の構造を読めません");
    qpdf_cleanup(&pdf);
}

void pdf_load(void)
{
    /* Damaged on purpose: what recovery needs is loaded too. */
    static const char sample[] =
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
        "trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF\n";
    struct worker_output output = {0};
    check((struct str){sample, sizeof sample - 1}, &output);
}

void pdf_check_job(struct str bytes, struct worker_output *output)
{
    check(bytes, output);
}
