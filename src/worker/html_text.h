/* The text of an HTML mail: what a person would read, lines where the page has lines. */
#ifndef MEGURI_WORKER_HTML_TEXT_H
#define MEGURI_WORKER_HTML_TEXT_H

#include "base/buf.h"

/* `html` is UTF-8. Tags, comments, script, style and title go; block elements and <br> break lines;
   table cells are parted by a tab; white space runs become one blank except in <pre>. */
void html_text(struct str html, struct buf *out);

#endif
