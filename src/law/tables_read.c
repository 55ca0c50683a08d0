/* Reads one table file into rows and checks every cell by itself. */
#include <string.h>

#include "base/check.h"
#include "base/csv.h"
#include "law/tables_inside.h"

enum column {
    KEY,
    CODE,
    ITEM,
    CONDITION,
    VALUE,
    UNIT,
    OPERATOR,
    VALID_FROM,
    VALID_TO,
    SOURCE,
    CONFIRMED,
    DOUBT,
    NOTE,
    COMMON_COLUMNS,
    COLUMNS = COMMON_COLUMNS + LAW_ATTRIBUTES
};
static const struct str common[COMMON_COLUMNS] = {
    STR_INIT("key"),      STR_INIT("code"),   STR_INIT("item"),      STR_INIT("condition"),
    STR_INIT("value"),    STR_INIT("unit"),   STR_INIT("operator"),  STR_INIT("valid_from"),
    STR_INIT("valid_to"), STR_INIT("source"), STR_INIT("confirmed"), STR_INIT("doubt"),
    STR_INIT("note"),
};
enum { FIELD_LIMIT = 16 * 1024, ROWS_LIMIT = 20000 };

struct reading {
    enum law_table_id table;
    struct str file;
    bool overlay;
    struct arena *arena;
    size_t at[COLUMNS]; /* where each column stands in the file */
    struct error *error;
};

static struct str column_name(enum law_table_id table, size_t column)
{
    return column < COMMON_COLUMNS ? common[column]
                                   : law_attribute_names(table)[column - COMMON_COLUMNS];
}

static int fault(const struct reading *reading, int64_t line, size_t column, struct str value,
                 struct str why)
{
    struct str name = column_name(reading->table, column);
    ERROR(reading->error, ERR_LAW_TABLE, name, value, why);
    error_at(reading->error, reading->file, line, (int64_t)reading->at[column] + 1);
    return ERR_LAW_TABLE;
}

static int read_head(struct reading *reading, const struct csv_row *head)
{
    size_t known = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        struct str name = column_name(reading->table, i);
        reading->at[i] = name.n ? csv_find(head, name) : SIZE_MAX;
        if (name.n && reading->at[i] == SIZE_MAX) {
            ERROR(reading->error, ERR_LAW_TABLE, name, STR(""),
                  BOTH("この列がありません", "the column is missing"));
            return error_at(reading->error, reading->file, head->line ? head->line : 1, 0);
        }
        known += name.n > 0;
    }
    if (head->count == known)
        return 0;
    ERROR(reading->error, ERR_LAW_TABLE, csv_field(head, head->count - 1), STR(""),
          BOTH("知らない列か、二度ある列があります", "there is an unknown or a repeated column"));
    return error_at(reading->error, reading->file, head->line, (int64_t)head->count);
}

static bool is_in_range(const struct law_row *row)
{
    struct decimal most = {row->unit == LAW_PH               ? 14
                           : row->unit == LAW_WEIGHT_PERCENT ? 100
                                                             : 1000000,
                           0};
    const struct decimal zero = {0, 0};
    return row->unit == LAW_CELSIUS ||
           (decimal_compare(row->value, zero) >= 0 && decimal_compare(row->value, most) <= 0);
}

static bool compares_with_a_value(enum law_operator operator_)
{
    return operator_ == LAW_AT_LEAST || operator_ == LAW_MORE || operator_ == LAW_AT_MOST ||
           operator_ == LAW_LESS;
}

static int read_limit(const struct reading *reading, const struct str *cells, struct law_row *row)
{
    if (!law_operator_find(cells[OPERATOR], &row->operator_))
        return fault(reading, row->line, OPERATOR, cells[OPERATOR],
                     BOTH(">= > <= < contains not_detected のどれでもありません",
                          "none of >= > <= < contains not_detected"));
    if (!law_unit_find(cells[UNIT], &row->unit))
        return fault(reading, row->line, UNIT, cells[UNIT],
                     BOTH("知らない単位です", "the unit is not known"));
    row->has_value = cells[VALUE].n > 0;
    if (row->has_value != compares_with_a_value(row->operator_))
        return fault(
            reading, row->line, VALUE, cells[VALUE],
            BOTH("値と演算子は両方書くか、両方空けてください", "value and operator go together"));
    if (!row->has_value)
        return 0;
    if (row->unit == LAW_UNIT_NONE)
        return fault(reading, row->line, UNIT, cells[UNIT],
                     BOTH("値には単位が要ります", "a value needs a unit"));
    if (decimal_parse(cells[VALUE], &row->value, NULL))
        return fault(reading, row->line, VALUE, cells[VALUE],
                     BOTH("数として読めません", "not a number"));
    if (!is_in_range(row))
        return fault(reading, row->line, VALUE, cells[VALUE],
                     BOTH("単位の範囲を外れています", "outside the range of its unit"));
    return 0;
}

static int read_day(const struct reading *reading, const struct law_row *row,
                    const struct str *cells, size_t column, day_number *out)
{
    struct date date;
    if (column == VALID_TO && cells[column].n == 0) {
        *out = LAW_OPEN_END;
        return 0;
    }
    if (date_parse(cells[column], &date, NULL))
        return fault(reading, row->line, column, cells[column],
                     BOTH("日付として読めません", "not a date"));
    *out = day_of_date(date);
    return 0;
}

static int read_validity(const struct reading *reading, const struct str *cells,
                         struct law_row *row)
{
    int status = read_day(reading, row, cells, VALID_FROM, &row->valid_from);
    if (status == 0)
        status = read_day(reading, row, cells, VALID_TO, &row->valid_to);
    if (status == 0 && row->valid_to < row->valid_from)
        status = fault(reading, row->line, VALID_TO, cells[VALID_TO],
                       BOTH("始まりより前に終わります", "ends before it begins"));
    return status;
}

static int read_confirmation(const struct reading *reading, const struct str *cells,
                             struct law_row *row)
{
    row->confirmed = str_equal(cells[CONFIRMED], STR("yes"));
    if (!row->confirmed && !str_equal(cells[CONFIRMED], STR("no")))
        return fault(reading, row->line, CONFIRMED, cells[CONFIRMED],
                     BOTH("yes か no を書いてください", "neither yes nor no"));
    bool date = str_equal(cells[DOUBT], STR("date"));
    if ((cells[DOUBT].n && !date) || (date && row->confirmed))
        return fault(
            reading, row->line, DOUBT, cells[DOUBT],
            BOTH("空か、未確認の行の date だけです", "only empty, or date in a row not confirmed"));
    row->doubt = row->confirmed ? LAW_DOUBT_NONE : date ? LAW_DOUBT_DATE : LAW_DOUBT_ROW;
    return 0;
}

static int read_row(const struct reading *reading, const struct csv_row *from, struct law_row *row)
{
    static const size_t needed[] = {KEY, ITEM, SOURCE};
    struct str cells[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = reading->at[i] == SIZE_MAX
                       ? STR("")
                       : arena_copy(reading->arena, str_trim(csv_field(from, reading->at[i])));
    *row = (struct law_row){
        .table = reading->table,
        .key = cells[KEY],
        .code = cells[CODE],
        .item = cells[ITEM],
        .condition = cells[CONDITION],
        .source = cells[SOURCE],
        .note = cells[NOTE],
        .overlay = reading->overlay,
        .line = from->line,
    };
    memcpy(row->attributes, cells + COMMON_COLUMNS, sizeof row->attributes);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (cells[needed[i]].n == 0)
            return fault(reading, row->line, needed[i], STR(""),
                         BOTH("空にできません", "must not be empty"));
    int status = read_limit(reading, cells, row);
    if (status == 0)
        status = read_validity(reading, cells, row);
    if (status == 0)
        status = read_confirmation(reading, cells, row);
    return status;
}

static struct law_row *add_row(struct law_row_list *list, struct arena *arena)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? size_mul(list->capacity, 2) : 64;
        struct law_row *rows = ARENA_ARRAY(arena, struct law_row, capacity);
        if (list->count)
            memcpy(rows, list->rows, list->count * sizeof *rows);
        list->rows = rows;
        list->capacity = capacity;
    }
    return &list->rows[list->count++];
}

static int read_rows(struct reading *reading, struct csv_reader *reader, struct law_row_list *to)
{
    struct csv_row row;
    int status = csv_read(reader, &row, reading->error);
    if (status == 0)
        status = read_head(reading, &row);
    while (status == 0) {
        status = csv_read(reader, &row, reading->error);
        if (status || row.count == 0)
            break;
        if (to->count >= ROWS_LIMIT)
            return ERROR(reading->error, ERR_TOO_LARGE, reading->file, STR("20,000 行"));
        status = read_row(reading, &row, add_row(to, reading->arena));
    }
    return status;
}

int law_table_read(enum law_table_id table, const struct law_file *file, bool overlay,
                   struct arena *arena, struct law_row_list *to, struct error *error)
{
    struct reading reading = {
        .table = table, .file = file->name, .overlay = overlay, .arena = arena, .error = error};
    const struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .field_limit = FIELD_LIMIT, .name = file->name};
    struct csv_reader *reader = csv_reader_create_text(file->bytes, &options);
    int status = read_rows(&reading, reader, to);
    csv_reader_destroy(reader);
    return status;
}
