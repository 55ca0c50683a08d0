/* What the templates of the law's pages see: tables, their rows, what people confirmed, the rules of
   other countries. */
#ifndef MEGURI_DESK_PAGE_LAW_VIEW_H
#define MEGURI_DESK_PAGE_LAW_VIEW_H

#include "desk/country_rule.h"
#include "desk/law_overlay.h"
#include "desk/page_view.h"

struct desk_country_view {
    const struct desk_country_rule *rule;
    struct str country, goods, checked, when, who;
    struct desk_badge effect, state; /* state: 要確認 when old, else empty */
};
struct desk_countries_page {
    struct html_safe form;
    const struct desk_country_view *rows; size_t count;
    size_t stale;
    bool may_change;
    /* The form: a new entry, or the next revision of one. */
    int64_t number, revision;
    struct desk_choices_view countries, goods, effects;
    struct str rule, source, checked_on;
};

struct desk_law_table_view {
    struct str title, stem;
    size_t rows, open, own, coming; /* open: 要確認; own: added or confirmed here */
};
struct desk_law_page {
    struct str edition;
    const struct desk_law_table_view *rows; size_t count;
    size_t waiting;              /* for the second look */
};
struct desk_law_row_view {
    const struct law_row *row;
    struct desk_badge state;
    struct str limit, valid_from, valid_to;
    const struct str *attribute_names;
};
struct desk_law_table_page {
    struct str title, stem, query, day;
    bool only_open;
    size_t all;
    const struct str *attribute_names;
    const struct desk_law_row_view *rows; size_t count;
};
struct desk_change_view {
    const struct desk_overlay *overlay;
    struct str table, stem, kind, body, source_day, when, who, second_when, second_who;
    struct desk_badge state;
    bool may_agree, may_withdraw;
};
struct desk_changes_page {
    struct html_safe form;
    const struct desk_change_view *rows; size_t count;
    bool may_change;
    struct str words;
};
struct desk_law_row_page {
    struct html_safe form;
    bool may_change;
    struct str title, stem;
    struct desk_law_row_view shown;
    const struct desk_law_row_view *editions; size_t edition_count;
    const struct desk_change_view *changes;   size_t change_count;
    struct str item, condition, value, unit, note, valid_from, valid_to, source, source_day, reason;
    struct desk_choices_view operators;
};
struct desk_used_goods_page {
    struct html_safe form;
    bool may_change;
    const struct desk_law_row_view *rows; size_t count;
    size_t expected;             /* kinds the criteria count */
    struct str source, source_day, valid_from, reason;
};

/* Shared by the pages of the law. */
/* The edition in force; give it back with desk_law_edition_release. */
int desk_law_now(const struct web_actor *actor, const struct desk_law_edition **out,
                 struct error *error);
struct str desk_table_stem(enum law_table_id table); /* "annex6" */
/* The table of ":table". */
int desk_table_of(const struct web_request *request, enum law_table_id *out, struct error *error);
struct desk_law_row_view desk_law_row_show(const struct law_row *row, struct arena *arena);
/* Those of one row; `key` empty: all. */
int desk_changes_show(const struct web_actor *actor, const struct desk_overlay *overlays,
                      size_t count, struct str key, enum lang lang,
                      const struct desk_change_view **out, size_t *out_count, struct error *error);

#endif
