/* The calculation of a prediction, and the rounds in which fits and predictions are taken. Both
   have a thread of their own, so that a long fit holds up neither predictions nor the mail; they
   run with low priority on as many threads as configured. */
#include <sys/resource.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "water/data/prediction.h"
#include "water/fit_job.h"
#include "water/outcome.h"
#include "water/prediction.h"
#include "water/prediction_job.h"
#include "web/background.h"

enum { ATTEMPTS = 5, ROUND_JOBS = 50, NICE = 10 };
static const int64_t lease = (int64_t)5 * 60 * US_PER_SECOND, report_every = US_PER_SECOND;

struct running {
    struct water_prediction_work work;
    const struct context *context;
    const struct web_services *services;
    unsigned threads;
    struct arena *arena;
    struct water_fitting fitting;
    struct water_ensemble ensemble;
    int64_t runs, next_report;
    atomic_bool cancelled;
    bool server_stops;
    struct str outcome;
};

static void report(struct running *r)
{
    bool go_on = false;
    struct error error = {0};
    r->next_report = context_monotonic(r->context) + report_every;
    r->server_stops = r->services && background_stopping(r->services->background);
    bool told =
        water_prediction_report(&r->work, r->runs, r->ensemble.member_count, &go_on, &error) == 0;
    if (r->server_stops || (told && !go_on))
        atomic_store(&r->cancelled, true);
}

static void count_run(void *state)
{
    struct running *r = state;
    r->runs++;
    if (context_monotonic(r->context) >= r->next_report)
        report(r);
}

static int predict(struct running *r, struct error *error)
{
    const struct water_prediction_row *row = &r->work.row;
    struct water_problem *problem = r->fitting.problem;
    const struct water_prediction_wanted wanted = {.point = row->point,
                                                   .from = row->first_day ? row->first_day
                                                                          : WATER_NO_DAY,
                                                   .days = row->days,
                                                   .every = row->every};
    struct water_prediction prediction;
    struct water_outcome outcome;
    struct str text;
    int status = water_fit_file_read(&r->work.actor, &r->work.fit, STR("ensemble"), &text, error);
    if (!status)
        status = water_ensemble_load(text, problem, r->arena, &r->ensemble, error);
    if (!status)
        status = water_prediction_plan(&r->fitting, &wanted, &prediction, error);
    if (status)
        return status;
    problem->cancelled = &r->cancelled;
    problem->member_done = count_run;
    problem->member_state = r;
    report(r);
    water_prediction_run(&prediction, &r->ensemble);
    if (r->cancelled)
        return 0;
    if (prediction.failed == r->ensemble.member_count)
        return ERROR(error, ERR_WATER_STUDY, BOTH("すべてのメンバーの予測", "all members"),
                     prediction.reason);
    water_outcome_init(&outcome, r->arena);
    water_outcome_of_prediction(&prediction, &outcome);
    r->outcome = water_outcome_write(&outcome, r->arena);
    return 0;
}

static int run(struct running *r, struct error *error)
{
    const struct command_call call = {.context = r->context};
    struct water_given given;
    struct str study = STR("");
    int status = 0;
    if (r->work.row.study.n > 0)
        status =
            water_fit_blob_read(&r->work.actor, &r->work.fit, r->work.row.study, &study, error);
    if (!status)
        status = water_fit_given(&r->work.actor, &r->work.fit, study, &given, error);
    if (status)
        return status;
    status = water_fitting_open_given(&call, &given, r->threads, r->arena, &r->fitting, error);
    if (!status)
        status = water_fitting_need_train(&r->fitting, error);
    if (!status)
        status = predict(r, error);
    water_fitting_finish(&r->fitting);
    return status;
}

static int settle(struct running *r, int status, const struct error *problem, struct error *error)
{
    bool last = !r->work.job || r->work.job->attempt >= ATTEMPTS;
    if (status == ERR_STORE_LEASE)
        return 0;
    if (!status && r->cancelled && r->server_stops)
        return water_prediction_requeue(&r->work, error);
    if (!status)
        return water_prediction_finish(
            &r->work, r->cancelled ? WATER_PREDICTION_CANCELLED : WATER_PREDICTION_DONE,
            r->cancelled ? STR("") : r->outcome, STR(""), error);
    if (error_http_status(problem->code) >= 500 && !last) {
        error_copy(error, problem);
        return status;
    }
    return water_prediction_finish(&r->work, WATER_PREDICTION_FAILED, STR(""),
                                   error_sentence(problem, LANG_JA, r->arena), error);
}

int water_prediction_do(struct store *store, const struct web_services *services,
                        const struct job *job, int64_t id, unsigned threads, struct arena *arena,
                        struct error *error)
{
    struct running *r = ARENA_NEW(arena, struct running);
    struct error problem = {0};
    *r = (struct running){
        .work = {.actor = web_actor_program(store, arena, 0, services),
                 .job = job,
                 .worker = arena_format(arena, "%lld.%lld", job ? (long long)job->id : 0,
                                        job ? (long long)job->attempt : 0)},
        .context = store_context(store),
        .services = services,
        .threads = threads,
        .arena = arena};
    int status = water_prediction_begin(&r->work, id, error);
    if (status || r->work.row.id == 0)
        return status;
    if (job && job->attempt > ATTEMPTS)
        return water_prediction_finish(&r->work, WATER_PREDICTION_FAILED, STR(""),
                                       STR("計算が何度も途中で切れたため、止めました"), error);
    status = run(r, &problem);
    return settle(r, status, &problem, error);
}

/* The rounds
 * --------------------------------------------------------------------------------------- */

static int run_job(struct store *store, const struct web_services *services, const struct job *job,
                   struct arena *arena, struct error *error)
{
    const struct json *payload;
    int64_t id;
    bool fit = str_equal(job->kind, STR("water.fit"));
    unsigned threads = water_fit_threads(services);
    int status = json_parse(job->payload, arena, &payload, error);
    if (status)
        return status;
    if (!json_int(payload, fit ? STR("fit") : STR("prediction"), &id))
        return ERROR(error, ERR_JSON, job->kind);
    return fit ? water_fit_do(store, services, job, id, threads, arena, error)
               : water_prediction_do(store, services, job, id, threads, arena, error);
}

static int take_one(struct store *store, const struct web_services *services, struct str kind,
                    struct arena *arena, bool *more, struct error *error)
{
    struct job job = {0};
    struct job_hold hold;
    struct error why = {0};
    int failed = job_take(store, &kind, 1, lease, arena, &job, error);
    *more = !failed && job.id != 0;
    if (!*more)
        return failed;
    job_hold(services->keeper, &job, lease, &hold);
    failed = run_job(store, services, &job, arena, &why);
    if (!job_let_go(services->keeper, &hold) || !failed || failed == ERR_STORE_LEASE)
        return 0;
    log_error(store_context(store), job.kind, &why);
    return job_failed(store, &job, ATTEMPTS, &why, error);
}

/* Pages and mail go first: this thread and those it starts step back. */
static int take_all(struct store *store, const struct web_services *services, struct str kind,
                    struct arena *arena, struct error *error)
{
    bool more = true;
    int failed = 0;
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    for (int i = 0; !failed && more && i < ROUND_JOBS; i++) {
        if (background_stopping(services->background))
            return 0;
        failed = take_one(store, services, kind, arena, &more, error);
        arena_reset(arena);
    }
    return failed;
}

int water_fit_round(struct store *store, const struct web_services *services, struct arena *arena,
                    struct error *error)
{
    return take_all(store, services, STR("water.fit"), arena, error);
}

int water_prediction_round(struct store *store, const struct web_services *services,
                           struct arena *arena, struct error *error)
{
    return take_all(store, services, STR("water.predict"), arena, error);
}
