/* /desk/law/used-goods: the desk's own table of the kinds of used goods and how old they may be. */
#include "desk/law_pages.h"
#include "desk/page_law_view.h"
#include "desk/setting.h"
#include "desk/templates.h"
#include "desk/used_goods.h"

struct counting {
    const struct web_actor *actor;
    int64_t expected;
};

static int expected_body(struct db *db, void *argument, struct error *error)
{
    struct counting *counting = argument;
    return desk_setting_integer(db, counting->actor->commission, STR("used_goods_kinds"),
                                &counting->expected, error);
}

int desk_page_used_goods(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct desk_law_edition *edition;
    struct counting counting = {&actor, 0};
    int e = store_read(actor.store, expected_body, &counting, error);
    if (!e)
        e = desk_law_now(&actor, &edition, error);
    if (e)
        return e;
    size_t count;
    const struct law_row *rows = law_rows(edition->tables, LAW_USED_KINDS, &count);
    struct desk_law_row_view *views = ARENA_ARRAY(actor.arena, struct desk_law_row_view, count);
    for (size_t i = 0; i < count; i++)
        views[i] = desk_law_row_show(&rows[i], actor.arena);
    struct desk_used_goods_page page = {
        .form = web_form(request),
        .may_change = desk_may(&actor, STR("desk.law")),
        .rows = views,
        .count = count,
        .expected = (size_t)counting.expected,
        .source = web_typed_or(request, STR("source"), STR("")),
        .source_day = web_typed_or(request, STR("source_day"), STR("")),
        .valid_from = web_typed_or(request, STR("valid_from"), STR("2018-10-01")),
    };
    web_page(request, response, STR("中古品の品目と年式"), desk_used_goods_body, &page);
    desk_law_edition_release(edition);
    return 0;
}

static int read_day(const struct web_request *request, struct str name, day_number *out,
                    struct error *error)
{
    struct date date;
    int e = date_parse(web_text(request, name), &date, error);
    *out = e ? 0 : day_of_date(date);
    return e;
}

static int take_in(const struct web_request *request, const struct web_actor *actor, int64_t *count,
                   struct error *error)
{
    int64_t id;
    struct workbook book;
    const struct web_file *upload = web_file(request, STR("file"), 0);
    struct desk_used_goods_file file = {.book = &book, .source = web_text(request, STR("source"))};
    if (!upload || !actor->services || !actor->services->workers)
        return ERROR(error, ERR_NOT_FOUND, STR("ファイル"));
    int e = read_day(request, STR("source_day"), &file.source_day, error);
    if (!e)
        e = read_day(request, STR("valid_from"), &file.valid_from, error);
    if (!e)
        e = workbook_read(actor->services->workers, upload->fd, actor->arena, &book, error);
    file.reason = upload->name;
    return e ? e : desk_used_goods_propose(actor, &file, &id, count, error);
}

int desk_act_used_goods(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t count;
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_used_goods(request, response, error);
    }
    if (take_in(request, &actor, &count, error))
        return web_form_again(request, response, desk_page_used_goods, error);
    web_redirect(response, STR("/desk/law/changes"),
                 arena_format(actor.arena, "%lld 品目を読み取りました。別の人の確認で有効になります。",
                              (long long)count));
    return 0;
}
