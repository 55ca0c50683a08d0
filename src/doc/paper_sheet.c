/* A price list or a list of quantities needs no office suite to be attached as a PDF: its values are
   enough. The page says that they are the values alone. */
#include "doc/paper_sheet.h"

#include "base/check.h"

enum { MOST_COLUMNS = 16, MOST_CELLS = 40000 };

bool paper_sheet_fits(const struct workbook *book)
{
    int64_t cells = 0;
    for (size_t i = 0; i < book->count; i++) {
        const struct sheet *sheet = &book->sheets[i];
        if (sheet->hidden)
            continue;
        if (sheet->columns > MOST_COLUMNS)
            return false;
        cells += (int64_t)sheet->rows * sheet->columns;
    }
    return cells <= MOST_CELLS;
}

static void print_sheet(struct paper *paper, const struct sheet *sheet, struct arena *arena)
{
    static const char letters[] = "ABCDEFGHIJKLMNOP";
    size_t columns = (size_t)sheet->columns, rows = (size_t)sheet->rows;
    struct str *header = ARENA_ARRAY(arena, struct str, columns);
    struct str *cells = ARENA_ARRAY(arena, struct str, size_mul(columns, rows));
    for (size_t i = 0; i < columns; i++)
        header[i] = (struct str){letters + i, 1};
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct sheet_cell *cell = &sheet->cells[i];
        CHECK(cell->row >= 0 && cell->row < sheet->rows && cell->column >= 0 &&
              cell->column < sheet->columns);
        cells[(size_t)cell->row * columns + (size_t)cell->column] = cell->text;
    }
    paper_heading(paper, 1, sheet->name);
    paper_table(paper, header, columns, cells, rows);
}

int paper_sheet_print(const struct workbook *book, const struct paper_source *source, struct buf *pdf,
                      struct error *error)
{
    struct arena *arena = arena_create();
    struct paper *paper = paper_create(source->name);
    paper_text(paper, STR("表計算ファイルの値を印刷したものです（書式、図、非表示のシートは省いています）。"));
    for (size_t i = 0; i < book->count; i++)
        if (!book->sheets[i].hidden && book->sheets[i].rows > 0 && book->sheets[i].columns > 0)
            print_sheet(paper, &book->sheets[i], arena);
    int failure = paper_finish(paper, source->created, pdf, error);
    paper_destroy(paper);
    arena_destroy(arena);
    return failure;
}
