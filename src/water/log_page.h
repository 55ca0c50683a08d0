/* What the templates of the trial log, the certificates and the access to a mine see. */
#ifndef MEGURI_WATER_LOG_PAGE_H
#define MEGURI_WATER_LOG_PAGE_H

#include "water/data/certificate.h"
#include "water/data/event.h"
#include "water/data_page.h"

struct water_event_view {
    const struct water_logged *event;
    struct str kind, began, ended, figure, point;
};
struct water_log_page {
    struct html_safe form;
    const struct water_mine_row *mine;
    bool may_log;
    struct water_event_view *rows;
    size_t count;
    struct water_choices kinds, points;
    struct str began, words, value, unit; /* typed */
    struct str study;
};
struct water_certificates_page {
    struct html_safe form;
    const struct water_mine_row *mine;
    bool may_edit;
    const struct water_certificate *list;
    struct str *issued;
    size_t count;
    struct str number, laboratory; /* typed */
};
struct water_access_page {
    struct html_safe form;
    const struct water_mine_row *mine;
    const struct water_mine_person *people;
    size_t count;
};

web_handler water_page_log, water_act_log, water_act_log_remove, water_page_certificates,
    water_act_certificates, water_page_certificate, water_page_access, water_act_access;

#endif
