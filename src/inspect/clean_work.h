/* The state of one cleaning; for the files clean*.c only. */
#ifndef MEGURI_INSPECT_CLEAN_WORK_H
#define MEGURI_INSPECT_CLEAN_WORK_H

#include "inspect/clean.h"
#include "inspect/work.h"

struct clean_note { /* why something of a kind stays, when it is not what the table says */
    const struct inspect_kind *kind;
    struct str ja, en;
};
struct clean_pick { /* findings chosen by their numbers */
    const struct inspect_kind *kind;
    int64_t from, to;
};
/* What the outermost file and those inside it share. */
struct clean_shared {
    struct inspect *inspect;
    struct arena *arena;
    const struct inspect_clean_options *options;
    bool chosen[WORK_KINDS]; /* whole kinds, by index in the catalogue */
    struct clean_pick *picks;
    size_t pick_count;
    bool only_what_shows; /* making a baseline: of the chosen things, those that can be seen */
    struct clean_note notes[WORK_KINDS];
    size_t note_count;
    struct str refusal_ja, refusal_en; /* not empty: the whole file is refused */
};
struct clean {
    struct clean_shared *shared;
    struct inspect *inspect;
    struct arena *arena;
    struct str name, bytes;
    const struct inspect_report *report;    /* of this file, as it is */
    const struct marks *marks;              /* of the same inspection (inspect/mark.h) */
    const bool *picked;                     /* by finding: chosen by itself; NULL: none is */
    bool some[WORK_KINDS], all[WORK_KINDS]; /* of its own findings of the kind, these go */
    const uint8_t *numbers[WORK_KINDS];     /* see clean_takes_mark */
    int64_t number_counts[WORK_KINDS];
    int depth;
    struct work work; /* for the readers of the room; what they report goes nowhere */
    struct budget budget;
    struct inspect_report nowhere;
};

/* The table data/inspect/cleaning.tsv, in the order of the catalogue. */
const struct inspect_clean_rule *clean_read_rules(struct inspect *inspect);

/* ---- what was chosen (clean_choice.c) */
size_t clean_kind_index(const struct inspect *inspect, const struct inspect_kind *kind);
void clean_choose(struct clean_shared *shared, struct str kinds);
/* By finding; NULL when none was chosen by itself. *missing: one that is not there. */
bool *clean_pick_findings(struct clean_shared *shared, const struct inspect_report *report,
                          struct str *missing);
/* Same for a file inside, by its own report. */
bool *clean_pick_inside(const struct clean *outer, struct str name,
                        const struct inspect_report *report);
/* Sets some and all. */
void clean_begin_choice(struct clean *clean);
/* Was the kind chosen, or findings of it in this file, and can it be cleaned at all? */
bool clean_wants(const struct clean *clean, const char *id);
bool clean_wants_kind(const struct clean *clean, const struct inspect_kind *kind);
/* All findings of it in this file? */
bool clean_wants_all(const struct clean *clean, const char *id);
/* Does this file have findings of it that go (not counting those inside its inner files)? */
bool clean_finds(const struct clean *clean, const char *id);
/* The next of them; NULL: no more. *next begins at 0. */
const struct inspect_finding *clean_next_finding(const struct clean *clean, const char *id,
                                                 size_t *next);
/* By index in the report. */
bool clean_takes(const struct clean *clean, size_t finding);
/* Does one of them stand in this part of the package? */
bool clean_takes_part(const struct clean *clean, const char *id, struct str part);
struct mark;
bool clean_takes_mark(struct clean *clean, const struct mark *mark);

/* Why something of this kind stays. The first sentence for a kind counts. */
void clean_stays(struct clean *clean, const char *id, struct str ja, struct str en);
void clean_kind_stays(struct clean *clean, const struct inspect_kind *kind, struct str ja,
                      struct str en);
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
