/* What the templates of the law's pages see: tables, their rows, what people confirmed, the rules of
   other countries. */
#ifndef MEGURI_DESK_PAGE_LAW_VIEW_H
#define MEGURI_DESK_PAGE_LAW_VIEW_H

#include "desk/country_rule.h"
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

#endif
