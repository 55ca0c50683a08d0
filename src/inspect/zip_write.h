/* A zip written anew: entries copied as they are packed, or packed here; no comment, no extra
   fields, no gaps, every date 1 January 1980, so that the same input gives the same bytes. */
#ifndef MEGURI_INSPECT_ZIP_WRITE_H
#define MEGURI_INSPECT_ZIP_WRITE_H

#include "inspect/zip.h"

struct zip_writer {
    struct buf out, directory;
    size_t count;
    bool too_large; /* beyond what a zip without zip64 can hold */
};
/* The packed bytes are copied. */
void zip_write_copy(struct zip_writer *writer, const struct zip_entry *entry);
/* New content under the name of `entry`, packed as that was (stored or deflated). */
void zip_write_new(struct zip_writer *writer, const struct zip_entry *entry, struct str bytes);
/* The whole file, in the arena; false when it was too large. Frees the writer in both cases. */
bool zip_write_end(struct zip_writer *writer, struct arena *arena, struct str *out);

#endif
