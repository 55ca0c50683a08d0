/* One text while it is searched; for the files personal_*.c. */
#ifndef MEGURI_INSPECT_PERSONAL_PARTS_H
#define MEGURI_INSPECT_PERSONAL_PARTS_H

#include "inspect/personal.h"

struct label {
    struct str text;
    unsigned context;
};
struct personal_tables {
    struct label *labels;
    size_t label_count;
    struct str *surnames; /* sorted by bytes */
    size_t surname_count;
    struct str *prefectures;
    size_t prefecture_count;
};

struct scan {
    struct work *work;
    const struct personal_tables *tables;
    struct str text;  /* full-width letters, digits, dashes and blanks made ASCII */
    unsigned context; /* from outside */
    const struct inspect_place *place;
};

/* Contexts that the words shortly before `at` give, and those from outside. */
unsigned personal_context_before(const struct scan *scan, size_t at);
struct inspect_finding *personal_report(const struct scan *scan, const char *id, struct str found);

void personal_scan_numbers(const struct scan *scan);
void personal_scan_mail(const struct scan *scan);
void personal_scan_dates(const struct scan *scan);
void personal_scan_addresses(const struct scan *scan);
void personal_scan_names(const struct scan *scan);

#endif
