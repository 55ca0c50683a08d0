/* Bytes in any encoding to UTF-8, as Japanese mail needs it: what is labelled Shift_JIS is CP932, what
   is labelled ISO-2022-JP may hold NEC and IBM characters and half-width kana, and what has no label
   or a wrong one is recognised by its bytes. The result is always valid UTF-8. */
#ifndef MEGURI_WORKER_CHARSET_H
#define MEGURI_WORKER_CHARSET_H

#include "base/arena.h"

/* Opens every table that will ever be used and closes the door to others (see iconv_open there). */
void charset_load(void);

/* *guessed becomes true when the label is missing (and the bytes are not ASCII), unknown or wrong;
   it is never made false. The text may still hold control characters. */
struct str charset_to_utf8(struct str bytes, struct str label, struct arena *arena, bool *guessed);

#endif
