/* /water/mines/:id/log, /certificates, /access: the trial log of a mine, its 計量証明書, who sees
 * it. */
#include "water/log_page.h"
#include "water/templates.h"

static struct str under_mine(int64_t mine, const char *rest, struct arena *arena)
{
    return arena_format(arena, "/water/mines/%lld/%s", (long long)mine, rest);
}

/* --- the trial log --- */

static struct water_choices event_kinds(struct str chosen, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, WATER_LOG_KINDS);
    for (int i = 0; i < WATER_LOG_KINDS; i++) {
        struct str name = water_log_kind_name((enum water_log_kind)i);
        rows[i] = (struct water_choice){name, water_log_kind_title((enum water_log_kind)i),
                                        str_equal(name, chosen)};
    }
    return (struct water_choices){rows, WATER_LOG_KINDS};
}

static struct water_choices point_choices(const struct water_point *points, size_t count,
                                          struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct water_choice){arena_format(arena, "%lld", (long long)points[i].id),
                                        points[i].name, false};
    return (struct water_choices){rows, count};
}

static void show_events(const struct water_logged *events, struct water_log_page *page,
                        struct arena *arena)
{
    page->rows = ARENA_ARRAY(arena, struct water_event_view, page->count);
    for (size_t i = 0; i < page->count; i++) {
        const struct water_logged *event = &events[i];
        page->rows[i] = (struct water_event_view){
            .event = event,
            .kind = water_log_kind_title(event->kind),
            .began = time_format_jst(event->began, arena),
            .ended = event->ended ? time_format_jst(event->ended, arena) : STR("－"),
            .figure = event->unit.n ? ARENA_JOIN(arena, decimal_format(event->value, arena),
                                                 STR(" "), event->unit)
                                    : STR("－"),
            .point = event->point_name.n ? event->point_name : STR("全体"),
        };
    }
}

int water_page_log(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    struct water_mine_row mine;
    struct water_point *points;
    struct water_logged *events;
    size_t point_count;
    struct water_log_page page = {
        .form = web_form(request),
        .mine = &mine,
        .may_log = water_may(&actor, STR("water.log")),
        .kinds = event_kinds(web_typed(request, STR("kind")), actor.arena),
        .began = web_typed(request, STR("began")),
        .words = web_typed(request, STR("words")),
        .value = web_typed(request, STR("value")),
        .unit = web_typed(request, STR("unit")),
    };
    int status = water_mine_read(&actor, id, &mine, error);
    if (!status)
        status = water_points(&actor, id, &points, &point_count, error);
    if (!status)
        status = water_events(&actor, id, &events, &page.count, error);
    if (status)
        return status;
    page.points = point_choices(points, point_count, actor.arena);
    show_events(events, &page, actor.arena);
    page.study = water_events_study(events, page.count, actor.arena);
    web_page(request, response, STR("試験日誌"), water_log_body, &page);
    return 0;
}

/* "2025-04-01" or "2025-04-01 9:30" in JST; 0 for an empty text. */
static int moment_of(const struct web_request *request, struct str name, utc_us *out,
                     struct error *error)
{
    struct water_moment moment;
    struct str text = web_text(request, name);
    *out = 0;
    if (text.n == 0)
        return 0;
    if (!water_moment_read(text, &moment))
        return ERROR(error, ERR_DATE, text);
    *out = moment.seconds * US_PER_SECOND;
    return 0;
}

int water_act_log(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_logged event = {.mine = web_integer(request, STR("id")),
                                 .point = web_integer(request, STR("point")),
                                 .unit = web_text(request, STR("unit")),
                                 .words = web_text(request, STR("words"))};
    struct str value = web_text(request, STR("value"));
    int64_t id;
    if (web_has_problems(request))
        return water_page_log(request, response, error);
    int status = water_log_kind_parse(web_text(request, STR("kind")), &event.kind)
                     ? moment_of(request, STR("began"), &event.began, error)
                     : ERROR(error, ERR_NOT_FOUND, STR("種類"));
    if (!status)
        status = moment_of(request, STR("ended"), &event.ended, error);
    if (!status && value.n && event.unit.n == 0)
        status = ERROR(error, ERR_WATER_UNIT, STR(""));
    if (!status && value.n)
        status = decimal_parse(value, &event.value, error);
    if (value.n == 0)
        event.unit = STR("");
    if (!status)
        status = water_event_add(&actor, &event, &id, error);
    if (status)
        return web_form_again(request, response, water_page_log, error);
    web_redirect(response, under_mine(event.mine, "log", actor.arena), STR("書き加えました。"));
    return 0;
}

int water_act_log_remove(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int status = water_event_remove(&actor, web_integer(request, STR("event")), error);
    if (!status)
        web_redirect(response, under_mine(web_integer(request, STR("id")), "log", actor.arena),
                     STR("行を除きました。"));
    return status;
}

/* --- certificates --- */

int water_page_certificates(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_row mine;
    struct water_certificate *list;
    struct water_certificates_page page = {.form = web_form(request),
                                           .mine = &mine,
                                           .may_edit = water_may(&actor, STR("water.edit")),
                                           .number = web_typed(request, STR("number")),
                                           .laboratory = web_typed(request, STR("laboratory"))};
    int status = water_mine_read(&actor, web_integer(request, STR("id")), &mine, error);
    if (!status)
        status = water_certificates(&actor, mine.id, &list, &page.count, error);
    if (status)
        return status;
    page.list = list;
    page.issued = ARENA_ARRAY(actor.arena, struct str, page.count);
    for (size_t i = 0; i < page.count; i++)
        page.issued[i] = list[i].issued ? day_format(list[i].issued, actor.arena) : STR("－");
    web_page(request, response, STR("計量証明書"), water_certificates_body, &page);
    return 0;
}

int water_act_certificates(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct web_file *upload = web_file(request, STR("file"), 0);
    struct str issued = web_text(request, STR("issued"));
    struct date date;
    int64_t id;
    struct water_certificate certificate = {.mine = web_integer(request, STR("id")),
                                            .number = web_text(request, STR("number")),
                                            .laboratory = web_text(request, STR("laboratory"))};
    if (web_has_problems(request) || !upload)
        return water_page_certificates(request, response, error);
    certificate.name = upload->name;
    if (issued.n && date_parse(issued, &date, NULL) == 0)
        certificate.issued = day_of_date(date);
    if (water_certificate_keep(&actor, &certificate, upload->fd, &id, error))
        return web_form_again(request, response, water_page_certificates, error);
    web_redirect(response, under_mine(certificate.mine, "certificates", actor.arena),
                 STR("証明書を保管しました。"));
    return 0;
}

int water_page_certificate(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_certificate certificate;
    int fd;
    int status =
        water_certificate_open(&actor, web_integer(request, STR("id")), &certificate, &fd, error);
    if (!status)
        web_download_fd(response, certificate.name, STR("application/octet-stream"), fd,
                        certificate.size, false);
    return status;
}

/* --- who sees it --- */

int water_page_access(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_mine_row mine;
    struct water_mine_person *people = NULL;
    struct water_access_page page = {.form = web_form(request), .mine = &mine};
    int status = water_mine_read(&actor, web_integer(request, STR("id")), &mine, error);
    if (!status)
        status = water_mine_people(&actor, mine.id, &people, &page.count, error);
    page.people = people;
    if (!status)
        web_page(request, response, STR("見られる人"), water_access_body, &page);
    return status;
}

int water_act_access(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t mine = web_integer(request, STR("id"));
    const int64_t *people;
    size_t count = web_list(request, STR("person"), &people);
    int status = water_mine_access_set(&actor, mine, web_check(request, STR("restricted")), people,
                                       count, error);
    if (!status)
        web_redirect(response, under_mine(mine, "access", actor.arena),
                     STR("見られる人を決めました。"));
    return status;
}
