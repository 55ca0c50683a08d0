/* The inspection room: what a deliverable hides, and where exactly. Pure: it gets bytes and a name,
   includes only base/ and parsing libraries, reads no file, keeps no global state. Nothing it is
   given is believed: every size, count, depth and expansion is bounded, and what could not be
   looked at is said to be not inspected, which is a failure and never a pass. docs/inspect.md is
   the map. */
#ifndef MEGURI_INSPECT_INSPECT_H
#define MEGURI_INSPECT_INSPECT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* What a kind of finding means for a delivery. From INSPECT_JUDGE on, a file has not passed. */
enum inspect_severity {
    INSPECT_INFORMATION, /* worth knowing */
    INSPECT_WARNING,     /* look at it when there is time */
    INSPECT_JUDGE,       /* a person must decide */
    INSPECT_ACT,         /* must be taken out or shown */
    INSPECT_REFUSE,      /* may not be delivered as it is */
};
/* "refuse" … ; for machines. */
struct str inspect_severity_name(enum inspect_severity severity);
/* 拒否 / must not be delivered …; for people. */
struct str inspect_severity_title(enum inspect_severity severity, enum lang lang);

/* One row of data/inspect/kinds.tsv. */
struct inspect_kind {
    struct str id;   /* "XL-02" */
    struct str form; /* xlsx, docx, pdf …, personal, limits */
    enum inspect_severity severity;
    bool inspected; /* false: the catalogue knows it, the program does not look for it yet */
    struct str title_ja, title_en, part, locator, why_ja, mend_ja, mend_en, source, rule;
};

/* The tables that inspecting needs. One per thread; create it before a sandbox closes. */
struct inspect;
struct inspect *inspect_create(void);
/* Takes NULL. */
void inspect_destroy(struct inspect *inspect);
/* All kinds in the order of the catalogue. */
const struct inspect_kind *inspect_kinds(const struct inspect *inspect, size_t *count);
/* NULL when there is none of that id. */
const struct inspect_kind *inspect_kind_find(const struct inspect *inspect, struct str id);

/* Where a finding is. What does not apply is empty or 0. */
struct inspect_place {
    struct str inside;  /* files inside the file, outermost first: "data.zip/table.xlsx" */
    struct str part;    /* entry of the container: "xl/worksheets/sheet1.xml" */
    struct str sheet;   /* name of the sheet as people see it */
    struct str cell;    /* "B12", "5:124" (rows), "C:E" (columns) */
    struct str element; /* object, property or field: "dc:creator", "obj 12 0" */
    int64_t page, slide, paragraph, line; /* from 1 */
    int64_t offset;                       /* byte in the raw file; -1: not known */
    bool has_box;
    double box[4];     /* left, bottom, right, top on the page or slide, points (1/72 inch) */
    struct str beside; /* visible words of a document right before it, without blanks: who draws
                          pages finds the place by them; no report shows them */
};
/* One line for people. */
struct str inspect_place_text(const struct inspect_place *place, enum lang lang,
                              struct arena *arena);

/* Where a finding is on a picture. Inspecting leaves it empty: whoever draws fills it in. */
struct inspect_drawn {
    int64_t picture; /* of the file, from 1; 0: on none */
    double box[4];   /* on the page that was drawn, points */
    bool is_near;    /* the thing itself cannot be seen: this is where it stands */
};

struct inspect_finding {
    const struct inspect_kind *kind;
    enum inspect_severity severity; /* the kind's, or what this instance deserves */
    struct inspect_place place;
    struct str found; /* what was found, at most 120 characters; never an individual number */
    bool is_secret;   /* `found` is words of the file: inspect_settle masks it */
    int64_t count;    /* things of this kind at this place; at least 1 */
    int64_t number; /* among those of its kind in this file, from 1, the same at each inspection of
                       the same bytes; 0: it is not of the bytes alone (MAL-01, CAP-01 …) */
    struct inspect_drawn drawn;
};
/* "XL-04:2": the kind and the number, by which cleaning can be told to take out just this one;
   "CAP-01" when it has no number. */
struct str inspect_finding_id(const struct inspect_finding *finding, struct arena *arena);

/* A caption of a figure or table, for comparing with the names of data files. */
struct inspect_caption {
    struct str label, title; /* "図3-2", "pH の推移" */
    int64_t page;
};

/* The measures of specification C, section 5 (1). -1: not known for this form. */
struct inspect_measure {
    int64_t bytes;
    int64_t pages;                /* by the page tree, not by what /Count claims */
    int64_t characters;           /* with blanks, without line ends: the larger, safe reading */
    int64_t characters_no_blanks; /* without any white space */
    int64_t utf16_units;          /* with blanks, as word processors count */
    int64_t pages_without_text;   /* PDF: no real text layer */
};

/* One row of data/inspect/limits.tsv: a limit of the specification under one reading of its words.
 */
struct inspect_limit {
    struct str measure; /* name of a member of inspect_measure */
    struct str kind;    /* finding when it is exceeded; empty: a reading only for comparison */
    int64_t most;       /* exactly so much is kept */
    struct str title_ja, title_en, valid_from, valid_to, source, confirmed;
};
const struct inspect_limit *inspect_limits(const struct inspect *inspect, size_t *count);
/* What was measured for the limit; -1: not known for this form. */
int64_t inspect_measured(const struct inspect_measure *measure, const struct inspect_limit *limit);

/* What a malware scanner said; the caller's to fill (inspect_set_scan). */
struct inspect_scan {
    struct str outcome; /* "clean", "infected", "unscanned"; empty: no scanner was asked */
    struct str words;   /* what was found, or a sentence why nothing can be said */
    struct str engine;  /* engine and date of its definitions, in the scanner's words */
};

struct inspect_report {
    struct str name;
    struct str form; /* "pdf", "xlsx" … by content; "unknown" */
    bool inspected;  /* false: not one pass over the whole; reason says why */
    struct str reason_ja, reason_en;
    struct inspect_finding *findings; /* in the order in which they were met */
    size_t count;
    int64_t left_out; /* findings beyond the limits of inspect_options, counted only */
    struct inspect_measure measure;
    struct inspect_caption *captions;
    size_t caption_count;
    uint8_t *page_text; /* PDF: for each page 0 no text, 1 text, 2 an OCR layer over a picture */
    size_t page_text_count;
    struct inspect_scan scan;
};

struct inspect_options {
    bool reveal; /* show what was found as it is (individual numbers stay masked) */
    struct str
        allow;      /* allow-list: one text per line, '#' begins a remark; what equals a line, or
                       is an e-mail address or telephone number that ends with it, is no finding */
    bool unsettled; /* leave the last two to the caller, who calls inspect_settle */
    int64_t most_of_kind;  /* findings of one kind in one file; 0 = 100 */
    int64_t most_expanded; /* bytes that may come out of compression; 0 = 2 GiB */
    int64_t most_depth;    /* files inside files; 0 = 6 */
};

/* Inspects one file. Never fails: what cannot be read is a report with inspected == false.
   Everything in the report lives in the arena. `name` is data, never a path that is opened. */
void inspect_bytes(struct inspect *inspect, struct str name, struct str bytes,
                   const struct inspect_options *options, struct arena *arena,
                   struct inspect_report *out);

/* Drops what the allow-list has and masks the rest of `found`. Once for each report. */
void inspect_settle(struct inspect_report *report, const struct inspect_options *options,
                    struct arena *arena);

/* Compares captions of reports (図3-2 …) with the names of the data files (xlsx, csv, …) beside
   them and looks at names; appends findings to the reports. */
void inspect_together(const struct inspect *inspect, struct inspect_report *reports, size_t count,
                      struct arena *arena);

/* A report of a file that nobody could look into, with the finding NI-01; the reasons are
 * sentences. */
void inspect_not_inspected(const struct inspect *inspect, struct str name, struct str ja,
                           struct str en, struct arena *arena, struct inspect_report *out);
/* Keeps what a malware scanner said. Infected and unscanned files get a finding (MAL-01, MAL-02).
 */
void inspect_set_scan(const struct inspect *inspect, struct inspect_report *report,
                      const struct inspect_scan *scan, struct arena *arena);

/* 無害, 検出: …, 未検査: … for people. */
struct str inspect_scan_words(const struct inspect_scan *scan, enum lang lang, struct arena *arena);

/* The highest severity, or INSPECT_REFUSE when not inspected. */
enum inspect_severity inspect_worst(const struct inspect_report *report);
bool inspect_passes(const struct inspect_report *report);

/* Reports as one JSON document for machines; titles and reasons in the language. */
void inspect_write_json(const struct inspect *inspect, const struct inspect_report *reports,
                        size_t count, enum lang lang, struct buf *out);

/* The report as a flat record between processes (base/wire.h). Reading checks everything: false
   when the record is broken. */
void inspect_write_record(const struct inspect_report *report, struct buf *out);
bool inspect_read_record(const struct inspect *inspect, struct str record, struct arena *arena,
                         struct inspect_report *out);

#endif
