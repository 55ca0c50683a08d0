#include "worker/workbook.h"

#include "base/csv.h"
#include "base/wire.h"
#include "worker/charset.h"
#include "worker/detect.h"

bool cell_put(struct cell_sink *sink, uint32_t row, uint32_t column, struct str text)
{
    if (text.n == 0)
        return true;
    if (sink->cells >= SHEET_LIMIT_CELLS || text.n > SHEET_LIMIT_TEXT - sink->text)
        return false;
    sink->cells++;
    sink->text += text.n;
    wire_put_u32(sink->record, row);
    wire_put_u32(sink->record, column);
    wire_put_str(sink->record, text);
    return true;
}

enum { MOST_ROWS = 1048576 }; /* as a spreadsheet has */

static char guess_separator(struct str text)
{
    struct str line = str_slice(text, 0, str_find_char(text, '\n', 0));
    return str_find_char(line, '\t', 0) != SIZE_MAX && str_find_char(line, ',', 0) == SIZE_MAX
               ? '\t'
               : ',';
}

enum worker_status workbook_csv(struct str bytes, struct arena *arena, struct cell_sink *sink,
                                struct str *problem)
{
    bool guessed = false;
    struct str text = charset_to_utf8(bytes, STR(""), arena, &guessed);
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = guess_separator(text)};
    struct csv_reader *reader = csv_reader_create_text(text, &options);
    struct csv_row row;
    struct error error = {0};
    enum worker_status status = WORKER_OK;
    wire_put_u32(sink->record, 1);
    wire_put_str(sink->record, STR(""));
    wire_put_u32(sink->record, 0);
    for (uint32_t y = 0; status == WORKER_OK; y++) {
        if (y == MOST_ROWS) {
            status = WORKER_OVER_LIMIT;
        } else if (csv_read(reader, &row, &error)) {
            status = error.code == ERR_TOO_LARGE ? WORKER_OVER_LIMIT : WORKER_BROKEN;
            *problem = error_sentence(&error, LANG_JA, arena);
            if (str_ends(*problem, STR("。")))
                *problem = str_slice(*problem, 0, problem->n - STR("。").n);
        } else if (row.count == 0) {
            break;
        }
        for (size_t x = 0; status == WORKER_OK && x < row.count; x++)
            if (!cell_put(sink, y, (uint32_t)x, row.fields[x]))
                status = WORKER_OVER_LIMIT;
    }
    wire_put_u32(sink->record, UINT32_MAX);
    csv_reader_destroy(reader);
    return status;
}

static bool is_readable_text(struct str type)
{
    return str_equal(type, STR("text/csv")) || str_equal(type, STR("text/plain"));
}

void workbook_read_job(struct str bytes, struct arena *arena, struct worker_output *output)
{
    struct cell_sink sink = {.record = &output->record};
    struct str type = detect_type(bytes), problem = STR("");
    if (str_ends(type, STR("spreadsheetml.sheet")))
        output->status = workbook_xlsx(bytes, arena, &sink, &problem);
    else if (is_readable_text(type))
        output->status = workbook_csv(bytes, arena, &sink, &problem);
    else
        output->status = WORKER_UNSUPPORTED;
    if (output->status == WORKER_UNSUPPORTED && problem.n == 0)
        problem = type;
    if (output->status == WORKER_OVER_LIMIT && problem.n == 0)
        problem = STR("表のセル数または文字数が上限を超えています");
    output->text = problem;
    if (output->status != WORKER_OK)
        buf_clear(&output->record);
}
