/* The small languages of data/inspect/rules.tsv: names of parts, and conditions. */
#ifndef MEGURI_INSPECT_PATTERN_H
#define MEGURI_INSPECT_PATTERN_H

#include "base/str.h"

/* '*' any characters, '#' one or more digits; ASCII case is ignored. */
bool pattern_fits(struct str pattern, struct str name);
/* Conditions joined by '&'; empty: true. `attributes` may be NULL for conditions on the text. */
bool pattern_condition(struct str when, const char **attributes, const struct str *text);

#endif
