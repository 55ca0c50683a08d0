#include "water/model/particles.h"

#include <math.h>
#include <string.h>

#include "water/model/train.h"

/* Pools that are solids, with the constituent that they hold and their mass in g/mol. */
static const struct {
    enum water_pool pool;
    const char *constituent;
    double molar_mass;
} solid_pools[] = {
    {WATER_POOL_MNO2, "Mn(2)", 86.936},    {WATER_POOL_IRON_ZN, "Zn", 99.395},
    {WATER_POOL_IRON_CD, "Cd", 146.43},    {WATER_POOL_IRON_CU, "Cu(2)", 97.561},
    {WATER_POOL_IRON_PB, "Pb", 241.21},    {WATER_POOL_IRON_MN, "Mn(2)", 88.953},
    {WATER_POOL_IRON_AS, "As(5)", 141.94},
};

double water_phase_molar_mass(const struct chem_database *database, int32_t phase)
{
    const struct chem_phase *p = &database->phases[phase];
    double sum = 0;
    for (uint32_t a = 0; a < p->atom_count; a++)
        sum += p->atoms[a].count * database->elements[p->atoms[a].element].molar_mass;
    return sum / 1000;
}

/* NULL: there is no room for one more. */
static struct water_particle *add(struct water_particles *out)
{
    if (out->count == WATER_PARTICLES_MAX)
        return NULL;
    struct water_particle *added = &out->each[out->count++];
    *added = (struct water_particle){.phase = CHEM_NONE};
    return added;
}

static int refuse(struct error *error)
{
    return ERROR(error, ERR_TOO_LARGE, BOTH("槽にできる固体の種類", "kinds of solids"), STR("32"));
}

static bool has_phase(const struct water_particles *list, int32_t phase)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->each[i].phase == phase)
            return true;
    return false;
}

static int add_phase(const struct chem_model *model, int32_t phase, const int32_t *constituents,
                     struct water_particles *out, struct error *error)
{
    int32_t own = model->phase_of[phase];
    if (own == CHEM_NONE || has_phase(out, phase))
        return 0;
    struct water_particle *added = add(out);
    if (!added)
        return refuse(error);
    added->phase = phase;
    added->molar_mass = water_phase_molar_mass(model->database, phase);
    chem_model_phase_formula(model, (uint32_t)own, added->formula);
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        added->content[i] = constituents[i] == CHEM_NONE ? 0 : added->formula[constituents[i]];
    return 0;
}

static bool makes(const struct water_tank *tank, enum water_pool pool)
{
    for (size_t r = 0; r < tank->rate_count; r++) {
        const struct water_law_term *terms = water_laws[tank->rates[r].law].terms;
        for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
            if (!terms[i].species && terms[i].pool == pool && terms[i].coefficient > 0)
                return true;
    }
    return false;
}

static int add_pools(const struct water_tank *tanks, size_t count, struct water_particles *out,
                     struct error *error)
{
    for (size_t p = 0; p < sizeof solid_pools / sizeof *solid_pools; p++) {
        bool made = false;
        for (size_t t = 0; t < count; t++)
            made = made || makes(&tanks[t], solid_pools[p].pool);
        if (!made)
            continue;
        struct water_particle *added = add(out);
        if (!added)
            return refuse(error);
        added->pool = solid_pools[p].pool;
        added->molar_mass = solid_pools[p].molar_mass / 1000;
        added->content[water_constituent_find(str_from_c(solid_pools[p].constituent))] = 1;
    }
    return 0;
}

int water_particles_list(const struct water_tank *tanks, size_t count,
                         const struct chem_model *model, const int32_t *constituents,
                         struct water_particles *out, struct error *error)
{
    int status = 0;
    out->count = 0;
    for (size_t t = 0; t < count; t++)
        for (uint32_t i = 0; i < tanks[t].solids.count && !status; i++)
            status = add_phase(model, tanks[t].solids.solid[i].phase, constituents, out, error);
    return status ? status : add_pools(tanks, count, out, error);
}

double water_particles_made(const struct water_particles *particles, enum water_law law)
{
    const struct water_law_term *terms = water_laws[law].terms;
    double sum = 0;
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
        for (size_t k = 0; k < particles->count && !terms[i].species; k++)
            if (particles->each[k].phase == CHEM_NONE && particles->each[k].pool == terms[i].pool)
                sum += terms[i].coefficient * particles->each[k].molar_mass;
    return sum;
}

/* Where a kind lies in a cell: with the solids or pools there, else apart from them. */
static double *place_of(const struct water_particle *kind, size_t number, struct water_cell *cell)
{
    if (kind->phase == CHEM_NONE)
        return &cell->pools[kind->pool];
    for (uint32_t i = 0; i < cell->solids.count; i++)
        if (cell->solids.solid[i].phase == kind->phase)
            return &cell->solids.solid[i].amount;
    return &cell->deposit[number];
}

static double amount_in(const struct water_particle *kind, const struct water_cell *cell)
{
    if (kind->phase == CHEM_NONE)
        return cell->pools[kind->pool];
    for (uint32_t i = 0; i < cell->solids.count; i++)
        if (cell->solids.solid[i].phase == kind->phase)
            return cell->solids.solid[i].amount;
    return 0;
}

/* k, 1/s */
static double settling_of(const struct water_tank *tank, double flow)
{
    if (tank->settling > 0)
        return tank->settling;
    /* where nothing flows in, reactions that use up water make the outflow less than nothing */
    return fmax(flow, 0) * (pow(tank->passes, -1 / (double)tank->cells) - 1);
}

void water_particles_step(const struct water_particles *particles, const struct water_tank *tank,
                          const struct water_particle_flow *flow, const struct water_cell *before,
                          struct water_cell *cell, double *carried)
{
    double k = settling_of(tank, flow->out), dt = flow->seconds;
    for (size_t i = 0; i < particles->count; i++) {
        const struct water_particle *kind = &particles->each[i];
        double *here = place_of(kind, i, cell);
        double formed = here == &cell->deposit[i] ? 0 : fmax(*here - amount_in(kind, before), 0);
        double hanging =
            (cell->suspended[i] + dt * flow->in * carried[i] + formed) / (1 + dt * (flow->out + k));
        /* below zero by rounding alone */
        *here = fmax(*here + (dt * k * hanging - formed), 0);
        cell->precipitating[i] = formed / dt;
        cell->suspended[i] = carried[i] = hanging;
    }
}

/* mol per kg of pore water and second that laws make of a pool. */
static double made_of(const struct water_tank *tank, enum water_pool pool,
                      const struct water_cell *cell)
{
    double sum = 0;
    for (size_t r = 0; r < tank->rate_count; r++) {
        const struct water_law_term *terms = water_laws[tank->rates[r].law].terms;
        for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
            if (!terms[i].species && terms[i].pool == pool)
                sum += terms[i].coefficient * cell->rate[tank->rates[r].law];
    }
    return fmax(sum, 0);
}

void water_particles_settle(const struct water_particles *particles, const struct water_tank *tank,
                            const struct water_particle_flow *flow, struct water_cell *cell,
                            double *carried)
{
    double k = settling_of(tank, flow->out);
    for (size_t i = 0; i < particles->count; i++) {
        const struct water_particle *kind = &particles->each[i];
        bool pool = kind->phase == CHEM_NONE;
        double *here = place_of(kind, i, cell);
        double formed = pool                        ? made_of(tank, kind->pool, cell)
                        : here == &cell->deposit[i] ? 0
                                                    : *here;
        double hanging = (flow->in * carried[i] + formed) / (flow->out + k);
        if (!pool) /* pools stay as they are in the steady state */
            *here = k * hanging;
        cell->suspended[i] = carried[i] = hanging;
        cell->precipitating[i] = formed;
    }
}

void water_particles_book(const struct water_particles *particles, const double *carried,
                          double kilograms, uint32_t component_count, double *sums)
{
    for (size_t i = 0; i < particles->count; i++)
        for (uint32_t j = 0; j < component_count && carried[i] != 0; j++)
            sums[j] += kilograms * carried[i] * particles->each[i].formula[j];
}

double water_particles_content(const struct water_particles *particles, const double *carried,
                               int constituent)
{
    double sum = 0;
    for (size_t i = 0; i < particles->count; i++)
        sum += carried[i] * particles->each[i].content[constituent];
    return sum;
}

double water_particles_mass(const struct water_particles *particles, const double *carried)
{
    double sum = 0;
    for (size_t i = 0; i < particles->count; i++)
        sum += carried[i] * particles->each[i].molar_mass;
    return sum;
}
