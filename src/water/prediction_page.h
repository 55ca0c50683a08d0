/* What the page of predictions and its sliders share. */
#ifndef MEGURI_WATER_PREDICTION_PAGE_H
#define MEGURI_WATER_PREDICTION_PAGE_H

#include "water/fit_job.h"
#include "water/fit_page.h"
#include "water/prediction.h"

struct water_fit_opened {
    struct water_fitting fitting;
    struct water_ensemble ensemble;
};
/* The fit's study (or another text) with its ensemble; of trains only. water_fitting_finish also
   after an error. */
int water_fit_open_ensemble(struct web_request *request, const struct water_fit_row *fit,
                            struct str study, struct water_fit_opened *out, struct error *error);

/* The page with a prediction (0: the newest), and with what the sliders answered. */
int water_prediction_show(struct web_request *request, struct web_response *response,
                          struct water_prediction_page *page, int64_t chosen, struct error *error);
/* 422 with the form as typed; an error of `status` is told at `field`. */
int water_prediction_show_again(struct web_request *request, struct web_response *response,
                                int status, struct str field, struct error *error);

#endif
