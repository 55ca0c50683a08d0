/* /account/factor: the second factor of one's own login. */
#include "account/login.h"
#include "web/account_pages.h"
#include "web/templates.h"

struct factor_job {
    struct arena *arena;
    struct account_actor actor;
    struct web_factor_page *page;
    struct str uri, code;
    struct str codes[ACCOUNT_RECOVERY_CODES];
};

static struct factor_job job_of(struct web_request *request)
{
    return (struct factor_job){.arena = web_arena(request), .actor = web_actor(request)};
}

static int read_factor(struct db *db, void *argument, struct error *error)
{
    struct factor_job *job = argument;
    struct web_factor_page *page = job->page;
    struct error none = {0};
    int e = account_recovery_codes_left(db, job->actor.person, &page->codes_left, error);
    if (e || page->in_use)
        return e;
    e = account_second_factor_begun(db, job->actor.person, job->arena, &page->secret, &job->uri,
                                    &none);
    page->begun = e == 0;
    if (e == 0 || e == ERR_ACCOUNT_SECOND_FACTOR)
        return 0;
    if (error)
        error_copy(error, &none);
    return e;
}

int web_factor_show(struct web_request *request, struct web_response *response,
                    struct error *error)
{
    struct factor_job job = job_of(request);
    struct web_factor_page page = {
        .form = web_form(request),
        .in_use = web_person(request)->second_factor,
        .problem = web_field_problem(request, STR("code")),
        .remove_problem = web_field_problem(request, STR("current"))};
    job.page = &page;
    int e = web_read(request, read_factor, &job, error);
    int64_t size = 0;
    if (!e && page.begun)
        e = account_qr_path(job.uri, job.arena, &page.path, &size, error);
    if (e)
        return e;
    page.box = arena_format(job.arena, "0 0 %lld %lld", (long long)size, (long long)size);
    web_page(request, response, STR("二段階認証"), web_factor_body, &page);
    return 0;
}

static int begin(struct db *db, void *argument, struct error *error)
{
    struct factor_job *job = argument;
    struct str secret;
    return account_second_factor_begin(db, &job->actor, job->actor.person, job->arena, &secret,
                                       &job->uri, error);
}

int web_factor_begin_act(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct factor_job job = job_of(request);
    int e = store_write(web_store(request), begin, &job, error);
    if (!e)
        web_redirect(response, STR("/account/factor"), STR(""));
    return e;
}

static int confirm(struct db *db, void *argument, struct error *error)
{
    struct factor_job *job = argument;
    return account_second_factor_confirm(db, &job->actor, job->actor.person, job->code, job->arena,
                                         job->codes, error);
}

int web_factor_confirm_act(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct factor_job job = job_of(request);
    job.code = web_text(request, STR("code"));
    int e = web_has_problems(request)
                ? 0
                : store_write(web_store(request), confirm, &job, error);
    if (e && !web_show_error(request, STR("code"), error))
        return e;
    if (web_has_problems(request))
        return web_factor_show(request, response, error);
    struct web_codes_page page;
    for (int i = 0; i < ACCOUNT_RECOVERY_CODES; i++)
        page.codes[i] = job.codes[i];
    web_page(request, response, STR("予備コード"), web_codes_body, &page);
    return 0;
}

static int remove_factor(struct db *db, void *argument, struct error *error)
{
    struct factor_job *job = argument;
    return account_second_factor_remove(db, &job->actor, job->actor.person, error);
}

int web_factor_remove_act(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct factor_job job = job_of(request);
    int e = web_has_problems(request)
                ? 0
                : account_password_confirm(web_store(request), job.actor.person,
                                           web_text(request, STR("current")),
                                           web_address(request), error);
    if (e && !web_show_error(request, STR("current"), error))
        return e;
    if (web_has_problems(request))
        return web_factor_show(request, response, error);
    e = store_write(web_store(request), remove_factor, &job, error);
    if (!e)
        web_redirect(response, STR("/account/factor"), STR("二段階認証を外しました。"));
    return e;
}
