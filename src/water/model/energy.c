#include "water/model/energy.h"

static const char *const table_names[WATER_LEDGERS] = {"site", "cycle"};

static const struct water_value *factor_of(const struct water_values *values, day_number day,
                                           enum water_ledger table, struct str source,
                                           const char *what, struct arena *arena)
{
    struct str key =
        arena_format(arena, "%s.%" PRIstr ".%s", table_names[table], STR_ARG(source), what);
    return water_values_find(values, key, day);
}

static int row_of(const struct water_values *values, day_number day, struct arena *arena,
                  struct water_energy_row *row, struct error *error)
{
    for (int table = 0; table < WATER_LEDGERS && !row->co2_factor; table++) {
        row->table = (enum water_ledger)table;
        row->co2_factor = factor_of(values, day, row->table, row->consumption.source, "co2", arena);
    }
    if (row->table == WATER_LEDGER_SITE)
        row->energy_factor =
            factor_of(values, day, row->table, row->consumption.source, "energy", arena);
    if (!row->co2_factor || (row->table == WATER_LEDGER_SITE && !row->energy_factor))
        return ERROR(error, ERR_WATER_NO_VALUE, row->consumption.source, day_format(day, arena));
    row->co2 = row->consumption.amount * row->co2_factor->quantity.si;
    if (row->energy_factor)
        row->primary_energy = row->consumption.amount * row->energy_factor->quantity.si;
    return 0;
}

int water_energy_of(const struct water_values *values, day_number day,
                    const struct water_consumption *consumption, size_t count, struct arena *arena,
                    struct water_energy *out, struct error *error)
{
    *out = (struct water_energy){.rows = ARENA_ARRAY(arena, struct water_energy_row, count),
                                 .count = count};
    double oil_per_joule;
    int status = water_values_need(values, "oil.crude", "kL/GJ", day, &oil_per_joule,
                                   &out->oil_factor, error);
    for (size_t i = 0; i < count && !status; i++) {
        struct water_energy_row *row = &out->rows[i];
        row->consumption = consumption[i];
        status = row_of(values, day, arena, row, error);
        if (status)
            break;
        out->tables[row->table].primary_energy += row->primary_energy;
        out->tables[row->table].co2 += row->co2;
        out->tables[row->table].unconfirmed |=
            !row->co2_factor->confirmed || (row->energy_factor && !row->energy_factor->confirmed);
    }
    if (!status)
        for (int table = 0; table < WATER_LEDGERS; table++)
            out->tables[table].crude_oil = out->tables[table].primary_energy * oil_per_joule;
    return status;
}
