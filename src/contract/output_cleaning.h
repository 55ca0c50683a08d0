/* What cleaning did to the files of a delivery, before and after, as a workbook for people. */
#ifndef MEGURI_CONTRACT_OUTPUT_CLEANING_H
#define MEGURI_CONTRACT_OUTPUT_CLEANING_H

#include "base/context.h"
#include "inspect/clean.h"

/* What becomes of a file. */
enum contract_cleaned {
    CONTRACT_CLEANED_COPY,  /* a cleaned copy */
    CONTRACT_CLEANED_NONE,  /* nothing of what was chosen: as it is */
    CONTRACT_CLEANED_STAYS, /* could not be cleaned: as it is */
    CONTRACT_CLEANED_LEFT,  /* not in the new delivery at all */
};
struct str contract_cleaned_words(enum contract_cleaned state, enum lang lang);

struct contract_cleaned_file {
    struct str name;
    enum contract_cleaned state;
    struct str why;                          /* STAYS, LEFT: a sentence; else empty */
    const struct inspect_cleaning *cleaning; /* settled; NULL: there is none */
    struct str proof;                        /* what the comparison of the pages said */
};

/* A new xlsx file at `path`: a sheet of files and a sheet of findings with what became of each. */
int contract_output_cleaning(const struct context *context, struct str path,
                             const struct contract_cleaned_file *files, size_t count,
                             enum lang lang, struct arena *arena, struct error *error);

#endif
