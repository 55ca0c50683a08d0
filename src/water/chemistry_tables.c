#include <pthread.h>

#include "base/check.h"
#include "base/embedded.h"
#include "chem/amd.h"
#include "water/chemistry_page.h"

extern const struct embedded_files water_analysis_data;

static struct water_chemistry_tables tables;
static struct arena *volatile kept; /* as long as the program; read by nobody but the leak checker */
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

/* They are part of the program, so what cannot be read is a fault of the build. */
static void read_tables(void)
{
    kept = arena_create();
    struct str names = STR("analysis_names.tsv"), solids = STR("precipitates.tsv"),
               values = STR("analysis.tsv");
    CHECK(chem_database_read(STR("amd.dat"), chem_amd_text(), &tables.database, NULL) == 0);
    CHECK(water_analysis_names_read(names, embedded_find(&water_analysis_data, names), kept,
                                    &tables.names, NULL) == 0);
    CHECK(water_precipitates_read(solids, embedded_find(&water_analysis_data, solids), kept,
                                  &tables.precipitates, NULL) == 0);
    CHECK(water_values_read(values, embedded_find(&water_analysis_data, values), kept, &tables.values,
                            NULL) == 0);
    for (size_t i = 0; i < tables.precipitates.count; i++)
        CHECK(chem_database_phase(tables.database, tables.precipitates.rows[i].phase) != CHEM_NONE);
}

const struct water_chemistry_tables *water_chemistry_tables(void)
{
    pthread_once(&tables_once, read_tables);
    return &tables;
}
