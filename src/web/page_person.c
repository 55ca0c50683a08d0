/* /people/:id: name, state and roles of one person, for administrators. Roles are given and taken
   in the commissions of which the administrator is one. */
#include "base/civil.h"
#include "web/account_pages.h"
#include "web/templates.h"

struct person_job {
    struct arena *arena;
    struct account_actor actor;
    int64_t id, version;
    struct account_person person;
    struct account_commission *commissions;
    size_t commission_count;
    struct str name, mail;
    bool active;
    struct account_membership membership;
};

static struct person_job job_of(struct web_request *request)
{
    return (struct person_job){.arena = web_arena(request),
                               .actor = web_actor(request),
                               .id = web_integer(request, STR("id"))};
}

static int read_person(struct db *db, void *argument, struct error *error)
{
    struct person_job *job = argument;
    int e =
        account_commission_list(db, job->arena, &job->commissions, &job->commission_count, error);
    return e ? e : account_person_load(db, job->id, job->arena, &job->person, error);
}

/* ---- showing ---- */

static struct str commission_title(const struct person_job *job, int64_t id)
{
    for (size_t i = 0; i < job->commission_count; i++)
        if (job->commissions[i].id == id)
            return job->commissions[i].title;
    return STR("");
}

static void show_roles(const struct person_job *job, enum lang lang, struct web_person_page *page)
{
    page->roles = ARENA_ARRAY(job->arena, struct web_role_row, job->person.membership_count);
    page->role_count = job->person.membership_count;
    for (size_t i = 0; i < page->role_count; i++) {
        const struct account_membership *membership = &job->person.memberships[i];
        struct str end =
            membership->until == 0
                ? STR("")
                : ARENA_JOIN(job->arena, STR("、"),
                             day_format(day_of_time(membership->until - 1), job->arena),
                             STR(" まで"));
        page->roles[i] = (struct web_role_row){
            .commission = membership->commission,
            .role = account_role_name(membership->role),
            .text = ARENA_JOIN(job->arena, account_role_title(membership->role, lang), STR("（"),
                               commission_title(job, membership->commission), end, STR("）"))};
    }
}

static bool administers(struct web_request *request, int64_t commission)
{
    utc_us now = context_now(web_context(request));
    return (account_roles(web_person(request), commission, now) &
            ACCOUNT_ROLE_BIT(ROLE_ADMINISTRATOR)) != 0;
}

static void show_choices(struct web_request *request, const struct person_job *job,
                         struct web_person_page *page)
{
    page->commissions = ARENA_ARRAY(job->arena, struct web_choice, job->commission_count);
    for (size_t i = 0; i < job->commission_count; i++) {
        const struct account_commission *commission = &job->commissions[i];
        if (administers(request, commission->id))
            page->commissions[page->commission_count++] = (struct web_choice){
                .value = arena_format(job->arena, "%lld", (long long)commission->id),
                .title = commission->title,
                .chosen = commission->id == web_commission(request)};
    }
    page->all_roles = ARENA_ARRAY(job->arena, struct web_choice, ROLE_COUNT);
    for (int i = 0; i < ROLE_COUNT; i++)
        page->all_roles[i] = (struct web_choice){
            .value = account_role_name((enum account_role)i),
            .title = account_role_title((enum account_role)i, web_lang(request))};
}

int web_person_show(struct web_request *request, struct web_response *response, struct error *error)
{
    struct person_job job = job_of(request);
    int e = web_read(request, read_person, &job, error);
    if (e)
        return e;
    struct web_person_page page = {
        .form = web_form(request),
        .person = &job.person,
        .last_login = job.person.last_login ? time_format_jst(job.person.last_login, job.arena)
                                            : STR("まだありません")};
    show_roles(&job, web_lang(request), &page);
    show_choices(request, &job, &page);
    web_page(request, response, job.person.name, web_person_body, &page);
    return 0;
}

/* Shows the page again with the sentence, or goes back to it with a notice. */
static int finish(struct web_request *request, struct web_response *response, int64_t id,
                  struct str field, struct str notice, struct error *error)
{
    if (error->code && !web_show_error(request, field, error))
        return (int)error->code;
    if (web_has_problems(request))
        return web_person_show(request, response, error);
    web_redirect(response, arena_format(web_arena(request), "/people/%lld", (long long)id), notice);
    return 0;
}

/* ---- changing ---- */

static int change_person(struct db *db, void *argument, struct error *error)
{
    struct person_job *job = argument;
    int e = account_person_change(db, &job->actor, job->id, job->version, job->name, job->mail,
                                  job->active, error);
    return e || job->active ? e : session_revoke_all(db, job->id, 0, error);
}

int web_person_change_act(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct person_job job = job_of(request);
    job.version = web_integer(request, STR("version"));
    job.name = web_text(request, STR("name"));
    job.mail = web_text(request, STR("mail"));
    job.active = web_check(request, STR("active"));
    if (!web_has_problems(request))
        store_write(web_store(request), change_person, &job, error);
    return finish(request, response, job.id, STR("name"), STR("利用者の情報を変えました。"), error);
}

static int remove_factor(struct db *db, void *argument, struct error *error)
{
    struct person_job *job = argument;
    return account_second_factor_remove(db, &job->actor, job->id, error);
}

int web_person_factor_act(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct person_job job = job_of(request);
    store_write(web_store(request), remove_factor, &job, error);
    return finish(request, response, job.id, STR("name"), STR("二段階認証を外しました。"), error);
}

/* ---- roles ---- */

static int read_membership(struct web_request *request, struct person_job *job, struct error *error)
{
    job->membership.commission = web_integer(request, STR("commission"));
    if (!account_role_parse(web_text(request, STR("role")), &job->membership.role))
        return ERROR(error, ERR_INVALID_INPUT, web_text(request, STR("role")), STR("役割"));
    if (!administers(request, job->membership.commission))
        return ERROR(error, ERR_FORBIDDEN, STR("この委託業務の役割の変更"));
    return 0;
}

/* The last day counts to its end, in Japan. */
static int read_end(struct web_request *request, struct person_job *job, struct error *error)
{
    struct str text = web_text(request, STR("until"));
    struct date date;
    if (str_is_empty(text))
        return 0;
    int e = date_parse(text, &date, error);
    if (!e)
        job->membership.until =
            time_of_jst((struct jst){.date = date_of_day(day_of_date(date) + 1)});
    return e;
}

static int give_role(struct db *db, void *argument, struct error *error)
{
    struct person_job *job = argument;
    return account_membership_set(db, &job->actor, job->id, &job->membership, error);
}

int web_person_role_act(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct person_job job = job_of(request);
    if (!web_has_problems(request) && !read_membership(request, &job, error) &&
        !read_end(request, &job, error))
        store_write(web_store(request), give_role, &job, error);
    return finish(request, response, job.id, STR("until"), STR("役割を加えました。"), error);
}

static int take_role(struct db *db, void *argument, struct error *error)
{
    struct person_job *job = argument;
    return account_membership_remove(db, &job->actor, job->id, job->membership.commission,
                                     job->membership.role, error);
}

int web_person_role_remove_act(struct web_request *request, struct web_response *response,
                               struct error *error)
{
    struct person_job job = job_of(request);
    if (!web_has_problems(request) && !read_membership(request, &job, error))
        store_write(web_store(request), take_role, &job, error);
    return finish(request, response, job.id, STR("role"), STR("役割を外しました。"), error);
}
