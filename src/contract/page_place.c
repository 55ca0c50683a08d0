/* GET /contract/inspect/:id/places/:file_id/:finding_id: the cells around a finding in a workbook
   or table, read in the worker. Masked but for the head row; the same below /reveal as they are. */
#include <unistd.h>

#include "base/text.h"
#include "contract/area.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/templates.h"
#include "contract/upload.h"
#include "doc/sheet.h"
#include "store/blob.h"

enum { BEFORE = 3, ROWS = 9, COLUMNS = 7, SHOWN = 60 };

bool contract_place_has_cells(const struct inspect_report *report,
                              const struct inspect_finding *finding)
{
    const struct inspect_place *place = &finding->place;
    bool book = str_equal(report->form, STR("xlsx")) || str_equal(report->form, STR("xlsm"));
    if (place->inside.n)
        return false;
    return (book && place->sheet.n) || (str_equal(report->form, STR("csv")) && place->line > 0);
}

static bool covers(const struct contract_area *area, int row, int column)
{
    return (area->row < 0 || (row >= area->row && row <= area->last_row)) &&
           (area->column < 0 || (column >= area->column && column <= area->last_column)) &&
           (area->row >= 0 || area->column >= 0);
}

static struct str column_name(int column, bool letters, struct arena *arena)
{
    if (!letters)
        return arena_format(arena, "%d列", column + 1);
    struct str name = STR("");
    for (column++; column > 0; column = (column - 1) / 26)
        name = arena_format(arena, "%c%" PRIstr, 'A' + (column - 1) % 26, STR_ARG(name));
    return name;
}

static struct str words_of(struct str text, bool shown, struct arena *arena)
{
    struct str line = text_head(text_one_line(text, arena), SHOWN);
    return shown || line.n == 0 ? line : arena_format(arena, "＊＊（%zu字）", text_length(line));
}

static void fill_cells(const struct sheet *sheet, const struct contract_area *area, bool letters,
                       struct arena *arena, struct contract_place_page *page)
{
    int top = area->row > BEFORE ? area->row - BEFORE : 0;
    int left = area->column > BEFORE ? area->column - BEFORE : 0;
    struct str *columns = ARENA_ARRAY(arena, struct str, COLUMNS);
    struct contract_cells_view *rows = ARENA_ARRAY(arena, struct contract_cells_view, ROWS);
    struct contract_cell_view *cells =
        ARENA_ARRAY(arena, struct contract_cell_view, ROWS * COLUMNS);
    for (int c = 0; c < COLUMNS; c++)
        columns[c] = column_name(left + c, letters, arena);
    for (int r = 0; r < ROWS; r++) {
        rows[r] = (struct contract_cells_view){arena_format(arena, "%d", top + r + 1),
                                               &cells[r * COLUMNS]};
        for (int c = 0; c < COLUMNS; c++)
            cells[r * COLUMNS + c].here = covers(area, top + r, left + c);
    }
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct sheet_cell *cell = &sheet->cells[i];
        int r = cell->row - top, c = cell->column - left;
        if (r >= 0 && r < ROWS && c >= 0 && c < COLUMNS)
            cells[r * COLUMNS + c].text =
                words_of(cell->text, page->revealed || cell->row == 0, arena);
    }
    page->columns = columns;
    page->column_count = COLUMNS;
    page->rows = rows;
    page->row_count = ROWS;
    page->hidden_sheet = sheet->hidden;
}

static int read_cells(struct web_request *request, const struct contract_inspection *row,
                      const struct contract_file *file, const struct inspect_finding *finding,
                      struct contract_place_page *page, struct error *error)
{
    const struct web_services *services = web_services(request);
    struct arena *arena = web_arena(request);
    struct contract_area area = contract_area_of(&finding->place);
    struct error problem = {0};
    struct workbook book = {0};
    int fd;
    if (!services || !services->workers) {
        page->reason = STR("表を開く作業プロセス（meguri-worker）が動いていません。");
        return 0;
    }
    int failed = blob_read_fd(web_store(request), row->vault, file->blob, &fd, error);
    if (failed)
        return failed;
    if (workbook_read(services->workers, fd, arena, &book, &problem))
        page->reason = error_sentence(&problem, LANG_JA, arena);
    close(fd);
    bool letters = finding->place.line <= 0;
    for (size_t i = 0; i < book.count && page->row_count == 0; i++)
        if (!letters || str_equal(book.sheets[i].name, finding->place.sheet))
            fill_cells(&book.sheets[i], &area, letters, arena, page);
    if (page->row_count == 0 && page->reason.n == 0)
        page->reason = STR("このシートのセルは読めませんでした。");
    return 0;
}

static size_t find_file(const struct contract_inspection *row, int64_t id)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->files[i].id == id && row->files[i].done)
            return i;
    return SIZE_MAX;
}

static int show(struct web_request *request, struct web_response *response, bool reveal,
                struct inspect *inspect, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_inspection row;
    struct inspect_report *reports;
    size_t number = (size_t)web_integer(request, STR("finding_id"));
    int failed = contract_inspection_read(&actor, web_integer(request, STR("id")), &row, error);
    if (!failed)
        failed = contract_report_read(&actor, inspect, &row, reveal, &reports, error);
    if (failed)
        return failed;
    size_t at = find_file(&row, web_integer(request, STR("file_id")));
    if (at == SIZE_MAX || number > reports[at].count ||
        !contract_place_has_cells(&reports[at], &reports[at].findings[number - 1]))
        return ERROR(error, ERR_NOT_FOUND, BOTH("指摘の場所", "the place of the finding"));
    const struct inspect_finding *finding = &reports[at].findings[number - 1];
    struct contract_place_page page = {
        .id = row.id,
        .back = contract_inspection_path(row.id, reveal ? "/reveal" : "", actor.arena),
        .file = reports[at].name,
        .title = finding->kind->title_ja,
        .place = inspect_place_text(&finding->place, web_lang(request), actor.arena),
        .found = finding->found,
        .mend = finding->kind->mend_ja,
        .revealed = reveal,
    };
    failed = read_cells(request, &row, &row.files[at], finding, &page, error);
    if (!failed)
        web_page(request, response, STR("指摘の場所"), contract_place_body, &page);
    return failed;
}

int contract_page_place(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct inspect *inspect = inspect_create();
    int failed = show(request, response, false, inspect, error);
    inspect_destroy(inspect);
    return failed;
}

int contract_page_place_plain(struct web_request *request, struct web_response *response,
                              struct error *error)
{
    struct inspect *inspect = inspect_create();
    int failed = show(request, response, true, inspect, error);
    inspect_destroy(inspect);
    return failed;
}
