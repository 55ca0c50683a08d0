#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

char *buf_reserve(struct buf *buf, size_t n)
{
    size_t need = size_add(buf->n, n);
    if (need > buf->capacity) {
        size_t capacity = buf->capacity ? buf->capacity : 256;
        while (capacity < need)
            capacity = size_mul(capacity, 2);
        char *grown = realloc(buf->p, capacity);
        if (!grown)
            check_fail("out of memory");
        buf->p = grown;
        buf->capacity = capacity;
    }
    return buf->p + buf->n;
}

void buf_commit(struct buf *buf, size_t n)
{
    CHECK(n <= buf->capacity - buf->n);
    buf->n += n;
}

void buf_append(struct buf *buf, struct str s)
{
    if (s.n == 0)
        return;
    memcpy(buf_reserve(buf, s.n), s.p, s.n);
    buf->n += s.n;
}

void buf_append_char(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->n++;
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    CHECK(length >= 0);
    va_start(args, format);
    vsnprintf(buf_reserve(buf, (size_t)length + 1), (size_t)length + 1, format, args);
    va_end(args);
    buf->n += (size_t)length;
}

struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->p ? buf->p : "", buf->n};
}

void buf_clear(struct buf *buf)
{
    buf->n = 0;
}

void buf_finish(struct buf *buf)
{
    free(buf->p);
    *buf = (struct buf){0};
}
