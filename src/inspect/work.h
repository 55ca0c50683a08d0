/* The state of one inspection, shared by the files of this room only. A file inside a file has a
   work of its own that shares the report and the budget of the outermost one. */
#ifndef MEGURI_INSPECT_WORK_H
#define MEGURI_INSPECT_WORK_H

#include "base/charset.h"
#include "base/embedded.h"
#include "inspect/inspect.h"

extern const struct embedded_files inspect_data;

struct personal_tables;    /* inspect/personal.h */
struct inspect_clean_rule; /* inspect/clean.h */

enum { WORK_KINDS = 256, WORK_LIMITS = 16 };

struct inspect {
    struct arena *arena;
    struct inspect_kind *kinds;
    size_t kind_count;
    struct charset_decoder *cp932;
    struct arena *scratch; /* reset by whoever begins to use it; nothing lives there for long */
    struct inspect_limit limits[WORK_LIMITS];
    size_t limit_count;
    const struct personal_tables *personal;
    const struct inspect_clean_rule *clean_rules; /* by index of kind; inspect/clean.h */
};

struct budget {
    int64_t expanded; /* bytes that may still come out of compression */
    int64_t elements; /* XML elements and PDF operators that may still be met */
};

struct work {
    struct inspect *inspect;
    struct arena *arena;
    const struct inspect_options *options;
    struct inspect_report *report;
    size_t finding_room, caption_room;
    struct budget *budget;
    struct work *outer; /* NULL: the file itself */
    struct str inside;  /* empty: the file itself */
    struct str name;    /* of this file, without folders */
    struct str bytes;
    int64_t depth;
    uint32_t met[WORK_KINDS];    /* findings of each kind in this file */
    int64_t numbers[WORK_KINDS]; /* outermost only: of the last finding of each kind, also of those
                                    that were left out */
    struct marks *marks;         /* for the cleaner (inspect/mark.h); NULL: nobody wants them */
};

/* The outermost work: findings live there. */
struct work *work_top(struct work *work);

/* Adds a finding of the kind `id` (the catalogue must know it) unless there are too many of it.
   `found` is words of the file, to be masked. `place->inside` is filled in. Returns the finding, or
   NULL when it was only counted. */
struct inspect_finding *work_found(struct work *work, const char *id,
                                   const struct inspect_place *place, struct str found);
/* Same, for words of ours and measures that need no mask. */
struct inspect_finding *work_found_plain(struct work *work, const char *id,
                                         const struct inspect_place *place, struct str found);
/* A place that is a part and an element of it. */
struct inspect_place place_part(struct str part, struct str element);

/* Copies the texts of a place into the arena, cut to what a report holds. */
void work_keep_place(struct arena *arena, struct inspect_place *place);

/* This file, or a part of it, could not be inspected: NI-01, and the report says so. */
void work_not_inspected(struct work *work, struct str part, struct str ja, struct str en);
/* Inspected in part only: a limit was met (NI-02). */
void work_over_limit(struct work *work, struct str part, struct str ja, struct str en);

/* Takes `bytes` off the budget; false when it is used up (NI-02 is reported once). */
bool work_spend(struct work *work, int64_t bytes);

/* Inspects bytes found inside this file. */
void work_inside(struct work *work, struct str name, struct str bytes);

/* Room for one more: `items` itself while count < *room, else a copy of twice the room in the
 * arena. */
void *work_grow(struct arena *arena, void *items, size_t count, size_t *room, size_t size);

/* Keeps a caption of a figure or table. */
void work_caption(struct work *work, struct str label, struct str title, int64_t page);

/* Blanks of any width and line ends only. */
bool work_is_blank(struct str text);

/* Reads data/inspect/limits.tsv; adds LIM-01 to LIM-03 to a report whose measures are known. */
void work_read_limits(struct inspect *inspect);
void work_check_limits(struct work *work);

/* Adds to the counts of characters. `text` is UTF-8 of what a reader sees. */
void work_count_text(struct work *work, struct str text);

#endif
