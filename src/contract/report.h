/* What an inspection found, as the worker wrote it, made ready for people: allow-list, masks, the
   comparison of captions with file names, the malware scan. And the report as a file. */
#ifndef MEGURI_CONTRACT_REPORT_H
#define MEGURI_CONTRACT_REPORT_H

#include "contract/inspection.h"
#include "inspect/inspect.h"

/* Reads what is inspected so far into reports[0..inspection->count), in the order of the files;
   those that still wait have an empty form. Everything lives in the actor's arena and needs
   `inspect`. */
int contract_report_read(const struct web_actor *actor, const struct inspect *inspect,
                         const struct contract_inspection *inspection, bool reveal,
                         struct inspect_report **reports, struct error *error);

#endif
