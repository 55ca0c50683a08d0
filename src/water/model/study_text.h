/* The text form of a study: sections in brackets, one `key = value` per line, `#` begins a comment.
       [tank 酸化槽]
       kind = iron_oxidation_reactor
       volume = 15 m3
   This file reads the form and checks declared keys; what the keys mean is study.h's. A key that no
   one declares is an error with the nearest name, so that a slip of the pen is never ignored. */
#ifndef MEGURI_WATER_MODEL_STUDY_TEXT_H
#define MEGURI_WATER_MODEL_STUDY_TEXT_H

#include "base/civil.h"
#include "water/model/quantity.h"

struct water_entry {
    struct str key, value;
    int64_t line;
    bool used;
};
struct water_section {
    struct str kind, name; /* "tank", 「酸化槽」; name may be empty */
    int64_t line;
    struct water_entry *entries;
    size_t count;
};
/* How the tables are read that a study names, relative to its folder. `read` NULL: it can name
   none. Bytes live as long as the study. */
struct water_files {
    int (*read)(void *data, struct str name, struct str *bytes, struct error *error);
    void *data;
};
struct water_study_text {
    struct str file;
    struct water_files files; /* set by who opened the study */
    struct water_section *sections;
    size_t count;
};

/* Texts point into `bytes`, which must outlive the result. ERR_WATER_STUDY with file and line:
   neither section nor key, a key before any section, a key or a section twice, text that is not
   UTF-8, over 1 MB or 1,000 sections. */
int water_study_text_read(struct str file, struct str bytes, struct arena *arena,
                          struct water_study_text *out, struct error *error);

/* The section, or NULL. An empty name finds the first of its kind. */
struct water_section *water_section_find(const struct water_study_text *text, struct str kind,
                                         struct str name);

enum water_field_type {
    WATER_FIELD_TEXT,     /* struct str */
    WATER_FIELD_QUANTITY, /* double, SI */
    WATER_FIELD_INTEGER,  /* int64_t */
    WATER_FIELD_CHOICE,   /* int: index in `choices` */
    WATER_FIELD_DAY,      /* day_number */
    WATER_FIELD_YES_NO    /* bool */
};

/* One key of a section. What is not in the text leaves the member as it was: set defaults before.
 */
struct water_field {
    const char *key;
    enum water_field_type type;
    const char *unit;           /* of a quantity: its kind */
    double low, high;           /* of a quantity (in `unit`) or integer; both 0: any */
    const char *const *choices; /* of a choice, NULL-terminated */
    bool required;
    size_t place; /* offsetof in the struct that is filled */
};

/* Fills `out` from the section and marks what it used. ERR_WATER_STUDY with file, line, section and
   key: missing, not of its type, out of its range. Units: ERR_WATER_UNIT, ERR_WATER_DIMENSION. */
int water_section_fill(const struct water_study_text *text, struct water_section *section,
                       const struct water_field *fields, size_t count, void *out,
                       struct error *error);

/* ERR_WATER_STUDY when an entry of the section was not used: names it and the nearest of `fields`.
 */
int water_section_check(const struct water_study_text *text, const struct water_section *section,
                        const struct water_field *fields, size_t count, struct error *error);

/* Bytes of a table that the study names at that line. ERR_WATER_STUDY when there are no files;
   errors of files.read. */
int water_study_open(const struct water_study_text *text, int64_t line, struct str name,
                     struct str *bytes, struct error *error);

/* ERR_WATER_STUDY at that line of the study. */
int water_study_refuse(const struct water_study_text *text, int64_t line, struct str where,
                       struct str what, struct error *error);

#endif
