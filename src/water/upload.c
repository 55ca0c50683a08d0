#include "water/upload.h"

#include "doc/content.h"
#include "doc/sheet.h"
#include "web/services.h"

static struct str text_of(const struct sheet *sheet, const struct water_upload_limits *limits,
                          struct arena *arena)
{
    struct buf out = {0};
    int row = 0, column = 0;
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct sheet_cell *cell = &sheet->cells[i];
        if (cell->row >= limits->rows || cell->column >= limits->columns)
            continue;
        for (; row < cell->row; row++, column = 0)
            buf_append_char(&out, '\n');
        for (; column < cell->column; column++)
            buf_append_char(&out, '\t');
        for (size_t k = 0; k < cell->text.n; k++) {
            char c = cell->text.p[k];
            buf_append_char(&out, c == '\n' || c == '\t' || c == '\r' || c == '"' ? ' ' : c);
        }
    }
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

static int first_sheet(struct web_request *request, const struct web_file *upload, struct str field,
                       const struct water_upload_limits *limits, struct str *text,
                       struct error *error)
{
    const struct web_services *services = web_services(request);
    struct workbook book;
    if (!services || !services->workers)
        return ERROR(error, ERR_NOT_FOUND, STR("meguri-worker"));
    int status = workbook_read(services->workers, upload->fd, web_arena(request), &book, error);
    if (status)
        return status;
    for (size_t i = 0; i < book.count; i++)
        if (!book.sheets[i].hidden && book.sheets[i].cell_count) {
            *text = text_of(&book.sheets[i], limits, web_arena(request));
            return text->n <= limits->bytes
                       ? 0
                       : ERROR(error, ERR_TOO_LARGE, field,
                               arena_format(web_arena(request), "%zu", limits->bytes));
        }
    return ERROR(error, ERR_WATER_TABLE, field,
                 BOTH("値のある表がありません", "there is no sheet with values"));
}

int water_upload_text(struct web_request *request, struct str field,
                      const struct water_upload_limits *limits, struct str *text,
                      struct error *error)
{
    const struct web_file *upload = web_file(request, field, 0);
    return !upload || upload->size == 0 ? 0
                                        : first_sheet(request, upload, field, limits, text, error);
}

int water_upload_file(struct web_request *request, struct str field, size_t index,
                      const struct water_upload_limits *limits, struct str *name, struct str *text,
                      struct error *error)
{
    const struct web_file *upload = web_file(request, field, index);
    *name = *text = (struct str){0};
    if (!upload || upload->size == 0)
        return 0;
    *name = upload->name;
    int status = content_read(upload->fd, upload->name, web_arena(request), text, error);
    if (!status && content_is_workbook(*text, upload->name))
        return first_sheet(request, upload, field, limits, text, error);
    if (!status && text->n > limits->bytes)
        return ERROR(error, ERR_TOO_LARGE, upload->name,
                     arena_format(web_arena(request), "%zu", limits->bytes));
    return status;
}
