/* The state of one cleaning; for the files clean*.c only. */
#ifndef MEGURI_INSPECT_CLEAN_WORK_H
#define MEGURI_INSPECT_CLEAN_WORK_H

#include "inspect/clean.h"
#include "inspect/work.h"

struct clean_note { /* why something of a kind stays, when it is not what the table says */
    const struct inspect_kind *kind;
    struct str ja, en;
};
/* What the outermost file and those inside it share. */
struct clean_shared {
    struct inspect *inspect;
    struct arena *arena;
    const struct inspect_clean_options *options;
    bool chosen[WORK_KINDS]; /* by index in the catalogue */
    bool only_what_shows;    /* making a baseline: of the chosen things, those that can be seen */
    struct clean_note notes[WORK_KINDS];
    size_t note_count;
    struct str refusal_ja, refusal_en; /* not empty: the whole file is refused */
};
struct clean {
    struct clean_shared *shared;
    struct inspect *inspect;
    struct arena *arena;
    struct str name, bytes;
    const struct inspect_report *report; /* of this file, as it is */
    const struct marks *marks;           /* of the same inspection (inspect/mark.h) */
    int depth;
    struct work work; /* for the readers of the room; what they report goes nowhere */
    struct budget budget;
    struct inspect_report nowhere;
};

/* The table data/inspect/cleaning.tsv, in the order of the catalogue. */
const struct inspect_clean_rule *clean_read_rules(struct inspect *inspect);

/* Was the kind chosen, and can it be cleaned at all? */
bool clean_wants(const struct clean *clean, const char *id);
bool clean_wants_kind(const struct clean *clean, const struct inspect_kind *kind);
/* Same, and this file has findings of it (not counting those inside its inner files). */
bool clean_finds(const struct clean *clean, const char *id);
/* Why something of this kind stays. The first sentence for a kind counts. */
void clean_stays(struct clean *clean, const char *id, struct str ja, struct str en);
/* The whole file is not to be cleaned. */
void clean_refuse(struct clean *clean, struct str ja, struct str en);

/* Cleans a file that lies in another one. False: nothing to do, or refused (then it stays as it
 * is). */
bool clean_inside(struct clean *outer, struct str name, struct str bytes, struct str *out);

/* By form. True when *out is a file other than clean->bytes. */
bool clean_picture(struct clean *clean, struct str *out);
bool clean_text(struct clean *clean, struct str *out);
bool clean_zip(struct clean *clean, struct str *out);
bool clean_markup(struct clean *clean, struct str *out);
bool clean_pdf(struct clean *clean, struct str *out);

#endif
