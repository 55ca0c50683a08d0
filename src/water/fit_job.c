#include "water/fit_job.h"

#include <stdlib.h>

#include "water/data/fit_work.h"
#include "water/model/ensemble.h"
#include "water/outcome.h"
#include "web/background.h"

enum { ATTEMPTS = 5, FIT_ITERATIONS = 30, STEPS = WATER_FIT_ITERATIONS_MOST + 2 };
static const int64_t report_every = US_PER_SECOND;

struct running {
    struct water_fit_work work;
    const struct context *context;
    const struct web_services *services;
    unsigned threads;
    struct arena *arena;
    struct water_fitting fitting;
    struct water_fit_progress progress;
    int64_t next_report; /* monotonic */
    atomic_bool cancelled;
    bool server_stops;
    struct error trouble; /* of the store, while the model ran */
};

/* Progress ---------------------------------------------------------------------------------------
 */

static void report(struct running *r)
{
    bool go_on = false;
    struct error error = {0};
    r->next_report = context_monotonic(r->context) + report_every;
    if (r->services && background_stopping(r->services->background)) {
        r->server_stops = true;
        atomic_store(&r->cancelled, true);
        return;
    }
    /* A store that is busy for a moment does not stop a calculation. */
    if (water_fit_report(&r->work, &r->progress, &go_on, &error) == 0 && !go_on)
        atomic_store(&r->cancelled, true);
}

static void count_run(void *state)
{
    struct running *r = state;
    r->progress.runs++;
    if (context_monotonic(r->context) >= r->next_report)
        report(r);
}

static void keep_step(struct running *r, int64_t iteration, double objective, int64_t failed)
{
    struct arena *arena = arena_create();
    const struct water_fit_step step = {.phase = r->progress.phase,
                                        .iteration = iteration,
                                        .failed = failed,
                                        .objective = arena_format(arena, "%.9g", objective)};
    r->progress.iteration = iteration;
    r->progress.failed = failed;
    if (!r->trouble.code)
        water_fit_keep(&r->work, NULL, 0, &step, 1, &r->trouble);
    arena_destroy(arena);
}

static void enter(struct running *r, enum water_fit_phase phase, int64_t planned)
{
    r->progress = (struct water_fit_progress){.phase = phase, .planned = planned};
    report(r);
}

static int keep_outcome(struct running *r, struct str role, const struct water_outcome *outcome,
                        struct error *error)
{
    const struct water_fit_file file = {.role = role,
                                        .bytes = water_outcome_write(outcome, r->arena)};
    return water_fit_keep(&r->work, &file, 1, NULL, 0, error);
}

/* Phases -----------------------------------------------------------------------------------------
 */

static int run_before(struct running *r, struct error *error)
{
    const struct water_problem *problem = r->fitting.problem;
    double *at = ARENA_ARRAY(r->arena, double, problem->parameter_count),
           *simulated = ARENA_ARRAY(r->arena, double, problem->observation_count);
    struct water_run_status status;
    struct water_outcome outcome;
    enter(r, WATER_PHASE_BEFORE, 1);
    for (size_t j = 0; j < problem->parameter_count; j++)
        at[j] = water_transform_of(&problem->parameters[j], problem->parameters[j].prior);
    water_run_members(problem, at, 1, simulated, &status, r->arena);
    if (r->cancelled)
        return 0;
    if (status.failed)
        return ERROR(error, ERR_WATER_STUDY, BOTH("合わせ込む前の計算", "run before the fit"),
                     status.reason);
    water_outcome_init(&outcome, r->arena);
    water_outcome_of_before(&r->fitting, simulated, &outcome);
    return keep_outcome(r, STR("before"), &outcome, error);
}

static void note_iteration(void *state, int iteration, double objective)
{
    keep_step(state, iteration, objective, 0);
}

static int keep_best(struct running *r, const struct water_fit *fit, struct error *error)
{
    size_t n = r->fitting.problem->parameter_count;
    double *values = ARENA_ARRAY(r->arena, double, n);
    struct water_outcome outcome;
    for (size_t j = 0; j < n; j++)
        values[j] = fit->parameters[j].value;
    water_outcome_init(&outcome, r->arena);
    water_outcome_of_fit(&r->fitting, fit, &outcome);
    const struct water_fit_file files[] = {
        {.role = STR("best"), .bytes = water_outcome_write(&outcome, r->arena)},
        {.role = STR("fitted"),
         .bytes = r->fitting.is_phreeqc
                      ? water_phreeqc_corrected(&r->fitting.phreeqc, values, r->arena)
                      : water_calibration_write(&r->fitting.calibration, &r->fitting.study.text,
                                                r->fitting.bytes, values, r->arena)}};
    return water_fit_keep(&r->work, files, 2, NULL, 0, error);
}

static int run_best(struct running *r, struct error *error)
{
    const struct water_fit_options how = {
        .iterations = FIT_ITERATIONS, .progress = note_iteration, .state = r};
    struct water_fit fit;
    enter(r, WATER_PHASE_BEST, 0);
    int status = water_fit_run(r->fitting.problem, &how, r->arena, &fit, error);
    if (status || r->cancelled)
        return status;
    if (fit.runs == fit.failed_runs)
        return ERROR(error, ERR_WATER_STUDY, BOTH("合わせ込みの最初の計算", "first run of the fit"),
                     fit.failure);
    keep_step(r, 0, fit.objective_before, 0);
    return keep_best(r, &fit, error);
}

static int64_t failed_of(const struct water_ensemble *ensemble)
{
    int64_t failed = 0;
    for (uint32_t i = 0; i < ensemble->member_count; i++)
        failed += ensemble->status[i].failed;
    return failed;
}

static void keep_ensemble(struct running *r, const struct water_ensemble *ensemble)
{
    struct arena *arena = arena_create();
    const struct water_fit_file file = {
        .role = STR("ensemble"), .bytes = water_ensemble_save(ensemble, r->fitting.problem, arena)};
    if (!r->trouble.code)
        water_fit_keep(&r->work, &file, 1, NULL, 0, &r->trouble);
    arena_destroy(arena);
}

static void after_iteration(void *state, const struct water_ensemble *ensemble)
{
    struct running *r = state;
    if (ensemble->iteration == 1)
        keep_step(r, 0, ensemble->mean_before, 0);
    keep_step(r, ensemble->iteration, ensemble->mean, failed_of(ensemble));
    keep_ensemble(r, ensemble);
}

static int run_ensemble(struct running *r, struct water_ensemble *ensemble, struct error *error)
{
    const struct water_problem *problem = r->fitting.problem;
    const struct water_fit_row *fit = &r->work.fit;
    const struct water_ensemble_options how = {.members = (uint32_t)fit->members,
                                               .iterations = (int)fit->iterations,
                                               .seed = (uint64_t)fit->seed,
                                               .progress = after_iteration,
                                               .state = r};
    struct error missing = {0};
    struct str text;
    int status = water_fit_file_read(&r->work.actor, fit, STR("ensemble"), &text, &missing);
    if (status == ERR_NOT_FOUND)
        return water_ensemble_run(problem, &how, r->arena, ensemble, error);
    if (status) {
        error_copy(error, &missing);
        return status;
    }
    status = water_ensemble_load(text, problem, r->arena, ensemble, error);
    r->progress.iteration = status ? 0 : ensemble->iteration;
    return status ? status : water_ensemble_resume(problem, &how, r->arena, ensemble, error);
}

static size_t read_steps(struct running *r, struct water_ensemble_step *out, struct error *error,
                         int *status)
{
    struct water_fit_step *steps;
    size_t count = 0, kept = 0;
    *status = water_fit_steps(&r->work.actor, r->work.fit.id, &steps, &count, error);
    for (size_t i = 0; i < count && !*status && kept < STEPS; i++)
        if (steps[i].phase == WATER_PHASE_SPREAD)
            out[kept++] = (struct water_ensemble_step){
                (int)steps[i].iteration, strtod(arena_c(r->arena, steps[i].objective), NULL)};
    return kept;
}

static int run_spread(struct running *r, struct error *error)
{
    const struct water_fit_row *fit = &r->work.fit;
    struct water_ensemble ensemble;
    struct water_ensemble_step steps[STEPS];
    struct water_outcome outcome;
    enter(r, WATER_PHASE_SPREAD, fit->members * (fit->iterations + 1));
    int status = run_ensemble(r, &ensemble, error);
    if (status || r->cancelled)
        return status;
    keep_step(r, ensemble.iteration, ensemble.mean, failed_of(&ensemble));
    keep_ensemble(r, &ensemble);
    size_t count = read_steps(r, steps, error, &status);
    if (status)
        return status;
    water_outcome_init(&outcome, r->arena);
    water_outcome_of_ensemble(&r->fitting, &ensemble, steps, count, &outcome);
    return keep_outcome(r, STR("spread"), &outcome, error);
}

static int has_file(struct running *r, struct str role, bool *has, struct error *error)
{
    struct water_fit_file *files;
    size_t count;
    int status = water_fit_files(&r->work.actor, &r->work.fit, &files, &count, error);
    *has = false;
    for (size_t i = 0; i < count && !status; i++)
        *has = *has || str_equal(files[i].role, role);
    return status;
}

static int run_phases(struct running *r, struct error *error)
{
    bool known = false;
    if (r->work.fit.state == WATER_FIT_CHECKING)
        return run_before(r, error);
    int status = has_file(r, STR("best"), &known, error);
    if (!status && !known)
        status = run_best(r, error);
    if (!status && !r->cancelled && r->work.fit.members > 0)
        status = run_spread(r, error);
    return status;
}

/* The whole --------------------------------------------------------------------------------------
 */

unsigned water_fit_threads(const struct web_services *services)
{
    return services && services->calculation_threads > 0 ? services->calculation_threads : 1;
}

int water_fit_given(const struct web_actor *actor, const struct water_fit_row *fit,
                    struct str study, struct water_given *out, struct error *error)
{
    struct water_fit_file *files;
    size_t count;
    *out = (struct water_given){.study = study};
    int status = water_fit_files(actor, fit, &files, &count, error);
    struct water_given_file *tables = ARENA_ARRAY(actor->arena, struct water_given_file, count);
    out->tables = tables;
    for (size_t i = 0; i < count && !status; i++) {
        struct str bytes = {0};
        bool table = str_equal(files[i].role, STR("table")),
             observations = str_equal(files[i].role, STR("observations")),
             text = str_equal(files[i].role, STR("study"));
        if (!table && !observations && !(text && study.n == 0))
            continue;
        status = water_fit_blob_read(actor, fit, files[i].blob, &bytes, error);
        if (table)
            tables[out->table_count++] = (struct water_given_file){files[i].name, bytes};
        else if (observations)
            out->observations = (struct water_given_file){files[i].name, bytes};
        else
            out->study = bytes;
    }
    return status;
}

static int run_watched(struct running *r, struct error *error)
{
    struct water_problem *problem = r->fitting.problem;
    problem->cancelled = &r->cancelled;
    problem->member_done = count_run;
    problem->member_state = r;
    return run_phases(r, error);
}

static int run(struct running *r, struct error *error)
{
    const struct command_call call = {.context = r->context};
    struct water_given given;
    int status = water_fit_given(&r->work.actor, &r->work.fit, STR(""), &given, error);
    if (status)
        return status;
    status = water_fitting_open_given(&call, &given, r->threads, r->arena, &r->fitting, error);
    if (!status && r->work.fit.state == WATER_FIT_STOPPING)
        atomic_store(&r->cancelled, true); /* stopped before the program was */
    else if (!status)
        status = run_watched(r, error);
    water_fitting_finish(&r->fitting);
    if (!status && r->trouble.code) {
        error_copy(error, &r->trouble);
        status = (int)r->trouble.code;
    }
    return status;
}

/* Faults of the study end the fit; those of the machine are tried again. */
static int settle(struct running *r, int status, const struct error *problem, struct error *error)
{
    bool checking = r->work.fit.state == WATER_FIT_CHECKING;
    bool last = !r->work.job || r->work.job->attempt >= ATTEMPTS;
    if (status == ERR_STORE_LEASE)
        return 0;
    if (!status && r->cancelled && r->server_stops)
        return water_fit_requeue(&r->work, error);
    if (!status)
        return water_fit_finish(&r->work,
                                r->cancelled ? WATER_FIT_CANCELLED
                                : checking   ? WATER_FIT_READY
                                             : WATER_FIT_DONE,
                                STR(""), error);
    if (error_http_status(problem->code) >= 500 && !last) {
        error_copy(error, problem);
        return status;
    }
    return water_fit_finish(&r->work, WATER_FIT_FAILED, error_sentence(problem, LANG_JA, r->arena),
                            error);
}

int water_fit_do(struct store *store, const struct web_services *services, const struct job *job,
                 int64_t id, unsigned threads, struct arena *arena, struct error *error)
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
    int status = water_fit_begin(&r->work, id, error);
    if (status || r->work.fit.id == 0)
        return status;
    if (job && job->attempt > ATTEMPTS)
        return water_fit_finish(&r->work, WATER_FIT_FAILED,
                                STR("計算が何度も途中で切れたため、止めました"), error);
    status = run(r, &problem);
    return settle(r, status, &problem, error);
}
