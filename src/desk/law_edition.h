/* The tables of the law as they hold for a commission: the built-in ones, and over them the rows that
   people confirmed or added. Loaded once for each state of those rows and shared by threads; a change
   made by any program on the same data is seen at the next look. */
#ifndef MEGURI_DESK_LAW_EDITION_H
#define MEGURI_DESK_LAW_EDITION_H

#include "law/law.h"
#include "store/store.h"

struct desk_law_edition {
    const struct law_tables *tables;
    int64_t stamp;   /* of the rows in force; 0: only the built-in ones */
};
/* The edition in force, in the caller's transaction. Give it back with desk_law_edition_release when
   nothing points into it any more. ERR_LAW_TABLE when stored rows no longer fit the tables. */
int desk_law_edition_take(struct db *db, int64_t commission, const struct desk_law_edition **out,
                          struct error *error);
/* As the rows stood at `stamp`. */
int desk_law_edition_at(struct db *db, int64_t commission, int64_t stamp,
                        const struct desk_law_edition **out, struct error *error);
/* The edition in force with `file` (NULL: none) laid over it: tries a row before it is stored. */
int desk_law_edition_try(struct db *db, int64_t commission, const struct law_file *file,
                         const struct desk_law_edition **out, struct error *error);
/* Takes NULL. */
void desk_law_edition_release(const struct desk_law_edition *edition);
/* The rows in force have changed: the next stamp. Inside the caller's write. */
int desk_law_stamp_next(struct db *db, int64_t commission, int64_t *stamp, struct error *error);

#endif
