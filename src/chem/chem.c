/* The handle: models cached by their set, one solver; waters from analyses. */
#include "chem/chem.h"
#include "chem/lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "chem/valences.h"

static const double LN10 = 2.302585092994045684;
static const double KELVIN_AT_0 = 273.15;

struct cached_model {
    struct cached_model *next;
    uint64_t hash;
    size_t count;
    int32_t members[CHEM_COMPONENTS_MAX];
    bool electron;
    const struct chem_model *model;
};

struct cached_binding {
    struct cached_binding *next;
    const struct chem_binding *binding;
};

struct chem {
    const struct chem_database *database;
    struct arena *arena;
    struct chem_solver *solver;
    struct chem_lanes *lanes;
    struct cached_model *models; /* the last used first */
    struct cached_binding *bindings;
};

struct chem *chem_create(const struct chem_database *database)
{
    struct arena *arena = arena_create();
    struct chem *chem = ARENA_NEW(arena, struct chem);
    *chem = (struct chem){.database = database,
                          .arena = arena,
                          .solver = chem_solver_create(),
                          .lanes = chem_lanes_create()};
    return chem;
}

void chem_destroy(struct chem *chem)
{
    if (chem) {
        chem_solver_destroy(chem->solver);
        chem_lanes_destroy(chem->lanes);
        arena_destroy(chem->arena);
    }
}

const struct chem_database *chem_database_of(const struct chem *chem)
{
    return chem->database;
}

struct chem_solver *chem_solver_of(struct chem *chem)
{
    return chem->solver;
}

struct chem_lanes *chem_lanes_of(struct chem *chem)
{
    return chem->lanes;
}

static void sort_members(int32_t *members, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int32_t member = members[i];
        size_t k = i;
        for (; k > 0 && members[k - 1] > member; k--) {
            members[k] = members[k - 1];
        }
        members[k] = member;
    }
}

static uint64_t hash_members(const int32_t *members, size_t count, bool electron)
{
    uint64_t hash = electron ? 0x9e3779b97f4a7c15u : 0xc2b2ae3d27d4eb4fu; /* any odd constants */
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ (uint64_t)(uint32_t)members[i]) * 0x100000001b3u;
    }
    return hash;
}

static const struct chem_model *find_model(struct chem *chem, const struct cached_model *wanted)
{
    for (struct cached_model **link = &chem->models; *link; link = &(*link)->next) {
        struct cached_model *entry = *link;
        if (entry->hash == wanted->hash && entry->count == wanted->count &&
            entry->electron == wanted->electron &&
            memcmp(entry->members, wanted->members, sizeof(int32_t) * wanted->count) == 0) {
            *link = entry->next;
            entry->next = chem->models;
            chem->models = entry;
            return entry->model;
        }
    }
    return NULL;
}

int chem_model_of(struct chem *chem, const int32_t *members, size_t count, bool electron,
                  const struct chem_model **out, struct error *error)
{
    struct cached_model wanted = {.count = count, .electron = electron};
    if (count + 3 > CHEM_COMPONENTS_MAX) {
        return ERROR(error, ERR_TOO_LARGE, BOTH("水の元素の数", "the number of elements"),
                     STR("61"));
    }
    memcpy(wanted.members, members, sizeof(int32_t) * count);
    sort_members(wanted.members, count);
    wanted.hash = hash_members(wanted.members, count, electron);
    *out = find_model(chem, &wanted);
    if (*out) {
        return 0;
    }
    int code = chem_model_compile(chem->database, wanted.members, count, electron, chem->arena,
                                  &wanted.model, error);
    if (!code) {
        struct cached_model *entry = ARENA_NEW(chem->arena, struct cached_model);
        *entry = wanted;
        entry->next = chem->models;
        chem->models = entry;
        *out = entry->model;
    }
    return code;
}

static bool is_apart(const struct chem_redox *redox, int32_t element)
{
    for (size_t i = 0; i < redox->apart_count; i++) {
        if (redox->apart[i] == element) {
            return true;
        }
    }
    return redox->all_apart;
}

static int model_of_analysis(struct chem *chem, const struct chem_analysis *analysis,
                             const struct chem_model **out, struct error *error)
{
    int32_t members[CHEM_COMPONENTS_MAX];
    if (analysis->count + 3 > CHEM_COMPONENTS_MAX) {
        return ERROR(error, ERR_TOO_LARGE, BOTH("水の元素の数", "the number of elements"),
                     STR("61"));
    }
    for (size_t i = 0; i < analysis->count; i++) {
        members[i] = analysis->rows[i].master;
    }
    return chem_model_of(chem, members, analysis->count, true, out, error);
}

static void put_member(int32_t *members, size_t *count, int32_t member)
{
    for (size_t i = 0; i < *count; i++) {
        if (members[i] == member) {
            return;
        }
    }
    members[(*count)++] = member;
}

/* The set in which the water reacts: elements whole, those apart by the valences they have. */
static int model_of_reactions(struct chem *chem, const struct chem_model *from,
                              const struct chem_redox *redox, const struct chem_model **out,
                              struct error *error)
{
    int32_t members[CHEM_COMPONENTS_MAX];
    int32_t hydrogen = from->components[from->proton].element;
    int32_t oxygen = from->components[from->water].element;
    size_t count = 0;
    for (uint32_t j = 0; j < from->proton; j++) {
        int32_t element = from->components[j].element;
        bool apart = is_apart(redox, element);
        if (apart || (element != hydrogen && element != oxygen)) {
            put_member(members, &count,
                       apart ? from->components[j].master
                             : chem->database->elements[element].primary);
        }
    }
    return chem_model_of(chem, members, count, !redox->all_apart, out, error);
}

/* What was given whole and is to be kept apart. */
static int split_apart(struct chem *chem, struct chem_water *water, const struct chem_redox *redox,
                       struct error *error)
{
    const struct chem_model *model = water->model;
    int32_t elements[CHEM_COMPONENTS_MAX];
    size_t count = 0;
    for (uint32_t j = 0; j < model->proton && model->electron; j++) {
        if (is_apart(redox, model->components[j].element)) {
            elements[count++] = model->components[j].element;
        }
    }
    return count > 0 ? chem_split_water(chem, water, elements, count, error) : 0;
}

int chem_react_water(struct chem *chem, struct chem_water *water, const struct chem_redox *redox,
                     struct error *error)
{
    const struct chem_model *model = NULL;
    int code = split_apart(chem, water, redox, error);
    if (!code) {
        code = model_of_reactions(chem, water->model, redox, &model, error);
    }
    return code ? code : chem_water_move(water, model, error);
}

static int phase_of(const struct chem_model *model, int32_t phase, int32_t *out,
                    struct error *error)
{
    *out = model->phase_of[phase];
    return *out == CHEM_NONE ? ERROR(error, ERR_CHEM_MEMBERS, model->database->phases[phase].name,
                                     BOTH("この水にない元素を含む相です",
                                          "the phase has elements that this water does not have"))
                             : 0;
}

/* A phase that is to set pe must have electrons in its reaction. */
static int check_electrons(const struct chem_model *model, uint32_t phase, struct error *error)
{
    const struct chem_rows *nu = &model->dissolution;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++) {
        if (nu->component[t] == model->electron_component) {
            return 0;
        }
    }
    return ERROR(error, ERR_CHEM_MEMBERS, model->database->phases[model->phases[phase]].name,
                 BOTH("電子の出入りのない相では pe は決まりません",
                      "a phase without electrons in its reaction can not set pe"));
}

static int set_conditions(const struct chem_model *model, const struct chem_analysis *analysis,
                          struct chem_condition *conditions, struct error *error)
{
    int code = 0;
    struct chem_condition *proton = &conditions[model->proton];
    *proton = (struct chem_condition){.given = analysis->ph_charge ? CHEM_GIVEN_CHARGE
                                                                   : CHEM_GIVEN_ACTIVITY,
                                      .value = -analysis->ph * LN10};
    if (analysis->ph_phase != CHEM_NONE) {
        *proton =
            (struct chem_condition){.given = CHEM_GIVEN_PHASE, .value = analysis->ph_saturation};
        code = phase_of(model, analysis->ph_phase, &proton->phase, error);
    }
    conditions[model->electron_component] =
        (struct chem_condition){.given = CHEM_GIVEN_ACTIVITY, .value = -analysis->pe * LN10};
    if (analysis->pe_by_phase && !code) {
        struct chem_condition *electron = &conditions[model->electron_component];
        *electron =
            (struct chem_condition){.given = CHEM_GIVEN_PHASE, .value = analysis->pe_saturation};
        code = phase_of(model, analysis->pe_phase, &electron->phase, error);
        code = code ? code : check_electrons(model, (uint32_t)electron->phase, error);
    }
    for (size_t i = 0; i < analysis->count && !code; i++) {
        const struct chem_row *row = &analysis->rows[i];
        int32_t component = chem_model_component(model, row->master);
        const struct chem_component *asked = &model->components[component];
        double atoms = chem_atoms_in(&model->database->species[asked->species], asked->element);
        struct chem_condition *condition = &conditions[component];
        *condition =
            (struct chem_condition){.given = row->alkalinity ? CHEM_GIVEN_ALKALINITY
                                             : row->charge   ? CHEM_GIVEN_CHARGE
                                                             : CHEM_GIVEN_TOTAL,
                                    .value = row->alkalinity ? row->value : row->value / atoms};
        if (row->phase != CHEM_NONE) {
            *condition =
                (struct chem_condition){.given = CHEM_GIVEN_PHASE, .value = row->saturation};
            code = phase_of(model, row->phase, &condition->phase, error);
        }
    }
    return code;
}

int chem_define_water(struct chem *chem, const struct chem_analysis *analysis,
                      struct chem_water *out, struct error *error)
{
    const struct chem_model *model = NULL;
    struct chem_condition conditions[CHEM_COMPONENTS_MAX];
    for (size_t i = 0; i < analysis->count; i++) {
        if (analysis->rows[i].coupled) {
            return chem_define_by_couples(chem, analysis, out, error);
        }
    }
    int code = model_of_analysis(chem, analysis, &model, error);
    if (!code) {
        code = set_conditions(model, analysis, conditions, error);
    }
    struct chem_water water = {
        .model = model, .kelvin = analysis->celsius + KELVIN_AT_0, .mass = analysis->water};
    if (!code) {
        code = chem_speciate(chem->solver, &water, conditions, error);
    }
    if (!code) {
        *out = water;
    }
    return code;
}

/* Members of the water's set and more: elements whole, unless the set has no e- or has valences of
 * it. */
static int widen(struct chem *chem, struct chem_water *water, const int32_t *members, size_t count,
                 struct error *error)
{
    const struct chem_model *model = water->model;
    int32_t all[2 * CHEM_COMPONENTS_MAX];
    size_t all_count = 0;
    for (uint32_t j = 0; j < model->proton; j++) {
        all[all_count++] = model->components[j].master;
    }
    size_t before = all_count;
    for (size_t i = 0; i < count && all_count < CHEM_COMPONENTS_MAX; i++) {
        put_member(all, &all_count, members[i]);
    }
    const struct chem_model *wide = model;
    int code = all_count == before
                   ? 0
                   : chem_model_of(chem, all, all_count, model->electron, &wide, error);
    return code ? code : chem_water_move(water, wide, error);
}

static bool has_element(const struct chem_model *model, int32_t element)
{
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (model->components[j].element == element) {
            return true;
        }
    }
    return false;
}

int chem_widen_water(struct chem *chem, struct chem_water *water, const int32_t *elements,
                     size_t count, struct error *error)
{
    int32_t members[CHEM_COMPONENTS_MAX];
    size_t new = 0;
    for (size_t i = 0; i < count && new < CHEM_COMPONENTS_MAX; i++) {
        if (!has_element(water->model, elements[i])) {
            members[new ++] = chem->database->elements[elements[i]].primary;
        }
    }
    return widen(chem, water, members, new, error);
}

/* The set of what is bound joins the water's. */
static int widen_for_bound(struct chem *chem, struct chem_water *water,
                           const struct chem_sorption *sorption, struct error *error)
{
    const struct chem_model *model = sorption->binding->model;
    int32_t elements[CHEM_COMPONENTS_MAX];
    size_t count = 0;
    for (uint32_t j = 0; j < model->proton; j++) {
        if (sorption->bound[j] != 0) {
            elements[count++] = model->components[j].element;
        }
    }
    return chem_widen_water(chem, water, elements, count, error);
}

static int move_bound(const struct chem_water *water, struct chem_sorption *sorption,
                      struct error *error)
{
    struct chem_water moved = {
        .model = sorption->binding->model, .kelvin = water->kelvin, .mass = 1};
    memcpy(moved.totals, sorption->bound, sizeof moved.totals);
    int code = chem_water_move(&moved, water->model, error);
    if (!code) {
        memcpy(sorption->bound, moved.totals, sizeof sorption->bound);
    }
    return code;
}

static bool binds(const struct chem_binding *binding, const struct chem_model *model,
                  const struct chem_sorption *sorption)
{
    if (binding->model != model || binding->site_count != sorption->site_count) {
        return false;
    }
    for (uint32_t k = 0; k < sorption->site_count; k++) {
        if (binding->masters[k] != sorption->sites[k].master) {
            return false;
        }
    }
    return true;
}

static int binding_of(struct chem *chem, const struct chem_model *model,
                      struct chem_sorption *sorption, struct error *error)
{
    for (struct cached_binding *entry = chem->bindings; entry; entry = entry->next) {
        if (binds(entry->binding, model, sorption)) {
            sorption->binding = entry->binding;
            return 0;
        }
    }
    int32_t masters[CHEM_SITES_MAX];
    for (uint32_t k = 0; k < sorption->site_count; k++) {
        masters[k] = sorption->sites[k].master;
    }
    struct cached_binding *entry = ARENA_NEW(chem->arena, struct cached_binding);
    int code = chem_binding_compile(model, masters, sorption->site_count, chem->arena,
                                    &entry->binding, error);
    if (!code) {
        entry->next = chem->bindings;
        chem->bindings = entry;
        sorption->binding = entry->binding;
    }
    return code;
}

int chem_prepare_sorption(struct chem *chem, struct chem_water *water,
                          struct chem_sorption *sorption, struct error *error)
{
    int code = 0;
    if (sorption->binding) {
        code = widen_for_bound(chem, water, sorption, error);
        if (!code && sorption->binding->model != water->model) {
            code = move_bound(water, sorption, error);
        }
    }
    return code ? code : binding_of(chem, water->model, sorption, error);
}

static int prepare_sorptions(struct chem *chem, struct chem_cell *cell, struct error *error)
{
    struct chem_sorption *const given[CHEM_SORPTIONS_MAX] = {cell->exchange, cell->surface};
    int code = 0;
    /* Twice: the second may widen the water that the first was prepared for. */
    for (uint32_t k = 0; k < 2 * CHEM_SORPTIONS_MAX && !code; k++) {
        struct chem_sorption *sorption = given[k % CHEM_SORPTIONS_MAX];
        if (sorption) {
            code = chem_prepare_sorption(chem, cell->water, sorption, error);
        }
    }
    return code;
}

static int widen_for_solids(struct chem *chem, struct chem_cell *cell, struct error *error)
{
    int code = 0;
    for (uint32_t p = 0; cell->solids && p < cell->solids->count && !code; p++) {
        const struct chem_solid *solid = &cell->solids->solid[p];
        const struct chem_phase *phase = &chem->database->phases[solid->phase];
        const struct chem_atom *atoms = solid->alternative ? solid->formula : phase->atoms;
        uint32_t count = solid->alternative ? solid->formula_count : phase->atom_count;
        int32_t elements[CHEM_COMPONENTS_MAX];
        for (uint32_t t = 0; t < count && t < CHEM_COMPONENTS_MAX; t++) {
            elements[t] = atoms[t].element;
        }
        if (solid->amount > 0) {
            code = chem_widen_water(chem, cell->water, elements, count, error);
        }
    }
    return code;
}

static int widen_for_gases(struct chem *chem, struct chem_cell *cell, struct error *error)
{
    int code = 0;
    for (uint32_t i = 0; cell->gas && i < cell->gas->count && !code; i++) {
        const struct chem_gas *gas = &cell->gas->gas[i];
        const struct chem_phase *phase = &chem->database->phases[gas->phase];
        int32_t elements[CHEM_COMPONENTS_MAX], ignored;
        uint32_t count = 0;
        for (; count < phase->atom_count && count < CHEM_COMPONENTS_MAX; count++) {
            elements[count] = phase->atoms[count].element;
        }
        if (gas->amount > 0) {
            code = chem_widen_water(chem, cell->water, elements, count, error);
        }
        if (gas->amount > 0 && !code) {
            code = phase_of(cell->water->model, gas->phase, &ignored, error);
        }
    }
    return code;
}

int chem_prepare_cell(struct chem *chem, struct chem_cell *cell, struct error *error)
{
    int code = widen_for_solids(chem, cell, error);
    code = code ? code : widen_for_gases(chem, cell, error);
    return code ? code : prepare_sorptions(chem, cell, error);
}
