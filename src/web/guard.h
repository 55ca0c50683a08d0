/* The request guard: reads every byte of a connection before libmicrohttpd does, and lets a request
   head pass only when it can be read in one way. Pure: no sockets, no clock (fuzz/web_guard.c).
   Bodies pass by count; Transfer-Encoding is refused, so the count is always known. */
#ifndef MEGURI_WEB_GUARD_H
#define MEGURI_WEB_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum {
    GUARD_HEAD_LIMIT = 16384, /* request line and headers; browsers stay under 8 KiB */
    GUARD_HEADER_LIMIT = 64,
    GUARD_TARGET_LIMIT = 4096,
};

/* Why a request was refused; the texts are in guard_reason_name. Order is not stored. */
enum guard_reason {
    GUARD_FINE,
    GUARD_BARE_LINE_FEED,
    GUARD_BARE_CARRIAGE_RETURN,
    GUARD_NUL_BYTE,
    GUARD_CONTROL_BYTE,
    GUARD_HEAD_TOO_LARGE,
    GUARD_TOO_MANY_HEADERS,
    GUARD_FOLDED_HEADER,
    GUARD_HEADER_FORM,
    GUARD_DUPLICATE_HEADER,
    GUARD_REQUEST_LINE,
    GUARD_METHOD,
    GUARD_VERSION,
    GUARD_TARGET_FORM,
    GUARD_TARGET_TOO_LONG,
    GUARD_PERCENT,
    GUARD_PATH_STEP,
    GUARD_HOST_MISSING,
    GUARD_HOST,
    GUARD_CONTENT_LENGTH,
    GUARD_TRANSFER_ENCODING,
    GUARD_BODY_NOT_EXPECTED,
    GUARD_EXPECT,
    GUARD_REASON_COUNT
};
/* "duplicate_header": for the audit line and the counters. */
struct str guard_reason_name(enum guard_reason reason);

/* What the guard learnt from one head. */
struct guard_head {
    uint64_t body; /* bytes that follow */
};

/* Is `bytes` the beginning of a head that can still become valid? Looks only at what can be seen
   before the end: line ends, NUL, size. *end is the head's length with its empty line, or 0. */
enum guard_reason guard_scan(struct str bytes, size_t from, size_t *end);
/* A whole head, empty line included. `hosts` are the names this server answers to, without port. */
enum guard_reason guard_check(struct str head, const struct str *hosts, size_t host_count,
                              struct guard_head *out);

#endif
