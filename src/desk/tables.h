/* The desk's data files (data/desk/), compiled in with their editions: record fields, documents by
   cargo class, mandatory advice, the fixed sentence, settings, word lists. Read-only. */
#ifndef MEGURI_DESK_TABLES_H
#define MEGURI_DESK_TABLES_H

#include "base/civil.h"
#include "base/error.h"

/* One record field (data/desk/fields.tsv). */
enum desk_field_store { DESK_FIELD_COLUMN, DESK_FIELD_JSON, DESK_FIELD_PERSONAL, DESK_FIELD_DERIVED };
struct desk_field {
    struct str code, label_ja, label_en, meaning;
    struct str type;      /* text, lines, code, date, datetime, decimal, integer, bool, list */
    struct str choices;   /* list name in choices.tsv; empty: free */
    struct str section;   /* "consulter", "trade", "cargo", "used", "answer", "registry" */
    enum desk_field_store store;
    struct str source;
};
const struct desk_field *desk_fields(size_t *count);
const struct desk_field *desk_field_find(struct str code);

/* Word lists (data/desk/choices.tsv): list, code, title. */
struct desk_choice {
    struct str list, code, title_ja, title_en, source, confirmed;
};
/* The rows of one list are contiguous; *count = 0 when unknown. */
const struct desk_choice *desk_choices(struct str list, size_t *count);
bool desk_choice_exists(struct str list, struct str code);
/* Title of a code; the code itself when it is not in the list. */
struct str desk_choice_title(struct str list, struct str code, enum lang lang);

/* Documents and whom they are asked of (data/desk/documents.tsv). */
struct desk_document_rule {
    struct str code, cargo_class; /* "all", a code of list cargo_class, or "none": checklists only */
    struct str title, why, request; /* request: the sentence of the letter */
    bool required;
    struct str source, confirmed;
};
const struct desk_document_rule *desk_document_rules(size_t *count);

/* Codes of list country_group for a country on a day, joined by commas (data/desk/country_groups.tsv); empty
   for no country. */
struct str desk_country_groups(struct str country, day_number day, struct arena *arena);

/* What an example class (相談事例 A to G) or an accepted item needs; two axes, each row dated. */
struct desk_checklist_row { /* data/desk/checklists.tsv */
    struct str axis, class; /* "example" with A..G, "item" with a code of list item */
    struct str documents;   /* codes of documents.tsv, "|" between: any one of them will do */
    struct str valid_from, valid_to, source, confirmed;
};
const struct desk_checklist_row *desk_checklist_rows(size_t *count);
struct desk_check_rule { /* data/desk/checklist_facts.tsv: a fact that papers must show */
    struct str code, axis, class;
    struct str kind;        /* what shows it: photo, analysis, document */
    struct str title, why, request;
    struct str proven_by;   /* codes of documents.tsv, "|" between */
    struct str law;         /* fact of the law room and its answer when met: "oil_remains:no"; empty */
    struct str valid_from, valid_to, source, confirmed;
};
const struct desk_check_rule *desk_check_rules(size_t *count);
struct desk_class_advice { /* data/desk/class_advice.tsv: words for one example class */
    struct str code, class;
    struct str judgement;   /* yes, no, any */
    struct str place;       /* answer; both: also in the letter that asks for papers */
    struct str title, text, valid_from, valid_to, source, confirmed;
};
const struct desk_class_advice *desk_class_advice_rows(size_t *count);
struct desk_accepted_item { /* data/desk/accepted_items.tsv: what the desk consults on, by year */
    struct str item, title, meaning, valid_from, valid_to, source, confirmed;
};
/* The row of an item on a day; NULL: not an accepted item, METI is asked how to proceed. */
const struct desk_accepted_item *desk_accepted_item_on(struct str item, day_number day);
/* Whether [valid_from, valid_to] holds the day; an empty end is open. */
bool desk_is_valid_on(struct str valid_from, struct str valid_to, day_number day);
/* True when `code` is one of the words in "a|b|c". */
bool desk_word_is_in(struct str words, struct str code);

/* Mandatory advice of a result and the fixed sentence, valid on a day. NULL when there is none. */
struct desk_advice {
    struct str code, judgement, title, text, valid_from, valid_to, source, confirmed, edition;
};
const struct desk_advice *desk_advice_on(struct str judgement, day_number day);
const struct desk_advice *desk_fixed_sentence_on(day_number day);

/* Settings and their defaults (data/desk/settings.tsv). Values in force: setting.h */
struct desk_setting_row {
    struct str name, value, kind, title_ja, title_en, meaning;
};
const struct desk_setting_row *desk_setting_rows(size_t *count);

/* True for domains that many unrelated people share (data/desk/free_mail.tsv). */
bool desk_domain_is_shared(struct str domain);

/* Shares for synthetic histories (data/desk/statistics.tsv). */
struct desk_statistic {
    struct str period, metric, value, unit, note, seen, source;
};
const struct desk_statistic *desk_statistics(size_t *count);

#endif
