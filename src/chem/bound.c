/* Sites for a given potential, the potential for given activities, and the derivatives of both. */
#include "chem/bound.h"

#include <math.h>
#include <string.h>

#include "chem/exchange.h"
#include "chem/surface.h"

static const double LN10 = 2.302585092994045684;
static const double ABSENT = -5e4;        /* ln n of a species of which an element is absent */
static const double WIDEST = 60;          /* of x = -F psi / RT: 1.5 V */
static const double SITE_TOLERANCE = 4e-15;
static const double CHARGE_TOLERANCE = 1e-15;
enum { SITE_STEPS = 60, POTENTIAL_STEPS = 120 };

static double log_k_at(const struct chem_log_k_columns *log_k, uint32_t i, double kelvin)
{
    return log_k->term[0][i] + log_k->term[1][i] * kelvin + log_k->term[2][i] / kelvin +
           log_k->term[3][i] * log10(kelvin) + log_k->term[4][i] / (kelvin * kelvin) +
           log_k->term[5][i] * kelvin * kelvin;
}

void chem_bound_begin(struct chem_bound *bound, const struct chem_sorption *sorption,
                      double kelvin)
{
    bool same = bound->binding == sorption->binding && bound->kelvin == kelvin;
    bound->binding = sorption->binding;
    bound->kelvin = kelvin;
    bound->surface_count = sorption->surface_count;
    memcpy(bound->sites, sorption->sites, sizeof bound->sites);
    memcpy(bound->surfaces, sorption->surfaces, sizeof bound->surfaces);
    for (uint32_t i = 0; !same && i < bound->binding->species_count; i++)
        bound->ln_k[i] = LN10 * log_k_at(&bound->binding->log_k, i, kelvin);
}

/* Everything of ln n that the water and the number of sites decide. */
static void set_starts(struct chem_bound *bound, const double *x, const struct chem_debye *debye)
{
    const struct chem_binding *binding = bound->binding;
    for (uint32_t k = 0; k < binding->site_count; k++)
        for (uint32_t i = binding->first[k]; i < binding->first[k + 1]; i++) {
            double sum = bound->ln_k[i] + log(bound->sites[k].amount / binding->sites[i]) -
                         chem_exchange_ln_gamma(&binding->gamma[i], binding->sites[i], debye,
                                                bound->strength, &bound->slope[i]);
            for (uint32_t t = binding->reaction.start[i]; t < binding->reaction.start[i + 1]; t++)
                sum += binding->reaction.coefficient[t] * x[binding->reaction.component[t]];
            bound->start[i] = sum;
        }
}

static double potential_of(const struct chem_bound *bound, uint32_t site)
{
    int32_t surface = bound->sites[site].surface;
    return surface == CHEM_NONE ? 0 : bound->surfaces[surface].potential;
}

/* Amounts of one kind of site for its ln activity y; returns the sites they hold, *slope = dln/dy. */
static double fill_site(struct chem_bound *bound, uint32_t k, double y, double *slope)
{
    const struct chem_binding *binding = bound->binding;
    double potential = potential_of(bound, k), held = 0, squares = 0;
    for (uint32_t i = binding->first[k]; i < binding->first[k + 1]; i++) {
        double b = binding->sites[i];
        double n = bound->start[i] < ABSENT
                       ? 0
                       : exp(bound->start[i] + b * y + binding->charge_change[i] * potential);
        bound->amount[i] = n;
        held += b * n;
        squares += b * b * n;
    }
    *slope = squares / held;
    return held;
}

/* The y from which Newton's method comes down on the answer: one species alone fills the sites. */
static bool highest_activity(const struct chem_bound *bound, uint32_t k, double *y)
{
    const struct chem_binding *binding = bound->binding;
    double potential = potential_of(bound, k), least = INFINITY;
    for (uint32_t i = binding->first[k]; i < binding->first[k + 1]; i++) {
        double b = binding->sites[i];
        double full = log(bound->sites[k].amount / b) - bound->start[i] -
                      binding->charge_change[i] * potential;
        if (bound->start[i] >= ABSENT && full / b < least)
            least = full / b;
    }
    *y = least;
    return isfinite(least);
}

/* sum b n = S. The logarithm of the sum is convex and increasing in y: Newton's method meets it from
   above without fail. */
static void solve_site(struct chem_bound *bound, uint32_t k)
{
    double wanted = bound->sites[k].amount, y, slope;
    if (!(wanted > 0) || !highest_activity(bound, k, &y)) {
        for (uint32_t i = bound->binding->first[k]; i < bound->binding->first[k + 1]; i++)
            bound->amount[i] = 0;
        return;
    }
    for (int step = 0; step < SITE_STEPS; step++) {
        double excess = log(fill_site(bound, k, y, &slope) / wanted);
        if (fabs(excess) <= SITE_TOLERANCE)
            break;
        double next = y - excess / slope;
        if (next == y)
            break;
        y = next;
    }
    bound->sites[k].ln_activity = y;
}

/* Charge of a surface and its diffuse layer, 0 at the answer, with its slope in the potential; *size
   is the scale of the charges that must cancel. */
static double charge_of(struct chem_bound *bound, uint32_t surface, double *slope, double *size)
{
    const struct chem_binding *binding = bound->binding;
    double half = bound->surfaces[surface].potential / 2, scale = bound->charge_scale[surface];
    double charge = scale * sinh(half);
    *size = fabs(charge);
    *slope = scale / 2 * cosh(half);
    for (uint32_t k = 0; k < binding->site_count; k++) {
        if (bound->sites[k].surface != (int32_t)surface || !(bound->sites[k].amount > 0))
            continue;
        solve_site(bound, k);
        double zc = 0, zb = 0, bc = 0, bb = 0;
        for (uint32_t i = binding->first[k]; i < binding->first[k + 1]; i++) {
            double n = bound->amount[i], z = binding->charge[i], c = binding->charge_change[i],
                   b = binding->sites[i];
            charge += z * n;
            *size += fabs(z) * n;
            zc += z * c * n;
            zb += z * b * n;
            bc += b * c * n;
            bb += b * b * n;
        }
        *slope += bb > 0 ? zc - zb * bc / bb : 0;
    }
    return charge;
}

/* The charge rises with the potential: Newton's method inside a bracket. */
static void solve_surface(struct chem_bound *bound, uint32_t surface)
{
    double low = -WIDEST, high = WIDEST, slope, size;
    double *potential = &bound->surfaces[surface].potential;
    for (int step = 0; step < POTENTIAL_STEPS; step++) {
        double charge = charge_of(bound, surface, &slope, &size);
        if (fabs(charge) <= CHARGE_TOLERANCE * size)
            break;
        *(charge > 0 ? &high : &low) = *potential;
        double next = *potential - charge / slope;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        if (next == *potential)
            break;
        *potential = next;
    }
}

void chem_bound_evaluate(struct chem_bound *bound, const double *x, double ionic_strength,
                         const struct chem_debye *debye)
{
    bound->strength = ionic_strength;
    set_starts(bound, x, debye);
    for (uint32_t s = 0; s < bound->surface_count; s++) {
        bound->charge_scale[s] = bound->surfaces[s].area *
                                 chem_surface_charge_scale(bound->kelvin, ionic_strength);
        solve_surface(bound, s);
    }
    for (uint32_t k = 0; k < bound->binding->site_count; k++)
        if (bound->sites[k].surface == CHEM_NONE)
            solve_site(bound, k);
}

void chem_bound_read(struct chem_bound *bound, const double *x, double ionic_strength,
                     const struct chem_debye *debye)
{
    double slope;
    bound->strength = ionic_strength;
    set_starts(bound, x, debye);
    for (uint32_t k = 0; k < bound->binding->site_count; k++) {
        if (bound->sites[k].amount > 0)
            (void)fill_site(bound, k, bound->sites[k].ln_activity, &slope);
        for (uint32_t i = bound->binding->first[k];
             i < bound->binding->first[k + 1] && !(bound->sites[k].amount > 0); i++)
            bound->amount[i] = 0;
    }
}

void chem_bound_sums(const struct chem_bound *bound, double *positive, double *negative)
{
    const struct chem_rows *nu = &bound->binding->reaction;
    for (uint32_t i = 0; i < bound->binding->species_count; i++)
        for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++) {
            double part = nu->coefficient[t] * bound->amount[i];
            *(part > 0 ? &positive[nu->component[t]] : &negative[nu->component[t]]) += fabs(part);
        }
}

double chem_bound_objective(const struct chem_bound *bound)
{
    double sum = 0;
    for (uint32_t i = 0; i < bound->binding->species_count; i++)
        sum += bound->amount[i];
    for (uint32_t k = 0; k < bound->binding->site_count; k++)
        sum -= bound->sites[k].amount > 0 ? bound->sites[k].amount * bound->sites[k].ln_activity : 0;
    for (uint32_t s = 0; s < bound->surface_count; s++)
        sum += 2 * bound->charge_scale[s] * cosh(bound->surfaces[s].potential / 2);
    return sum;
}

/* Sums over the species of one site that the derivatives are made of; last column: ionic strength. */
struct site_sums {
    double bb, zb, bc, zc;
    double b[CHEM_COMPONENTS_MAX + 1], c[CHEM_COMPONENTS_MAX + 1], z[CHEM_COMPONENTS_MAX + 1];
};

static void sum_site(const struct chem_bound *bound, uint32_t k, uint32_t count,
                     struct site_sums *out)
{
    const struct chem_binding *binding = bound->binding;
    const struct chem_rows *nu = &binding->reaction;
    memset(out, 0, sizeof *out);
    for (uint32_t i = binding->first[k]; i < binding->first[k + 1]; i++) {
        double n = bound->amount[i], b = binding->sites[i], c = binding->charge_change[i],
               z = binding->charge[i];
        out->bb += b * b * n;
        out->zb += z * b * n;
        out->bc += b * c * n;
        out->zc += z * c * n;
        for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++) {
            double part = nu->coefficient[t] * n;
            out->b[nu->component[t]] += b * part;
            out->c[nu->component[t]] += c * part;
            out->z[nu->component[t]] += z * part;
        }
        out->b[count] -= b * n * bound->slope[i];
        out->c[count] -= c * n * bound->slope[i];
        out->z[count] -= z * n * bound->slope[i];
    }
}

/* The species' own part: sum nu_j nu_l n, and -sum nu_j n g. */
static void add_own(const struct chem_bound *bound, uint32_t count, double *by_x,
                    double *by_strength)
{
    const struct chem_rows *nu = &bound->binding->reaction;
    for (uint32_t i = 0; i < bound->binding->species_count; i++)
        for (uint32_t s = nu->start[i]; s < nu->start[i + 1]; s++) {
            double part = nu->coefficient[s] * bound->amount[i];
            uint32_t j = nu->component[s];
            for (uint32_t t = nu->start[i]; t < nu->start[i + 1]; t++)
                by_x[(size_t)j * count + nu->component[t]] += part * nu->coefficient[t];
            by_strength[j] -= part * bound->slope[i];
        }
}

/* Adds factor * column_j * row_l, the answer of an eliminated unknown. */
static void add_product(uint32_t count, double factor, const double *column, const double *row,
                        double *by_x, double *by_strength)
{
    for (uint32_t j = 0; j < count; j++) {
        double part = factor * column[j];
        if (part == 0)
            continue;
        for (uint32_t l = 0; l < count; l++)
            by_x[(size_t)j * count + l] += part * row[l];
        by_strength[j] += part * row[count];
    }
}

/* A potential and the sites under it: first the sites are eliminated, then the potential. */
static void add_surface(const struct chem_bound *bound, uint32_t surface, uint32_t count,
                        double *by_x, double *by_strength)
{
    double column[CHEM_COMPONENTS_MAX + 1] = {0}, row[CHEM_COMPONENTS_MAX + 1] = {0};
    double half = bound->surfaces[surface].potential / 2, scale = bound->charge_scale[surface];
    double pivot = scale / 2 * cosh(half);
    row[count] = bound->strength > 0 ? scale * sinh(half) / (2 * bound->strength) : 0;
    for (uint32_t k = 0; k < bound->binding->site_count; k++) {
        struct site_sums sums;
        if (bound->sites[k].surface != (int32_t)surface)
            continue;
        sum_site(bound, k, count, &sums);
        if (!(sums.bb > 0))
            continue;
        add_product(count, -1 / sums.bb, sums.b, sums.b, by_x, by_strength);
        pivot += sums.zc - sums.zb * sums.bc / sums.bb;
        for (uint32_t l = 0; l <= count; l++) {
            column[l] += sums.c[l] - sums.bc / sums.bb * sums.b[l];
            row[l] += sums.z[l] - sums.zb / sums.bb * sums.b[l];
        }
    }
    if (pivot > 0)
        add_product(count, -1 / pivot, column, row, by_x, by_strength);
}

void chem_bound_slopes(const struct chem_bound *bound, double *by_x, double *by_strength)
{
    uint32_t count = bound->binding->model->component_count;
    memset(by_x, 0, sizeof(double) * count * count);
    memset(by_strength, 0, sizeof(double) * count);
    add_own(bound, count, by_x, by_strength);
    for (uint32_t k = 0; k < bound->binding->site_count; k++) {
        struct site_sums sums;
        if (bound->sites[k].surface != CHEM_NONE)
            continue;
        sum_site(bound, k, count, &sums);
        if (sums.bb > 0)
            add_product(count, -1 / sums.bb, sums.b, sums.b, by_x, by_strength);
    }
    for (uint32_t s = 0; s < bound->surface_count; s++)
        add_surface(bound, s, count, by_x, by_strength);
}

void chem_bound_take(const struct chem_bound *bound, struct chem_sorption *sorption)
{
    double negative[CHEM_COMPONENTS_MAX] = {0};
    memcpy(sorption->sites, bound->sites, sizeof sorption->sites);
    memcpy(sorption->surfaces, bound->surfaces, sizeof sorption->surfaces);
    memset(sorption->bound, 0, sizeof sorption->bound);
    chem_bound_sums(bound, sorption->bound, negative);
    for (uint32_t j = 0; j < bound->binding->model->component_count; j++)
        sorption->bound[j] -= negative[j];
}
