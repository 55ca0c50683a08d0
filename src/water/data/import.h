/* Tables of laboratories and loggers taken in: first a draft that can be looked at with everything
   doubtful, then all of it or nothing. What is stored already is left out, so the same file twice
   adds nothing. The file itself is kept. */
#ifndef MEGURI_WATER_DATA_IMPORT_H
#define MEGURI_WATER_DATA_IMPORT_H

#include "water/data/lab_table.h"

enum water_import_state { WATER_IMPORT_DRAFT, WATER_IMPORT_STORED, WATER_IMPORT_WITHDRAWN };
struct water_import {
    int64_t id, mine, version;
    struct str name; /* of the file; data, never a path */
    int64_t size;
    struct str blob, layout; /* layout: JSON of layout.h */
    enum water_import_state state;
    int64_t added, known, warnings;
    int64_t author, stored_by;
    utc_us created, stored_at;
};
struct str water_import_state_name(enum water_import_state state);
struct str water_import_state_title(enum water_import_state state);

/* Keeps the file as a draft. Its layout: `layout` (JSON) when not empty, else that of the newest
   import of the mine that has the same head row, else a guess. Permission water.edit. Errors of
   workbook_read, ERR_WATER_TABLE, ERR_TOO_LARGE above WATER_IMPORT_BYTES. */
enum { WATER_IMPORT_BYTES = 32 << 20 };
int water_import_begin(const struct web_actor *actor, int64_t mine, struct str name, int fd,
                       struct str layout, int64_t *id, struct error *error);

/* A draft (or what was stored) read by its layout and checked against the store. */
struct water_import_view {
    struct water_import import;
    struct water_mine_row mine;
    struct water_point *points;
    size_t point_count;
    struct water_layout layout;
    struct water_lab_table table;
    struct str *sheets; /* names of the workbook's sheets that are not hidden */
    size_t sheet_count;
    size_t known; /* results that are stored already */
    size_t fresh; /* results that would be added */
};
int water_import_look(const struct web_actor *actor, int64_t id, struct water_import_view *out,
                      struct error *error);
/* Another layout for a draft. With a name it is also kept under it for the commission.
   ERR_CONFLICT, ERR_STATE. */
int water_import_lay(const struct web_actor *actor, int64_t id, int64_t version,
                     const struct water_layout *layout, struct error *error);
/* Stores everything new of a draft, or nothing. ERR_WATER_DOUBTS when something must be mended, or
   when something is doubted and `confirmed` is false. */
int water_import_store(const struct web_actor *actor, int64_t id, int64_t version, bool confirmed,
                       int64_t *added, struct error *error);
/* A draft is thrown away; what was stored is taken out again with all its results. */
int water_import_withdraw(const struct web_actor *actor, int64_t id, int64_t version,
                          struct error *error);
/* Newest first, at most 100. */
int water_import_list(const struct web_actor *actor, int64_t mine, struct water_import **out,
                      size_t *count, struct error *error);
int water_import_load(struct db *db, const struct web_actor *actor, int64_t id,
                      struct water_import *out, struct water_mine_row *mine, struct error *error);

/* Layouts kept under a name. */
struct water_kept_layout {
    struct str name, content;
};
int water_layouts_list(const struct web_actor *actor, struct water_kept_layout **out, size_t *count,
                       struct error *error);

#endif
