/* Structured tables (specification C, section 5 (1)): one table a sheet, one row of headings
   without gaps, no sums between the data, no merged cells. Judged by the shape alone while the
   cells go by. */
#include "inspect/xlsx_sheet.h"

void table_begin(struct sheet *sheet)
{
    struct table_form *table = &sheet->table;
    table->first_row = table->first_column = table->row = table->gap_row = table->total_row = -1;
}

bool table_is_total(struct str text)
{
    static const struct str words[] = {STR_INIT("合計"), STR_INIT("総計"), STR_INIT("小計"),
                                       STR_INIT("計"),   STR_INIT("平均"), STR_INIT("Total")};
    text = str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(text, words[i]))
            return true;
    return false;
}

void table_note_cell(struct sheet *sheet, bool is_text, uint8_t fault)
{
    struct table_form *table = &sheet->table;
    bool begins_row = sheet->row != table->row;
    if (table->first_row < 0)
        table->first_row = sheet->row;
    if (table->first_column < 0 || sheet->column < table->first_column)
        table->first_column = sheet->column;
    if (begins_row && table->row >= 0 && sheet->row > table->row + 1 && table->gap_row < 0)
        table->gap_row = sheet->row;
    if (begins_row && (fault & 4) && sheet->row > table->first_row && table->total_row < 0)
        table->total_row = sheet->row;
    table->row = sheet->row;
    int64_t top = sheet->row - table->first_row;
    if (top >= 0 && top < TABLE_TOP)
        (*(is_text ? &table->texts[top] : &table->numbers[top]))++;
    if (top == 0 && sheet->column < TABLE_HEADS)
        table->heads[sheet->column] = true;
}

static int64_t empty_head(const struct sheet *sheet)
{
    const struct table_form *table = &sheet->table;
    for (int64_t c = table->first_column; c <= sheet->last_column && c < TABLE_HEADS; c++)
        if (!table->heads[c])
            return c;
    return -1;
}

static void add(struct str *words, struct str more, struct arena *arena)
{
    *words = words->n ? ARENA_JOIN(arena, *words, STR("、"), more) : more;
}

static void add_shape(const struct sheet *sheet, struct str *words, struct arena *arena)
{
    const struct table_form *table = &sheet->table;
    if (table->first_row < 0 || table->row == table->first_row)
        return; /* nothing below the first row: not a table */
    int64_t empty = empty_head(sheet);
    if (empty >= 0)
        add(words,
            ARENA_JOIN(arena, STR("見出しの空欄 "),
                       sheet_place(sheet, table->first_row, empty).cell),
            arena);
    bool two = table->texts[1] > 1 && table->numbers[0] == 0 && table->numbers[1] == 0 &&
               table->numbers[2] > 0;
    if (two)
        add(words, STR("見出しが 2 段以上"), arena);
    if (table->total_row >= 0)
        add(words, arena_format(arena, "合計などの行 %lld", (long long)table->total_row + 1),
            arena);
    if (table->gap_row >= 0)
        add(words,
            arena_format(arena, "空の行のあとの別の表 %lld行", (long long)table->gap_row + 1),
            arena);
}

struct str table_words(const struct sheet *sheet)
{
    struct arena *arena = sheet->x->work->arena;
    struct str words = STR("");
    if (sheet->merge_count)
        add(&words, arena_format(arena, "結合セル %zu", sheet->merge_count), arena);
    if (sheet->table_faults & 1)
        add(&words, STR("改行入りセル"), arena);
    if (sheet->table_faults & 2)
        add(&words, STR("全角数字"), arena);
    add_shape(sheet, &words, arena);
    return words;
}
