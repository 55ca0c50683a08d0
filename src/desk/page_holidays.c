/* /desk/holidays: lists of holidays and closed days, looked at before they are applied. */
#include <sys/stat.h>
#include <unistd.h>

#include "desk/holiday.h"
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

enum { DAYS_AHEAD = 550 };

static struct desk_badge badge_of(const struct desk_holiday_list *list)
{
    if (list->in_force)
        return (struct desk_badge){STR("tone-good"), STR("使用中")};
    if (list->applied_at)
        return (struct desk_badge){STR("tone-stopped"), STR("以前の一覧")};
    return (struct desk_badge){STR("tone-wait"), STR("未適用")};
}

static struct desk_holiday_list_view show(const struct desk_holiday_list *list,
                                          const struct desk_names *names, enum lang lang,
                                          struct arena *arena)
{
    struct str valid = list->days == 0 ? STR("－")
                                       : ARENA_JOIN(arena, day_format(list->first, arena), STR(" から "),
                                                    day_format(list->last, arena));
    return (struct desk_holiday_list_view){list, badge_of(list),
                                           desk_holiday_kind_title(list->kind, lang), valid,
                                           desk_name_of(names, list->author),
                                           desk_when(list->created, arena)};
}

static struct desk_choices_view kind_choices(struct str chosen, enum lang lang, struct arena *arena)
{
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, DESK_HOLIDAY_KINDS);
    for (int kind = 0; kind < DESK_HOLIDAY_KINDS; kind++) {
        struct str name = desk_holiday_kind_name((enum desk_holiday_kind)kind);
        rows[kind] = (struct desk_choice_view){
            name, desk_holiday_kind_title((enum desk_holiday_kind)kind, lang),
            str_equal(name, chosen)};
    }
    return (struct desk_choices_view){rows, DESK_HOLIDAY_KINDS};
}

static int load_lists(const struct web_actor *actor, enum lang lang,
                      struct desk_holidays_page *page, struct error *error)
{
    struct desk_holiday_list *lists;
    struct desk_names names;
    int e = desk_holidays_list(actor, &lists, &page->count, error);
    size_t count = e ? 0 : page->count;
    int64_t *ids = ARENA_ARRAY(actor->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = lists[i].author;
    if (!e)
        e = desk_names_load(actor, ids, count, lang, &names, error);
    struct desk_holiday_list_view *rows =
        ARENA_ARRAY(actor->arena, struct desk_holiday_list_view, count);
    for (size_t i = 0; !e && i < count; i++)
        rows[i] = show(&lists[i], &names, lang, actor->arena);
    page->rows = rows;
    return e;
}

static int load_days(const struct web_actor *actor, day_number today,
                     struct desk_holidays_page *page, struct error *error)
{
    struct desk_closed_day *days;
    int e = desk_closed_days(actor, today, today + DAYS_AHEAD, &days, &page->day_count,
                             &page->wanted, error);
    size_t count = e ? 0 : page->day_count;
    struct desk_closed_day_view *rows = ARENA_ARRAY(actor->arena, struct desk_closed_day_view, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct desk_closed_day_view){day_format_ja(days[i].day, actor->arena),
                                                days[i].name, days[i].official};
    page->days = rows;
    return e;
}

int desk_page_holidays(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum lang lang = web_lang(request);
    struct desk_holidays_page page = {
        .form = web_form(request),
        .source = web_typed_or(request, STR("source"), STR("")),
        .kinds =
            kind_choices(web_typed_or(request, STR("kind"), STR("official")), lang, actor.arena)};
    int e = load_lists(&actor, lang, &page, error);
    if (!e)
        e = load_days(&actor, desk_today(request), &page, error);
    if (!e)
        web_page(request, response, STR("休日と休業日"), desk_holidays_body, &page);
    return e;
}

static int read_upload(const struct web_file *upload, struct arena *arena, struct str *out,
                       struct error *error)
{
    char *bytes = arena_alloc(arena, (size_t)upload->size + 1, 1, 1);
    ssize_t got = pread(upload->fd, bytes, (size_t)upload->size, 0);
    if (got != (ssize_t)upload->size)
        return ERROR(error, ERR_IO, upload->name);
    *out = (struct str){bytes, (size_t)got};
    return 0;
}

int desk_act_holidays(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct web_file *upload = web_file(request, STR("file"), 0);
    enum desk_holiday_kind kind;
    struct str body;
    int64_t id;
    if (web_has_problems(request) || !upload)
        return desk_page_holidays(request, response, error);
    int e = desk_holiday_kind_parse(web_text(request, STR("kind")), &kind)
        ? read_upload(upload, actor.arena, &body, error)
        : ERROR(error, ERR_NOT_FOUND, web_text(request, STR("kind")));
    if (!e)
        e = desk_holidays_look(&actor, kind, upload->name, web_text(request, STR("source")), body, &id,
                               error);
    if (e)
        return web_form_again(request, response, desk_page_holidays, error);
    web_redirect(response, arena_format(actor.arena, "/desk/holidays/%lld", (long long)id), STR(""));
    return 0;
}

int desk_page_holiday_list(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_holiday_list list;
    struct desk_day_change *changes;
    struct desk_names names;
    struct desk_holiday_list_page page = {.form = web_form(request)};
    int e = desk_holidays_changes(&actor, web_integer(request, STR("id")), &list, &changes,
                                  &page.count, &page.more, error);
    if (!e)
        e = desk_names_load(&actor, &list.author, 1, web_lang(request), &names, error);
    if (e)
        return e;
    struct str *words = ARENA_ARRAY(actor.arena, struct str, page.count);
    for (size_t i = 0; i < page.count; i++)
        words[i] = day_format_ja(changes[i].day, actor.arena);
    page.view = show(&list, &names, web_lang(request), actor.arena);
    page.changes = changes;
    page.words = words;
    web_page(request, response, list.name, desk_holiday_list_body, &page);
    return 0;
}

int desk_act_holidays_apply(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t cases;
    int e = desk_holidays_apply(&actor, web_integer(request, STR("id")), &cases, error);
    if (!e)
        web_redirect(response, STR("/desk/holidays"),
                     arena_format(actor.arena, "一覧を適用し、進行中の %lld 件の期限を数え直しました。",
                                  (long long)cases));
    return e;
}
