/* Pages of the tests. */
#include <sched.h>

#include "base/check.h"
#include "web_fixture.h"

#include "test_module.h"

_Atomic int fixture_actions, fixture_waiting;
_Atomic bool fixture_hold;

static void write_form(struct html *html, const void *page)
{
    html_insert(html, *(const struct html_safe *)page);
}

static int show_form(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    struct html_safe form = web_form(request);
    web_page(request, response, STR("試験"), write_form, &form);
    return 0;
}

static int log_in(struct web_request *request, struct web_response *response, struct error *error)
{
    int e = session_create(request, response, web_integer(request, STR("person")), SESSION_FULL, error);
    if (!e)
        web_redirect(response, STR("/form"), STR("ようこそ"));
    return e;
}

static int log_out(struct web_request *request, struct web_response *response, struct error *error)
{
    web_redirect(response, STR("/form"), STR(""));
    return session_end(request, response, error);
}

static int act(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    atomic_fetch_add(&fixture_actions, 1);
    web_redirect(response, arena_format(web_arena(request), "/form?done=%d", atomic_load(&fixture_actions)),
                 STR("登録しました"));
    return 0;
}

static int fail_to_act(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)request;
    (void)response;
    atomic_fetch_add(&fixture_actions, 1);
    return ERROR(error, ERR_CONFLICT, STR("相談 1"));
}

static int echo(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    struct html *html = web_html(response);
    const int64_t *list;
    size_t count = web_list(request, STR("ids"), &list);
    html_text(html, web_text(request, STR("title")));
    html_text(html, STR("|"));
    html_lines(html, web_text(request, STR("remark")));
    html_text(html, STR("|"));
    html_integer(html, web_integer(request, STR("count")));
    html_text(html, STR("|"));
    html_text(html, web_text(request, STR("day")));
    html_text(html, STR("|"));
    html_text(html, web_text(request, STR("kind")));
    html_text(html, web_check(request, STR("sure")) ? STR("|yes|") : STR("|no|"));
    for (size_t i = 0; i < count; i++)
        html_integer(html, list[i]);
    return 0;
}

static int take_file(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    struct html *html = web_html(response);
    const struct web_file *file;
    for (size_t i = 0; (file = web_file(request, STR("paper"), i)); i++) {
        html_text(html, file->name);
        html_text(html, STR("="));
        html_integer(html, file->size);
        html_text(html, STR(";"));
    }
    html_text(html, web_text(request, STR("title")));
    return 0;
}

/* A record of commission 1 only: others must not learn that it exists. */
static int show_case(struct web_request *request, struct web_response *response, struct error *error)
{
    int64_t id = web_integer(request, STR("id"));
    if (id != web_commission(request))
        return ERROR(error, ERR_NOT_FOUND, STR("相談"));
    html_text(web_html(response), STR("case of "));
    html_text(web_html(response), web_person(request)->name);
    return 0;
}

static int wait_for_release(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)request;
    (void)error;
    atomic_fetch_add(&fixture_waiting, 1);
    while (atomic_load(&fixture_hold))
        sched_yield();
    atomic_fetch_sub(&fixture_waiting, 1);
    html_text(web_html(response), STR("released"));
    return 0;
}

/* A query without end, until somebody cancels it. */
static int count_for_ever(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    struct db_rows *rows;
    atomic_fetch_add(&fixture_waiting, 1);
    int e = DB_QUERY(db, error, &rows,
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                     " SELECT count(*) FROM n WHERE i < $1",
                     db_int(0));
    if (!e) {
        while (db_next(rows))
            ;
        e = db_finish(rows, error);
    }
    atomic_fetch_sub(&fixture_waiting, 1);
    return e;
}

static int query_for_ever(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)response;
    return web_read(request, count_for_ever, NULL, error);
}

/* Shows its form again with what was typed and what is wrong with it. */
static int edit(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    if (!web_has_problems(request) && str_equal(web_text(request, STR("title")), STR("taken")))
        web_field_error(request, STR("title"), STR("すでに使われています。"));
    if (!web_has_problems(request)) {
        web_redirect(response, STR("/form"), STR(""));
        return 0;
    }
    html_text(web_html(response), web_typed(request, STR("title")));
    html_text(web_html(response), STR("|"));
    html_text(web_html(response), web_field_problem(request, STR("title")));
    return 0;
}

static int download(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)request;
    (void)error;
    web_download(response, STR("日報 2025.csv"), STR("text/csv; charset=utf-8"), STR("a,b\r\n"));
    return 0;
}

static int look_at_nothing(struct db *db, void *argument, struct error *error)
{
    (void)db;
    (void)argument;
    (void)error;
    return 0;
}

/* A light page that reads although it must not. */
static int read_at_once(struct web_request *request, struct web_response *response, struct error *error)
{
    html_text(web_html(response), STR("read"));
    return web_read(request, look_at_nothing, NULL, error);
}

static int write_at_once(struct web_request *request, struct web_response *response, struct error *error)
{
    html_text(web_html(response), STR("written"));
    return store_write(web_store(request), look_at_nothing, NULL, error);
}

static const struct web_field login_fields[] = {
    {.name = STR_INIT("person"), .kind = WEB_ID, .required = true, .label_ja = STR_INIT("人")},
};
static const struct web_field echo_fields[] = {
    {.name = STR_INIT("title"), .kind = WEB_TEXT, .required = true, .limit = 10, .label_ja = STR_INIT("件名")},
    {.name = STR_INIT("remark"), .kind = WEB_LINES, .label_ja = STR_INIT("備考")},
    {.name = STR_INIT("count"), .kind = WEB_INTEGER, .least = 1, .most = 99, .label_ja = STR_INIT("個数")},
    {.name = STR_INIT("day"), .kind = WEB_DATE, .label_ja = STR_INIT("期日")},
    {.name = STR_INIT("kind"), .kind = WEB_CODE, .choices = STR_INIT("mail|fax"), .label_ja = STR_INIT("種別")},
    {.name = STR_INIT("sure"), .kind = WEB_CHECK, .label_ja = STR_INIT("確認")},
    {.name = STR_INIT("ids"), .kind = WEB_LIST, .label_ja = STR_INIT("番号")},
};
static const struct web_field edit_fields[] = {
    {.name = STR_INIT("title"), .kind = WEB_TEXT, .required = true, .limit = 10, .label_ja = STR_INIT("件名")},
};
static const struct web_field file_fields[] = {
    {.name = STR_INIT("paper"), .kind = WEB_FILE, .limit = 64 * 1024, .label_ja = STR_INIT("書類")},
    {.name = STR_INIT("title"), .kind = WEB_TEXT, .label_ja = STR_INIT("件名")},
};

#define FIELDS(table) .fields = (table), .field_count = sizeof(table) / sizeof(table)[0]
static const struct web_route routes[] = {
    {WEB_GET, STR_INIT("/form"), .handler = show_form},
    {WEB_POST, STR_INIT("/in"), .csrf = WEB_CSRF_LOGIN, .handler = log_in, FIELDS(login_fields)},
    {WEB_POST, STR_INIT("/out"), .csrf = WEB_CSRF_SESSION, .handler = log_out},
    {WEB_POST, STR_INIT("/act"), .permission = STR_INIT("test.write"), .csrf = WEB_CSRF_SESSION, .handler = act},
    {WEB_POST, STR_INIT("/fail"), .permission = STR_INIT("test.write"), .csrf = WEB_CSRF_SESSION,
     .handler = fail_to_act},
    {WEB_POST, STR_INIT("/echo"), .csrf = WEB_CSRF_LOGIN, .handler = echo, FIELDS(echo_fields)},
    {WEB_POST, STR_INIT("/file"), .csrf = WEB_CSRF_LOGIN, .body_limit = 256 * 1024, .handler = take_file,
     FIELDS(file_fields)},
    {WEB_POST, STR_INIT("/edit"), .csrf = WEB_CSRF_LOGIN, .handler = edit, .re_renders = true, FIELDS(edit_fields)},
    {WEB_GET, STR_INIT("/cases/:id"), .permission = STR_INIT("test.read"), .handler = show_case,
     .reads_personal_data = true},
    {WEB_GET, STR_INIT("/wait"), .handler = wait_for_release},
    {WEB_GET, STR_INIT("/for-ever"), .handler = query_for_ever},
    {WEB_GET, STR_INIT("/download"), .handler = download},
    {WEB_GET, STR_INIT("/light"), .handler = show_form, .light = true},
    {WEB_GET, STR_INIT("/light/reads"), .handler = read_at_once, .light = true},
    {WEB_GET, STR_INIT("/light/writes"), .handler = write_at_once, .light = true},
};
static const struct account_permission permissions[] = {
    {STR_INIT("test.read"), ACCOUNT_ROLE_BIT(ROLE_ADVISOR) | ACCOUNT_ROLE_BIT(ROLE_VIEWER), STR_INIT("閲覧"), STR_INIT("read")},
    {STR_INIT("test.write"), ACCOUNT_ROLE_BIT(ROLE_ADVISOR), STR_INIT("登録"), STR_INIT("write")},
};
static const struct navigation navigation[] = {
    {STR_INIT("/form"), STR_INIT("入力"), STR_INIT("Form"), STR_INIT("test.write"), 'f'},
};
const struct module test_module = {
    .name = STR_INIT("test"),
    .title_ja = STR_INIT("試験"),
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .permissions = permissions,
    .permission_count = sizeof permissions / sizeof permissions[0],
    .navigation = navigation,
    .navigation_count = 1,
};
