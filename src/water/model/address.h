/* Names of the figures of a train that a fit or a slider may change:
     還元槽.sulfate_reduction.R_max   a parameter of a law in one tank
     *.iron_bacterial.R_max           the same in every tank that has the law
     還元槽.volume                    also porosity, temperature, limestone, bran, husk (kg)
     原水.Zn                          also pH, temperature, DOC and each constituent of quality.h
     flow.factor                      of all raw waters together
     particulate.Zn                   kg of it in a kg of suspended solids (observed.h)
   Values are SI; each name has the unit in which people read it. */
#ifndef MEGURI_WATER_MODEL_ADDRESS_H
#define MEGURI_WATER_MODEL_ADDRESS_H

#include "water/model/train.h"

enum water_address_kind {
    WATER_ADDRESS_LAW,
    WATER_ADDRESS_VOLUME,
    WATER_ADDRESS_POROSITY,
    WATER_ADDRESS_TEMPERATURE,
    WATER_ADDRESS_POOL,
    WATER_ADDRESS_QUALITY_PH,
    WATER_ADDRESS_QUALITY_KELVIN,
    WATER_ADDRESS_QUALITY_DOC,
    WATER_ADDRESS_QUALITY,
    WATER_ADDRESS_FLOW,
    WATER_ADDRESS_PARTICULATE
};

struct water_address {
    enum water_address_kind kind;
    const char *unit;
    int32_t tank, water; /* CHEM_NONE: every tank with the law, or none is meant */
    enum water_law law;
    int parameter;   /* of the law */
    int constituent; /* of QUALITY */
    enum water_pool pool;
    struct str item; /* of PARTICULATE */
};

/* ERR_WATER_STUDY: no tank, water, law or figure of that name; the sentence lists what there is. */
int water_address_find(const struct water_train *train, struct str name, struct water_address *out,
                       struct error *error);

/* The figure as it stands (of "*" that of the first tank); FLOW 1, PARTICULATE 0. */
double water_address_get(const struct water_train *train, const struct water_address *address);

/* Puts a figure into the train. Kilograms of solids stay when volume or porosity change. FLOW
   multiplies what `flows` holds. True: a raw water has changed and is to be speciated
   (water_train_speciate). PARTICULATE is no part of a train and ignored. Then water_train_reset. */
bool water_address_set(struct water_train *train, const struct water_address *address, double si,
                       const double *flows);

#endif
