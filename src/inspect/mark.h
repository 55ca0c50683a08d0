/* Marks: what an inspection notes for the cleaner, beside the findings that it notes for people.
   Elements of a part are counted from 1 in the order of their start tags, so that a second pass
   over the same bytes meets the same element. */
#ifndef MEGURI_INSPECT_MARK_H
#define MEGURI_INSPECT_MARK_H

#include "inspect/work.h"

enum mark_act {
    MARK_NOTHING,
    MARK_PART,      /* the part goes */
    MARK_DROP,      /* the element, or its nearest ancestor called `name`, goes */
    MARK_EMPTY,     /* its content goes */
    MARK_ATTRIBUTE, /* its attribute `name` goes */
    MARK_SHAPE,     /* the shape that it stands in goes, with its anchor */
    MARK_BLANK, /* letters become blanks of the same width; `name` "shows": tiny ones leave a trace
                 */
    MARK_CELL,  /* `element` is row << 14 | column: the value goes */
    MARK_FORMULA, /* same, the formula goes and its value stays */
};
struct mark {
    const struct inspect_kind *kind;
    struct str part;
    enum mark_act act;
    uint64_t element;
    struct str name;
};
struct marks {
    struct mark *items;
    size_t count, room;
};

/* Notes it when the work keeps marks and the file is not one inside another. */
void work_mark(struct work *work, const char *id, struct str part, enum mark_act act,
               uint64_t element, struct str name);

/* inspect_bytes that keeps marks; unsettled. */
void inspect_with_marks(struct inspect *inspect, struct str name, struct str bytes,
                        const struct inspect_options *options, struct arena *arena,
                        struct inspect_report *out, struct marks *marks);

#endif
