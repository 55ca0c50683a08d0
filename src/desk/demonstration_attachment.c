/* Each kind of attachment is made with the product's own writers, so that the demonstration shows
   what real papers look like: PDF by doc/paper.h, xlsx by doc/sheet.h, pictures drawn. */
#include "desk/demonstration_attachment.h"

#include <unistd.h>
#include <zip.h>

#include "base/check.h"
#include "base/file.h"
#include "desk/demonstration_picture.h"
#include "doc/paper.h"
#include "doc/sheet.h"

static size_t cells_of(const struct json *row, struct str *cells, size_t room)
{
    size_t n = 0;
    for (const struct json *cell = row ? row->first : NULL; cell && n < room; cell = cell->next)
        cells[n++] = cell->text;
    return n;
}

enum { MOST_COLUMNS = 12 };

static int make_certificate(const struct json *described, utc_us created, struct arena *arena,
                            struct str *bytes, struct error *error)
{
    static const struct str header[] = {STR_INIT("項目"), STR_INIT("結果"), STR_INIT("単位"),
                                        STR_INIT("分析方法")};
    enum { COLUMNS = sizeof header / sizeof header[0] };
    const struct json *rows = json_member(described, STR("rows"));
    struct str *cells = ARENA_ARRAY(arena, struct str, size_mul(rows->count, COLUMNS));
    size_t count = 0;
    for (const struct json *row = rows->first; row; row = row->next, count++)
        cells_of(row, cells + count * COLUMNS, COLUMNS);
    struct paper *paper = paper_create(json_text(described, STR("title")));
    static const struct str labels[] = {STR_INIT("試料名"), STR_INIT("採取単位"),
                                        STR_INIT("分析機関"), STR_INIT("注")};
    const struct str values[] = {json_text(described, STR("sample")), STR("品目・色・規格ごと"),
                                 STR("みほん環境分析センター（架空）"),
                                 STR("見本です。数値は実在の貨物のものではありません。")};
    paper_fields(paper, labels, values, sizeof labels / sizeof labels[0]);
    paper_heading(paper, 2, STR("分析結果"));
    paper_table(paper, header, COLUMNS, cells, count);
    struct buf pdf = {0};
    int status = paper_finish(paper, created, &pdf, error);
    paper_destroy(paper);
    if (status == 0)
        *bytes = arena_copy(arena, buf_str(&pdf));
    buf_finish(&pdf);
    return status;
}

static int write_sheet(const struct context *context, const struct json *described,
                       struct str path, struct arena *arena, struct error *error)
{
    struct sheet_writer *writer;
    int status = sheet_writer_create(context, path, &writer, error);
    if (status)
        return status;
    struct str cells[MOST_COLUMNS];
    size_t columns = cells_of(json_member(described, STR("header")), cells, MOST_COLUMNS);
    struct sheet_column *declared = ARENA_ARRAY(arena, struct sheet_column, columns);
    for (size_t i = 0; i < columns; i++)
        declared[i] = (struct sheet_column){.title = cells[i], .type = SHEET_TEXT, .width = 16};
    status = sheet_writer_add_sheet(writer, json_text(described, STR("sheet")), declared, columns,
                                    error);
    const struct json *rows = json_member(described, STR("rows"));
    for (const struct json *row = rows->first; row && status == 0; row = row->next)
        status = sheet_writer_row(writer, cells, cells_of(row, cells, MOST_COLUMNS), error);
    int closed = sheet_writer_close(writer, error);
    return status ? status : closed;
}

/* The libraries write to paths only: through a file of our own that is gone afterwards. */
static struct str temporary_path(struct arena *arena, const struct context *context,
                                 struct str ending)
{
    return ARENA_JOIN(arena, STR("/tmp/meguri-demonstration-"),
                      context_random_hex(context, 8, arena), ending);
}

static int make_prices(const struct context *context, const struct json *described,
                       struct arena *arena, struct str *bytes, struct error *error)
{
    enum { SHEET_LIMIT = 4 * 1024 * 1024 };
    struct str path = temporary_path(arena, context, STR(".xlsx"));
    int status = write_sheet(context, described, path, arena, error);
    if (status == 0)
        status = file_read(context, path, SHEET_LIMIT, arena, bytes, error);
    unlink(path.p);
    return status;
}

static int add_to_zip(zip_t *zip, const struct json *inner, struct str password, struct arena *arena)
{
    struct str content = json_text(inner, STR("text"));
    char *name = arena_c(arena, json_text(inner, STR("name")));
    char *secret = arena_c(arena, password);
    zip_source_t *source = zip_source_buffer(zip, content.p, content.n, 0);
    zip_int64_t index = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        zip_source_free(source);
        return -1;
    }
    return zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_TRAD_PKWARE, secret);
}

static int make_zip(const struct context *context, const struct json *described,
                    struct arena *arena, struct str *bytes, struct error *error)
{
    enum { ZIP_LIMIT = 4 * 1024 * 1024 };
    struct str path = temporary_path(arena, context, STR(".zip"));
    int code = 0;
    zip_t *zip = zip_open(path.p, ZIP_CREATE | ZIP_EXCL, &code);
    if (!zip)
        return ERROR(error, ERR_IO, path, STR("zip"));
    const struct json *files = json_member(described, STR("files"));
    struct str password = json_text(described, STR("password"));
    int added = 0;
    for (const struct json *inner = files->first; inner && added == 0; inner = inner->next)
        added = add_to_zip(zip, inner, password, arena);
    if (added != 0 || zip_close(zip) != 0) {
        zip_discard(zip);
        return ERROR(error, ERR_IO, path, STR("zip"));
    }
    int status = file_read(context, path, ZIP_LIMIT, arena, bytes, error);
    unlink(path.p);
    return status;
}

static int make_picture(const struct json *described, uint64_t seed, struct arena *arena,
                        struct str *bytes, struct error *error)
{
    struct buf jpeg = {0};
    int status = demonstration_picture(json_text(described, STR("scene")),
                                       json_text(described, STR("caption")), seed, &jpeg, error);
    if (status == 0)
        *bytes = arena_copy(arena, buf_str(&jpeg));
    buf_finish(&jpeg);
    return status;
}

int demonstration_attachment(const struct context *context, const struct json *described,
                             utc_us created, uint64_t seed, struct arena *arena, struct str *type,
                             struct str *bytes, struct error *error)
{
    struct str kind = json_text(described, STR("kind"));
    if (str_equal(kind, STR("picture"))) {
        *type = STR("image/jpeg");
        return make_picture(described, seed, arena, bytes, error);
    }
    if (str_equal(kind, STR("certificate"))) {
        *type = STR("application/pdf");
        return make_certificate(described, created, arena, bytes, error);
    }
    if (str_equal(kind, STR("prices"))) {
        *type = STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        return make_prices(context, described, arena, bytes, error);
    }
    if (str_equal(kind, STR("zip"))) {
        *type = STR("application/zip");
        return make_zip(context, described, arena, bytes, error);
    }
    if (str_equal(kind, STR("text"))) {
        *type = STR("text/plain; charset=utf-8");
        *bytes = json_text(described, STR("text"));
        return 0;
    }
    return ERROR(error, ERR_INVALID_INPUT, STR("kind"), kind);
}
