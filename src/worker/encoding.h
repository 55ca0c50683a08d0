/* Transfer encodings of header words and parameters, read leniently: what does not belong is left
   out, what is cut short gives what was there. */
#ifndef MEGURI_WORKER_ENCODING_H
#define MEGURI_WORKER_ENCODING_H

#include "base/buf.h"

void encoding_base64(struct str text, struct buf *out);
void encoding_q(struct str text, struct buf *out);       /* RFC 2047 Q: '_' is a blank */
void encoding_percent(struct str text, struct buf *out); /* RFC 2231 */

#endif
