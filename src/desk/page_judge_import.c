/* /desk/cases/:id/judge/:line/import: the table of a certificate, previewed with its columns, becomes
   analyses of the line. Nothing is stored before a person has seen the preview. */
#include <unistd.h>

#include "base/text.h"
#include "desk/law_case.h"
#include "desk/law_import.h"
#include "desk/law_pages.h"
#include "desk/page_judge_make.h"
#include "desk/templates.h"

static int find_line(const struct web_request *request, const struct desk_view *view,
                     const struct desk_cargo **line, struct error *error)
{
    for (size_t i = 0; i < view->cargo_count; i++)
        if (view->cargo[i].id == web_integer(request, STR("line"))) {
            *line = &view->cargo[i];
            return 0;
        }
    return ERROR(error, ERR_NOT_FOUND, STR("貨物の行"));
}

static struct desk_choices_view role_choices(enum desk_import_role chosen, struct arena *arena)
{
    struct desk_choice_view *rows =
        ARENA_ARRAY(arena, struct desk_choice_view, DESK_IMPORT_ROLE_COUNT);
    for (int i = 0; i < DESK_IMPORT_ROLE_COUNT; i++)
        rows[i] = (struct desk_choice_view){desk_import_role_name((enum desk_import_role)i),
                                            desk_import_role_title((enum desk_import_role)i),
                                            (enum desk_import_role)i == chosen};
    return (struct desk_choices_view){rows, DESK_IMPORT_ROLE_COUNT};
}

/* What the rows would become. */
static void preview(const struct desk_import_table *table, struct arena *arena,
                    struct desk_import_page *page)
{
    struct desk_law_form *form = ARENA_NEW(arena, struct desk_law_form);
    struct desk_choices_view *roles =
        ARENA_ARRAY(arena, struct desk_choices_view, DESK_IMPORT_COLUMNS);
    size_t left;
    for (size_t c = 0; c < table->columns; c++)
        roles[c] = role_choices(table->roles[c], arena);
    page->table = table;
    page->roles = roles;
    page->text = desk_import_write(table, arena);
    page->taken = desk_import_apply(table, arena, form, &left);
    page->left = left;
    page->form_rows = form->analyses;
}

static int show(struct web_request *request, struct web_response *response,
                const struct desk_import_table *table, struct str name, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_import_page page = {.form = web_form(request), .view = &view, .name = name};
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = find_line(request, &view, &page.line, error);
    if (e)
        return e;
    page.c = &view.c;
    if (table)
        preview(table, actor.arena, &page);
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 証明書の表の取込み")),
             desk_import_body, &page);
    return 0;
}

int desk_page_judge_import(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    return show(request, response, NULL, STR(""), error);
}

/* The upload, or a paper of the case. The caller closes *own. */
static int open_source(const struct web_request *request, const struct web_actor *actor, int *fd,
                       int *own, struct str *name, struct error *error)
{
    const struct web_file *upload = web_file(request, STR("file"), 0);
    struct desk_file file;
    *own = -1;
    if (upload && upload->size > 0) {
        *fd = upload->fd;
        *name = text_file_name(upload->name, actor->arena);
        return 0;
    }
    int e = desk_file_open(actor, web_integer(request, STR("id")), web_integer(request, STR("paper")),
                           own, &file, error);
    *fd = *own;
    *name = e ? STR("") : file.name;
    return e;
}

static int read_table(const struct web_request *request, struct desk_import_table *table,
                      struct str *name, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct workbook book;
    int fd, own;
    if (!actor.services || !actor.services->workers)
        return ERROR(error, ERR_NOT_FOUND, STR("meguri-worker"));
    int e = open_source(request, &actor, &fd, &own, name, error);
    if (!e)
        e = workbook_read(actor.services->workers, fd, actor.arena, &book, error);
    if (own >= 0)
        close(own);
    for (size_t i = 0; !e && i < book.count; i++)
        if (!book.sheets[i].hidden && desk_import_read(&book.sheets[i], actor.arena, table))
            return 0;
    return e ? e : ERROR(error, ERR_DESK_TABLE_ROWS, STR("1"), STR("表がありません"));
}

int desk_act_judge_import(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct desk_import_table *table = ARENA_NEW(web_arena(request), struct desk_import_table);
    struct str name;
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_judge_import(request, response, error);
    }
    if (read_table(request, table, &name, error))
        return web_form_again(request, response, desk_page_judge_import, error);
    return show(request, response, table, name, error);
}

/* The table as it was previewed, with the columns as the person said. */
static void read_preview(const struct web_request *request, struct desk_import_table *table)
{
    struct arena *arena = web_arena(request);
    desk_import_parse(web_typed(request, STR("table")), arena, table);
    int64_t head = web_integer(request, STR("head"));
    if (head >= 0 && (size_t)head < table->rows)
        table->head = (size_t)head;
    for (size_t c = 0; c < DESK_IMPORT_COLUMNS; c++) {
        struct str role = web_typed(request, arena_format(arena, "c%zu", c));
        if (role.n)
            desk_import_role_parse(role, &table->roles[c]);
    }
}

/* Behind what is kept of the line; all of it or nothing. */
static int take_rows(const struct web_request *request, const struct desk_import_table *table,
                     size_t *taken, size_t *left, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    const struct desk_cargo *line;
    struct desk_law_view law = {0};
    struct desk_law_form *form = ARENA_NEW(web_arena(request), struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(web_arena(request), struct desk_form_problems);
    struct desk_law_typed typed = {.unlisted = true, .form = form};
    struct law_cargo kept = {0};
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = find_line(request, &view, &line, error);
    if (!e)
        e = desk_law_open(&actor, &view, line, NULL, desk_today(request), &law, error);
    if (e)
        return e;
    if (law.input.content.n)
        e = law_cargo_read(law.edition->tables, law.input.content, actor.arena, &kept, error);
    if (!e && !desk_law_form_write(&kept, actor.arena, form))
        e = ERROR(error, ERR_TOO_LARGE, STR("分析"), STR("40 行"));
    *taken = e ? 0 : desk_import_apply(table, actor.arena, form, left);
    if (!e) {
        desk_law_form_read(form, actor.arena, &typed.cargo, problems);
        typed.imported = ARENA_JOIN(actor.arena, web_typed(request, STR("name")), STR(" から"));
        e = problems->count ? ERROR(error, ERR_INVALID_INPUT, STR("表の行"), problems->rows[0].sentence)
                            : desk_law_save(&actor, view.c.id, line->id, law.input.version, &typed, error);
    }
    desk_law_close(&law);
    return e;
}

static int show_preview(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct desk_import_table *table = ARENA_NEW(web_arena(request), struct desk_import_table);
    read_preview(request, table);
    return show(request, response, table, web_typed(request, STR("name")), error);
}

int desk_act_judge_import_take(struct web_request *request, struct web_response *response,
                               struct error *error)
{
    struct arena *arena = web_arena(request);
    struct desk_import_table *table = ARENA_NEW(arena, struct desk_import_table);
    size_t taken = 0, left = 0;
    if (web_has_problems(request) || str_equal(web_typed(request, STR("do")), STR("preview")))
        return show_preview(request, response, error);
    read_preview(request, table);
    if (take_rows(request, table, &taken, &left, error))
        return web_form_again(request, response, show_preview, error);
    struct str notice = left ? arena_format(arena, "%zu 行を取り込みました。%zu 行は入り切りませんでした。", taken, left)
                             : arena_format(arena, "%zu 行を取り込みました。値を証明書と見比べてください。", taken);
    web_redirect(response,
                 arena_format(arena, "/desk/cases/%lld/judge/%lld#known",
                              (long long)web_integer(request, STR("id")),
                              (long long)web_integer(request, STR("line"))),
                 notice);
    return 0;
}
