/* /water/fits/:id: how far a fit is, its results, and what is done to it. */
#include "water/fit_page.h"
#include "water/templates.h"

static struct str phase_words(const struct water_fit_row *fit, struct arena *arena)
{
    switch (fit->phase) {
    case WATER_PHASE_BEFORE:
        return STR("検討のままのモデルを計算しています");
    case WATER_PHASE_BEST:
        return arena_format(arena, "最も合う値を探しています（反復 %lld 回、計算 %lld 回）",
                            (long long)fit->iteration, (long long)fit->runs);
    case WATER_PHASE_SPREAD:
        return arena_format(arena,
                            "値の幅を求めています（反復 %lld / %lld 回、計算 %lld / 約 %lld "
                            "回、失敗 %lld メンバー）",
                            (long long)fit->iteration, (long long)fit->iterations,
                            (long long)fit->runs, (long long)fit->planned, (long long)fit->failed);
    case WATER_PHASE_NONE:
    case WATER_PHASES:
        break;
    }
    return STR("始めるのを待っています");
}

/* The steps of the phase that is going on, else of the last one. */
static void show_steps(const struct water_fit_step *steps, size_t count, struct arena *arena,
                       struct water_fit_progress_page *out)
{
    enum water_fit_phase shown = out->fit->phase;
    if (shown != WATER_PHASE_BEST && shown != WATER_PHASE_SPREAD)
        return;
    out->steps = ARENA_ARRAY(arena, struct water_step_view, count);
    out->steps_title =
        shown == WATER_PHASE_BEST ? STR("最も合う値を探す反復") : STR("幅を求める反復");
    for (size_t i = 0; i < count; i++)
        if (steps[i].phase == shown)
            out->steps[out->step_count++] = (struct water_step_view){
                arena_format(arena, "%lld", (long long)steps[i].iteration), steps[i].objective,
                arena_format(arena, "%lld", (long long)steps[i].failed)};
}

static int show_progress(const struct web_actor *actor, const struct water_fit_row *fit,
                         struct water_fit_progress_page *out, struct error *error)
{
    struct water_fit_step *steps;
    size_t count;
    bool waits = fit->state == WATER_FIT_WAITING;
    *out = (struct water_fit_progress_page){
        .fit = fit,
        .state = water_fit_badge_of(fit),
        .words = waits ? STR("ほかの計算が終わるのを待っています") : phase_words(fit, actor->arena),
        .done = fit->runs < fit->planned ? fit->runs : fit->planned,
        .whole = waits ? 0 : fit->planned,
        .works = water_fit_works(fit->state)};
    int status = water_fit_steps(actor, fit->id, &steps, &count, error);
    if (!status)
        show_steps(steps, count, actor->arena, out);
    return status;
}

/* Results
 * ------------------------------------------------------------------------------------------ */

static const struct {
    struct str role, title, note;
} kept[WATER_FIT_PARTS] = {
    {STR_INIT("spread"), STR_INIT("値の幅（アンサンブル）"),
     STR_INIT("観測値のどれとも矛盾しない値の組をたくさん作り、その 95 % "
              "の幅を示します。帯には測定の誤差を"
              "含みます。予測はこの幅を使います。")},
    {STR_INIT("best"), STR_INIT("最も合う値"),
     STR_INIT("NSE・KGE は 1 に近いほど、RMSE・PBIAS は 0 "
              "に近いほどよく合っています。件数が少ないときや、"
              "観測値がほとんど変わらないときは、NSE・KGE "
              "は大きく振れます。検証の行は合わせ込みに使っていない"
              "値です。")},
    {STR_INIT("before"), STR_INIT("合わせ込む前"),
     STR_INIT("検討ファイルの値のままで計算した結果です。")},
};

static int show_results(const struct web_actor *actor, struct water_fit_page *page,
                        struct error *error)
{
    for (int i = 0; i < WATER_FIT_PARTS; i++) {
        struct error missing = {0};
        struct water_outcome *outcome = ARENA_NEW(actor->arena, struct water_outcome);
        int status = water_fit_outcome(actor, page->fit, kept[i].role, outcome, &missing);
        if (status == ERR_NOT_FOUND)
            continue;
        if (status) {
            error_copy(error, &missing);
            return status;
        }
        water_outcome_show(outcome, kept[i].role, kept[i].title, kept[i].note,
                           ARENA_JOIN(actor->arena, page->base, STR("/figures/"), kept[i].role),
                           actor->arena, &page->parts[page->part_count++]);
    }
    return 0;
}

static int show_files(const struct web_actor *actor, struct water_fit_page *page,
                      struct error *error)
{
    struct water_fit_file *files;
    int status = water_fit_files(actor, page->fit, &files, &page->file_count, error);
    page->files = files;
    for (size_t i = 0; i < page->file_count && !status; i++) {
        page->has_ensemble = page->has_ensemble || str_equal(files[i].role, STR("spread"));
        page->has_fitted = page->has_fitted || str_equal(files[i].role, STR("fitted"));
    }
    return status;
}

static bool may_resume(enum water_fit_state state)
{
    return state == WATER_FIT_CANCELLED || state == WATER_FIT_FAILED || state == WATER_FIT_DONE;
}

static void fill(const struct web_request *request, const struct web_actor *actor,
                 struct water_fit_page *page)
{
    const struct water_fit_row *fit = page->fit;
    struct str typed = web_typed(request, STR("iterations"));
    int64_t next = fit->iterations + (fit->state == WATER_FIT_DONE ? 2 : 0);
    page->may_edit = water_may(actor, STR("water.edit"));
    page->may_start = page->may_edit && fit->state == WATER_FIT_READY;
    page->may_cancel =
        page->may_edit && (fit->state == WATER_FIT_RUNNING || fit->state == WATER_FIT_WAITING);
    page->may_resume = page->may_edit && may_resume(fit->state) &&
                       (fit->members > 0 || fit->state != WATER_FIT_DONE);
    page->created = time_format_jst(fit->created, actor->arena);
    page->finished = fit->finished ? time_format_jst(fit->finished, actor->arena) : STR("－");
    page->days = fit->last_day ? ARENA_JOIN(actor->arena, day_format(fit->first_day, actor->arena),
                                            STR(" 〜 "), day_format(fit->last_day, actor->arena))
                               : STR("送った表");
    page->base = water_path("fits", fit->id, actor->arena);
    page->iterations = typed.n ? typed : arena_format(actor->arena, "%lld", (long long)next);
}

static int read_page(struct web_request *request, const struct web_actor *actor,
                     struct water_fit_page *page, struct error *error)
{
    struct water_fit_row *fit = ARENA_NEW(actor->arena, struct water_fit_row);
    int status = water_fit_read(actor, web_integer(request, STR("id")), fit, error);
    page->fit = fit;
    page->form = web_form(request);
    if (status)
        return status;
    fill(request, actor, page);
    return show_progress(actor, fit, &page->progress, error);
}

static int show(struct web_request *request, struct web_response *response, bool automatic,
                struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_page *page = ARENA_NEW(actor.arena, struct water_fit_page);
    int status = read_page(request, &actor, page, error);
    if (!status)
        status = show_files(&actor, page, error);
    if (!status)
        status = show_results(&actor, page, error);
    if (status)
        return status;
    if (automatic && page->progress.works) /* where there is no script */
        web_header(response, STR("Refresh"), STR("5"));
    web_page(request, response, page->fit->name, water_fit_body, page);
    return 0;
}

int water_page_fit(struct web_request *request, struct web_response *response, struct error *error)
{
    return show(request, response, str_equal(web_text(request, STR("auto")), STR("1")), error);
}

/* The page below a form that was refused. */
static int show_again(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    return show(request, response, false, error);
}

int water_act_fit_live(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_page *page = ARENA_NEW(actor.arena, struct water_fit_page);
    int status = read_page(request, &actor, page, error);
    if (!status)
        water_fit_progress_part(web_html(response), &page->progress);
    return status;
}

/* What is done to it
 * --------------------------------------------------------------------------------- */

static int back(struct web_request *request, struct web_response *response, int status,
                struct str notice, struct error *error)
{
    if (status)
        return web_form_again(request, response, show_again, error);
    web_redirect(response, water_path("fits", web_integer(request, STR("id")), web_arena(request)),
                 notice);
    return 0;
}

int water_act_fit_start(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int status = water_fit_start(&actor, web_integer(request, STR("id")), error);
    return back(request, response, status, STR("合わせ込みを始めました。"), error);
}

int water_act_fit_cancel(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int status = water_fit_cancel(&actor, web_integer(request, STR("id")), error);
    return back(
        request, response, status,
        STR("中止します。いま計算しているメンバーが終わると止まります。続きはあとで計算できます。"),
        error);
}

int water_act_fit_resume(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    if (web_has_problems(request)) {
        web_status(response, 422);
        return show_again(request, response, error);
    }
    int status = water_fit_resume(&actor, web_integer(request, STR("id")),
                                  web_integer(request, STR("iterations")), error);
    return back(request, response, status, STR("続きの計算を始めました。"), error);
}

/* Files
 * ------------------------------------------------------------------------------------------------
 */

int water_page_fit_tables(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    static const struct str roles[] = {STR_INIT("before"), STR_INIT("best"), STR_INIT("spread")};
    struct web_actor actor = web_actor_of_request(request);
    const struct water_outcome *outcomes[WATER_FIT_PARTS] = {0};
    struct water_fit_row fit;
    int status = water_fit_read(&actor, web_integer(request, STR("id")), &fit, error);
    for (int i = 0; i < WATER_FIT_PARTS && !status; i++) {
        struct error missing = {0};
        struct water_outcome *outcome = ARENA_NEW(actor.arena, struct water_outcome);
        if (water_fit_outcome(&actor, &fit, roles[i], outcome, &missing) == 0)
            outcomes[i] = outcome;
    }
    if (!status && !outcomes[0])
        return ERROR(error, ERR_NOT_FOUND, BOTH("結果の表", "the tables"));
    return status ? status
                  : water_fit_send_tables(request, response, outcomes, WATER_FIT_PARTS, fit.name,
                                          error);
}

static int send_file(struct web_request *request, struct web_response *response, struct str role,
                     const char *ending, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_row fit;
    struct str bytes;
    int status = water_fit_read(&actor, web_integer(request, STR("id")), &fit, error);
    if (!status)
        status = water_fit_file_read(&actor, &fit, role, &bytes, error);
    if (!status)
        web_download(response, ARENA_JOIN(actor.arena, fit.name, str_from_c(ending)),
                     STR("text/plain; charset=utf-8"), bytes);
    return status;
}

int water_page_fit_study(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    return send_file(request, response, STR("fitted"), "_合わせ込み後.txt", error);
}

int water_page_fit_ensemble(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    return send_file(request, response, STR("ensemble"), "_アンサンブル.txt", error);
}

/* What was given: the study and the observations. */
int water_page_fit_file(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    bool study = str_equal(web_text(request, STR("role")), STR("study"));
    return send_file(request, response, study ? STR("study") : STR("observations"),
                     study ? "_検討.txt" : "_観測値.csv", error);
}

int water_page_fit_figure(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_row fit;
    struct water_outcome *outcome = ARENA_NEW(actor.arena, struct water_outcome);
    int status = water_fit_read(&actor, web_integer(request, STR("id")), &fit, error);
    if (!status)
        status = water_fit_outcome(&actor, &fit, web_text(request, STR("part")), outcome, error);
    return status ? status
                  : water_fit_send_figure(request, response, outcome,
                                          web_integer(request, STR("number_id")),
                                          web_text(request, STR("form")), error);
}
