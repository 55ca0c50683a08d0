/* Dated tables. Every table is a tab separated file of data/law with the same columns (key, code,
   item, condition, value, unit, operator, valid_from, valid_to, source, confirmed, doubt, note) and
   up to three of its own; lists within a column are divided by 、. A key may have several editions,
   which never overlap. What a person confirmed or added is an overlay: the same form, read after
   the built-in file of that name. */
#ifndef MEGURI_LAW_TABLES_H
#define MEGURI_LAW_TABLES_H

#include "base/civil.h"
#include "base/decimal.h"
#include "base/error.h"
#include "law/fact.h"
#include "law/quantity.h"

/* X(name, file, short alias, title) in the order of `meguri law tables`. */
#define LAW_TABLES(X)                                                                              \
    X(LAW_ANNEX1, "annex1.tsv", "別表一", "別表第一（処分作業）")                                  \
    X(LAW_ANNEX2, "annex2.tsv", "別表二", "別表第二（OECD加盟国との再生利用で規制しない物）")      \
    X(LAW_ANNEX3, "annex3.tsv", "別表三", "別表第三（規制しない物）")                              \
    X(LAW_ANNEX4, "annex4.tsv", "別表四", "別表第四（規制する物）")                                \
    X(LAW_A1181, "a1181.tsv", "A1181", "別表第四 1の項18号（電気及び電子機器）の品目")             \
    X(LAW_ANNEX5, "annex5.tsv", "別表五", "別表第五（発生工程）")                                  \
    X(LAW_ANNEX6, "annex6.tsv", "別表六", "別表第六（含有物質と濃度）")                            \
    X(LAW_LEACH, "leach.tsv", "溶出", "別表第六が引く溶出等の基準")                                \
    X(LAW_ANNEX7, "annex7.tsv", "別表七", "別表第七（有害特性の試験）")                            \
    X(LAW_CONVENTION, "convention.tsv", "附属書", "条約附属書Ⅱの物（Y48・Y49）")                   \
    X(LAW_PLASTIC, "plastic.tsv", "プラスチック", "プラスチックくずの判断基準（B3011）")           \
    X(LAW_USED, "used.tsv", "中古品", "中古品判断基準")                                            \
    X(LAW_USED_KINDS, "used_kinds.tsv", "中古品目", "中古品の品目と年式の目安（利用者の表）")      \
    X(LAW_COUNTRIES, "countries.tsv", "国", "国と地域")                                            \
    X(LAW_COUNTRY_GROUPS, "country_groups.tsv", "国の区分", "OECD加盟国・非締約国・香港")          \
    X(LAW_RULES, "rules.tsv", "条文", "条文と備考")                                                \
    X(LAW_CLASSES, "classes.tsv", "分類", "貨物の分類ごとの前提")                                  \
    X(LAW_SUBSTANCES, "substances.tsv", "物質", "物質の名前と別表第六の号")                        \
    X(LAW_FACTS, "facts.tsv", "事実", "確かめる事実と、それを示す資料")                            \
    X(LAW_AMENDMENTS, "amendments.tsv", "改正", "改正と施行日")                                    \
    X(LAW_WARNINGS, "warnings.tsv", "注意", "使ってはいけない基準")

enum law_table_id {
#define X(name, file, alias, title) name,
    LAW_TABLES(X)
#undef X
        LAW_TABLE_COUNT
};

enum law_operator {
    LAW_NO_OPERATOR,
    LAW_AT_LEAST,     /* >= : the row applies from the value upward */
    LAW_MORE,         /* >  */
    LAW_AT_MOST,      /* <= : in leach.tsv the standard is met up to the value */
    LAW_LESS,         /* <  */
    LAW_CONTAINS,     /* any amount */
    LAW_NOT_DETECTED, /* the standard is met when nothing is detected by the official method */
};

/* What is doubted in a row that is not confirmed. */
enum law_doubt { LAW_DOUBT_NONE, LAW_DOUBT_ROW, LAW_DOUBT_DATE };

enum { LAW_ATTRIBUTES = 3, LAW_OPEN_END = 0x7fffffff };

struct law_row {
    enum law_table_id table;
    struct str key;  /* unique in the table among the editions valid on one day: "13イ" */
    struct str code; /* B1010, A1181, Y31, D1, iso2 …; may be empty */
    struct str item; /* what the row is about */
    struct str
        condition; /* as written; law_table_title and docs/law.md explain each table's words */
    bool has_value;
    struct decimal value;
    enum law_unit unit;
    enum law_operator operator_;
    day_number valid_from, valid_to; /* both included; LAW_OPEN_END: no end known */
    struct str source;
    bool confirmed;
    enum law_doubt doubt;
    struct str note;
    struct str attributes[LAW_ATTRIBUTES]; /* law_attribute_names */
    bool overlay;                          /* from the user's own file */
    int64_t line;                          /* in its file */
    const struct law_compiled *compiled;   /* what the engine made of it; NULL for most */
};

struct law_tables; /* immutable after loading; shared by threads; lives in the arena it was loaded
                      into */

struct law_file {
    struct str name; /* "annex6.tsv" */
    struct str bytes;
};

/* Loads `files` (every table must be there; NULL: the tables built into the program), then
   `overlays` (any number, also several of one name, in order). A later row replaces the row of the
   same key and valid_from; an overlay row with another valid_from is a new edition and ends the one
   before it. The bytes must live as long as the arena. ERR_LAW_TABLE with file, line and column
   name; ERR_CSV, ERR_ENCODING as the reader found them. */
int law_tables_load(const struct law_file *files, size_t file_count,
                    const struct law_file *overlays, size_t overlay_count, struct arena *arena,
                    const struct law_tables **out, struct error *error);

/* "2f1c…" (16 hex digits): changes when any row of any table changes. Kept with a judged case. */
struct str law_tables_edition(const struct law_tables *tables);
/* First day on which the tables can be asked (the day the ministerial order came into force). */
day_number law_tables_first_day(const struct law_tables *tables);

struct str law_table_title(enum law_table_id table);
struct str law_table_file(enum law_table_id table);
struct str law_table_alias(enum law_table_id table);
/* Names of the table's own columns; empty from the first one it does not have. */
const struct str *law_attribute_names(enum law_table_id table);
/* By file name, alias or the words before （ in the title, 第 or not: 別表六, 別表第六, annex6. */
bool law_table_find(struct str name, enum law_table_id *out);

/* All editions of a table, sorted as in its file; those of one key stand together by valid_from. */
const struct law_row *law_rows(const struct law_tables *tables, enum law_table_id table,
                               size_t *count);
/* The edition of `key` valid on `day`, or NULL. */
const struct law_row *law_row_on(const struct law_tables *tables, enum law_table_id table,
                                 struct str key, day_number day);
bool law_row_is_valid(const struct law_row *row, day_number day);
/* 「別表第六 13イ（鉛元素）2018-10-01 から」: table, key, item, edition, and 未確認 when so. */
struct str law_row_citation(const struct law_row *row, struct arena *arena);
/* "value unit operator" as people write it: 「0.1 wt% 以上」; empty when the row has none. */
struct str law_row_limit(const struct law_row *row, struct arena *arena);

/* The conditions in Japanese, clauses divided by 「；」 and alternatives by 「、又は」; empty when
 * none. */
struct str law_row_conditions(const struct law_tables *tables, const struct law_row *row,
                              struct arena *arena);

/* One row as a line of its file, with the head line in front: what an overlay of this row looks
   like. Change fields of a copy of *row before to confirm or amend it. */
struct str law_row_overlay(const struct law_row *row, struct arena *arena);

struct law_difference {
    const struct law_row *before, *after; /* one of them may be NULL: new, or gone */
};
/* Keys whose edition says something else on the other day, in the order of the tables. */
size_t law_tables_difference(const struct law_tables *tables, day_number from, day_number to,
                             struct arena *arena, const struct law_difference **out);

/* The dictionary row of a substance by name, alias or key (width and case do not matter), valid on
   `day`, or NULL. */
const struct law_row *law_substance_find(const struct law_tables *tables, struct str name,
                                         day_number day);
/* Up to `limit` names that look most like `name`, best first. */
size_t law_substance_suggest(const struct law_tables *tables, struct str name, struct str *out,
                             size_t limit);
/* By two-letter code or Japanese name; NULL when there is none. */
const struct law_row *law_country_find(const struct law_tables *tables, struct str name);
/* The row of facts.tsv: item = the question, condition = the document that proves it. */
const struct law_row *law_fact_row(const struct law_tables *tables, enum law_fact fact);

#endif
