/* What templates/water/study*.html see, and the parts that make it. */
#ifndef MEGURI_WATER_STUDY_PAGE_H
#define MEGURI_WATER_STUDY_PAGE_H

#include "water/chart.h"
#include "water/comparison.h"
#include "water/simulate.h"
#include "web/web.h"

/* What the sliders change, all in whole numbers as the form has them. */
struct water_sliders {
    int64_t flow, volume, organics; /* % of the study */
    int64_t warmer;                 /* K added to raw water and season */
    int64_t month;                  /* 1 .. 12; 0: mean of the year */
};

struct water_month_view {
    struct str value, title;
    bool chosen;
};

struct water_study_page {
    struct html_safe form;
    struct str text; /* the study as typed */
    struct str flow, volume, organics, warmer;
    struct water_month_view months[13];
    bool may_fit; /* the person may make a fit of it */
    bool live;    /* only the part below the sliders is sent */

    bool answered;            /* the rest is filled */
    struct str name, problem; /* problem: why a live request has no answer */
    struct str last, over;    /* last tank; what is above its limit there */
    struct water_table tables[WATER_SIMULATION_TABLES];
    struct water_table comparison, items;
    bool has_comparison;
    struct str no_comparison;   /* why there is none */
    struct water_curves curves; /* log10 of the ratio to the limit along the train */
    struct str limit_line;      /* y where the ratio is 1 */
    struct str mass_balance, charge_balance, cells, seconds;
};

/* Reads the study, changes it as the sliders say, and fills the page. Errors as the command's; they
   are the fault of the text unless their HTTP status is 500 or above. */
int water_study_answer(const struct context *context, struct str text,
                       const struct water_sliders *sliders, struct arena *arena,
                       struct water_study_page *page, struct error *error);

web_handler water_page_study, water_act_study, water_act_study_live;

#endif
