/* Reports of an inspection as files for people: a workbook and a PDF. For machines:
 * inspect_write_json. */
#ifndef MEGURI_CONTRACT_OUTPUT_H
#define MEGURI_CONTRACT_OUTPUT_H

#include "base/context.h"
#include "inspect/inspect.h"

struct contract_output {
    const struct inspect *inspect;
    const struct inspect_report *reports; /* settled */
    size_t count;
    enum lang lang;
    struct arena *arena;
};

/* 合格, 未検査（不合格） or the worst severity. */
struct str contract_output_state(const struct inspect_report *report, enum lang lang);
/* A new xlsx file at `path`. */
int contract_output_sheet(const struct contract_output *output, const struct context *context,
                          struct str path, struct error *error);
/* The report as a PDF of A4 pages. */
int contract_output_paper(const struct contract_output *output, utc_us created, struct buf *pdf,
                          struct error *error);

#endif
