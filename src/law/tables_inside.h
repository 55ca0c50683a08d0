/* Inside of the tables: what the loader makes of the rows for the engine. Not for other rooms. */
#ifndef MEGURI_LAW_TABLES_INSIDE_H
#define MEGURI_LAW_TABLES_INSIDE_H

#include "law/tables.h"

/* The editions of one key: rows[first .. first + count) of its table. */
struct law_group {
    struct str key;
    uint32_t first, count;
};

enum law_term_kind {
    LAW_TERM_FACT, /* fact is `wanted` */
    LAW_TERM_ANNEX5_NONE,
    LAW_TERM_ANNEX6_NONE,          /* of the numbers or keys of `list`; empty: of all */
    LAW_TERM_ANNEX6_MEASURED_NONE, /* no substance that was analysed falls under it */
    LAW_TERM_TEST_NEGATIVE,        /* item `list` of 別表第七 */
    LAW_TERM_NOT_FOR_D,
    LAW_TERM_FOR_R3,
    LAW_TERM_LIQUID,
    LAW_TERM_NOT_LIQUID,
    LAW_TERM_VALUE,    /* content of substance `list` (or pH) against the row's own value */
    LAW_TERM_ROW,      /* also the conditions of the row `list` */
    LAW_TERM_PLASTIC,  /* the criteria of plastic.tsv */
    LAW_TERM_USED_AGE, /* the age of a used good */
};
struct law_term {
    enum law_term_kind kind;
    uint32_t clause; /* terms of one clause are alternatives; all clauses must hold */
    enum law_fact fact;
    enum law_tri wanted;
    struct str list;
};
enum { LAW_ALTERNATIVES = 4 };
struct law_compiled {
    const struct law_term *terms;
    size_t term_count, clause_count;
    /* substances.tsv: the keys of 別表第六 of which one applies, and the leach standards that look
     * at it */
    struct str contents[LAW_ALTERNATIVES], leaches[LAW_ALTERNATIVES];
    size_t content_count, leach_count;
    struct str contains; /* a substance whose row says part_of: this one */
};

struct law_name {
    struct str name; /* as written, or its normal form */
    uint32_t group;  /* of LAW_SUBSTANCES */
};
struct law_table {
    struct law_row *rows;
    size_t row_count;
    struct law_group *groups; /* sorted by key */
    size_t group_count;
    const struct law_row **by_code; /* sorted by code, then position */
};
struct law_tables {
    struct law_table tables[LAW_TABLE_COUNT];
    struct law_name *names; /* sorted by name */
    size_t name_count;
    const struct law_row *facts[LAW_FACT_COUNT];
    struct str edition;
    day_number first_day;
};

/* Words of the columns. */
bool law_operator_find(struct str text, enum law_operator *out);
struct str law_operator_text(enum law_operator operator_);

/* Takes the next part of a list divided by 、. False at its end. */
bool law_list_next(struct str *rest, struct str *part);
bool law_list_has(struct str list, struct str part);

/* Key 13イ is of number 13 and of key 13イ, not of number 1. */
bool law_number_is(struct str key, struct str selector);

/* The group of a key, or NULL. */
const struct law_group *law_group_find(const struct law_tables *tables, enum law_table_id table,
                                       struct str key);
/* Rows of that code, all editions, from *first on; their number. */
size_t law_rows_of_code(const struct law_tables *tables, enum law_table_id table, struct str code,
                        const struct law_row *const **first);

/* Reads one file into `to`, after what is there already. */
struct law_row_list {
    struct law_row *rows;
    size_t count, capacity;
};
int law_table_read(enum law_table_id table, const struct law_file *file, bool overlay,
                   struct arena *arena, struct law_row_list *to, struct error *error);
/* Replaced and ended rows, order, overlap, groups. */
int law_table_settle(enum law_table_id table, struct law_row_list *list, struct arena *arena,
                     struct law_table *out, struct error *error);
/* Conditions, references between tables, facts, names. */
int law_tables_compile(struct law_tables *tables, struct arena *arena, struct error *error);

/* ERR_LAW_TABLE at the row's file, line and the named column. */
int law_table_fault(struct error *error, const struct law_row *row, struct str column,
                    struct str value, struct str ja_en);

int law_table_condition_fault(struct error *error, const struct law_row *row, struct str word);
/* At one of the table's own columns. */
int law_table_reference_fault(struct error *error, const struct law_row *row, size_t attribute,
                              struct str value, struct str why);
/* What the row refers to in other tables is there, and its words and units are those of its table.
 */
int law_table_check_row(const struct law_tables *tables, const struct law_row *row,
                        struct error *error);

#endif
