/* Cross-site request forgery: a token in every form, bound to the session, or before login to a
   cookie of this browser; besides, the browser's own word on where the request comes from. */
#include "web/secret.h"
#include "web/server_internal.h"

static struct str page_digest(const struct web_request *request, struct str cookie)
{
    struct str secret = {(const char *)request->server->secret, sizeof request->server->secret};
    return secret_digest(secret, STR("page"), cookie, request->arena);
}

void csrf_prepare(struct web_request *request)
{
    if (request->session.id) {
        request->csrf = request->session.csrf;
        return;
    }
    struct str cookie = request_cookie(request, STR(PAGE_COOKIE));
    if (cookie.n != 32) {
        cookie = context_random_hex(request->server->context, 16, request->arena);
        response_set_cookie(&request->response, request->arena, STR(PAGE_COOKIE), cookie, 0);
    }
    request->csrf = page_digest(request, cookie);
}

static bool comes_from_here(const struct web_request *request)
{
    struct str origin = request_header(request, "Origin"),
               site = request_header(request, "Sec-Fetch-Site");
    if (str_equal(site, STR("cross-site")))
        return false;
    return origin.n == 0 || str_equal_nocase(origin, ARENA_JOIN(request->arena, STR("https://"),
                                                                request_header(request, "Host")));
}

static struct str sent_token(const struct web_request *request)
{
    for (size_t i = 0; i < request->form.count; i++)
        if (str_equal(request->form.pairs[i].name, STR("_csrf")))
            return request->form.pairs[i].value;
    return STR("");
}

int csrf_check(struct web_request *request, struct error *error)
{
    enum web_csrf class = request->match.route->csrf;
    if (!comes_from_here(request))
        return ERROR(error, ERR_WEB_CSRF, STR(""));
    struct str cookie = request_cookie(request, STR(PAGE_COOKIE));
    struct str wanted = request->session.id                         ? request->session.csrf
                        : class == WEB_CSRF_LOGIN && cookie.n == 32 ? page_digest(request, cookie)
                                                                    : STR("");
    bool fine = wanted.n > 0 && str_equal_constant_time(sent_token(request), wanted);
    return fine ? 0 : ERROR(error, ERR_WEB_CSRF, STR(""));
}
