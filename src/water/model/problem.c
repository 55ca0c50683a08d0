#include "water/model/problem.h"

#include <math.h>
#include <pthread.h>

enum { THREADS_MAX = 64 };

static int refuse(struct str name, struct str what, struct error *error)
{
    return ERROR(error, ERR_WATER_RANGE, name, STR("-"), what);
}

int water_parameter_check(const struct water_parameter *p, struct error *error)
{
    if (!(p->lower < p->upper) || !isfinite(p->lower) || !isfinite(p->upper))
        return refuse(p->name,
                      BOTH("下限は上限より小さい有限の数にしてください",
                           "the lower bound must be below the upper one"),
                      error);
    if (!(p->prior >= p->lower) || p->prior > p->upper)
        return refuse(p->name, BOTH("初期値が範囲の外です", "the prior lies outside the bounds"),
                      error);
    if (!(p->deviation > 0) || !isfinite(p->deviation))
        return refuse(
            p->name,
            BOTH("標準偏差は 0 より大きい数にしてください", "the deviation must be above zero"),
            error);
    if (p->transform == WATER_LOG && !(p->lower > 0))
        return refuse(p->name,
                      BOTH("対数で扱う値の下限は 0 より大きくしてください",
                           "a logarithm needs a lower bound above zero"),
                      error);
    if (p->transform == WATER_LOGIT && !(p->prior > p->lower && p->prior < p->upper))
        return refuse(
            p->name,
            BOTH("初期値を範囲の内側に置いてください", "the prior must lie inside the bounds"),
            error);
    return 0;
}

int water_problem_check(const struct water_problem *problem, struct error *error)
{
    size_t fitted = 0;
    int status = 0;
    for (size_t i = 0; i < problem->parameter_count && !status; i++)
        status = water_parameter_check(&problem->parameters[i], error);
    for (size_t i = 0; i < problem->observation_count && !status; i++) {
        const struct water_observation *o = &problem->observations[i];
        fitted += !o->held_out;
        if (!isfinite(o->value) || !(o->deviation > 0) || !isfinite(o->deviation))
            status = refuse(o->name,
                            BOTH("観測値と誤差は有限で、誤差は 0 より大きくしてください",
                                 "value and deviation must be finite, the deviation above zero"),
                            error);
    }
    if (!status && (problem->parameter_count == 0 || fitted == 0))
        status = refuse(BOTH("合わせ込み", "fit"),
                        BOTH("動かす値と観測値が一つ以上要ります",
                             "at least one parameter and one observation are needed"),
                        error);
    return status;
}

double water_transform_of(const struct water_parameter *p, double plain)
{
    switch (p->transform) {
    case WATER_LOG:
        return log(plain);
    case WATER_LOGIT:
        return log((plain - p->lower) / (p->upper - plain));
    case WATER_PLAIN:
        break;
    }
    return plain;
}

double water_plain_of(const struct water_parameter *p, double transformed)
{
    double plain = transformed;
    if (p->transform == WATER_LOG)
        plain = exp(transformed);
    if (p->transform == WATER_LOGIT)
        plain = p->lower + (p->upper - p->lower) / (1 + exp(-transformed));
    return fmin(fmax(plain, p->lower), p->upper);
}

double water_plain_slope(const struct water_parameter *p, double transformed)
{
    double plain = water_plain_of(p, transformed);
    switch (p->transform) {
    case WATER_LOG:
        return plain;
    case WATER_LOGIT:
        return (plain - p->lower) * (p->upper - plain) / (p->upper - p->lower);
    case WATER_PLAIN:
        break;
    }
    return 1;
}

double water_residual(const struct water_observation *o, double observed, double simulated)
{
    double residual = (simulated - observed) / o->deviation;
    return o->censored && residual < 0 ? 0 : residual;
}

struct batch {
    const struct water_problem *problem;
    const double *transformed;
    size_t count;
    double *simulated;
    struct water_run_status *status;
    struct arena *arena;
    pthread_mutex_t lock; /* of the arena and member_done */
    _Atomic size_t next;
    _Atomic unsigned next_thread;
};

static void run_member(struct batch *batch, unsigned thread, size_t member, double *plain)
{
    const struct water_problem *problem = batch->problem;
    for (size_t i = 0; i < problem->parameter_count; i++)
        plain[i] = water_plain_of(&problem->parameters[i],
                                  batch->transformed[member * problem->parameter_count + i]);
    double *simulated = batch->simulated + member * problem->observation_count;
    struct error error = {0};
    int status = problem->run(problem->model, thread, plain, simulated, NULL, &error);
    for (size_t i = 0; i < problem->observation_count && !status; i++)
        if (!isfinite(simulated[i]))
            status = ERROR(&error, ERR_WATER_RANGE, problem->observations[i].name, STR("NaN"),
                           BOTH("モデルの計算結果が数ではありません", "the model gave no number"));
    pthread_mutex_lock(&batch->lock);
    batch->status[member] = (struct water_run_status){.failed = status != 0};
    if (status)
        batch->status[member].reason = error_sentence(&error, LANG_JA, batch->arena);
    if (problem->member_done)
        problem->member_done(problem->member_state);
    pthread_mutex_unlock(&batch->lock);
}

static void *run_batch(void *state)
{
    struct batch *batch = state;
    unsigned thread = batch->next_thread++;
    struct arena *arena = arena_create();
    double *plain = ARENA_ARRAY(arena, double, batch->problem->parameter_count);
    const struct water_share *share = batch->problem->share;
    const atomic_bool *stop = share ? share->interrupted : batch->problem->cancelled;
    for (size_t member; !(stop && *stop) && (member = batch->next++) < batch->count;)
        if (!share || member % share->size == share->rank)
            run_member(batch, thread, member, plain);
    arena_destroy(arena);
    return NULL;
}

void water_run_members(const struct water_problem *problem, const double *transformed, size_t count,
                       double *simulated, struct water_run_status *status, struct arena *arena)
{
    struct batch batch = {.problem = problem,
                          .transformed = transformed,
                          .count = count,
                          .simulated = simulated,
                          .status = status,
                          .arena = arena,
                          .lock = PTHREAD_MUTEX_INITIALIZER};
    for (size_t i = 0; i < count; i++) /* stays so for members that a cancellation skips */
        status[i] = (struct water_run_status){.failed = true, .reason = STR("中止")};
    pthread_t ids[THREADS_MAX];
    unsigned threads = problem->thread_count > THREADS_MAX ? THREADS_MAX : problem->thread_count;
    unsigned started = 0;
    while (started + 1 < threads && started + 1 < count &&
           pthread_create(&ids[started], NULL, run_batch, &batch) == 0)
        started++;
    run_batch(&batch);
    for (unsigned i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
    if (problem->share)
        problem->share->exchange(problem->share->state, simulated, status, count,
                                 problem->observation_count, arena);
}
