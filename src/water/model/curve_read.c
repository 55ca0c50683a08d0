/* Tables of series: a head row of `date` and `name [unit]`, then dated rows. */
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "water/model/curve.h"

enum { ROWS_MAX = 200000, COLUMNS_MAX = 64 };
static const double seconds_of_day = 86400;

/* One column of numbers. */
struct column {
    struct str name, unit;
    double *value; /* NAN: blank */
};

struct table {
    struct str file;
    size_t count, capacity, column_count, date;
    double *time;
    int64_t *line;                      /* of each row in the file */
    struct column columns[COLUMNS_MAX]; /* that of the date has no name */
};

static int at(struct error *error, const struct table *table, int64_t line, size_t column,
              int status)
{
    return status ? error_at(error, table->file, line, (int64_t)column + 1) : 0;
}

/* "flow [L/min]" into name and unit; the name of pH needs none. */
static int read_head_field(struct str field, struct column *out, struct arena *arena,
                           struct error *error)
{
    size_t open = 0;
    while (open < field.n && field.p[open] != '[')
        open++;
    out->name = arena_copy(arena, str_trim(str_slice(field, 0, open)));
    bool closed = open < field.n && field.p[field.n - 1] == ']';
    out->unit =
        closed ? arena_copy(arena, str_trim(str_slice(field, open + 1, field.n - 1))) : STR("");
    if (open < field.n && !closed)
        return ERROR(error, ERR_WATER_TABLE, out->name,
                     BOTH("単位の ] がありません", "the ] of the unit is missing"));
    if (out->unit.n == 0 && !str_equal(out->name, STR("pH")))
        return ERROR(error, ERR_WATER_TABLE, out->name,
                     BOTH("単位がありません。「flow [L/min]」のように書いてください",
                          "has no unit; write it like flow [L/min]"));
    return 0;
}

static int read_head(struct csv_reader *reader, struct table *table, struct arena *arena,
                     struct error *error)
{
    struct csv_row row;
    int status = csv_read(reader, &row, error);
    if (status)
        return status;
    table->date = csv_find(&row, STR("date"));
    if (table->date == SIZE_MAX)
        table->date = csv_find(&row, STR("日付"));
    if (table->date == SIZE_MAX)
        return at(error, table, row.line, 0,
                  ERROR(error, ERR_WATER_TABLE, STR("date"),
                        BOTH("列がありません", "there is no such column")));
    if (row.count > COLUMNS_MAX)
        return at(error, table, row.line, 0, ERROR(error, ERR_TOO_LARGE, table->file, STR("64")));
    table->column_count = row.count;
    for (size_t i = 0; i < row.count; i++) {
        table->columns[i] = (struct column){.name = STR("")};
        if (i != table->date)
            status = at(error, table, row.line, i,
                        read_head_field(str_trim(row.fields[i]), &table->columns[i], arena, error));
        if (status)
            return status;
    }
    return 0;
}

/* "2024-04-01", "2024-04-01 06:30": seconds since 1970 in JST. */
static int read_time(struct str field, double *out, struct error *error)
{
    struct str text = str_trim(field), day = text, clock = STR("");
    struct date date;
    size_t space = 0;
    while (space < text.n && text.p[space] != ' ' && text.p[space] != 'T')
        space++;
    if (space < text.n) {
        day = str_slice(text, 0, space);
        clock = str_slice(text, space + 1, text.n);
    }
    int status = date_parse(day, &date, error);
    int part[2] = {0}, digits = 0, which = 0;
    for (size_t i = 0; i < clock.n && !status; i++) {
        bool digit = clock.p[i] >= '0' && clock.p[i] <= '9';
        if (digit && digits < 2) {
            part[which] = 10 * part[which] + clock.p[i] - '0';
            digits++;
        } else if (clock.p[i] == ':' && which == 0 && digits > 0) {
            which = 1;
            digits = 0;
        } else {
            status = ERROR(error, ERR_DATE, text);
        }
    }
    if (!status && clock.n > 0 && (which == 0 || digits == 0 || part[0] > 24 || part[1] > 59))
        status = ERROR(error, ERR_DATE, text);
    if (!status)
        *out = seconds_of_day * day_of_date(date) + 3600.0 * part[0] + 60.0 * part[1];
    return status;
}

/* A number in the unit of its column; "<x" is half of x; a blank is NAN. */
static int read_number(struct str field, const struct column *column, struct arena *arena,
                       double *out, struct error *error)
{
    struct str text = str_trim(field);
    bool below = text.n > 0 && text.p[0] == '<';
    struct water_quantity quantity;
    *out = NAN;
    if (text.n == 0)
        return 0;
    if (below)
        text = str_trim(str_slice(text, 1, text.n));
    struct str unit = column->unit.n ? column->unit : STR("-");
    int status = water_quantity_parse(text, STR("-"), &quantity, error); /* a bare number */
    if (!status)
        status =
            water_quantity_parse(ARENA_JOIN(arena, text, STR(" "), unit), unit, &quantity, error);
    *out = below ? quantity.si / 2 : quantity.si;
    return status;
}

static void grow(struct table *table, struct arena *arena)
{
    size_t larger = table->capacity ? 2 * table->capacity : 512;
    double *time = ARENA_ARRAY(arena, double, larger);
    int64_t *line = ARENA_ARRAY(arena, int64_t, larger);
    if (table->count > 0) {
        memcpy(time, table->time, table->count * sizeof *time);
        memcpy(line, table->line, table->count * sizeof *line);
    }
    table->time = time;
    table->line = line;
    for (size_t i = 0; i < table->column_count; i++) {
        double *value = ARENA_ARRAY(arena, double, larger);
        if (table->count > 0)
            memcpy(value, table->columns[i].value, table->count * sizeof *value);
        table->columns[i].value = value;
    }
    table->capacity = larger;
}

static int read_row(const struct csv_row *row, struct table *table, struct arena *arena,
                    struct error *error)
{
    if (table->count == ROWS_MAX)
        return ERROR(error, ERR_TOO_LARGE, table->file, STR("200000"));
    if (table->count == table->capacity)
        grow(table, arena);
    size_t r = table->count;
    table->line[r] = row->line;
    int status = at(error, table, row->line, table->date,
                    read_time(csv_field(row, table->date), &table->time[r], error));
    if (!status && r > 0 && table->time[r] <= table->time[r - 1])
        status = at(error, table, row->line, table->date,
                    ERROR(error, ERR_WATER_TABLE, csv_field(row, table->date),
                          BOTH("日付が前の行より後ではありません。日付の順に並べてください",
                               "the date does not come after that of the row before")));
    for (size_t i = 0; i < table->column_count && !status; i++)
        if (i != table->date)
            status = at(error, table, row->line, i,
                        read_number(csv_field(row, i), &table->columns[i], arena,
                                    &table->columns[i].value[r], error));
    table->count += !status;
    return status;
}

static int read_table(struct str file, struct str bytes, struct arena *arena, struct table *out,
                      struct error *error)
{
    struct csv_read_options options = {.name = file};
    struct csv_reader *reader;
    struct csv_row row;
    for (size_t i = 0; i < bytes.n && bytes.p[i] != '\n' && !options.separator; i++)
        options.separator = bytes.p[i] == '\t' ? '\t' : 0;
    *out = (struct table){.file = file};
    reader = csv_reader_create_text(bytes, &options);
    int status = read_head(reader, out, arena, error);
    while (!status && !(status = csv_read(reader, &row, error)) && row.count > 0)
        status = read_row(&row, out, arena, error);
    csv_reader_destroy(reader);
    if (!status && out->count == 0)
        status = at(error, out, 1, 0,
                    ERROR(error, ERR_WATER_TABLE, file,
                          BOTH("日付のある行がありません", "there is no row with a date")));
    return status;
}

static int refuse_value(const struct table *table, size_t row, size_t column, struct str why,
                        struct error *error)
{
    return at(error, table, table->line[row], column,
              ERROR(error, ERR_WATER_TABLE, table->columns[column].name, why));
}

static int check_unit(const struct table *table, size_t column, struct str unit,
                      struct error *error)
{
    struct water_unit given, wanted;
    const struct column *c = &table->columns[column];
    int status = water_unit_parse(c->unit, &given, error);
    if (!status)
        status = water_unit_parse(unit, &wanted, error);
    if (!status && !water_dimension_equal(given.dimension, wanted.dimension))
        status = ERROR(error, ERR_WATER_DIMENSION, c->name, unit);
    return at(error, table, 1, column, status);
}

int water_curve_read(struct str file, struct str bytes, struct str name, struct str unit,
                     double least, bool held, struct arena *arena, struct water_curve *out,
                     struct error *error)
{
    struct table table;
    int status = read_table(file, bytes, arena, &table, error);
    size_t column = SIZE_MAX;
    for (size_t i = 0; i < table.column_count && !status; i++)
        if (str_equal(table.columns[i].name, name))
            column = i;
    if (!status && column == SIZE_MAX)
        status = at(
            error, &table, 1, 0,
            ERROR(error, ERR_WATER_TABLE, name, BOTH("列がありません", "there is no such column")));
    if (!status)
        status = check_unit(&table, column, unit, error);
    for (size_t r = 0; r < table.count && !status; r++) {
        double value = table.columns[column].value[r];
        if (isnan(value))
            status =
                refuse_value(&table, r, column, BOTH("値が空です", "there is no value"), error);
        else if (value < least)
            status = refuse_value(&table, r, column,
                                  BOTH("値が小さすぎます（負の値は使えません）",
                                       "the value is too small (it may not be negative)"),
                                  error);
    }
    if (!status)
        *out = (struct water_curve){table.count, table.time, table.columns[column].value, held};
    return status;
}

/* Blanks along the straight line between the values around them; a column without any value stays
   blank. */
static void fill_blanks(const struct table *table, double *value)
{
    size_t last = SIZE_MAX;
    for (size_t r = 0; r < table->count; r++) {
        if (isnan(value[r]))
            continue;
        for (size_t k = last == SIZE_MAX ? 0 : last + 1; k < r; k++) {
            double place = last == SIZE_MAX ? 1
                                            : (table->time[k] - table->time[last]) /
                                                  (table->time[r] - table->time[last]);
            value[k] = last == SIZE_MAX ? value[r] : value[last] * (1 - place) + value[r] * place;
        }
        last = r;
    }
    for (size_t k = last == SIZE_MAX ? table->count : last + 1; k < table->count; k++)
        value[k] = value[last];
}

/* Puts one column into the qualities of all rows. */
static int take_column(struct table *table, size_t column, struct water_compositions *out,
                       struct error *error)
{
    struct column *c = &table->columns[column];
    bool ph = str_equal(c->name, STR("pH")), temperature = str_equal(c->name, STR("temperature"));
    bool alkalinity = str_equal(c->name, STR("alkalinity")), doc = str_equal(c->name, STR("DOC"));
    int constituent = water_constituent_find(c->name);
    if (!ph && !temperature && !alkalinity && !doc && constituent < 0)
        return at(error, table, 1, column,
                  ERROR(error, ERR_WATER_TABLE, c->name,
                        BOTH("水質の項目ではありません", "is no constituent of a water")));
    int status = ph ? 0 : check_unit(table, column, temperature ? STR("degC") : STR("mg/L"), error);
    for (size_t r = 0; r < table->count && !status; r++) {
        double value = c->value[r];
        if (ph && !(value >= 0 && value <= 14))
            status = refuse_value(
                table, r, column,
                BOTH("pH がないか、0 から 14 の外です", "pH is missing or not between 0 and 14"),
                error);
        else if (value < 0)
            status =
                refuse_value(table, r, column,
                             BOTH("負の値は使えません", "the value may not be negative"), error);
    }
    if (status)
        return status;
    fill_blanks(table, c->value);
    if (isnan(c->value[0]))
        return 0;
    out->given_kelvin = out->given_kelvin || temperature;
    out->given_alkalinity = out->given_alkalinity || alkalinity;
    out->given_doc = out->given_doc || doc;
    if (constituent >= 0)
        out->given[constituent] = true;
    for (size_t r = 0; r < table->count; r++) {
        struct water_quality *quality = &out->qualities[r];
        double value = c->value[r]; /* kg/m3 = g/kgw */
        if (ph)
            quality->ph = value;
        else if (temperature)
            quality->kelvin = value;
        else if (alkalinity)
            quality->alkalinity = value / 50;
        else if (doc)
            quality->doc = value / 12.011;
        else
            quality->molality[constituent] = value / water_constituents[constituent].molar_mass;
    }
    return 0;
}

int water_compositions_read(struct str file, struct str bytes, bool held, struct arena *arena,
                            struct water_compositions *out, struct error *error)
{
    struct table table;
    *out = (struct water_compositions){.held = held};
    int status = read_table(file, bytes, arena, &table, error);
    if (status)
        return status;
    *out = (struct water_compositions){.held = held,
                                       .count = table.count,
                                       .time = table.time,
                                       .qualities =
                                           ARENA_ARRAY(arena, struct water_quality, table.count),
                                       .waters = ARENA_ARRAY(arena, struct chem_water, table.count),
                                       .doc = ARENA_ARRAY(arena, double, table.count)};
    bool ph = false;
    for (size_t i = 0; i < table.column_count && !status; i++) {
        ph = ph || (i != table.date && str_equal(table.columns[i].name, STR("pH")));
        if (i != table.date)
            status = take_column(&table, i, out, error);
    }
    if (!status && !ph)
        status = at(error, &table, 1, 0,
                    ERROR(error, ERR_WATER_TABLE, STR("pH"),
                          BOTH("列がありません", "there is no such column")));
    return status;
}
