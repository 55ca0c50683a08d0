/* The registry of advice (事前相談管理システム), in two modes set by the layout "registry_options":
   *outside*, where the ministry's system keeps it and people load our files there, and *own*, where
   the same states are kept here. A case is registered when a row with its present content was loaded;
   a case that was changed since shows as changed and is exported again as a correction. */
#ifndef MEGURI_DESK_REGISTRY_H
#define MEGURI_DESK_REGISTRY_H

#include "base/buf.h"
#include "desk/case.h"

enum desk_registry_mode { DESK_REGISTRY_OUTSIDE, DESK_REGISTRY_OWN };
int desk_registry_mode(const struct web_actor *actor, enum desk_registry_mode *out,
                       struct error *error);

/* --- one export --- */
enum desk_row_state { DESK_ROW_NONE, DESK_ROW_EXPORTED, DESK_ROW_LOADED, DESK_ROW_ERROR };
struct str desk_row_state_title(enum desk_row_state state, enum lang lang);
struct desk_batch {
    int64_t id;
    day_number day;
    int serial;               /* 1.. within the day */
    struct str kind;          /* "file", "own", "online" */
    utc_us created;
    int64_t author;
    int64_t rows, loaded, errors, corrections; /* cases */
    int64_t lines;            /* of the CSV below its title line: one per case, or one per cargo line */
};
struct desk_batch_row {
    int64_t case_id;
    struct str number;
    bool correction;          /* the case was loaded before: this row replaces it */
    enum desk_row_state state;
    struct str receipt, problem;
    utc_us decided_at;
    int64_t decided_by;
};
/* Outside mode: makes the export of what was advised that day and is not loaded with its present
   content. An export that is not yet decided and still fits is returned instead of a second one;
   out->id == 0 when there is nothing to load. Cases whose required fields are empty are left out
   (desk_day_read says which). Applications on line are left out: they are in the system already. */
int desk_registry_export(const struct web_actor *actor, day_number day, struct desk_batch *out,
                         struct error *error);
int desk_batch_list(const struct web_actor *actor, day_number day, struct desk_batch **out,
                    size_t *count, struct error *error);
int desk_batch_read(const struct web_actor *actor, int64_t id, struct desk_batch *batch,
                    struct desk_batch_row **rows, size_t *count, struct error *error);
/* The CSV of an export (encoding of the layout "registry_options"), the same bytes each time; *name gets the
   file name. Noted as a read. A case that has been erased since shows its number and 消去済み. */
int desk_batch_csv(const struct web_actor *actor, int64_t id, struct buf *out, struct str *name,
                   struct error *error);
/* The day's Excel of everything advised that day as it stands now (one workbook, layout
   "report_columns" and "report_recipe"; with a sheet of corrections when there are any). */
int desk_day_workbook(const struct web_actor *actor, day_number day, struct str *bytes,
                      struct str *name, struct error *error);

/* What the ministry's system said, row by row. Loaded rows move their cases to 仮登録 (a
   correction brings its case back there: publishing is requested again). All or nothing. */
struct desk_receipt {
    int64_t case_id;
    bool loaded;
    struct str receipt;       /* number or words of the system */
    struct str problem;       /* when not loaded */
};
int desk_batch_record(const struct web_actor *actor, int64_t batch,
                      const struct desk_receipt *receipts, size_t count, struct error *error);
/* Own mode: registers the cases here, now (export and record in one step). */
int desk_registry_register(const struct web_actor *actor, const int64_t *cases, size_t count,
                           struct error *error);
/* An application on line that was found complete, in either mode. */
int desk_registry_check_online(const struct web_actor *actor, int64_t case_id, struct error *error);
/* 公開依頼中 and 公開済, recorded by the person who did or saw it. Cases in another state: ERR_STATE,
   nothing changes. */
int desk_registry_request_publish(const struct web_actor *actor, const int64_t *cases, size_t count,
                                  struct error *error);
int desk_registry_published(const struct web_actor *actor, const int64_t *cases, size_t count,
                            struct error *error);

/* --- what is written --- */
/* The rows of a case as an export would write them now: titles of the columns and, row by row, their texts. */
struct desk_sheet {
    const struct str *titles;
    size_t columns;
    const struct str *cells;  /* row by row */
    size_t rows;
};
int desk_registry_rows(const struct web_actor *actor, int64_t case_id, struct desk_sheet *out,
                       struct error *error);

/* --- corrections --- */
struct desk_difference {
    struct str code, title;   /* of the field */
    struct str before, after; /* as people read them */
};
/* What changed since the row that was loaded last; *count = 0 when nothing or never loaded. */
int desk_registry_differences(const struct web_actor *actor, int64_t case_id,
                              struct desk_difference **out, size_t *count, struct error *error);

/* --- named PDFs --- */
enum desk_pdf_state {
    DESK_PDF_MISSING,         /* not tried yet */
    DESK_PDF_MADE,
    DESK_PDF_CAPABILITY,      /* needs a converter that is not installed; `reason` says how to get it */
    DESK_PDF_UNREADABLE,
    DESK_PDF_EXCLUDED,        /* a person left it out with a reason */
};
struct str desk_pdf_state_title(enum desk_pdf_state state, enum lang lang);
struct desk_pdf {
    int64_t file;
    struct str original;      /* name of the paper */
    enum desk_pdf_state state;
    struct str name, reason;
    int64_t size;
    utc_us made_at;
};
/* Papers of the case that must be attached: containers whose content is here (zip, forwarded mail)
   are not among them. */
int desk_pdf_list(const struct web_actor *actor, int64_t case_id, struct desk_pdf **out,
                  size_t *count, struct error *error);
/* Makes those that are missing and tries those again that failed. Needs actor->services->workers.
   *made counts the new ones. */
int desk_pdf_make(const struct web_actor *actor, int64_t case_id, size_t *made,
                  struct error *error);
int desk_pdf_exclude(const struct web_actor *actor, int64_t case_id, int64_t file,
                     struct str reason, struct error *error);
/* As an anonymous file; noted as a read. */
int desk_pdf_open(const struct web_actor *actor, int64_t case_id, int64_t file, int *fd,
                  struct desk_pdf *out, struct error *error);

/* --- all files of a day --- */
/* The named PDFs of everything advised that day as one zip (recipe: zip_name), in an open file that is already
   gone from its folder; the caller closes it. Only PDFs that were made. ERR_NOT_FOUND when there is none.
   Noted as reads. */
int desk_day_zip(const struct web_actor *actor, day_number day, int *fd, int64_t *size,
                 struct str *name, size_t *count, struct error *error);
struct desk_export_result {
    struct str folder;
    struct str *names;        /* relative to the folder */
    size_t count;
    int64_t batch;            /* 0: nothing to load */
    size_t left_out;          /* cases not in the CSV because required fields are empty */
};
/* Writes Excel, CSV and PDFs of the day into `folder` (made when absent; files of the same name are
   replaced); `zip`: the PDFs as one file. */
int desk_export_day(const struct web_actor *actor, day_number day, struct str folder, bool zip,
                    struct desk_export_result *out, struct error *error);

#endif
