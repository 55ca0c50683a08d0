/* GET and POST /desk/new: a case that came by telephone, FAX, at the counter or on line. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

int desk_page_entry(struct web_request *request, struct web_response *response, struct error *error)
{
    struct arena *arena = web_arena(request);
    enum lang lang = web_lang(request);
    (void)error;
    struct jst now = jst_of_time(context_now(web_context(request)));
    struct str kind = web_typed_or(request, STR("kind"), desk_kind_name(DESK_CONSULTATION));
    struct desk_choice_view *kinds = ARENA_ARRAY(arena, struct desk_choice_view, DESK_KIND_COUNT);
    for (int i = 0; i < DESK_KIND_COUNT; i++) {
        struct str name = desk_kind_name((enum desk_kind)i);
        kinds[i] = (struct desk_choice_view){name, desk_kind_title((enum desk_kind)i, lang),
                                             str_equal(name, kind)};
    }
    struct desk_entry_page page = {
        .form = web_form(request),
        .subject = web_typed_or(request, STR("subject"), STR("")),
        .company = web_typed_or(request, STR("company"), STR("")),
        .person = web_typed_or(request, STR("person"), STR("")),
        .telephone = web_typed_or(request, STR("telephone"), STR("")),
        .question = web_typed_or(request, STR("question"), STR("")),
        .day = web_typed_or(request, STR("day"), day_format(day_of_date(now.date), arena)),
        .time = web_typed_or(request, STR("time"),
                             arena_format(arena, "%02d:%02d", now.hour, now.minute)),
        .channels = desk_choices_make(
            STR("channel"), web_typed_or(request, STR("channel"), STR("telephone")), lang, arena),
        .kinds = {kinds, DESK_KIND_COUNT},
    };
    web_page(request, response, STR("電話・FAXの記録"), desk_entry_body, &page);
    return 0;
}

int desk_time_of_fields(const struct web_request *request, struct str day, struct str time,
                        utc_us *out, struct error *error)
{
    struct jst jst = {0};
    struct str text = web_text(request, time), hour;
    int64_t hours, minutes;
    int e = date_parse(web_text(request, day), &jst.date, error);
    if (e)
        return e;
    if (!str_cut(&text, ':', &hour) || !str_to_int64(hour, &hours) || !str_to_int64(text, &minutes) ||
        hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return ERROR(error, ERR_DATE, web_text(request, time));
    jst.hour = (int)hours;
    jst.minute = (int)minutes;
    *out = time_of_jst(jst);
    return 0;
}

static int open_case(const struct web_request *request, int64_t *id, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_opening opening = {
        .kind = str_equal(web_text(request, STR("kind")), desk_kind_name(DESK_ENQUIRY))
                    ? DESK_ENQUIRY
                    : DESK_CONSULTATION,
        .channel = web_text(request, STR("channel")),
        .subject = web_text(request, STR("subject")),
    };
    struct desk_view view;
    int e = desk_time_of_fields(request, STR("day"), STR("time"), &opening.received_at, error);
    if (!e)
        e = desk_case_open(&actor, &opening, id, error);
    if (!e)
        e = desk_case_view(&actor, *id, &view, error);
    if (e)
        return e;
    struct desk_field_change changes[] = {
        {STR("requester_company"), web_text(request, STR("company"))},
        {STR("requester_person"), web_text(request, STR("person"))},
        {STR("requester_tel"), web_text(request, STR("telephone"))},
        {STR("question"), web_text(request, STR("question"))},
    };
    return desk_case_edit(&actor, *id, view.c.version, changes, sizeof changes / sizeof *changes, error);
}

int desk_act_entry(struct web_request *request, struct web_response *response, struct error *error)
{
    int64_t id;
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_entry(request, response, error);
    }
    if (open_case(request, &id, error))
        return web_form_again(request, response, desk_page_entry, error);
    web_redirect(response, desk_case_path(id, "", web_arena(request)), STR("記録し、事案にしました。"));
    return 0;
}
