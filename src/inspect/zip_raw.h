/* What lies in a zip beside what its directory lists. */
#ifndef MEGURI_INSPECT_ZIP_RAW_H
#define MEGURI_INSPECT_ZIP_RAW_H

#include "inspect/zip.h"

struct zip_ends {
    uint64_t shift;        /* bytes in front of the zip that its offsets do not count */
    size_t directory, end; /* offsets of the directory and of the end record */
};
void zip_check_raw(struct work *work, const struct zip *zip, const struct zip_ends *ends);

#endif
