/* GET /desk/month: consultations and enquiries of a month by 品目, with the workbook. */
#include "desk/page_close.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

struct month {
    int year, month;
};

static struct month month_of_request(const struct web_request *request)
{
    struct date date = date_of_day(desk_today(request));
    struct str text = web_text(request, STR("month")), year;
    int64_t y, m;
    if (text.n > 0 && str_cut(&text, '-', &year) && str_to_int64(year, &y) && str_to_int64(text, &m) &&
        y >= 1990 && y <= 2199 && m >= 1 && m <= 12)
        return (struct month){(int)y, (int)m};
    return (struct month){date.year, date.month};
}

static struct str month_value(struct month month, int step, struct arena *arena)
{
    int index = month.year * 12 + month.month - 1 + step;
    return arena_format(arena, "%04d-%02d", index / 12, index % 12 + 1);
}

int desk_page_month(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct month month = month_of_request(request);
    struct desk_month_page page = {
        .value = month_value(month, 0, actor.arena),
        .previous = month_value(month, -1, actor.arena),
        .next = month_value(month, 1, actor.arena),
        .words = arena_format(actor.arena, "%d年%d月", month.year, month.month),
    };
    int e = desk_month_read(&actor, month.year, month.month, &page.month, error);
    if (e)
        return e;
    web_page(request, response, STR("月次集計"), desk_month_body, &page);
    return 0;
}

int desk_page_month_workbook(struct web_request *request, struct web_response *response,
                             struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct month month = month_of_request(request);
    struct str bytes, name;
    int e = desk_month_workbook(&actor, month.year, month.month, &bytes, &name, error);
    if (!e)
        web_download(response, name,
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), bytes);
    return e;
}
