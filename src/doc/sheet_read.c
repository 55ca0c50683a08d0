#include "base/text.h"
#include "base/wire.h"
#include "doc/sheet.h"
#include "doc/worker_call.h"

/* Reading the record of worker/workbook.c: both files change together. */
enum { LEAST_SHEET = 12, MOST_ROWS = 1048576, MOST_COLUMNS = 16384 };

struct cell_list {
    struct sheet_cell *cells;
    size_t count, room;
};

static void add_cell(struct cell_list *list, struct arena *arena, struct sheet_cell cell)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        struct sheet_cell *more = ARENA_ARRAY(arena, struct sheet_cell, room);
        for (size_t i = 0; i < list->count; i++)
            more[i] = list->cells[i];
        list->cells = more;
        list->room = room;
    }
    list->cells[list->count++] = cell;
}

static bool comes_before(const struct sheet_cell *a, const struct sheet_cell *b)
{
    return a->row != b->row ? a->row < b->row : a->column < b->column;
}

static struct sheet read_sheet(struct wire_reader *in, struct arena *arena)
{
    struct sheet sheet = {0};
    struct cell_list list = {0};
    sheet.name = wire_str(in);
    sheet.hidden = wire_u32(in) != 0;
    if (!text_is_valid_utf8(sheet.name))
        in->broken = true;
    for (uint32_t row; !in->broken && (row = wire_u32(in)) != UINT32_MAX;) {
        uint32_t column = wire_u32(in);
        struct str text = wire_str(in);
        if (row >= MOST_ROWS || column >= MOST_COLUMNS || !text_is_valid_utf8(text)) {
            in->broken = true;
            break;
        }
        struct sheet_cell cell = {(int)row, (int)column, text};
        /* Two values for one cell, or cells out of order, are nothing a program writes. */
        if (list.count && !comes_before(&list.cells[list.count - 1], &cell))
            in->broken = true;
        add_cell(&list, arena, cell);
        sheet.rows = (int)row + 1;
        sheet.columns = sheet.columns > (int)column + 1 ? sheet.columns : (int)column + 1;
    }
    sheet.cells = list.cells;
    sheet.cell_count = list.count;
    return sheet;
}

static bool read_record(struct str record, struct arena *arena, struct workbook *out)
{
    struct wire_reader in = {.rest = record};
    size_t count = wire_count(&in, LEAST_SHEET);
    struct sheet *sheets = ARENA_ARRAY(arena, struct sheet, count);
    for (size_t i = 0; i < count; i++)
        sheets[i] = read_sheet(&in, arena);
    *out = (struct workbook){sheets, count};
    return !in.broken && in.rest.n == 0;
}

int workbook_read(struct worker_pool *pool, int fd, struct arena *arena, struct workbook *out,
                  struct error *error)
{
    *out = (struct workbook){0};
    struct worker_question question = {
        .job = WORKER_SHEET, .fd = fd, .result_limit = (size_t)WORKER_LIMIT_FILE};
    struct worker_answer answer;
    int failed = worker_call(pool, &question, arena, &answer, error);
    if (!failed)
        failed = worker_answer_error(&answer, arena, error);
    if (!failed && !read_record(answer.record, arena, out))
        failed = ERROR(error, ERR_DOC_WORKER, STR("応答の形が不正"));
    worker_answer_finish(&answer);
    return failed;
}
