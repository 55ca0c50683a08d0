#include "water/model/sense.h"

#include <math.h>
#include <string.h>

static const double ln10 = 2.302585092994045684;

const struct water_sense_declaration water_sense_declarations[WATER_SENSES] = {
    [WATER_SENSE_FE2] = {WATER_READ_TOTAL, "Fe(2)", 0},
    [WATER_SENSE_FE3] = {WATER_READ_TOTAL, "Fe(3)", 0},
    [WATER_SENSE_MN] = {WATER_READ_TOTAL, "Mn(2)", 0},
    [WATER_SENSE_SO4] = {WATER_READ_TOTAL, "S(6)", 0},
    [WATER_SENSE_SULFIDE] = {WATER_READ_TOTAL, "S(-2)", 0},
    [WATER_SENSE_O2] = {WATER_READ_MOLALITY, "O2", 0},
    [WATER_SENSE_CO2] = {WATER_READ_MOLALITY, "CO2", 0},
    [WATER_SENSE_H2S] = {WATER_READ_MOLALITY, "H2S", 0},
    [WATER_SENSE_CO2_ACTIVITY] = {WATER_READ_ACTIVITY, "CO2", 0},
    [WATER_SENSE_OH_ACTIVITY] = {WATER_READ_ACTIVITY, "OH-", 0},
    [WATER_SENSE_PROTON_ACTIVITY] = {WATER_READ_ACTIVITY, "H+", 0},
    [WATER_SENSE_PH] = {WATER_READ_PH, NULL, 0},
    [WATER_SENSE_WATER_ACTIVITY] = {WATER_READ_WATER_ACTIVITY, NULL, 0},
    [WATER_SENSE_KELVIN] = {WATER_READ_KELVIN, NULL, 0},
    [WATER_SENSE_CO2_PRESSURE] = {WATER_READ_SATURATION, "CO2(g)", 0},
    [WATER_SENSE_O2_PRESSURE] = {WATER_READ_SATURATION, "O2(g)", 0},
    [WATER_SENSE_O2_HENRY] = {WATER_READ_K, "O2(g)", 0},
    [WATER_SENSE_CALCITE] = {WATER_READ_SATURATION, "Calcite", 0},
    [WATER_SENSE_DOC] = {WATER_READ_POOL, NULL, WATER_POOL_DOC},
    [WATER_SENSE_LIMESTONE] = {WATER_READ_POOL, NULL, WATER_POOL_LIMESTONE},
    [WATER_SENSE_BRAN] = {WATER_READ_POOL, NULL, WATER_POOL_BRAN},
    [WATER_SENSE_HUSK] = {WATER_READ_POOL, NULL, WATER_POOL_HUSK},
    [WATER_SENSE_MNO2] = {WATER_READ_POOL, NULL, WATER_POOL_MNO2},
    [WATER_SENSE_DORMANT] = {WATER_READ_POOL, NULL, WATER_POOL_DORMANT},
    [WATER_SENSE_FERRIHYDRITE] = {WATER_READ_SOLID, "Ferrihydrite", 0},
    [WATER_SENSE_ALUMINIUM_HYDROXIDE] = {WATER_READ_SOLID, "Al(OH)3(a)", 0},
    [WATER_SENSE_FERRIHYDRITE_FORMING] = {WATER_READ_FORMING, "Ferrihydrite", 0},
    [WATER_SENSE_ZN_ACTIVITY] = {WATER_READ_ACTIVITY, "Zn+2", 0},
    [WATER_SENSE_CD_ACTIVITY] = {WATER_READ_ACTIVITY, "Cd+2", 0},
    [WATER_SENSE_CU_ACTIVITY] = {WATER_READ_ACTIVITY, "Cu+2", 0},
    [WATER_SENSE_PB_ACTIVITY] = {WATER_READ_ACTIVITY, "Pb+2", 0},
    [WATER_SENSE_MN_ACTIVITY] = {WATER_READ_ACTIVITY, "Mn+2", 0},
    [WATER_SENSE_CA_ACTIVITY] = {WATER_READ_ACTIVITY, "Ca+2", 0},
    [WATER_SENSE_SO4_ACTIVITY] = {WATER_READ_ACTIVITY, "SO4-2", 0},
    [WATER_SENSE_ASO4_ACTIVITY] = {WATER_READ_ACTIVITY, "AsO4-3", 0},
    [WATER_SENSE_MG_ACTIVITY] = {WATER_READ_ACTIVITY, "Mg+2", 0},
    [WATER_SENSE_FE2_ACTIVITY] = {WATER_READ_ACTIVITY, "Fe+2", 0},
    [WATER_SENSE_PO4_ACTIVITY] = {WATER_READ_ACTIVITY, "PO4-3", 0},
    [WATER_SENSE_CO3_ACTIVITY] = {WATER_READ_ACTIVITY, "CO3-2", 0},
    [WATER_SENSE_SILICA_ACTIVITY] = {WATER_READ_ACTIVITY, "H4SiO4", 0},
    [WATER_SENSE_F_ACTIVITY] = {WATER_READ_ACTIVITY, "F-", 0},
    [WATER_SENSE_IONIC_STRENGTH] = {WATER_READ_IONIC_STRENGTH, NULL, 0},
};
_Static_assert(WATER_SENSES <= 64, "one bit for each sense");

static int32_t place_of(const struct chem_model *model,
                        const struct water_sense_declaration *declared)
{
    int32_t index = CHEM_NONE;
    switch (declared->kind) {
    case WATER_READ_TOTAL:
        index = chem_database_master(model->database, str_from_c(declared->name));
        return index == CHEM_NONE ? CHEM_NONE : chem_model_component(model, index);
    case WATER_READ_MOLALITY:
    case WATER_READ_ACTIVITY:
        index = chem_database_species(model->database, str_from_c(declared->name));
        return index == CHEM_NONE ? CHEM_NONE : model->species_of[index];
    case WATER_READ_SATURATION:
    case WATER_READ_K:
        index = chem_database_phase(model->database, str_from_c(declared->name));
        return index == CHEM_NONE ? CHEM_NONE : model->phase_of[index];
    case WATER_READ_SOLID:
    case WATER_READ_FORMING:
        return chem_database_phase(model->database, str_from_c(declared->name));
    case WATER_READ_PH:
    case WATER_READ_WATER_ACTIVITY:
    case WATER_READ_KELVIN:
    case WATER_READ_IONIC_STRENGTH:
    case WATER_READ_POOL:
        break;
    }
    return 0;
}

void water_places_of(const struct chem_model *model, struct water_places *out)
{
    *out = (struct water_places){.proton = model->proton, .water = model->water};
    for (int i = 0; i < WATER_SENSES; i++)
        out->at[i] = place_of(model, &water_sense_declarations[i]);
}

static double solid_amount(const struct chem_solids *solids, int32_t phase)
{
    for (uint32_t i = 0; i < solids->count; i++)
        if (solids->solid[i].phase == phase)
            return solids->solid[i].amount;
    return 0;
}

static double activity(const struct chem_answer *answer, int32_t species)
{
    return exp(answer->ln_molality[species] + answer->ln_gamma[species]);
}

static double read_sense(const struct water_sight *s, enum water_sense which)
{
    const struct water_sense_declaration *declared = &water_sense_declarations[which];
    int32_t at = s->places->at[which];
    if (at == CHEM_NONE)
        return 0;
    switch (declared->kind) {
    case WATER_READ_TOTAL:
        return fmax(chem_read_component(s->answer, (uint32_t)at), 0);
    case WATER_READ_MOLALITY:
        return s->answer->molality[at];
    case WATER_READ_ACTIVITY:
        return activity(s->answer, at);
    case WATER_READ_SATURATION:
        return exp(ln10 * chem_read_saturation(s->answer, s->water, (uint32_t)at));
    case WATER_READ_K:
        return exp(chem_model_phase_ln_k(s->answer->model, (uint32_t)at, s->water->kelvin));
    case WATER_READ_PH:
        return -s->water->ln_activity[s->places->proton] / ln10;
    case WATER_READ_WATER_ACTIVITY:
        return s->answer->water_activity;
    case WATER_READ_KELVIN:
        return s->water->kelvin;
    case WATER_READ_IONIC_STRENGTH:
        return s->water->ionic_strength;
    case WATER_READ_POOL:
        return s->pools[declared->pool];
    case WATER_READ_SOLID:
        return solid_amount(s->solids, at);
    case WATER_READ_FORMING:
        return s->formed_to ? (solid_amount(s->formed_to, at) - solid_amount(s->formed_from, at)) /
                                  s->seconds
                            : 0;
    }
    return 0;
}

double water_sense_find(struct water_sight *sight, enum water_sense which)
{
    sight->known |= (uint64_t)1 << which;
    return sight->value[which] = read_sense(sight, which);
}

bool water_sense_absent(const struct water_sight *sight, enum water_sense which)
{
    /* others have a name to be found by */
    return water_sense_declarations[which].name && sight->places->at[which] == CHEM_NONE;
}

bool water_sense_constant(enum water_sense which)
{
    enum water_sense_kind kind = water_sense_declarations[which].kind;
    return kind == WATER_READ_KELVIN || kind == WATER_READ_K;
}

void water_change_dissolved(const struct water_sight *s, const double *reaction,
                            struct water_change *change)
{
    const struct chem_model *model = s->answer->model;
    memcpy(change->dissolved, reaction, model->component_count * sizeof *reaction);
    for (uint32_t i = 0; i < s->solids->count; i++) {
        double formed = change->slopes->solids[i];
        int32_t phase = model->phase_of[s->solids->solid[i].phase];
        if (formed == 0)
            continue;
        for (uint32_t t = model->dissolution.start[phase]; t < model->dissolution.start[phase + 1];
             t++)
            change->dissolved[model->dissolution.component[t]] -=
                model->dissolution.coefficient[t] * formed;
    }
}

/* d(ln activity) of a row of the model's reactions. */
static double row_slope(const struct chem_rows *rows, uint32_t row, const double *ln_activity)
{
    double sum = 0;
    for (uint32_t t = rows->start[row]; t < rows->start[row + 1]; t++)
        sum += rows->coefficient[t] * ln_activity[rows->component[t]];
    return sum;
}

static double solid_slope(const struct water_sight *s, int32_t phase,
                          const struct water_change *change)
{
    for (uint32_t i = 0; i < s->solids->count && !change->solids_held; i++)
        if (s->solids->solid[i].phase == phase)
            return change->slopes->solids[i];
    return 0;
}

static double forming_slope(const struct water_sight *s, int32_t phase, double value,
                            const struct water_change *change)
{
    for (uint32_t i = 0; s->formed_to && i < s->formed_to->count; i++)
        if (s->formed_to->solid[i].phase == phase)
            return (change->slopes->solids[i] -
                    (change->solids_before ? change->solids_before[i] : 0) -
                    value * change->seconds) /
                   s->seconds;
    return 0;
}

double water_sense_slope(const struct water_sight *s, enum water_sense which,
                         const struct water_change *change)
{
    const struct water_sense_declaration *declared = &water_sense_declarations[which];
    const struct chem_model *model = s->answer->model;
    const struct chem_slopes *slopes = change->slopes;
    int32_t at = s->places->at[which];
    double value = s->value[which];
    if (at == CHEM_NONE)
        return 0;
    switch (declared->kind) {
    case WATER_READ_TOTAL:
        return change->dissolved[at] / s->water->mass - value * slopes->ln_mass;
    case WATER_READ_MOLALITY:
        return value * (row_slope(&model->reaction, (uint32_t)at, slopes->ln_activity) -
                        s->answer->ln_gamma_slope[at] * slopes->ionic_strength);
    case WATER_READ_ACTIVITY:
        return value * row_slope(&model->reaction, (uint32_t)at, slopes->ln_activity);
    case WATER_READ_SATURATION:
        return value * row_slope(&model->dissolution, (uint32_t)at, slopes->ln_activity);
    case WATER_READ_PH:
        return -slopes->ln_activity[s->places->proton] / ln10;
    case WATER_READ_WATER_ACTIVITY:
        return value * slopes->ln_activity[s->places->water];
    case WATER_READ_IONIC_STRENGTH:
        return slopes->ionic_strength;
    case WATER_READ_POOL:
        return change->pools[declared->pool];
    case WATER_READ_SOLID:
        return solid_slope(s, at, change);
    case WATER_READ_FORMING:
        return forming_slope(s, at, value, change);
    case WATER_READ_K:
    case WATER_READ_KELVIN:
        break;
    }
    return 0;
}
