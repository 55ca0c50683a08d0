/* Looking into zip files: every entry becomes a part with its bytes, or with its name only when it is
   locked or beyond the limits. */
#ifndef MEGURI_WORKER_ARCHIVE_H
#define MEGURI_WORKER_ARCHIVE_H

#include "worker/mail_work.h"

/* `index` is the part that is the zip, `depth` where it stands. */
void archive_read(struct mail_work *work, int index, int depth, struct str bytes);

#endif
