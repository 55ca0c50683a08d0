#include "water/model/train.h"

#include <math.h>
#include <string.h>

static const double water_density = 1000; /* kg/m3 */
static const double ln10 = 2.302585092994045684;
enum { HALVINGS_MAX = 12 };

void water_train_finish(struct water_train *train)
{
    chem_destroy(train->chem);
    train->chem = NULL;
}

static double pore_mass(const struct water_tank *tank)
{
    return tank->volume * tank->porosity * water_density;
}

int water_train_prepare(struct water_train *train, struct arena *arena, struct error *error)
{
    train->cell_count = 0;
    for (size_t t = 0; t < train->tank_count; t++) {
        train->tanks[t].first_cell = train->cell_count;
        train->cell_count += (uint32_t)train->tanks[t].cells;
    }
    if (train->cell_count > WATER_CELLS_MAX)
        return ERROR(error, ERR_TOO_LARGE, BOTH("槽の区画の合計", "cells of all tanks"),
                     STR("400"));
    train->cells = ARENA_ARRAY(arena, struct water_cell, train->cell_count);
    water_train_reset(train);
    return 0;
}

void water_train_reset(struct water_train *train)
{
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_tank *tank = &train->tanks[t];
        for (size_t r = 0; r < tank->rate_count; r++)
            water_rate_compile(train->model, &tank->rates[r]);
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
            struct water_cell *cell = &train->cells[tank->first_cell + c];
            *cell = (struct water_cell){.water = train->waters[0], .solids = tank->solids};
            memcpy(cell->pools, tank->pools, sizeof cell->pools);
            memcpy(cell->pools_new, tank->pools, sizeof cell->pools_new);
        }
    }
}

void water_train_copy(const struct water_train *from, struct arena *arena, struct water_train *out)
{
    *out = *from;
    out->chem = chem_create(chem_database_of(from->chem));
    out->cells = ARENA_ARRAY(arena, struct water_cell, from->cell_count);
    memcpy(out->cells, from->cells, from->cell_count * sizeof *out->cells);
}

int water_train_speciate(struct water_train *train, struct error *error)
{
    int status = 0;
    for (size_t i = 0; i < train->water_count && !status; i++)
        status = water_quality_speciate(train->chem, train->model, &train->qualities[i],
                                        &train->waters[i], error);
    return status;
}

/* What flows out of a tank or a raw water at the moment. */
struct outflow {
    struct chem_water water;
    double doc, flow; /* mol/kgw, kg/s */
};

struct walk {
    struct water_train *train;
    struct outflow tanks[WATER_TANKS_MAX];
    double month; /* 0 <= month < 12, from January; negative: mean and no season */
    struct water_run *run;
    struct error *error;
};

/* Monthly values stand for the middle of the month; between them a straight line. */
static double of_season(const double *monthly, double month)
{
    double place = month - 0.5 + 12;
    int low = (int)floor(place) % 12, high = (low + 1) % 12;
    double part = place - floor(place);
    return monthly[low] * (1 - part) + monthly[high] * part;
}

static double raw_flow(const struct walk *w, int32_t water)
{
    double factor = w->month < 0 ? 1 : of_season(w->train->flow_factor, w->month);
    return w->train->flows[water] * water_density * factor;
}

/* Everything that enters a tank, mixed; kg/s. */
static void mix_inflow(const struct walk *w, const struct water_tank *tank, struct outflow *in)
{
    memset(in, 0, sizeof *in);
    double doc = 0;
    for (size_t i = 0; i < tank->source_count; i++) {
        const struct water_source *source = &tank->sources[i];
        const struct outflow *tank_out = source->tank == CHEM_NONE ? NULL : &w->tanks[source->tank];
        const struct chem_water *water =
            tank_out ? &tank_out->water : &w->train->waters[source->water];
        double flow = source->share * (tank_out ? tank_out->flow : raw_flow(w, source->water));
        if (!in->water.model) {
            in->water = *water;
            in->water.mass = 0;
            memset(in->water.totals, 0, sizeof in->water.totals);
        }
        chem_water_mix(&in->water, water, flow / water->mass);
        doc += flow * (tank_out ? tank_out->doc : w->train->qualities[source->water].doc);
        in->flow += flow;
    }
    in->doc = in->flow > 0 ? doc / in->flow : 0;
}

static double tank_kelvin(const struct walk *w, const struct water_tank *tank,
                          const struct outflow *in)
{
    if (tank->kelvin > 0)
        return tank->kelvin;
    return w->month >= 0 && w->train->season_kelvin[0] > 0
               ? of_season(w->train->season_kelvin, w->month)
               : in->water.kelvin;
}

static int name_tank(const struct walk *w, const struct water_tank *tank, int status)
{
    error_in(w->error, tank->name);
    return status;
}

/* Composition of what leaves a tank, for the result. */
static void report(const struct walk *w, size_t t, const struct outflow *out)
{
    struct water_tank_result *r = &w->run->tanks[t];
    const struct chem_model *model = w->train->model;
    r->flow = out->flow / water_density;
    r->retention =
        r->flow > 0 ? w->train->tanks[t].volume * w->train->tanks[t].porosity / r->flow : 0;
    r->ph = -out->water.ln_activity[model->proton] / ln10;
    r->charge = chem_water_charge(&out->water) / out->water.mass;
    r->doc = out->doc;
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        int32_t master =
            chem_database_master(model->database, str_from_c(water_constituents[i].master));
        int32_t component = master == CHEM_NONE ? CHEM_NONE : chem_model_component(model, master);
        r->molality[i] =
            component == CHEM_NONE ? 0 : out->water.totals[component] / out->water.mass;
    }
}

/* Sums over the run of one component: what came, left, reacted, and is in the cells. */
struct ledger {
    double come[CHEM_COMPONENTS_MAX], left[CHEM_COMPONENTS_MAX], reacted[CHEM_COMPONENTS_MAX];
    double charge_come, charge_left;
};

static void book_water(double *sums, double *charge, const struct chem_water *water,
                       double kilograms)
{
    double share = kilograms / water->mass;
    for (uint32_t j = 0; j < water->model->component_count; j++)
        sums[j] += share * water->totals[j];
    *charge += share * chem_water_charge(water);
}

static void book_reactions(const struct water_train *train, const struct water_tank *tank,
                           struct ledger *ledger, const double *extents, double mass)
{
    for (size_t r = 0; r < tank->rate_count; r++) {
        const struct water_rate *rate = &tank->rates[r];
        for (uint32_t j = 0; j < train->model->component_count && extents[rate->law] != 0; j++)
            ledger->reacted[j] += rate->reaction[j] * extents[rate->law] * mass;
    }
}

static void book_solids(const struct water_train *train, const struct chem_solids *solids,
                        double mass, double *sums)
{
    for (uint32_t i = 0; i < solids->count; i++) {
        double formula[CHEM_COMPONENTS_MAX] = {0};
        int32_t phase = train->model->phase_of[solids->solid[i].phase];
        if (phase == CHEM_NONE || solids->solid[i].amount == 0)
            continue;
        chem_model_phase_formula(train->model, (uint32_t)phase, formula);
        for (uint32_t j = 0; j < train->model->component_count; j++)
            sums[j] += mass * solids->solid[i].amount * formula[j];
    }
}

static void close_ledger(const struct walk *w, const struct ledger *ledger,
                         const double *held_before, const double *held_after)
{
    const struct chem_model *model = w->train->model;
    double most = 0;
    for (uint32_t j = 0; j < model->proton; j++)
        most = fmax(most, ledger->come[j] + fabs(held_before[j]));
    for (uint32_t j = 0; j < model->proton; j++) {
        double defect =
            ledger->come[j] - ledger->left[j] + ledger->reacted[j] + held_before[j] - held_after[j];
        /* what is there in traces below 1e-9 of the largest component is rounding of the larger
         * ones */
        double size =
            ledger->come[j] + fabs(ledger->reacted[j]) + fabs(held_before[j]) + 1e-9 * most;
        if (size > 0)
            w->run->mass_balance = fmax(w->run->mass_balance, fabs(defect) / size);
    }
}

static struct water_cell_context context_of(const struct walk *w, const struct water_tank *tank,
                                            uint32_t cell)
{
    return (struct water_cell_context){w->train->chem, &w->train->places, tank->rates,
                                       tank->rate_count, (int32_t)cell + 1};
}

/* What leaves a tank: the water of its cells and what went round them, mixed; nothing precipitates
   where they meet. */
static int join_bypass(const struct walk *w, const struct water_tank *tank,
                       const struct outflow *in, struct outflow *out)
{
    double round = tank->bypass * in->flow, through = out->flow, all = round + through;
    if (!(round > 0))
        return 0;
    struct chem_water mixed = out->water;
    mixed.mass = 0;
    memset(mixed.totals, 0, sizeof mixed.totals);
    chem_water_mix(&mixed, &out->water, through / all / out->water.mass);
    chem_water_mix(&mixed, &in->water, round / all / in->water.mass);
    *out = (struct outflow){mixed, (through * out->doc + round * in->doc) / all, all};
    struct chem_cell cell = {.water = &out->water};
    int status = chem_equilibrate(chem_solver_of(w->train->chem), &cell, NULL, w->error);
    out->flow *= out->water.mass; /* reactions make a trace of water, or take it */
    return status ? name_tank(w, tank, status) : 0;
}

static int settle_tank(struct walk *w, size_t t, const struct outflow *in, struct outflow *out)
{
    struct water_train *train = w->train;
    const struct water_tank *tank = &train->tanks[t];
    double mass = pore_mass(tank) / (double)tank->cells;
    double kelvin = tank_kelvin(w, tank, in);
    struct water_stream stream = {&in->water, in->doc, (1 - tank->bypass) * in->flow / mass};
    memset(&w->run->tanks[t], 0, sizeof w->run->tanks[t]);
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        struct water_cell *cell = &train->cells[tank->first_cell + c];
        struct water_cell_context context = context_of(w, tank, c);
        struct water_cell_effort effort = {0};
        struct ledger ledger = {0};
        double held[CHEM_COMPONENTS_MAX] = {0}, extents[WATER_LAWS] = {0},
               formed[CHEM_COMPONENTS_MAX] = {0};
        cell->solids = tank->solids;
        struct water_stream next;
        book_water(ledger.come, &ledger.charge_come, stream.water, stream.flow);
        int status = water_cell_settle(&context, cell, &stream, kelvin, &next, &effort, w->error);
        if (status)
            return name_tank(w, tank, status);
        book_water(ledger.left, &ledger.charge_left, next.water, next.flow);
        for (size_t r = 0; r < tank->rate_count; r++)
            extents[tank->rates[r].law] = cell->rate[tank->rates[r].law];
        book_reactions(train, tank, &ledger, extents, 1);
        book_solids(train, &cell->solids, 1, formed);
        close_ledger(w, &ledger, held, formed);
        w->run->charge_balance =
            fmax(w->run->charge_balance, fabs(ledger.charge_come - ledger.charge_left) /
                                             (fabs(ledger.charge_come) + 1e-12));
        for (int law = 0; law < WATER_LAWS; law++)
            w->run->tanks[t].extent[law] += extents[law] * mass;
        for (uint32_t i = 0; i < cell->solids.count; i++)
            w->run->tanks[t].solid[i] += cell->solids.solid[i].amount * mass;
        w->run->equilibrations += effort.equilibrations;
        w->run->steps++;
        stream = next;
    }
    *out = (struct outflow){*stream.water, stream.doc, stream.flow * mass};
    return join_bypass(w, tank, in, out);
}

int water_train_settle(struct water_train *train, int month, struct water_run *out,
                       struct error *error)
{
    static const double middle = 0.5;
    *out = (struct water_run){0};
    struct walk w = {
        .train = train, .month = month < 0 ? -1 : month + middle, .run = out, .error = error};
    for (size_t t = 0; t < train->tank_count; t++) {
        struct outflow in;
        mix_inflow(&w, &train->tanks[t], &in);
        int status = settle_tank(&w, t, &in, &w.tanks[t]);
        if (status)
            return status;
        report(&w, t, &w.tanks[t]);
    }
    return 0;
}

static void sum_held(const struct water_train *train, double *held)
{
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        double mass = pore_mass(tank) / (double)tank->cells;
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
            const struct water_cell *cell = &train->cells[tank->first_cell + c];
            for (uint32_t j = 0; j < train->model->component_count; j++)
                held[j] += mass * cell->water.totals[j];
            book_solids(train, &cell->solids, mass, held);
        }
    }
}

/* A cell over dt, in halves of it where one step does not converge. `out` is the mean of the
 * outflow. */
static int step_cell(struct walk *w, const struct water_tank *tank, uint32_t c,
                     const struct water_stream *in, double kelvin, double dt, int depth,
                     struct water_stream *out, double *extents)
{
    struct water_cell *cell = &w->train->cells[tank->first_cell + c];
    struct water_cell_context context = context_of(w, tank, c);
    struct water_cell_effort effort = {0};
    struct error failure = {0};
    int status = water_cell_step(&context, cell, in, kelvin, dt, out, extents, &effort, &failure);
    w->run->equilibrations += effort.equilibrations;
    w->run->steps++;
    if (!status)
        return 0;
    if (depth == HALVINGS_MAX) {
        error_copy(w->error, &failure);
        return name_tank(w, tank, status);
    }
    return -1;
}

/* One step of the whole train. -1: a cell did not converge and the step is to be halved. */
static int step_train(struct walk *w, double dt, int depth, struct ledger *ledger)
{
    struct water_train *train = w->train;
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        double mass = pore_mass(tank) / (double)tank->cells, extents[WATER_LAWS] = {0};
        struct outflow in;
        mix_inflow(w, tank, &in);
        for (size_t i = 0; i < tank->source_count; i++)
            if (tank->sources[i].tank == CHEM_NONE)
                book_water(ledger->come, &ledger->charge_come,
                           &train->waters[tank->sources[i].water],
                           tank->sources[i].share * raw_flow(w, tank->sources[i].water) * dt);
        double kelvin = tank_kelvin(w, tank, &in);
        struct water_stream stream = {&in.water, in.doc, (1 - tank->bypass) * in.flow / mass};
        for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
            struct water_stream next;
            int status = step_cell(w, tank, c, &stream, kelvin, dt, depth, &next, extents);
            if (status)
                return status;
            stream = next;
        }
        w->tanks[t] = (struct outflow){*stream.water, stream.doc, stream.flow * mass};
        int status = join_bypass(w, tank, &in, &w->tanks[t]);
        if (status)
            return status;
        book_reactions(train, tank, ledger, extents, mass);
        for (int law = 0; law < WATER_LAWS; law++)
            w->run->tanks[t].extent[law] += extents[law] * mass;
    }
    return 0;
}

/* What no tank takes leaves the train. */
static void book_effluent(const struct walk *w, double dt, struct ledger *ledger)
{
    for (size_t t = 0; t < w->train->tank_count; t++) {
        double left = 1;
        for (size_t u = t + 1; u < w->train->tank_count; u++)
            for (size_t i = 0; i < w->train->tanks[u].source_count; i++)
                if (w->train->tanks[u].sources[i].tank == (int32_t)t)
                    left -= w->train->tanks[u].sources[i].share;
        if (left > 1e-12)
            book_water(ledger->left, &ledger->charge_left, &w->tanks[t].water,
                       left * w->tanks[t].flow * dt);
    }
}

/* A step is tried on the cells as they are; if one fails they go back and two half steps are made.
 */
static int advance_step(struct walk *w, double dt, int depth, struct ledger *ledger,
                        struct water_cell *spare)
{
    size_t size = w->train->cell_count * sizeof *w->train->cells;
    struct ledger before = *ledger;
    struct water_run run_before = *w->run;
    memcpy(spare, w->train->cells, size);
    int status = step_train(w, dt, depth, ledger);
    if (status == 0) {
        book_effluent(w, dt, ledger);
        return 0;
    }
    if (status != -1)
        return status;
    memcpy(w->train->cells, spare, size);
    *ledger = before;
    *w->run = run_before;
    w->run->halvings++;
    for (int half = 0; half < 2; half++) {
        status = advance_step(w, dt / 2, depth + 1, ledger, spare + w->train->cell_count);
        if (status)
            return status;
    }
    return 0;
}

int water_train_advance(struct water_train *train, double start, double seconds, double step,
                        struct water_run *out, struct error *error)
{
    static const double year = 365 * 86400.0;
    struct arena *arena = arena_create();
    struct water_cell *spare =
        ARENA_ARRAY(arena, struct water_cell, (size_t)train->cell_count * (HALVINGS_MAX + 2));
    struct walk w = {.train = train, .run = out, .error = error};
    struct ledger ledger = {0};
    double before[CHEM_COMPONENTS_MAX] = {0}, after[CHEM_COMPONENTS_MAX] = {0};
    sum_held(train, before);
    double charge_before = 0, charge_after = 0;
    int status = 0;
    for (double done = 0; done < seconds - 1e-6 && !status;) {
        double dt = fmin(step, seconds - done), middle = start + done + dt / 2;
        w.month = fmod(3 + 12 * fmod(middle, year) / year, 12); /* time begins in April */
        status = advance_step(&w, dt, 0, &ledger, spare);
        done += dt;
    }
    if (!status) {
        sum_held(train, after);
        for (uint32_t j = 0; j < train->model->component_count; j++) {
            charge_before += train->model->components[j].charge * before[j];
            charge_after += train->model->components[j].charge * after[j];
        }
        close_ledger(&w, &ledger, before, after);
        for (uint32_t j = 0; j < train->model->component_count; j++)
            charge_before += train->model->components[j].charge * ledger.reacted[j];
        double defect = ledger.charge_come - ledger.charge_left + charge_before - charge_after;
        out->charge_balance =
            fmax(out->charge_balance,
                 fabs(defect) / (fabs(ledger.charge_come) + fabs(charge_before) + 1e-9));
        for (size_t t = 0; t < train->tank_count; t++) {
            report(&w, t, &w.tanks[t]);
            const struct water_tank *tank = &train->tanks[t];
            memset(out->tanks[t].solid, 0, sizeof out->tanks[t].solid);
            for (uint32_t c = 0; c < (uint32_t)tank->cells; c++)
                for (uint32_t i = 0; i < tank->solids.count; i++)
                    out->tanks[t].solid[i] +=
                        train->cells[tank->first_cell + c].solids.solid[i].amount *
                        pore_mass(tank) / (double)tank->cells;
        }
    }
    arena_destroy(arena);
    return status;
}

/* The next of ascending times that lies after `time`, or `end`. */
static double next_of(const double *times, size_t count, double time, double end)
{
    for (size_t i = 0; i < count; i++)
        if (times[i] > time)
            return fmin(times[i], end);
    return end;
}

static bool is_one_of(const double *times, size_t count, double time)
{
    for (size_t i = 0; i < count; i++)
        if (times[i] == time)
            return true;
    return false;
}

int water_train_run(struct water_train *train, const struct water_span *span, struct water_run *out,
                    struct error *error)
{
    double end = span->start + span->seconds;
    int status = 0;
    for (double time = span->start; time < end && !status;) {
        if (span->act && is_one_of(span->stops, span->stop_count, time))
            status = span->act(span->data, time, train, error);
        double next = next_of(span->times, span->time_count, time,
                              next_of(span->stops, span->stop_count, time, end));
        if (!status)
            status = water_train_advance(train, time, next - time, span->longest, out, error);
        time = next;
        if (!status && span->observe && is_one_of(span->times, span->time_count, time))
            span->observe(span->data, time, train, out);
    }
    return status;
}
