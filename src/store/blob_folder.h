/* Where the files of blobs lie. Internal. */
#ifndef MEGURI_STORE_BLOB_FOLDER_H
#define MEGURI_STORE_BLOB_FOLDER_H

#include "store/blob.h"

extern const struct str blob_sweep_lock; /* file name for lock_take */

/* Makes DATA/blobs with its 256 folders and incoming, durable. */
int blob_folder_make(struct store *store, struct error *error);
/* id must be 64 hex digits; a NUL follows the path. */
struct str blob_path(const struct store *store, int64_t vault, struct str id, struct arena *arena);

#endif
