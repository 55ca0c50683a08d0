#include "water/model/values.h"

#include <limits.h>
#include <stdlib.h>

#include "water/model/columns.h"

enum { ROWS_MAX = 20000 };

enum column {
    KEY,
    LABEL,
    VALUE,
    UNIT,
    VALID_FROM,
    VALID_TO,
    BASE_YEAR,
    SOURCE,
    CONFIRMED,
    COLUMNS
};

static const struct str column_names[COLUMNS] = {
    STR_INIT("key"),       STR_INIT("label"),      STR_INIT("value"),
    STR_INIT("unit"),      STR_INIT("valid_from"), STR_INIT("valid_to"),
    STR_INIT("base_year"), STR_INIT("source"),     STR_INIT("confirmed"),
};

static int read_day(struct str text, day_number open, day_number *out, struct error *error)
{
    struct date date;
    *out = open;
    if (text.n == 0)
        return 0;
    int status = date_parse(text, &date, error);
    if (!status)
        *out = day_of_date(date);
    return status;
}

static int read_confirmed(struct str text, bool *out, struct error *error)
{
    *out = str_equal(text, STR("yes"));
    return *out || str_equal(text, STR("no"))
               ? 0
               : ERROR(error, ERR_WATER_TABLE, STR("confirmed"),
                       BOTH("yes か no を書いてください", "write yes or no"));
}

/* The unit is parsed from the arena's copy, since the value keeps pointing to it. */
static int read_quantity(struct str value, struct str unit, struct arena *arena,
                         struct water_value *out, struct error *error)
{
    struct str kept = arena_copy(arena, unit);
    struct str whole = ARENA_JOIN(arena, value, STR(" "), kept);
    struct water_quantity pure;
    int status = water_quantity_parse(value, STR("-"), &pure, error);
    if (!status)
        status = water_quantity_parse(whole, kept, &out->quantity, error);
    if (status)
        return status;
    out->quantity.unit.text = kept;
    out->written = pure.si;
    return 0;
}

static int read_row(const struct csv_row *row, const size_t columns[COLUMNS], struct arena *arena,
                    struct water_value *out, struct error *error)
{
    struct str field[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        field[i] = str_trim(csv_field(row, columns[i]));
    *out = (struct water_value){.key = arena_copy(arena, field[KEY]),
                                .label = arena_copy(arena, field[LABEL]),
                                .source = arena_copy(arena, field[SOURCE]),
                                .line = row->line};
    if (out->key.n == 0 || out->source.n == 0)
        return ERROR(error, ERR_WATER_TABLE, column_names[out->key.n == 0 ? KEY : SOURCE],
                     BOTH("空です", "is empty"));
    int64_t year = 0;
    if (field[BASE_YEAR].n > 0 &&
        (!str_to_int64(field[BASE_YEAR], &year) || year < 1900 || year > 2199))
        return ERROR(error, ERR_WATER_TABLE, STR("base_year"),
                     BOTH("西暦の年を書いてください", "write a year"));
    out->base_year = (int32_t)year;
    int status = read_quantity(field[VALUE], field[UNIT], arena, out, error);
    if (!status && out->quantity.unit.dimension.power[WATER_YEN] != 0 && year == 0)
        status = ERROR(
            error, ERR_WATER_TABLE, out->key,
            BOTH("円の値に基準年（base_year）がありません。いつの価格かを西暦で書いてください",
                 "a price has no base_year: write of which year it is"));
    if (!status)
        status = read_day(field[VALID_FROM], INT32_MIN, &out->valid_from, error);
    if (!status)
        status = read_day(field[VALID_TO], INT32_MAX, &out->valid_to, error);
    if (!status && out->valid_to < out->valid_from)
        status = ERROR(error, ERR_WATER_TABLE, STR("valid_to"),
                       BOTH("始まりより前です", "is before the begin"));
    return status ? status : read_confirmed(field[CONFIRMED], &out->confirmed, error);
}

static int compare_values(const void *a, const void *b)
{
    const struct water_value *x = a, *y = b;
    int order = str_compare(x->key, y->key);
    return order ? order : (x->valid_from > y->valid_from) - (x->valid_from < y->valid_from);
}

/* Sorted neighbours of one key must follow each other in time and be of one kind. */
static int check_neighbours(const struct water_values *values, struct error *error)
{
    for (size_t i = 1; i < values->count; i++) {
        const struct water_value *before = &values->rows[i - 1], *row = &values->rows[i];
        if (!str_equal(before->key, row->key))
            continue;
        int status = 0;
        if (row->valid_from <= before->valid_to)
            status = ERROR(error, ERR_WATER_TABLE, row->key,
                           BOTH("期間が他の行と重なっています", "the periods of two rows overlap"));
        else if (!water_dimension_equal(before->quantity.unit.dimension,
                                        row->quantity.unit.dimension))
            status = ERROR(error, ERR_WATER_TABLE, row->key,
                           BOTH("単位の種類が他の行と違います",
                                "the units of two rows are of different kinds"));
        if (status)
            return error_at(error, values->file, row->line, 0), status;
    }
    return 0;
}

static int read_rows(struct csv_reader *reader, struct arena *arena, struct water_values *out,
                     struct error *error)
{
    size_t columns[COLUMNS], capacity = 64;
    int status = water_columns_read(reader, column_names, COLUMNS, columns, error);
    if (status)
        return status;
    out->rows = ARENA_ARRAY(arena, struct water_value, capacity);
    for (struct csv_row row; !(status = csv_read(reader, &row, error)) && row.count > 0;) {
        if (csv_field(&row, 0).n > 0 && csv_field(&row, 0).p[0] == '#')
            continue;
        if (out->count == ROWS_MAX)
            return ERROR(error, ERR_TOO_LARGE, out->file, STR("20,000"));
        if (out->count == capacity) {
            struct water_value *larger = ARENA_ARRAY(arena, struct water_value, capacity * 2);
            for (size_t i = 0; i < capacity; i++)
                larger[i] = out->rows[i];
            out->rows = larger;
            capacity *= 2;
        }
        status = read_row(&row, columns, arena, &out->rows[out->count], error);
        if (status)
            return error_at(error, out->file, row.line, 0), status;
        out->count++;
    }
    return status;
}

int water_values_read(struct str file, struct str bytes, struct arena *arena,
                      struct water_values *out, struct error *error)
{
    *out = (struct water_values){.file = arena_copy(arena, file)};
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = '\t', .name = out->file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    int status = read_rows(reader, arena, out, error);
    csv_reader_destroy(reader);
    if (status)
        return status;
    qsort(out->rows, out->count, sizeof *out->rows, compare_values);
    return check_neighbours(out, error);
}

const struct water_value *water_values_find(const struct water_values *values, struct str key,
                                            day_number day)
{
    size_t low = 0, high = values->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct water_value *row = &values->rows[middle];
        int order = str_compare(row->key, key);
        if (order == 0 && row->valid_from <= day && day <= row->valid_to)
            return row;
        if (order < 0 || (order == 0 && row->valid_to < day))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

int water_values_need(const struct water_values *values, const char *key, const char *kind,
                      day_number day, double *si, const struct water_value **out,
                      struct error *error)
{
    const struct water_value *row = water_values_find(values, str_from_c(key), day);
    if (!row) {
        struct arena *arena = arena_create();
        int status = ERROR(error, ERR_WATER_NO_VALUE, str_from_c(key), day_format(day, arena));
        arena_destroy(arena);
        return status;
    }
    struct water_unit unit;
    int status = water_unit_parse(str_from_c(kind), &unit, error);
    if (!status && !water_dimension_equal(unit.dimension, row->quantity.unit.dimension))
        status = ERROR(error, ERR_WATER_DIMENSION, row->key, str_from_c(kind));
    if (status)
        return status;
    *si = row->quantity.si;
    if (out)
        *out = row;
    return 0;
}
