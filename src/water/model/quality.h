/* From the words of a laboratory to a water of the chemistry room: "SO4 = 335 mg/L" is S(6) by the
   mass of SO4. One litre counts as one kilogram of water: mine waters are dilute.
   A run uses one model for all its waters: every valence a component of its own, no e-. */
#ifndef MEGURI_WATER_MODEL_QUALITY_H
#define MEGURI_WATER_MODEL_QUALITY_H

#include "chem/chem.h"
#include "water/model/study_text.h"

/* What a laboratory reports, and the master it belongs to. */
struct water_constituent {
    const char *key;    /* "SO4", "Fe(2)", "TIC" */
    const char *master; /* "S(6)" */
    double molar_mass;  /* g per mol of the master, in the form the key names */
    struct str label;   /* Japanese \x1f English */
};
enum { WATER_CONSTITUENTS = 24 };
extern const struct water_constituent water_constituents[WATER_CONSTITUENTS];
/* The index, or -1. */
int water_constituent_find(struct str key);

struct water_quality {
    double ph, kelvin;
    bool has_alkalinity;
    double alkalinity;                   /* eq/kgw; in place of TIC */
    double molality[WATER_CONSTITUENTS]; /* mol/kgw; 0 when absent */
    double doc;                          /* mol CH2O per kgw */
};

/* Reads a section [water NAME]: pH, temperature, constituents, DOC (as C), alkalinity (as CaCO3).
   Errors of study_text.h. */
int water_quality_read(struct water_study_text *text, struct water_section *section,
                       struct water_quality *out, struct error *error);

/* The model in which all waters of a run live: constituents that some quality has, those that laws
   make (iron(III), oxygen, sulfide, carbonate), and those of brought[WATER_CONSTITUENTS] (may be
   NULL). Errors of chem_model_of. */
int water_quality_model(struct chem *chem, const struct water_quality *qualities, size_t count,
                        const bool *brought, const struct chem_model **out, struct error *error);

/* 1 kg of that water. Errors of chem_speciate. */
int water_quality_speciate(struct chem *chem, const struct chem_model *model,
                           const struct water_quality *quality, struct chem_water *out,
                           struct error *error);

#endif
