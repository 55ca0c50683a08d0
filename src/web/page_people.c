/* /people: the administrator's list of people, and making new ones. */
#include "account/password.h"
#include "base/civil.h"
#include "web/account_pages.h"
#include "web/services.h"
#include "web/templates.h"

struct people_job {
    struct arena *arena;
    struct account_person *people;
    size_t count;
};

static int list_people(struct db *db, void *argument, struct error *error)
{
    struct people_job *job = argument;
    return account_person_list(db, job->arena, &job->people, &job->count, error);
}

static struct str state_of(const struct account_person *person)
{
    if (!person->active)
        return STR("停止中");
    if (person->must_change_password)
        return STR("初回の設定待ち");
    return person->second_factor ? STR("有効（二段階認証）") : STR("有効");
}

int web_people_show(struct web_request *request, struct web_response *response,
                    struct error *error)
{
    struct people_job job = {.arena = web_arena(request)};
    int e = web_read(request, list_people, &job, error);
    if (e)
        return e;
    struct web_people_page page = {
        .rows = ARENA_ARRAY(job.arena, struct web_person_row, job.count), .count = job.count};
    utc_us now = context_now(web_context(request));
    for (size_t i = 0; i < job.count; i++) {
        const struct account_person *person = &job.people[i];
        page.rows[i] = (struct web_person_row){
            .id = person->id,
            .login = person->login,
            .name = person->name,
            .roles = web_roles_text(person, web_commission(request), now, web_lang(request),
                                    job.arena),
            .last_login = person->last_login ? time_format_jst(person->last_login, job.arena)
                                             : STR("まだありません"),
            .state = state_of(person),
            .active = person->active};
    }
    web_page(request, response, STR("利用者"), web_people_body, &page);
    return 0;
}

/* ---- a new person ---- */

int web_person_new_form(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    (void)error;
    struct web_new_person_page page = {.form = web_form(request),
                                       .login = web_typed(request, STR("login")),
                                       .name = web_typed(request, STR("name")),
                                       .mail = web_typed(request, STR("mail")),
                                       .login_problem = web_field_problem(request, STR("login")),
                                       .mail_problem = web_field_problem(request, STR("mail"))};
    web_page(request, response, STR("利用者を加える"), web_new_person_body, &page);
    return 0;
}

struct making {
    struct account_actor actor;
    struct account_new_person person;
    int64_t id;
};

static int make_person(struct db *db, void *argument, struct error *error)
{
    struct making *making = argument;
    return account_person_create(db, &making->actor, &making->person, &making->id, error);
}

static void show_secret(struct web_request *request, struct web_response *response,
                        const struct web_secret_page *page)
{
    web_page(request, response, STR("初回のパスワード"), web_secret_body, page);
}

int web_person_new_act(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct arena *arena = web_arena(request);
    if (web_has_problems(request))
        return web_person_new_form(request, response, error);
    struct str password = account_password_generate(web_context(request), arena);
    struct making making = {
        .actor = web_actor(request),
        .person = {.login = web_text(request, STR("login")),
                   .name = web_text(request, STR("name")),
                   .mail = web_text(request, STR("mail")),
                   .password_hash = account_password_hash(web_context(request), password, arena),
                   .must_change_password = true}};
    int e = store_write(web_store(request), make_person, &making, error);
    if (e && web_show_error(request, e == ERR_ACCOUNT_MAIL ? STR("mail") : STR("login"), error))
        return web_person_new_form(request, response, error);
    if (e)
        return e;
    struct web_secret_page page = {.person = making.id,
                                   .name = making.person.name,
                                   .login = account_login_form(making.person.login, arena),
                                   .password = password};
    show_secret(request, response, &page);
    return 0;
}

/* ---- a password that was forgotten ---- */

struct resetting {
    struct account_actor actor;
    struct arena *arena;
    int64_t id;
    struct str hash;
    struct account_person person;
};

static int reset_password(struct db *db, void *argument, struct error *error)
{
    struct resetting *resetting = argument;
    int e = account_person_load(db, resetting->id, resetting->arena, &resetting->person, error);
    if (!e)
        e = account_password_set(db, &resetting->actor, resetting->id, resetting->hash, true,
                                 error);
    return e ? e : session_revoke_all(db, resetting->id, 0, error);
}

int web_person_reset_act(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct arena *arena = web_arena(request);
    struct str password = account_password_generate(web_context(request), arena);
    struct resetting resetting = {
        .actor = web_actor(request),
        .arena = arena,
        .id = web_integer(request, STR("id")),
        .hash = account_password_hash(web_context(request), password, arena)};
    int e = store_write(web_store(request), reset_password, &resetting, error);
    if (e)
        return e;
    struct web_secret_page page = {.person = resetting.id,
                                   .name = resetting.person.name,
                                   .login = resetting.person.login,
                                   .password = password};
    show_secret(request, response, &page);
    return 0;
}
