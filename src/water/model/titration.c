#include "water/model/titration.h"

#include <math.h>
#include <stdlib.h>

#include "base/check.h"

enum { GROWTHS = 30 };
static const double enough_ph = 10.5, first_guess = 1e-4; /* mol/kgw */
static const double some_air = 10;                        /* mol of CO2, more than any dose takes up */
static const double base_mass[WATER_BASES] = {39.997, 74.093, 100.087};
static const double base_equivalents[WATER_BASES] = {1, 2, 2};

/* A model that also has sodium, for NaOH; calcium and carbonate are in every model. */
static int make_water(struct chem *chem, const struct water_quality *quality,
                      struct chem_water *out, struct error *error)
{
    struct water_quality both[2] = {*quality, *quality};
    const struct chem_model *model;
    both[1].molality[water_constituent_find(STR("Na"))] = 1;
    int status = water_quality_model(chem, both, 2, NULL, &model, error);
    return status ? status : water_quality_speciate(chem, model, quality, out, error);
}

static void balance(const struct chem_answer *answer, struct water_findings *out)
{
    for (uint32_t i = 0; i < answer->model->species_count; i++) {
        double charge = answer->model->charge[i] * answer->molality[i];
        out->cations += charge > 0 ? charge : 0;
        out->anions += charge < 0 ? -charge : 0;
    }
    out->error_percent = 100 * (out->cations - out->anions) / (out->cations + out->anions);
    out->ionic_strength = answer->ionic_strength;
}

static int by_share(const void *one, const void *other)
{
    double a = ((const struct water_species_line *)one)->share,
           b = ((const struct water_species_line *)other)->share;
    return a < b ? 1 : a > b ? -1 : 0;
}

static bool is_present(const struct chem_water *water, uint32_t component)
{
    const struct chem_model *model = water->model;
    return component == model->proton || component == model->water ||
           water->totals[component] > 1e-20;
}

/* The species of one component, the largest first. */
static size_t species_of(const struct chem_answer *answer, uint32_t component, double total,
                         struct water_species_line *lines)
{
    const struct chem_model *model = answer->model;
    const struct chem_database *database = model->database;
    size_t count = 0;
    for (uint32_t i = 0; i < model->species_count && count < WATER_SPECIES_LINES; i++)
        for (uint32_t k = model->reaction.start[i]; k < model->reaction.start[i + 1]; k++)
            if (model->reaction.component[k] == component && model->reaction.coefficient[k] > 0)
                lines[count++] = (struct water_species_line){
                    database->masters[model->components[component].master].name,
                    database->species[model->species[i]].name, answer->molality[i],
                    model->reaction.coefficient[k] * answer->molality[i] / total};
    qsort(lines, count, sizeof *lines, by_share);
    return count;
}

static void list_species(const struct chem_answer *answer, const struct chem_water *water,
                         struct arena *arena, struct water_findings *out)
{
    const struct chem_model *model = water->model;
    struct water_species_line *all = ARENA_ARRAY(arena, struct water_species_line, WATER_SPECIES_LINES);
    out->species = ARENA_ARRAY(arena, struct water_species_line, WATER_SPECIES_LINES);
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (j == model->proton || j == model->water || !is_present(water, j))
            continue;
        size_t count = species_of(answer, j, water->totals[j] / water->mass, all);
        for (size_t i = 0; i < count && i < WATER_SPECIES_OF_ELEMENT && all[i].share >= 0.001; i++)
            if (out->species_count < WATER_SPECIES_LINES)
                out->species[out->species_count++] = all[i];
    }
}

static bool can_form(const struct chem_water *water, uint32_t phase)
{
    const struct chem_rows *rows = &water->model->dissolution;
    for (uint32_t k = rows->start[phase]; k < rows->start[phase + 1]; k++)
        if (!is_present(water, rows->component[k]))
            return false;
    return true;
}

static int by_index(const void *one, const void *other)
{
    double a = ((const struct water_saturation_line *)one)->index,
           b = ((const struct water_saturation_line *)other)->index;
    return a < b ? 1 : a > b ? -1 : 0;
}

static void list_saturation(const struct chem_answer *answer, const struct chem_water *water,
                            struct arena *arena, struct water_findings *out)
{
    const struct chem_model *model = water->model;
    out->saturation = ARENA_ARRAY(arena, struct water_saturation_line, model->phase_count);
    for (uint32_t p = 0; p < model->phase_count; p++) {
        const struct chem_phase *phase = &model->database->phases[model->phases[p]];
        if (phase->gas || !can_form(water, p))
            continue;
        double index = chem_read_saturation(answer, water, p);
        if (isfinite(index))
            out->saturation[out->saturation_count++] =
                (struct water_saturation_line){phase->name, phase->formula, index};
    }
    qsort(out->saturation, out->saturation_count, sizeof *out->saturation, by_index);
}

int water_findings_of(struct chem *chem, const struct water_quality *quality, struct arena *arena,
                      struct water_findings *out, struct error *error)
{
    struct chem_water water;
    *out = (struct water_findings){0};
    int status = make_water(chem, quality, &water, error);
    if (status)
        return status;
    struct chem_answer answer = chem_evaluate(chem_solver_of(chem), &water);
    balance(&answer, out);
    list_species(&answer, &water, arena, out);
    list_saturation(&answer, &water, arena, out);
    return 0;
}

static int32_t component_named(const struct chem_model *model, const char *master)
{
    int32_t component =
        chem_model_component(model, chem_database_master(model->database, str_from_c(master)));
    CHECK(component != CHEM_NONE);
    return component;
}

/* 1 mol of a base as components. */
static void base_formula(const struct chem_model *model, enum water_base base, double *out)
{
    for (uint32_t j = 0; j < model->component_count; j++)
        out[j] = 0;
    if (base == WATER_BASE_NAOH) {
        out[component_named(model, "Na")] = 1;
        out[model->water] = 1;
        out[model->proton] = -1;
    } else if (base == WATER_BASE_LIME) {
        out[component_named(model, "Ca")] = 1;
        out[model->water] = 2;
        out[model->proton] = -2;
    } else {
        out[component_named(model, "Ca")] = 1;
        out[component_named(model, "C(4)")] = 1; /* CO3-2 is its master species */
    }
}

/* Fe+2 + 1/4 O2 + H+ = Fe+3 + 1/2 H2O; the oxygen comes from the air, not from the water. */
static void oxidise(struct chem_water *water)
{
    int32_t two = component_named(water->model, "Fe(2)"), three = component_named(water->model, "Fe(3)");
    double iron = water->totals[two];
    water->totals[two] = 0;
    water->totals[three] += iron;
    water->totals[water->model->proton] -= iron;
    water->totals[water->model->water] += iron / 2;
}

static void place_solids(const struct chem *chem, const struct water_dosing *dosing,
                         struct chem_solids *out)
{
    const struct chem_database *database = chem_database_of(chem);
    *out = (struct chem_solids){0};
    for (size_t i = 0; i < dosing->solid_count; i++)
        out->solid[out->count++] = (struct chem_solid){.phase = dosing->solids[i]};
    if (dosing->open)
        out->solid[out->count++] =
            (struct chem_solid){.phase = chem_database_phase(database, STR("CO2(g)")),
                                .target = dosing->air,
                                .amount = some_air};
}

/* The equilibrium with a dose, from the water and solids before any dose. */
static int dose_water(struct chem *chem, const struct chem_water *start,
                      const struct chem_solids *none, enum water_base base, double dose,
                      struct chem_water *water, struct chem_solids *solids, struct error *error)
{
    double formula[CHEM_COMPONENTS_MAX];
    double before[CHEM_COMPONENTS_MAX];
    struct chem_cell cell = {.number = 1, .water = water, .solids = solids};
    for (uint32_t j = 0; j < start->model->component_count; j++)
        before[j] = water->model == start->model ? water->ln_activity[j] : start->ln_activity[j];
    *water = *start;
    *solids = *none;
    for (uint32_t j = 0; j < start->model->component_count; j++)
        water->ln_activity[j] = before[j];
    base_formula(start->model, base, formula);
    chem_water_add(water, formula, dose);
    return chem_equilibrate(chem_solver_of(chem), &cell, NULL, error);
}

/* mol/kgw of a base that takes the water as far as NaOH to pH 10.5. */
static double enough(struct chem *chem, const struct chem_water *start,
                     const struct chem_solids *none, enum water_base base)
{
    double dose = first_guess;
    struct chem_water water = *start;
    struct chem_solids solids;
    for (int i = 0; i < GROWTHS; i++, dose *= 1.5) {
        if (dose_water(chem, start, none, WATER_BASE_NAOH, dose, &water, &solids, NULL) ||
            chem_water_ph(&water) >= enough_ph)
            break;
    }
    return dose / base_equivalents[base];
}

static void keep_step(const struct chem_water *water, const struct chem_solids *solids,
                      const struct water_dosing *dosing, double dose,
                      struct water_titration_step *out)
{
    *out = (struct water_titration_step){.dose = dose, .ph = chem_water_ph(water)};
    for (size_t i = 0; i < dosing->solid_count; i++)
        out->solids[i] = solids->solid[i].amount;
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        int32_t master = chem_database_master(water->model->database,
                                              str_from_c(water_constituents[i].master));
        int32_t component = chem_model_component(water->model, master);
        if (component != CHEM_NONE)
            out->dissolved[i] = 1000 * water_constituents[i].molar_mass *
                                fmax(0, water->totals[component]) / water->mass;
    }
}

static int start_water(struct chem *chem, const struct water_quality *quality,
                       const struct water_dosing *dosing, struct chem_solids *solids,
                       struct chem_water *out, struct error *error)
{
    int status = make_water(chem, quality, out, error);
    if (status)
        return status;
    if (dosing->oxidised)
        oxidise(out);
    place_solids(chem, dosing, solids);
    struct chem_cell cell = {.number = 1, .water = out, .solids = solids};
    return chem_prepare_cell(chem, &cell, error);
}

int water_titrate(struct chem *chem, const struct water_quality *quality,
                  const struct water_dosing *dosing, struct water_titration *out,
                  struct error *error)
{
    struct chem_water start, water;
    struct chem_solids none, solids;
    *out = (struct water_titration){.molar_mass = base_mass[dosing->base]};
    int status = start_water(chem, quality, dosing, &none, &start, error);
    if (status)
        return status;
    double most = dosing->most > 0 ? dosing->most : enough(chem, &start, &none, dosing->base);
    water = start;
    for (int i = 0; i <= WATER_TITRATION_STEPS; i++) {
        double dose = most * i / WATER_TITRATION_STEPS;
        status = dose_water(chem, &start, &none, dosing->base, dose, &water, &solids,
                            i == 0 ? error : NULL);
        out->stopped = status != 0;
        if (status)
            break;
        keep_step(&water, &solids, dosing, dose, &out->steps[out->count++]);
    }
    return out->count == 0 ? status : 0;
}
