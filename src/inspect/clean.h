/* Selective cleaning: takes out of a file what was chosen and nothing else, and says what stays and
   why. Pure, like all of this room: bytes in, new bytes out; the caller writes them beside the old
   file and compares the pages (doc/likeness.h). What was removed is not what the cleaner meant to
   remove but what a second inspection no longer finds. data/inspect/cleaning.tsv says for each kind
   what is done, or why nothing is. */
#ifndef MEGURI_INSPECT_CLEAN_H
#define MEGURI_INSPECT_CLEAN_H

#include "inspect/inspect.h"

enum inspect_clean_way {
    INSPECT_CLEAN_NEVER, /* a person must do it; the words say why */
    INSPECT_CLEAN_ASKED, /* only when it is named, or with "all" */
    INSPECT_CLEAN_USUAL, /* also when nothing is named: nobody misses it */
};
/* One row of data/inspect/cleaning.tsv. */
struct inspect_clean_rule {
    struct str id; /* of the kind */
    enum inspect_clean_way way;
    bool shows;        /* what is taken out can be seen on a page (tracked changes, notes) */
    bool each;         /* findings of it can be taken out one by one; else all of a file together */
    struct str ja, en; /* what is done, or why not and what to do instead */
};
/* Every kind of the catalogue has one. */
const struct inspect_clean_rule *inspect_clean_rule(const struct inspect *inspect,
                                                    const struct inspect_kind *kind);

struct inspect_clean_options {
    /* Ids with commas or blanks between them ("XL-01,OPC-06"); "all": whatever can be cleaned;
       empty: the usual ones. Single findings by their numbers: "XL-04:2,5-7". */
    struct str kinds;
    struct inspect_options inspect; /* budgets; reveal and allow are not looked at */
};

enum inspect_clean_state {
    INSPECT_CLEANED, /* there is a new file; `kept` may still have findings */
    INSPECT_NOTHING, /* the file has nothing that was chosen, or nothing of it can be taken out */
    INSPECT_REFUSED, /* the file is not to be cleaned as a whole; reason_* says why */
};

/* Why findings of a kind stay, and what a person should do. */
struct inspect_stay {
    const struct inspect_kind *kind;
    struct str ja, en;
};

struct inspect_cleaning {
    enum inspect_clean_state state;
    struct str reason_ja, reason_en; /* REFUSED */
    struct str bytes;                /* CLEANED: the new file */
    /* CLEANED: the file whose pages the new one's must equal. Empty: the original. Else the
       original without the chosen things that can be seen (rule->shows). */
    struct str baseline;
    /* Findings, unsettled (inspect_settle masks them); name, form and measures as in any report. */
    struct inspect_report removed; /* chosen, gone */
    struct inspect_report along;   /* not chosen, gone with them */
    struct inspect_report kept;    /* chosen, still there */
    struct inspect_report after;   /* all that the new file (or the old one) has */
    struct inspect_stay *stays;    /* one for each kind in `kept` */
    size_t stay_count;
};

/* False when `kinds` names a kind that the catalogue does not know, or is not to be understood;
   *unknown is that word. */
bool inspect_clean_kinds_are_known(const struct inspect *inspect, struct str kinds,
                                   struct str *unknown);

/* Does it name single findings? Their numbers are those of one file. */
bool inspect_clean_names_findings(const struct inspect *inspect, struct str kinds);

/* Never fails: what cannot be cleaned is REFUSED with a sentence. Everything lives in the arena. */
void inspect_clean(struct inspect *inspect, struct str name, struct str bytes,
                   const struct inspect_clean_options *options, struct arena *arena,
                   struct inspect_cleaning *out);

/* The cleaning without its two files, between processes; reading checks everything. */
void inspect_write_cleaning(const struct inspect_cleaning *cleaning, struct buf *out);
bool inspect_read_cleaning(const struct inspect *inspect, struct str record, struct arena *arena,
                           struct inspect_cleaning *out);

#endif
