/* A cargo as far as it is known. All zero is a cargo of which nothing is known; every field may
   stay empty, which is "unknown" and never "no". Texts and arrays belong to the caller. */
#ifndef MEGURI_LAW_CARGO_H
#define MEGURI_LAW_CARGO_H

#include "base/json.h"
#include "law/tables.h"

enum law_direction { LAW_DIRECTION_UNKNOWN, LAW_EXPORT, LAW_IMPORT };
enum law_form { LAW_FORM_UNKNOWN, LAW_SOLID, LAW_LIQUID };
enum law_purpose { LAW_PURPOSE_UNKNOWN, LAW_RECYCLING, LAW_DISPOSAL, LAW_REUSE, LAW_ANALYSIS };
enum law_analysis_kind { LAW_CONTENT, LAW_LEACHATE, LAW_ACIDITY };

/* One line of a certificate. */
struct law_analysis {
    struct str substance; /* name, alias or key of substances.tsv; empty for LAW_ACIDITY */
    enum law_analysis_kind kind;
    /* Measured value; with `below` set `value` is the detection limit and the substance was not
     * found. */
    struct decimal value;
    bool below;
    enum law_unit unit;
    enum law_basis basis;    /* of a content; leachates and pH have none */
    enum law_tri official;   /* by the method the rules name */
    struct str method, date; /* as on the certificate, for people */
};

/* Smallest part into which the cargo can be taken apart (別表第六 備考1). */
struct law_part {
    struct str name;
    bool has_fraction;
    struct decimal fraction; /* wt% of the cargo */
    enum law_form form;      /* unknown: as the cargo */
    bool has_moisture;
    struct decimal moisture; /* wt% of the part as it is traded */
    bool has_density;
    struct decimal density;     /* kg/L, liquids */
    enum law_tri others_absent; /* contains nothing of 別表第六 but what `analyses` say */
    enum law_tri separable; /* yes: can be taken apart further, so contents are averages of it */
    const struct law_material *materials; /* composition; its shares sum to at most 100 */
    size_t material_count;
    const struct law_analysis *analyses;
    size_t analysis_count;
};
struct law_material {
    struct str name;
    struct decimal fraction; /* wt% of the part */
};

/* A test of 別表第七 by the key of annex7.tsv ("2", "7-1-solid" …): an outcome or a measured value.
 */
struct law_test {
    struct str key;
    enum law_tri positive; /* when there is no value */
    bool has_value;
    struct decimal value;
    enum law_unit unit;
};

struct law_cargo {
    struct str name;
    struct str cargo_class; /* key of classes.tsv: "covered_wire"; empty: unknown */
    enum law_direction direction;
    struct str country; /* the other side, two letters; empty: unknown */
    bool transit_known; /* `transit` is the whole list; it may be empty */
    const struct str *transit;
    size_t transit_count;
    struct str operation; /* "R4", "D5"; empty: unknown */
    enum law_purpose purpose;
    enum law_form form;
    bool has_mass;
    struct decimal mass;     /* kg */
    const struct str *codes; /* claimed: "B1010", "A1181", "A1181ク", "GC020"; a row's key says
                                which item: "B1100/11ロ(1)" */
    size_t code_count;
    const struct str *streams; /* claimed Y codes of 別表第五 */
    size_t stream_count;
    const struct law_part *parts;
    size_t part_count;
    const struct law_test *tests;
    size_t test_count;
    enum law_tri facts[LAW_FACT_COUNT];
    struct str used_kind; /* key or name of used_kinds.tsv */
    int made_year;        /* 0: unknown */
    bool has_date;
    day_number date; /* planned declaration; the day of the judgement unless one is given */
};

enum {
    LAW_CARGO_BYTES = 1 << 20,
    LAW_PARTS = 1000,
    LAW_ANALYSES = 10000,
    LAW_LIST = 100 /* codes, streams … */
};

/* Reads the JSON of docs/law.md. Everything wrong is an error that names the field ("parts[2].
   analyses[0].unit"): unknown members, substances (with the nearest names), countries, codes,
   units; also all that law_cargo_check refuses. ERR_JSON, ERR_TOO_LARGE, ERR_LAW_FIELD,
   ERR_LAW_SUBSTANCE, ERR_LAW_COUNTRY, ERR_LAW_CODES; exit code 2. The cargo lives in the arena and
   in the text. */
int law_cargo_read(const struct law_tables *tables, struct str json, struct arena *arena,
                   struct law_cargo *out, struct error *error);
/* Writes the same JSON; unknown fields are left out. */
void law_cargo_write(const struct law_cargo *cargo, struct json_writer *writer,
                     struct arena *arena);

/* Refuses what cannot be true whatever the cargo: negative values, shares over 100 %, fractions
   that do not sum to 100, units that do not fit the kind of analysis, codes that exclude each
   other. Names the field. A field that is unknown, or a substance outside the tables, is not
   refused. */
int law_cargo_check(const struct law_tables *tables, const struct law_cargo *cargo, day_number day,
                    struct error *error);

/* Words of the JSON, and back; also for form fields. */
struct str law_tri_word(enum law_tri tri); /* "yes" "no" "unknown" */
bool law_tri_find(struct str word, enum law_tri *out);
struct str law_direction_word(enum law_direction direction);
struct str law_purpose_word(enum law_purpose purpose);
struct str law_form_word(enum law_form form);
struct str law_kind_word(enum law_analysis_kind kind); /* "content" "leachate" "ph" */
struct str law_basis_word(enum law_basis basis);       /* "wet" "dry" "unknown" */

#endif
