/* Inside the registry: what the texts of an export are made of, and the fields made from it. */
#ifndef MEGURI_DESK_REGISTRY_SOURCE_H
#define MEGURI_DESK_REGISTRY_SOURCE_H

#include "desk/approval.h"
#include "desk/registry_content.h"

struct desk_source {
    const struct desk_case *c;
    struct desk_cargo *cargo;
    size_t cargo_count;
    struct desk_answer answer;     /* newest; id 0: none */
    struct desk_approval approval; /* newest question to METI; id 0: none */
    struct str documents, file_names, photos, history, report, advisor_name;
    struct arena *arena;
};
/* The case goes into *c, personal fields opened; *out points to it. */
int desk_source_load(struct db *db, const struct web_actor *actor, int64_t case_id,
                     struct desk_case *c, struct desk_source *out, struct error *error);

/* METI照会 and 免責文の告知 as texts. */
struct str desk_source_meti(const struct desk_source *source);
struct str desk_source_disclaimer(const struct desk_source *source);
/* Cargo lines as texts of fields; *known false when the field is not told line by line. */
struct str desk_line_field(const struct desk_source *source, size_t line, struct str field,
                           bool *known);
/* The texts of all lines in one. */
struct str desk_lines_joined(const struct desk_source *source, struct str field);
struct str desk_lines_listed(const struct desk_source *source);
/* True for a field that a cargo line has a text of its own for. */
bool desk_field_of_line(struct str field);

#endif
