/* The rules of data/inspect/rules.tsv: which element or attribute of which part is a finding. One
   pass over a part serves all rules and one reader with a subject of its own. */
#ifndef MEGURI_INSPECT_RULES_H
#define MEGURI_INSPECT_RULES_H

#include "inspect/xml.h"

/* What the rules of one package share. */
struct rules;
struct rules *office_rules_create(struct work *work);

/* What is known of a part before it is read. */
struct rules_part {
    const struct zip_entry *entry;
    struct inspect_place place;       /* sheet or slide; a reader may change it while it reads */
    uint64_t element;                 /* number of the start tag that is being read, from 1 */
    bool is_unused;                   /* a layout that no slide uses */
    const struct xml_handler *reader; /* may be NULL */
    void *state;                      /* of the reader */
    bool reader_takes_all; /* elements of cells: the rules do not look at c, v, f, t, r, is, row */
};
/* Rules that need the name only; for every entry of the package. */
void office_rules_match_name(struct rules *rules, const struct zip_entry *entry);
/* Reads the part with all rules that fit it and with its reader. False when it is no proper XML. */
bool office_rules_read(struct rules *rules, struct rules_part *part);
/* Is there a rule for the inside of this part? */
bool office_rules_want(const struct rules *rules, struct str name);

#endif
