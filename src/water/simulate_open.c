/* The train of a study with what goes with it: operation, heap, tables. */
#include "base/embedded.h"
#include "chem/amd.h"
#include "water/simulate.h"

extern const struct embedded_files water_model_data;

int water_simulation_open(struct water_simulation *s, struct error *error)
{
    int status = chem_database_read(STR("amd.dat"), chem_amd_text(), &s->database, error);
    if (!status)
        status = water_train_read(&s->study.text, s->database, &s->study.rates,
                                  embedded_find(&water_model_data, STR("units.tsv")),
                                  s->study.economy.day, s->arena, &s->train, error);
    s->train.name = s->study.economy.name;
    if (!status)
        status = water_operation_read(&s->study.text, &s->train, &s->study.beds,
                                      s->study.economy.day, s->arena, &s->operation, error);
    if (!status)
        status = water_heap_read(&s->study.text, &s->heap, error);
    return status ? status : water_simulation_tables_init(s, error);
}

void water_simulation_close(struct water_simulation *s)
{
    water_train_finish(&s->train);
    chem_database_destroy(s->database);
}
