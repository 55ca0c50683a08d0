#include "water/data/lab_table.h"

#include <math.h>

#include "base/check.h"
#include "base/civil.h"
#include "base/text.h"

enum { VALUES_MOST = 1000000, POINTS_MOST = 200 };

double water_decimal_double(struct decimal value)
{
    return (double)value.mantissa / pow(10, value.scale);
}

bool water_lab_same_sample(const struct water_lab_value *a, const struct water_lab_value *b)
{
    return a->point == b->point && a->seconds == b->seconds && str_equal(a->bottle, b->bottle);
}

void water_lab_doubt(struct water_lab_table *table, enum water_doubt_kind kind, int row, int column,
                     struct str sentence)
{
    *(kind == WATER_DOUBT_STOP ? &table->stops : &table->warnings) += 1;
    size_t *count = &table->doubt_count;
    if (*count == WATER_DOUBTS_SHOWN)
        return;
    struct str place =
        row || column ? water_grid_place(&table->grid, row, column, table->arena) : STR("");
    table->doubts[(*count)++] = (struct water_doubt){kind, row, column, place, sentence};
}

struct reading {
    struct water_lab_table *table;
    const struct water_layout *layout;
    struct arena *arena;
    struct arena *scratch;       /* for normal forms; emptied row by row */
    int64_t now;                 /* seconds */
    int date_above, point_above; /* rows of the last date and point; 0: none yet */
    struct blanks {              /* cells that took what stands above them */
        size_t count;
        int first_row;
        struct str places;
    } blank_dates, blank_points;
};
enum { PLACES_TOLD = 5 };

static void stop(struct reading *r, int row, int column, struct str sentence)
{
    water_lab_doubt(r->table, WATER_DOUBT_STOP, row, column, sentence);
}

static void warn(struct reading *r, int row, int column, struct str sentence)
{
    water_lab_doubt(r->table, WATER_DOUBT_WARN, row, column, sentence);
}

static struct str cell(const struct reading *r, int row, int column)
{
    return water_grid_cell(&r->table->grid, row, column);
}

/* Tables say a date or a point once for several rows, or merge its cells: what is blank takes what
   stands above, and a person is asked once. A logger says each time. Returns the row to read. */
static int row_above(struct reading *r, int row, int column, int *above, struct blanks *blanks)
{
    if (cell(r, row, column).n > 0 || *above == 0 || r->layout->form == WATER_LOGGER) {
        *above = cell(r, row, column).n > 0 ? row : *above;
        return row;
    }
    if (blanks->count == 0)
        blanks->first_row = row;
    if (blanks->count++ < PLACES_TOLD)
        blanks->places = ARENA_JOIN(r->arena, blanks->places, blanks->places.n ? STR(" ") : STR(""),
                                    water_grid_place(&r->table->grid, row, column, r->arena));
    return *above;
}

static void tell_blanks(struct reading *r, const struct blanks *blanks, int column, struct str what)
{
    struct str number = arena_format(r->arena, "%zu", blanks->count);
    struct str more = blanks->count > PLACES_TOLD ? STR(" ほか") : STR("");
    if (blanks->count > 0)
        warn(r, blanks->first_row, column,
             ARENA_JOIN(r->arena, what, STR("が空欄の行が "), number, STR(" 行あります（"),
                        blanks->places, more,
                        STR("）。すぐ上の行と同じとして読みました。結合したセルでなければ書き足して"
                            "ください\x1f"),
                        number, STR(" rows have a blank here ("), blanks->places,
                        STR("); they were read as the row above. Fill them in unless the cells are "
                            "merged")));
}

/* --- columns of a wide table --- */

static const struct water_layout_column *told(const struct water_layout *layout, int column)
{
    for (size_t i = 0; i < layout->column_count; i++)
        if (layout->columns[i].column == column)
            return &layout->columns[i];
    return NULL;
}

static bool is_place_column(const struct water_layout *layout, int column)
{
    return column == layout->date_column || column == layout->time_column ||
           column == layout->point_column || column == layout->bottle_column ||
           column == layout->certificate_column;
}

/* The unit of a column, by what a person said, the unit row, the head, the table as a whole. */
static bool settle_unit(struct reading *r, struct water_lab_column *column, struct str of_head,
                        const struct water_layout_column *by_person)
{
    struct str unit = by_person ? by_person->unit : STR("");
    if (unit.n == 0 && r->layout->unit_row)
        unit = cell(r, r->layout->unit_row, column->column);
    if (unit.n == 0)
        unit = of_head;
    if (unit.n == 0 && str_equal(column->item->kind, STR("mass")))
        unit = r->layout->default_unit;
    column->unit_written = unit;
    if (unit.n == 0 && str_equal(column->item->kind, STR("ph"))) {
        column->factor = (struct decimal){1, 0};
        return true;
    }
    int row = r->layout->unit_row ? r->layout->unit_row : r->layout->head_row;
    if (unit.n == 0) {
        stop(
            r, row, column->column,
            ARENA_JOIN(
                r->arena, column->item->label,
                STR("の単位が書かれていません。表に単位を書くか、読み方の列の表か「単位のない濃度の"
                    "単位」で決めてください\x1fno unit is written for "),
                column->item->key,
                STR("; write it, or choose it in the table of columns or for the whole "
                    "table")));
        return false;
    }
    if (!water_item_unit(column->item, unit, r->scratch, &column->factor)) {
        stop(r, row, column->column,
             ARENA_JOIN(r->arena, STR("単位「"), unit, STR("」は"), column->item->label,
                        STR("に使えません。列の表で単位を選んでください\x1fthe unit "), unit,
                        STR(" does not fit; choose one in the table of columns")));
        return false;
    }
    return true;
}

static void settle_column(struct reading *r, int number)
{
    const struct water_layout_column *by_person = told(r->layout, number);
    struct water_head head;
    struct str text = cell(r, r->layout->head_row, number);
    if (text.n == 0 && !(by_person && by_person->item.n))
        return;
    struct water_lab_column *column = &r->table->columns[r->table->column_count++];
    *column = (struct water_lab_column){.column = number, .head = text, .factor = {1, 0}};
    bool known = water_head_read(text, r->scratch, &head);
    column->left_out = by_person && str_equal(by_person->item, STR("-"));
    if (column->left_out)
        return;
    if (!known && !by_person && water_head_is_remark(text, r->scratch)) {
        column->left_out = true;
        return;
    }
    if (by_person && by_person->item.n) {
        head.item = water_item_find(by_person->item);
        head.factor = (struct decimal){1, 0};
        known = true;
    }
    if (!known) {
        head.item = NULL;
        warn(r, r->layout->head_row, number,
             ARENA_JOIN(r->arena, STR("「"), text_head(text_one_line(text, r->scratch), 40),
                        STR("」という項目が分かりません。この列は取り込みません。取り込むなら、列の"
                            "表で項目を選んでください"
                            "\x1fthe item is not known and the column is not taken; choose an item "
                            "in the table of columns")));
        return;
    }
    column->item = head.item;
    column->fraction = by_person && by_person->fraction != WATER_ANY_FRACTION ? by_person->fraction
                       : head.fraction != WATER_ANY_FRACTION                  ? head.fraction
                                                             : r->layout->default_fraction;
    column->known = settle_unit(r, column, arena_copy(r->arena, head.unit), by_person);
    struct decimal both;
    if (column->known && decimal_multiply(column->factor, head.factor, &both, NULL) == 0)
        column->factor = both;
    if (r->layout->detection_row)
        column->detection = cell(r, r->layout->detection_row, number);
}

static void settle_columns(struct reading *r)
{
    int columns = r->table->grid.columns;
    r->table->columns = ARENA_ARRAY(r->arena, struct water_lab_column, (size_t)columns);
    for (int c = 1; c <= columns; c++)
        if (!is_place_column(r->layout, c))
            settle_column(r, c);
}

/* --- what a row says of its sample --- */

struct sample {
    int point;
    int64_t seconds;
    bool has_time;
    struct str bottle, certificate;
};

static int find_point(struct reading *r, struct str written, const struct water_point *points,
                      size_t count)
{
    struct water_lab_table *table = r->table;
    for (size_t i = 0; i < table->point_count; i++)
        if (str_equal(table->points[i].written, written))
            return (int)i;
    if (table->point_count == POINTS_MOST)
        return -1;
    struct water_lab_point *point = &table->points[table->point_count];
    *point = (struct water_lab_point){.written = arena_copy(r->arena, written)};
    struct str form = text_normal_form(written, r->scratch);
    for (size_t i = 0; i < count && !point->id; i++)
        if (str_equal(text_normal_form(points[i].code, r->scratch), form) ||
            str_equal(text_normal_form(points[i].name, r->scratch), form))
            point->id = points[i].id;
    return (int)table->point_count++;
}

static bool read_point(struct reading *r, int row, const struct water_point *points, size_t count,
                       struct sample *out)
{
    struct str written = r->layout->point;
    if (r->layout->point_column) {
        int of_point =
            row_above(r, row, r->layout->point_column, &r->point_above, &r->blank_points);
        struct str here = cell(r, of_point, r->layout->point_column);
        written = here.n ? here : written;
    }
    if (written.n == 0) {
        stop(r, row, r->layout->point_column,
             BOTH("採水地点が書かれていません。地点の列か、表全体の地点を選んでください",
                  "the point is not written; choose its column, or one point for the table"));
        return false;
    }
    size_t before = r->table->point_count;
    out->point = find_point(r, written, points, count);
    if (out->point < 0) {
        stop(r, row, r->layout->point_column,
             BOTH("地点の数が 200 を超えました", "more than 200 points"));
        return false;
    }
    if (r->table->point_count > before && !r->table->points[out->point].id &&
        !r->layout->adds_points)
        stop(r, row, r->layout->point_column,
             ARENA_JOIN(
                 r->arena, STR("地点「"), r->table->points[out->point].written,
                 STR("」はこの鉱山にありません。地点を先に作るか、「ない地点を作る」に印を付けてく"
                     "ださい"
                     "\x1fthe mine has no such point; make it first, or tick that it is made")));
    return true;
}

static bool read_moment(struct reading *r, int row, struct sample *out)
{
    int of_date = row_above(r, row, r->layout->date_column, &r->date_above, &r->blank_dates);
    struct str date = cell(r, of_date, r->layout->date_column),
               clock = cell(r, row, r->layout->time_column);
    struct water_moment moment;
    if (!r->layout->date_column ||
        !water_moment_read(text_normal_form(date, r->scratch), &moment)) {
        stop(r, row, r->layout->date_column,
             date.n ? BOTH("日付として読めません。2025-04-01 のように直してください",
                           "is not a date; write it like 2025-04-01")
                    : BOTH("採水日がありません。日付を書くか、日付の列を選び直してください",
                           "the date is missing; write it, or choose the column of dates again"));
        return false;
    }
    out->seconds = moment.seconds;
    out->has_time = moment.has_time;
    int64_t of_day;
    if (clock.n && !moment.has_time) {
        if (!water_clock_read(text_normal_form(clock, r->scratch), &of_day)) {
            stop(r, row, r->layout->time_column,
                 BOTH("時刻として読めません。9:30 のように直してください",
                      "is not a time; write it like 9:30"));
            return false;
        }
        out->seconds += of_day;
        out->has_time = true;
    }
    if (out->seconds > r->now)
        warn(r, row, r->layout->date_column,
             BOTH("日付が今日より後です。年の書き間違いでないか確かめてください",
                  "the date lies in the future; check the year"));
    return true;
}

/* --- results --- */

static void add_value(struct reading *r, struct water_lab_value value)
{
    struct water_lab_table *table = r->table;
    if (table->count == VALUES_MOST)
        return;
    if (table->count == table->capacity) {
        table->capacity = table->capacity ? table->capacity * 2 : 256;
        struct water_lab_value *more =
            ARENA_ARRAY(r->arena, struct water_lab_value, table->capacity);
        for (size_t i = 0; i < table->count; i++)
            more[i] = table->values[i];
        table->values = more;
    }
    table->values[table->count++] = value;
    if (table->count == VALUES_MOST)
        stop(r, value.row, 0,
             BOTH("値が 100 万を超えました。ファイルを分けてください",
                  "more than 1,000,000 values; split the file"));
}

/* A result that cannot be: told and not taken. */
static bool is_possible(struct reading *r, const struct water_lab_value *value, int row, int column)
{
    struct str kind = value->item->kind;
    bool negative = value->value.mantissa < 0;
    if (str_equal(kind, STR("ph"))) {
        struct decimal most = {14, 0};
        if (!negative && decimal_compare(value->value, most) <= 0 && !value->censored)
            return true;
        stop(r, row, column,
             BOTH("pH は 0 から 14 の数です。測定値を確かめて直してください",
                  "pH is a number from 0 to 14; check the reading"));
        return false;
    }
    if (negative && str_equal(kind, STR("flow"))) {
        stop(r, row, column,
             BOTH("流量が負です。逆流や欠測の印なら空欄にしてください",
                  "the flow is negative; leave it blank when it marks a gap"));
        return false;
    }
    bool may_be_negative = str_equal(kind, STR("temperature")) ||
                           str_equal(kind, STR("potential")) || str_equal(kind, STR("length"));
    if (negative && !may_be_negative) {
        stop(r, row, column,
             BOTH("濃度が負です。検出下限未満は <0.001 のように書いてください",
                  "is negative; write <0.001 for what is below detection"));
        return false;
    }
    return true;
}

static void take_result(struct reading *r, int row, int column, const struct sample *sample,
                        const struct water_lab_column *as, struct str text)
{
    struct water_reading reading;
    static const struct str blanks[] = {STR_INIT("-"), STR_INIT("－"),   STR_INIT("ー"),
                                        STR_INIT("―"), STR_INIT("欠測"), STR_INIT("*")};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (str_equal(text, blanks[i]))
            return;
    if (!water_reading_parse(text, r->scratch, &reading)) {
        stop(r, row, column,
             ARENA_JOIN(
                 r->arena, STR("「"), text_head(text, 40),
                 STR("」は数として読めません。検出下限未満は <0.001 や ND と書きます"
                     "\x1fis not a number; what is below detection is written <0.001 or ND")));
        return;
    }
    struct water_reading limit;
    if (reading.censored == 2 && as->detection.n &&
        water_reading_parse(as->detection, r->scratch, &limit) && limit.censored != 2)
        reading = (struct water_reading){limit.value, 1};
    struct water_lab_value value = {
        .row = row,
        .column = column,
        .point = sample->point,
        .seconds = sample->seconds,
        .has_time = sample->has_time,
        .bottle = sample->bottle,
        .certificate = sample->certificate,
        .item = as->item,
        .fraction = as->fraction == WATER_ANY_FRACTION ? WATER_TOTAL : as->fraction,
        .censored = reading.censored,
    };
    if (decimal_multiply(reading.value, as->factor, &value.value, NULL)) {
        stop(r, row, column, BOTH("数の桁が多すぎます", "the number has too many digits"));
        return;
    }
    if (!is_possible(r, &value, row, column))
        return;
    if (r->layout->form != WATER_LOGGER)
        value.written = as->unit_written.n ? ARENA_JOIN(r->arena, text, STR(" "), as->unit_written)
                                           : arena_copy(r->arena, text);
    add_value(r, value);
}

static void read_wide_row(struct reading *r, int row, const struct sample *sample)
{
    for (size_t i = 0; i < r->table->column_count; i++) {
        const struct water_lab_column *column = &r->table->columns[i];
        struct str text = cell(r, row, column->column);
        if (column->known && text.n)
            take_result(r, row, column->column, sample, column, text);
    }
}

static void read_long_row(struct reading *r, int row, const struct sample *sample)
{
    const struct water_layout *layout = r->layout;
    struct str item = cell(r, row, layout->item_column), text = cell(r, row, layout->value_column);
    struct water_head head;
    if (item.n == 0 || text.n == 0)
        return;
    if (!water_head_read(item, r->scratch, &head)) {
        warn(r, row, layout->item_column,
             ARENA_JOIN(r->arena, STR("項目「"), text_head(item, 40),
                        STR("」が分かりません。この行は取り込みません\x1fthe item is not known; "
                            "the row is not taken")));
        return;
    }
    struct water_lab_column as = {.column = layout->value_column, .item = head.item};
    struct water_layout_column said = {.unit = cell(r, row, layout->unit_column)};
    struct str filtered = text_normal_form(cell(r, row, layout->fraction_column), r->scratch);
    as.fraction = head.fraction != WATER_ANY_FRACTION ? head.fraction : layout->default_fraction;
    if (str_contains(filtered, STR("溶解")) || str_contains(filtered, STR("ろ過")) ||
        str_equal(filtered, STR("dissolved")) || str_equal(filtered, STR("1")) ||
        str_equal(filtered, STR("yes")))
        as.fraction = WATER_DISSOLVED;
    else if (str_contains(filtered, STR("全")) || str_equal(filtered, STR("total")) ||
             str_contains(filtered, STR("未ろ過")))
        as.fraction = WATER_TOTAL;
    as.detection = cell(r, row, layout->detection_column);
    struct decimal both;
    size_t stops = r->table->stops;
    if (!settle_unit(r, &as, arena_copy(r->arena, head.unit), &said)) {
        /* The doubt was put at the head: it belongs to this row. */
        if (r->table->stops > stops && r->table->doubt_count &&
            r->table->doubt_count <= WATER_DOUBTS_SHOWN) {
            struct water_doubt *doubt = &r->table->doubts[r->table->doubt_count - 1];
            doubt->row = row;
            doubt->column = layout->unit_column ? layout->unit_column : layout->item_column;
            doubt->place = water_grid_place(&r->table->grid, row, doubt->column, r->arena);
        }
        return;
    }
    if (decimal_multiply(as.factor, head.factor, &both, NULL) == 0)
        as.factor = both;
    take_result(r, row, layout->value_column, sample, &as, text);
}

static bool is_empty_row(const struct reading *r, int row)
{
    for (int c = 1; c <= r->table->grid.columns; c++)
        if (cell(r, row, c).n)
            return false;
    return true;
}

/* A row without any result: a remark below the table, a line of sums. */
static bool has_result(const struct reading *r, int row)
{
    if (r->layout->form == WATER_LONG)
        return cell(r, row, r->layout->value_column).n > 0;
    for (size_t i = 0; i < r->table->column_count; i++)
        if (r->table->columns[i].item && cell(r, row, r->table->columns[i].column).n)
            return true;
    return false;
}

static void read_rows(struct reading *r, const struct water_point *points, size_t count)
{
    int64_t latest = INT64_MIN;
    int doubted = 0;
    for (int row = r->layout->first_row; row <= r->table->grid.rows; row++) {
        struct sample sample = {0};
        arena_reset(r->scratch);
        if (is_empty_row(r, row) || !has_result(r, row) || !read_moment(r, row, &sample) ||
            !read_point(r, row, points, count, &sample))
            continue;
        sample.bottle = cell(r, row, r->layout->bottle_column);
        sample.certificate = cell(r, row, r->layout->certificate_column);
        if (sample.seconds < latest && r->layout->form != WATER_LONG && doubted++ < 5)
            warn(r, row, r->layout->date_column,
                 BOTH("日付が前の行より前に戻っています。並びか日付を確かめてください",
                      "the date goes back behind the row above; check the order or the date"));
        latest = sample.seconds > latest ? sample.seconds : latest;
        if (r->layout->form == WATER_LONG)
            read_long_row(r, row, &sample);
        else
            read_wide_row(r, row, &sample);
    }
    tell_blanks(r, &r->blank_dates, r->layout->date_column, STR("採水日"));
    tell_blanks(r, &r->blank_points, r->layout->point_column, STR("採水地点"));
}

static bool is_layout_usable(struct reading *r)
{
    const struct water_layout *layout = r->layout;
    if (layout->head_row < 1 || layout->first_row <= layout->head_row || !layout->date_column) {
        stop(r, 0, 0,
             BOTH("見出しの行、値の始まる行、日付の列を選んでください",
                  "choose the head row, the first row and the column of dates"));
        return false;
    }
    if (layout->form == WATER_LONG && (!layout->item_column || !layout->value_column)) {
        stop(r, 0, 0,
             BOTH("項目の列と値の列を選んでください", "choose the columns of items and of values"));
        return false;
    }
    return true;
}

int water_lab_table_read(const struct workbook *book, const struct water_layout *layout,
                         const struct water_point *points, size_t point_count, utc_us now,
                         struct arena *arena, struct water_lab_table *out, struct error *error)
{
    *out = (struct water_lab_table){.arena = arena};
    int status = water_grid_of(book, layout, arena, &out->grid, error);
    if (status)
        return status;
    out->points = ARENA_ARRAY(arena, struct water_lab_point, POINTS_MOST);
    struct reading r = {.table = out,
                        .layout = layout,
                        .arena = arena,
                        .scratch = arena_create(),
                        .now = now / US_PER_SECOND};
    if (is_layout_usable(&r)) {
        if (layout->form != WATER_LONG)
            settle_columns(&r);
        read_rows(&r, points, point_count);
        if (out->count == 0 && out->stops == 0)
            stop(&r, 0, 0,
                 BOTH("取り込める値が一つもありません。見出しの行と値の始まる行を確かめてください",
                      "there is no value to take; check the head row and the first row"));
    }
    arena_destroy(r.scratch);
    return 0;
}
