/* Inspecting a file in the worker. This room passes the record on; the room inspect reads it. */
#ifndef MEGURI_DOC_INSPECTION_H
#define MEGURI_DOC_INSPECTION_H

#include "doc/worker.h"

/* `fd` is read from its start; `name` is what the file is called (at most WORKER_TEXT_LIMIT bytes
   of it count). *record is for inspect_read_record, unsettled. ERR_DOC_WORKER when the worker died
   or missed its deadline: the file is then not inspected. */
int inspection_call(struct worker_pool *pool, int fd, struct str name, struct arena *arena,
                    struct str *record, struct error *error);

#endif
