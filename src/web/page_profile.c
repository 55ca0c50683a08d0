/* /account: one's own roles, sessions and password. */
#include "account/login.h"
#include "account/password.h"
#include "base/civil.h"
#include "web/account_pages.h"
#include "web/templates.h"

struct profile {
    struct arena *arena;
    int64_t person;
    struct session_entry *sessions;
    size_t count;
    int64_t codes_left;
};

static int read_profile(struct db *db, void *argument, struct error *error)
{
    struct profile *profile = argument;
    int e = session_list(db, profile->person, profile->arena, &profile->sessions, &profile->count,
                         error);
    return e ? e : account_recovery_codes_left(db, profile->person, &profile->codes_left, error);
}

static void show_sessions(struct web_request *request, const struct profile *profile,
                          struct web_profile_page *page)
{
    page->sessions = ARENA_ARRAY(profile->arena, struct web_session_row, profile->count);
    page->session_count = profile->count;
    for (size_t i = 0; i < profile->count; i++) {
        const struct session_entry *entry = &profile->sessions[i];
        page->sessions[i] = (struct web_session_row){
            .id = entry->id,
            .program = entry->program.n ? entry->program : STR("不明なブラウザー"),
            .created = time_format_jst(entry->created, profile->arena),
            .last_used = time_format_jst(entry->last_used, profile->arena),
            .current = entry->id == session_id(request)};
    }
}

int web_profile_show(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct profile profile = {.arena = web_arena(request), .person = session_person(request)};
    struct web_profile_page page = {.form = web_form(request), .person = web_person(request)};
    int e = web_read(request, read_profile, &profile, error);
    if (!e)
        e = web_commission_rows(request, page.person, &page.commissions, &page.commission_count,
                                error);
    if (e)
        return e;
    show_sessions(request, &profile, &page);
    page.codes_left = profile.codes_left;
    web_page(request, response, STR("利用者の設定"), web_profile_body, &page);
    return 0;
}

/* ---- sessions ---- */

struct revoking {
    struct account_actor actor;
    int64_t session, keep;
};

static int revoke_one(struct db *db, void *argument, struct error *error)
{
    const struct revoking *revoking = argument;
    int e = session_revoke(db, revoking->actor.person, revoking->session, error);
    return e ? e
             : account_audit(db, &revoking->actor, STR("session.revoke"), revoking->actor.person,
                             STR(""), error);
}

static int revoke_others(struct db *db, void *argument, struct error *error)
{
    const struct revoking *revoking = argument;
    int e = session_revoke_all(db, revoking->actor.person, revoking->keep, error);
    return e ? e
             : account_audit(db, &revoking->actor, STR("session.revoke"), revoking->actor.person,
                             STR("{\"all\":true}"), error);
}

int web_session_revoke_act(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct revoking revoking = {.actor = web_actor(request),
                                .session = web_integer(request, STR("id"))};
    int e = store_write(web_store(request), revoke_one, &revoking, error);
    if (!e)
        web_redirect(response, STR("/account"), STR("その端末のログインを終わらせました。"));
    return e;
}

int web_session_revoke_others_act(struct web_request *request, struct web_response *response,
                                  struct error *error)
{
    struct revoking revoking = {.actor = web_actor(request), .keep = session_id(request)};
    int e = store_write(web_store(request), revoke_others, &revoking, error);
    if (!e)
        web_redirect(response, STR("/account"), STR("ほかの端末のログインを終わらせました。"));
    return e;
}

/* ---- password ---- */

int web_password_form(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    (void)error;
    struct web_password_page page = {.form = web_form(request),
                                     .login = web_person(request)->login,
                                     .next = STR("/account"),
                                     .action = STR("/account/password"),
                                     .current_problem = web_field_problem(request, STR("current")),
                                     .problem = web_field_problem(request, STR("password"))};
    web_page(request, response, STR("パスワードの変更"), web_password_body, &page);
    return 0;
}

struct password_change {
    struct account_actor actor;
    struct str hash;
};

static int change_password(struct db *db, void *argument, struct error *error)
{
    const struct password_change *change = argument;
    int e = account_password_set(db, &change->actor, change->actor.person, change->hash, false,
                                 error);
    return e ? e : session_revoke_all(db, change->actor.person, 0, error);
}

/* The present password is asked first: what is wrong with the new one is nobody else's business. */
static void check_change(struct web_request *request, struct error *error)
{
    struct str current = web_text(request, STR("current"));
    if (account_password_confirm(web_store(request), session_person(request), current,
                                 web_address(request), error))
        web_show_error(request, STR("current"), error);
    else if (str_equal(current, web_text(request, STR("password"))) &&
             ERROR(error, ERR_ACCOUNT_PASSWORD_SAME))
        web_show_error(request, STR("password"), error);
    else
        web_check_new_password(request, web_person(request), error);
}

int web_password_act(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    if (!web_has_problems(request))
        check_change(request, error);
    if (error->code)
        return (int)error->code;
    if (web_has_problems(request))
        return web_password_form(request, response, error);
    struct password_change change = {
        .actor = web_actor(request),
        .hash = account_password_hash(web_context(request), web_text(request, STR("password")),
                                      web_arena(request))};
    int e = store_write(web_store(request), change_password, &change, error);
    if (!e)
        e = session_create(request, response, change.actor.person, SESSION_FULL, error);
    if (!e)
        web_redirect(response, STR("/account"),
                     STR("パスワードを変えました。ほかの端末のログインは終わらせました。"));
    return e;
}
