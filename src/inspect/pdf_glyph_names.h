/* Characters of simple fonts: WinAnsi, and names of glyphs (Adobe Glyph List, Latin part). */
#ifndef MEGURI_INSPECT_PDF_GLYPH_NAMES_H
#define MEGURI_INSPECT_PDF_GLYPH_NAMES_H

#include "base/str.h"

/* 0: none. */
uint32_t pdf_glyph_windows(uint32_t code);
/* "A", "hyphen", "uni3042", "u1F600"; 0: not known. */
uint32_t pdf_glyph_character(struct str name);

#endif
