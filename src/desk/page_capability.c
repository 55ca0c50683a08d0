/* GET /desk/capabilities: heavy helpers that may be absent, what is lost, how to get them. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

/* Installed is not enough for the malware scan: it must be told where the daemon is. */
static void look_at_scanner(const struct web_services *services, struct capability *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].name, STR("malware")) && rows[i].present &&
            !(services && services->scanner))
            rows[i].fault = STR("設定 clamd.socket（または clamd.host）がないため、検査していません。");
}

int desk_page_capabilities(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct desk_capabilities_page page = {0};
    struct capability *rows;
    (void)error;
    capability_list(web_context(request), web_lang(request), web_arena(request), &rows, &page.count);
    look_at_scanner(web_services(request), rows, page.count);
    page.rows = rows;
    web_page(request, response, STR("追加の機能"), desk_capabilities_body, &page);
    return 0;
}
