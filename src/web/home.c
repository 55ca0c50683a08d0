/* "/": leads to the first page that the person may open, or to the login. */
#include "web/home.h"

#include "web/server_internal.h"

static struct str first_page(const struct web_request *request)
{
    size_t count;
    const struct module *const *modules = route_modules(request->server->routes, &count);
    for (size_t m = 0; m < count; m++)
        for (size_t n = 0; n < modules[m]->navigation_count; n++)
            if (web_may(request, modules[m]->navigation[n].permission))
                return modules[m]->navigation[n].path;
    return STR("/account");
}

static int lead_on(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    web_redirect(response, web_person(request) ? first_page(request) : STR("/login"), STR(""));
    return 0;
}

static const struct web_route routes[] = {
    {WEB_GET, STR_INIT("/"), .handler = lead_on, .title_ja = STR_INIT("最初のページ"),
     .title_en = STR_INIT("Start")},
};

const struct module web_module = {
    .name = STR_INIT("web"),
    .title_ja = STR_INIT("入口"),
    .title_en = STR_INIT("Entrance"),
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
};
