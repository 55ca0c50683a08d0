/* The judgement and its proof. Each node is one rule or one comparison with a table row; an inner
   node joins its children. A node has two outcomes: with rows that nobody confirmed taken as
   unknown
   (`outcome`), and with them taken as they are written (`if_confirmed`). */
#ifndef MEGURI_LAW_JUDGE_H
#define MEGURI_LAW_JUDGE_H

#include "law/cargo.h"

enum law_result { LAW_TO_CONFIRM, LAW_REGULATED, LAW_NOT_REGULATED, LAW_EXEMPT };

enum law_join {
    LAW_LEAF,  /* a comparison or a fact */
    LAW_ANY,   /* met when one child is */
    LAW_ALL,   /* met when every child is */
    LAW_NOT,   /* met when its child is not */
    LAW_AGREE, /* met when all children are, not met when none is: one of them holds, which is
                  unknown */
    LAW_SEE,   /* the same as the node `see` before it */
    LAW_LAST,  /* the root: its last child decides, which sees the sections before it */
};

struct law_node {
    int32_t parent; /* -1: the root, which is node 0 */
    int32_t end;    /* index behind its last descendant; children follow their parent */
    int32_t see;    /* of LAW_SEE, else -1 */
    enum law_join join;
    enum law_tri outcome, if_confirmed; /* LAW_YES: met */
    const struct law_row *row;          /* the table row or article; NULL for none */
    int32_t part;                       /* index in cargo->parts, or -1 */
    enum law_fact fact;                 /* LAW_FACT_COUNT: no fact */
    enum law_tri fact_value;            /* what is known of the fact; the rule may want yes or no */
    /* What was compared, after conversion to the row's unit: */
    bool has_value, below;
    struct decimal value;
    enum law_unit unit;
    const struct law_analysis *analysis; /* where it came from, or NULL */
    struct str subject;                  /* what was looked at: "鉛", "B1010", "KR" */
    struct str said;                     /* one Japanese phrase on why it is so; may be empty */
    bool decisive;                       /* the answer rests on it */
};

/* What would decide. */
enum law_missing_kind {
    LAW_MISSING_FACT,
    LAW_MISSING_ANALYSIS,
    LAW_MISSING_TEST,
    LAW_MISSING_DETAIL
};
struct law_missing {
    enum law_missing_kind kind;
    int32_t node;
    enum law_fact fact;  /* LAW_FACT_COUNT unless kind is FACT */
    int32_t part;        /* -1: the whole cargo */
    struct str subject;  /* substance, test … */
    struct str sentence; /* Japanese: which document or analysis, for what */
};

struct law_judgement {
    enum law_result result;
    enum law_result
        if_confirmed; /* what it would be if the rows of `unconfirmed` were confirmed as written */
    day_number as_of;
    struct str edition; /* law_tables_edition */
    const struct law_cargo *cargo;
    const struct law_node *nodes;
    size_t node_count;
    const struct law_missing *missing; /* empty unless 要確認 */
    size_t missing_count;
    /* Rows in doubt on which a 要確認 rests; when confirming one alone would decide, it is the
       first and `single` is set. */
    const struct law_row *const *unconfirmed;
    size_t unconfirmed_count;
    bool single;
    const struct law_row *const *used; /* rows that the answer cites, in order, each once */
    size_t used_count;
};

/* Judges as on the day `as_of` (the caller's choice; usually cargo->date or today). The same cargo,
   day and tables give the same judgement. `out` points into the arena, the cargo and the tables.
   ERR_LAW_DATE when the day is outside every edition; errors of law_cargo_check. */
int law_judge(const struct law_tables *tables, const struct law_cargo *cargo, day_number as_of,
              struct arena *arena, struct law_judgement *out, struct error *error);

/* 該当, 非該当, 対象外, 要確認 / "regulated", "not_regulated", "exempt", "to_confirm" */
struct str law_result_title(enum law_result result);
struct str law_result_word(enum law_result result);
bool law_result_find(struct str word, enum law_result *out);

/* One Japanese sentence: what was looked at, the value, the limit, the outcome, the row. */
struct str law_node_sentence(const struct law_judgement *judgement, size_t node,
                             struct arena *arena);
/* Paragraphs for a draft: the answer, its reasons with citations, what is missing. Lines end with
 * LF. */
struct str law_judgement_text(const struct law_judgement *judgement, struct arena *arena);
/* The whole judgement as one JSON object. */
void law_judgement_write(const struct law_judgement *judgement, struct json_writer *writer,
                         struct arena *arena);

#endif
