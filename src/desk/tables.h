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
/* Title of a code; the code itself when it is not in the list. */
struct str desk_choice_title(struct str list, struct str code, enum lang lang);

/* Documents asked for per cargo class (data/desk/documents.tsv). */
struct desk_document_rule {
    struct str code, cargo_class; /* cargo_class "all" or a code of list cargo_class */
    struct str title, why, request; /* request: the sentence of the letter */
    bool required;
    struct str source, confirmed;
};
const struct desk_document_rule *desk_document_rules(size_t *count);

/* Codes of list country_group for a country on a day, joined by commas (data/desk/country_groups.tsv); empty
   for no country. */
struct str desk_country_groups(struct str country, day_number day, struct arena *arena);

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
