/* Zip as it lies in the bytes. Our own reader of directory and local headers over zlib: inspection
   must see what a library skips (gaps, bytes in front, entries that only one of the two lists has),
   and what is read must be what was looked at. Sizes and offsets are never believed. */
#ifndef MEGURI_INSPECT_ZIP_H
#define MEGURI_INSPECT_ZIP_H

#include "inspect/work.h"

struct zip_entry {
    struct str name;     /* UTF-8; made from CP932 where the entry does not say UTF-8 */
    struct str raw_name; /* as in the directory */
    struct str data;     /* packed bytes; empty when they lie outside the file */
    uint64_t size;       /* unpacked, as the directory claims */
    uint64_t offset;     /* of the local header in the file */
    uint64_t end;        /* behind the packed bytes */
    uint32_t crc;
    uint16_t method, flags;
    bool is_encrypted, is_link, is_folder;
    bool is_sound; /* local header found and in agreement */
};
struct zip {
    struct zip_entry *entries; /* in the order of the directory */
    size_t count;
    const struct zip_entry **by_name; /* sorted, case ignored */
};

/* Reads the directory and reports what lies outside of it (OPC-02, OPC-03, FS-01). False when there
   is no readable directory (reported). */
bool zip_list(struct work *work, struct zip *out);
/* By name, ASCII case ignored; NULL when there is none. */
const struct zip_entry *const *zip_find_place(const struct zip *zip,
                                              struct str name); /* in by_name */
const struct zip_entry *zip_find(const struct zip *zip, struct str name);

/* Takes a piece of unpacked bytes; false: enough. */
typedef bool zip_sink(void *state, struct str piece);
/* Unpacks an entry piece by piece. False when it is damaged, encrypted, packed in an unknown way or
   over the limits (all reported). */
bool zip_unpack(struct work *work, const struct zip_entry *entry, zip_sink *sink, void *state);
/* The whole entry into the arena; false also when it is larger than `most`. */
bool zip_read(struct work *work, const struct zip_entry *entry, size_t most, struct str *out);

#endif
