#include "water/model/fit.h"

#include <math.h>
#include <string.h>

#include "water/model/linear.h"

struct str water_stop_label(enum water_stop stop)
{
    static const struct str labels[WATER_STOPS] = {
        STR_INIT("最も合う点に達しました。\x1fThe best point is reached."),
        STR_INIT("動かす量が十分に小さくなりました。\x1fSteps have become too small to matter."),
        STR_INIT("目的関数がこれ以上下がりません。\x1fThe objective no longer falls."),
        STR_INIT("決められた反復回数に達しました。まだ下がる余地があります。\x1fThe allowed "
                 "iterations are used up."),
        STR_INIT("どの減衰でもより良い点が見つかりません。\x1fNo damping gives a better point."),
        STR_INIT("中止されました。\x1f"
                 "Cancelled."),
        STR_INIT("モデルを計算できないため止まりました。\x1fThe model could not be run."),
    };
    return labels[stop];
}

/* Working memory of one fit. All vectors are transformed parameters or weighted residuals. */
struct work {
    const struct water_problem *problem;
    size_t n, m;
    struct arena *arena;
    double *prior, *at, *trial;                /* [n] */
    double *simulated, *trial_simulated;       /* [m] */
    double *residual;                          /* [m] */
    double *jacobian;                          /* [m][n] of the residuals */
    double *normal, *damped, *gradient, *step; /* [n][n], [n][n], [n], [n] */
    double *batch, *batch_simulated;           /* [n][n], [n][m] for differences */
    struct water_run_status *status;           /* [n] */
    double *model_jacobian;                    /* [m][n] */
    struct water_fit *out;
    double difference, tolerance;
    bool differences; /* do not ask the model for derivatives */
    bool linearised;  /* jacobian, normal and gradient are those of `at` */
};

static double prior_part(const struct work *w, const double *at)
{
    double sum = 0;
    for (size_t j = 0; j < w->n; j++) {
        double z = (at[j] - w->prior[j]) / w->problem->parameters[j].deviation;
        sum += z * z;
    }
    return sum;
}

static double weighted(const struct work *w, size_t i, double simulated)
{
    const struct water_observation *o = &w->problem->observations[i];
    return o->held_out ? 0 : water_residual(o, o->value, simulated);
}

static double objective(const struct work *w, const double *at, const double *simulated)
{
    double sum = prior_part(w, at);
    for (size_t i = 0; i < w->m; i++) {
        double r = weighted(w, i, simulated[i]);
        sum += r * r;
    }
    return sum;
}

static bool run_one(struct work *w, const double *at, double *simulated)
{
    struct water_run_status status;
    water_run_members(w->problem, at, 1, simulated, &status, w->arena);
    w->out->runs++;
    if (status.failed) {
        w->out->failed_runs++;
        w->out->failure = status.reason;
    }
    return !status.failed;
}

static bool exact_jacobian(struct work *w)
{
    const struct water_problem *problem = w->problem;
    double *plain = w->step;
    for (size_t j = 0; j < w->n; j++)
        plain[j] = water_plain_of(&problem->parameters[j], w->at[j]);
    struct error error = {0};
    w->out->runs++;
    if (problem->run(problem->model, 0, plain, w->trial_simulated, w->model_jacobian, &error)) {
        w->out->failed_runs++;
        w->out->failure = error_sentence(&error, LANG_JA, w->arena);
        return false;
    }
    for (size_t i = 0; i < w->m; i++)
        for (size_t j = 0; j < w->n; j++)
            w->jacobian[i * w->n + j] = w->model_jacobian[i * w->n + j] *
                                        water_plain_slope(&problem->parameters[j], w->at[j]);
    return true;
}

/* One run per parameter beside the point; the side away from a near bound. */
static bool difference_jacobian(struct work *w)
{
    double *steps = w->step;
    for (size_t j = 0; j < w->n; j++) {
        const struct water_parameter *p = &w->problem->parameters[j];
        memcpy(w->batch + j * w->n, w->at, w->n * sizeof *w->at);
        steps[j] = w->difference * p->deviation;
        if (p->transform != WATER_LOGIT && water_transform_of(p, p->upper) - w->at[j] < steps[j])
            steps[j] = -steps[j];
        w->batch[j * w->n + j] += steps[j];
    }
    water_run_members(w->problem, w->batch, w->n, w->batch_simulated, w->status, w->arena);
    w->out->runs += w->n;
    for (size_t j = 0; j < w->n; j++) {
        if (w->status[j].failed) {
            w->out->failed_runs++;
            w->out->failure = w->status[j].reason;
            return false;
        }
        for (size_t i = 0; i < w->m; i++)
            w->jacobian[i * w->n + j] =
                (w->batch_simulated[j * w->m + i] - w->simulated[i]) / steps[j];
    }
    return true;
}

/* Jacobian of the weighted residuals, then J^T J and J^T r with the priors. */
static bool linearise(struct work *w)
{
    bool exact = w->problem->has_jacobian && !w->differences;
    if (w->linearised)
        return true;
    w->out->jacobians++;
    if (!exact || !exact_jacobian(w)) {
        w->out->differenced++;
        if (!difference_jacobian(w))
            return false;
    }
    memset(w->normal, 0, w->n * w->n * sizeof *w->normal);
    for (size_t j = 0; j < w->n; j++) {
        double deviation = w->problem->parameters[j].deviation;
        w->normal[j * w->n + j] = 1 / (deviation * deviation);
        w->gradient[j] = (w->at[j] - w->prior[j]) / (deviation * deviation);
    }
    for (size_t i = 0; i < w->m; i++) {
        const struct water_observation *o = &w->problem->observations[i];
        double r = weighted(w, i, w->simulated[i]);
        if (o->held_out || (o->censored && r == 0))
            continue;
        double *row = w->jacobian + i * w->n;
        for (size_t j = 0; j < w->n; j++) {
            row[j] /= o->deviation;
            w->gradient[j] += row[j] * r;
            for (size_t k = 0; k <= j; k++)
                w->normal[j * w->n + k] += row[j] * row[k];
        }
    }
    for (size_t j = 0; j < w->n; j++)
        for (size_t k = j + 1; k < w->n; k++)
            w->normal[j * w->n + k] = w->normal[k * w->n + j];
    w->linearised = true;
    return true;
}

static double lower_of(const struct water_parameter *p)
{
    return p->transform == WATER_LOGIT ? -INFINITY : water_transform_of(p, p->lower);
}

static double upper_of(const struct water_parameter *p)
{
    return p->transform == WATER_LOGIT ? INFINITY : water_transform_of(p, p->upper);
}

/* A parameter at its bound whose gradient points out of it does not move. */
static bool held(const struct work *w, size_t j)
{
    const struct water_parameter *p = &w->problem->parameters[j];
    return (w->at[j] <= lower_of(p) && w->gradient[j] > 0) ||
           (w->at[j] >= upper_of(p) && w->gradient[j] < 0);
}

/* The damped Gauss-Newton step into w->trial; false when the system cannot be factored. */
static bool propose(struct work *w, double damping)
{
    for (size_t j = 0; j < w->n; j++)
        for (size_t k = 0; k < w->n; k++) {
            bool out = held(w, j) || held(w, k);
            double value = out ? (j == k) : w->normal[j * w->n + k];
            w->damped[j * w->n + k] = value + (j == k ? damping * w->normal[j * w->n + j] : 0);
        }
    for (size_t j = 0; j < w->n; j++)
        w->step[j] = held(w, j) ? 0 : -w->gradient[j];
    if (!water_cholesky(w->damped, w->n))
        return false;
    water_cholesky_solve(w->damped, w->n, w->step);
    for (size_t j = 0; j < w->n; j++) {
        const struct water_parameter *p = &w->problem->parameters[j];
        w->trial[j] = fmin(fmax(w->at[j] + w->step[j], lower_of(p)), upper_of(p));
        w->step[j] = w->trial[j] - w->at[j];
    }
    return true;
}

/* How much the linear model says the objective falls by the step. */
static double predicted_fall(const struct work *w)
{
    double fall = 0;
    for (size_t j = 0; j < w->n; j++) {
        double product = 0;
        for (size_t k = 0; k < w->n; k++)
            product += w->normal[j * w->n + k] * w->step[k];
        fall -= w->step[j] * (2 * w->gradient[j] + product);
    }
    return fall;
}

static bool at_the_bottom(const struct work *w)
{
    for (size_t j = 0; j < w->n; j++)
        if (!held(w, j) &&
            fabs(w->gradient[j]) > 1e-8 * sqrt(w->normal[j * w->n + j]) * (1 + w->out->objective))
            return false;
    return true;
}

static double step_size(const struct work *w)
{
    double largest = 0;
    for (size_t j = 0; j < w->n; j++)
        largest = fmax(largest, fabs(w->step[j]) / w->problem->parameters[j].deviation);
    return largest;
}

static bool cancelled(const struct work *w)
{
    return w->problem->cancelled && *w->problem->cancelled;
}

/* Tries growing dampings until the objective falls. True when a better point was taken. Where the
   linear model too says that nothing is to be gained, it is over. */
static bool take_step(struct work *w, double *damping, double *fall, enum water_stop *stop)
{
    enum { TRIES = 12 };
    *stop = WATER_STOP_DAMPING;
    for (int i = 0; i < TRIES; i++, *damping *= 4) {
        if (cancelled(w)) {
            *stop = WATER_STOP_CANCELLED;
            return false;
        }
        if (!propose(w, *damping))
            continue;
        if (step_size(w) < 1e-9) {
            *stop = WATER_STOP_STEP;
            return false;
        }
        double expected = predicted_fall(w);
        if (!run_one(w, w->trial, w->trial_simulated))
            continue;
        *fall = w->out->objective - objective(w, w->trial, w->trial_simulated);
        if (*fall <= 0 && expected < w->tolerance * w->out->objective) {
            *stop = WATER_STOP_OBJECTIVE;
            return false;
        }
        if (*fall <= 0)
            continue;
        double gain = *fall / fmax(expected, 1e-300);
        *damping *= fmax(1.0 / 5, 1 - pow(2 * fmin(gain, 1) - 1, 3));
        memcpy(w->at, w->trial, w->n * sizeof *w->at);
        memcpy(w->simulated, w->trial_simulated, w->m * sizeof *w->simulated);
        w->out->objective -= *fall;
        w->linearised = false;
        return true;
    }
    return false;
}

static enum water_stop descend(struct work *w, const struct water_fit_options *options)
{
    int iterations = options && options->iterations ? options->iterations : 50;
    double damping = 1e-2, fall = 0;
    int small_falls = 0;
    for (w->out->iterations = 0; w->out->iterations < iterations; w->out->iterations++) {
        if (cancelled(w))
            return WATER_STOP_CANCELLED;
        if (!linearise(w))
            return cancelled(w) ? WATER_STOP_CANCELLED : WATER_STOP_MODEL;
        if (at_the_bottom(w))
            return WATER_STOP_GRADIENT;
        enum water_stop stop;
        if (!take_step(w, &damping, &fall, &stop))
            return stop;
        if (options && options->progress)
            options->progress(options->state, w->out->iterations + 1, w->out->objective);
        small_falls = fall < w->tolerance * w->out->objective ? small_falls + 1 : 0;
        if (small_falls == 2)
            return WATER_STOP_OBJECTIVE;
    }
    return WATER_STOP_ITERATIONS;
}

static void describe_parameters(struct work *w, const double *covariance)
{
    for (size_t j = 0; j < w->n; j++) {
        const struct water_parameter *p = &w->problem->parameters[j];
        double variance = covariance[j * w->n + j];
        struct water_fitted *f = &w->out->parameters[j];
        *f = (struct water_fitted){
            .value = water_plain_of(p, w->at[j]),
            .prior = p->prior,
            .deviation = sqrt(variance),
            .low = water_plain_of(p, w->at[j] - 1.96 * sqrt(variance)),
            .high = water_plain_of(p, w->at[j] + 1.96 * sqrt(variance)),
            .identifiability = fmax(1 - variance / (p->deviation * p->deviation), 0),
            .at_bound = w->at[j] <= lower_of(p) || w->at[j] >= upper_of(p),
        };
        for (size_t k = 0; k < w->n; k++)
            w->out->correlation[j * w->n + k] =
                covariance[j * w->n + k] / sqrt(variance * covariance[k * w->n + k]);
    }
}

/* Covariance, and the information of the data alone in units of the priors. */
static void describe(struct work *w)
{
    if (!linearise(w))
        return;
    double *information = w->batch;
    for (size_t j = 0; j < w->n; j++)
        for (size_t k = 0; k < w->n; k++) {
            double dj = w->problem->parameters[j].deviation,
                   dk = w->problem->parameters[k].deviation;
            information[j * w->n + k] = w->normal[j * w->n + k] * dj * dk - (j == k);
        }
    water_eigen(information, w->n, w->out->eigenvalues, w->out->eigenvectors);
    memcpy(w->damped, w->normal, w->n * w->n * sizeof *w->damped);
    if (!water_cholesky(w->damped, w->n))
        return;
    double *covariance = w->batch;
    water_cholesky_invert(w->damped, w->n, covariance);
    describe_parameters(w, covariance);
}

static void prepare(struct work *w, const struct water_problem *problem,
                    const struct water_fit_options *options, struct arena *arena,
                    struct water_fit *out)
{
    size_t n = problem->parameter_count, m = problem->observation_count;
    *w = (struct work){.problem = problem, .n = n, .m = m, .arena = arena, .out = out};
    w->difference = options && options->difference > 0 ? options->difference : 1e-3;
    w->tolerance = options && options->tolerance > 0 ? options->tolerance : 1e-6;
    w->differences = options && options->differences;
    double **vectors[] = {&w->prior, &w->at, &w->trial, &w->gradient, &w->step};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        *vectors[i] = ARENA_ARRAY(arena, double, n);
    double **matrices[] = {&w->normal, &w->damped, &w->batch};
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++)
        *matrices[i] = ARENA_ARRAY(arena, double, n *n);
    w->simulated = ARENA_ARRAY(arena, double, m);
    w->trial_simulated = ARENA_ARRAY(arena, double, m);
    w->jacobian = ARENA_ARRAY(arena, double, m *n);
    w->model_jacobian = ARENA_ARRAY(arena, double, m *n);
    w->batch_simulated = ARENA_ARRAY(arena, double, m *n);
    w->status = ARENA_ARRAY(arena, struct water_run_status, n);
    *out = (struct water_fit){.parameters = ARENA_ARRAY(arena, struct water_fitted, n),
                              .simulated_before = ARENA_ARRAY(arena, double, m),
                              .correlation = ARENA_ARRAY(arena, double, n *n),
                              .eigenvalues = ARENA_ARRAY(arena, double, n),
                              .eigenvectors = ARENA_ARRAY(arena, double, n *n)};
    out->simulated = w->simulated;
    for (size_t j = 0; j < n; j++)
        w->at[j] = w->prior[j] =
            water_transform_of(&problem->parameters[j], problem->parameters[j].prior);
}

int water_fit_run(const struct water_problem *problem, const struct water_fit_options *options,
                  struct arena *arena, struct water_fit *out, struct error *error)
{
    int status = water_problem_check(problem, error);
    if (status)
        return status;
    struct work w;
    prepare(&w, problem, options, arena, out);
    out->stop = WATER_STOP_MODEL;
    if (!run_one(&w, w.at, w.simulated))
        return 0;
    memcpy(out->simulated_before, w.simulated, w.m * sizeof *w.simulated);
    out->objective_before = out->objective = objective(&w, w.at, w.simulated);
    out->stop = descend(&w, options);
    out->objective_prior = prior_part(&w, w.at);
    describe(&w);
    return 0;
}
