/* A train in time: steps of all cells one after the other in the direction of flow, implicit Euler,
   whose length follows its error. The error of a step is estimated from how far the new state lies
   from the straight line through the two before it (Hairer, Nørsett & Wanner 1993, II.4; Gresho &
   Sani 1998, 3.16.1: of implicit Euler it is dt / (2 dt + dt before) of that distance). */
#include <math.h>
#include <string.h>

#include "water/model/train_slopes_inside.h"

static const double unresolved = 0.02; /* of what comes in: smaller amounts may be less exact */
static const double trace = 1e-9;      /* mol/kgw: what comes in as less counts as not coming in */
static const double made = 1e-5; /* mol/kgw that need not be resolved of what does not come in */
static const double made_doc = 1e-4; /* mol/kgw: the same of DOC */
static const double ph_weight = 0.3; /* an error of ln{H+} counts as that much relative error */
static const double safety = 0.8, most_growth = 2.5, most_shrinking = 0.2, accepted = 1.5;
static const double first_step = 1.0 / 64; /* of the longest */
static const double shortest_share = 1.0 / 24;
static const double least_step = 1e-4; /* of the longest: below, a cell that fails fails */

struct run {
    struct water_walk walk;
    const struct water_span *span;
    struct water_ledger ledger;
    double held[CHEM_COMPONENTS_MAX]; /* when the books were opened */
    double time, dt, last;            /* next step to try; the last one taken, 0: none */
    double mark;                      /* a row of the forcing or the end, to be met exactly */
    size_t told;                      /* observations made */
};

static size_t watched(const struct water_train *train)
{
    return train->model->proton + 2;
}

/* The last cell of each tank: what flows out of it. */
static void watch(const struct water_train *train, double (*out)[WATER_WATCHED])
{
    size_t n = train->model->proton;
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        const struct water_cell *cell = &train->cells[tank->first_cell + tank->cells - 1];
        for (size_t j = 0; j < n; j++)
            out[t][j] = cell->water.totals[j] / cell->water.mass;
        out[t][n] = cell->pools[WATER_POOL_DOC] / cell->water.mass;
        out[t][n + 1] = cell->water.ln_activity[train->model->proton];
    }
}

/* What need not be resolved, from the largest amount in any raw water. */
static void set_floor(struct water_train *train)
{
    size_t n = train->model->proton;
    double *floor = train->work->floor;
    for (size_t j = 0; j < n; j++) {
        double most = 0;
        for (size_t i = 0; i < train->water_count; i++)
            most = fmax(most, train->waters[i].totals[j] / train->waters[i].mass);
        floor[j] = most > trace ? unresolved * most : made;
    }
    floor[n] = made_doc;
}

/* The largest relative error of the step just made. */
static double step_error(const struct run *run)
{
    const struct water_train *train = run->walk.train;
    const struct water_train_work *work = train->work;
    size_t n = watched(train), ph = n - 1;
    double ratio = run->last > 0 ? run->dt / run->last : 0;
    double share = run->last > 0 ? run->dt / (2 * run->dt + run->last) : 0.5, worst = 0;
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t j = 0; j < n; j++) {
            double line = work->was[t][j] + ratio * (work->was[t][j] - work->before[t][j]);
            double off = share * fabs(work->now[t][j] - line);
            double size = j == ph ? 1 / ph_weight : fabs(work->now[t][j]) + work->floor[j];
            worst = fmax(worst, off / size);
        }
    return worst;
}

/* Of extents: a small part of the error that a step may make; fixed steps promise nothing. */
static double defect_kept(const struct water_span *span)
{
    static const double part = 1.0 / 25, least = 1e-4, most = 3.2e-3;
    return fmin(fmax(part * span->tolerance, least), most);
}

static int step_cell(struct run *run, const struct water_tank *tank, uint32_t c,
                     const struct water_stream *in, double kelvin, struct water_stream *out,
                     double *extents, struct error *failure)
{
    struct water_train *train = run->walk.train;
    struct water_cell_context context = {
        train->chem,      &train->places,        tank->rates,
        tank->rate_count, (int32_t)c + 1,        water_slopes_enter(train, tank, c, in, run->dt),
        train->converged, defect_kept(run->span)};
    struct water_cell_effort effort = {0};
    int status = water_cell_step(&context, &train->cells[tank->first_cell + c], in, kelvin, run->dt,
                                 out, extents, &effort, failure);
    run->walk.run->equilibrations += effort.equilibrations;
    run->walk.run->jacobians += effort.jacobians;
    run->walk.run->steps++;
    if (!status)
        water_slopes_leave(train, tank, c, out, run->dt);
    return status;
}

/* Takes the solids of a cell away with the sludge. */
static void draw_sludge(struct run *run, size_t t, struct water_cell *cell, double mass)
{
    water_book_solids(cell->water.model, &cell->solids, mass, run->ledger.left);
    water_slopes_draw(run->walk.train, (uint32_t)(cell - run->walk.train->cells));
    for (uint32_t i = 0; i < cell->solids.count; i++) {
        run->walk.run->tanks[t].drawn[i] += mass * cell->solids.solid[i].amount;
        cell->solids.solid[i].amount = 0;
    }
}

static int step_tank(struct run *run, size_t t, struct error *failure)
{
    struct water_train *train = run->walk.train;
    const struct water_tank *tank = &train->tanks[t];
    double mass = water_pore_mass(tank), extents[WATER_LAWS] = {0}, kelvin;
    struct water_outflow in;
    water_walk_inflow(&run->walk, tank, &in, &kelvin, run->time, run->time + run->dt);
    for (size_t i = 0; i < tank->source_count; i++) {
        const struct water_source *source = &tank->sources[i];
        if (source->tank != CHEM_NONE)
            continue;
        const struct water_outflow *raw = &train->work->raw[source->water];
        water_book_water(run->ledger.come, &run->ledger.charge_come, &raw->water,
                         source->share * raw->flow * run->dt);
    }
    struct water_stream stream = {&in.water, in.doc, (1 - tank->bypass) * in.flow / mass};
    struct water_outflow *left = &train->work->tanks[t];
    double carried[WATER_PARTICLES_MAX];
    memcpy(carried, in.carried, sizeof carried);
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        struct water_stream next;
        int status = step_cell(run, tank, c, &stream, kelvin, &next, extents, failure);
        if (status) {
            error_in(failure, tank->name);
            return status;
        }
        struct water_particle_flow flow = {stream.flow, next.flow, run->dt};
        water_slopes_particles(train, tank, c, &flow, &train->work->spare[tank->first_cell + c],
                               carried);
        water_particles_step(&train->particles, tank, &flow,
                             &train->work->spare[tank->first_cell + c],
                             &train->cells[tank->first_cell + c], carried);
        if (tank->sludge_drawn)
            draw_sludge(run, t, &train->cells[tank->first_cell + c], mass);
        stream = next;
    }
    *left = (struct water_outflow){
        .water = *stream.water, .doc = stream.doc, .flow = stream.flow * mass};
    memcpy(left->carried, carried, sizeof carried);
    int joined = water_walk_join(&run->walk, tank, &in, left, failure);
    if (joined)
        return joined;
    water_book_reactions(train, tank, extents, mass, &run->ledger);
    for (int law = 0; law < WATER_LAWS; law++)
        run->walk.run->tanks[t].extent[law] += extents[law] * mass;
    return 0;
}

/* What no tank takes leaves the train. */
static void book_effluent(struct run *run)
{
    const struct water_train *train = run->walk.train;
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_outflow *out = &train->work->tanks[t];
        double left = 1;
        for (size_t u = t + 1; u < train->tank_count; u++)
            for (size_t i = 0; i < train->tanks[u].source_count; i++)
                if (train->tanks[u].sources[i].tank == (int32_t)t)
                    left -= train->tanks[u].sources[i].share;
        if (!(left > 1e-12))
            continue;
        water_book_water(run->ledger.left, &run->ledger.charge_left, &out->water,
                         left * out->flow * run->dt);
        water_book_particles(train, out->carried, left * out->flow * run->dt, run->ledger.left);
    }
}

static int step_train(struct run *run, struct error *failure)
{
    water_walk_to(&run->walk, run->time, run->time + run->dt);
    for (size_t t = 0; t < run->walk.train->tank_count; t++) {
        int status = step_tank(run, t, failure);
        if (status)
            return status;
    }
    book_effluent(run);
    return 0;
}

/* What a step changes beside the cells, to take it back. */
struct undo {
    struct water_ledger ledger;
    struct {
        double extent[WATER_LAWS], drawn[CHEM_SOLIDS_MAX];
    } tanks[WATER_TANKS_MAX];
};

static void remember(const struct run *run, struct undo *undo)
{
    struct water_train *train = run->walk.train;
    undo->ledger = run->ledger;
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank_result *result = &run->walk.run->tanks[t];
        memcpy(undo->tanks[t].extent, result->extent, sizeof result->extent);
        memcpy(undo->tanks[t].drawn, result->drawn, sizeof result->drawn);
    }
    memcpy(train->work->spare, train->cells, train->cell_count * sizeof *train->cells);
}

static void take_back(struct run *run, const struct undo *undo)
{
    struct water_train *train = run->walk.train;
    run->ledger = undo->ledger;
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_tank_result *result = &run->walk.run->tanks[t];
        memcpy(result->extent, undo->tanks[t].extent, sizeof result->extent);
        memcpy(result->drawn, undo->tanks[t].drawn, sizeof result->drawn);
    }
    memcpy(train->cells, train->work->spare, train->cell_count * sizeof *train->cells);
}

static double shortest(const struct water_span *span)
{
    return span->shortest > 0 ? span->shortest : shortest_share * span->longest;
}

/* The step that would suit the error of this one. */
static double suited(const struct run *run, double error)
{
    double wanted = error > 0 ? safety * sqrt(run->span->tolerance / error) : most_growth;
    double factor = fmin(fmax(wanted, most_shrinking), most_growth);
    return fmin(fmax(run->dt * factor, shortest(run->span)), run->span->longest);
}

/* One step of at most `limit`; *next is what to try afterwards. */
static int take_step(struct run *run, double limit, double *next)
{
    struct water_train *train = run->walk.train;
    struct undo undo;
    bool fixed = !(run->span->tolerance > 0);
    double wanted = fixed ? run->span->longest : run->dt;
    remember(run, &undo);
    for (run->dt = fmin(wanted, limit);;) {
        struct error failure = {0};
        int status = step_train(run, &failure);
        if (status) {
            if (run->dt < least_step * run->span->longest) {
                error_copy(run->walk.error, &failure);
                return status;
            }
            run->walk.run->halvings++;
            run->dt /= 2;
            take_back(run, &undo);
            for (uint32_t c = 0; c < train->cell_count; c++)
                train->cells[c].has_slopes = false;
            continue;
        }
        watch(train, train->work->now);
        double error = fixed ? 0 : step_error(run);
        *next = fixed ? run->span->longest : suited(run, error);
        if (!(error > accepted * run->span->tolerance) || run->dt <= shortest(run->span)) {
            /* a step cut short says little against the length that was suited before */
            if (!fixed && run->dt == limit && limit < wanted)
                *next = fmax(*next, fmin(wanted, run->span->longest));
            return 0;
        }
        run->walk.run->rejections++;
        run->dt = fmin(*next, run->dt / 2);
        take_back(run, &undo);
    }
}

static void turn_watched(struct water_train_work *work)
{
    double(*oldest)[WATER_WATCHED] = work->before;
    work->before = work->was;
    work->was = work->now;
    work->now = oldest;
}

static double between(double from, double to, double share)
{
    return from + share * (to - from);
}

static void tell_between(const struct water_tank_result *a, const struct water_tank_result *b,
                         double share, struct water_tank_result *out)
{
    out->flow = between(a->flow, b->flow, share);
    out->retention = between(a->retention, b->retention, share);
    out->ph = between(a->ph, b->ph, share);
    out->charge = between(a->charge, b->charge, share);
    out->doc = between(a->doc, b->doc, share);
    out->suspended = between(a->suspended, b->suspended, share);
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        out->molality[i] = between(a->molality[i], b->molality[i], share);
        out->total[i] = between(a->total[i], b->total[i], share);
    }
}

/* Calls the observer for all times up to `end`, that of the step just made. */
static void tell(struct run *run, double end)
{
    const struct water_span *span = run->span;
    struct water_train *train = run->walk.train;
    struct water_tank_result *before = train->work->told, *results = run->walk.run->tanks;
    struct water_tank_result after[WATER_TANKS_MAX];
    for (size_t t = 0; t < train->tank_count; t++)
        water_walk_report(&run->walk, t, &after[t]);
    water_slopes_report(train);
    for (; run->told < span->time_count && span->times[run->told] <= end; run->told++) {
        double share = (span->times[run->told] - run->time) / run->dt;
        for (size_t t = 0; t < train->tank_count; t++)
            tell_between(&before[t], &after[t], share, &results[t]);
        water_slopes_between(train, share);
        if (span->observe)
            span->observe(span->data, span->times[run->told], train, run->walk.run);
    }
    for (size_t t = 0; t < train->tank_count; t++) {
        tell_between(&after[t], &after[t], 0, &before[t]);
        tell_between(&after[t], &after[t], 0, &results[t]);
    }
    water_slopes_accept(train);
}

/* Outflows of the state that a run begins with: of the last cell of each tank. */
static void tell_start(struct run *run)
{
    struct water_train *train = run->walk.train;
    water_walk_to(&run->walk, run->time, run->time);
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        const struct water_cell *cell = &train->cells[tank->first_cell + tank->cells - 1];
        struct water_outflow in;
        double kelvin;
        water_walk_inflow(&run->walk, tank, &in, &kelvin, run->time, run->time);
        train->work->tanks[t] =
            (struct water_outflow){.water = cell->water,
                                   .doc = cell->pools[WATER_POOL_DOC] / cell->water.mass,
                                   .flow = in.flow};
        memcpy(train->work->tanks[t].carried, cell->suspended, sizeof cell->suspended);
        water_walk_report(&run->walk, t, &train->work->told[t]);
    }
    water_slopes_start(train);
    while (run->told < run->span->time_count && run->span->times[run->told] < run->time)
        run->told++;
}

static void open_books(struct run *run)
{
    run->ledger = (struct water_ledger){0};
    memset(run->held, 0, sizeof run->held);
    water_book_cells(run->walk.train, run->held);
}

static void close_books(struct run *run)
{
    double held[CHEM_COMPONENTS_MAX] = {0};
    water_book_cells(run->walk.train, held);
    water_close_ledger(&run->walk, &run->ledger, run->held, held);
}

/* Where the next step ends at the latest: at the next row of the forcing if rows are far apart,
   else anywhere before `end`; two steps of like length rather than a long and a tiny one. */
static double farthest(struct run *run, double end)
{
    static const double far_apart = 0.2; /* of the longest step */
    double row = water_walk_next(run->walk.train, run->time);
    bool far = row - run->time > far_apart * run->span->longest;
    run->mark = far && row < end ? row : end;
    double left = run->mark - run->time;
    bool fixed = !(run->span->tolerance > 0);
    return !fixed && left > run->dt && left < 2 * run->dt ? left / 2 : left;
}

/* Up to `end` without a stop. */
static int run_on(struct run *run, double end)
{
    static const double rounding = 1e-6; /* s */
    double whole = run->span->tolerance > 0 ? first_step * run->span->longest : run->span->longest;
    open_books(run);
    run->dt = run->last > 0 ? run->dt : whole;
    while (run->time < end) {
        double next;
        int status = take_step(run, farthest(run, end), &next);
        if (status)
            return status;
        double reached = run->time + run->dt;
        reached = fabs(reached - run->mark) < rounding ? run->mark : reached;
        tell(run, reached);
        turn_watched(run->walk.train->work);
        run->walk.run->train_steps++;
        run->last = run->dt;
        run->time = reached;
        run->dt = next;
    }
    close_books(run);
    return 0;
}

/* What lies in the cells at the end. */
static void report_solids(const struct water_train *train, struct water_run *out)
{
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        memset(out->tanks[t].solid, 0, sizeof out->tanks[t].solid);
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++)
            for (uint32_t i = 0; i < tank->solids.count; i++)
                out->tanks[t].solid[i] +=
                    train->cells[tank->first_cell + c].solids.solid[i].amount *
                    water_pore_mass(tank);
    }
}

int water_train_run(struct water_train *train, const struct water_span *span, struct water_run *out,
                    struct error *error)
{
    struct run run = {
        .walk = {.train = train, .run = out, .error = error}, .span = span, .time = span->start};
    double end = span->start + span->seconds;
    int status = 0;
    if (span->goes_on && train->work->has_end && train->work->end == span->start) {
        run.last = train->work->last;
        run.dt = train->work->next;
    }
    set_floor(train);
    watch(train, train->work->was);
    tell_start(&run);
    for (size_t stop = 0; run.time < end && !status;) {
        while (stop < span->stop_count && span->stops[stop] < run.time)
            stop++;
        if (stop < span->stop_count && span->stops[stop] == run.time && span->act) {
            status = span->act(span->data, run.time, train, error);
            run.last = 0; /* the path breaks here */
            watch(train, train->work->was);
            stop++;
        }
        double next = stop < span->stop_count ? fmin(span->stops[stop], end) : end;
        if (!status && next > run.time)
            status = run_on(&run, next);
    }
    report_solids(train, out);
    train->work->has_end = status == 0;
    train->work->end = end;
    train->work->last = run.last;
    train->work->next = run.dt;
    return status;
}

int water_train_advance(struct water_train *train, double start, double seconds, double step,
                        struct water_run *out, struct error *error)
{
    struct water_span span = {.start = start, .seconds = seconds, .longest = step};
    return water_train_run(train, &span, out, error);
}
