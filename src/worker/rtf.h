/* The text of a compressed RTF body (PR_RTF_COMPRESSED), as winmail.dat carries it. Sources: MS-OXRTFCP
   (compression), MS-OXRTFEX (HTML wrapped in RTF), RTF 1.9.1. */
#ifndef MEGURI_WORKER_RTF_H
#define MEGURI_WORKER_RTF_H

#include "base/arena.h"
#include "base/buf.h"

/* Unpacks; at most `limit` bytes. False when the header is no such thing or it is damaged. */
bool rtf_unpack(struct str packed, size_t limit, struct buf *out);
/* The text in UTF-8, lines where paragraphs end. Pictures, tables of fonts and the HTML tags that are
   wrapped in go. */
void rtf_text(struct str rtf, struct arena *arena, struct buf *out);

#endif
