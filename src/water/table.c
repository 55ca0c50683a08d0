#include "water/table.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "doc/sheet.h"

void water_table_init(struct water_table *table, struct str name,
                      const struct water_column *columns, size_t count, struct arena *arena)
{
    *table = (struct water_table){
        .name = name, .columns = columns, .column_count = count, .arena = arena};
}

void water_table_add(struct water_table *table, const struct str *cells)
{
    if (table->row_count == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 32;
        struct str *larger = ARENA_ARRAY(table->arena, struct str, capacity * table->column_count);
        for (size_t i = 0; i < table->row_count * table->column_count; i++)
            larger[i] = table->cells[i];
        table->cells = larger;
        table->capacity = capacity;
    }
    for (size_t i = 0; i < table->column_count; i++)
        table->cells[table->row_count * table->column_count + i] = cells[i];
    table->row_count++;
}

struct str water_table_number(double value, int digits, struct arena *arena)
{
    if (!isfinite(value))
        return (struct str){0};
    double size = fabs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e12))
        return arena_format(arena, "%.*g", digits, value);
    int behind = size == 0 ? 0 : digits - 1 - (int)floor(log10(size));
    return arena_format(arena, "%.*f", behind < 0 ? 0 : behind, value);
}

struct str water_table_words(struct str both, enum lang lang)
{
    size_t middle = str_find_char(both, '\x1f', 0);
    if (middle == SIZE_MAX)
        return both;
    return lang == LANG_JA ? str_slice(both, 0, middle) : str_slice(both, middle + 1, both.n);
}

static void print_cell(struct str text, size_t width, bool right, bool last)
{
    size_t own = text_width(text), pad = width > own ? width - own : 0;
    if (right)
        printf("%*s", (int)pad, "");
    printf("%" PRIstr, STR_ARG(text));
    if (!right && !last)
        printf("%*s", (int)pad, "");
    fputs(last ? "\n" : "  ", stdout);
}

void water_table_print(const struct water_table *table, enum lang lang)
{
    struct arena *arena = arena_create();
    size_t *widths = ARENA_ARRAY(arena, size_t, table->column_count);
    for (size_t c = 0; c < table->column_count; c++) {
        widths[c] = text_width(water_table_words(table->columns[c].title, lang));
        for (size_t r = 0; r < table->row_count; r++) {
            size_t width =
                text_width(water_table_words(table->cells[r * table->column_count + c], lang));
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (size_t c = 0; c < table->column_count; c++)
        print_cell(water_table_words(table->columns[c].title, lang), widths[c],
                   table->columns[c].number, c + 1 == table->column_count);
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->column_count; c++)
            print_cell(water_table_words(table->cells[r * table->column_count + c], lang),
                       widths[c], table->columns[c].number, c + 1 == table->column_count);
    arena_destroy(arena);
}

void water_table_json(const struct water_table *table, struct json_writer *writer)
{
    json_begin_array(writer);
    for (size_t r = 0; r < table->row_count; r++) {
        json_begin_object(writer);
        for (size_t c = 0; c < table->column_count; c++) {
            struct str cell = water_table_words(table->cells[r * table->column_count + c], LANG_JA);
            json_key(writer, table->columns[c].key);
            if (!table->columns[c].number)
                json_string(writer, cell);
            else if (cell.n > 0)
                json_number(writer, cell);
            else
                json_null(writer);
        }
        json_end_object(writer);
    }
    json_end_array(writer);
}

static int write_csv(const struct water_table *table, enum lang lang, struct buf *bytes,
                     struct error *error)
{
    struct csv_writer writer;
    csv_writer_init(&writer, bytes, csv_for_spreadsheet(CSV_UTF8));
    int status = 0;
    for (size_t c = 0; c < table->column_count && !status; c++)
        status = csv_write(&writer, water_table_words(table->columns[c].title, lang), error);
    csv_end_row(&writer);
    for (size_t r = 0; r < table->row_count && !status; r++) {
        for (size_t c = 0; c < table->column_count && !status; c++)
            status = csv_write(
                &writer, water_table_words(table->cells[r * table->column_count + c], lang), error);
        csv_end_row(&writer);
    }
    return status;
}

int water_table_csv(const struct water_table *table, enum lang lang, struct arena *arena,
                    struct str *bytes, struct error *error)
{
    struct buf out = {0};
    int status = write_csv(table, lang, &out, error);
    *bytes = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return status;
}

static int save_csv(const struct water_table *table, const struct context *context, struct str path,
                    struct error *error)
{
    struct buf bytes = {0};
    int status = write_csv(table, context->lang, &bytes, error);
    if (!status)
        status = file_write_durable(context, path, buf_str(&bytes), error);
    buf_finish(&bytes);
    return status;
}

static int add_sheet(struct sheet_writer *writer, const struct water_table *table, enum lang lang,
                     struct error *error)
{
    struct arena *arena = arena_create();
    struct sheet_column *columns = ARENA_ARRAY(arena, struct sheet_column, table->column_count);
    struct str *row = ARENA_ARRAY(arena, struct str, table->column_count);
    for (size_t c = 0; c < table->column_count; c++)
        columns[c] = (struct sheet_column){water_table_words(table->columns[c].title, lang),
                                           table->columns[c].number ? SHEET_NUMBER : SHEET_TEXT,
                                           table->columns[c].number ? 12 : 24};
    int status = sheet_writer_add_sheet(writer, water_table_words(table->name, lang), columns,
                                        table->column_count, error);
    for (size_t r = 0; r < table->row_count && !status; r++) {
        for (size_t c = 0; c < table->column_count; c++)
            row[c] = water_table_words(table->cells[r * table->column_count + c], lang);
        status = sheet_writer_row(writer, row, table->column_count, error);
    }
    arena_destroy(arena);
    return status;
}

static int save_xlsx(const struct water_table *tables, size_t count, const struct context *context,
                     struct str path, struct error *error)
{
    struct arena *arena = arena_create();
    struct str beside = ARENA_JOIN(arena, path, STR(".part"));
    struct sheet_writer *writer;
    int status = sheet_writer_create(context, beside, &writer, error);
    if (status) {
        arena_destroy(arena);
        return status;
    }
    for (size_t i = 0; i < count && !status; i++)
        status = add_sheet(writer, &tables[i], context->lang, error);
    int closed = sheet_writer_close(writer, error);
    status = status ? status : closed;
    if (!status) {
        int failure = file_rename_durable(context, beside, path);
        status = failure ? error_from_errno(error, failure, path) : 0;
    }
    if (status)
        (void)unlink(arena_c(arena, beside));
    arena_destroy(arena);
    return status;
}

int water_table_save(const struct water_table *tables, size_t count, const struct context *context,
                     struct str path, struct error *error)
{
    return str_ends(path, STR(".xlsx")) ? save_xlsx(tables, count, context, path, error)
                                        : save_csv(&tables[0], context, path, error);
}

int water_table_workbook(const struct water_table *tables, size_t count,
                         const struct context *context, struct str folder, struct arena *arena,
                         struct str *bytes, struct error *error)
{
    enum { WORKBOOK_BYTES = 64 << 20 };
    struct str path = ARENA_JOIN(arena, folder, STR("/workbook-"),
                                 context_random_hex(context, 8, arena), STR(".xlsx"));
    int status = save_xlsx(tables, count, context, path, error);
    if (!status)
        status = file_read(context, path, WORKBOOK_BYTES, arena, bytes, error);
    (void)unlink(arena_c(arena, path));
    return status;
}
