/* Kept results as pages and files: tables cut to what a page can show, figures in five forms. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "water/fit_page.h"

enum { ROWS_SHOWN = 200, FOLDED_ABOVE = 30 };

int water_fit_outcome(const struct web_actor *actor, const struct water_fit_row *fit,
                      struct str role, struct water_outcome *out, struct error *error)
{
    struct str text;
    int status = water_fit_file_read(actor, fit, role, &text, error);
    return status ? status : water_outcome_read(text, actor->arena, out, error);
}

static void show_tables(const struct water_outcome *outcome, struct arena *arena,
                        struct water_outcome_page *out)
{
    out->parts = ARENA_ARRAY(arena, struct water_part_view, outcome->table_count);
    for (size_t i = 0; i < outcome->table_count; i++) {
        struct water_part_view *part = &out->parts[i];
        part->table = outcome->tables[i];
        part->title = water_table_words(part->table.name, LANG_JA);
        if (part->table.row_count == 0)
            continue;
        part->folded = part->table.row_count > FOLDED_ABOVE;
        if (part->table.row_count > ROWS_SHOWN) {
            part->hidden = part->table.row_count - ROWS_SHOWN;
            part->table.row_count = ROWS_SHOWN;
        }
        out->part_count = i + 1;
    }
}

static void show_figures(const struct water_outcome *outcome, struct str path, struct arena *arena,
                         struct water_outcome_page *out)
{
    out->figures = ARENA_ARRAY(arena, struct water_figure_view, outcome->figures.count);
    out->figure_count = outcome->figures.count;
    for (size_t i = 0; i < outcome->figures.count; i++) {
        const struct water_drawing *one = &outcome->figures.rows[i];
        struct str own = ARENA_JOIN(arena, path, arena_format(arena, "/%zu", i + 1));
        out->figures[i] =
            (struct water_figure_view){.title = one->name,
                                       .caption = one->figure.caption,
                                       .path = own,
                                       .shown = ARENA_JOIN(arena, own, STR("?form=inline"))};
    }
}

void water_outcome_show(const struct water_outcome *outcome, struct str id, struct str title,
                        struct str note, struct str path, struct arena *arena,
                        struct water_outcome_page *out)
{
    *out = (struct water_outcome_page){.id = id, .title = title, .note = note, .outcome = outcome};
    show_tables(outcome, arena, out);
    show_figures(outcome, path, arena, out);
}

/* Files
 * ---------------------------------------------------------------------------------------------- */

static const struct str workbook_type =
    STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

static int draw(struct web_request *request, struct web_response *response,
                const struct water_drawing *one, enum figure_form form, struct str name,
                struct error *error)
{
    static const struct str types[] = {STR_INIT("image/svg+xml"), STR_INIT("image/png"),
                                       STR_INIT("application/pdf")};
    struct buf bytes = {0};
    int status = figure_draw(&one->figure, form, context_now(web_context(request)), &bytes, error);
    if (!status)
        web_download(response, name, types[form], buf_str(&bytes));
    buf_finish(&bytes);
    return status;
}

/* For the picture in the page itself. */
static int show_inline(struct web_request *request, struct web_response *response,
                       const struct water_drawing *one, struct error *error)
{
    struct buf bytes = {0};
    int status =
        figure_draw(&one->figure, FIGURE_PNG, context_now(web_context(request)), &bytes, error);
    int fd = status ? -1 : memfd_create("figure", MFD_CLOEXEC);
    int failed =
        fd < 0 ? ENOMEM : file_write_all(web_context(request), fd, one->name, buf_str(&bytes));
    if (!status && failed)
        status = error_from_errno(error, failed, one->name);
    if (!status)
        web_download_fd(response, STR("figure.png"), STR("image/png"), fd, (int64_t)bytes.n, true);
    else if (fd >= 0)
        close(fd);
    buf_finish(&bytes);
    return status;
}

static int send_data(struct web_request *request, struct web_response *response,
                     const struct water_drawing *one, bool workbook, struct str name,
                     struct error *error)
{
    struct str bytes;
    int status = workbook ? water_table_workbook(&one->data, 1, web_context(request),
                                                 store_directory(web_store(request)),
                                                 web_arena(request), &bytes, error)
                          : water_table_csv(&one->data, web_lang(request), web_arena(request),
                                            &bytes, error);
    if (!status)
        web_download(response, name, workbook ? workbook_type : STR("text/csv; charset=utf-8"),
                     bytes);
    return status;
}

int water_fit_send_figure(struct web_request *request, struct web_response *response,
                          const struct water_outcome *outcome, int64_t number, struct str form,
                          struct error *error)
{
    static const struct str drawn[] = {STR_INIT("svg"), STR_INIT("png"), STR_INIT("pdf")};
    if (number < 1 || (size_t)number > outcome->figures.count)
        return ERROR(error, ERR_NOT_FOUND, BOTH("図", "the figure"));
    const struct water_drawing *one = &outcome->figures.rows[number - 1];
    struct str name = ARENA_JOIN(web_arena(request), text_file_name(one->name, web_arena(request)),
                                 STR("."), form);
    if (str_equal(form, STR("inline")))
        return show_inline(request, response, one, error);
    for (int i = 0; i < 3; i++)
        if (str_equal(form, drawn[i]))
            return draw(request, response, one, (enum figure_form)i, name, error);
    return send_data(request, response, one, str_equal(form, STR("xlsx")), name, error);
}

int water_fit_send_tables(struct web_request *request, struct web_response *response,
                          const struct water_outcome *const *outcomes, size_t count,
                          struct str name, struct error *error)
{
    struct arena *arena = web_arena(request);
    struct water_table *tables =
        ARENA_ARRAY(arena, struct water_table, count * WATER_OUTCOME_TABLES);
    static const struct str heads[] = {STR_INIT("前 "), STR_INIT("最適 "), STR_INIT("幅 ")};
    size_t sheets = 0;
    struct str bytes;
    for (size_t i = 0; i < count; i++)
        for (size_t t = 0; outcomes[i] && t < outcomes[i]->table_count; t++) {
            tables[sheets] = outcomes[i]->tables[t];
            struct str own = water_table_words(tables[sheets].name, web_lang(request));
            tables[sheets].name = count > 1 ? ARENA_JOIN(arena, heads[i], own) : own;
            sheets++;
        }
    int status = water_table_workbook(tables, sheets, web_context(request),
                                      store_directory(web_store(request)), arena, &bytes, error);
    if (!status)
        web_download(response, ARENA_JOIN(arena, text_file_name(name, arena), STR(".xlsx")),
                     workbook_type, bytes);
    return status;
}
