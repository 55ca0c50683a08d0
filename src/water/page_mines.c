/* /water/mines: the mines a person sees, and a form for a new one. */
#include "water/data_page.h"
#include "water/templates.h"

int water_page_mines(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_line *lines;
    struct water_mines_page page = {
        .form = web_form(request),
        .may_edit = water_may(&actor, STR("water.edit")),
        .code = web_typed_or(request, STR("code"), STR("")),
        .name = web_typed_or(request, STR("name"), STR("")),
        .prefecture = web_typed_or(request, STR("prefecture"), STR("")),
        .municipality = web_typed_or(request, STR("municipality"), STR("")),
        .latitude = web_typed_or(request, STR("latitude"), STR("")),
        .longitude = web_typed_or(request, STR("longitude"), STR("")),
        .note = web_typed_or(request, STR("note"), STR("")),
    };
    int status = water_mine_list(&actor, &lines, &page.count, error);
    if (status)
        return status;
    page.lines = lines;
    page.newest = ARENA_ARRAY(actor.arena, struct str, page.count);
    for (size_t i = 0; i < page.count; i++)
        page.newest[i] =
            lines[i].newest ? day_format(day_of_time(lines[i].newest), actor.arena) : STR("－");
    web_page(request, response, STR("鉱山"), water_mines_body, &page);
    return 0;
}

int water_act_mines(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id;
    const struct water_mine_row mine = {.code = web_text(request, STR("code")),
                                        .name = web_text(request, STR("name")),
                                        .prefecture = web_text(request, STR("prefecture")),
                                        .municipality = web_text(request, STR("municipality")),
                                        .latitude = web_text(request, STR("latitude")),
                                        .longitude = web_text(request, STR("longitude")),
                                        .note = web_text(request, STR("note")),
                                        .restricted = web_check(request, STR("restricted"))};
    if (web_has_problems(request))
        return water_page_mines(request, response, error);
    if (water_mine_create(&actor, &mine, &id, error))
        return web_form_again(request, response, water_page_mines, error);
    web_redirect(response, water_path("mines", id, actor.arena),
                 STR("鉱山を登録しました。次に採水地点を登録してください。"));
    return 0;
}
