/* /water/visits/:id: the field sheet of one visit, to be filled in or printed;
 * /water/mines/:id/hearing. */
#include "water/survey_page.h"
#include "water/templates.h"

static void fill_sheet(const struct water_visit *visit, struct water_visit_page *page,
                       struct arena *arena)
{
    page->items = ARENA_ARRAY(arena, struct water_sheet_item, visit->item_count);
    for (size_t i = 0; i < visit->item_count; i++)
        page->items[i] = (struct water_sheet_item){visit->items[i]->label, visit->items[i]->unit,
                                                   visit->has_result[i] ? STR("あり") : STR("")};
    struct water_choice *numbers = ARENA_ARRAY(arena, struct water_choice, visit->bottle_count);
    page->bottles = ARENA_ARRAY(arena, struct water_sheet_bottle, visit->bottle_count);
    for (size_t i = 0; i < visit->bottle_count; i++) {
        const struct water_bottle *bottle = &visit->bottles[i];
        page->bottles[i] = (struct water_sheet_bottle){
            bottle, bottle->fraction == WATER_DISSOLVED ? STR("ろ過") : STR("未ろ過"),
            bottle->sent ? day_format(bottle->sent, arena) : STR("－"),
            bottle->received ? day_format(bottle->received, arena) : STR("－")};
        numbers[i] = (struct water_choice){bottle->number, bottle->number, i == 0};
    }
    page->numbers = (struct water_choices){numbers, visit->bottle_count};
}

int water_page_visit(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_visit *visit = ARENA_NEW(actor.arena, struct water_visit);
    int status = water_visit_read(&actor, web_integer(request, STR("id")), visit, error);
    if (status)
        return status;
    struct water_visit_page page = {
        .form = web_form(request),
        .may_log = water_may(&actor, STR("water.log")),
        .visit = visit,
        .planned = day_format(visit->planned, actor.arena),
        .visited = web_typed_or(request, STR("visited"),
                                visit->visited_at ? time_format_jst(visit->visited_at, actor.arena)
                                                  : STR("")),
        .latitude = web_typed_or(request, STR("latitude"), visit->latitude),
        .longitude = web_typed_or(request, STR("longitude"), visit->longitude),
        .words = web_typed_or(request, STR("words"), visit->words),
        .number = web_typed(request, STR("number")),
        .laboratory = web_typed(request, STR("laboratory")),
    };
    fill_sheet(visit, &page, actor.arena);
    web_page(request, response, ARENA_JOIN(actor.arena, STR("現地記録票 "), visit->point_name),
             water_visit_body, &page);
    return 0;
}

static int back(struct web_request *request, struct web_response *response, struct str notice)
{
    web_redirect(response,
                 water_path("visits", web_integer(request, STR("id")), web_arena(request)), notice);
    return 0;
}

int water_act_visit(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct str visited = web_text(request, STR("visited"));
    struct water_moment moment = {0};
    struct water_visit *visit = ARENA_NEW(actor.arena, struct water_visit);
    if (web_has_problems(request))
        return water_page_visit(request, response, error);
    *visit = (struct water_visit){.id = web_integer(request, STR("id")),
                                  .version = web_integer(request, STR("version")),
                                  .latitude = web_text(request, STR("latitude")),
                                  .longitude = web_text(request, STR("longitude")),
                                  .words = web_text(request, STR("words"))};
    int status =
        visited.n && !water_moment_read(visited, &moment) ? ERROR(error, ERR_DATE, visited) : 0;
    visit->visited_at = moment.seconds * US_PER_SECOND;
    if (!status)
        status = water_visit_note(&actor, visit, error);
    return status ? web_form_again(request, response, water_page_visit, error)
                  : back(request, response, STR("記録しました。"));
}

int water_act_bottle(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct str sent = web_text(request, STR("sent"));
    struct date date;
    struct water_bottle bottle = {.number = web_text(request, STR("number")),
                                  .laboratory = web_text(request, STR("laboratory"))};
    if (web_has_problems(request))
        return water_page_visit(request, response, error);
    bottle.fraction = web_check(request, STR("filtered")) ? WATER_DISSOLVED : WATER_TOTAL;
    bottle.sent = sent.n && date_parse(sent, &date, NULL) == 0 ? day_of_date(date) : 0;
    return water_bottle_add(&actor, web_integer(request, STR("id")), &bottle, error)
               ? web_form_again(request, response, water_page_visit, error)
               : back(request, response, STR("瓶を加えました。"));
}

static day_number day_or(const struct web_request *request, struct str name, day_number otherwise)
{
    struct str text = web_text(request, name);
    struct date date;
    return text.n && date_parse(text, &date, NULL) == 0 ? day_of_date(date) : otherwise;
}

/* Days that are left empty stay as they were. */
int water_act_bottle_days(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_visit *visit = ARENA_NEW(actor.arena, struct water_visit);
    struct str number = web_text(request, STR("bottle"));
    struct water_bottle bottle = {.number = number};
    if (web_has_problems(request))
        return water_page_visit(request, response, error);
    int status = water_visit_read(&actor, web_integer(request, STR("id")), visit, error);
    if (status)
        return status;
    for (size_t i = 0; i < visit->bottle_count; i++)
        if (str_equal(visit->bottles[i].number, number))
            bottle = visit->bottles[i];
    bottle.sent = day_or(request, STR("bottle_sent"), bottle.sent);
    bottle.received = day_or(request, STR("received"), bottle.received);
    return water_bottle_change(&actor, visit->id, &bottle, error)
               ? web_form_again(request, response, water_page_visit, error)
               : back(request, response, STR("瓶の日付を記録しました。"));
}

int water_act_photo(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct web_file *upload = web_file(request, STR("file"), 0);
    if (web_has_problems(request) || !upload)
        return water_page_visit(request, response, error);
    return water_photo_add(&actor, web_integer(request, STR("id")), upload->name, upload->fd, error)
               ? web_form_again(request, response, water_page_visit, error)
               : back(request, response, STR("写真を加えました。"));
}

int water_page_photo(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_photo photo;
    int fd;
    int status = water_photo_open(&actor, web_integer(request, STR("id")), &photo, &fd, error);
    if (!status)
        web_download_fd(response, photo.name, STR("application/octet-stream"), fd, photo.size,
                        false);
    return status;
}

/* --- the hearing form --- */

int water_page_hearing(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_row mine;
    struct water_answer *answers;
    struct water_hearing_page page = {
        .form = web_form(request), .may_log = water_may(&actor, STR("water.log")), .mine = &mine};
    int status = water_mine_read(&actor, web_integer(request, STR("id")), &mine, error);
    if (!status)
        status = water_hearing_read(&actor, mine.id, &answers, &page.count, error);
    if (status)
        return status;
    page.rows = ARENA_ARRAY(actor.arena, struct water_question_view, page.count);
    for (size_t i = 0; i < page.count; i++) {
        struct str name = arena_format(actor.arena, "answer_%zu", i);
        page.rows[i] = (struct water_question_view){
            &answers[i], name, web_typed_or(request, name, answers[i].answer),
            answers[i].changed_at ? time_format_jst(answers[i].changed_at, actor.arena) : STR(""),
            i == 0 || !str_equal(answers[i].topic, answers[i - 1].topic)};
        page.open += answers[i].required && answers[i].answer.n == 0;
    }
    web_page(request, response, STR("ヒアリング"), water_hearing_body, &page);
    return 0;
}

int water_act_hearing(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t mine = web_integer(request, STR("id"));
    struct water_answer *answers;
    size_t count;
    if (web_has_problems(request))
        return water_page_hearing(request, response, error);
    int status = water_hearing_read(&actor, mine, &answers, &count, error);
    for (size_t i = 0; i < count && !status; i++)
        answers[i].answer = web_text(request, arena_format(actor.arena, "answer_%zu", i));
    if (!status)
        status = water_hearing_save(&actor, mine, answers, count, error);
    if (status)
        return web_form_again(request, response, water_page_hearing, error);
    web_redirect(response, arena_format(actor.arena, "/water/mines/%lld/hearing", (long long)mine),
                 STR("保存しました。"));
    return 0;
}
