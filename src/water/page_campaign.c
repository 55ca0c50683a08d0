/* /water/campaigns, /water/campaigns/:id: surveys and the plan of their visits. */
#include "water/survey_page.h"
#include "water/templates.h"

static struct str period_of(const struct water_campaign *campaign, struct arena *arena)
{
    return ARENA_JOIN(arena, day_format(campaign->begins, arena), STR(" 〜 "),
                      day_format(campaign->ends, arena));
}

int water_page_campaigns(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_campaign *list;
    struct water_campaigns_page page = {
        .form = web_form(request),
        .may_edit = water_may(&actor, STR("water.edit")),
        .name = web_typed(request, STR("name")),
        .purpose = web_typed(request, STR("purpose")),
        .begins = web_typed(request, STR("begins")),
        .ends = web_typed(request, STR("ends")),
    };
    int status = water_campaigns(&actor, &list, &page.count, error);
    if (status)
        return status;
    page.rows = ARENA_ARRAY(actor.arena, struct water_campaign_view, page.count);
    for (size_t i = 0; i < page.count; i++)
        page.rows[i] = (struct water_campaign_view){&list[i], period_of(&list[i], actor.arena)};
    web_page(request, response, STR("調査"), water_campaigns_body, &page);
    return 0;
}

static day_number day_of(const struct web_request *request, struct str name)
{
    struct date date;
    return date_parse(web_text(request, name), &date, NULL) ? 0 : day_of_date(date);
}

int water_act_campaigns(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct water_campaign campaign = {.name = web_text(request, STR("name")),
                                            .purpose = web_text(request, STR("purpose")),
                                            .begins = day_of(request, STR("begins")),
                                            .ends = day_of(request, STR("ends"))};
    int64_t id;
    if (web_has_problems(request))
        return water_page_campaigns(request, response, error);
    if (water_campaign_create(&actor, &campaign, &id, error))
        return web_form_again(request, response, water_page_campaigns, error);
    web_redirect(response, water_path("campaigns", id, actor.arena),
                 STR("調査を作りました。次に地点と項目を決めてください。"));
    return 0;
}

static struct str items_of(const struct water_visit *visit, struct arena *arena)
{
    struct str out = {0};
    for (size_t i = 0; i < visit->item_count; i++)
        out = out.n ? ARENA_JOIN(arena, out, STR("、"), visit->items[i]->label)
                    : visit->items[i]->label;
    return out;
}

static struct str bottles_of(const struct water_visit *visit, struct arena *arena)
{
    struct str out = {0};
    for (size_t i = 0; i < visit->bottle_count; i++)
        out = ARENA_JOIN(arena, out, out.n ? STR("、") : STR(""), visit->bottles[i].number);
    return out.n ? out : STR("－");
}

static struct water_visit_row show_visit(const struct water_visit *visit, struct arena *arena)
{
    bool done = visit->visited_at && visit->missing == 0;
    return (struct water_visit_row){
        .visit = visit,
        .planned = day_format(visit->planned, arena),
        .visited = visit->visited_at ? time_format_jst(visit->visited_at, arena) : STR("－"),
        .items = items_of(visit, arena),
        .bottles = bottles_of(visit, arena),
        .tone = done                ? STR("tone-good")
                : visit->visited_at ? STR("tone-wait")
                                    : STR("tone-attention"),
        .words = done                ? STR("結果がそろいました")
                 : visit->visited_at ? arena_format(arena, "結果待ち %zu 項目", visit->missing)
                                     : STR("これから"),
    };
}

/* Every point of the mines that the actor sees. */
static int offer_points(const struct web_actor *actor, struct water_campaign_page *page,
                        struct error *error)
{
    enum { OFFERED_MOST = 600 };
    struct water_mine_line *lines;
    size_t mines;
    int status = water_mine_list(actor, &lines, &mines, error);
    page->points = ARENA_ARRAY(actor->arena, struct water_plan_point, OFFERED_MOST);
    for (size_t m = 0; m < mines && !status; m++) {
        struct water_point *points;
        size_t count;
        status = water_points(actor, lines[m].mine.id, &points, &count, error);
        for (size_t i = 0; i < count && !status && page->point_count < OFFERED_MOST; i++)
            page->points[page->point_count++] =
                (struct water_plan_point){points[i].id, lines[m].mine.name, points[i].name};
    }
    return status;
}

int water_page_campaign(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_campaign campaign;
    struct water_visit *visits;
    int status = water_campaign_read(&actor, web_integer(request, STR("id")), &campaign, error);
    struct water_campaign_page page = {
        .form = web_form(request),
        .may_edit = water_may(&actor, STR("water.edit")),
        .campaign = &campaign,
    };
    if (!status)
        status = water_visits(&actor, campaign.id, &visits, &page.count, error);
    if (!status && page.may_edit)
        status = offer_points(&actor, &page, error);
    if (status)
        return status;
    page.period = period_of(&campaign, actor.arena);
    page.items = web_typed_or(request, STR("items"),
                              STR("pH temperature EC flow Fe Zn Cd Cu Pb As Mn Al SO4"));
    page.day = web_typed_or(request, STR("day"), day_format(campaign.begins, actor.arena));
    page.rows = ARENA_ARRAY(actor.arena, struct water_visit_row, page.count);
    for (size_t i = 0; i < page.count; i++)
        page.rows[i] = show_visit(&visits[i], actor.arena);
    web_page(request, response, campaign.name, water_campaign_body, &page);
    return 0;
}

int water_act_plan(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    const int64_t *points;
    size_t count = web_list(request, STR("point"), &points);
    if (web_has_problems(request))
        return water_page_campaign(request, response, error);
    if (water_visits_plan(&actor, id, points, count, web_text(request, STR("items")),
                          day_of(request, STR("day")), error))
        return web_form_again(request, response, water_page_campaign, error);
    web_redirect(response, water_path("campaigns", id, actor.arena), STR("計画に加えました。"));
    return 0;
}

int water_page_missing(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_missing *rows;
    struct water_missing_page page = {0};
    int status =
        water_missing(&actor, web_integer(request, STR("mine")), &rows, &page.count, error);
    page.rows = rows;
    if (!status)
        web_page(request, response, STR("足りないデータ"), water_missing_body, &page);
    return status;
}
