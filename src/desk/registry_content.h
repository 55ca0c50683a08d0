/* Inside the registry: what a case says when it leaves the desk, as texts in the order of
   desk_fields(). Codes stay codes here; they become words by the value map when a file is made. */
#ifndef MEGURI_DESK_REGISTRY_CONTENT_H
#define MEGURI_DESK_REGISTRY_CONTENT_H

#include "desk/case.h"
#include "desk/registry_table.h"

struct desk_content {
    struct desk_case c;
    struct str *texts;  /* one per field; empty when unknown or not exportable */
    struct str **lines; /* per cargo line one text per field; only those of desk_field_of_line are filled */
    size_t line_count;  /* 0 also for rows exported before lines were kept */
    struct str digest;  /* keyed digest of all but the registry's own fields */
    struct str joined_digest; /* as it was made before lines were kept */
    bool erased;        /* the case's vault is gone: what is missing is no correction */
};
/* True for a field that may be a column of an export. */
bool desk_content_exportable(struct str field);
/* True for a field that tells the registry's own progress: changing it is no correction. */
bool desk_content_own(struct str field);
/* The case as it stands, personal fields opened; in the caller's transaction. */
int desk_content_make(struct db *db, const struct web_actor *actor, int64_t case_id,
                      struct desk_content *out, struct error *error);
struct str desk_content_text(const struct desk_content *content, struct str field);
/* True when the digest of an exported row stands for this content. */
bool desk_content_same(const struct desk_content *content, struct str digest);
/* Rows of the case in an export: one, or (by_line) one per cargo line; and a row's text of a field. */
size_t desk_content_rows(const struct desk_content *content, bool by_line);
struct str desk_content_cell(const struct desk_content *content, size_t row, bool by_line,
                             struct str field);
/* As a JSON object for the vault, and back (only texts are filled). */
struct str desk_content_json(const struct desk_content *content, struct arena *arena);
int desk_content_parse(struct str json, struct arena *arena, struct desk_content *out,
                       struct error *error);
/* How people outside read a text of this field: value map first, then the word list. */
struct str desk_content_word(const struct desk_table *values, struct str field, struct str text,
                             struct arena *arena);
/* Titles of the required columns that are empty, in any of its rows. */
size_t desk_content_gaps(const struct desk_content *content, const struct desk_column *columns,
                         size_t count, bool by_line, struct str *gaps);

#endif
