/* The actions and downloads of the day close; each goes back to the day. */
#include "desk/page_close.h"
#include "desk/page_routes.h"

static int day_of(const struct web_request *request, day_number *out, struct error *error)
{
    struct date date;
    int e = date_parse(web_text(request, STR("day")), &date, error);
    if (!e)
        *out = day_of_date(date);
    return e;
}

static void back_to_day(const struct web_request *request, struct web_response *response,
                        struct str notice)
{
    web_redirect(response,
                 ARENA_JOIN(web_arena(request), STR("/desk/close?day="), web_text(request, STR("day"))),
                 notice);
}

int desk_act_export(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_batch batch;
    day_number day;
    int e = day_of(request, &day, error);
    if (!e)
        e = desk_registry_export(&actor, day, &batch, error);
    if (!e)
        back_to_day(request, response,
                    batch.id ? STR("登録用の CSV を作りました。取り込んだ結果を下に記録してください。")
                             : STR("登録する行はありません。"));
    return e;
}

int desk_act_record_loaded(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const int64_t *cases;
    size_t count = web_list(request, STR("case"), &cases);
    bool loaded = !str_equal(web_text(request, STR("result")), STR("error"));
    struct desk_receipt *receipts = ARENA_ARRAY(actor.arena, struct desk_receipt, count);
    if (count == 0)
        return ERROR(error, ERR_DESK_CONFIRM, STR("取り込んだ行"));
    for (size_t i = 0; i < count; i++)
        receipts[i] = (struct desk_receipt){cases[i], loaded,
                                            loaded ? web_text(request, STR("words")) : STR(""),
                                            loaded ? STR("") : web_text(request, STR("words"))};
    int e = desk_batch_record(&actor, web_integer(request, STR("id")), receipts, count, error);
    if (!e)
        back_to_day(request, response, STR("取り込みの結果を記録しました。"));
    return e;
}

typedef int cases_step(const struct web_actor *actor, const int64_t *cases, size_t count,
                       struct error *error);

static int step(struct web_request *request, struct web_response *response, cases_step *function,
                struct str notice, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const int64_t *cases;
    size_t count = web_list(request, STR("case"), &cases);
    if (count == 0)
        return ERROR(error, ERR_DESK_CONFIRM, STR("事案"));
    int e = function(&actor, cases, count, error);
    if (!e)
        back_to_day(request, response, notice);
    return e;
}

int desk_act_register(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    return step(request, response, desk_registry_register, STR("仮登録しました。"), error);
}

int desk_act_request_publish(struct web_request *request, struct web_response *response,
                             struct error *error)
{
    return step(request, response, desk_registry_request_publish, STR("公開依頼を記録しました。"), error);
}

int desk_act_published(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    return step(request, response, desk_registry_published, STR("公開を記録しました。"), error);
}

int desk_act_close(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_close_result result;
    day_number day;
    int e = day_of(request, &day, error);
    if (!e)
        e = desk_close_day(&actor, day, false, &result, error);
    if (!e)
        back_to_day(request, response,
                    result.already    ? STR("前に締めたあと、変わったことはありません。")
                    : result.outgoing ? STR("日を締め、報告のメールを送信箱に入れました。")
                                      : STR("日を締めました。"));
    return e;
}

int desk_page_workbook(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct str bytes, name;
    day_number day;
    int e = day_of(request, &day, error);
    if (!e)
        e = desk_day_workbook(&actor, day, &bytes, &name, error);
    if (!e)
        web_download(response, name,
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), bytes);
    return e;
}

int desk_page_zip(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct str name;
    day_number day;
    int64_t size;
    size_t count;
    int fd, e = day_of(request, &day, error);
    if (!e)
        e = desk_day_zip(&actor, day, &fd, &size, &name, &count, error);
    if (!e)
        web_download_fd(response, name, STR("application/zip"), fd, size, false);
    return e;
}

int desk_page_csv(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct buf csv = {0};
    struct str name;
    int e = desk_batch_csv(&actor, web_integer(request, STR("id")), &csv, &name, error);
    if (!e)
        web_download(response, name, STR("text/csv"), arena_copy(actor.arena, buf_str(&csv)));
    buf_finish(&csv);
    return e;
}

int desk_act_excuse(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum desk_close_part part;
    day_number day;
    int64_t id = web_integer(request, STR("id"));
    int e = day_of(request, &day, error);
    if (!e && !desk_close_part_parse(web_text(request, STR("part")), &part))
        e = ERROR(error, ERR_NOT_FOUND, web_text(request, STR("part")));
    bool require = str_equal(web_text(request, STR("do")), STR("require"));
    if (!e)
        e = require ? desk_close_require(&actor, day, id, part, error)
                    : desk_close_excuse(&actor, day, id, part, web_text(request, STR("reason")), error);
    if (!e)
        web_redirect(response, desk_case_path(id, "/registry", actor.arena),
                     require ? STR("除外をやめました。") : STR("理由を記録し、除外しました。"));
    return e;
}
