/* /water/mines/:id/observations and /sections: what is stored of a mine in the words of a study;
   /water/hearings: what was answered of all mines. */
#include "base/civil.h"
#include "water/data_page.h"
#include "water/hearing_table.h"
#include "water/study_data.h"

static void read_period(const struct web_request *request, struct water_figures_ask *ask)
{
    struct date date;
    struct str from = web_text(request, STR("from")), to = web_text(request, STR("to"));
    *ask = (struct water_figures_ask){.statistic = WATER_MEDIAN};
    water_statistic_parse(web_text(request, STR("statistic")), &ask->statistic);
    if (from.n > 0 && date_parse(from, &date, NULL) == 0)
        ask->from = day_of_date(date);
    if (to.n > 0 && date_parse(to, &date, NULL) == 0)
        ask->to = day_of_date(date);
}

static utc_us begin_of(day_number day)
{
    return day ? time_of_jst((struct jst){date_of_day(day), 0, 0, 0}) : 0;
}

int water_page_observations(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_row mine;
    struct water_point *points;
    struct water_result *results;
    struct water_table table;
    struct water_study_left left;
    struct water_figures_ask ask;
    struct str bytes;
    size_t count, result_count;
    read_period(request, &ask);
    int status = water_mine_read(&actor, web_integer(request, STR("id")), &mine, error);
    const struct water_results_wanted wanted = {
        .mine = mine.id, .from = begin_of(ask.from), .to = ask.to ? begin_of(ask.to + 1) - 1 : 0};
    if (!status)
        status = water_points(&actor, mine.id, &points, &count, error);
    if (!status)
        status = water_results_read(&actor, &wanted, &results, &result_count, error);
    if (status)
        return status;
    water_study_observations(points, count, results, result_count, actor.arena, &table, &left);
    status = water_table_csv(&table, web_lang(request), actor.arena, &bytes, error);
    if (!status)
        web_download(response, ARENA_JOIN(actor.arena, mine.code, STR("_観測値.csv")),
                     STR("text/csv; charset=utf-8"), bytes);
    return status;
}

int water_page_sections(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_row mine;
    struct water_figures_ask ask;
    struct str text;
    read_period(request, &ask);
    int status = water_mine_read(&actor, web_integer(request, STR("id")), &mine, error);
    if (!status)
        status = water_study_sections(&actor, &mine, &ask, &text, error);
    if (!status)
        web_download(response, ARENA_JOIN(actor.arena, mine.code, STR("_原水.txt")),
                     STR("text/plain; charset=utf-8"), text);
    return status;
}

int water_page_hearings(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_table table;
    struct str bytes;
    int status = water_hearing_table(&actor, &table, error);
    if (!status)
        status =
            water_table_workbook(&table, 1, web_context(request),
                                 store_directory(web_store(request)), actor.arena, &bytes, error);
    if (!status)
        web_download(response, STR("ヒアリング.xlsx"),
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                     bytes);
    return status;
}
