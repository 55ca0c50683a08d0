/* One request from session to response, on a thread of the pool; light ones on the network's. */
#include "base/log.h"
#include "store/audit.h"
#include "web/server_internal.h"

static int read_form(struct web_request *request, struct error *error)
{
    if (!request->post)
        return form_read_urlencoded(&request->form, request->query, error);
    if (request->multipart)
        return multipart_end(request->multipart, error);
    return form_read_urlencoded(&request->form, buf_str(&request->body), error);
}

/* Logged in, with a role that the permission asks for, in the commission of the session. */
static int check_permission(struct web_request *request, bool *login_first, struct error *error)
{
    struct str permission = request->match.route->permission;
    if (permission.n == 0 || web_may(request, permission))
        return 0;
    if (request->person)
        return ERROR(error, ERR_FORBIDDEN, request->match.route->title_ja);
    if (request->post || request->wants_json)
        return ERROR(error, ERR_WEB_LOGIN, STR(""));
    *login_first = true;
    return 0;
}

static void lead_to_login(struct web_request *request)
{
    struct buf path = {0};
    struct html html = {&path, request->arena};
    buf_append(&path, STR("/login?next="));
    html_url_part(&html, request->target);
    web_redirect(&request->response, buf_str(&path), STR(""));
    buf_finish(&path);
}

static int check_rate(struct web_request *request, struct error *error)
{
    struct web_server *server = request->server;
    if (request->person ||
        limit_take(server->limits, request->address, context_monotonic(server->context)))
        return 0;
    atomic_fetch_add(&server->too_many, 1);
    return ERROR(error, ERR_WEB_TOO_MANY, STR(""));
}

static struct str problem_summary(struct web_request *request)
{
    struct buf summary = {0};
    for (const struct field_problem *p = request->problems; p; p = p->next) {
        if (summary.n > 0)
            buf_append(&summary, STR(" "));
        buf_append(&summary, p->label);
        buf_append(&summary, STR(": "));
        buf_append(&summary, p->sentence);
    }
    struct str text = arena_copy(request->arena, buf_str(&summary));
    buf_finish(&summary);
    return text;
}

static void audit_reading(struct web_request *request)
{
    const struct field_value *id = request_value(request, STR("id"));
    struct audit_entry entry = {
        .commission = web_commission(request),
        .actor = request->session.person,
        .action = ARENA_JOIN(request->arena, request->match.module->name, STR(".read")),
        .object = request->match.module->name,
        .object_id = id && id->kind == WEB_ID ? id->integer : 0,
        .detail = STR("{}"),
        .address = request->address,
    };
    struct error error = {0};
    if (audit_note(request->server->store, &entry, &error))
        log_error(request->server->context, STR("audit_note"), &error);
}

static int run_handler(struct web_request *request, struct error *error)
{
    int e = request->match.route->handler(request, &request->response, error);
    if (e && !error->code)
        e = error_set(error, (enum err)e, NULL, 0);
    if (!e && request->problems && request->response.status == 200)
        request->response.status = 422;
    if (!e && request->match.route->reads_personal_data && request->response.status < 300)
        audit_reading(request);
    return e;
}

static int run_action(struct web_request *request, struct error *error)
{
    struct once_claim claim;
    bool known;
    int e = once_begin(request, &claim, &known, error);
    if (e || known)
        return e;
    e = run_handler(request, error);
    once_end(request, &claim, !e && request->response.status < 400);
    return e;
}

static int handle(struct web_request *request, struct error *error)
{
    bool login_first = false;
    int e = session_load(request, error);
    if (!e)
        csrf_prepare(request);
    if (!e && request->body_error.code) {
        error_copy(error, &request->body_error);
        return error->code;
    }
    if (!e)
        e = check_rate(request, error);
    if (!e)
        e = check_permission(request, &login_first, error);
    if (!e && login_first) {
        lead_to_login(request);
        return 0;
    }
    if (!e)
        e = read_form(request, error);
    if (!e && request->post)
        e = csrf_check(request, error);
    if (!e)
        e = field_read_all(request, error);
    if (!e && request->problems && !request->match.route->re_renders)
        e = ERROR(error, ERR_WEB_FIELDS, problem_summary(request));
    if (e)
        return e;
    bool once = request->post && !request->match.route->stores_nothing;
    return once ? run_action(request, error) : run_handler(request, error);
}

void dispatch_run(struct web_request *request)
{
    struct error error = {0};
    if (handle(request, &error)) {
        if (error.code == ERR_STORE_CANCELLED) {
            error_clear(&error);
            ERROR(&error, ERR_WEB_TIME_OVER, STR(""));
        }
        response_error(request, &error);
    } else if (request->response.status >= 400 && request->response.status < 500) {
        /* A form that is shown again, with what is wrong in it. */
        server_note_refusal(request, error_name(ERR_WEB_FIELDS), request->response.status);
    }
}

bool dispatch_is_light(const struct web_request *request)
{
    return request->match.route && request->match.route->light && !request->body_error.code &&
           request_cookie(request, STR(SESSION_COOKIE)).n == 0;
}

void dispatch_run_light(struct web_request *request)
{
    store_shut(true);
    dispatch_run(request);
    store_shut(false);
}
