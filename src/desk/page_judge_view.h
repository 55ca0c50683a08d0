/* What the templates of the judgement page see: one cargo line with the facts its papers must show, what
   is known of it, the proposal, the decision. */
#ifndef MEGURI_DESK_PAGE_JUDGE_VIEW_H
#define MEGURI_DESK_PAGE_JUDGE_VIEW_H

#include "desk/law_case.h"
#include "desk/law_form.h"
#include "desk/law_import.h"
#include "desk/page_view.h"

struct desk_check_view {
    const struct desk_check *check;
    struct desk_badge state;
    struct str kind;         /* 写真, 分析, 書類 */
    struct str papers;       /* which papers show it, titles joined by 、 */
    struct str file;         /* name of the paper that was looked at; empty: none */
    struct str who;          /* 11/22 10:00 相談員 見本; empty: nobody yet */
};

struct desk_analysis_view {  /* a row of the form */
    const struct desk_form_analysis *row;
    struct desk_choices_view kinds, bases, officials;
    struct str number;       /* "3", for people */
    struct str problem;
};
struct desk_cargo_part_view {
    const struct desk_form_part *row;
    struct desk_choices_view forms, others;
    struct str number, problem;
};
struct desk_fact_view {
    struct str key, question, proof;
    struct str from;         /* where an answer comes from that was not entered here; may be empty */
    struct desk_choices_view choices;
};
struct desk_test_view {
    struct str key, title;
    struct desk_choices_view outcomes;
};

/* One node of the proof. */
struct desk_reason_view {
    const struct law_row *row;  /* NULL: a rule without a table row */
    struct str sentence;
    struct desk_badge outcome;  /* 当たる, 当たらない, 不明 */
    struct str citation, limit, table, valid, file, from; /* of the row */
    struct str indent;          /* class of its depth: "depth-2" */
    struct str remark;          /* 入力した値 … */
};
struct desk_missing_view {
    struct str sentence, fact;  /* fact: key of the input that answers it; empty */
    struct str question;        /* of the fact */
};
struct desk_proposal_view {
    struct str problem;         /* why there is none */
    struct desk_badge result, if_confirmed; /* if_confirmed empty when the same */
    struct str as_of, edition, text, codes;
    const struct desk_reason_view *reasons; size_t reason_count; /* that it rests on */
    size_t first_reasons;       /* shown at once */
    const struct desk_reason_view *nodes;   size_t node_count;   /* all */
    const struct desk_missing_view *missing; size_t missing_count;
    const struct desk_reason_view *doubts;  size_t doubt_count;  /* rows nobody confirmed */
    bool single;                /* confirming the first doubt alone would decide */
    bool may_take;
};
struct desk_decision_view {
    const struct desk_law_decision *decision;
    struct desk_badge proposal, judgement;
    struct str when, who, as_of;
    bool departs;
};

struct desk_judge_page {
    const struct desk_view *view;
    const struct desk_case *c;
    const struct desk_cargo *line;
    struct html_safe form;
    struct desk_line_view shown;
    const struct desk_check_view *checks; size_t check_count;
    bool may_edit;
    const struct desk_law_view *law;
    const struct desk_law_form *entered;
    int64_t input_version;
    struct str input_words;     /* who saved it when, where it came from */
    bool unlisted;              /* substances outside the tables are meant */
    struct str rest_words;      /* what is kept beyond the rows of the form; empty: nothing */
    struct desk_choices_view operations, purposes, forms, used_kinds;
    struct str as_of;
    const struct desk_analysis_view *analyses; size_t analysis_count;
    const struct desk_cargo_part_view *parts;        size_t part_count;
    const struct desk_fact_view *asked;        size_t asked_count; /* that matter now */
    const struct desk_fact_view *others;       size_t other_count;
    const struct desk_test_view *tests;        size_t test_count;
    const struct str *substances;              size_t substance_count;
    struct desk_proposal_view proposal;
    const struct desk_decision_view *decisions; size_t decision_count;
    struct desk_choices_view judgements;
    struct str basis, codes, reason, country_words;
    struct desk_badge country_state;
};

struct desk_import_page {
    struct html_safe form;
    const struct desk_view *view;
    const struct desk_case *c;
    const struct desk_cargo *line;
    struct str name, text;
    const struct desk_import_table *table; /* NULL: nothing read yet */
    const struct desk_choices_view *roles; /* by column */
    const struct desk_form_analysis *form_rows;
    size_t taken, left;
};

#endif
