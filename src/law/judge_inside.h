/* Inside of the engine: the proof under construction. Sections are built in the order of the
   tables; each rule is a function in a file of its own. Not for other rooms. */
#ifndef MEGURI_LAW_JUDGE_INSIDE_H
#define MEGURI_LAW_JUDGE_INSIDE_H

#include "law/judge.h"
#include "law/tables_inside.h"

enum { JUDGE_DEPTH = 24, JUDGE_NUMBERS = 32, JUDGE_TEST_ITEMS = 9, NO_NODE = -1 };

/* What a node needs beside what the caller sees. */
struct judge_note {
    struct str key;             /* key of 別表第六 that a child of its section is about */
    enum law_missing_kind kind; /* if it is unknown: what would decide … */
    struct str ask;             /* … and the words for it; empty: nothing to ask for */
};

struct judging {
    const struct law_tables *tables;
    const struct law_cargo *cargo;
    day_number day;
    struct arena *arena;
    struct law_node *nodes;
    struct judge_note *notes;
    size_t count, capacity;
    int32_t open[JUDGE_DEPTH];
    size_t depth;
    const struct law_row *
        *substances; /* of each analysis, parts one after the other; NULL: not in the tables */
    size_t *first_substance;         /* of each part */
    int32_t *first_node;             /* of each part in the section of 別表第六, and its end */
    const struct law_row *class_row; /* NULL: no class, or none of the tables */
    enum law_tri facts[LAW_FACT_COUNT];
    const struct law_row *fact_rows[LAW_FACT_COUNT]; /* where a fact was taken from the class */
    /* Sections, by node: */
    int32_t tests, test_items[JUDGE_TEST_ITEMS];
    int32_t annex6, annex5, hazardous /* 別表五か別表六 */, annex4, annex3_claimed, annex3, b3011;
    int32_t convention, exempt, exempt_convention, used, hong_kong,
        controlled /* 四～六で三でない */, answer;
};

/* Opens an inner node below the one that is open; judge_close joins its children. */
int32_t judge_open(struct judging *judging, enum law_join join, const struct law_row *row,
                   struct str subject);
int32_t judge_close(struct judging *judging);
/* Adds a leaf; `outcome` is what the row as written says. An unconfirmed row makes it unknown. */
int32_t judge_leaf(struct judging *judging, const struct law_row *row, struct str subject,
                   enum law_tri outcome, struct str said);
/* For a leaf that is unknown because nobody said: what would decide. */
void judge_ask(struct judging *judging, int32_t node, enum law_missing_kind kind, struct str ask);
void judge_see(struct judging *judging, int32_t node);
void judge_see_denied(struct judging *judging, int32_t node, const struct law_row *row,
                      struct str subject);
/* Met when the fact is `wanted`. */
int32_t judge_fact(struct judging *judging, enum law_fact fact, enum law_tri wanted);
enum law_tri judge_denied(enum law_tri outcome);
enum law_tri judge_joined(enum law_join join, enum law_tri so_far, enum law_tri child, bool first);

const struct law_row *judge_rule(const struct judging *judging, struct str key);
const struct law_row *judge_substance(const struct judging *judging, size_t part, size_t analysis);
enum law_form judge_form(const struct judging *judging, size_t part);
bool judge_for_recovery(const struct judging *judging); /* R operation */
bool judge_is_operation(const struct judging *judging, struct str code);

/* A measured value against the row's limit: whether the comparison holds, with what is known. `wet`
   gets the value that was compared. */
enum law_tri judge_compare(const struct law_row *row, const struct law_analysis *analysis,
                           const struct law_part *part, struct decimal *wet, struct str *said);
/* Where only the day of the edition is in doubt, the row decides when the edition before agrees. */
void judge_settle_doubt(struct judging *judging, int32_t node, const struct law_row *row,
                        const struct law_analysis *analysis, const struct law_part *part);
/* Puts the value on a leaf. */
void judge_value(struct judging *judging, int32_t node, size_t part,
                 const struct law_analysis *analysis, struct decimal value);

/* Sections and rules. */
void judge_annex7(struct judging *judging); /* 別表第七 */
void judge_annex6(struct judging *judging); /* 別表第六, 備考1・2 */
void judge_leachate(struct judging *judging, size_t part,
                    size_t analysis); /* the standards it refers to */
void judge_leachate_missing(struct judging *judging, size_t part, const struct law_row *substance);
void judge_annex5(struct judging *judging); /* 別表第五, 備考1 */
void judge_annex4(struct judging *judging); /* 別表第四, 備考1 */
void judge_annex3(struct judging *judging); /* 別表第三, 備考1 */
void judge_conditions(struct judging *judging, const struct law_row *row);
void judge_plastic(struct judging *judging);    /* criteria of B3011 */
void judge_convention(struct judging *judging); /* 附属書Ⅱ Y48・Y49 */
void judge_exemption(struct judging *judging);  /* 第二条・第四条の除外 */
void judge_used_goods(struct judging *judging); /* 中古品判断基準 */
void judge_used_age(struct judging *judging);
void judge_hong_kong(struct judging *judging); /* 第五条 */
/* Not met for the given numbers or keys of 別表第六 ("8,11,13", "25ハ"); empty: for all. */
void judge_annex6_none(struct judging *judging, struct str list);
/* Met when a part's content of the substance keeps the row's limit; a part nobody analysed for it
   is as unknown as the rest of it. */
void judge_any_content(struct judging *judging, const struct law_row *row, struct str substance);
/* 別表第六 as far as it was measured: what nobody analysed is left out. */
void judge_annex6_measured(struct judging *judging);

/* What a judgement rests on, and what would decide it. */
void judge_collect(struct judging *judging, struct law_judgement *out);

#endif
