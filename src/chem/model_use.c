/* What a compiled model is asked for: log K at a temperature, components of formulas. */
#include <math.h>
#include <string.h>

#include "chem/model.h"
#include "chem/vector.h"

static const double LN10 = 2.302585092994045684;

double chem_atoms_in(const struct chem_species *species, int32_t element)
{
    double count = 0;
    for (uint32_t t = 0; t < species->atom_count; t++) {
        count += species->atoms[t].element == element ? species->atoms[t].count : 0;
    }
    return count;
}

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

static double sum_terms_of(const struct chem_log_k_columns *log_k, uint32_t row, double kelvin)
{
    double powers[CHEM_LOG_K_TERMS], sum = 0;
    powers_of_temperature(kelvin, powers);
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++) {
        sum += powers[k] * log_k->term[k][row];
    }
    return sum;
}

double chem_model_species_ln_k(const struct chem_model *model, uint32_t species, double kelvin)
{
    return sum_terms_of(&model->log_k, species, kelvin);
}

double chem_model_phase_ln_k(const struct chem_model *model, uint32_t phase, double kelvin)
{
    return sum_terms_of(&model->phase_log_k, phase, kelvin);
}

void chem_model_phase_formula(const struct chem_model *model, uint32_t phase, double *out)
{
    memset(out, 0, sizeof(double) * model->component_count);
    const struct chem_rows *rows = &model->dissolution;
    for (uint32_t t = rows->start[phase]; t < rows->start[phase + 1]; t++) {
        out[rows->component[t]] += rows->coefficient[t];
    }
}

static double atoms_in(const struct chem_model *model, uint32_t component, int32_t element)
{
    return chem_atoms_in(&model->database->species[model->components[component].species], element);
}

struct need {
    double hydrogen, oxygen, charge; /* what the components chosen so far leave over */
};

static void use_component(const struct chem_model *model, uint32_t j, double amount, double *out,
                          struct need *need)
{
    out[j] += amount;
    need->hydrogen -= amount * atoms_in(model, j, model->components[model->proton].element);
    need->oxygen -= amount * atoms_in(model, j, model->components[model->water].element);
    need->charge -= amount * model->components[j].charge;
}

/* Closes with H2O, H+ and e-; what charge is left when there is no e-. */
static double close_formula(const struct chem_model *model, struct need need, double *out)
{
    use_component(model, model->water, need.oxygen, out, &need);
    use_component(model, model->proton, need.hydrogen, out, &need);
    if (model->electron_component != CHEM_NONE) {
        out[model->electron_component] -= need.charge;
        return 0;
    }
    return need.charge;
}

static bool is_member_of(const struct chem_model *model, uint32_t j, int32_t element)
{
    return j < model->proton && model->components[j].element == element;
}

static uint32_t count_members(const struct chem_model *model, int32_t element)
{
    uint32_t count = 0;
    for (uint32_t j = 0; j < model->proton; j++) {
        count += is_member_of(model, j, element);
    }
    return count;
}

/* H or O: closed by H+ and H2O. */
static bool is_fixed(const struct chem_model *model, int32_t element)
{
    return element == model->components[model->proton].element ||
           element == model->components[model->water].element;
}

/* Components of `atoms`, the valence of each element with several being its `choice`th. */
static double write_formula(const struct chem_model *model, const struct chem_atom *atoms,
                            size_t count, double charge, uint32_t choice, double *out)
{
    struct need need = {.charge = charge};
    memset(out, 0, sizeof(double) * model->component_count);
    for (size_t t = 0; t < count; t++) {
        int32_t element = atoms[t].element;
        bool alone = count == 1; /* O2 and H2 as reactants; elsewhere H and O belong to H+ and H2O */
        uint32_t members = is_fixed(model, element) && !alone ? 0 : count_members(model, element);
        uint32_t seen = 0;
        need.hydrogen += element == model->components[model->proton].element ? atoms[t].count : 0;
        need.oxygen += element == model->components[model->water].element ? atoms[t].count : 0;
        for (uint32_t j = 0; j < model->proton; j++) {
            if (is_member_of(model, j, element) && seen++ == choice % members) {
                use_component(model, j, atoms[t].count / atoms_in(model, j, element), out, &need);
            }
        }
    }
    return close_formula(model, need, out);
}

int chem_model_formula(const struct chem_model *model, const struct chem_atom *atoms, size_t count,
                       double charge, double *out, struct error *error)
{
    uint32_t choices = 1;
    for (size_t t = 0; t < count; t++) {
        int32_t element = atoms[t].element;
        uint32_t members = count_members(model, element);
        if (members == 0 && !is_fixed(model, element)) {
            return ERROR(error, ERR_CHEM_REACTANT, model->database->elements[element].name,
                         BOTH("この元素は水の成分にありません",
                              "the water has no such element among its components"));
        }
        choices = members > choices ? members : choices;
    }
    for (uint32_t choice = 0; choice < choices; choice++) {
        if (fabs(write_formula(model, atoms, count, charge, choice, out)) < 1e-9) {
            return 0;
        }
    }
    return ERROR(error, ERR_CHEM_REACTANT,
                 count ? model->database->elements[atoms[0].element].name : STR(""),
                 BOTH("価数が決まりません。酸化還元を別々にした元素は価数を付けてください",
                      "its valences can not be told; name the valence of elements kept apart"));
}
