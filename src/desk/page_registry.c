/* GET /desk/cases/:id/registry: registration of one case: its row, its named PDFs, what changed since it
   was loaded, what is excused from the day close. */
#include "desk/page_close.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

static struct desk_badge badge_of_pdf(enum desk_pdf_state state, enum lang lang)
{
    struct str tone = state == DESK_PDF_MADE       ? STR("tone-good")
                      : state == DESK_PDF_EXCLUDED ? STR("tone-stopped")
                      : state == DESK_PDF_MISSING  ? STR("tone-wait")
                                                   : STR("tone-attention");
    return (struct desk_badge){tone, desk_pdf_state_title(state, lang)};
}

static int load_pdfs(const struct web_actor *actor, int64_t id, enum lang lang,
                     struct desk_registry_page *page, struct error *error)
{
    struct desk_pdf *pdfs;
    size_t count;
    int e = desk_pdf_list(actor, id, &pdfs, &count, error);
    if (e)
        return e;
    struct desk_pdf_view *views = ARENA_ARRAY(actor->arena, struct desk_pdf_view, count);
    for (size_t i = 0; i < count; i++) {
        bool finished = pdfs[i].state == DESK_PDF_MADE || pdfs[i].state == DESK_PDF_EXCLUDED;
        views[i] = (struct desk_pdf_view){&pdfs[i], badge_of_pdf(pdfs[i].state, lang),
                                          desk_size(pdfs[i].size, actor->arena), !finished};
        page->anything_to_make = page->anything_to_make || !finished;
    }
    page->pdfs = views;
    page->pdf_count = count;
    return 0;
}

static int load_day_row(const struct web_actor *actor, const struct desk_case *c, enum lang lang,
                        struct desk_registry_page *page, struct error *error)
{
    struct desk_day day;
    if (c->advised_day == 0)
        return 0;
    int e = desk_day_read(actor, c->advised_day, &day, error);
    for (size_t i = 0; !e && i < day.count; i++) {
        if (day.cases[i].case_id != c->id)
            continue;
        struct desk_day_row *row = ARENA_NEW(actor->arena, struct desk_day_row);
        *row = desk_day_row_show(&day.cases[i], lang, actor->arena);
        page->row = row;
    }
    return e;
}

bool desk_sheet_same(const struct desk_sheet *sheet, size_t column)
{
    for (size_t row = 1; row < sheet->rows; row++)
        if (!str_equal(sheet->cells[column], sheet->cells[row * sheet->columns + column]))
            return false;
    return true;
}

int desk_page_registry(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    enum lang lang = web_lang(request);
    int e = desk_page_view(request, &actor, &view, error);
    struct desk_registry_page page = {.form = web_form(request), .c = &view.c};
    struct desk_difference *differences;
    if (!e)
        e = load_day_row(&actor, &view.c, lang, &page, error);
    if (!e)
        e = load_pdfs(&actor, view.c.id, lang, &page, error);
    if (!e)
        e = desk_registry_differences(&actor, view.c.id, &differences, &page.difference_count, error);
    if (!e && page.row)
        e = desk_registry_rows(&actor, view.c.id, &page.sheet, error);
    if (e)
        return e;
    page.differences = differences;
    page.day = view.c.advised_day ? day_format(view.c.advised_day, actor.arena) : STR("");
    page.may_registry = desk_may(&actor, STR("desk.registry"));
    page.may_close = desk_may(&actor, STR("desk.close"));
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 登録")),
             desk_registry_body, &page);
    return 0;
}

static void back(const struct web_request *request, struct web_response *response, struct str notice)
{
    web_redirect(response,
                 desk_case_path(web_integer(request, STR("id")), "/registry", web_arena(request)),
                 notice);
}

int desk_act_pdf_make(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    size_t made;
    int e = desk_pdf_make(&actor, web_integer(request, STR("id")), &made, error);
    if (!e)
        back(request, response,
             arena_format(actor.arena, "%zu 件の PDF を作りました。", made));
    return e;
}

int desk_act_pdf_exclude(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_pdf_exclude(&actor, web_integer(request, STR("id")),
                             web_integer(request, STR("file")), web_text(request, STR("reason")), error);
    if (!e)
        back(request, response, STR("この書類を登録から外しました。"));
    return e;
}

int desk_act_check_online(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int e = desk_registry_check_online(&actor, web_integer(request, STR("id")), error);
    if (!e)
        back(request, response, STR("オンライン申請の内容を確かめたことを記録しました。"));
    return e;
}

int desk_page_pdf(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_pdf pdf;
    int fd;
    int e = desk_pdf_open(&actor, web_integer(request, STR("id")),
                          web_integer(request, STR("file")), &fd, &pdf, error);
    if (!e)
        web_download_fd(response, pdf.name, STR("application/pdf"), fd, pdf.size, false);
    return e;
}
