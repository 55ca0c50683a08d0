/* A growing byte buffer that owns its memory; for output whose size is not known beforehand.
   Zero-initialise, append, buf_finish. */
#ifndef MEGURI_BASE_BUF_H
#define MEGURI_BASE_BUF_H

#include "base/str.h"

struct buf {
    char *p;
    size_t n, capacity;
};

void buf_append(struct buf *buf, struct str s);
void buf_append_char(struct buf *buf, char c);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes at the returned place; buf_commit says how many were filled. */
char *buf_reserve(struct buf *buf, size_t n);
void buf_commit(struct buf *buf, size_t n);
/* View of the content; valid until the next append or finish. */
struct str buf_str(const struct buf *buf);
/* Keeps the memory, forgets the content. */
void buf_clear(struct buf *buf);
/* Frees the memory and leaves an empty buffer. */
void buf_finish(struct buf *buf);

#endif
