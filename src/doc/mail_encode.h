/* Pieces of a message in writing: encoded words, folded fields, base64. For mail_build only. */
#ifndef MEGURI_DOC_MAIL_ENCODE_H
#define MEGURI_DOC_MAIL_ENCODE_H

#include "base/buf.h"

/* Lines of 76 characters, each ended by CR LF. */
void encode_base64(struct str bytes, struct buf *out);
/* An unstructured value (Subject): ASCII as it is, folded at blanks; anything else as RFC 2047 words
   of UTF-8, each of whole characters. `column` is where the value begins. */
void encode_text(struct str text, size_t column, struct buf *out);
/* A display name: plain, quoted, or encoded words. Returns with the name only. */
void encode_phrase(struct str name, size_t column, struct buf *out);
/* ; name="…" for ASCII, else ; name*0*=UTF-8''… (RFC 2231), each on its own line. */
void encode_parameter(struct str name, struct str value, struct buf *out);
/* ASCII without controls. */
bool encode_is_ascii(struct str text);

#endif
