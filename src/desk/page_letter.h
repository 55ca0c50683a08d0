/* The text of an answer as alternating parts: what a person writes, and what stands fixed (the
   mandatory paragraph of each result, the sentence of the specification). Pure. */
#ifndef MEGURI_DESK_PAGE_LETTER_H
#define MEGURI_DESK_PAGE_LETTER_H

#include "base/arena.h"

enum { DESK_LETTER_PARTS = 9 }; /* at most four fixed ones with five around them */

struct desk_letter_part {
    bool fixed;
    struct str name;   /* of a fixed part: what it is */
    struct str text;
    struct str input;  /* name of the input of a free part: "part_0" … */
};
struct desk_letter_fixed {
    struct str name, text;
};
/* Cuts `text` at the fixed paragraphs. Free and fixed parts alternate, beginning and ending with a free
   one, which may be empty. A fixed paragraph that the text lacks is put before the last free part.
   Returns the number of parts. `fixed_count` <= 4. */
size_t desk_letter_split(struct str text, const struct desk_letter_fixed *fixed, size_t fixed_count,
                         struct desk_letter_part *parts);
/* The whole text again, parts separated by an empty line, without empty parts. */
struct str desk_letter_join(const struct desk_letter_part *parts, size_t count,
                            struct arena *arena);

#endif
