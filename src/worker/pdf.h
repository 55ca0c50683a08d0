/* The structure of a PDF, by qpdf: can it be opened, how many pages, is it locked. */
#ifndef MEGURI_WORKER_PDF_H
#define MEGURI_WORKER_PDF_H

#include "worker/output.h"

/* Lets qpdf load what it loads late (ciphers). Before the sandbox. */
void pdf_load(void);
/* The job: parameters [0] pages, [1] enum pdf_lock of doc/picture.h, [2] repaired. */
void pdf_check_job(struct str bytes, struct worker_output *output);

#endif
