/* The tables beside an analysis: names of items, solids that may precipitate. */
#include "base/csv.h"
#include "base/decimal.h"
#include "base/text.h"
#include "water/model/analysis.h"

#include <math.h>

enum { NAMES_MAX = 500, COLUMNS = 4 };

static int read_head(struct csv_reader *reader, const char *const names[COLUMNS],
                     struct error *error)
{
    struct csv_row head;
    int status = csv_read(reader, &head, error);
    for (size_t i = 0; !status && i < COLUMNS; i++)
        if (!str_equal(csv_field(&head, i), str_from_c(names[i])))
            status = ERROR(error, ERR_WATER_TABLE, str_from_c(names[i]),
                           BOTH("この列がありません", "the column is missing"));
    return status;
}

static int read_names(struct csv_reader *reader, struct arena *arena,
                      struct water_analysis_names *out, struct error *error)
{
    static const char *const columns[COLUMNS] = {"name", "key", "factor", "source"};
    struct water_analysis_name *rows = ARENA_ARRAY(arena, struct water_analysis_name, NAMES_MAX);
    struct csv_row row;
    int status = read_head(reader, columns, error);
    *out = (struct water_analysis_names){rows, 0};
    while (!status && !(status = csv_read(reader, &row, error)) && row.count) {
        struct decimal factor;
        if (out->count == NAMES_MAX)
            return ERROR(error, ERR_TOO_LARGE, STR("analysis_names"), STR("500"));
        status = decimal_parse(csv_field(&row, 2), &factor, error);
        if (!status)
            rows[out->count++] = (struct water_analysis_name){
                text_normal_form(csv_field(&row, 0), arena), arena_copy(arena, csv_field(&row, 1)),
                (double)factor.mantissa / pow(10, factor.scale)};
    }
    return status;
}

int water_analysis_names_read(struct str file, struct str bytes, struct arena *arena,
                              struct water_analysis_names *out, struct error *error)
{
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = '\t', .name = file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    int status = read_names(reader, arena, out, error);
    csv_reader_destroy(reader);
    return status;
}

static int read_precipitates(struct csv_reader *reader, struct arena *arena,
                             struct water_precipitates *out, struct error *error)
{
    static const char *const columns[COLUMNS] = {"phase", "label", "chosen", "source"};
    struct csv_row row;
    int status = read_head(reader, columns, error);
    out->count = 0;
    while (!status && !(status = csv_read(reader, &row, error)) && row.count) {
        if (out->count == WATER_PRECIPITATES)
            return ERROR(error, ERR_TOO_LARGE, STR("precipitates"), STR("24"));
        out->rows[out->count++] =
            (struct water_precipitate){arena_copy(arena, csv_field(&row, 0)),
                                       arena_copy(arena, csv_field(&row, 1)),
                                       str_equal(csv_field(&row, 2), STR("yes"))};
    }
    return status;
}

int water_precipitates_read(struct str file, struct str bytes, struct arena *arena,
                            struct water_precipitates *out, struct error *error)
{
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = '\t', .name = file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    int status = read_precipitates(reader, arena, out, error);
    csv_reader_destroy(reader);
    return status;
}
