/* The reactions of passive treatment that take time, as laws with named, dimensioned parameters:
   iron oxidation (in solution, on ferrihydrite, by bacteria), gas exchange, limestone, hydrolysis
   of organic matter with its N and P, reduction of sulfate and of iron, respiration, oxidation of
   sulfide and of manganese, dosing of a base, metals on fresh ferrihydrite. A law reads a cell and
   gives mol per kg of pore water and second; what it changes is a reaction between species, so that
   every element and the charge are conserved whatever the law says. Equations and sources:
   docs/water.md, "Rates". Defaults: data/water/rates.tsv. */
#ifndef MEGURI_WATER_MODEL_RATE_H
#define MEGURI_WATER_MODEL_RATE_H

#include "water/model/sense.h"
#include "water/model/values.h"

enum water_law {
    WATER_IRON_HOMOGENEOUS,
    WATER_IRON_HETEROGENEOUS,
    WATER_IRON_BACTERIAL,
    WATER_CO2_EXCHANGE,
    WATER_O2_EXCHANGE,
    WATER_LIMESTONE_DISSOLUTION,
    WATER_HYDROLYSIS_FAST, /* rice bran */
    WATER_HYDROLYSIS_SLOW, /* rice husk, straw */
    WATER_SULFATE_REDUCTION,
    WATER_RESPIRATION,
    WATER_SULFIDE_OXIDATION,
    WATER_MANGANESE_OXIDATION,
    WATER_H2S_EXCHANGE,
    WATER_IRON_REDUCTION,
    WATER_DOSING_LIME, /* Ca(OH)2 to a pH */
    WATER_DOSING_NAOH,
    WATER_SORPTION_ZN, /* on ferrihydrite as it forms */
    WATER_SORPTION_CD,
    WATER_SORPTION_CU,
    WATER_SORPTION_PB,
    WATER_SORPTION_MN,
    WATER_SORPTION_AS,
    WATER_LAWS
};

enum { WATER_LAW_PARAMETERS = 8, WATER_LAW_TERMS = 8 };

/* One term of a law's reaction: a species of the water or a pool. */
struct water_law_term {
    const char *species; /* NULL: a pool */
    enum water_pool pool;
    double coefficient;
    int factor; /* 0, or the number (from 1) of the parameter that multiplies the coefficient; the
                   terms of a factor are left out where the model lacks one of their species */
};

/* mol per kg of pore water and second. A law is one such function: it reads the cell by
   water_sense(sight, WATER_SENSE_…) alone (parameters and sight->pools_new are constants), has no
   memory, and is smooth where it can be: Monod rather than if. Its slopes are taken by differencing
   it over what it read; nothing else has to be written for a new law. */
typedef double water_law_rate(const double *parameter, struct water_sight *sight);

struct water_law_declaration {
    const char *name; /* "iron_bacterial": of keys in studies and data */
    struct str label; /* Japanese \x1f English */
    bool reversible;  /* may run backwards */
    water_law_rate *rate;
    struct {
        const char *name, *unit;
    } parameters[WATER_LAW_PARAMETERS];           /* up to the first NULL */
    struct water_law_term terms[WATER_LAW_TERMS]; /* up to the first coefficient 0 */
    const char *brings[2]; /* constituents (model/quality.h) that it brings into a train's model */
};
/* mol of charge per mol of ferrihydrite in its double layer at sinh = 1. */
double water_sorption_layer(double kelvin, double ionic_strength);
/* mol per kg and second (rate_sorption.c). */
water_law_rate water_sorption_zn, water_sorption_cd, water_sorption_cu, water_sorption_pb,
    water_sorption_mn, water_sorption_as;

extern const struct water_law_declaration water_laws[WATER_LAWS];
bool water_law_find(struct str name, enum water_law *out);

/* A law with its numbers, in SI (K, s, mol/kg), and what it does in a model. */
struct water_rate {
    enum water_law law;
    double parameter[WATER_LAW_PARAMETERS];
    double reaction[CHEM_COMPONENTS_MAX]; /* mol of components per mol of extent */
    bool able;                            /* the model has every species of the law */
};
/* Defaults of data/water/rates.tsv on that day: keys "iron_bacterial.K_Fe". */
int water_rate_init(enum water_law law, const struct water_values *values, day_number day,
                    struct water_rate *out, struct error *error);
/* Writes the reaction in the components of a model; again after a change of parameters. */
void water_rate_compile(const struct chem_model *model, struct water_rate *rate);

/* mol per kg of pore water and second; 0 when the model lacks a species of the law. */
double water_rate_of(const struct water_rate *rate, struct water_sight *sight);
/* Derivatives of the rate in what it reads: slopes[WATER_SENSES], of which those of the returned
   bits are set. `value`: the rate at the sight. */
uint64_t water_rate_slopes(const struct water_rate *rate, struct water_sight *sight, double value,
                           double *slopes);

#endif
