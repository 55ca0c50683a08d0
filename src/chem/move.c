/* A water rewritten in another set of components: amounts by the reactions that connect the sets,
   activities as the start of the next solve. */
#include <math.h>

#include "chem/solver.h"

static const double LEAST_TOTAL = 1e-20;
static const double LEAST_ELECTRONS = 1e-15; /* of O2 and H2 traces that a model without e- loses */
static const double UNKNOWN_PE = 4;
static const double LN10 = 2.302585092994045684;

static int32_t component_of_species(const struct chem_model *model, int32_t species)
{
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (model->components[j].species == species) {
            return (int32_t)j;
        }
    }
    return CHEM_NONE;
}

/* Adds `amount` mol of a species of the database. False when the model has no place for it. */
static bool add_species(const struct chem_model *model, int32_t species, double amount,
                        double *totals)
{
    int32_t component = component_of_species(model, species);
    if (component != CHEM_NONE) {
        totals[component] += amount;
        return true;
    }
    int32_t row = species == CHEM_NONE ? CHEM_NONE : model->species_of[species];
    for (uint32_t t = 0; row != CHEM_NONE && t < model->reaction.start[row + 1] -
                                                     model->reaction.start[row]; t++) {
        uint32_t at = model->reaction.start[row] + t;
        totals[model->reaction.component[at]] += amount * model->reaction.coefficient[at];
    }
    return row != CHEM_NONE;
}

static int move_totals(const struct chem_water *from, struct chem_water *to, struct error *error)
{
    const struct chem_model *old = from->model;
    for (uint32_t j = 0; j < old->component_count; j++) {
        double amount = from->totals[j];
        double negligible =
            (int32_t)j == old->electron_component ? LEAST_ELECTRONS : LEAST_TOTAL;
        if (!add_species(to->model, old->components[j].species, amount, to->totals) &&
            fabs(amount) > negligible) {
            return ERROR(error, ERR_CHEM_MEMBERS, chem_component_name(old, j),
                         BOTH("新しい成分の組に入る所がありません",
                              "it has no place in the new set of components"));
        }
    }
    return 0;
}

/* ln activity of a species of the database as the water has it; NaN when it can not tell. */
double chem_ln_activity_of(const struct chem_water *water, int32_t species)
{
    const struct chem_model *model = water->model;
    int32_t component = component_of_species(model, species);
    if (component != CHEM_NONE) {
        return water->ln_activity[component];
    }
    int32_t row = model->species_of[species];
    if (row == CHEM_NONE) {
        return NAN;
    }
    double sum = chem_model_species_ln_k(model, (uint32_t)row, water->kelvin);
    for (uint32_t t = model->reaction.start[row]; t < model->reaction.start[row + 1]; t++) {
        sum += model->reaction.coefficient[t] * water->ln_activity[model->reaction.component[t]];
    }
    return sum;
}

static void move_activities(const struct chem_water *from, struct chem_water *to)
{
    const struct chem_model *model = to->model;
    for (uint32_t k = 0; k < model->component_count; k++) {
        double known = chem_ln_activity_of(from, model->components[k].species);
        bool electron = (int32_t)k == model->electron_component;
        to->ln_activity[k] = isnan(known) || known < CHEM_LN_ABSENT / 2
                                 ? (electron ? -UNKNOWN_PE * LN10 : CHEM_LN_ABSENT)
                                 : known;
    }
}

/* ln activity of e- at which a species has the activity known from the old set, given the others of the
   new one; NaN when e- has no part in it. */
static double electron_for(const struct chem_water *to, int32_t species, double known)
{
    const struct chem_model *model = to->model;
    int32_t row = model->species_of[species];
    double of_electron = 0;
    double rest = row == CHEM_NONE ? NAN
                                   : chem_model_species_ln_k(model, (uint32_t)row, to->kelvin);
    for (uint32_t t = row == CHEM_NONE ? 0 : model->reaction.start[row];
         row != CHEM_NONE && t < model->reaction.start[row + 1]; t++) {
        int32_t j = model->reaction.component[t];
        double coefficient = model->reaction.coefficient[t];
        bool electron = j == model->electron_component;
        of_electron += electron ? coefficient : 0;
        rest += electron ? 0 : coefficient * to->ln_activity[j];
    }
    return of_electron == 0 ? NAN : (known - rest) / of_electron;
}

/* Valences that were apart and are joined set pe: the pair of which the lesser has most. */
static void join_electron(const struct chem_water *from, struct chem_water *to)
{
    const struct chem_model *old = from->model;
    double most = LEAST_TOTAL;
    for (uint32_t j = 0; j < old->proton; j++) {
        for (uint32_t k = 0; k < old->proton; k++) {
            double lesser = fmin(from->totals[j], from->totals[k]);
            if (j == k || old->components[j].element != old->components[k].element ||
                !(lesser > most) ||
                component_of_species(to->model, old->components[j].species) == CHEM_NONE) {
                continue;
            }
            double found = electron_for(to, old->components[k].species, from->ln_activity[k]);
            if (isfinite(found)) {
                to->ln_activity[to->model->electron_component] = found;
                most = lesser;
            }
        }
    }
}

int chem_water_move(struct chem_water *water, const struct chem_model *model, struct error *error)
{
    if (water->model == model) {
        return 0;
    }
    struct chem_water moved = {.model = model,
                               .kelvin = water->kelvin,
                               .mass = water->mass,
                               .ionic_strength = water->ionic_strength};
    int code = move_totals(water, &moved, error);
    if (!code) {
        move_activities(water, &moved);
        if (model->electron) {
            join_electron(water, &moved);
        }
        *water = moved;
    }
    return code;
}
