/* How the figures of a train make its waters and tanks move: memory, and the state at a start. */
#include "water/model/train_slopes.h"

#include <math.h>
#include <string.h>

#include "water/model/train_slopes_inside.h"

static bool is_of_water(const struct water_address *a)
{
    return a->kind == WATER_ADDRESS_QUALITY_PH || a->kind == WATER_ADDRESS_QUALITY_KELVIN ||
           a->kind == WATER_ADDRESS_QUALITY_DOC || a->kind == WATER_ADDRESS_QUALITY;
}

static void make_series(const struct water_compositions *of, struct arena *arena,
                        struct water_compositions *out)
{
    *out = *of;
    out->waters = ARENA_ARRAY(arena, struct chem_water, of->count);
    out->doc = ARENA_ARRAY(arena, double, of->count);
}

static void make_water(const struct water_train *train, size_t water, struct arena *arena,
                       struct water_train_slopes *s)
{
    const struct water_compositions *series = &train->compositions[water];
    bool asked = false;
    s->raw[water] = ARENA_ARRAY(arena, struct water_flow_slopes, s->count);
    s->waters[water] = ARENA_ARRAY(arena, struct water_raw_slopes, s->count);
    for (size_t p = 0; p < s->count; p++) {
        if (!is_of_water(&s->addresses[p]) || s->addresses[p].water != (int32_t)water)
            continue;
        make_series(series, arena, &s->waters[water][p].series);
        asked = true;
    }
    if (!asked)
        return;
    make_series(series, arena, &s->low[water]);
    make_series(series, arena, &s->high[water]);
}

struct water_train_slopes *water_train_slopes_create(const struct water_train *train,
                                                     const struct water_address *addresses,
                                                     size_t count, struct arena *arena)
{
    struct water_train_slopes *s = ARENA_NEW(arena, struct water_train_slopes);
    *s = (struct water_train_slopes){.count = count, .addresses = addresses};
    s->values = ARENA_ARRAY(arena, double, count);
    s->kelvin = ARENA_ARRAY(arena, double, count);
    s->entering = ARENA_ARRAY(arena, double, count);
    s->inflow = ARENA_ARRAY(arena, struct water_flow_slopes, count);
    s->stream = ARENA_ARRAY(arena, struct water_flow_slopes, count);
    s->reaction = arena_alloc(arena, count, sizeof *s->reaction, sizeof(double));
    s->kept = ARENA_ARRAY(arena, struct water_tank, train->tank_count);
    for (size_t i = 0; i < train->water_count; i++)
        make_water(train, i, arena, s);
    for (size_t t = 0; t < train->tank_count; t++) {
        s->tanks[t] = ARENA_ARRAY(arena, struct water_tank_slopes, count);
        s->out[t] = ARENA_ARRAY(arena, struct water_flow_slopes, count);
        s->bypass[t] = ARENA_ARRAY(arena, double, count);
    }
    s->held = ARENA_ARRAY(arena, struct water_held_slopes, train->cell_count * count);
    s->next = ARENA_ARRAY(arena, struct water_held_slopes, train->cell_count * count);
    s->before = ARENA_ARRAY(arena, struct water_result_slopes, train->tank_count * count);
    s->after = ARENA_ARRAY(arena, struct water_result_slopes, train->tank_count * count);
    s->told = ARENA_ARRAY(arena, struct water_result_slopes, train->tank_count * count);
    s->cell = (struct water_cell_slopes){count, ARENA_ARRAY(arena, struct water_cell_seed, count),
                                         ARENA_ARRAY(arena, struct water_cell_moved, count)};
    return s;
}

const struct water_result_slopes *water_train_slopes_now(const struct water_train_slopes *slopes)
{
    return slopes->told;
}

/* Puts the figure beside its value; those after it may say more of the same thing. */
static void put_beside(struct water_train *train, const struct water_train_slopes *s, size_t figure,
                       double step, const double *flows)
{
    for (size_t p = figure; p < s->count; p++)
        (void)water_address_set(train, &s->addresses[p], s->values[p] + (p == figure ? step : 0),
                                flows);
}

/* Adds `weight` times the figures of all tanks. */
static void weigh_tanks(const struct water_train *train, struct water_train_slopes *s,
                        size_t figure, double weight)
{
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank *tank = &train->tanks[t];
        struct water_tank_slopes *moved = &s->tanks[t][figure];
        moved->pore += weight * water_pore_mass(tank);
        moved->volume += weight * tank->volume;
        moved->porosity += weight * tank->porosity;
        moved->kelvin += weight * tank->kelvin;
        for (int k = 0; k < WATER_POOLS; k++)
            moved->pools[k] += weight * tank->pools[k];
    }
}

/* Which law of each tank has the figure as a parameter; reactions are linear in theirs. */
static void find_law(const struct water_train *train, struct water_train_slopes *s, size_t figure,
                     double step)
{
    const struct water_address *a = &s->addresses[figure];
    for (size_t t = 0; t < train->tank_count; t++) {
        struct water_tank_slopes *moved = &s->tanks[t][figure];
        moved->rate = CHEM_NONE;
        moved->parameter = a->parameter;
        for (size_t r = 0; r < train->tanks[t].rate_count; r++) {
            const struct water_rate *now = &train->tanks[t].rates[r], *was = &s->kept[t].rates[r];
            if (a->kind != WATER_ADDRESS_LAW || now->law != a->law ||
                now->parameter[a->parameter] == was->parameter[a->parameter])
                continue;
            moved->rate = (int32_t)r;
            for (uint32_t j = 0; j < train->model->component_count; j++)
                s->reaction[figure][j] = (now->reaction[j] - was->reaction[j]) / step;
        }
    }
}

static bool tank_moves(const struct water_tank_slopes *t)
{
    bool any = t->rate != CHEM_NONE || t->pore != 0 || t->kelvin != 0;
    for (int k = 0; k < WATER_POOLS; k++)
        any = any || t->pools[k] != 0;
    return any;
}

/* A raw water and its series on one side of a figure. */
struct side {
    struct chem_water water;
    double doc, flows[WATER_WATERS_MAX];
    struct water_compositions *series;
};

static int look_at_side(struct water_train *train, const struct water_address *a, struct side *side,
                        struct error *error)
{
    memcpy(side->flows, train->flows, sizeof side->flows);
    if (!is_of_water(a))
        return 0;
    const struct water_quality *quality = &train->qualities[a->water];
    side->doc = quality->doc;
    int status = water_quality_speciate(train->chem, train->model, quality, &side->water, error);
    if (status || side->series->count == 0)
        return status;
    return water_compositions_speciate(side->series, train->chem, train->model, quality, error);
}

static void take_water(const struct chem_water *high, const struct chem_water *low, double weight,
                       struct chem_water *out)
{
    const struct chem_model *model = high->model;
    *out = (struct chem_water){.model = model, .kelvin = weight * (high->kelvin - low->kelvin)};
    for (uint32_t j = 0; j < model->component_count; j++) {
        out->totals[j] = weight * (high->totals[j] - low->totals[j]);
        out->ln_activity[j] = weight * (high->ln_activity[j] - low->ln_activity[j]);
    }
}

static void take_difference(const struct water_train *train, struct water_train_slopes *s,
                            size_t figure, const struct side *high, const struct side *low,
                            double weight)
{
    const struct water_address *a = &s->addresses[figure];
    for (size_t i = 0; i < train->water_count; i++) {
        struct water_raw_slopes *raw = &s->waters[i][figure];
        if (train->flows[i] > 0)
            raw->ln_flow = weight * (high->flows[i] - low->flows[i]) / train->flows[i];
        raw->any = raw->ln_flow != 0;
    }
    if (!is_of_water(a))
        return;
    struct water_raw_slopes *raw = &s->waters[a->water][figure];
    struct chem_water moved;
    raw->any = true;
    take_water(&high->water, &low->water, weight, &moved);
    memcpy(raw->totals, moved.totals, sizeof raw->totals);
    raw->kelvin = moved.kelvin;
    raw->ln_proton = moved.ln_activity[train->model->proton];
    raw->doc = weight * (high->doc - low->doc);
    for (size_t row = 0; row < raw->series.count; row++) {
        take_water(&high->series->waters[row], &low->series->waters[row], weight,
                   &raw->series.waters[row]);
        raw->series.doc[row] = weight * (high->series->doc[row] - low->series->doc[row]);
    }
}

/* How waters and tanks move with one figure; the train is left as it was. */
static int move_figure(struct water_train *train, struct water_train_slopes *s, size_t figure,
                       const double *flows, struct error *error)
{
    static const double share = 1e-4, of_zero = 1e-6;
    const struct water_address *a = &s->addresses[figure];
    double value = fabs(s->values[figure]), step = value > 0 ? share * value : of_zero;
    size_t water = is_of_water(a) ? (size_t)a->water : 0;
    struct side high = {.series = &s->high[water]}, low = {.series = &s->low[water]};
    struct water_quality qualities[WATER_WATERS_MAX];
    double kept_flows[WATER_WATERS_MAX];
    memcpy(qualities, train->qualities, sizeof qualities);
    memcpy(kept_flows, train->flows, sizeof kept_flows);
    memcpy(s->kept, train->tanks, train->tank_count * sizeof *s->kept);
    put_beside(train, s, figure, step, flows);
    find_law(train, s, figure, step);
    weigh_tanks(train, s, figure, 0.5 / step);
    int status = look_at_side(train, a, &high, error);
    put_beside(train, s, figure, -step, flows);
    weigh_tanks(train, s, figure, -0.5 / step);
    if (!status)
        status = look_at_side(train, a, &low, error);
    memcpy(train->tanks, s->kept, train->tank_count * sizeof *s->kept);
    memcpy(train->qualities, qualities, sizeof qualities);
    memcpy(train->flows, kept_flows, sizeof kept_flows);
    if (!status)
        take_difference(train, s, figure, &high, &low, 0.5 / step);
    return status;
}

/* The cells as water_train_reset fills them. */
static void fill_cells(const struct water_train *train, struct water_train_slopes *s)
{
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t c = 0; c < (size_t)train->tanks[t].cells; c++)
            for (size_t p = 0; p < s->count; p++) {
                const struct water_raw_slopes *raw = &s->waters[0][p];
                struct water_held_slopes *held =
                    &s->held[(train->tanks[t].first_cell + c) * s->count + p];
                *held = (struct water_held_slopes){.any = raw->any || s->tanks[t][p].any,
                                                   .ln_proton = raw->ln_proton};
                memcpy(held->totals, raw->totals, sizeof held->totals);
                memcpy(held->pools, s->tanks[t][p].pools, sizeof held->pools);
            }
}

int water_train_slopes_begin(struct water_train *train, struct water_train_slopes *s,
                             const double *values, const double *flows, struct error *error)
{
    int status = 0;
    train->work->slopes = s;
    if (!s)
        return 0;
    memcpy(s->values, values, s->count * sizeof *values);
    for (size_t p = 0; p < s->count && !status; p++) {
        memset(s->reaction[p], 0, sizeof s->reaction[p]);
        for (size_t t = 0; t < train->tank_count; t++) {
            s->tanks[t][p] = (struct water_tank_slopes){0};
            s->bypass[t][p] = 0;
        }
        status = move_figure(train, s, p, flows, error);
        for (size_t t = 0; t < train->tank_count; t++)
            s->tanks[t][p].any = tank_moves(&s->tanks[t][p]);
    }
    fill_cells(train, s);
    return status;
}
