/* The three ways to write bytes as plain ASCII that several rooms need. */
#ifndef MEGURI_BASE_ESCAPE_H
#define MEGURI_BASE_ESCAPE_H

#include "base/buf.h"

/* The value of a hexadecimal digit of either case, or -1. */
int hex_value(char c);

/* Letters, digits and -._~ (RFC 3986 "unreserved"). */
bool percent_is_unreserved(char c);
/* Appends `bytes`; all but the unreserved as %XX. */
void percent_encode(struct str bytes, struct buf *out);

/* Appends `bytes` in base64 (RFC 4648, padded, without line breaks). */
void base64_encode(struct str bytes, struct buf *out);

#endif
