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
    int64_t finding; /* number of the finding that it belongs to; 0: of none that is named; below:
                        of a finding that is still to come */
};
struct marks {
    struct mark *items;
    size_t count, room;
    size_t settled; /* all in front of it know their findings */
};

/* Notes it when the work keeps marks and the file is not one inside another. It belongs to the last
   finding of its kind. */
void work_mark(struct work *work, const char *id, struct str part, enum mark_act act,
               uint64_t element, struct str name);

/* Same, for a finding that is still to come: what belongs together has one `group`, from 0. */
void work_mark_before(struct work *work, const char *id, struct str part, enum mark_act act,
                      uint64_t element, struct str name, int64_t group);
/* The last finding of the kind is the one of that group; or it came to nothing. */
void work_marks_found(struct work *work, const char *id, int64_t group, bool is_found);

/* inspect_bytes that keeps marks; unsettled. */
void inspect_with_marks(struct inspect *inspect, struct str name, struct str bytes,
                        const struct inspect_options *options, struct arena *arena,
                        struct inspect_report *out, struct marks *marks);

#endif
