#include "water/outcome.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/json.h"

void water_outcome_init(struct water_outcome *outcome, struct arena *arena)
{
    *outcome = (struct water_outcome){.arena = arena, .figures = {.arena = arena}};
}

void water_outcome_add_fact(struct water_outcome *outcome, struct str key, struct str label,
                            struct str value)
{
    CHECK(outcome->fact_count < WATER_OUTCOME_FACTS);
    outcome->facts[outcome->fact_count++] = (struct water_fact){key, label, value};
}

void water_outcome_add_table(struct water_outcome *outcome, const struct water_table *table)
{
    CHECK(outcome->table_count < WATER_OUTCOME_TABLES);
    outcome->tables[outcome->table_count++] = *table;
}

struct str water_outcome_fact(const struct water_outcome *outcome, struct str key)
{
    for (size_t i = 0; i < outcome->fact_count; i++)
        if (str_equal(outcome->facts[i].key, key))
            return outcome->facts[i].value;
    return STR("");
}

const struct water_table *water_outcome_table(const struct water_outcome *outcome, struct str name)
{
    for (size_t i = 0; i < outcome->table_count; i++)
        if (str_equal(water_table_words(outcome->tables[i].name, LANG_JA), name))
            return &outcome->tables[i];
    return NULL;
}

/* Writing ----------------------------------------------------------------------------------------
 */

static void write_table(struct json_writer *w, const struct water_table *table)
{
    json_begin_object(w);
    json_put_string(w, STR("name"), table->name);
    json_key(w, STR("columns"));
    json_begin_array(w);
    for (size_t c = 0; c < table->column_count; c++) {
        json_begin_object(w);
        json_put_string(w, STR("key"), table->columns[c].key);
        json_put_string(w, STR("title"), table->columns[c].title);
        json_put_bool(w, STR("number"), table->columns[c].number);
        json_end_object(w);
    }
    json_end_array(w);
    json_key(w, STR("cells"));
    json_begin_array(w);
    for (size_t i = 0; i < table->row_count * table->column_count; i++)
        json_string(w, table->cells[i]);
    json_end_array(w);
    json_end_object(w);
}

static void write_numbers(struct json_writer *w, struct str key, const double *values, size_t count,
                          struct arena *arena)
{
    if (!values)
        return;
    json_key(w, key);
    json_begin_array(w);
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]))
            json_number(w, arena_format(arena, "%.17g", values[i]));
        else
            json_null(w);
    json_end_array(w);
}

static void write_figure(struct json_writer *w, const struct water_drawing *one,
                         struct arena *arena)
{
    const struct figure *figure = &one->figure;
    json_begin_object(w);
    json_put_string(w, STR("name"), one->name);
    json_put_string(w, STR("caption"), figure->caption);
    json_put_string(w, STR("y_label"), figure->y_label);
    json_put_string(w, STR("x_label"), figure->x_label);
    json_put_bool(w, STR("from_zero"), figure->from_zero);
    json_put_bool(w, STR("logarithmic"), figure->logarithmic);
    json_put_bool(w, STR("dates"), figure->axis == FIGURE_DATES);
    json_key(w, STR("series"));
    json_begin_array(w);
    for (size_t i = 0; i < figure->count; i++) {
        const struct figure_series *s = &figure->series[i];
        json_begin_object(w);
        json_put_integer(w, STR("kind"), s->kind);
        json_put_string(w, STR("label"), s->label);
        write_numbers(w, STR("x"), s->x, s->count, arena);
        write_numbers(w, STR("y"), s->y, s->count, arena);
        write_numbers(w, STR("y2"), s->y2, s->count, arena);
        json_end_object(w);
    }
    json_end_array(w);
    json_key(w, STR("data"));
    write_table(w, &one->data);
    json_end_object(w);
}

struct str water_outcome_write(const struct water_outcome *outcome, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer w;
    json_writer_init(&w, &out, false);
    json_begin_object(&w);
    json_put_string(&w, STR("form"), STR("meguri-outcome 1"));
    json_key(&w, STR("facts"));
    json_begin_array(&w);
    for (size_t i = 0; i < outcome->fact_count; i++) {
        json_begin_object(&w);
        json_put_string(&w, STR("key"), outcome->facts[i].key);
        json_put_string(&w, STR("label"), outcome->facts[i].label);
        json_put_string(&w, STR("value"), outcome->facts[i].value);
        json_end_object(&w);
    }
    json_end_array(&w);
    json_key(&w, STR("tables"));
    json_begin_array(&w);
    for (size_t i = 0; i < outcome->table_count; i++)
        write_table(&w, &outcome->tables[i]);
    json_end_array(&w);
    json_key(&w, STR("figures"));
    json_begin_array(&w);
    for (size_t i = 0; i < outcome->figures.count; i++)
        write_figure(&w, &outcome->figures.rows[i], arena);
    json_end_array(&w);
    json_end_object(&w);
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

/* Reading ----------------------------------------------------------------------------------------
 */

static const struct json *items(const struct json *object, struct str key, size_t *count)
{
    const struct json *list = json_member(object, key);
    *count = list && list->kind == JSON_ARRAY ? list->count : 0;
    return *count ? list->first : NULL;
}

static bool is_true(const struct json *object, struct str key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_TRUE;
}

static int refuse(struct error *error)
{
    return ERROR(error, ERR_WATER_TABLE, BOTH("保存された結果", "kept result"),
                 BOTH("形が正しくありません", "it is malformed"));
}

static int read_table(const struct json *from, struct arena *arena, struct water_table *out,
                      struct error *error)
{
    size_t columns, cells;
    const struct json *column = items(from, STR("columns"), &columns),
                      *cell = items(from, STR("cells"), &cells);
    struct water_column *titles = ARENA_ARRAY(arena, struct water_column, columns);
    if (columns == 0 || cells % columns != 0)
        return refuse(error);
    for (size_t i = 0; i < columns; i++, column = column->next)
        titles[i] =
            (struct water_column){json_text(column, STR("key")), json_text(column, STR("title")),
                                  is_true(column, STR("number"))};
    water_table_init(out, json_text(from, STR("name")), titles, columns, arena);
    struct str *row = ARENA_ARRAY(arena, struct str, columns);
    for (size_t i = 0; i < cells; i++, cell = cell->next) {
        row[i % columns] = cell->kind == JSON_STRING ? cell->text : STR("");
        if ((i + 1) % columns == 0)
            water_table_add(out, row);
    }
    return 0;
}

static double *read_numbers(const struct json *from, struct str key, size_t *count,
                            struct arena *arena)
{
    const struct json *number = items(from, key, count);
    double *values = *count ? ARENA_ARRAY(arena, double, *count) : NULL;
    for (size_t i = 0; i < *count; i++, number = number->next)
        values[i] = number->kind == JSON_NUMBER ? strtod(arena_c(arena, number->text), NULL) : NAN;
    return values;
}

static int read_series(const struct json *from, struct arena *arena, struct figure_series *out,
                       struct error *error)
{
    int64_t kind;
    size_t x, y, y2;
    if (!json_int(from, STR("kind"), &kind) || kind < 0 || kind > FIGURE_LEVEL)
        return refuse(error);
    *out = (struct figure_series){.kind = (enum figure_kind)kind,
                                  .label = json_text(from, STR("label")),
                                  .x = read_numbers(from, STR("x"), &x, arena),
                                  .y = read_numbers(from, STR("y"), &y, arena),
                                  .y2 = read_numbers(from, STR("y2"), &y2, arena)};
    bool two = kind == FIGURE_BAND || kind == FIGURE_RANGES;
    out->count = y;
    return (kind != FIGURE_LEVEL && x != y) || (two && y2 != y) || (kind == FIGURE_LEVEL && y == 0)
               ? refuse(error)
               : 0;
}

static int read_figure(const struct json *from, struct arena *arena, struct water_drawing *out,
                       struct error *error)
{
    size_t count;
    const struct json *series = items(from, STR("series"), &count),
                      *data = json_member(from, STR("data"));
    if (count > FIGURE_SERIES || !data)
        return refuse(error);
    out->name = json_text(from, STR("name"));
    out->figure =
        (struct figure){.caption = json_text(from, STR("caption")),
                        .y_label = json_text(from, STR("y_label")),
                        .x_label = json_text(from, STR("x_label")),
                        .from_zero = is_true(from, STR("from_zero")),
                        .logarithmic = is_true(from, STR("logarithmic")),
                        .axis = is_true(from, STR("dates")) ? FIGURE_DATES : FIGURE_WHOLE_NUMBERS,
                        .count = count};
    int status = 0;
    for (size_t i = 0; i < count && !status; i++, series = series->next)
        status = read_series(series, arena, &out->figure.series[i], error);
    return status ? status : read_table(data, arena, &out->data, error);
}

int water_outcome_read(struct str text, struct arena *arena, struct water_outcome *out,
                       struct error *error)
{
    const struct json *root;
    size_t facts, tables, figures;
    water_outcome_init(out, arena);
    int status = json_parse(text, arena, &root, error);
    if (status)
        return status;
    const struct json *fact = items(root, STR("facts"), &facts),
                      *table = items(root, STR("tables"), &tables),
                      *figure = items(root, STR("figures"), &figures);
    if (!str_equal(json_text(root, STR("form")), STR("meguri-outcome 1")) ||
        facts > WATER_OUTCOME_FACTS || tables > WATER_OUTCOME_TABLES)
        return refuse(error);
    for (size_t i = 0; i < facts; i++, fact = fact->next)
        water_outcome_add_fact(out, json_text(fact, STR("key")), json_text(fact, STR("label")),
                               json_text(fact, STR("value")));
    for (size_t i = 0; i < tables && !status; i++, table = table->next)
        status = read_table(table, arena, &out->tables[out->table_count++], error);
    for (size_t i = 0; i < figures && !status; i++, figure = figure->next)
        status = read_figure(figure, arena, water_figures_add(&out->figures), error);
    return status;
}
