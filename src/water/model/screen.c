/* The run of a screening: every mine drawn often, judged, sized and priced; ranks over the draws.
 */
#include "water/model/screen.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "water/model/random.h"
#include "water/model/screen_inside.h"

enum { THREADS_MAX = 64, DRAWS_MAX = 100000 };
static const size_t cells_max = 50000000; /* mines x draws: 400 MB of savings */

static int need(const struct water_screen_base *base, const char *key, const char *kind,
                double *out, struct error *error)
{
    return water_values_need(base->screen->figures, key, kind, base->screen->day, out, NULL, error);
}

/* Of the set, else of the general ones; what has no limit stays NaN: nothing is compared with it.
 */
static double limit_of(const struct water_screen *screen, const char *name, struct arena *arena)
{
    const struct str sets[] = {screen->limit_set, STR_INIT("general")};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct str key = arena_format(arena, "%" PRIstr ".%s", STR_ARG(sets[i]), name);
        const struct water_value *limit = water_values_find(screen->limits, key, screen->day);
        if (limit)
            return limit->quantity.si;
    }
    return NAN;
}

static void find_limits(struct water_screen_base *base, struct arena *arena)
{
    for (size_t i = 0; i < WATER_INPUTS; i++)
        base->limit[i] = limit_of(base->screen, water_input_name((enum water_input)i), arena);
    for (size_t i = 0; i < WATER_LEFTS; i++)
        base->left_limit[i] =
            limit_of(base->screen,
                     i == WATER_LEFT_PH ? "pH_high" : water_left_name((enum water_left)i), arena);
    base->ph_low = limit_of(base->screen, "pH_low", arena);
}

typedef int (*amounts_of)(const struct water_design *, const struct water_inflow *,
                          const struct water_site *, struct water_amounts *, struct error *);

/* A plan's yearly equivalent is a sum over amounts: one costing with every amount 1 gives the
 * factors. */
static int price_plan(const struct water_screen_base *base, const struct water_plan *plan,
                      const struct water_site *site, amounts_of quantities, struct arena *arena,
                      double **prices, struct error *error)
{
    const struct water_screen *screen = base->screen;
    struct water_inflow any = {.flow = 1, .ph = 3, .metals = {.fe2 = 0.1}};
    struct water_amounts amounts = {.arena = arena};
    int status = quantities(&base->design, &any, site, &amounts, error);
    if (status)
        return status;
    for (size_t i = 0; i < amounts.count; i++)
        amounts.rows[i].si = 1;
    struct water_plan_cost cost;
    status = water_plan_cost(plan, &amounts, screen->prices, screen->day, &screen->terms, any.flow,
                             arena, &cost, error);
    if (status)
        return status;
    *prices = ARENA_ARRAY(arena, double, amounts.count);
    for (size_t i = 0; i < cost.count; i++)
        (*prices)[cost.rows[i].quantity - amounts.rows] +=
            water_yearly_equivalent(cost.rows[i].present_value, &screen->terms);
    return 0;
}

/* Each tank of the standard train takes its size from an amount that there is. */
static int check_sizes(const struct water_screen_base *base, struct arena *arena,
                       struct error *error)
{
    const struct water_screen_train *standard = base->screen->train;
    struct water_inflow any = {.flow = 1, .ph = 3, .metals = {.fe2 = 0.1}};
    struct water_amounts amounts = {.arena = arena};
    int status = standard ? water_amounts_of_passive_train(
                                &base->design, &any, &base->screen->passive_site, &amounts, error)
                          : 0;
    for (size_t t = 0; standard && !status && t < standard->train.tank_count; t++)
        if (standard->sizes[t].amount.n > 0 &&
            !water_amounts_find(&amounts, standard->sizes[t].amount))
            status = ERROR(error, ERR_WATER_TABLE, standard->sizes[t].amount,
                           BOTH("この名前の大きさはありません", "no size has this name"));
    return status;
}

static int prepare(const struct water_screen *screen, struct arena *arena,
                   struct water_screen_base *base, struct error *error)
{
    *base = (struct water_screen_base){.screen = screen, .design = {screen->design, screen->day}};
    find_limits(base, arena);
    static const struct {
        const char *key, *kind;
        size_t place;
    } figures[] = {
        {"area.bed_depth", "m", offsetof(struct water_screen_base, bed_depth)},
        {"area.reactor_depth", "m", offsetof(struct water_screen_base, reactor_depth)},
        {"area.pond_depth", "m", offsetof(struct water_screen_base, pond_depth)},
        {"type.neutral_pH", "-", offsetof(struct water_screen_base, type_neutral)},
        {"type.acid_pH", "-", offsetof(struct water_screen_base, type_acid)},
        {"type.extreme_iron", "-", offsetof(struct water_screen_base, type_extreme)},
    };
    int status = 0;
    for (size_t i = 0; i < sizeof figures / sizeof *figures && !status; i++) {
        double value;
        status = need(base, figures[i].key, figures[i].kind, &value, error);
        memcpy((char *)base + figures[i].place, &value, sizeof value);
    }
    if (!status)
        status = check_sizes(base, arena, error);
    if (!status)
        status = price_plan(base, screen->lime, &screen->lime_site, water_amounts_of_lime_plant,
                            arena, &base->lime_price, error);
    return status ? status
                  : price_plan(base, screen->passive, &screen->passive_site,
                               water_amounts_of_passive_train, arena, &base->passive_price, error);
}

static double priced(const struct water_amounts *amounts, const double *prices)
{
    double sum = 0;
    for (size_t i = 0; i < amounts->count; i++)
        sum += amounts->rows[i].si * prices[i];
    return sum;
}

static double amount(const struct water_amounts *amounts, const char *name)
{
    return water_amounts_find(amounts, str_from_c(name))->si;
}

static double or_zero(double value)
{
    return isnan(value) ? 0 : value;
}

/* Area and saving of one draw. Metals that are blank and not required count as absent here; the
   result says so through `unknown`, and is then a lower bound of both. */
static int size_draw(const struct water_screen_base *base, struct water_drawn *drawn,
                     struct water_amounts *amounts, struct error *error)
{
    const double *input = drawn->input;
    drawn->area = drawn->saving = NAN;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        if ((water_screen_required >> i & 1) && isnan(input[i]))
            return 0;
    struct water_inflow inflow = {.flow = input[WATER_INPUT_FLOW],
                                  .ph = input[WATER_INPUT_PH],
                                  .metals = {.fe2 = input[WATER_INPUT_FE],
                                             .zn = input[WATER_INPUT_ZN],
                                             .cd = or_zero(input[WATER_INPUT_CD]),
                                             .pb = or_zero(input[WATER_INPUT_PB]),
                                             .cu = or_zero(input[WATER_INPUT_CU]),
                                             .mn = or_zero(input[WATER_INPUT_MN]),
                                             .al = or_zero(input[WATER_INPUT_AL])}};
    if (!(inflow.flow > 0))
        return 0;
    amounts->count = 0;
    int status = water_amounts_of_lime_plant(&base->design, &inflow, &base->screen->lime_site,
                                             amounts, error);
    if (status)
        return status;
    double lime = priced(amounts, base->lime_price);
    amounts->count = 0;
    status = water_amounts_of_passive_train(&base->design, &inflow, &base->screen->passive_site,
                                            amounts, error);
    if (status)
        return status;
    drawn->saving = lime - priced(amounts, base->passive_price);
    drawn->area = amount(amounts, "bed") / base->bed_depth +
                  amount(amounts, "reactor") / base->reactor_depth +
                  amount(amounts, "pond") / base->pond_depth + amount(amounts, "wetland");
    return 0;
}

/* Draw 0 is the mine as given. Concentrations and flow vary by a factor, pH and temperature by
 * units. */
static void draw_inputs(const struct water_screen *screen, const struct water_mine *mine,
                        uint64_t stream, uint32_t draw, double input[WATER_INPUTS])
{
    for (size_t i = 0; i < WATER_INPUTS; i++) {
        input[i] = mine->input[i];
        if (draw == 0 || isnan(input[i]) || mine->deviation[i] == 0)
            continue;
        double normal = water_random_normal(screen->seed, stream * WATER_INPUTS + i, draw);
        if (i == WATER_INPUT_PH)
            input[i] = fmin(fmax(input[i] + mine->deviation[i] * normal, 0), 14);
        else if (i == WATER_INPUT_WINTER)
            input[i] += mine->deviation[i] * normal;
        else
            input[i] *= exp(mine->deviation[i] * normal);
    }
}

/* Working memory of one thread. */
struct bench {
    struct arena *arena;
    struct water_draws draws;
    struct water_amounts amounts;
    struct water_screen_runner *runner; /* NULL: lumped rules only */
};

struct run {
    struct water_screen_base base;
    struct water_screening *out;
    double *savings; /* [mine][draw] */
    _Atomic size_t next;
    _Atomic int failed;
    pthread_mutex_t lock;
    struct error *error;
};

static int largest(const double *influence)
{
    int best = -1;
    for (int i = 0; i < WATER_INPUTS; i++)
        if (influence[i] != 0 && (best < 0 || fabs(influence[i]) > fabs(influence[best])))
            best = i;
    return best;
}

/* What is blank and decides comes first, in the order of the inputs; then, where it is open whether
   the train meets the limits, what moves the water that leaves it most; else what moves the saving
   most. */
static int next_input(const struct water_screened *row)
{
    static const double sure = 0.95;
    if (row->verdict == WATER_UNDECIDED)
        for (int i = 0; i < WATER_INPUTS; i++)
            if (row->unknown >> i & 1)
                return i;
    const struct water_kinetic *kinetic = &row->kinetic;
    bool open = kinetic->ran && kinetic->share > 1 - sure && kinetic->share < sure;
    return largest(open ? kinetic->influence : row->influence);
}

static void find_ratios(const struct water_screen_base *base, struct water_screened *row)
{
    for (size_t i = 0; i < WATER_INPUTS; i++)
        row->ratio[i] = i == WATER_INPUT_PH ? NAN : row->mine->input[i] / base->limit[i];
    row->water_type = water_screen_type(base, row->mine->input);
}

/* A train needs what the sizes need, and the winter. */
static bool can_run(const struct bench *bench, const struct water_mine *mine)
{
    uint64_t needed = water_screen_required | water_screen_train_required;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        if ((needed >> i & 1) && isnan(mine->input[i]))
            return false;
    return bench->runner && mine->input[WATER_INPUT_FLOW] > 0;
}

static int size_and_run(const struct water_screen_base *base, struct bench *bench, uint32_t draw,
                        struct water_screened *row, struct water_drawn *drawn, struct error *error)
{
    struct water_draws *draws = &bench->draws;
    int status = size_draw(base, drawn, &bench->amounts, error);
    for (size_t i = 0; i < WATER_LEFTS; i++)
        drawn->left[i] = NAN;
    if (!status && row->kinetic.ran &&
        !water_screen_runner_settle(bench->runner, &bench->amounts, draw == 0, drawn))
        row->kinetic.failed++;
    for (size_t i = 0; i < WATER_LEFTS; i++)
        draws->left[i * draws->count + draw] = drawn->left[i];
    draws->ratio[draw] = water_screen_left_ratio(base, drawn);
    draws->area[draw] = drawn->area;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        draws->inputs[i * draws->count + draw] = drawn->input[i];
    return status;
}

static void sum_up(const struct water_screen_base *base, struct water_draws *draws,
                   const double *saving, struct water_screened *row)
{
    row->area = water_spread_of(draws->area, draws->count, draws->scratch);
    row->saving = water_spread_of(saving, draws->count, draws->scratch);
    if (!isnan(saving[0]))
        water_screen_influence(row->mine, draws, saving, row->influence);
    if (row->kinetic.ran)
        water_screen_spread_kinetic(base, row->mine, draws, &row->kinetic);
    row->next_input = next_input(row);
}

static int screen_mine(struct run *run, size_t index, struct bench *bench, struct error *error)
{
    const struct water_screen *screen = run->base.screen;
    struct water_screened *row = &run->out->rows[index];
    double *saving = run->savings + index * screen->draws;
    row->mine = &screen->mines->rows[index];
    find_ratios(&run->base, row);
    row->kinetic.ran = can_run(bench, row->mine);
    uint32_t counts[WATER_VERDICTS] = {0};
    for (uint32_t draw = 0; draw < screen->draws; draw++) {
        struct water_drawn drawn;
        draw_inputs(screen, row->mine, index, draw, drawn.input);
        int status = size_and_run(&run->base, bench, draw, row, &drawn, error);
        if (status)
            return status;
        bool given = draw == 0;
        enum water_verdict verdict = water_screen_verdict(
            &run->base, &drawn, given ? &row->reasons : NULL, given ? &row->unknown : NULL);
        if (given)
            row->verdict = verdict;
        counts[verdict]++;
        saving[draw] = drawn.saving;
    }
    for (size_t i = 0; i < WATER_VERDICTS; i++)
        row->share[i] = (double)counts[i] / screen->draws;
    sum_up(&run->base, &bench->draws, saving, row);
    return 0;
}

static void bench_init(struct bench *bench, const struct water_screen *screen)
{
    struct arena *arena = arena_create();
    uint32_t count = screen->draws;
    *bench = (struct bench){.arena = arena, .amounts = {.arena = arena}};
    bench->draws =
        (struct water_draws){.count = count,
                             .inputs = ARENA_ARRAY(arena, double, (size_t)count *WATER_INPUTS),
                             .area = ARENA_ARRAY(arena, double, count),
                             .left = ARENA_ARRAY(arena, double, (size_t)count *WATER_LEFTS),
                             .ratio = ARENA_ARRAY(arena, double, count),
                             .scratch = ARENA_ARRAY(arena, double, count),
                             .ranks = ARENA_ARRAY(arena, double, count),
                             .input_ranks = ARENA_ARRAY(arena, double, count),
                             .sorting = ARENA_ARRAY(arena, struct water_ranked, count)};
    if (screen->train) {
        bench->runner = ARENA_NEW(arena, struct water_screen_runner);
        water_screen_runner_init(screen->train, arena, bench->runner);
    }
}

static void bench_finish(struct bench *bench)
{
    if (bench->runner)
        water_screen_runner_finish(bench->runner);
    arena_destroy(bench->arena);
}

static void *screen_mines(void *state)
{
    struct run *run = state;
    struct bench bench;
    bench_init(&bench, run->base.screen);
    for (size_t index; !run->failed && (index = run->next++) < run->out->count;) {
        struct error error = {0};
        if (screen_mine(run, index, &bench, &error)) {
            pthread_mutex_lock(&run->lock);
            if (!run->failed && run->error)
                error_copy(run->error, &error);
            run->failed = (int)error.code;
            pthread_mutex_unlock(&run->lock);
        }
    }
    bench_finish(&bench);
    return NULL;
}

static bool is_ranked(const struct water_screened *row)
{
    return (row->verdict == WATER_FIT || row->verdict == WATER_CAUTION) &&
           !isnan(row->saving.middle);
}

/* Rank 1 is the largest saving. */
static void rank_by(const uint32_t *mines, uint32_t count, const double *values,
                    struct water_ranked *scratch, uint32_t *ranks)
{
    for (uint32_t i = 0; i < count; i++)
        scratch[i] = (struct water_ranked){-values[i], mines[i]};
    qsort(scratch, count, sizeof *scratch, water_ranked_compare);
    for (uint32_t i = 0; i < count; i++)
        ranks[scratch[i].index] = i + 1;
}

static void rank_mines(struct run *run, struct arena *arena)
{
    const struct water_screen *screen = run->base.screen;
    uint32_t total = (uint32_t)run->out->count, count = 0;
    uint32_t *mines = ARENA_ARRAY(arena, uint32_t, total),
             *ranks = ARENA_ARRAY(arena, uint32_t, total);
    double *values = ARENA_ARRAY(arena, double, total);
    struct water_ranked *scratch = ARENA_ARRAY(arena, struct water_ranked, total);
    for (uint32_t i = 0; i < total; i++)
        if (is_ranked(&run->out->rows[i])) {
            mines[count] = i;
            values[count++] = run->out->rows[i].saving.middle;
        }
    rank_by(mines, count, values, scratch, ranks);
    for (uint32_t i = 0; i < count; i++)
        run->out->rows[mines[i]].rank = ranks[mines[i]];
    double *history = ARENA_ARRAY(arena, double, (size_t)count * screen->draws);
    for (uint32_t draw = 0; draw < screen->draws; draw++) {
        for (uint32_t i = 0; i < count; i++)
            values[i] = run->savings[(size_t)mines[i] * screen->draws + draw];
        rank_by(mines, count, values, scratch, ranks);
        for (uint32_t i = 0; i < count; i++)
            history[(size_t)i * screen->draws + draw] = ranks[mines[i]];
    }
    double *sorted = ARENA_ARRAY(arena, double, screen->draws);
    for (uint32_t i = 0; i < count; i++) {
        struct water_spread spread =
            water_spread_of(history + (size_t)i * screen->draws, screen->draws, sorted);
        run->out->rows[mines[i]].rank_low = (uint32_t)spread.low;
        run->out->rows[mines[i]].rank_high = (uint32_t)spread.high;
    }
}

static int check_size(const struct water_screen *screen, struct error *error)
{
    if (screen->draws < 1 || screen->draws > DRAWS_MAX ||
        screen->mines->count > cells_max / screen->draws)
        return ERROR(error, ERR_TOO_LARGE, BOTH("鉱山数 × 試行数", "mines × draws"),
                     STR("50,000,000"));
    return 0;
}

static void run_threads(struct run *run, unsigned threads)
{
    pthread_t ids[THREADS_MAX];
    unsigned started = 0;
    threads = threads > THREADS_MAX ? THREADS_MAX : threads;
    while (started + 1 < threads && pthread_create(&ids[started], NULL, screen_mines, run) == 0)
        started++;
    screen_mines(run);
    for (unsigned i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
}

int water_screen_run(const struct water_screen *screen, unsigned threads, struct arena *arena,
                     struct water_screening *out, struct error *error)
{
    struct arena *working = arena_create();
    struct run run = {.out = out, .error = error, .lock = PTHREAD_MUTEX_INITIALIZER};
    *out = (struct water_screening){.count = screen->mines->count};
    int status = check_size(screen, error);
    if (!status)
        status = prepare(screen, working, &run.base, error);
    if (!status) {
        out->rows = ARENA_ARRAY(arena, struct water_screened, out->count);
        run.savings = ARENA_ARRAY(working, double, out->count * screen->draws);
        run_threads(&run, threads);
        status = run.failed;
    }
    if (!status) {
        rank_mines(&run, working);
        memcpy(out->left_limit, run.base.left_limit, sizeof out->left_limit);
        out->ph_low = run.base.ph_low;
        for (size_t i = 0; i < screen->rules->count; i++)
            out->unconfirmed += !screen->rules->rows[i].confirmed;
    }
    arena_destroy(working);
    return status;
}
