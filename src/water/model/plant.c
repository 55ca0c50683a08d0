#include "water/model/plant.h"

#include <math.h>

static const double lime_molar = 74.093, soda_molar = 39.997; /* g/mol */

int water_heap_read(struct water_study_text *text, struct water_heap *out, struct error *error)
{
    static const struct water_field fields[] = {
        {"capacity", WATER_FIELD_QUANTITY, "m3", 1, 1e9, NULL, true,
         offsetof(struct water_heap, capacity)},
        {"filled", WATER_FIELD_QUANTITY, "m3", 0, 1e9, NULL, false,
         offsetof(struct water_heap, filled)},
    };
    *out = (struct water_heap){0};
    struct water_section *section = water_section_find(text, STR("heap"), (struct str){0});
    if (!section)
        return 0;
    int status = water_section_fill(text, section, fields, 2, out, error);
    if (!status)
        status = water_section_check(text, section, fields, 2, error);
    if (!status && out->filled > out->capacity)
        status = water_study_refuse(
            text, section->line, STR("[heap]"),
            BOTH("filled が capacity を超えています", "more is filled than the capacity"), error);
    return status;
}

/* kg/s of solids that form in a tank. */
static double solids_of(const struct water_train *train, size_t t, const struct water_run *run)
{
    const struct water_tank *tank = &train->tanks[t];
    double sum = 0;
    for (size_t r = 0; r < tank->rate_count; r++)
        sum += run->tanks[t].extent[tank->rates[r].law] *
               water_particles_made(&train->particles, tank->rates[r].law);
    for (uint32_t i = 0; i < tank->solids.count; i++)
        sum += run->tanks[t].solid[i] *
               water_phase_molar_mass(train->model->database, tank->solids.solid[i].phase);
    return sum;
}

static int set_reagents(const struct water_design *design, double lime, double soda,
                        struct water_plant_result *out, struct error *error)
{
    double purity[2], efficiency[2];
    static const char *const keys[2][2] = {{"lime.purity", "lime.efficiency"},
                                           {"naoh.purity", "naoh.efficiency"}};
    for (int i = 0; i < 2; i++) {
        int status = water_values_need(design->values, keys[i][0], "-", design->day, &purity[i],
                                       NULL, error);
        if (!status)
            status = water_values_need(design->values, keys[i][1], "-", design->day, &efficiency[i],
                                       NULL, error);
        if (status)
            return status;
    }
    out->lime_used = fmax(lime, 0) * lime_molar / 1000;
    out->soda_used = fmax(soda, 0) * soda_molar / 1000;
    out->lime = out->lime_used / (purity[0] * efficiency[0]);
    out->soda = out->soda_used / (purity[1] * efficiency[1]);
    return 0;
}

static int set_sludge(const struct water_design *design, const struct water_heap *heap,
                      struct water_plant_result *out, struct error *error)
{
    double settled, pressed, density;
    int status = water_values_need(design->values, "sludge.settled", "-", design->day, &settled,
                                   NULL, error);
    if (!status)
        status = water_values_need(design->values, "sludge.pressed", "-", design->day, &pressed,
                                   NULL, error);
    if (!status)
        status = water_values_need(design->values, "sludge.density", "-", design->day, &density,
                                   NULL, error);
    if (status)
        return status;
    out->settled = out->solids * water_sludge_volume(settled, density);
    out->pressed = out->solids * water_sludge_volume(pressed, density);
    out->haul = out->solids / pressed;
    out->heap_left = heap->capacity - heap->filled;
    out->heap_time =
        heap->capacity > 0 ? (out->pressed > 0 ? out->heap_left / out->pressed : INFINITY) : NAN;
    return 0;
}

int water_plant_of(const struct water_train *train, const struct water_run *run,
                   const struct water_design *design, struct str units,
                   const struct water_heap *heap, struct water_plant_result *out,
                   struct error *error)
{
    *out = (struct water_plant_result){.alone = true};
    double lime = 0, soda = 0;
    struct arena *arena = arena_create();
    int status = 0;
    for (size_t t = 0; t < train->tank_count && !status; t++) {
        struct water_unit_kind kind;
        status = water_unit_kind_find(units, train->tanks[t].kind, arena, &kind, error);
        if (status || !kind.plant) {
            out->alone = false;
            continue;
        }
        const double *extent = run->tanks[t].extent;
        out->there = true;
        out->flow = fmax(out->flow, run->tanks[t].flow);
        lime += extent[WATER_DOSING_LIME];
        soda += extent[WATER_DOSING_NAOH];
        out->solids += solids_of(train, t, run);
    }
    arena_destroy(arena);
    if (!status)
        status = set_reagents(design, lime, soda, out, error);
    if (status)
        return status;
    /* soda dissolves whole; what lime does not do stays as a solid */
    out->solids += out->lime - out->lime_used;
    return set_sludge(design, heap, out, error);
}

void water_plant_amounts(const struct water_plant_result *plant, struct water_amounts *out)
{
    static const double solution = 0.25;
    water_amounts_set(out, "lime_hydrate", "消石灰（滴定計算）", plant->lime, "t/y");
    water_amounts_set(out, "caustic_soda", "苛性ソーダ（純分、滴定計算）", plant->soda, "t/y");
    water_amounts_set(out, "caustic_soda_25", "苛性ソーダ 25 %（滴定計算）", plant->soda / solution,
                      "t/y");
    water_amounts_set(out, "solids", "殿物（乾燥、滴定計算）", plant->solids, "t/y");
    water_amounts_set(out, "sludge_settled", "殿物（沈降、容積）", plant->settled, "m3/y");
    water_amounts_set(out, "sludge_pressed", "殿物（脱水、容積）", plant->pressed, "m3/y");
    water_amounts_set(out, "sludge_haul", "殿物の運搬（脱水、質量）", plant->haul, "t/y");
}
