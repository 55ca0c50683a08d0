/* Whatever a laboratory's table holds is read: every value has its cell and its item, every doubt a
   place and a sentence; layouts and packed series of any bytes are read or refused. */
#include "base/check.h"
#include "base/csv.h"
#include "water/data/lab_check.h"
#include "water/data/series_pack.h"

enum { CELLS_MOST = 4000, ROWS_MOST = 200, COLUMNS_MOST = 40 };

/* The bytes as CSV, as the worker gives it. */
static struct workbook book_of(struct str text, struct arena *arena)
{
    const struct csv_read_options options = {.encoding = CSV_UTF8};
    struct csv_reader *reader = csv_reader_create_text(text, &options);
    struct sheet_cell *cells = ARENA_ARRAY(arena, struct sheet_cell, CELLS_MOST);
    struct sheet *sheet = ARENA_NEW(arena, struct sheet);
    struct csv_row row;
    for (int r = 0; r < ROWS_MOST && csv_read(reader, &row, NULL) == 0 && row.count; r++)
        for (size_t c = 0; c < row.count && c < COLUMNS_MOST && sheet->cell_count < CELLS_MOST;
             c++) {
            if (row.fields[c].n == 0)
                continue;
            cells[sheet->cell_count++] =
                (struct sheet_cell){r, (int)c, arena_copy(arena, row.fields[c])};
            sheet->rows = r + 1;
            sheet->columns = (int)c + 1 > sheet->columns ? (int)c + 1 : sheet->columns;
        }
    csv_reader_destroy(reader);
    sheet->cells = cells;
    return (struct workbook){sheet, 1};
}

static void read_table(const struct workbook *book, struct water_layout *layout,
                       struct arena *arena)
{
    const utc_us now = (utc_us)1759300000 * US_PER_SECOND;
    struct water_lab_table *table = ARENA_NEW(arena, struct water_lab_table);
    size_t known;
    layout->adds_points = true;
    if (water_lab_table_read(book, layout, NULL, 0, now, arena, table, NULL))
        return;
    water_lab_check(table, NULL, 0, &known);
    CHECK(known == 0);
    for (size_t i = 0; i < table->count; i++) {
        const struct water_lab_value *value = &table->values[i];
        CHECK(value->item && value->row > 0 && value->column > 0);
        CHECK(value->point >= 0 && (size_t)value->point < table->point_count);
    }
    for (size_t i = 0; i < table->doubt_count; i++)
        CHECK(table->doubts[i].sentence.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct arena *arena = arena_create();
    struct water_layout *layout = ARENA_NEW(arena, struct water_layout);
    struct water_layout *again = ARENA_NEW(arena, struct water_layout);
    struct water_series_value values[64];
    struct workbook book = book_of(text, arena);
    water_layout_guess(&book, arena, layout);
    read_table(&book, layout, arena);
    layout->form = size % 2 ? WATER_LONG : WATER_WIDE;
    layout->item_column = 1;
    layout->value_column = 2;
    read_table(&book, layout, arena);
    struct str json = water_layout_write(layout, arena);
    CHECK(water_layout_read(json, arena, again, NULL) == 0);
    (void)water_layout_read(text, arena, again, NULL);
    (void)water_series_unpack(text, size % 64, (int)(size % 19), values);
    arena_destroy(arena);
    return 0;
}
