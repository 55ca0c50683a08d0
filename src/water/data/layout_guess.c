/* Guessing how a table is read, from what its cells look like. */
#include "base/text.h"
#include "water/data/layout.h"

enum { HEAD_ROWS = 40, SAMPLE_ROWS = 40 };

static bool has_word(struct str cell, const struct str *words, size_t count, struct arena *arena)
{
    struct str form = text_normal_form(cell, arena);
    for (size_t i = 0; i < count; i++)
        if (str_contains(form, words[i]))
            return true;
    return false;
}
#define WORDS(list) list, sizeof(list) / sizeof *(list)

static const struct str date_words[] = {STR_INIT("採水日"), STR_INIT("採取日"),  STR_INIT("年月日"),
                                        STR_INIT("日付"),   STR_INIT("日時"),    STR_INIT("date"),
                                        STR_INIT("測定日"), STR_INIT("採水年月")};
static const struct str time_words[] = {STR_INIT("時刻"), STR_INIT("時間"), STR_INIT("time")};
static const struct str point_words[] = {
    STR_INIT("地点"),   STR_INIT("採水場所"), STR_INIT("採取場所"), STR_INIT("採水箇所"),
    STR_INIT("試料名"), STR_INIT("point"),    STR_INIT("検体名")};
static const struct str bottle_words[] = {STR_INIT("ボトル"),   STR_INIT("瓶"),
                                          STR_INIT("容器番号"), STR_INIT("検体番号"),
                                          STR_INIT("試料番号"), STR_INIT("bottle")};
static const struct str certificate_words[] = {STR_INIT("証明書"), STR_INIT("発行番号"),
                                               STR_INIT("certificate")};
static const struct str item_words[] = {STR_INIT("項目"), STR_INIT("item"), STR_INIT("parameter")};
static const struct str value_words[] = {STR_INIT("結果"), STR_INIT("測定値"), STR_INIT("分析値"),
                                         STR_INIT("値"),   STR_INIT("value"),  STR_INIT("濃度")};
static const struct str unit_words[] = {STR_INIT("単位"), STR_INIT("unit")};
static const struct str detection_words[] = {STR_INIT("定量下限"), STR_INIT("検出下限"),
                                             STR_INIT("報告下限")};
static const struct str fraction_words[] = {STR_INIT("ろ過"), STR_INIT("溶解"), STR_INIT("形態"),
                                            STR_INIT("filtered")};

static int count_items(const struct water_grid *grid, int row, struct arena *arena)
{
    struct water_head head;
    int count = 0;
    for (int c = 1; c <= grid->columns && c <= WATER_GRID_COLUMNS; c++)
        count += water_head_read(water_grid_cell(grid, row, c), arena, &head);
    return count;
}

/* The row with the most names of items; 0 when none has any. */
static int best_row(const struct water_grid *grid, int *found, struct arena *arena)
{
    int best = 0;
    *found = 0;
    for (int r = 1; r <= grid->rows && r <= HEAD_ROWS; r++) {
        int count = count_items(grid, r, arena);
        if (count > *found) {
            *found = count;
            best = r;
        }
    }
    return best;
}

static int column_of(const struct water_grid *grid, int row, const struct str *words, size_t count,
                     struct arena *arena)
{
    for (int c = 1; c <= grid->columns; c++)
        if (has_word(water_grid_cell(grid, row, c), words, count, arena))
            return c;
    return 0;
}

/* A row below the head whose cells are units, or limits of detection by its first word. */
static void look_below(const struct water_grid *grid, struct water_layout *out, struct arena *arena)
{
    int row = out->head_row + 1;
    for (; row <= grid->rows && row <= out->head_row + 4; row++) {
        int units = 0;
        bool detection = false, date = false;
        for (int c = 1; c <= grid->columns; c++) {
            struct str cell = water_grid_cell(grid, row, c);
            struct water_moment moment;
            units += cell.n && water_is_unit(cell, arena);
            detection |= has_word(cell, WORDS(detection_words), arena);
            date |= water_moment_read(cell, &moment);
        }
        if (date)
            break;
        if (detection)
            out->detection_row = row;
        else if (units >= 1)
            out->unit_row = row;
        else
            break;
    }
    out->first_row = row;
}

static int dates_in(const struct water_grid *grid, int first_row, int column)
{
    int dates = 0;
    for (int r = first_row; r <= grid->rows && r < first_row + SAMPLE_ROWS; r++) {
        struct water_moment moment;
        dates += water_moment_read(water_grid_cell(grid, r, column), &moment);
    }
    return dates;
}

/* The column with the most dates below the head: a number such as R6-01-2 may look like one, so
   that a heading counts first. */
static int date_column(const struct water_grid *grid, int first_row)
{
    int best = 0, most = 0;
    for (int c = 1; c <= grid->columns; c++) {
        int dates = dates_in(grid, first_row, c);
        if (dates > most) {
            most = dates;
            best = c;
        }
    }
    return best;
}

static void fill(const struct water_grid *grid, struct water_layout *out, struct arena *arena)
{
    int row = out->head_row;
    look_below(grid, out, arena);
    out->date_column = column_of(grid, row, WORDS(date_words), arena);
    if (!out->date_column || dates_in(grid, out->first_row, out->date_column) == 0)
        out->date_column = date_column(grid, out->first_row);
    if (!out->date_column)
        out->date_column = column_of(grid, row, WORDS(date_words), arena);
    out->time_column = column_of(grid, row, WORDS(time_words), arena);
    if (out->time_column == out->date_column)
        out->time_column = 0;
    out->point_column = column_of(grid, row, WORDS(point_words), arena);
    out->bottle_column = column_of(grid, row, WORDS(bottle_words), arena);
    out->certificate_column = column_of(grid, row, WORDS(certificate_words), arena);
}

/* The row of titles of a long table, or 0. */
static int long_head(const struct water_grid *grid, struct arena *arena)
{
    for (int r = 1; r <= grid->rows && r <= HEAD_ROWS; r++)
        if (column_of(grid, r, WORDS(item_words), arena) &&
            column_of(grid, r, WORDS(value_words), arena) &&
            column_of(grid, r, WORDS(date_words), arena))
            return r;
    return 0;
}

static void fill_long(const struct water_grid *grid, struct water_layout *out, struct arena *arena)
{
    int row = out->head_row;
    out->form = WATER_LONG;
    out->first_row = row + 1;
    out->date_column = column_of(grid, row, WORDS(date_words), arena);
    out->time_column = column_of(grid, row, WORDS(time_words), arena);
    out->point_column = column_of(grid, row, WORDS(point_words), arena);
    out->bottle_column = column_of(grid, row, WORDS(bottle_words), arena);
    out->certificate_column = column_of(grid, row, WORDS(certificate_words), arena);
    out->item_column = column_of(grid, row, WORDS(item_words), arena);
    out->value_column = column_of(grid, row, WORDS(value_words), arena);
    out->unit_column = column_of(grid, row, WORDS(unit_words), arena);
    out->detection_column = column_of(grid, row, WORDS(detection_words), arena);
    out->fraction_column = column_of(grid, row, WORDS(fraction_words), arena);
    if (out->time_column == out->date_column)
        out->time_column = 0;
}

/* Many rows with a time of day are a logger's. */
static bool looks_like_logger(const struct water_grid *grid, const struct water_layout *layout)
{
    int timed = 0, rows = grid->rows - layout->first_row + 1;
    for (int r = layout->first_row; r <= grid->rows && r < layout->first_row + SAMPLE_ROWS; r++) {
        struct water_moment moment;
        if (water_moment_read(water_grid_cell(grid, r, layout->date_column), &moment) &&
            (moment.has_time || layout->time_column))
            timed++;
    }
    return rows >= 200 && timed >= SAMPLE_ROWS / 2;
}

void water_layout_guess(const struct workbook *book, struct arena *arena, struct water_layout *out)
{
    struct water_grid upright, across;
    int found_upright = 0, found_across = 0;
    *out = (struct water_layout){.default_fraction = WATER_TOTAL};
    if (water_grid_of(book, out, arena, &upright, NULL))
        return;
    out->head_row = long_head(&upright, arena);
    if (out->head_row) {
        fill_long(&upright, out, arena);
        return;
    }
    int row = best_row(&upright, &found_upright, arena), column = 0;
    out->across = true;
    bool narrow = upright.rows <= WATER_GRID_COLUMNS * 4;
    if (narrow && water_grid_of(book, out, arena, &across, NULL) == 0)
        column = best_row(&across, &found_across, arena);
    out->across = found_across > found_upright;
    out->head_row = out->across ? column : row;
    if (out->head_row == 0) {
        out->head_row = 1;
        out->across = false;
    }
    fill(out->across ? &across : &upright, out, arena);
    if (!out->across && looks_like_logger(&upright, out))
        out->form = WATER_LOGGER;
}
