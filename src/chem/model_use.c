/* What a compiled model is asked for: log K at a temperature, components of formulas. */
#include <math.h>
#include <string.h>

#include "chem/model.h"
#include "chem/vector.h"

static const double LN10 = 2.302585092994045684;
enum { HYDROGEN, OXYGEN };

int32_t chem_model_component(const struct chem_model *model, int32_t master)
{
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (model->components[j].master == master && master != CHEM_NONE) {
            return (int32_t)j;
        }
    }
    return CHEM_NONE;
}

static void powers_of_temperature(double kelvin, double *powers)
{
    powers[0] = LN10;
    powers[1] = LN10 * kelvin;
    powers[2] = LN10 / kelvin;
    powers[3] = log(kelvin);
    powers[4] = LN10 / (kelvin * kelvin);
    powers[5] = LN10 * kelvin * kelvin;
}

CHEM_SIMD
static void sum_terms(const struct chem_log_k_columns *log_k, const double *powers,
                      double *restrict ln_k, uint32_t count)
{
    const double *restrict a = log_k->term[0], *restrict b = log_k->term[1];
    const double *restrict c = log_k->term[2], *restrict d = log_k->term[3];
    const double *restrict e = log_k->term[4], *restrict f = log_k->term[5];
    for (uint32_t i = 0; i < count; i++) {
        ln_k[i] = powers[0] * a[i] + powers[1] * b[i] + powers[2] * c[i] + powers[3] * d[i] +
                  powers[4] * e[i] + powers[5] * f[i];
    }
}

void chem_model_ln_k(const struct chem_model *model, double kelvin, double *ln_k)
{
    double powers[CHEM_LOG_K_TERMS];
    powers_of_temperature(kelvin, powers);
    sum_terms(&model->log_k, powers, ln_k, model->species_count);
}

double chem_model_phase_ln_k(const struct chem_model *model, uint32_t phase, double kelvin)
{
    double powers[CHEM_LOG_K_TERMS], sum = 0;
    powers_of_temperature(kelvin, powers);
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++) {
        sum += powers[k] * model->phase_log_k.term[k][phase];
    }
    return sum;
}

void chem_model_phase_formula(const struct chem_model *model, uint32_t phase, double *out)
{
    memset(out, 0, sizeof(double) * model->component_count);
    const struct chem_rows *rows = &model->dissolution;
    for (uint32_t t = rows->start[phase]; t < rows->start[phase + 1]; t++) {
        out[rows->component[t]] += rows->coefficient[t];
    }
}
