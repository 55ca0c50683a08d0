/* Inside the registry: steps in the caller's transaction. */
#ifndef MEGURI_DESK_REGISTRY_INSIDE_H
#define MEGURI_DESK_REGISTRY_INSIDE_H

#include "base/embedded.h"
#include "desk/record.h"
#include "desk/registry.h"
#include "desk/registry_content.h"
#include "desk/registry_layout.h"

/* The layout in force; the default when never used. */
int desk_layout_in_force(struct db *db, int64_t commission, struct str name, struct arena *arena,
                         struct desk_layout *out, struct error *error);
/* The same, written down as revision 1 when it was the default: an export refers to it. */
int desk_layout_fix(struct db *db, int64_t commission, struct str name, struct arena *arena,
                    struct desk_layout *out, struct error *error);
int desk_layout_by_id(struct db *db, int64_t id, struct arena *arena, struct str *body,
                      struct error *error);
/* The body of our default. */
struct str desk_layout_ours(struct str name);
/* A name/value layout as a table. */
int desk_layout_table(struct db *db, int64_t commission, struct str name, struct arena *arena,
                      struct desk_table *out, struct error *error);
int desk_mode_in_force(struct db *db, int64_t commission, struct arena *arena,
                       enum desk_registry_mode *out, struct error *error);
/* What an exported case must say, and in which rows. */
struct desk_row_rules {
    struct desk_column *columns;
    size_t count;
    bool by_line;
};
int desk_row_rules_in_force(struct db *db, const struct web_actor *actor,
                            struct desk_row_rules *out, struct error *error);

/* A case's content as rows under titles. */
void desk_sheet_make(const struct desk_content *content, const struct desk_row_rules *rules,
                     const struct desk_table *values, struct arena *arena, struct desk_sheet *out);

/* Consultations advised that day, in the order of the advice. */
int desk_advised_cases(struct db *db, const struct web_actor *actor, day_number day, int64_t **out,
                       size_t *count, struct error *error);

/* What was exported of a case: the newest row, and the newest that was loaded. id 0: none. */
struct desk_row {
    int64_t id, batch;
    enum desk_row_state state;
    struct str digest, receipt, problem;
};
int desk_row_newest(struct db *db, int64_t case_id, struct arena *arena, struct desk_row *newest,
                    struct desk_row *loaded, struct error *error);
bool desk_content_is_online(const struct desk_content *content);

/* A new export for the day; its layouts are fixed. */
int desk_batch_begin(struct db *db, const struct web_actor *actor, day_number day, struct str kind,
                     int64_t *batch, struct error *error);
/* Adds the case; `state` exported or loaded, `receipt` for loaded ones. */
int desk_batch_add(struct db *db, const struct web_actor *actor, int64_t batch, size_t position,
                   const struct desk_content *content, bool replaced, enum desk_row_state state,
                   struct str receipt, struct error *error);
struct str desk_row_state_name(enum desk_row_state state);

/* The content of the case's first or newest loaded row; *found false when never loaded or erased. */
int desk_row_content(struct db *db, int64_t case_id, bool first, struct arena *arena, bool *found,
                     struct desk_content *out, struct error *error);
/* Number of differences. */
size_t desk_content_compare(const struct desk_table *values, const struct desk_content *before,
                            const struct desk_content *after, struct arena *arena,
                            struct desk_difference **out);

/* The day's workbook in the caller's transaction's view: what is to be written, then the file. */
struct desk_day_report {
    day_number day;
    struct desk_content *cases;
    size_t count;
    struct desk_table recipe, values;
    bool by_line;
    struct desk_column *columns;
    size_t column_count;
    struct str (*corrections)[4]; /* number, field, before, after */
    size_t correction_count;
    struct str name;
};
int desk_day_report_load(struct db *db, const struct web_actor *actor, day_number day,
                         struct desk_day_report *out, struct error *error);
int desk_day_report_write(const struct web_actor *actor, const struct desk_day_report *report,
                          struct str *bytes, struct error *error);
/* Writes an xlsx through `fill` into the arena. */
typedef int desk_sheet_fill(struct sheet_writer *writer, const void *argument, struct error *error);
int desk_workbook_make(const struct web_actor *actor, utc_us created, desk_sheet_fill *fill,
                       const void *argument, struct str *bytes, struct error *error);
/* 20251125 */
struct str desk_day_digits(day_number day, struct arena *arena);
/* The recipe's file name with its words filled and made safe. */
struct str desk_file_name(struct str pattern, const struct desk_word *words, size_t count,
                          struct arena *arena);
/* Papers that must be attached to the case's registration, in their order. */
struct desk_paper {
    struct desk_pdf pdf;
    struct str type, document, blob, pdf_blob;
    int64_t vault, pdf_vault;
    utc_us added_at;
    uint32_t flags;           /* enum mail_flag */
    bool infected;            /* the malware scan found something */
};
int desk_paper_list(struct db *db, const struct web_actor *actor, int64_t case_id,
                    struct desk_paper **out, size_t *count, struct error *error);

/* A read of personal data outside of a transaction. */
int desk_note_read(const struct web_actor *actor, struct str action, struct str object,
                   int64_t object_id, struct error *error);

#endif
