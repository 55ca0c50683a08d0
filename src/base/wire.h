/* Flat records between our own processes of one machine: integers in the machine's order and texts
   with their length. The reader trusts nothing: after the first short or oversized field it is
   `broken` and gives zeros and empty texts. */
#ifndef MEGURI_BASE_WIRE_H
#define MEGURI_BASE_WIRE_H

#include "base/buf.h"

void wire_put_u32(struct buf *out, uint32_t value);
void wire_put_i64(struct buf *out, int64_t value);
void wire_put_str(struct buf *out, struct str text);

struct wire_reader {
    struct str rest;
    bool broken;
};
uint32_t wire_u32(struct wire_reader *reader);
int64_t wire_i64(struct wire_reader *reader);
/* A view into the record. */
struct str wire_str(struct wire_reader *reader);
/* A u32 that counts records of at least `least` bytes each: broken when they cannot be there, so
   that the caller may allocate for them. */
size_t wire_count(struct wire_reader *reader, size_t least);

#endif
