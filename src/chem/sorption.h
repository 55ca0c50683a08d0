/* What is bound to exchangers and surfaces of a cell: EXCHANGE and SURFACE. A sorption is a plain value
   as a water is; the binding it points to (its reactions in the components of the water's model)
   belongs to the struct chem that made it.

   For given activities of the water, sites and potentials follow from their own equations alone:
     sum_i b_i n_i = S                          each kind of site, b_i of them per mol of species i
     sum_i z_i n_i + A k sinh(x / 2) = 0        each surface with a double layer, x = -F psi / RT
     n_i = (S / b_i) K_i prod_j a_j^nu_ij a_site^b_i exp(dz_i x) / gamma_i.
   They are solved inside each evaluation of the water's species; the water's equations then see the
   bound amounts and their derivatives (Schur complement). Both are convex: there is one answer.
   No explicit diffuse layer, no -cd_music: see docs/chem.md. Units: mol in the cell, m2. */
#ifndef MEGURI_CHEM_SORPTION_H
#define MEGURI_CHEM_SORPTION_H

#include "chem/model.h"

enum {
    CHEM_SORPTIONS_MAX = 2, /* of one cell: exchanger and surface */
    CHEM_SITES_MAX = 12,    /* kinds of sites in one sorption */
    CHEM_SURFACES_MAX = 6,
    CHEM_BOUND_MAX = 256    /* species on them */
};

struct chem_site {
    int32_t master;  /* in database.masters: "X", "Hfo_w" */
    double amount;   /* mol of sites */
    int32_t surface; /* whose potential acts, CHEM_NONE for an exchanger or -no_edl */
    /* ln activity of the free site: the answer of a solve and the start of the next. */
    double ln_activity;
};

struct chem_surface {
    double area;      /* m2 */
    double potential; /* -F psi / RT: answer and start */
};

struct chem_binding;

struct chem_sorption {
    uint32_t site_count, surface_count;
    struct chem_site sites[CHEM_SITES_MAX];
    struct chem_surface surfaces[CHEM_SURFACES_MAX];
    /* Made by chem_prepare_cell; NULL before. */
    const struct chem_binding *binding;
    /* mol of each component of the binding's model that is bound: kept by reactions together with
       the water's totals. */
    double bound[CHEM_COMPONENTS_MAX];
};

/* Adds `amount` mol of sites to a sorption. `name` is a master ("X", "Hfo_w") or its species
   ("X-", "Hfo_wOH"). `surface` as in struct chem_site, an index below surface_count.
   Before the first chem_prepare_sorption; ERR_CHEM_UNKNOWN, ERR_CHEM_TOTAL (negative or not a number),
   ERR_TOO_LARGE. */
int chem_sorption_add_site(const struct chem_database *database, struct chem_sorption *sorption,
                           struct str name, double amount, int32_t surface, struct error *error);
/* Adds a surface with a double layer and returns its index. ERR_CHEM_TOTAL, ERR_TOO_LARGE. */
int chem_sorption_add_surface(struct chem_sorption *sorption, double area, int32_t *surface,
                              struct error *error);

struct chem_solver;
struct chem_water;
/* -equilibrate: what the sites hold beside a water that does not change. chem_prepare_sorption first. */
void chem_sorption_meet(struct chem_solver *solver, const struct chem_water *water,
                        struct chem_sorption *sorption);
/* An exchanger given by what it holds ("CaX2 0.3"): `amount` mol of a species of sorption->binding. Its sites
   are counted by chem_sorption_add_site. False when the binding has no such species. */
bool chem_sorption_hold(struct chem_sorption *sorption, int32_t species, double amount);
/* mol of each species of sorption->binding (amounts[species_count]), as solved last. */
void chem_sorption_amounts(struct chem_solver *solver, const struct chem_water *water,
                           const struct chem_sorption *sorption, double *amounts);

/* The reactions of the sites in the components of a model. Immutable, shared by threads. */
struct chem_binding {
    const struct chem_model *model;
    uint32_t site_count;
    int32_t masters[CHEM_SITES_MAX];
    /* Species site by site: those of site k are first[k] .. first[k + 1] - 1. */
    uint32_t first[CHEM_SITES_MAX + 1];
    uint32_t species_count;
    int32_t *species; /* in database.species */
    struct chem_rows reaction; /* the water's components only; the site is below */
    struct chem_log_k_columns log_k;
    double *sites;         /* b: how many sites one mol holds */
    double *charge;        /* of the species */
    double *charge_change; /* against its free sites: what the potential acts on */
    struct chem_gamma *gamma;
};

/* Compiles the reactions of these masters; species with elements that the model lacks stay out.
   ERR_CHEM_UNSUPPORTED: a species on two kinds of sites; ERR_TOO_LARGE. */
int chem_binding_compile(const struct chem_model *model, const int32_t *masters, uint32_t count,
                         struct arena *arena, const struct chem_binding **out, struct error *error);

#endif
