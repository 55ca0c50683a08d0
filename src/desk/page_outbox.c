/* GET /desk/outbox: mails that leave, with undo while they wait and the decision about 送信不明. */
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

enum { SHOWN = 50 };

struct numbers_job {
    const struct web_actor *actor;
    struct desk_sent_view *rows;
    size_t count;
};

static int load_numbers(struct db *db, void *argument, struct error *error)
{
    struct numbers_job *job = argument;
    for (size_t i = 0; i < job->count; i++) {
        struct desk_case c;
        if (job->rows[i].mail->case_id == 0)
            continue;
        int e = desk_case_load(db, job->actor, job->rows[i].mail->case_id, false, &c, error);
        if (e)
            return e;
        job->rows[i].case_number = c.number;
    }
    return 0;
}

int desk_page_outbox(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_outgoing *mails;
    size_t count;
    bool all = web_check(request, STR("all"));
    int e = desk_outbox_list(&actor, 0, !all, web_integer(request, STR("before")), SHOWN, &mails,
                             &count, error);
    if (e)
        return e;
    struct desk_sent_view *rows = ARENA_ARRAY(actor.arena, struct desk_sent_view, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = desk_sent_show(&mails[i], context_now(web_context(request)), web_lang(request),
                                 actor.arena);
    struct numbers_job job = {&actor, rows, count};
    e = store_read(actor.store, load_numbers, &job, error);
    if (e)
        return e;
    const struct web_services *services = web_services(request);
    struct desk_outbox_page page = {
        .form = web_form(request),
        .rows = rows,
        .count = count,
        .all = all,
        .may_decide = desk_may(&actor, STR("desk.case.decide")),
        .sending_configured =
            services && (services->smtp.host.n > 0 || services->mail_folder.n > 0),
        .folder = services ? services->mail_folder : STR(""),
        .next = count == SHOWN ? arena_format(actor.arena, "/desk/outbox?%sbefore=%lld",
                                              all ? "all=1&" : "", (long long)mails[count - 1].id)
                               : STR(""),
    };
    web_page(request, response, STR("送信箱"), desk_outbox_body, &page);
    return 0;
}

int desk_act_outbox_cancel(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_outbox_cancel(&actor, web_integer(request, STR("id")),
                               web_integer(request, STR("version")), error);
    if (!e)
        web_redirect(response, STR("/desk/outbox"), STR("送信を取り消しました。"));
    return e;
}

int desk_act_outbox_decide(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct str word = web_text(request, STR("decision"));
    enum desk_unknown_decision decision = str_equal(word, STR("arrived")) ? DESK_IT_ARRIVED
                                          : str_equal(word, STR("again")) ? DESK_SEND_AGAIN
                                                                          : DESK_GIVE_UP;
    int e = desk_outbox_decide(&actor, web_integer(request, STR("id")),
                               web_integer(request, STR("version")), decision,
                               web_text(request, STR("reason")), error);
    if (!e)
        web_redirect(response, STR("/desk/outbox"), STR("判断を記録しました。"));
    return e;
}
