/* /login, its second step, the first password, /logout, /commission. */
#include "account/login.h"
#include "account/password.h"
#include "web/account_pages.h"
#include "web/services.h"
#include "web/templates.h"

/* "PATH?next=NEXT" */
static struct str with_next(struct web_request *request, struct str path)
{
    struct str next = web_next_path(web_text(request, STR("next")));
    if (str_equal(next, STR("/")))
        return path;
    struct buf out = {0};
    struct html html = {&out, web_arena(request)};
    buf_append(&out, path);
    buf_append(&out, STR("?next="));
    html_url_part(&html, next);
    struct str copy = arena_copy(web_arena(request), buf_str(&out));
    buf_finish(&out);
    return copy;
}

/* ---- login and password ---- */

int web_login_form(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    if (web_person(request)) {
        web_redirect(response, web_next_path(web_text(request, STR("next"))), STR(""));
        return 0;
    }
    struct web_login_page page = {.form = web_form(request),
                                  .login = web_typed(request, STR("login")),
                                  .next = web_next_path(web_text(request, STR("next"))),
                                  .problem = web_field_problem(request, STR("password")),
                                  .demonstration = web_services(request)->demonstration};
    web_page(request, response, STR("ログイン"), web_login_body, &page);
    return 0;
}

/* The step that follows on what has been proven so far. */
static int go_on(struct web_request *request, struct web_response *response, int64_t person,
                 bool second_factor, bool must_change, struct error *error)
{
    enum session_level level = second_factor ? SESSION_SECOND_FACTOR
                               : must_change ? SESSION_PASSWORD
                                             : SESSION_FULL;
    int e = session_create(request, response, person, level, error);
    if (e)
        return e;
    struct str path = second_factor ? with_next(request, STR("/login/code"))
                      : must_change ? with_next(request, STR("/login/password"))
                                    : web_next_path(web_text(request, STR("next")));
    web_redirect(response, path, STR(""));
    return 0;
}

int web_login_act(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request))
        return web_login_form(request, response, error);
    struct account_attempt attempt = {.login = web_text(request, STR("login")),
                                      .password = web_text(request, STR("password")),
                                      .address = web_address(request),
                                      .demonstration = web_services(request)->demonstration};
    struct account_login login;
    int e = account_login(web_store(request), &attempt, &login, error);
    if (!e)
        return go_on(request, response, login.person, login.second_factor,
                     login.must_change_password, error);
    if (!web_show_error(request, STR("password"), error))
        return e;
    return web_login_form(request, response, error);
}

/* ---- the second factor ---- */

static bool lead_back(const struct web_request *request, struct web_response *response,
                      enum session_level needed)
{
    bool fits = session_id(request) != 0 && session_level_now(request) == needed;
    if (!fits)
        web_redirect(response, STR("/login"), STR(""));
    return !fits;
}

int web_code_form(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    if (lead_back(request, response, SESSION_SECOND_FACTOR))
        return 0;
    struct web_code_page page = {.form = web_form(request),
                                 .next = web_next_path(web_text(request, STR("next"))),
                                 .problem = web_field_problem(request, STR("code"))};
    web_page(request, response, STR("確認コード"), web_code_body, &page);
    return 0;
}

struct loading {
    struct arena *arena;
    int64_t id;
    struct account_person person;
};

static int load_person(struct db *db, void *argument, struct error *error)
{
    struct loading *loading = argument;
    return account_person_load(db, loading->id, loading->arena, &loading->person, error);
}

int web_code_act(struct web_request *request, struct web_response *response, struct error *error)
{
    if (lead_back(request, response, SESSION_SECOND_FACTOR))
        return 0;
    if (web_has_problems(request))
        return web_code_form(request, response, error);
    struct loading loading = {.arena = web_arena(request), .id = session_person(request)};
    int e = account_login_second(web_store(request), loading.id, web_text(request, STR("code")),
                                 web_address(request), error);
    if (e && web_show_error(request, STR("code"), error))
        return web_code_form(request, response, error);
    if (!e)
        e = web_read(request, load_person, &loading, error);
    return e ? e
             : go_on(request, response, loading.id, false, loading.person.must_change_password,
                     error);
}

/* ---- a password that must be changed before the first use ---- */

int web_first_form(struct web_request *request, struct web_response *response, struct error *error)
{
    if (lead_back(request, response, SESSION_PASSWORD))
        return 0;
    struct loading loading = {.arena = web_arena(request), .id = session_person(request)};
    int e = web_read(request, load_person, &loading, error);
    if (e)
        return e;
    struct web_password_page page = {.form = web_form(request),
                                     .login = loading.person.login,
                                     .next = web_next_path(web_text(request, STR("next"))),
                                     .action = STR("/login/password"),
                                     .first = true,
                                     .problem = web_field_problem(request, STR("password"))};
    web_page(request, response, STR("パスワードの設定"), web_password_body, &page);
    return 0;
}

struct password_change {
    struct account_actor actor;
    int64_t person;
    struct str hash;
};

static int set_first_password(struct db *db, void *argument, struct error *error)
{
    const struct password_change *change = argument;
    int e = account_password_set(db, &change->actor, change->person, change->hash, false, error);
    return e ? e : session_revoke_all(db, change->person, 0, error);
}

int web_first_act(struct web_request *request, struct web_response *response, struct error *error)
{
    if (lead_back(request, response, SESSION_PASSWORD))
        return 0;
    struct loading loading = {.arena = web_arena(request), .id = session_person(request)};
    int e = web_read(request, load_person, &loading, error);
    if (!e && !loading.person.active)
        e = ERROR(error, ERR_FORBIDDEN, STR("ログイン"));
    if (e)
        return e;
    if (!web_has_problems(request))
        web_check_new_password(request, &loading.person, error);
    if (web_has_problems(request))
        return web_first_form(request, response, error);
    struct str password = web_text(request, STR("password"));
    struct password_change change = {
        .actor = web_actor(request),
        .person = loading.id,
        .hash = account_password_hash(web_context(request), password, loading.arena)};
    e = store_write(web_store(request), set_first_password, &change, error);
    return e ? e : go_on(request, response, loading.id, false, false, error);
}

/* ---- leaving, and choosing a commission ---- */

int web_logout_act(struct web_request *request, struct web_response *response, struct error *error)
{
    int e = session_end(request, response, error);
    if (!e)
        web_redirect(response, STR("/login"), STR("ログアウトしました。"));
    return e;
}

int web_commission_form(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_commission_page page = {.form = web_form(request)};
    int e = web_commission_rows(request, web_person(request), &page.rows, &page.count, error);
    if (!e)
        web_page(request, response, STR("委託業務の切り替え"), web_commission_body, &page);
    return e;
}

int web_commission_act(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    int e = session_choose_commission(request, web_integer(request, STR("commission")), error);
    if (!e)
        web_redirect(response, STR("/"), STR("委託業務を切り替えました。"));
    return e;
}
