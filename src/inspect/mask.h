/* What a finding shows of what was found. A report travels further than the file it is about. */
#ifndef MEGURI_INSPECT_MASK_H
#define MEGURI_INSPECT_MASK_H

#include "base/arena.h"

/* One line of at most 120 characters. Twelve digits that pass as an individual number become marks.
 */
struct str mask_keep(struct str text, struct arena *arena);
/* The first character, then marks, and how many characters there were; a digit is never shown. */
struct str mask_text(struct str text, struct arena *arena);

/* The check digit of an individual number (12 digits) fits. */
bool mask_is_individual_number(const char digits[12]);

#endif
