/* Numbers in raw bytes. The caller has checked that they are there. */
#ifndef MEGURI_INSPECT_BYTES_H
#define MEGURI_INSPECT_BYTES_H

#include "base/str.h"

static inline unsigned bytes_at(struct str s, size_t at)
{
    return (unsigned char)s.p[at];
}
static inline uint32_t bytes_u16(struct str s, size_t at) /* little-endian */
{
    return bytes_at(s, at) | bytes_at(s, at + 1) << 8;
}
static inline uint32_t bytes_u32(struct str s, size_t at)
{
    return bytes_u16(s, at) | bytes_u16(s, at + 2) << 16;
}
static inline uint32_t bytes_u16_big(struct str s, size_t at)
{
    return bytes_at(s, at) << 8 | bytes_at(s, at + 1);
}
static inline uint32_t bytes_u32_big(struct str s, size_t at)
{
    return bytes_u16_big(s, at) << 16 | bytes_u16_big(s, at + 2);
}
static inline int bytes_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}
static inline bool bytes_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

#endif
