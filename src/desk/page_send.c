/* The answer leaves: by mail with recipients and attachments confirmed (/desk/cases/:id/send), or by
   telephone, read aloud (/desk/cases/:id/telephone). */
#include "desk/page_answer.h"
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/setting.h"
#include "desk/templates.h"

struct undo_job {
    int64_t commission, seconds;
};

static int read_undo(struct db *db, void *argument, struct error *error)
{
    struct undo_job *job = argument;
    return desk_setting_integer(db, job->commission, STR("undo_seconds"), &job->seconds, error);
}

/* Ticks of a form that is shown again; the first time the only address is ticked. */
static void tick(const struct web_request *request, struct str name, const int64_t *ids, size_t count,
                 bool *ticked)
{
    const int64_t *chosen;
    size_t chosen_count = web_has_problems(request) ? web_list(request, name, &chosen) : 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < chosen_count; k++)
            ticked[i] = ticked[i] || ids[i] == chosen[k];
}

static void make_ticks(const struct web_request *request, const struct desk_view *view,
                       struct arena *arena, struct desk_send_page *page)
{
    int64_t *addresses = ARENA_ARRAY(arena, int64_t, view->address_count);
    int64_t *files = ARENA_ARRAY(arena, int64_t, view->file_count);
    for (size_t i = 0; i < view->address_count; i++)
        addresses[i] = view->addresses[i].id;
    for (size_t i = 0; i < view->file_count; i++)
        files[i] = view->files[i].id;
    page->address_ticked = ARENA_ARRAY(arena, bool, view->address_count);
    page->file_ticked = ARENA_ARRAY(arena, bool, view->file_count);
    tick(request, STR("address"), addresses, view->address_count, page->address_ticked);
    tick(request, STR("attach"), files, view->file_count, page->file_ticked);
}

int desk_page_send(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_send_page page = {.view = &view};
    int e = desk_page_view(request, &actor, &view, error);
    struct undo_job job = {actor.commission, 0};
    if (!e)
        e = desk_answer_read(&actor, view.c.id, &page.answer, error);
    if (!e)
        e = store_read(actor.store, read_undo, &job, error);
    if (e)
        return e;
    struct desk_file_view *files = ARENA_ARRAY(actor.arena, struct desk_file_view, view.file_count);
    for (size_t i = 0; i < view.file_count; i++)
        files[i] = desk_file_show(&view.files[i], web_lang(request), actor.arena);
    page.form = web_form(request);
    page.files = files;
    page.file_count = view.file_count;
    page.undo_minutes = (job.seconds + 59) / 60;
    make_ticks(request, &view, actor.arena, &page);
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 回答を送る")),
             desk_send_body, &page);
    return 0;
}

int desk_act_send(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_send(request, response, error);
    }
    struct web_actor actor = web_actor_of_request(request);
    struct desk_sending sending = {
        .recipients_confirmed = web_check(request, STR("recipients_confirmed")),
        .attachments_confirmed = web_check(request, STR("attachments_confirmed"))};
    int64_t outgoing;
    sending.address_count = web_list(request, STR("address"), &sending.addresses);
    sending.file_count = web_list(request, STR("attach"), &sending.files);
    int e = desk_outbox_answer(&actor, web_integer(request, STR("id")),
                               web_integer(request, STR("version")), &sending, &outgoing, error);
    if (e)
        return web_form_again(request, response, desk_page_send, error);
    web_redirect(response, STR("/desk/outbox"),
                 STR("回答を送信箱に入れました。下の時間のあいだは取り消せます。"));
    return 0;
}

int desk_page_telephone(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_letter_part parts[DESK_LETTER_PARTS];
    struct desk_telephone_page page = {.c = &view.c};
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = desk_answer_read(&actor, view.c.id, &page.answer, error);
    if (e)
        return e;
    struct jst now = jst_of_time(context_now(web_context(request)));
    page.form = web_form(request);
    page.spoken_to =
        web_typed_or(request, STR("spoken_to"), desk_case_value(&view.c, STR("requester_person")));
    page.day = web_typed_or(request, STR("day"), day_format(day_of_date(now.date), actor.arena));
    page.time = web_typed_or(request, STR("time"),
                             arena_format(actor.arena, "%02d:%02d", now.hour, now.minute));
    page.telephone = desk_case_value(&view.c, STR("requester_tel"));
    page.text = (struct desk_parts_view){
        page.answer.subject, parts,
        desk_answer_parts(&view, page.answer.text, desk_today(request), actor.arena, parts)};
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 電話で回答する")),
             desk_telephone_body, &page);
    return 0;
}

int desk_act_telephone(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_telephone(request, response, error);
    }
    struct web_actor actor = web_actor_of_request(request);
    utc_us at;
    int e = desk_time_of_fields(request, STR("day"), STR("time"), &at, error);
    if (!e)
        e = desk_answer_by_telephone(&actor, web_integer(request, STR("id")),
                                     web_integer(request, STR("version")),
                                     web_check(request, STR("read_aloud")), at,
                                     web_text(request, STR("spoken_to")), error);
    if (e)
        return web_form_again(request, response, desk_page_telephone, error);
    desk_back_to_case(request, response, STR("電話での回答を記録しました。"));
    return 0;
}
