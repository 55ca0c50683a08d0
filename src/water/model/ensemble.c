#include "water/model/ensemble.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "water/model/linear.h"
#include "water/model/random.h"

enum { MEMBERS_MIN = 10, MEMBERS_MAX = 2000, ITERATIONS_MAX = 50 };

/* Streams of random numbers: parameters, errors of the observations, errors of a new measurement.
 */
enum stream { STREAM_PARAMETER = 1, STREAM_OBSERVATION = 1000000, STREAM_NEW = 2000000 };

struct work {
    const struct water_problem *problem;
    struct water_ensemble *e;
    struct arena *arena;
    uint32_t *running; /* members that take part */
    size_t count;
    double *spread, *weights; /* [count][observations fitted], [count][count] */
    double *mean_simulated, *mean_parameter;
    double *trial, *trial_simulated;
    struct water_run_status *trial_status;
    double *column; /* [count] */
};

/* The member's own target: measured plus a draw of its error; the first member takes it as it is.
 */
static double target_of(const struct work *w, uint32_t member, size_t i)
{
    const struct water_observation *o = &w->problem->observations[i];
    if (member == 0 || o->censored)
        return o->value;
    return o->value +
           o->deviation * water_random_normal(w->e->seed, STREAM_OBSERVATION + member, i);
}

static double objective_of(const struct water_problem *problem, const double *simulated)
{
    double sum = 0;
    for (size_t i = 0; i < problem->observation_count; i++) {
        const struct water_observation *o = &problem->observations[i];
        double r = o->held_out ? 0 : water_residual(o, o->value, simulated[i]);
        sum += r * r;
    }
    return sum;
}

static void draw_members(const struct water_problem *problem, struct water_ensemble *e)
{
    for (uint32_t member = 0; member < e->member_count; member++)
        for (size_t j = 0; j < e->parameter_count; j++) {
            const struct water_parameter *p = &problem->parameters[j];
            double t = water_transform_of(p, p->prior);
            if (member > 0)
                t += p->deviation * water_random_normal(e->seed, STREAM_PARAMETER + j, member);
            if (p->transform != WATER_LOGIT)
                t = water_transform_of(p, water_plain_of(p, t)); /* inside the bounds */
            e->transformed[member * e->parameter_count + j] = t;
        }
}

static void find_running(struct work *w)
{
    w->count = 0;
    for (uint32_t member = 0; member < w->e->member_count; member++)
        if (!w->e->status[member].failed)
            w->running[w->count++] = member;
}

static double judge_members(const struct water_problem *problem, struct water_ensemble *e)
{
    double sum = 0;
    size_t count = 0;
    for (uint32_t member = 0; member < e->member_count; member++) {
        bool failed = e->status[member].failed;
        e->objective[member] =
            failed ? NAN : objective_of(problem, e->simulated + member * e->observation_count);
        sum += failed ? 0 : e->objective[member];
        count += !failed;
    }
    return count > 0 ? sum / (double)count : NAN;
}

/* Weighted deviations of simulated values from their mean over sqrt(N - 1); held-out and met
   censored values have no column. */
static void build_spread(struct work *w)
{
    size_t m = w->e->observation_count, n = w->e->parameter_count;
    double scale = 1 / sqrt((double)(w->count - 1));
    memset(w->mean_simulated, 0, m * sizeof *w->mean_simulated);
    memset(w->mean_parameter, 0, n * sizeof *w->mean_parameter);
    for (size_t k = 0; k < w->count; k++) {
        for (size_t i = 0; i < m; i++)
            w->mean_simulated[i] += w->e->simulated[w->running[k] * m + i] / (double)w->count;
        for (size_t j = 0; j < n; j++)
            w->mean_parameter[j] += w->e->transformed[w->running[k] * n + j] / (double)w->count;
    }
    for (size_t k = 0; k < w->count; k++)
        for (size_t i = 0; i < m; i++) {
            const struct water_observation *o = &w->problem->observations[i];
            double deviation = w->e->simulated[w->running[k] * m + i] - w->mean_simulated[i];
            w->spread[k * m + i] = o->held_out ? 0 : deviation / o->deviation * scale;
        }
}

/* (1 + lambda) I + D'^T D' factored into w->weights. */
static bool factor(struct work *w)
{
    size_t m = w->e->observation_count;
    for (size_t a = 0; a < w->count; a++)
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t i = 0; i < m; i++)
                sum += w->spread[a * m + i] * w->spread[b * m + i];
            w->weights[a * w->count + b] = w->weights[b * w->count + a] =
                sum + (a == b ? 1 + w->e->lambda : 0);
        }
    return water_cholesky(w->weights, w->count);
}

/* New parameters of one member into w->trial. */
static void move_member(struct work *w, size_t k)
{
    size_t m = w->e->observation_count, n = w->e->parameter_count;
    const double *simulated = w->e->simulated + w->running[k] * m;
    memset(w->column, 0, w->count * sizeof *w->column);
    for (size_t i = 0; i < m; i++) {
        const struct water_observation *o = &w->problem->observations[i];
        if (o->held_out)
            continue;
        double r = water_residual(o, target_of(w, w->running[k], i), simulated[i]);
        for (size_t a = 0; a < w->count && r != 0; a++)
            w->column[a] += w->spread[a * m + i] * r;
    }
    water_cholesky_solve(w->weights, w->count, w->column);
    double scale = 1 / sqrt((double)(w->count - 1));
    for (size_t j = 0; j < n; j++) {
        const struct water_parameter *p = &w->problem->parameters[j];
        double t = w->e->transformed[w->running[k] * n + j];
        for (size_t a = 0; a < w->count; a++)
            t -= scale * (w->e->transformed[w->running[a] * n + j] - w->mean_parameter[j]) *
                 w->column[a];
        if (p->transform != WATER_LOGIT)
            t = water_transform_of(p, water_plain_of(p, t));
        w->trial[w->running[k] * n + j] = t;
    }
}

static double mean_of_trial(struct work *w, size_t *running)
{
    double sum = 0;
    *running = 0;
    for (size_t k = 0; k < w->count; k++) {
        if (w->trial_status[k].failed)
            continue;
        sum += objective_of(w->problem, w->trial_simulated + k * w->e->observation_count);
        (*running)++;
    }
    return *running > 0 ? sum / (double)*running : INFINITY;
}

/* Runs the members that take part at w->trial, packed, into w->trial_simulated. */
static void run_trial(struct work *w, double *packed)
{
    size_t n = w->e->parameter_count;
    for (size_t k = 0; k < w->count; k++)
        memcpy(packed + k * n, w->trial + w->running[k] * n, n * sizeof *packed);
    water_run_members(w->problem, packed, w->count, w->trial_simulated, w->trial_status, w->arena);
    w->e->runs += w->count;
}

static void accept_trial(struct work *w)
{
    size_t n = w->e->parameter_count, m = w->e->observation_count;
    for (size_t k = 0; k < w->count; k++) {
        uint32_t member = w->running[k];
        w->e->status[member] = w->trial_status[k];
        memcpy(w->e->transformed + member * n, w->trial + member * n, n * sizeof *w->trial);
        memcpy(w->e->simulated + member * m, w->trial_simulated + k * m,
               m * sizeof *w->trial_simulated);
    }
    find_running(w);
}

static bool cancelled(const struct work *w)
{
    return w->problem->cancelled && *w->problem->cancelled;
}

/* One iteration: larger damping until the mean objective falls. False when it ends the run. */
static bool iterate(struct work *w, double *packed)
{
    enum { TRIES = 6 };
    build_spread(w);
    for (int i = 0; i < TRIES; i++) {
        if (!factor(w)) {
            w->e->lambda *= 10;
            continue;
        }
        for (size_t k = 0; k < w->count; k++)
            move_member(w, k);
        run_trial(w, packed);
        if (cancelled(w)) {
            w->e->stop = WATER_STOP_CANCELLED;
            return false;
        }
        size_t running;
        double mean = mean_of_trial(w, &running);
        if (running >= MEMBERS_MIN && mean < w->e->mean) {
            accept_trial(w);
            double fall = (w->e->mean - mean) / w->e->mean;
            w->e->mean = judge_members(w->problem, w->e);
            w->e->lambda = fmax(w->e->lambda / 10, 1e-3);
            w->e->iteration++;
            w->e->stop = fall < 1e-3 ? WATER_STOP_OBJECTIVE : WATER_STOP_ITERATIONS;
            return fall >= 1e-3;
        }
        w->e->lambda *= 10;
    }
    w->e->stop = WATER_STOP_DAMPING;
    return false;
}

static void work_init(struct work *w, const struct water_problem *problem, struct water_ensemble *e,
                      struct arena *arena)
{
    size_t count = e->member_count, n = e->parameter_count, m = e->observation_count;
    *w = (struct work){.problem = problem,
                       .e = e,
                       .arena = arena,
                       .running = ARENA_ARRAY(arena, uint32_t, count),
                       .spread = ARENA_ARRAY(arena, double, count *m),
                       .weights = ARENA_ARRAY(arena, double, count *count),
                       .mean_simulated = ARENA_ARRAY(arena, double, m),
                       .mean_parameter = ARENA_ARRAY(arena, double, n),
                       .trial = ARENA_ARRAY(arena, double, count *n),
                       .trial_simulated = ARENA_ARRAY(arena, double, count *m),
                       .trial_status = ARENA_ARRAY(arena, struct water_run_status, count),
                       .column = ARENA_ARRAY(arena, double, count)};
}

int water_ensemble_resume(const struct water_problem *problem,
                          const struct water_ensemble_options *options, struct arena *arena,
                          struct water_ensemble *e, struct error *error)
{
    int status = water_problem_check(problem, error);
    if (status)
        return status;
    struct work w;
    work_init(&w, problem, e, arena);
    double *packed = ARENA_ARRAY(arena, double, e->member_count * e->parameter_count);
    water_run_members(problem, e->transformed, e->member_count, e->simulated, e->status, arena);
    e->runs += e->member_count;
    find_running(&w);
    e->mean = judge_members(problem, e);
    if (e->iteration == 0)
        e->mean_before = e->mean;
    e->stop = cancelled(&w)           ? WATER_STOP_CANCELLED
              : w.count < MEMBERS_MIN ? WATER_STOP_MODEL
                                      : WATER_STOP_ITERATIONS;
    while (e->stop == WATER_STOP_ITERATIONS && e->iteration < options->iterations) {
        if (!iterate(&w, packed))
            break;
        if (options->progress)
            options->progress(options->state, e);
    }
    return 0;
}

static void ensemble_init(struct water_ensemble *e, const struct water_problem *problem,
                          uint32_t members, struct arena *arena)
{
    size_t n = problem->parameter_count, m = problem->observation_count;
    *e = (struct water_ensemble){.member_count = members,
                                 .parameter_count = n,
                                 .observation_count = m,
                                 .lambda = 1,
                                 .transformed = ARENA_ARRAY(arena, double, members *n),
                                 .simulated = ARENA_ARRAY(arena, double, members *m),
                                 .objective = ARENA_ARRAY(arena, double, members),
                                 .status = ARENA_ARRAY(arena, struct water_run_status, members)};
}

int water_ensemble_run(const struct water_problem *problem,
                       const struct water_ensemble_options *options, struct arena *arena,
                       struct water_ensemble *out, struct error *error)
{
    if (options->members < MEMBERS_MIN || options->members > MEMBERS_MAX ||
        options->iterations < 1 || options->iterations > ITERATIONS_MAX)
        return ERROR(error, ERR_WATER_RANGE, BOTH("メンバー数・反復回数", "members, iterations"),
                     STR("-"),
                     BOTH("メンバーは 10-2,000、反復は 1-50 です",
                          "10 to 2,000 members, 1 to 50 iterations"));
    int status = water_problem_check(problem, error);
    if (status)
        return status;
    ensemble_init(out, problem, options->members, arena);
    out->seed = options->seed;
    draw_members(problem, out);
    return water_ensemble_resume(problem, options, arena, out, error);
}

static const char save_head[] = "meguri-ensemble 2";

struct str water_ensemble_save(const struct water_ensemble *e, const struct water_problem *problem,
                               struct arena *arena)
{
    struct buf text = {0};
    buf_format(&text, "%s %" PRIu32 " %zu %" PRIu64 " %d %a %a\n", save_head, e->member_count,
               e->parameter_count, e->seed, e->iteration, e->lambda, e->mean_before);
    for (size_t j = 0; j < e->parameter_count; j++)
        buf_format(&text, "%" PRIstr "\n", STR_ARG(problem->parameters[j].name));
    for (size_t i = 0; i < e->member_count * e->parameter_count; i++)
        buf_format(&text, "%a%c", e->transformed[i],
                   (i + 1) % e->parameter_count == 0 ? '\n' : ' ');
    struct str saved = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return saved;
}

static int refuse_text(struct error *error)
{
    return ERROR(error, ERR_WATER_TABLE, BOTH("途中経過の保存", "saved ensemble"),
                 BOTH("この計算のものではないか、壊れています",
                      "it is damaged or belongs to another problem"));
}

/* The names of the parameters stand one on a line behind the head. */
static bool skip_names(char **at, const struct water_problem *problem)
{
    for (size_t j = 0; j < problem->parameter_count; j++) {
        struct str name = problem->parameters[j].name;
        if (**at != '\n' || strncmp(*at + 1, name.p, name.n) != 0)
            return false;
        *at += 1 + name.n;
    }
    return **at == '\n';
}

int water_ensemble_load(struct str text, const struct water_problem *problem, struct arena *arena,
                        struct water_ensemble *out, struct error *error)
{
    char *copy = arena_c(arena, text), *at = copy + strlen(save_head);
    if (!str_starts(text, str_from_c(save_head)))
        return refuse_text(error);
    unsigned long members = strtoul(at, &at, 10), parameters = strtoul(at, &at, 10);
    if (members < MEMBERS_MIN || members > MEMBERS_MAX || parameters != problem->parameter_count)
        return refuse_text(error);
    ensemble_init(out, problem, (uint32_t)members, arena);
    out->seed = strtoull(at, &at, 10);
    out->iteration = (int)strtol(at, &at, 10);
    out->lambda = strtod(at, &at);
    out->mean_before = strtod(at, &at);
    if (!skip_names(&at, problem))
        return refuse_text(error);
    for (size_t i = 0; i < members * parameters; i++) {
        char *end;
        out->transformed[i] = strtod(at, &end);
        if (end == at || !isfinite(out->transformed[i]))
            return refuse_text(error);
        at = end;
    }
    if (out->iteration < 0 || out->iteration > ITERATIONS_MAX || !(out->lambda > 0) ||
        !isfinite(out->lambda))
        return refuse_text(error);
    return 0;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* By the plotting position k / (n + 1), the chance that another draw lies below the k-th: ranges
   of few members would be too narrow otherwise. */
static double quantile(const double *sorted, size_t count, double p)
{
    double place = fmin(fmax(p * (double)(count + 1) - 1, 0), (double)(count - 1));
    size_t low = (size_t)place;
    double part = place - (double)low;
    return low + 1 < count ? sorted[low] * (1 - part) + sorted[low + 1] * part : sorted[low];
}

struct water_band water_band_of(double *values, size_t count)
{
    if (count == 0)
        return (struct water_band){NAN, NAN, NAN};
    qsort(values, count, sizeof *values, compare_numbers);
    return (struct water_band){quantile(values, count, 0.025), quantile(values, count, 0.5),
                               quantile(values, count, 0.975)};
}

struct water_band water_ensemble_parameter(const struct water_problem *problem,
                                           const struct water_ensemble *e, size_t parameter,
                                           struct arena *arena)
{
    double *values = ARENA_ARRAY(arena, double, e->member_count);
    size_t count = 0;
    for (uint32_t member = 0; member < e->member_count; member++)
        if (!e->status[member].failed)
            values[count++] =
                water_plain_of(&problem->parameters[parameter],
                               e->transformed[member * e->parameter_count + parameter]);
    return water_band_of(values, count);
}

struct water_band water_ensemble_value(const struct water_problem *problem,
                                       const struct water_ensemble *e, size_t observation,
                                       bool with_error, struct arena *arena)
{
    double *values = ARENA_ARRAY(arena, double, e->member_count);
    double deviation = problem->observations[observation].deviation;
    size_t count = 0;
    for (uint32_t member = 0; member < e->member_count; member++) {
        if (e->status[member].failed)
            continue;
        values[count] = e->simulated[member * e->observation_count + observation];
        if (with_error)
            values[count] +=
                deviation * water_random_normal(e->seed, STREAM_NEW + member, observation);
        count++;
    }
    return water_band_of(values, count);
}
