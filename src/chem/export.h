/* States of ours as an input file that PHREEQC 3 accepts, so that others can check them: SOLUTION
   with the totals of every valence, EQUILIBRIUM_PHASES, GAS_PHASE, EXCHANGE, SURFACE, KINETICS, and
   the definitions the database of the same name lacks. Numbers have as many digits as it takes to
   read them back alike.

   Valences that are kept apart here, which PHREEQC would join in its reactions, become elements of
   their own ("Fe_iii") with all their species. */
#ifndef MEGURI_CHEM_EXPORT_H
#define MEGURI_CHEM_EXPORT_H

#include "base/buf.h"
#include "chem/equilibrium.h"

/* One rate of KINETICS. The rate itself is in the database's RATES. */
struct chem_export_rate {
    struct str name;
    const struct chem_atom *atoms; /* of one mol of reaction */
    uint32_t atom_count;
    double m, m0, tolerance;       /* mol; tolerance 0: PHREEQC's default */
    const double *parameters;
    size_t parameter_count;
};

struct chem_export_cell {
    int32_t number;
    struct str title; /* may be empty */
    const struct chem_water *water;
    const struct chem_solids *solids; /* these five may be NULL or none */
    const struct chem_gas_phase *gas;
    const struct chem_sorption *exchange, *surface;
    const struct chem_export_rate *rates;
    size_t rate_count;
    double seconds; /* of the kinetic step */
};

struct chem_export {
    const struct chem_database *database;
    struct str database_name; /* "phreeqc.dat": for the comment and the DATABASE line; may be empty */
    int32_t first_file;       /* definitions of this file of the database and later ones are written;
                                 0: all of them, so that any database will do */
    bool joined;              /* all couples act, as in PHREEQC: valences of analyses stay valences */
    const struct chem_export_cell *cells;
    size_t cell_count;
};

/* Writes the input. The waters' models must be of `database`. ERR_CHEM_UNSUPPORTED: a surface whose
   sites are partly without a double layer. */
int chem_export_write(struct chem_solver *solver, const struct chem_export *export, struct buf *out,
                      struct error *error);

#endif
