/* Migrations: numbered files embedded in the program, applied forward only and recorded with their
   digest. Internal to the store, and for its tests, which bring tables of their own. */
#ifndef MEGURI_STORE_SCHEMA_H
#define MEGURI_STORE_SCHEMA_H

#include "store/store.h"

struct schema_file {
    int64_t number;
    struct str name;     /* "store-ground" */
    struct str digest;   /* of the source text, hex */
    struct str sqlite, postgres;
};

extern const struct schema_file schema_files[];
extern const size_t schema_file_count;

/* What stands between the recorded state and `files`. */
struct schema_state {
    size_t applied, pending;
};
/* ERR_STORE_NEWER when the database records a number that `files` lacks, ERR_STORE_SCHEMA when a
   recorded file has another digest. `files` are in ascending order. */
int schema_inspect(struct store *store, const struct schema_file *files, size_t count,
                   struct schema_state *out, struct error *error);
/* Applies what is pending, each file in one transaction with its record. */
int schema_apply(struct store *store, const struct schema_file *files, size_t count,
                 struct error *error);

#endif
