/* What the pages of fits and predictions share with their templates. */
#ifndef MEGURI_WATER_FIT_PAGE_H
#define MEGURI_WATER_FIT_PAGE_H

#include "water/data/prediction.h"
#include "water/data_page.h"
#include "water/outcome.h"

struct water_fit_badge {
    struct str tone, words;
};
struct water_fit_badge water_fit_badge_of(const struct water_fit_row *fit);

struct water_fit_line {
    const struct water_fit_row *fit;
    struct water_fit_badge state;
    struct str created;
};
struct water_fits_page {
    bool may_edit;
    struct water_fit_line *lines;
    size_t count;
};

struct water_fit_new_page {
    struct html_safe form;
    struct str name, text, first, last, items, members, iterations, seed;
    struct water_choices mines;
    bool from_mine;
    struct str problem;
};

/* One step of the way, as a row. */
struct water_step_view {
    struct str iteration, objective, failed;
};
struct water_fit_progress_page {
    const struct water_fit_row *fit;
    struct water_fit_badge state;
    struct str phase;    /* what is being done */
    struct str words;    /* how far it is */
    int64_t done, whole; /* of the bar; whole 0: not known */
    bool works;
    struct water_step_view *steps;
    size_t step_count;
    struct str steps_title;
};

struct water_figure_view {
    struct str title, caption, path, shown; /* path: "/water/fits/1/figures/spread/3" */
};
/* A table, cut to what a page can show. */
struct water_part_view {
    struct water_table table;
    struct str title;
    bool folded;
    size_t hidden;
};
/* A kept result as the page shows it. */
struct water_outcome_page {
    struct str id, title, note;
    const struct water_outcome *outcome;
    struct water_part_view *parts;
    size_t part_count;
    struct water_figure_view *figures;
    size_t figure_count;
};
/* `path`: of its figures. */
void water_outcome_show(const struct water_outcome *outcome, struct str id, struct str title,
                        struct str note, struct str path, struct arena *arena,
                        struct water_outcome_page *out);

enum { WATER_FIT_PARTS = 3 };
struct water_fit_page {
    struct html_safe form;
    const struct water_fit_row *fit;
    bool may_edit, may_start, may_cancel, may_resume, has_ensemble, has_fitted;
    struct water_fit_progress_page progress;
    struct str created, finished, days, base; /* base: "/water/fits/1" */
    struct str iterations;                    /* typed for going on */
    struct water_outcome_page parts[WATER_FIT_PARTS];
    size_t part_count;
    const struct water_fit_file *files;
    size_t file_count;
};

struct water_prediction_line {
    const struct water_prediction_row *row;
    struct water_fit_badge state;
    struct str days, created;
    bool chosen;
};
struct water_prediction_page {
    struct html_safe form;
    const struct water_fit_row *fit;
    bool may_edit, has_ensemble, works, automatic;
    struct str base;
    struct str title, first, days, every, study; /* typed */
    struct water_choices points, months;
    struct water_prediction_line *lines;
    size_t count;
    const struct water_prediction_row *chosen; /* NULL: none */
    struct str words;                          /* how far the chosen one is */
    bool has_outcome;
    struct water_outcome_page outcome;
    struct str flow, volume, organics, warmer; /* sliders */
    struct str problem;
    bool answered;
    struct water_table answer; /* of the sliders */
    struct str answer_words;
};

web_handler water_page_fits, water_page_fit_new, water_act_fit_new, water_act_fits, water_page_fit,
    water_act_fit_live, water_act_fit_start, water_act_fit_cancel, water_act_fit_resume,
    water_page_fit_tables, water_page_fit_study, water_page_fit_ensemble, water_page_fit_file,
    water_page_fit_figure, water_page_prediction, water_act_prediction, water_act_prediction_cancel,
    water_act_prediction_live, water_page_prediction_tables, water_page_prediction_figure,
    water_act_what_if, water_act_what_if_live;

/* The kept result of a fit by its role; ERR_NOT_FOUND. */
int water_fit_outcome(const struct web_actor *actor, const struct water_fit_row *fit,
                      struct str role, struct water_outcome *out, struct error *error);
/* Sends one figure of a result in the wanted form (svg, png, pdf, csv, xlsx); "svg" may be shown in
   the page. ERR_NOT_FOUND. */
int water_fit_send_figure(struct web_request *request, struct web_response *response,
                          const struct water_outcome *outcome, int64_t number, struct str form,
                          struct error *error);
int water_fit_send_tables(struct web_request *request, struct web_response *response,
                          const struct water_outcome *const *outcomes, size_t count,
                          struct str name, struct error *error);

#endif
