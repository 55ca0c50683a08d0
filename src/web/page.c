/* Pages: the layout around a body, the hidden fields of forms, and error pages. */
#include "base/json.h"
#include "base/log.h"
#include "store/audit.h"
#include "web/layout.h"
#include "web/server_internal.h"
#include "web/templates.h"

static struct str in_language(const struct web_request *request, struct str ja, struct str en)
{
    return request->lang == LANG_EN && en.n > 0 ? en : ja;
}

struct html_safe web_form(const struct web_request *request)
{
    struct web_form_page page = {
        .csrf = request->csrf,
        .key = context_random_hex(request->server->context, 16, request->arena),
    };
    return html_capture(request->arena, web_form_fields, &page);
}

/* "/desk" is current on "/desk/cases/12" too; "/" only on itself. */
static bool is_current(struct str link, struct str path)
{
    return str_equal(link, path) || (link.n > 1 && str_starts(path, link) && path.p[link.n] == '/');
}

static size_t navigation_count(const struct web_request *request)
{
    size_t modules, count = 0;
    const struct module *const *all = route_modules(request->server->routes, &modules);
    for (size_t m = 0; m < modules; m++)
        count += all[m]->navigation_count;
    return count;
}

static void fill_links(const struct web_request *request, struct web_layout_page *page)
{
    size_t modules;
    const struct module *const *all = route_modules(request->server->routes, &modules);
    struct web_layout_link *links =
        ARENA_ARRAY(request->arena, struct web_layout_link, navigation_count(request));
    for (size_t m = 0; request->person && m < modules; m++)
        for (size_t n = 0; n < all[m]->navigation_count; n++) {
            const struct navigation *entry = &all[m]->navigation[n];
            if (entry->permission.n > 0 && !web_may(request, entry->permission))
                continue;
            links[page->link_count++] = (struct web_layout_link){
                .path = entry->path,
                .title = in_language(request, entry->title_ja, entry->title_en),
                .keys = entry->key ? arena_format(request->arena, "g %c", entry->key) : STR(""),
                .current = is_current(entry->path, request->path),
            };
        }
    page->links = links;
}

static void fill_problems(const struct web_request *request, struct web_layout_page *page)
{
    size_t count = 0;
    for (const struct field_problem *p = request->problems; p; p = p->next)
        count++;
    struct web_layout_problem *problems =
        ARENA_ARRAY(request->arena, struct web_layout_problem, count);
    for (const struct field_problem *p = request->problems; p; p = p->next)
        problems[page->problem_count++] =
            (struct web_layout_problem){p->name, p->label, p->sentence};
    page->problems = problems;
}

static void fill_person(const struct web_request *request, struct web_layout_page *page)
{
    if (!request->person)
        return;
    page->person = request->person->name;
    page->commission = request->commission_title;
    page->synthetic = request->commission_synthetic;
    for (int role = ROLE_COUNT - 1; role >= 0; role--)
        if (request->roles & ACCOUNT_ROLE_BIT(role))
            page->role = account_role_title((enum account_role)role, request->lang);
    for (size_t i = 0; i < request->person->membership_count; i++)
        page->may_choose_commission |=
            request->person->memberships[i].commission != request->session.commission;
}

/* The notice of the redirect that led here, once. */
static struct str take_notice(const struct web_request *request, struct web_response *response)
{
    struct str notice, cookie = request_cookie(request, STR(NOTICE_COOKIE));
    if (cookie.n == 0)
        return STR("");
    response_set_cookie(response, request->arena, STR(NOTICE_COOKIE), STR(""), -1);
    return form_decode(cookie, false, request->arena, &notice) ? notice : STR("");
}

void web_page(const struct web_request *request, struct web_response *response, struct str title,
              html_template *body, const void *page)
{
    struct web_layout_page layout = {
        .lang = request->lang,
        .title = title,
        .demonstration = request->server->services->demonstration,
        .notice = take_notice(request, response),
        .body = html_capture(request->arena, body, page),
        .form = web_form(request),
        .path = request->path,
        .version = STR(MEGURI_VERSION),
    };
    fill_person(request, &layout);
    fill_links(request, &layout);
    fill_problems(request, &layout);
    if (request->problems && response->status == 200)
        response->status = 422;
    web_layout(&response->html, &layout);
}

/* Errors -------------------------------------------------------------------------------------- */

static struct str title_of(const struct web_request *request, int status)
{
    switch (status) {
    case 401:
        return in_language(request, STR("ログインが必要です"), STR("Please log in"));
    case 403:
        return in_language(request, STR("この操作はできません"), STR("Not allowed"));
    case 404:
        return in_language(request, STR("ページが見つかりません"), STR("Page not found"));
    case 409:
        return in_language(request, STR("ほかの操作と重なりました"), STR("Conflict"));
    case 413:
        return in_language(request, STR("送信された内容が大きすぎます"), STR("Too large"));
    case 422:
        return in_language(request, STR("入力を確認してください"), STR("Please check your input"));
    case 429:
    case 503:
        return in_language(request, STR("混み合っています"), STR("Busy"));
    default:
        return status >= 500
                   ? in_language(request, STR("処理できませんでした"), STR("Something went wrong"))
                   : in_language(request, STR("受け付けられませんでした"), STR("Not accepted"));
    }
}

static void write_json_error(struct web_request *request, const struct error *error,
                             struct str sentence)
{
    struct json_writer json;
    json_writer_init(&json, &request->response.body, false);
    json_begin_object(&json);
    json_put_string(&json, STR("error"), error_name(error->code));
    json_put_string(&json, STR("sentence"), sentence);
    json_put_string(&json, STR("request"), request->number);
    json_end_object(&json);
    request->response.type = STR("application/json; charset=utf-8");
}

void response_error(struct web_request *request, const struct error *error)
{
    int status = error_http_status(error->code);
    struct str sentence = error_sentence(error, request->lang, request->arena);
    response_reset(&request->response);
    request->response.status = status;
    /* What stood between this client and the guard has its line already. */
    if (status >= 400 && status < 500 && error->code != ERR_WEB_REFUSED)
        server_note_refusal(request, error_name(error->code), status);
    if (status >= 500)
        log_error(request->server->context, STR("request_failed"), error);
    if (request->wants_json) {
        write_json_error(request, error, sentence);
        return;
    }
    struct web_error_page page = {status, title_of(request, status), sentence, request->number};
    web_page(request, &request->response, page.title, web_error_body, &page);
    request->response.status = status;
}

int web_form_again(struct web_request *request, struct web_response *response, web_handler *form,
                   struct error *error)
{
    if (error_http_status(error->code) >= 500)
        return (int)error->code;
    struct str sentence = error_sentence(error, web_lang(request), web_arena(request));
    error_clear(error);
    web_field_error(request, STR("form"), sentence);
    web_status(response, 422);
    return form(request, response, error);
}
