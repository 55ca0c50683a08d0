/* Energy and CO2 of what a site consumes, with the factors of the day, in the two tables that are
   never added up: what the site itself burns and draws (power, fuel), and the life cycle of what is
   brought to it (chemicals, construction material).
   Units: J, m3 of crude oil, kg CO2. Factors: data/water/energy.tsv. */
#ifndef MEGURI_WATER_MODEL_ENERGY_H
#define MEGURI_WATER_MODEL_ENERGY_H

#include "water/model/values.h"

enum water_ledger { WATER_LEDGER_SITE, WATER_LEDGER_CYCLE, WATER_LEDGERS };

/* An amount of one source per year: power in J, fuel in m3, material in kg. */
struct water_consumption {
    struct str source; /* "grid_power", "diesel", "lime_hydrate": the middle of the factor's key */
    double amount;
};

struct water_energy_row {
    struct water_consumption consumption;
    enum water_ledger table;
    double primary_energy;                                /* J; 0 for the life cycle */
    double co2;                                           /* kg */
    const struct water_value *energy_factor, *co2_factor; /* NULL: no factor in the table */
};

struct water_energy {
    struct water_energy_row *rows;
    size_t count;
    struct {
        double primary_energy, crude_oil, co2; /* J, m3, kg */
        bool unconfirmed;                      /* a factor in it is marked so */
    } tables[WATER_LEDGERS];
    const struct water_value *oil_factor;
};

/* A source belongs to the table in which it has a CO2 factor valid on that day ("site.SOURCE.co2",
   "cycle.SOURCE.co2"); for the site "site.SOURCE.energy" is needed too. ERR_WATER_NO_VALUE names a
   source that has neither: nothing is counted as zero in silence. Rows live in `arena`. */
int water_energy_of(const struct water_values *values, day_number day,
                    const struct water_consumption *consumption, size_t count, struct arena *arena,
                    struct water_energy *out, struct error *error);

#endif
