/* The cells of one sheet. */
#include "base/text.h"
#include "worker/xlsx_parts.h"

enum { MOST_ROWS = 1048576, MOST_COLUMNS = 16384 };

struct cell_state {
    struct xlsx *x;
    const struct xlsx_sheet *sheet;
    struct buf text;
    int64_t row, column; /* of the cell; -1 before the first */
    int64_t last_row, last_column; /* of the last one kept */
    bool is_value, is_inline_text, phonetic;
    char kind;           /* first letter of t=: n, s, str→'t', inlineStr→'i', b, e, d */
    size_t style;
};

static void fail_at_cell(struct cell_state *state, enum worker_status status, const char *what)
{
    struct str name = text_head(state->sheet->name, 40);
    xlsx_fail(state->x, status,
              arena_format(state->x->arena, "シート「%" PRIstr "」%lld 行 %lld 列: %s", STR_ARG(name),
                           (long long)state->row + 1, (long long)state->column + 1, what));
}

/* "BC12": letters and digits; a part that is missing keeps its value. */
static bool read_reference(struct str reference, int64_t *row, int64_t *column)
{
    int64_t x = 0, y = 0;
    size_t at = 0;
    for (; at < reference.n && reference.p[at] >= 'A' && reference.p[at] <= 'Z'; at++) {
        x = x * 26 + (reference.p[at] - 'A' + 1);
        if (x > MOST_COLUMNS)
            return false;
    }
    if (!str_to_int64(str_slice(reference, at, reference.n), &y) || x == 0 || y < 1 || y > MOST_ROWS)
        return false;
    *row = y - 1;
    *column = x - 1;
    return true;
}

static char kind_of(struct str type)
{
    if (str_equal(type, STR("str")))
        return 't';
    return type.n ? type.p[0] : 'n';
}

static void start_cell(struct cell_state *state, const char **attributes)
{
    struct str reference = xlsx_attribute(attributes, "r");
    state->column++;
    if (reference.n && !read_reference(reference, &state->row, &state->column))
        fail_at_cell(state, WORKER_BROKEN, "セルの番地が正しくありません");
    if (state->column >= MOST_COLUMNS || state->row < 0)
        fail_at_cell(state, WORKER_BROKEN, "セルの番地が正しくありません");
    state->kind = kind_of(xlsx_attribute(attributes, "t"));
    int64_t style;
    struct str given = xlsx_attribute(attributes, "s");
    state->style = str_to_int64(given, &style) && style >= 0 ? (size_t)style : 0;
    buf_clear(&state->text);
}

static void start_row(struct cell_state *state, const char **attributes)
{
    int64_t row;
    state->row++;
    state->column = -1;
    if (str_to_int64(xlsx_attribute(attributes, "r"), &row) && row >= 1)
        state->row = row - 1;
    if (state->row >= MOST_ROWS)
        fail_at_cell(state, WORKER_BROKEN, "行の番号が正しくありません");
}

static void start(void *parser, const XML_Char *name, const XML_Char **attributes)
{
    struct cell_state *state = XML_GetUserData(parser);
    struct str element = xlsx_local_name(name);
    if (str_equal(element, STR("row")))
        start_row(state, attributes);
    else if (str_equal(element, STR("c")))
        start_cell(state, attributes);
    else if (str_equal(element, STR("v")))
        state->is_value = true;
    else if (str_equal(element, STR("rPh")))
        state->phonetic = true;
    else if (str_equal(element, STR("t")))
        state->is_inline_text = state->kind == 'i' && !state->phonetic;
}

static struct str shared_string(struct cell_state *state, struct str number)
{
    int64_t index;
    if (str_to_int64(number, &index) && index >= 0 && (size_t)index < state->x->string_count)
        return state->x->strings[index];
    fail_at_cell(state, WORKER_BROKEN, "文字列の番号が正しくありません");
    return STR("");
}

static struct str cell_text(struct cell_state *state)
{
    struct str value = buf_str(&state->text);
    const struct xlsx *x = state->x;
    switch (state->kind) {
    case 's':
        return shared_string(state, str_trim(value));
    case 'b':
        return str_equal(str_trim(value), STR("1")) ? STR("TRUE") : STR("FALSE");
    case 'n':
        value = str_trim(value);
        return state->style < x->style_count && x->date_styles[state->style]
                   ? xlsx_date_text(value, x->dates_from_1904, x->arena)
                   : value;
    default:
        return value;
    }
}

static void finish_cell(struct cell_state *state)
{
    if (state->text.n == 0)
        return;
    struct str text = cell_text(state);
    bool in_order = state->row > state->last_row ||
                    (state->row == state->last_row && state->column > state->last_column);
    if (!in_order)
        fail_at_cell(state, WORKER_BROKEN, "セルの順番が正しくありません");
    state->last_row = state->row;
    state->last_column = state->column;
    if (state->x->status == WORKER_OK &&
        !cell_put(state->x->sink, (uint32_t)state->row, (uint32_t)state->column, text))
        fail_at_cell(state, WORKER_OVER_LIMIT, "表のセル数または文字数が上限を超えています");
}

static void end(void *parser, const XML_Char *name)
{
    struct cell_state *state = XML_GetUserData(parser);
    struct str element = xlsx_local_name(name);
    if (str_equal(element, STR("v")))
        state->is_value = false;
    else if (str_equal(element, STR("t")))
        state->is_inline_text = false;
    else if (str_equal(element, STR("rPh")))
        state->phonetic = false;
    else if (str_equal(element, STR("c")))
        finish_cell(state);
}

static void text(void *parser, const XML_Char *bytes, int n)
{
    struct cell_state *state = XML_GetUserData(parser);
    if (state->is_value || state->is_inline_text)
        buf_append(&state->text, (struct str){bytes, (size_t)n});
}

void xlsx_read_cells(struct xlsx *x, const struct xlsx_sheet *sheet)
{
    struct cell_state state = {.x = x, .sheet = sheet, .row = -1, .column = -1,
                               .last_row = -1, .last_column = -1};
    /* A chart sheet has a part of another kind: no cells. */
    xlsx_parse_part(x, sheet->path, start, end, text, &state);
    buf_finish(&state.text);
}
