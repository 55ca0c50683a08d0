/* Slopes carried from raw waters through cells, joints and steps; called along a run. */
#include <math.h>
#include <string.h>

#include "water/model/train_slopes_inside.h"

static const double ln10 = 2.302585092994045684;

static uint32_t components(const struct water_train *train)
{
    return train->model->component_count;
}

/* Slope of flow times c. */
static double product(double flow, double flow_slope, double c, double c_slope)
{
    return flow_slope * c + flow * c_slope;
}

static void set_raw(const struct water_walk *walk, size_t water, size_t figure, double from,
                    double to, bool in_time)
{
    const struct water_train *train = walk->train;
    struct water_train_slopes *s = train->work->slopes;
    const struct water_raw_slopes *raw = &s->waters[water][figure];
    struct water_flow_slopes *out = &s->raw[water][figure];
    bool given = in_time && train->flow_series[water].count > 0;
    *out = (struct water_flow_slopes){.any = raw->any, .doc = raw->doc, .kelvin = raw->kelvin};
    out->flow = given ? 0 : raw->ln_flow * train->work->raw[water].flow;
    memcpy(out->molality, raw->totals, sizeof out->molality);
    if (!in_time || raw->series.count == 0)
        return;
    struct chem_water moved;
    water_compositions_step(&raw->series, from, to, &moved, &out->doc);
    memcpy(out->molality, moved.totals, sizeof out->molality);
    out->kelvin = moved.kelvin;
}

void water_slopes_raw(const struct water_walk *walk, double from, double to, bool in_time)
{
    const struct water_train_slopes *s = walk->train->work->slopes;
    for (size_t i = 0; s && i < walk->train->water_count; i++)
        for (size_t p = 0; p < s->count; p++)
            set_raw(walk, i, p, from, to, in_time);
}

static void add_source(const struct water_train *train, const struct water_outflow *from,
                       const struct water_flow_slopes *slopes, double share,
                       struct water_flow_slopes *sum)
{
    double flow = share * from->flow, flow_slope = share * slopes->flow;
    sum->any = sum->any || slopes->any;
    for (uint32_t j = 0; j < components(train); j++)
        sum->molality[j] += product(flow, flow_slope, from->water.totals[j] / from->water.mass,
                                    slopes->molality[j]);
    sum->doc += product(flow, flow_slope, from->doc, slopes->doc);
    sum->kelvin += product(flow, flow_slope, from->water.kelvin, slopes->kelvin);
    for (size_t k = 0; k < train->particles.count; k++)
        sum->carried[k] += product(flow, flow_slope, from->carried[k], slopes->carried[k]);
    sum->flow += flow_slope;
}

/* From sums to a mixture of so much. */
static void divide(const struct water_train *train, const struct water_outflow *whole,
                   struct water_flow_slopes *sum)
{
    for (uint32_t j = 0; j < components(train); j++)
        sum->molality[j] =
            (sum->molality[j] - whole->water.totals[j] / whole->water.mass * sum->flow) /
            whole->flow;
    sum->doc = (sum->doc - whole->doc * sum->flow) / whole->flow;
    sum->kelvin = (sum->kelvin - whole->water.kelvin * sum->flow) / whole->flow;
    for (size_t k = 0; k < train->particles.count; k++)
        sum->carried[k] = (sum->carried[k] - whole->carried[k] * sum->flow) / whole->flow;
}

/* How the temperature of a tank moves, in the order in which it is found. */
static double tank_kelvin(const struct water_walk *walk, size_t t, size_t figure)
{
    const struct water_tank *tank = &walk->train->tanks[t];
    const struct water_train_slopes *s = walk->train->work->slopes;
    if (walk->month >= 0 && tank->kelvins.count > 0)
        return 0;
    if (tank->kelvin > 0)
        return s->tanks[t][figure].kelvin;
    return walk->month >= 0 && walk->train->season_kelvin[0] > 0 ? 0 : s->inflow[figure].kelvin;
}

void water_slopes_inflow(const struct water_walk *walk, const struct water_tank *tank,
                         const struct water_outflow *in)
{
    static const double rounding = 1e-9; /* of a temperature that does not move */
    const struct water_train *train = walk->train;
    const struct water_train_work *work = train->work;
    struct water_train_slopes *s = work->slopes;
    size_t t = (size_t)(tank - train->tanks);
    for (size_t p = 0; s && p < s->count; p++) {
        struct water_flow_slopes *sum = &s->inflow[p];
        *sum = (struct water_flow_slopes){0};
        for (size_t i = 0; i < tank->source_count; i++) {
            const struct water_source *source = &tank->sources[i];
            bool raw = source->tank == CHEM_NONE;
            add_source(train, raw ? &work->raw[source->water] : &work->tanks[source->tank],
                       raw ? &s->raw[source->water][p] : &s->out[source->tank][p], source->share,
                       sum);
        }
        if (sum->any && in->flow > 0)
            divide(train, in, sum);
        if (fabs(sum->kelvin * s->values[p]) < rounding * in->water.kelvin)
            sum->kelvin = 0;
        s->kelvin[p] = tank_kelvin(walk, t, p);
    }
    if (s)
        s->inflow_now = in->flow;
}

/* What goes through the first cell is what does not go round. */
static void enter_tank(struct water_train_slopes *s, const struct water_tank *tank, size_t t)
{
    for (size_t p = 0; p < s->count; p++) {
        s->stream[p] = s->inflow[p];
        s->stream[p].flow =
            (1 - tank->bypass) * s->inflow[p].flow - s->bypass[t][p] * s->inflow_now;
        s->stream[p].any = s->stream[p].any || s->bypass[t][p] != 0;
    }
}

/* The figure stands in a law as long as nothing else was put in its place: an outage of the air. */
static bool in_force(const struct water_train_slopes *s, const struct water_tank *tank,
                     const struct water_tank_slopes *set, size_t figure)
{
    return set->rate != CHEM_NONE &&
           tank->rates[set->rate].parameter[set->parameter] == s->values[figure];
}

/* Inflow, and in time what the cell holds, per kg of pore water (or of inflow). */
static void seed_cell(const struct water_train *train, size_t t, uint32_t cell, size_t figure,
                      const struct water_stream *in, double dt)
{
    struct water_train_slopes *s = train->work->slopes;
    const struct water_tank *tank = &train->tanks[t];
    const struct water_flow_slopes *stream = &s->stream[figure];
    const struct water_tank_slopes *set = &s->tanks[t][figure];
    const struct water_held_slopes *held = &s->held[cell * s->count + figure];
    struct water_cell_seed *seed = &s->cell.seeds[figure];
    double mass = water_pore_mass(tank);
    double flow_slope = stream->flow / mass - in->flow * set->pore / mass;
    double share = dt > 0 ? dt * in->flow : 1, more = dt > 0 ? dt * flow_slope : 0;
    s->entering[figure] = flow_slope;
    *seed = (struct water_cell_seed){.kelvin = s->kelvin[figure], .rate = CHEM_NONE};
    seed->any =
        stream->any || set->any || seed->kelvin != 0 || flow_slope != 0 || (dt > 0 && held->any);
    if (!seed->any)
        return;
    for (uint32_t j = 0; j < components(train); j++)
        seed->totals[j] =
            product(share, more, in->water->totals[j] / in->water->mass, stream->molality[j]) +
            (dt > 0 ? held->totals[j] : 0);
    seed->doc =
        product(share, more, in->doc, stream->doc) + (dt > 0 ? held->pools[WATER_POOL_DOC] : 0);
    if (dt > 0)
        memcpy(seed->solids, held->solids, sizeof seed->solids);
    memcpy(seed->pools, dt > 0 ? held->pools : set->pools, sizeof seed->pools);
    memcpy(seed->pools_new, set->pools, sizeof seed->pools_new);
    seed->dt = dt > 0 ? 0 : -flow_slope / (in->flow * in->flow);
    if (!in_force(s, tank, set, figure))
        return;
    seed->rate = set->rate;
    seed->parameter = set->parameter;
    seed->reaction = s->reaction[figure];
}

struct water_cell_slopes *water_slopes_enter(struct water_train *train,
                                             const struct water_tank *tank, uint32_t cell,
                                             const struct water_stream *in, double dt)
{
    struct water_train_slopes *s = train->work->slopes;
    size_t t = (size_t)(tank - train->tanks);
    if (!s)
        return NULL;
    if (cell == 0)
        enter_tank(s, tank, t);
    for (size_t p = 0; p < s->count; p++)
        seed_cell(train, t, tank->first_cell + cell, p, in, dt);
    return &s->cell;
}

/* From the answer of a cell to what flows out of it and what it holds. */
static void leave_cell(struct water_train *train, const struct water_tank *tank, uint32_t cell,
                       size_t figure, const struct water_stream *out, double dt)
{
    struct water_train_slopes *s = train->work->slopes;
    const struct water_cell_moved *moved = &s->cell.moved[figure];
    struct water_flow_slopes *stream = &s->stream[figure];
    struct water_held_slopes *next = &s->next[cell * s->count + figure];
    double pore = out->water->mass, whole = dt > 0 ? pore + out->flow * dt : pore;
    double mass = water_pore_mass(tank), share = moved->mass / whole;
    double mass_slope = s->tanks[tank - train->tanks][figure].pore;
    *next = (struct water_held_slopes){0};
    if (!s->cell.seeds[figure].any) {
        *stream = (struct water_flow_slopes){0};
        return;
    }
    /* steady: as much flows out as came in, times what of 1 kg is H2O now */
    stream->flow = dt > 0 ? moved->mass / dt * mass + out->flow * mass_slope
                          : out->flow * mass * share + pore * stream->flow;
    stream->any = true;
    stream->kelvin = s->kelvin[figure];
    stream->ln_proton = moved->ln_proton;
    stream->doc = moved->pools[WATER_POOL_DOC] / whole - out->doc * share;
    for (uint32_t j = 0; j < components(train); j++)
        stream->molality[j] = moved->totals[j] / whole - out->water->totals[j] / pore * share;
    next->any = true;
    next->kelvin = stream->kelvin;
    next->ln_proton = stream->ln_proton;
    for (uint32_t j = 0; j < components(train); j++)
        next->totals[j] = pore * stream->molality[j];
    memcpy(next->pools, moved->pools, sizeof next->pools);
    next->pools[WATER_POOL_DOC] = pore * stream->doc;
    memcpy(next->solids, moved->solids, sizeof next->solids);
}

void water_slopes_leave(struct water_train *train, const struct water_tank *tank, uint32_t cell,
                        const struct water_stream *out, double dt)
{
    struct water_train_slopes *s = train->work->slopes;
    for (size_t p = 0; s && p < s->count; p++)
        leave_cell(train, tank, tank->first_cell + cell, p, out, dt);
}

void water_slopes_draw(struct water_train *train, uint32_t cell)
{
    struct water_train_slopes *s = train->work->slopes;
    for (size_t p = 0; s && p < s->count; p++)
        memset(s->next[cell * s->count + p].solids, 0, sizeof s->next->solids);
}

/* Mass of H2O and ln{H+} of a mixture per K. */
static int heat_mixture(struct chem_solver *solver, const struct chem_water *mixture,
                        double *mass_slope, double *proton_slope, struct error *error)
{
    static const double step = 0.01; /* K */
    uint32_t proton = mixture->model->proton;
    *mass_slope = *proton_slope = 0;
    for (int side = 1; side >= -1; side--) {
        struct chem_water water = *mixture;
        struct chem_cell cell = {.water = &water};
        water.kelvin += side * step;
        int status = chem_equilibrate(solver, &cell, NULL, error);
        if (status)
            return status;
        *mass_slope += side * water.mass / (2 * step);
        *proton_slope += side * water.ln_activity[proton] / (2 * step);
    }
    struct chem_water water = *mixture;
    struct chem_cell cell = {.water = &water};
    return chem_equilibrate(solver, &cell, NULL, error);
}

static bool is_warmed(const struct water_train_slopes *s, size_t t)
{
    for (size_t p = 0; p < s->count; p++)
        if (s->inflow[p].kelvin != 0 || s->out[t][p].kelvin != 0)
            return true;
    return false;
}

/* A mixture that came to equilibrium. */
struct joint {
    struct water_outflow whole; /* 1 kg as it was mixed, before some of it became other things */
    const struct chem_water *mixture;
    double mass_by_kelvin, proton_by_kelvin;
};

/* From slopes of what was mixed to those of what flows on. */
static void settle_joint(const struct water_train *train, const struct joint *joint,
                         struct water_flow_slopes *sum)
{
    double mass = joint->mixture->mass;
    struct chem_slopes along;
    chem_slopes_along(chem_solver_of(train->chem), sum->molality, &along);
    double share = along.ln_mass + joint->mass_by_kelvin * sum->kelvin / mass;
    sum->ln_proton =
        along.ln_activity[train->model->proton] + joint->proton_by_kelvin * sum->kelvin;
    for (uint32_t j = 0; j < components(train); j++)
        sum->molality[j] = (sum->molality[j] - joint->mixture->totals[j] * share) / mass;
    sum->doc = (sum->doc - joint->whole.doc * share) / mass;
    for (size_t k = 0; k < train->particles.count; k++)
        sum->carried[k] = (sum->carried[k] - joint->whole.carried[k] * share) / mass;
    sum->flow = (sum->flow + joint->whole.flow * share) * mass;
    sum->any = true;
}

int water_slopes_join(const struct water_walk *walk, const struct water_tank *tank,
                      const struct water_outflow *in, const struct water_outflow *out,
                      const struct chem_water *mixture, struct error *error)
{
    const struct water_train *train = walk->train;
    struct water_train_slopes *s = train->work->slopes;
    struct chem_solver *solver = chem_solver_of(train->chem);
    size_t t = (size_t)(tank - train->tanks);
    double round = tank->bypass * in->flow, all = round + out->flow;
    if (!s)
        return 0;
    struct joint joint = {.mixture = mixture};
    joint.whole = (struct water_outflow){
        .water = *mixture, .doc = (out->flow * out->doc + round * in->doc) / all, .flow = all};
    for (size_t k = 0; k < train->particles.count; k++)
        joint.whole.carried[k] = (out->flow * out->carried[k] + round * in->carried[k]) / all;
    joint.whole.water.mass = 1;
    int status = is_warmed(s, t) ? heat_mixture(solver, mixture, &joint.mass_by_kelvin,
                                                &joint.proton_by_kelvin, error)
                                 : 0;
    if (status)
        return status;
    chem_slopes_prepare(solver);
    for (size_t p = 0; p < s->count; p++) {
        struct water_flow_slopes sum = {.any = s->bypass[t][p] != 0}, beside = s->inflow[p];
        beside.flow += s->bypass[t][p] / tank->bypass * in->flow;
        add_source(train, out, &s->out[t][p], 1, &sum);
        add_source(train, in, &beside, tank->bypass, &sum);
        if (!sum.any)
            continue;
        divide(train, &joint.whole, &sum);
        settle_joint(train, &joint, &sum);
        s->out[t][p] = sum;
    }
    return 0;
}

static void result_of(const struct water_train *train, const struct water_flow_slopes *flow,
                      struct water_result_slopes *out)
{
    out->ph = -flow->ln_proton / ln10;
    out->doc = flow->doc;
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        int32_t component = train->constituents[i];
        out->molality[i] = component == CHEM_NONE ? 0 : flow->molality[component];
        out->total[i] =
            out->molality[i] + water_particles_content(&train->particles, flow->carried, i);
    }
}

void water_slopes_start(struct water_train *train)
{
    struct water_train_slopes *s = train->work->slopes;
    for (size_t t = 0; s && t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        size_t last = tank->first_cell + (size_t)tank->cells - 1;
        double mass = train->cells[last].water.mass;
        for (size_t p = 0; p < s->count; p++) {
            const struct water_held_slopes *held = &s->held[last * s->count + p];
            struct water_flow_slopes flow = {.ln_proton = held->ln_proton,
                                             .doc = held->pools[WATER_POOL_DOC] / mass};
            for (uint32_t j = 0; j < components(train); j++)
                flow.molality[j] = held->totals[j] / mass;
            memcpy(flow.carried, held->suspended, sizeof flow.carried);
            result_of(train, &flow, &s->before[t * s->count + p]);
        }
    }
}

void water_slopes_report(struct water_train *train)
{
    struct water_train_slopes *s = train->work->slopes;
    for (size_t t = 0; s && t < train->tank_count; t++)
        for (size_t p = 0; p < s->count; p++)
            result_of(train, &s->out[t][p], &s->after[t * s->count + p]);
    water_slopes_between(train, 1);
}

static double between(double from, double to, double share)
{
    return from + share * (to - from);
}

void water_slopes_between(struct water_train *train, double share)
{
    struct water_train_slopes *s = train->work->slopes;
    for (size_t i = 0; s && i < train->tank_count * s->count; i++) {
        const struct water_result_slopes *a = &s->before[i], *b = &s->after[i];
        struct water_result_slopes *told = &s->told[i];
        told->ph = between(a->ph, b->ph, share);
        told->doc = between(a->doc, b->doc, share);
        for (int k = 0; k < WATER_CONSTITUENTS; k++) {
            told->molality[k] = between(a->molality[k], b->molality[k], share);
            told->total[k] = between(a->total[k], b->total[k], share);
        }
    }
}

void water_slopes_accept(struct water_train *train)
{
    struct water_train_slopes *s = train->work->slopes;
    if (!s)
        return;
    struct water_held_slopes *held = s->held;
    struct water_result_slopes *before = s->before;
    s->held = s->next;
    s->next = held;
    water_slopes_between(train, 1);
    s->before = s->after;
    s->after = before;
}
