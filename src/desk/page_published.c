/* /desk/published: published records for customs and the Ministry of the Environment, read-only. */
#include "desk/page_close_view.h"
#include "desk/page_routes.h"
#include "desk/templates.h"

static void add_part(struct html *to, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_format(to->out, "%s=", name);
    html_url_part(to, value);
    buf_append_char(to->out, '&');
}

/* The address of this list without its place, ready for one more part. */
static struct str list_path(const struct desk_published_query *query, struct arena *arena)
{
    struct buf path = {0};
    struct html html = {&path, arena};
    buf_append(&path, STR("/desk/published?"));
    add_part(&html, "invoice", query->invoice);
    add_part(&html, "company", query->company);
    add_part(&html, "cargo", query->cargo);
    add_part(&html, "cargo_class", query->cargo_class);
    struct str out = arena_copy(arena, buf_str(&path));
    buf_finish(&path);
    return out;
}

static void show_rows(const struct desk_published_list *list, enum lang lang, struct arena *arena,
                      struct desk_published_list_page *page)
{
    struct desk_published_row_view *rows =
        ARENA_ARRAY(arena, struct desk_published_row_view, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct desk_published_row *row = &list->rows[i];
        rows[i] = (struct desk_published_row_view){
            row, desk_badge_of_judgement(row->judgement, lang),
            desk_choice_title(STR("country"), row->country, lang),
            desk_choice_title(STR("cargo_class"), row->cargo_class, lang),
            row->advised_day ? day_format(row->advised_day, arena) : STR("")};
    }
    page->rows = rows;
    page->count = list->count;
}

int desk_page_published_list(struct web_request *request, struct web_response *response,
                             struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum lang lang = web_lang(request);
    struct desk_published_list list;
    struct desk_published_list_page page = {.query = {
        .company = web_text(request, STR("company")), .invoice = web_text(request, STR("invoice")),
        .cargo = web_text(request, STR("cargo")),
        .cargo_class = web_text(request, STR("cargo_class")),
        .after = web_integer(request, STR("after"))}};
    int e = desk_published_search(&actor, &page.query, &list, error);
    if (e)
        return e;
    show_rows(&list, lang, actor.arena, &page);
    page.classes = desk_choices_make(STR("cargo_class"), page.query.cargo_class, lang, actor.arena);
    page.filtered = page.query.company.n || page.query.invoice.n || page.query.cargo.n ||
        page.query.cargo_class.n;
    struct str path = list_path(&page.query, actor.arena);
    if (list.next)
        page.next = arena_format(actor.arena, "%" PRIstr "after=%lld", STR_ARG(path),
                                 (long long)list.next);
    if (page.query.after)
        page.first = str_slice(path, 0, path.n - 1);
    web_page(request, response,
             lang == LANG_EN ? STR("Published records") : STR("公開済みの記録"),
             desk_published_list_body, &page);
    return 0;
}

int desk_page_published(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_published_page page = {0};
    int e = desk_published_read(&actor, web_integer(request, STR("id")), &page.record, error);
    if (e)
        return e;
    page.published = desk_when(page.record.published_at, actor.arena);
    struct str *sizes = ARENA_ARRAY(actor.arena, struct str, page.record.pdf_count);
    for (size_t i = 0; i < page.record.pdf_count; i++)
        sizes[i] = desk_size(page.record.pdfs[i].size, actor.arena);
    page.sizes = sizes;
    web_page(request, response, page.record.number, desk_published_body, &page);
    return 0;
}

int desk_page_published_pdf(struct web_request *request, struct web_response *response,
                            struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_pdf pdf;
    int fd;
    int e = desk_published_pdf(&actor, web_integer(request, STR("id")),
                               web_integer(request, STR("file")), &fd, &pdf, error);
    if (!e)
        web_download_fd(response, pdf.name, STR("application/pdf"), fd, pdf.size, false);
    return e;
}
