/* Inside: reading what is kept of a line's judgement, within the caller's transaction. */
#ifndef MEGURI_DESK_LAW_CASE_STORE_H
#define MEGURI_DESK_LAW_CASE_STORE_H

#include "desk/law_case.h"

int desk_law_input_read(struct db *db, int64_t cargo, struct arena *arena, struct desk_law_input *out,
                        struct error *error);
/* Of one line, newest first. */
int desk_law_decision_list(struct db *db, int64_t cargo, struct arena *arena,
                           struct desk_law_decision **out, size_t *count, struct error *error);
/* The cargo of a line as it is kept, or as typed, completed. ERR_LAW_… of what is kept. */
int desk_law_cargo_make(const struct desk_law_sources *sources, const struct desk_law_input *input,
                        const struct desk_law_typed *typed, struct arena *arena, struct law_cargo *out,
                        bool *from_register, struct error *error);
/* What was typed over what is stored, through its own JSON: what the tables do not know is named (ERR_LAW_…). */
int desk_law_typed_read(const struct law_tables *tables, const struct desk_law_typed *typed,
                        const struct desk_law_input *input, day_number day, struct arena *arena, struct str *json, struct law_cargo *out,
                        struct error *error);
/* JSON of a cargo, as docs/law.md has it. */
struct str desk_law_cargo_json(const struct law_cargo *cargo, struct arena *arena);

#endif
