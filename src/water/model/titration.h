/* What chemistry says of an analysed water: balance of charges, species, saturation, and what happens
   when a base is added step by step and chosen solids precipitate. Everything per kg of water, which
   is a litre here. Valences do not change by themselves: iron(II) stays iron(II) unless the dosing
   says that it is oxidised first. */
#ifndef MEGURI_WATER_MODEL_TITRATION_H
#define MEGURI_WATER_MODEL_TITRATION_H

#include "water/model/analysis.h"

enum { WATER_SPECIES_LINES = 200, WATER_SPECIES_OF_ELEMENT = 5, WATER_TITRATION_STEPS = 40 };

struct water_species_line {
    struct str element, species; /* names of the database */
    double molality, share;      /* share of the element's amount, 0..1 */
};
struct water_saturation_line {
    struct str phase, formula;
    double index; /* log10 of ion activity product / K */
};
struct water_findings {
    double cations, anions;   /* eq/kgw, of the species */
    double error_percent;     /* 100 (cations - anions) / (cations + anions) */
    double ionic_strength;    /* mol/kgw */
    struct water_species_line *species;
    size_t species_count;
    struct water_saturation_line *saturation; /* the highest first; no gases */
    size_t saturation_count;
};

/* Speciates as analysed. Texts belong to the database. Errors of water_quality_model, chem_speciate. */
int water_findings_of(struct chem *chem, const struct water_quality *quality, struct arena *arena,
                      struct water_findings *out, struct error *error);

enum water_base { WATER_BASE_NAOH, WATER_BASE_LIME, WATER_BASE_LIMESTONE, WATER_BASES };
struct water_dosing {
    enum water_base base;
    double most;    /* mol/kgw of the last step; 0: as much as NaOH needs to reach pH 10.5 */
    bool oxidised;  /* iron(II) becomes iron(III) by oxygen before the first step */
    bool open;      /* CO2 of the air at log10 atm `air` */
    double air;
    int32_t solids[WATER_PRECIPITATES]; /* phases of the database */
    size_t solid_count;
};
struct water_titration_step {
    double dose, ph; /* mol/kgw */
    double solids[WATER_PRECIPITATES];       /* mol/kgw, in the order of the dosing */
    double dissolved[WATER_CONSTITUENTS];    /* mg/L */
};
struct water_titration {
    double molar_mass; /* of the base, g/mol */
    size_t count;      /* steps that were reached */
    struct water_titration_step steps[WATER_TITRATION_STEPS + 1];
    bool stopped; /* the solver found no equilibrium behind the last step */
};

/* Doses from 0 to the most in WATER_TITRATION_STEPS equal steps, each the equilibrium of the whole. */
int water_titrate(struct chem *chem, const struct water_quality *quality,
                  const struct water_dosing *dosing, struct water_titration *out,
                  struct error *error);

#endif
