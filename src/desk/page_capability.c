/* GET /desk/capabilities: heavy helpers that may be absent, what is lost, how to get them. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

int desk_page_capabilities(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct desk_capabilities_page page = {0};
    struct capability *rows;
    (void)error;
    capability_list(web_context(request), web_lang(request), web_arena(request), &rows, &page.count);
    page.rows = rows;
    web_page(request, response, STR("追加の機能"), desk_capabilities_body, &page);
    return 0;
}
