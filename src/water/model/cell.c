#include "water/model/cell_inside.h"

#include <math.h>
#include <string.h>

#include "water/model/cell_slopes.h"
#include "water/model/linear.h"

enum { ITERATIONS = 40, LAWS = WATER_LAWS };

/* What there would be of everything that laws use up, at these extents: components, then pools. */
enum { STOCKS = CHEM_COMPONENTS_MAX + WATER_POOLS };

static size_t stock_count(const struct water_attempt *a)
{
    return a->mixed.model->proton + WATER_POOLS;
}

static void add_stock(const struct water_attempt *a, size_t rate, double extent, double *stock)
{
    const double *reaction = a->context->rates[rate].reaction;
    size_t n = a->mixed.model->proton;
    for (size_t j = 0; j < n; j++)
        stock[j] += reaction[j] * extent;
    const struct water_law_term *terms = water_laws[a->context->rates[rate].law].terms;
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
        if (!terms[i].species && (!a->steady || terms[i].pool == WATER_POOL_DOC))
            stock[n + terms[i].pool] += terms[i].coefficient * extent;
}

static void find_stock(const struct water_attempt *a, const double *extent, double *stock)
{
    size_t n = a->mixed.model->proton;
    memcpy(stock, a->mixed.totals, n * sizeof *stock);
    memcpy(stock + n, a->cell->pools, sizeof a->cell->pools);
    stock[n + WATER_POOL_DOC] = a->doc;
    for (size_t r = 0; r < a->context->rate_count; r++)
        add_stock(a, r, extent[r], stock);
}

/* What does not run backwards has no negative extent. */
static bool shorten_backward(const struct water_attempt *a, double keep, const double *from,
                             double *change)
{
    bool shortened = false;
    for (size_t r = 0; r < a->context->rate_count; r++)
        if (!water_laws[a->context->rates[r].law].reversible && change[r] < -(1 - keep) * from[r]) {
            change[r] = -(1 - keep) * from[r];
            shortened = true;
        }
    return shortened;
}

/* Shortens changes of extents that would use up what they need: no law takes more than 95 % of what
   there is, and of what the others make of it, in one go. Only the laws that take it are shortened.
   True when one was. */
static bool shorten(const struct water_attempt *a, const double *from, double *change)
{
    static const double keep = 0.05;
    double stock[STOCKS], use[STOCKS] = {0}, share[STOCKS], own[LAWS][STOCKS];
    size_t laws = a->context->rate_count, count = stock_count(a);
    bool shortened = shorten_backward(a, keep, from, change);
    find_stock(a, from, stock);
    for (size_t j = 0; j < count; j++)
        stock[j] *= 1 - keep;
    for (size_t r = 0; r < laws; r++) {
        memset(own[r], 0, count * sizeof own[r][0]);
        add_stock(a, r, change[r], own[r]);
        for (size_t j = 0; j < count; j++)
            *(own[r][j] < 0 ? &use[j] : &stock[j]) += fabs(own[r][j]);
    }
    for (size_t j = 0; j < count; j++)
        share[j] = use[j] > stock[j] ? fmax(stock[j], 0) / use[j] : 1;
    for (size_t r = 0; r < laws; r++) {
        double least = 1;
        for (size_t j = 0; j < count; j++)
            least = own[r][j] < 0 && share[j] < least ? share[j] : least;
        change[r] *= least;
        shortened = shortened || least < 1;
    }
    return shortened;
}

/* The Newton step for these slopes: (I - dt slopes) change = -defect. */
static bool newton_step(const struct water_attempt *a, const double *slopes, double *change)
{
    size_t n = a->context->rate_count;
    double matrix[LAWS * LAWS];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            matrix[i * n + j] = (i == j) - a->dt * slopes[i * n + j];
        change[i] = -a->defect[i];
    }
    return water_solve(matrix, n, change);
}

static double largest(const double *values, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(values[i]));
    return most;
}

/* A defect matters by what it does to the water: relative to the reactions, and to 1e-12 mol/kg. A
   step needs no more than a part of its error in time; a steady state is differenced by those who
   fit. */
static double norm(const struct water_attempt *a, const double *extent)
{
    static const double whole = 1e-4, settled = 1e-7, trace = 1e-8; /* the last of `whole` */
    double part = a->steady ? settled : a->context->loose > 0 ? a->context->loose : whole;
    double least = a->steady ? trace * whole : trace * part;
    double worst = 0, most = 0.01 * largest(extent, a->context->rate_count);
    if (a->context->converged > 0) {
        least *= a->context->converged / part;
        part = a->context->converged;
    }
    for (size_t r = 0; r < a->context->rate_count; r++)
        worst = fmax(worst, fabs(a->defect[r]) / (part * (fabs(extent[r]) + most) + least));
    return worst;
}

static int refuse(const struct water_attempt *a, struct error *error)
{
    char number[16];
    int n = 0;
    for (int32_t rest = a->context->number; n == 0 || rest > 0; rest /= 10)
        number[sizeof number - (size_t)(++n)] = (char)('0' + rest % 10);
    return ERROR(error, ERR_WATER_STEP, ((struct str){number + sizeof number - n, (size_t)n}));
}

/* How far from a solution: the largest defects count, small reactions hardly. */
static double merit(const struct water_attempt *a, const double *extent)
{
    double sum = 0, most = largest(extent, a->context->rate_count);
    for (size_t r = 0; r < a->context->rate_count; r++) {
        double part = a->defect[r] / (fabs(extent[r]) + 0.01 * most + 1e-9);
        sum += part * part;
    }
    return sum;
}

/* Where the search for the next equilibrium starts: the last answer `at`, moved along the change of
   extents as far as slopes are to be trusted. */
static void foresee(struct water_attempt *a, const struct chem_water *at, const double *formed,
                    const double *change, double share)
{
    static const double trusted = 3; /* in ln activity */
    for (uint32_t i = 0; i < a->solids.count; i++) {
        a->formed[i] = formed[i];
        for (size_t r = 0; r < a->context->rate_count && a->has_along; r++)
            a->formed[i] += a->along[r].solids[i] * share * change[r];
    }
    for (uint32_t j = 0; j < at->model->component_count; j++) {
        double moved = 0;
        for (size_t r = 0; r < a->context->rate_count && a->has_along; r++)
            moved += a->along[r].ln_activity[j] * share * change[r];
        a->mixed.ln_activity[j] = at->ln_activity[j] + (fabs(moved) < trusted ? moved : 0);
    }
    a->mixed.ionic_strength = at->ionic_strength;
}

/* Balances are kept by the books of totals, whatever the equilibrium: a coarse step in time needs
   no more of it than its own error asks for; fine steps and what is differenced do. */
static bool is_exact(const struct water_attempt *a)
{
    static const double coarse = 5e-4; /* relative defect of extents */
    return a->steady || a->context->converged > 0 || a->context->loose < coarse;
}

/* Takes the change, or the first half, quarter … of it that brings the solution nearer; the last
   one tried when none does. *whole: all of it was taken. */
static int take(struct water_attempt *a, double *extent, const double *change, bool *whole,
                struct error *error)
{
    enum { HALVES = 5 };
    static const double near = 1e-8; /* here every step is taken whole: what is left is rounding */
    double from[LAWS], before = merit(a, extent), share = 1;
    const struct chem_water at = a->water;
    double formed[CHEM_SOLIDS_MAX];
    memcpy(formed, a->formed, sizeof formed);
    memcpy(from, extent, sizeof from);
    for (int i = 0; i < HALVES; i++, share /= 2) {
        for (size_t r = 0; r < a->context->rate_count; r++)
            extent[r] = from[r] + share * change[r];
        foresee(a, &at, formed, change, share);
        int status = water_attempt_evaluate(a, extent, !is_exact(a), error);
        *whole = i == 0;
        if (status || merit(a, extent) < fmax(before, near))
            return status;
    }
    return 0;
}

/* The same extents again, from the rough answer to the exact one. */
static int polish(struct water_attempt *a, const double *extent, struct error *error)
{
    memcpy(a->mixed.ln_activity, a->water.ln_activity, sizeof a->mixed.ln_activity);
    a->mixed.ionic_strength = a->water.ionic_strength;
    return water_attempt_evaluate(a, extent, false, error);
}

/* Newton with the slopes of an earlier step as long as they bring the solution nearer fast enough.
 */
static int find_extents(struct water_attempt *a, double *extent, struct water_cell *cell,
                        struct error *error)
{
    static const double fast = 0.2; /* contraction of one step */
    static const double near = 20;  /* of the tolerance: here old slopes will do */
    double before = INFINITY;
    bool fresh = false;
    int status = water_attempt_evaluate(a, extent, true, error);
    for (int i = 0; i < ITERATIONS && !status; i++) {
        double now = norm(a, extent), change[LAWS];
        a->effort->iterations++;
        if (now <= 1 && !(a->rough && is_exact(a)))
            return 0;
        if (now <= 1) {
            status = polish(a, extent, error);
            continue;
        }
        if (!cell->has_slopes || now > fast * before || (!fresh && now > near)) {
            water_attempt_differentiate(a, cell->slopes);
            cell->has_slopes = fresh = true;
        }
        if (!newton_step(a, cell->slopes, change))
            break;
        bool whole, shortened = shorten(a, extent, change);
        status = take(a, extent, change, &whole, error);
        before = whole && !shortened ? now : 0; /* 0: look again before the next step */
    }
    cell->has_slopes = false;
    return status ? status : refuse(a, error);
}

/* Starting extents: the rates of the last step, shortened so that nothing runs out. */
static void start(const struct water_attempt *a, double *extent)
{
    double none[LAWS] = {0};
    for (size_t r = 0; r < a->context->rate_count; r++)
        extent[r] = a->dt * a->cell->rate[a->context->rates[r].law];
    shorten(a, none, extent);
}

static void keep_rates(const struct water_attempt *a, const double *extent, struct water_cell *cell)
{
    for (size_t r = 0; r < a->context->rate_count; r++)
        cell->rate[a->context->rates[r].law] = extent[r] / a->dt;
    for (uint32_t i = 0; i < a->solids.count; i++)
        cell->solid_rate[i] = a->formed[i] / a->dt;
}

/* A second start when the first one fails: nothing has reacted yet. */
static int solve_attempt(struct water_attempt *a, struct water_cell *cell, double *extent,
                         struct error *error)
{
    struct error first = {0};
    start(a, extent);
    if (find_extents(a, extent, cell, &first) == 0)
        return 0;
    memset(extent, 0, LAWS * sizeof *extent);
    memset(a->formed, 0, sizeof a->formed);
    return find_extents(a, extent, cell, error);
}

int water_cell_step(const struct water_cell_context *context, struct water_cell *cell,
                    const struct water_stream *in, double kelvin, double dt,
                    struct water_stream *out, double *extents, struct water_cell_effort *effort,
                    struct error *error)
{
    struct water_attempt a = {.context = context, .cell = cell, .dt = dt, .effort = effort};
    double extent[LAWS] = {0}, pore = cell->water.mass;
    water_attempt_begin(&a, in, kelvin);
    int status = solve_attempt(&a, cell, extent, error);
    if (!status && context->slopes)
        status = water_cell_slopes_find(&a, extent, context->slopes, error);
    if (status)
        return status;
    keep_rates(&a, extent, cell);
    double stays = pore / a.water.mass;
    double doc = a.pools[WATER_POOL_DOC] / a.water.mass;
    memcpy(cell->pools, a.pools, sizeof cell->pools);
    cell->pools[WATER_POOL_DOC] *= stays;
    cell->solids = a.end_solids;
    cell->water = a.water;
    for (uint32_t j = 0; j < a.water.model->component_count; j++)
        cell->water.totals[j] *= stays;
    cell->water.mass = pore;
    for (size_t r = 0; r < context->rate_count; r++)
        extents[context->rates[r].law] += extent[r];
    *out = (struct water_stream){&cell->water, doc, (a.water.mass - pore) / dt};
    return 0;
}

/* Runs a copy of the cell in time, in growing steps, until a step is long against the retention:
   the way to a steady state that Newton does not find at once. The cell gets its rates and
   activities. */
static int approach(const struct water_cell_context *context, struct water_cell *cell,
                    const struct water_stream *in, double kelvin, struct water_cell_effort *effort,
                    struct error *error)
{
    enum { STEPS = 200 };
    static const double first = 1e-3, last = 50, grow = 3, shrink = 0.25; /* of the retention */
    struct water_cell_context plain = *context; /* nobody wants the slopes of the way there */
    struct water_cell moving = *cell;
    plain.slopes = NULL;
    double retention = 1 / in->flow, extents[LAWS], dt = first * retention;
    moving.water = *in->water;
    for (uint32_t j = 0; j < in->water->model->component_count; j++)
        moving.water.totals[j] /= in->water->mass;
    moving.water.mass = 1;
    moving.pools[WATER_POOL_DOC] = in->doc;
    struct error failure = {0};
    for (int i = 0; i < STEPS && dt < last * retention; i++) {
        struct water_stream out;
        struct water_cell before = moving;
        error_clear(&failure);
        if (water_cell_step(&plain, &moving, in, kelvin, dt, &out, extents, effort, &failure)) {
            moving = before;
            moving.has_slopes = false;
            dt *= shrink;
            continue;
        }
        double doc = moving.pools[WATER_POOL_DOC];
        memcpy(moving.pools, cell->pools, sizeof moving.pools);
        moving.pools[WATER_POOL_DOC] = doc;
        for (uint32_t k = 0; k < moving.solids.count; k++)
            moving.solids.solid[k].amount = 0;
        dt *= grow;
    }
    if (dt < last * retention) {
        error_copy(error, &failure);
        return (int)failure.code;
    }
    memcpy(cell->rate, moving.rate, sizeof cell->rate);
    memcpy(cell->solid_rate, moving.solid_rate, sizeof cell->solid_rate);
    memcpy(cell->water.ln_activity, moving.water.ln_activity, sizeof cell->water.ln_activity);
    cell->water.ionic_strength = moving.water.ionic_strength;
    cell->has_slopes = false;
    return 0;
}

int water_cell_settle(const struct water_cell_context *context, struct water_cell *cell,
                      const struct water_stream *in, double kelvin, struct water_stream *out,
                      struct water_cell_effort *effort, struct error *error)
{
    struct water_attempt a = {
        .context = context, .cell = cell, .dt = 1 / in->flow, .steady = true, .effort = effort};
    double extent[LAWS] = {0};
    struct error first = {0};
    water_attempt_begin(&a, in, kelvin);
    int status = solve_attempt(&a, cell, extent, &first);
    if (status) {
        status = approach(context, cell, in, kelvin, effort, error);
        water_attempt_begin(&a, in, kelvin);
        if (!status)
            status = solve_attempt(&a, cell, extent, error);
    }
    if (!status && context->slopes)
        status = water_cell_slopes_find(&a, extent, context->slopes, error);
    if (status)
        return status;
    keep_rates(&a, extent, cell);
    cell->water = a.water;
    cell->pools[WATER_POOL_DOC] = a.pools[WATER_POOL_DOC];
    cell->solids = a.end_solids;
    for (uint32_t i = 0; i < cell->solids.count; i++)
        cell->solids.solid[i].amount *= in->flow;
    *out = (struct water_stream){&cell->water, a.pools[WATER_POOL_DOC] / a.water.mass,
                                 a.water.mass / a.dt};
    return 0;
}
