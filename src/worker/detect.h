/* What a file is by its bytes, whatever its name and label say. */
#ifndef MEGURI_WORKER_DETECT_H
#define MEGURI_WORKER_DETECT_H

#include "base/str.h"

/* A media type: a literal. "application/octet-stream" when nothing is recognised, "text/plain" for
   text, "text/csv" for text whose lines have the same number of separators, "application/x-empty". */
struct str detect_type(struct str bytes);

#endif
