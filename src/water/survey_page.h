/* What the templates of campaigns, field sheets, hearings and missing data see. */
#ifndef MEGURI_WATER_SURVEY_PAGE_H
#define MEGURI_WATER_SURVEY_PAGE_H

#include "water/data/survey.h"
#include "water/data_page.h"

struct water_campaign_view {
    const struct water_campaign *campaign;
    struct str period;
};
struct water_campaigns_page {
    struct html_safe form;
    bool may_edit;
    struct water_campaign_view *rows;
    size_t count;
    struct str name, purpose, begins, ends; /* typed */
};

struct water_visit_row {
    const struct water_visit *visit;
    struct str planned, visited, items, bottles, tone, words;
};
struct water_plan_point {
    int64_t id;
    struct str mine, name;
};
struct water_campaign_page {
    struct html_safe form;
    bool may_edit;
    const struct water_campaign *campaign;
    struct str period, items, day;
    struct water_visit_row *rows;
    size_t count;
    struct water_plan_point *points;
    size_t point_count;
};

struct water_sheet_item {
    struct str label, unit, words;
};
struct water_sheet_bottle {
    const struct water_bottle *bottle;
    struct str fraction, sent, received;
};
struct water_visit_page {
    struct html_safe form;
    bool may_log;
    const struct water_visit *visit;
    struct str planned, visited;
    struct water_sheet_item *items;
    struct water_sheet_bottle *bottles;
    struct str latitude, longitude, words, number, laboratory; /* typed or stored */
    struct water_choices numbers;                              /* of the bottles */
};

struct water_question_view {
    const struct water_answer *answer;
    struct str name, typed, changed;
    bool begins_topic;
};
struct water_hearing_page {
    struct html_safe form;
    bool may_log;
    const struct water_mine_row *mine;
    struct water_question_view *rows;
    size_t count, open; /* open: required and not answered */
};
struct water_missing_page {
    const struct water_missing *rows;
    size_t count;
};

web_handler water_page_campaigns, water_act_campaigns, water_page_campaign, water_act_plan,
    water_page_visit, water_act_visit, water_act_bottle, water_act_bottle_days, water_act_photo,
    water_page_photo, water_page_hearing, water_act_hearing, water_page_missing;

#endif
