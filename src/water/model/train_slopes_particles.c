/* Slopes of what hangs in the water of a cell and settles there: those of particles.c. */
#include <math.h>
#include <string.h>

#include "water/model/train_slopes_inside.h"

/* One kind in one cell. */
struct kind {
    size_t number;
    int32_t solid; /* of the cell's solids; CHEM_NONE */
    bool pool, forms;
    enum water_pool which;
    double hanging, settling; /* mol/kgw, 1/s */
};

static int32_t solid_of(const struct water_particle *particle, const struct water_cell *cell)
{
    for (uint32_t i = 0; i < cell->solids.count; i++)
        if (particle->phase != CHEM_NONE && cell->solids.solid[i].phase == particle->phase)
            return (int32_t)i;
    return CHEM_NONE;
}

/* What one kind holds in a cell, or how that moves. */
static double held_in(const struct kind *kind, const double *pools, const double *solids)
{
    return kind->pool ? pools[kind->which] : kind->solid == CHEM_NONE ? 0 : solids[kind->solid];
}

static double amount_in(const struct kind *kind, const struct water_cell *cell)
{
    if (kind->pool)
        return cell->pools[kind->which];
    return kind->solid == CHEM_NONE ? 0 : cell->solids.solid[kind->solid].amount;
}

/* mol of a pool per mol of a law's extent. */
static double coefficient(enum water_law law, enum water_pool pool)
{
    const struct water_law_term *terms = water_laws[law].terms;
    double sum = 0;
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
        sum += !terms[i].species && terms[i].pool == pool ? terms[i].coefficient : 0;
    return sum;
}

/* What laws make of a pool in a second in the steady state. */
static double made_of(const struct kind *kind, const struct water_tank *tank,
                      const struct water_cell *cell)
{
    double sum = 0;
    for (size_t r = 0; r < tank->rate_count; r++)
        sum += coefficient(tank->rates[r].law, kind->which) * cell->rate[tank->rates[r].law];
    return sum;
}

static double made_slope(const struct water_train_slopes *s, const struct kind *kind,
                         const struct water_tank *tank, const struct water_cell *cell,
                         size_t figure, double in)
{
    double sum = 0;
    for (size_t r = 0; r < tank->rate_count; r++) {
        enum water_law law = tank->rates[r].law;
        double rate =
            in * s->cell.moved[figure].extents[r] + s->entering[figure] / in * cell->rate[law];
        sum += coefficient(law, kind->which) * rate;
    }
    return sum;
}

static void look(const struct water_tank *tank, const struct water_particle_flow *flow,
                 const struct water_cell *before, const struct water_cell *cell,
                 const double *carried, struct kind *kind)
{
    double formed = flow->seconds > 0 ? amount_in(kind, cell) - amount_in(kind, before)
                    : kind->pool      ? made_of(kind, tank, cell)
                                      : amount_in(kind, cell);
    size_t i = kind->number;
    kind->forms = formed > 0;
    formed = fmax(formed, 0);
    kind->settling = tank->settling > 0
                         ? tank->settling
                         : flow->out * (pow(tank->passes, -1 / (double)tank->cells) - 1);
    double dt = flow->seconds, leaves = flow->out + kind->settling;
    kind->hanging =
        dt > 0 ? (cell->suspended[i] + dt * flow->in * carried[i] + formed) / (1 + dt * leaves)
               : (flow->in * carried[i] + formed) / leaves;
}

/* Over a step of `dt`. */
static void move_in_time(struct water_train_slopes *s, const struct water_tank *tank, uint32_t cell,
                         const struct water_particle_flow *flow, const struct kind *kind,
                         double carried, double leaving, size_t figure)
{
    const struct water_held_slopes *held = &s->held[cell * s->count + figure];
    struct water_held_slopes *next = &s->next[cell * s->count + figure];
    struct water_flow_slopes *stream = &s->stream[figure];
    size_t i = kind->number;
    double dt = flow->seconds, settling_slope = 0;
    if (!(tank->settling > 0) && flow->out != 0)
        settling_slope = kind->settling / flow->out * leaving;
    double formed = kind->forms ? held_in(kind, next->pools, next->solids) -
                                      held_in(kind, held->pools, held->solids)
                                : 0;
    double come = s->entering[figure] * carried + flow->in * stream->carried[i];
    double hanging = (held->suspended[i] + dt * come + formed -
                      kind->hanging * dt * (leaving + settling_slope)) /
                     (1 + dt * (flow->out + kind->settling));
    double change = dt * (settling_slope * kind->hanging + kind->settling * hanging) - formed;
    if (kind->pool)
        next->pools[kind->which] += change;
    else if (kind->solid != CHEM_NONE)
        next->solids[kind->solid] += change;
    next->suspended[i] = stream->carried[i] = hanging;
}

/* In the steady state, where nothing that hangs or settles acts on the water. */
static void move_steady(struct water_train_slopes *s, const struct water_tank *tank,
                        const struct water_cell *cell, const struct water_particle_flow *flow,
                        const struct kind *kind, double carried, double leaving, size_t figure)
{
    struct water_flow_slopes *stream = &s->stream[figure];
    size_t i = kind->number;
    double in = flow->in, in_slope = s->entering[figure], formed = 0;
    double settling_slope = tank->settling > 0 ? 0 : kind->settling / flow->out * leaving;
    if (kind->forms && kind->pool)
        formed = made_slope(s, kind, tank, cell, figure, in);
    if (kind->forms && !kind->pool)
        formed =
            s->cell.moved[figure].solids[kind->solid] * in + amount_in(kind, cell) / in * in_slope;
    stream->carried[i] = (in_slope * carried + in * stream->carried[i] + formed -
                          kind->hanging * (leaving + settling_slope)) /
                         (flow->out + kind->settling);
}

void water_slopes_particles(struct water_train *train, const struct water_tank *tank, uint32_t at,
                            const struct water_particle_flow *flow, const struct water_cell *before,
                            const double *carried)
{
    struct water_train_slopes *s = train->work->slopes;
    const struct water_cell *cell = &train->cells[tank->first_cell + at];
    double mass = water_pore_mass(tank);
    for (size_t i = 0; s && i < train->particles.count; i++) {
        const struct water_particle *particle = &train->particles.each[i];
        struct kind kind = {.number = i,
                            .solid = solid_of(particle, cell),
                            .pool = particle->phase == CHEM_NONE,
                            .which = particle->pool};
        look(tank, flow, before, cell, carried, &kind);
        for (size_t p = 0; p < s->count; p++) {
            double pore = s->tanks[tank - train->tanks][p].pore;
            double leaving = s->stream[p].flow / mass - flow->out * pore / mass;
            if (!s->cell.seeds[p].any)
                continue;
            if (flow->seconds > 0)
                move_in_time(s, tank, tank->first_cell + at, flow, &kind, carried[i], leaving, p);
            else
                move_steady(s, tank, cell, flow, &kind, carried[i], leaving, p);
        }
    }
    if (s && at + 1 == (uint32_t)tank->cells)
        memcpy(s->out[tank - train->tanks], s->stream, s->count * sizeof *s->stream);
}
