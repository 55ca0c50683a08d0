/* What the templates of mines and their data see, and what their handlers share. */
#ifndef MEGURI_WATER_DATA_PAGE_H
#define MEGURI_WATER_DATA_PAGE_H

#include "water/data/correction.h"
#include "water/data/exceedance.h"
#include "water/data/import.h"
#include "water/data/series.h"
#include "water/time_chart.h"

struct water_choice {
    struct str code, title;
    bool chosen;
};
struct water_choices {
    const struct water_choice *rows;
    size_t count;
};

struct water_mines_page {
    struct html_safe form;
    bool may_edit;
    const struct water_mine_line *lines;
    struct str *newest;
    size_t count;
    struct str code, name, prefecture, municipality, latitude, longitude, note; /* typed */
};

/* The newest result of an item at a point. */
struct water_latest_view {
    struct str point, item, fraction, value, unit, when, limit, tone, words;
    int64_t point_id, sample;
};
struct water_point_line {
    const struct water_point *point;
    struct str kind, standard;
    size_t limited, over, unjudged; /* of its newest results */
};
struct water_sample_row {
    const struct water_sample_line *line;
    struct str when, point;
};
struct water_series_row {
    const struct water_series *series;
    struct str point, span;
};
struct water_import_row {
    const struct water_import *import;
    struct str state, tone, when;
};
struct water_mine_page {
    struct html_safe form;
    const struct water_mine_row *mine;
    bool may_edit, may_access;
    struct water_point_line *points;
    size_t point_count;
    struct water_latest_view *latest;
    size_t latest_count, over_count;
    struct water_sample_row *samples;
    size_t sample_count;
    struct water_series_row *series;
    size_t series_count;
    struct water_import_row *imports;
    size_t import_count;
    struct water_choices kinds, standards;
    struct str code, name, tank; /* typed for a new point */
    struct water_mine_row typed; /* typed for the mine itself, else as stored */
    struct str place;
    bool editing; /* the mine's own form was refused */
};

struct water_limit_view {
    const struct water_limit *limit;
    struct str basis, item, value, unit, period, source;
    bool ended;
};
struct water_exceedance_view {
    const struct water_exceedance *row;
    struct str fraction, month, limit, share, highest, percentile, mean;
};
struct water_value_view {
    struct str when, value, fraction, limit, tone, words;
    int64_t sample;
};
struct water_point_page {
    struct html_safe form;
    const struct water_mine_row *mine;
    const struct water_point *point;
    bool may_edit;
    struct str kind;
    struct water_choices kinds, standards, bases, items, measured;
    const struct water_item *item; /* looked at; NULL: nothing is measured */
    struct water_time_chart chart, logger;
    struct water_exceedance_view *exceedances;
    size_t exceedance_count;
    struct water_value_view *values;
    size_t value_count;
    struct water_limit_view *limits, *national;
    size_t limit_count, national_count;
    struct str value, source; /* typed for a new limit */
    struct str today;
};

struct water_sample_result_view {
    struct str item, fraction, value, unit, written, limit, tone, words;
    struct str method, flag, flag_tone; /* flag empty: in use */
    int64_t id, changes;
};
struct water_before_view {
    struct str item, value, written, method, flag, reason, author, when;
};
struct water_sample_page {
    struct html_safe form;
    bool may_edit;
    const struct water_sample_view *view;
    struct str when, kind, certificate;
    struct water_sample_result_view *results;
    size_t count;
    struct water_before_view *before;
    size_t before_count;
    const struct water_sample_result_view *chosen; /* to be corrected; NULL: none */
    struct str written, method, reason;            /* typed, else as stored */
    struct water_choices flags;
};

struct water_doubt_view {
    struct str place, sentence, tone, words;
};
/* A column whose reading a person may change. */
struct water_column_view {
    struct str letter, head, tone, words;
    struct water_choices items, fractions;
    struct str unit;
    struct str item_name, unit_name, fraction_name, item_label, unit_label,
        fraction_label; /* of the inputs */
};
struct water_preview_row {
    struct str place;
    struct str *cells;
    bool head;
};
/* A row or column that says when, where or what. */
struct water_place_view {
    struct str name, label;
    struct water_choices choices;
};
enum { WATER_IMPORT_COLUMNS = 40 }; /* that a person may change on the page */
struct water_import_page {
    struct html_safe form;
    const struct water_import_view *view;
    bool is_draft, may_edit;
    struct str state, tone, span;
    struct water_doubt_view *doubts;
    size_t doubt_count, doubts_hidden;
    struct water_column_view *columns;
    size_t column_count;
    struct water_preview_row *preview;
    size_t preview_count, preview_columns;
    struct str *letters;
    struct water_choices forms, sheets, points, fractions;
    struct water_place_view places[10];
    size_t place_count;
};

web_handler water_page_mines, water_act_mines, water_page_mine, water_act_mine,
    water_page_observations, water_page_sections, water_page_hearings, water_act_points,
    water_page_point, water_act_point, water_act_limits, water_act_limit_end,
    water_page_point_table, water_page_sample, water_act_correction, water_act_import_begin,
    water_page_import, water_act_import, water_act_import_store, water_act_import_withdraw;

struct water_choices water_point_kind_choices(struct str chosen, struct arena *arena);
struct water_choices water_standard_choices(struct str chosen, struct arena *arena);
/* "/water/points/12" */
struct str water_path(const char *what, int64_t id, struct arena *arena);
/* 全量, 溶解性; empty for pH or flow. */
struct str water_fraction_words(const struct water_item *item, enum water_fraction fraction);
/* "0.03 mg/L（一律）" or 5.8 – 8.6; empty without a limit. */
struct str water_limit_words(const struct water_limits *limits, const struct water_item *item,
                             day_number day, struct arena *arena);

#endif
