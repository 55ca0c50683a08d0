#include "chem/sorption.h"

#include <math.h>

static bool is_site(const struct chem_master *master)
{
    return master->where != CHEM_AQUEOUS && master->primary;
}

static int32_t find_master(const struct chem_database *database, struct str name)
{
    int32_t at = chem_database_master(database, name);
    if (at != CHEM_NONE && is_site(&database->masters[at]))
        return at;
    int32_t species = chem_database_species(database, name);
    for (size_t i = 0; species != CHEM_NONE && i < database->master_count; i++)
        if (database->masters[i].species == species && is_site(&database->masters[i]))
            return (int32_t)i;
    return CHEM_NONE;
}

static int refuse_amount(struct str what, double amount, struct error *error)
{
    struct arena *arena = arena_create();
    int code = ERROR(error, ERR_CHEM_TOTAL, what, arena_format(arena, "%g", amount));
    arena_destroy(arena);
    return code;
}

int chem_sorption_add_site(const struct chem_database *database, struct chem_sorption *sorption,
                           struct str name, double amount, int32_t surface, struct error *error)
{
    int32_t master = find_master(database, name);
    if (master == CHEM_NONE)
        return ERROR(error, ERR_CHEM_UNKNOWN, name,
                     BOTH("EXCHANGE_MASTER_SPECIES か SURFACE_MASTER_SPECIES で定義してください",
                          "define it in EXCHANGE_MASTER_SPECIES or SURFACE_MASTER_SPECIES"));
    if (!(amount >= 0) || isinf(amount))
        return refuse_amount(name, amount, error);
    for (uint32_t k = 0; k < sorption->site_count; k++)
        if (sorption->sites[k].master == master && sorption->sites[k].surface == surface) {
            sorption->sites[k].amount += amount;
            return 0;
        }
    if (sorption->site_count == CHEM_SITES_MAX)
        return ERROR(error, ERR_TOO_LARGE, BOTH("吸着点の種類の数", "the number of kinds of sites"),
                     STR("12"));
    sorption->sites[sorption->site_count++] =
        (struct chem_site){.master = master, .amount = amount, .surface = surface};
    return 0;
}

int chem_sorption_add_surface(struct chem_sorption *sorption, double area, int32_t *surface,
                              struct error *error)
{
    if (!(area >= 0) || isinf(area))
        return refuse_amount(BOTH("表面積", "surface area"), area, error);
    if (sorption->surface_count == CHEM_SURFACES_MAX)
        return ERROR(error, ERR_TOO_LARGE, BOTH("表面の数", "the number of surfaces"), STR("6"));
    *surface = (int32_t)sorption->surface_count;
    sorption->surfaces[sorption->surface_count++] = (struct chem_surface){.area = area};
    return 0;
}

bool chem_sorption_hold(struct chem_sorption *sorption, int32_t species, double amount)
{
    const struct chem_binding *binding = sorption->binding;
    for (uint32_t i = 0; i < binding->species_count; i++) {
        if (binding->species[i] != species)
            continue;
        for (uint32_t t = binding->reaction.start[i]; t < binding->reaction.start[i + 1]; t++)
            sorption->bound[binding->reaction.component[t]] +=
                amount * binding->reaction.coefficient[t];
        return true;
    }
    return false;
}
