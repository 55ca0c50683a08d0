#include "water/data/layout.h"

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

static const struct str forms[WATER_FORMS][2] = {
    [WATER_WIDE] = {STR_INIT("wide"), STR_INIT("1 行が 1 試料（項目が横に並ぶ）")},
    [WATER_LONG] = {STR_INIT("long"), STR_INIT("1 行が 1 つの値（項目の列がある）")},
    [WATER_LOGGER] = {STR_INIT("logger"), STR_INIT("ロガー（時刻ごとの連続データ）")},
};

struct str water_form_name(enum water_form form)
{
    return forms[form][0];
}

struct str water_form_title(enum water_form form)
{
    return forms[form][1];
}

bool water_form_parse(struct str name, enum water_form *out)
{
    for (int i = 0; i < WATER_FORMS; i++)
        if (str_equal(forms[i][0], name)) {
            *out = (enum water_form)i;
            return true;
        }
    return false;
}

/* --- JSON: one table of members for reading and writing --- */

enum member_kind { MEMBER_TEXT, MEMBER_NUMBER, MEMBER_FLAG };
#define TEXT(name)                                                                                 \
    {                                                                                              \
        STR_INIT(#name), MEMBER_TEXT, offsetof(struct water_layout, name)                          \
    }
#define NUMBER(name)                                                                               \
    {                                                                                              \
        STR_INIT(#name), MEMBER_NUMBER, offsetof(struct water_layout, name)                        \
    }
#define FLAG(name)                                                                                 \
    {                                                                                              \
        STR_INIT(#name), MEMBER_FLAG, offsetof(struct water_layout, name)                          \
    }
static const struct member {
    struct str name;
    enum member_kind kind;
    size_t at;
} members[] = {
    TEXT(name),
    TEXT(laboratory),
    FLAG(across),
    TEXT(sheet),
    NUMBER(head_row),
    NUMBER(unit_row),
    NUMBER(detection_row),
    NUMBER(first_row),
    NUMBER(date_column),
    NUMBER(time_column),
    NUMBER(point_column),
    NUMBER(bottle_column),
    NUMBER(certificate_column),
    NUMBER(item_column),
    NUMBER(value_column),
    NUMBER(unit_column),
    NUMBER(fraction_column),
    NUMBER(detection_column),
    TEXT(point),
    TEXT(default_unit),
    FLAG(adds_points),
    TEXT(head),
};
enum { MEMBERS = sizeof members / sizeof *members };

static void write_columns(struct json_writer *writer, const struct water_layout *layout)
{
    json_key(writer, STR("columns"));
    json_begin_array(writer);
    for (size_t i = 0; i < layout->column_count; i++) {
        const struct water_layout_column *one = &layout->columns[i];
        json_begin_object(writer);
        json_put_integer(writer, STR("column"), one->column);
        json_put_string(writer, STR("item"), one->item);
        json_put_string(writer, STR("unit"), one->unit);
        json_put_string(writer, STR("fraction"), water_fraction_name(one->fraction));
        json_end_object(writer);
    }
    json_end_array(writer);
}

struct str water_layout_write(const struct water_layout *layout, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("form"), water_form_name(layout->form));
    json_put_string(&writer, STR("default_fraction"),
                    water_fraction_name(layout->default_fraction));
    for (size_t i = 0; i < MEMBERS; i++) {
        const void *at = (const char *)layout + members[i].at;
        if (members[i].kind == MEMBER_TEXT)
            json_put_string(&writer, members[i].name, *(const struct str *)at);
        else if (members[i].kind == MEMBER_NUMBER)
            json_put_integer(&writer, members[i].name, *(const int *)at);
        else
            json_put_bool(&writer, members[i].name, *(const bool *)at);
    }
    write_columns(&writer, layout);
    json_end_object(&writer);
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

static int refuse(struct str name, struct error *error)
{
    return ERROR(error, ERR_WATER_LAYOUT, name);
}

static bool read_number(const struct json *value, int *out)
{
    int64_t number;
    if (value->kind != JSON_NUMBER || !str_to_int64(value->text, &number) || number < 0 ||
        number > 1048576)
        return false;
    *out = (int)number;
    return true;
}

static int read_columns(const struct json *list, struct arena *arena, struct water_layout *out,
                        struct error *error)
{
    if (list->kind != JSON_ARRAY || list->count > WATER_LAYOUT_COLUMNS)
        return refuse(STR("columns"), error);
    for (const struct json *row = list->first; row; row = row->next) {
        struct water_layout_column *one = &out->columns[out->column_count++];
        const struct json *column = json_member(row, STR("column"));
        struct str fraction = json_text(row, STR("fraction"));
        *one = (struct water_layout_column){.item = arena_copy(arena, json_text(row, STR("item"))),
                                            .unit = arena_copy(arena, json_text(row, STR("unit"))),
                                            .fraction = WATER_ANY_FRACTION};
        if (!column || !read_number(column, &one->column) || one->column < 1)
            return refuse(STR("columns.column"), error);
        if (fraction.n && !water_fraction_parse(fraction, &one->fraction))
            return refuse(STR("columns.fraction"), error);
        if (one->item.n && !str_equal(one->item, STR("-")) && !water_item_find(one->item))
            return refuse(one->item, error);
    }
    return 0;
}

static int read_member(const struct json *value, struct arena *arena, struct water_layout *out,
                       struct error *error)
{
    if (str_equal(value->key, STR("form")))
        return water_form_parse(value->text, &out->form) ? 0 : refuse(value->key, error);
    if (str_equal(value->key, STR("default_fraction")))
        return water_fraction_parse(value->text, &out->default_fraction)
                   ? 0
                   : refuse(value->key, error);
    if (str_equal(value->key, STR("columns")))
        return read_columns(value, arena, out, error);
    for (size_t i = 0; i < MEMBERS; i++) {
        void *at = (char *)out + members[i].at;
        if (!str_equal(members[i].name, value->key))
            continue;
        if (members[i].kind == MEMBER_TEXT && value->kind == JSON_STRING)
            *(struct str *)at = arena_copy(arena, value->text);
        else if (members[i].kind == MEMBER_FLAG &&
                 (value->kind == JSON_TRUE || value->kind == JSON_FALSE))
            *(bool *)at = value->kind == JSON_TRUE;
        else if (members[i].kind != MEMBER_NUMBER || !read_number(value, at))
            return refuse(value->key, error);
        return 0;
    }
    return refuse(value->key, error);
}

int water_layout_read(struct str json, struct arena *arena, struct water_layout *out,
                      struct error *error)
{
    const struct json *root;
    *out = (struct water_layout){.default_fraction = WATER_TOTAL};
    int status = json_parse(json, arena, &root, error);
    if (!status && root->kind != JSON_OBJECT)
        return refuse(STR("{"), error);
    for (const struct json *one = status ? NULL : root->first; one && !status; one = one->next)
        status = read_member(one, arena, out, error);
    return status;
}

/* --- the sheet --- */

static const struct sheet *find_sheet(const struct workbook *book, struct str name)
{
    for (size_t i = 0; i < book->count; i++)
        if (name.n ? str_equal(book->sheets[i].name, name)
                   : !book->sheets[i].hidden && book->sheets[i].cell_count > 0)
            return &book->sheets[i];
    return NULL;
}

int water_grid_of(const struct workbook *book, const struct water_layout *layout,
                  struct arena *arena, struct water_grid *out, struct error *error)
{
    const struct sheet *sheet = find_sheet(book, layout->sheet);
    *out = (struct water_grid){.across = layout->across};
    if (!sheet || sheet->cell_count == 0)
        return ERROR(error, ERR_WATER_TABLE, layout->sheet.n ? layout->sheet : STR("file"),
                     BOTH("値のある表がありません", "there is no sheet with values"));
    out->sheet = sheet->name;
    int columns = sheet->columns < WATER_GRID_COLUMNS ? sheet->columns : WATER_GRID_COLUMNS;
    if ((int64_t)sheet->rows * columns > WATER_GRID_CELLS)
        return ERROR(error, ERR_TOO_LARGE, sheet->name, STR("4,000,000"));
    out->rows = layout->across ? columns : sheet->rows;
    out->columns = layout->across ? sheet->rows : columns;
    out->cells = ARENA_ARRAY(arena, struct str, (size_t)out->rows * (size_t)out->columns);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct sheet_cell *cell = &sheet->cells[i];
        if (cell->column >= columns)
            continue;
        size_t row = (size_t)(layout->across ? cell->column : cell->row);
        size_t column = (size_t)(layout->across ? cell->row : cell->column);
        out->cells[row * (size_t)out->columns + column] = str_trim(cell->text);
    }
    return 0;
}

struct str water_grid_cell(const struct water_grid *grid, int row, int column)
{
    if (row < 1 || row > grid->rows || column < 1 || column > grid->columns)
        return STR("");
    return grid->cells[(size_t)(row - 1) * (size_t)grid->columns + (size_t)(column - 1)];
}

struct str water_grid_head(const struct water_grid *grid, int head_row, struct arena *arena)
{
    struct buf words = {0};
    for (int c = 1; c <= grid->columns && c <= WATER_GRID_COLUMNS; c++) {
        buf_append(&words, text_normal_form(water_grid_cell(grid, head_row, c), arena));
        buf_append_char(&words, '|');
    }
    struct str text = arena_copy(arena, buf_str(&words));
    buf_finish(&words);
    return text;
}

struct str water_grid_place(const struct water_grid *grid, int row, int column, struct arena *arena)
{
    int shown_row = grid->across ? column : row, shown_column = grid->across ? row : column;
    char letters[8];
    size_t at = sizeof letters;
    for (int rest = shown_column; rest > 0 && at > 0; rest = (rest - 1) / 26)
        letters[--at] = (char)('A' + (rest - 1) % 26);
    struct str column_words = {letters + at, sizeof letters - at};
    if (shown_row == 0)
        return ARENA_JOIN(arena, column_words, STR(" 列"));
    if (shown_column == 0)
        return arena_format(arena, "%d 行", shown_row);
    return arena_format(arena, "%" PRIstr "%d", STR_ARG(column_words), shown_row);
}
