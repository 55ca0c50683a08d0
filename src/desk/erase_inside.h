/* Inside the room: steps of an erasure in the caller's transaction. */
#ifndef MEGURI_DESK_ERASE_INSIDE_H
#define MEGURI_DESK_ERASE_INSIDE_H

#include "desk/erase.h"

/* The case and those merged into it, also over several merges. */
int desk_erase_cases(struct db *db, int64_t case_id, struct arena *arena, int64_t **out,
                     size_t *count, struct error *error);
int desk_erase_count(struct db *db, const int64_t *cases, size_t count, struct desk_losses *out,
                     struct error *error);
/* Destroys keys, empties columns, forgets the search and what the outbox keeps of the day's reports. */
int desk_erase_rows(struct db *db, const struct web_actor *actor, int64_t case_id,
                    struct error *error);
struct str desk_losses_json(const struct desk_losses *losses, struct arena *arena);
int desk_losses_parse(struct str json, struct arena *arena, struct desk_losses *out,
                      struct error *error);

#endif
