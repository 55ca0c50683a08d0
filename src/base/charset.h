/* CP932 (Shift_JIS as Windows has it) from and to UTF-8. */
#ifndef MEGURI_BASE_CHARSET_H
#define MEGURI_BASE_CHARSET_H

#include "base/buf.h"

struct charset_decoder; /* keeps a character that is cut at the end of a piece */

/* Converters are loaded here: a sandboxed process creates one before it locks itself down. */
struct charset_decoder *charset_decoder_create(void);
void charset_decoder_destroy(struct charset_decoder *decoder);
/* Appends the UTF-8 of `piece`. False at a byte that is no CP932; what was before it is there. */
bool charset_decode(struct charset_decoder *decoder, struct str piece, struct buf *out);
/* At the end of all pieces: false when a character is incomplete. */
bool charset_decode_end(const struct charset_decoder *decoder);

/* Appends the CP932 of valid UTF-8. False, and nothing appended, when a character has none;
   *offender is that character then. */
bool charset_encode(struct str text, struct buf *out, struct str *offender);

#endif
