/* Reads and checks the tables of layouts. */
#include "desk/registry_table.h"

#include "base/buf.h"
#include "desk/registry_content.h"
#include "desk/tables.h"

enum { MOST_COLUMNS = 200, MOST_ROWS = 2000, WIDEST = 200 };

static int bad(struct error *error, size_t line, struct str why)
{
    ERROR(error, ERR_DESK_LAYOUT, why);
    return error_at(error, STR(""), (int64_t)line, 0);
}

static size_t count_char(struct str text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == c;
    return n;
}

static struct str next_line(struct str *rest)
{
    struct str line = {"", 0};
    str_cut(rest, '\n', &line);
    return line.n > 0 && line.p[line.n - 1] == '\r' ? str_slice(line, 0, line.n - 1) : line;
}

static void cut_cells(struct str line, struct str *cells, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        cells[i] = (struct str){"", 0};
        if (line.p && str_cut(&line, '\t', &cells[i]))
            cells[i] = str_trim(cells[i]);
    }
}

int desk_table_parse(struct str body, struct arena *arena, struct desk_table *out,
                     struct error *error)
{
    size_t most = count_char(body, '\n') + 1;
    struct str rest = body, first = next_line(&rest);
    size_t columns = count_char(first, '\t') + 1;
    if (columns < 2 || columns > MOST_COLUMNS || most > MOST_ROWS)
        return bad(error, 1, STR("1行目にタブで区切った見出しが要ります（2列以上）"));
    struct str *titles = ARENA_ARRAY(arena, struct str, columns);
    struct str *cells = ARENA_ARRAY(arena, struct str, most * columns);
    cut_cells(first, titles, columns);
    size_t rows = 0;
    for (size_t number = 2; rest.n > 0; number++) {
        struct str line = next_line(&rest);
        if (str_trim(line).n == 0)
            continue;
        if (count_char(line, '\t') + 1 > columns)
            return bad(error, number, STR("見出しより列が多い行です"));
        cut_cells(line, cells + rows++ * columns, columns);
    }
    *out = (struct desk_table){titles, cells, columns, rows};
    return 0;
}

struct str desk_table_cell(const struct desk_table *table, size_t row, struct str title)
{
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal(table->titles[i], title))
            return table->cells[row * table->columns + i];
    return (struct str){"", 0};
}

struct str desk_table_value(const struct desk_table *table, struct str name)
{
    for (size_t i = 0; i < table->rows; i++)
        if (str_equal(desk_table_cell(table, i, STR("name")), name))
            return desk_table_cell(table, i, STR("value"));
    return (struct str){"", 0};
}

bool desk_options_by_line(const struct desk_table *options)
{
    return str_equal(desk_table_value(options, STR("cargo_rows")), STR("line"));
}

static bool read_type(struct str text, enum sheet_type *out)
{
    *out = str_equal(text, STR("number")) ? SHEET_NUMBER
         : str_equal(text, STR("date"))   ? SHEET_DATE
                                          : SHEET_TEXT;
    return *out != SHEET_TEXT || str_equal(text, STR("text"));
}

static int read_column(const struct desk_table *table, size_t row, struct desk_column *out,
                       struct error *error)
{
    size_t line = row + 2;
    struct str required = desk_table_cell(table, row, STR("required"));
    int64_t width;
    out->title = desk_table_cell(table, row, STR("title"));
    out->field = desk_table_cell(table, row, STR("field"));
    out->required = str_equal(required, STR("yes"));
    if (out->title.n == 0)
        return bad(error, line, STR("title（列の見出し）が空です"));
    if (!desk_content_exportable(out->field))
        return bad(error, line, STR("field が出力できる項目の名前ではありません"));
    if (!read_type(desk_table_cell(table, row, STR("type")), &out->type))
        return bad(error, line, STR("type は text、number、date のどれかです"));
    if (!str_to_int64(desk_table_cell(table, row, STR("width")), &width) || width < 1 ||
        width > WIDEST)
        return bad(error, line, STR("width は1から200の整数です"));
    if (!out->required && !str_equal(required, STR("no")))
        return bad(error, line, STR("required は yes か no です"));
    out->width = (double)width;
    return 0;
}

int desk_columns_parse(struct str body, struct arena *arena, struct desk_column **out,
                       size_t *count, struct error *error)
{
    struct desk_table table;
    int failure = desk_table_parse(body, arena, &table, error);
    if (failure)
        return failure;
    if (table.rows == 0 || table.rows > MOST_COLUMNS)
        return bad(error, 2, STR("列が一つもありません"));
    struct desk_column *columns = ARENA_ARRAY(arena, struct desk_column, table.rows);
    for (size_t i = 0; i < table.rows; i++)
        if ((failure = read_column(&table, i, &columns[i], error)))
            return failure;
    *out = columns;
    *count = table.rows;
    return 0;
}

static int check_columns(struct str body, struct arena *arena, struct error *error)
{
    struct desk_column *columns;
    size_t count;
    return desk_columns_parse(body, arena, &columns, &count, error);
}

static bool one_of(struct str value, struct str choices)
{
    struct str choice;
    while (str_cut(&choices, '|', &choice))
        if (str_equal(choice, value))
            return true;
    return false;
}

static int check_options(const struct desk_table *table, struct error *error)
{
    if (!one_of(desk_table_value(table, STR("mode")), STR("outside|own")))
        return bad(error, 0, STR("mode は outside か own です"));
    if (!one_of(desk_table_value(table, STR("csv_encoding")), STR("utf-8-bom|cp932")))
        return bad(error, 0, STR("csv_encoding は utf-8-bom か cp932 です"));
    if (!one_of(desk_table_value(table, STR("csv_formulas")), STR("neutralise|as_is")))
        return bad(error, 0, STR("csv_formulas は neutralise か as_is です"));
    if (!one_of(desk_table_value(table, STR("csv_leading_zeros")), STR("as_is|excel")))
        return bad(error, 0, STR("csv_leading_zeros は as_is か excel です"));
    struct str rows = desk_table_value(table, STR("cargo_rows"));
    if (rows.n > 0 && !one_of(rows, STR("line|case")))
        return bad(error, 0, STR("cargo_rows は line か case です"));
    return 0;
}

static int check_recipe(const struct desk_table *table, struct error *error)
{
    static const struct str needed[] = {STR_INIT("workbook_name"), STR_INIT("csv_name"),
                                        STR_INIT("sheet_name"), STR_INIT("order"),
                                        STR_INIT("correction_sheet"), STR_INIT("month_name")};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (desk_table_value(table, needed[i]).n == 0)
            return bad(error, 0, STR("workbook_name、csv_name、sheet_name、order、correction_sheet、"
                                     "month_name は空にできません"));
    struct str split = desk_table_value(table, STR("split")), field;
    if (split.n > 0 && !desk_content_exportable(split))
        return bad(error, 0, STR("split が出力できる項目の名前ではありません"));
    struct str order = desk_table_value(table, STR("order"));
    while (str_cut(&order, ',', &field)) {
        field = str_trim(field);
        if (!desk_content_exportable(str_starts(field, STR("-")) ? str_slice(field, 1, field.n)
                                                                 : field))
            return bad(error, 0, STR("order に出力できる項目の名前ではないものがあります"));
    }
    return 0;
}

static int check_values(const struct desk_table *table, struct error *error)
{
    for (size_t i = 0; i < table->rows; i++)
        if (!desk_content_exportable(desk_table_cell(table, i, STR("field"))))
            return bad(error, i + 2, STR("field が出力できる項目の名前ではありません"));
    return 0;
}

static int check_names(const struct desk_table *table, struct error *error)
{
    struct str pattern = desk_table_value(table, STR("pattern"));
    int64_t longest;
    if (!str_ends(pattern, STR(".pdf")) || !str_contains(pattern, STR("{number}")))
        return bad(error, 0, STR("pattern には {number} を含め、最後を .pdf にしてください"));
    if (!str_to_int64(desk_table_value(table, STR("longest")), &longest) || longest < 20 ||
        longest > 200)
        return bad(error, 0, STR("longest は20から200の整数です"));
    return 0;
}

static int check_mail(const struct desk_table *table, struct error *error)
{
    static const struct str needed[] = {STR_INIT("subject_complete"), STR_INIT("text_complete"),
                                        STR_INIT("subject_partial"), STR_INIT("text_partial")};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (desk_table_value(table, needed[i]).n == 0)
            return bad(error, 0, STR("件名と本文は空にできません"));
    struct str addresses = desk_table_value(table, STR("to")), address;
    while (addresses.n > 0 && str_cut(&addresses, ',', &address)) {
        address = str_trim(address);
        size_t at = str_find_char(address, '@', 0);
        if (at == SIZE_MAX || at == 0 || at + 1 == address.n || str_contains(address, STR(" ")))
            return bad(error, 0, STR("to にメールアドレスではないものがあります"));
    }
    return 0;
}

int desk_layout_check(struct str name, struct str body, struct arena *arena, struct error *error)
{
    if (str_ends(name, STR("_columns")))
        return check_columns(body, arena, error);
    struct desk_table table;
    int failure = desk_table_parse(body, arena, &table, error);
    if (failure)
        return failure;
    if (str_equal(name, STR("registry_options")))
        return check_options(&table, error);
    if (str_equal(name, STR("report_recipe")))
        return check_recipe(&table, error);
    if (str_equal(name, STR("registry_values")))
        return check_values(&table, error);
    if (str_equal(name, STR("pdf_names")))
        return check_names(&table, error);
    if (str_equal(name, STR("report_mail")))
        return check_mail(&table, error);
    return ERROR(error, ERR_NOT_FOUND, name);
}

static const struct desk_word *find_word(struct str name, const struct desk_word *words,
                                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(words[i].name, name))
            return &words[i];
    return NULL;
}

struct str desk_fill_words(struct str pattern, const struct desk_word *words, size_t count,
                           struct arena *arena)
{
    struct buf out = {0};
    for (size_t i = 0; i < pattern.n;) {
        size_t end = pattern.p[i] == '{' ? str_find_char(pattern, '}', i) : SIZE_MAX;
        const struct desk_word *word =
            end == SIZE_MAX ? NULL : find_word(str_slice(pattern, i + 1, end), words, count);
        if (word) {
            buf_append(&out, word->value);
            i = end + 1;
        } else if (pattern.p[i] == '\\' && i + 1 < pattern.n && pattern.p[i + 1] == 'n') {
            buf_append_char(&out, '\n');
            i += 2;
        } else {
            buf_append_char(&out, pattern.p[i++]);
        }
    }
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}
