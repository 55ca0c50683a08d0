#include "water/model/tank_amounts.h"

#include "water/model/unit_kind.h"

enum kind { REACTOR, BED, POND, WETLAND, LIMESTONE_BED, KINDS };

static const struct {
    struct str name;
    const char *amount, *label, *unit;
} kinds[KINDS] = {
    [REACTOR] = {STR_INIT("reactor"), "reactor", "鉄酸化槽の容積（検討の槽）", "m3"},
    [BED] = {STR_INIT("bed"), "bed", "嫌気槽の充填層（検討の槽）", "m3"},
    [POND] = {STR_INIT("pond"), "pond", "池の容積（検討の槽）", "m3"},
    [WETLAND] = {STR_INIT("wetland"), "wetland", "湿地の面積（検討の槽）", "m2"},
    [LIMESTONE_BED] = {STR_INIT("limestone_bed"), "limestone_bed", "石灰石の層（検討の槽）", "m3"},
};

static int add_tank(const struct water_tank *tank, struct str units, struct arena *arena,
                    double *volumes, bool *any, struct error *error)
{
    struct water_unit_kind kind;
    int status = water_unit_kind_find(units, tank->kind, arena, &kind, error);
    for (int k = 0; !status && k < KINDS; k++)
        if (str_equal(kinds[k].name, kind.costed_as)) {
            volumes[k] += tank->volume;
            *any = true;
        }
    return status;
}

int water_amounts_of_tanks(const struct water_train *train, const struct water_design *design,
                           struct str units, struct water_amounts *out, struct error *error)
{
    double volumes[KINDS] = {0}, depth, porosity, density;
    bool any = false;
    int status =
        water_values_need(design->values, "wetland.depth", "m", design->day, &depth, NULL, error);
    if (!status)
        status = water_values_need(design->values, "limestone.porosity", "-", design->day,
                                   &porosity, NULL, error);
    if (!status)
        status = water_values_need(design->values, "limestone.density", "kg/m3", design->day,
                                   &density, NULL, error);
    for (size_t t = 0; !status && t < train->tank_count; t++)
        status = add_tank(&train->tanks[t], units, out->arena, volumes, &any, error);
    if (status || !any)
        return status;
    volumes[WETLAND] /= depth;
    for (int k = 0; k < KINDS; k++)
        water_amounts_set(out, kinds[k].amount, kinds[k].label, volumes[k], kinds[k].unit);
    water_amounts_set(out, "limestone", "石灰石（検討の槽）",
                      volumes[LIMESTONE_BED] * (1 - porosity) * density, "t");
    return 0;
}
