#include "water/model/observed.h"

#include <math.h>

#include "base/csv.h"

enum { ROWS_MAX = 20000 };
static const double neighbour_ratio = 10, noon = 43200, seconds_per_day = 86400;

bool water_analyte_find(struct str name, struct water_analyte *out)
{
    static const struct {
        const char *name, *parts[WATER_ANALYTE_PARTS];
    } sums[] = {{"Fe", {"Fe(2)", "Fe(3)"}},
                {"As", {"As(3)", "As(5)"}},
                {"Mn", {"Mn(2)", NULL}},
                {"Cu", {"Cu(2)", NULL}}};
    *out = (struct water_analyte){.name = name, .constituents = {-1, -1}};
    out->ph = str_equal(name, STR("pH"));
    out->doc = str_equal(name, STR("DOC"));
    out->constituents[0] = water_constituent_find(name);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        for (int k = 0; k < WATER_ANALYTE_PARTS && str_equal(name, str_from_c(sums[i].name)); k++)
            out->constituents[k] =
                sums[i].parts[k] ? water_constituent_find(str_from_c(sums[i].parts[k])) : -1;
    return out->ph || out->doc || out->constituents[0] >= 0;
}

static const double carbon = 12.011; /* g/mol */

double water_analyte_molar_mass(const struct water_analyte *item)
{
    return item->doc ? carbon : water_constituents[item->constituents[0]].molar_mass;
}

/* mol/kgw to mg/L */
static double milligrams(const struct water_analyte *item, const double *molality, double doc)
{
    if (item->doc)
        return 1000 * carbon * doc;
    double sum = 0;
    for (int k = 0; k < WATER_ANALYTE_PARTS; k++)
        if (item->constituents[k] >= 0)
            sum += 1000 * molality[item->constituents[k]] *
                   water_constituents[item->constituents[k]].molar_mass;
    return sum;
}

double water_analyte_of_tank(const struct water_analyte *item,
                             const struct water_tank_result *result)
{
    return item->ph ? result->ph : milligrams(item, result->molality, result->doc);
}

double water_analyte_total_of_tank(const struct water_analyte *item,
                                   const struct water_tank_result *result)
{
    return item->ph ? result->ph : milligrams(item, result->total, result->doc);
}

double water_analyte_limited_of_tank(const struct water_analyte *item,
                                     const struct water_tank_result *result)
{
    bool dissolved = str_starts(item->name, STR("Fe")) || str_starts(item->name, STR("Mn"));
    return dissolved ? water_analyte_of_tank(item, result)
                     : water_analyte_total_of_tank(item, result);
}

double water_analyte_of_water(const struct water_analyte *item, const struct water_quality *quality)
{
    return item->ph ? quality->ph : milligrams(item, quality->molality, quality->doc);
}

enum column {
    DATE,
    POINT,
    ITEM,
    VALUE,
    UNIT,
    ERROR_COLUMN,
    FORM,
    SUSPENDED,
    HOLD_OUT,
    CHECKED,
    NOTE,
    FILTERED,
    BOTTLE,
    CERTIFICATE,
    COLUMNS
};
enum { REQUIRED = UNIT + 1 };
static const struct {
    struct str english, japanese;
} names[COLUMNS] = {
    {STR_INIT("date"), STR_INIT("日付")},
    {STR_INIT("point"), STR_INIT("地点")},
    {STR_INIT("item"), STR_INIT("項目")},
    {STR_INIT("value"), STR_INIT("値")},
    {STR_INIT("unit"), STR_INIT("単位")},
    {STR_INIT("error"), STR_INIT("誤差")},
    {STR_INIT("form"), STR_INIT("形態")},
    {STR_INIT("suspended"), STR_INIT("浮遊物質")},
    {STR_INIT("hold_out"), STR_INIT("検証")},
    {STR_INIT("checked"), STR_INIT("確認済")},
    {STR_INIT("note"), STR_INIT("備考")},
    {STR_INIT("filtered"), STR_INIT("ろ過")}, /* yes, no: as `meguri water data` writes it */
    {STR_INIT("bottle"), STR_INIT("瓶番号")},
    {STR_INIT("certificate"), STR_INIT("計量証明書")},
};

struct reader {
    const struct water_observed_points *points;
    const struct water_observed_rules *rules;
    struct str file;
    size_t columns[COLUMNS];
    struct csv_row row;
    bool *checked;
    struct arena *arena;
    struct error *error;
};

/* Names the row by its line and the column by its heading. */
static int refuse(const struct reader *r, enum column column, struct str what)
{
    struct arena *arena = arena_create();
    struct str cell = str_trim(csv_field(&r->row, r->columns[column]));
    struct str where = ARENA_JOIN(arena, names[column].japanese, STR(" ("), names[column].english,
                                  STR(")"), cell.n ? STR(" ") : STR(""), cell);
    int status = ERROR(r->error, ERR_WATER_TABLE, where, what);
    error_at(r->error, r->file, r->row.line, (int64_t)r->columns[column] + 1);
    arena_destroy(arena);
    return status;
}

static struct str cell(const struct reader *r, enum column column)
{
    return r->columns[column] == SIZE_MAX ? (struct str){0}
                                          : str_trim(csv_field(&r->row, r->columns[column]));
}

static int read_head(struct reader *r, struct csv_reader *csv)
{
    int status = csv_read(csv, &r->row, r->error);
    if (status)
        return status;
    for (int c = 0; c < COLUMNS; c++)
        r->columns[c] = SIZE_MAX;
    for (size_t i = 0; i < r->row.count; i++) {
        struct str name = str_trim(csv_field(&r->row, i));
        int c = 0;
        while (c < COLUMNS && !str_equal(name, names[c].english) &&
               !str_equal(name, names[c].japanese))
            c++;
        if (c == COLUMNS || r->columns[c] != SIZE_MAX) {
            status = ERROR(r->error, ERR_WATER_TABLE, name,
                           c == COLUMNS
                               ? BOTH("知らない列です。使える列: 日付 地点 項目 値 単位 誤差 "
                                      "形態 浮遊物質 検証 確認済 備考 ろ過 瓶番号 計量証明書",
                                      "an unknown column; known: date point item value unit "
                                      "error form suspended hold_out checked note filtered bottle "
                                      "certificate")
                               : BOTH("同じ列が二つあります", "the column stands twice"));
            return error_at(r->error, r->file, r->row.line, (int64_t)i + 1);
        }
        r->columns[c] = i;
    }
    for (int c = 0; c < REQUIRED; c++)
        if (r->columns[c] == SIZE_MAX) {
            status = ERROR(r->error, ERR_WATER_TABLE, names[c].japanese,
                           BOTH("この列がありません", "the column is missing"));
            return error_at(r->error, r->file, r->row.line, 0);
        }
    return 0;
}

static int read_point(const struct reader *r, struct water_observed *out)
{
    struct str point = cell(r, POINT);
    out->tank = out->water = CHEM_NONE;
    for (size_t i = 0; i < r->points->tank_count; i++)
        if (str_equal(point, r->points->tanks[i]))
            out->tank = (int32_t)i;
    for (size_t i = 0; i < r->points->water_count; i++)
        if (str_equal(point, r->points->waters[i]))
            out->water = (int32_t)i;
    return out->tank != CHEM_NONE || out->water != CHEM_NONE
               ? 0
               : refuse(r, POINT,
                        BOTH("検討ファイルの槽か原水の名前を書いてください",
                             "name a tank or a raw water of the study"));
}

/* A number in mg/L (pH: plain). */
static int read_amount(const struct reader *r, const struct water_analyte *item, enum column column,
                       struct str number, double *out)
{
    struct water_quantity quantity;
    struct water_unit unit;
    struct str words = cell(r, UNIT);
    if (water_quantity_parse(number, STR("-"), &quantity, NULL))
        return refuse(r, column, BOTH("数ではありません", "is no number"));
    if (item->ph) {
        *out = quantity.si;
        return words.n == 0 || str_equal(words, STR("-"))
                   ? 0
                   : refuse(r, UNIT, BOTH("pH に単位はありません", "pH has no unit"));
    }
    if (words.n == 0)
        return refuse(r, UNIT, BOTH("単位を書いてください（例: mg/L）", "write a unit, as mg/L"));
    struct water_unit mass, amount;
    if (water_unit_parse(words, &unit, NULL) || water_unit_parse(STR("mg/L"), &mass, NULL) ||
        water_unit_parse(STR("mmol/L"), &amount, NULL))
        return refuse(r, UNIT, BOTH("単位を知りません", "the unit is not known"));
    double si = quantity.si * unit.scale;
    if (water_dimension_equal(unit.dimension, mass.dimension))
        *out = 1000 * si; /* kg/m3 = g/L */
    else if (water_dimension_equal(unit.dimension, amount.dimension))
        *out = si * water_analyte_molar_mass(item);
    else
        return refuse(r, UNIT,
                      BOTH("mg/L か mmol/L の仲間の単位を書いてください",
                           "write a unit of the kind of mg/L or mmol/L"));
    return 0;
}

static int read_value(const struct reader *r, struct water_observed *out)
{
    struct str words = cell(r, VALUE);
    if (words.n == 0)
        return refuse(r, VALUE,
                      BOTH("値が空です。検出下限未満なら <0.001 のように書いてください",
                           "the value is empty; below detection write <0.001"));
    out->censored = words.p[0] == '<';
    if (out->censored)
        words = str_trim(str_slice(words, 1, words.n));
    int status = read_amount(r, &out->item, VALUE, words, &out->value);
    if (!status && out->value < 0)
        status = refuse(r, VALUE, BOTH("負の値です", "the value is negative"));
    if (!status && out->item.ph && (out->value > 14 || out->censored))
        status = refuse(r, VALUE, BOTH("pH は 0 から 14 です", "pH is 0 to 14"));
    return status;
}

static int read_error(const struct reader *r, struct water_observed *out)
{
    struct str words = cell(r, ERROR_COLUMN);
    const struct water_observed_rules *rules = r->rules;
    struct water_quantity share;
    int status = 0;
    if (words.n == 0)
        out->deviation =
            out->item.ph ? rules->error_ph : fmax(rules->error * out->value, rules->error_least);
    else if (words.p[words.n - 1] != '%')
        status = read_amount(r, &out->item, ERROR_COLUMN, words, &out->deviation);
    else if (water_quantity_parse(words, STR("-"), &share, NULL))
        status = refuse(r, ERROR_COLUMN, BOTH("数ではありません", "is no number"));
    else
        out->deviation = share.si * out->value;
    if (!status && !(out->deviation > 0))
        status = refuse(r, ERROR_COLUMN,
                        BOTH("誤差（標準偏差）は 0 より大きくしてください",
                             "the error (one standard deviation) must be above zero"));
    return status;
}

static int read_form(const struct reader *r, struct water_observed *out)
{
    struct str form = cell(r, FORM), filtered = cell(r, FILTERED), solids = cell(r, SUSPENDED);
    struct water_quantity quantity;
    out->total = str_equal(form, STR("total")) || str_equal(form, STR("全量")) ||
                 str_equal(filtered, STR("no"));
    if (!out->total && form.n > 0 && !str_equal(form, STR("filtered")) &&
        !str_equal(form, STR("ろ過")))
        return refuse(
            r, FORM,
            BOTH("filtered（ろ過）か total（全量）を書いてください", "write filtered or total"));
    out->total = out->total && !out->item.ph;
    if (!out->total)
        return 0;
    if (solids.n == 0) {
        out->suspended = r->rules->suspended >= 0 ? r->rules->suspended : NAN;
        return 0;
    }
    if (water_quantity_parse(solids, STR("-"), &quantity, NULL) || quantity.si < 0)
        return refuse(r, SUSPENDED, BOTH("0 以上の数を書いてください", "write a number from 0"));
    out->suspended = quantity.si;
    return 0;
}

static int read_flag(const struct reader *r, enum column column, bool *out)
{
    struct str words = cell(r, column);
    *out = str_equal(words, STR("yes")) || str_equal(words, STR("1")) ||
           str_equal(words, STR("○")) || str_equal(words, STR("済"));
    if (!*out && words.n > 0 && !str_equal(words, STR("no")) && !str_equal(words, STR("0")))
        return refuse(r, column, BOTH("yes か空欄にしてください", "write yes, or leave it blank"));
    return 0;
}

/* "06:30", "6:30:00" */
static bool read_clock(struct str words, double *out)
{
    double seconds = 0, unit = 3600;
    struct str part;
    while (str_cut(&words, ':', &part)) {
        int64_t number;
        if (!str_to_int64(str_trim(part), &number) || number < 0 || number > 59 || unit < 1)
            return false;
        seconds += unit * (double)number;
        unit /= 60;
    }
    *out = seconds;
    return seconds < 86400 && unit < 3600;
}

static int read_moment(const struct reader *r, struct water_observed *out)
{
    struct str moment = cell(r, DATE);
    size_t blank = str_find_char(moment, ' ', 0);
    struct date date;
    out->seconds = noon;
    if (date_parse(str_slice(moment, 0, blank), &date, NULL) ||
        (blank != SIZE_MAX &&
         !read_clock(str_trim(str_slice(moment, blank, moment.n)), &out->seconds)))
        return refuse(r, DATE,
                      BOTH("日付を 2025-04-01 か 2025-04-01 06:30 のように書いてください",
                           "write the date as 2025-04-01 or 2025-04-01 06:30"));
    out->day = day_of_date(date);
    return 0;
}

static int read_row(struct reader *r, struct water_observed *out, bool *checked)
{
    *out = (struct water_observed){.line = r->row.line};
    int status = read_moment(r, out);
    if (!status)
        status = read_point(r, out);
    if (!status && !water_analyte_find(cell(r, ITEM), &out->item))
        status = refuse(r, ITEM,
                        BOTH("水質の項目ではありません。例: pH, Fe, Fe(2), Zn, Cd, SO4, DOC",
                             "no item of a water; for example pH, Fe, Fe(2), Zn, Cd, SO4, DOC"));
    out->item.name = arena_copy(r->arena, out->item.name);
    if (!status)
        status = read_value(r, out);
    if (!status)
        status = read_error(r, out);
    if (!status)
        status = read_form(r, out);
    if (!status)
        status = read_flag(r, HOLD_OUT, &out->held_out);
    if (!status)
        status = read_flag(r, CHECKED, checked);
    out->held_out = out->held_out ||
                    (out->day >= r->rules->hold_out_from && out->day <= r->rules->hold_out_until);
    return status;
}

static bool same_series(const struct water_observed *a, const struct water_observed *b)
{
    return a->tank == b->tank && a->water == b->water && a->total == b->total &&
           str_equal(a->item.name, b->item.name);
}

static int refuse_row(const struct reader *r, const struct water_observed *sample,
                      enum column column, struct str what)
{
    int status = ERROR(r->error, ERR_WATER_TABLE, names[column].japanese, what);
    error_at(r->error, r->file, sample->line, (int64_t)r->columns[column] + 1);
    return status;
}

/* Dates of a series ascend; a value stands out when it is far from both neighbours on one side. */
static int check_series(const struct reader *r, const struct water_observed_rows *s, size_t index)
{
    const struct water_observed *at = &s->rows[index], *before = NULL, *after = NULL;
    for (size_t i = index; i-- > 0 && !before;)
        before = same_series(at, &s->rows[i]) ? &s->rows[i] : NULL;
    for (size_t i = index + 1; i < s->count && !after; i++)
        after = same_series(at, &s->rows[i]) ? &s->rows[i] : NULL;
    if (before && before->day > at->day)
        return refuse_row(r, at, DATE,
                          BOTH("同じ地点・項目の前の行より古い日付です",
                               "the date is before that of the row above it at this point"));
    if (!before || !after || at->item.ph || at->censored || r->checked[index])
        return 0;
    bool above = at->value > neighbour_ratio * fmax(before->value, after->value);
    bool below = at->value < fmin(before->value, after->value) / neighbour_ratio &&
                 !before->censored && !after->censored;
    return above || below
               ? refuse_row(r, at, VALUE,
                            BOTH("前後の値の 10 倍を超えるか 10 分の 1 未満です。単位と小数点を"
                                 "確かめ、正しければ 確認済 の列に yes と書いてください",
                                 "more than 10 times both neighbours, or less than a tenth; check "
                                 "unit and decimal point, and write yes under checked if it holds"))
               : 0;
}

static int read_rows(struct reader *r, struct csv_reader *csv, struct water_observed_rows *out)
{
    int status = 0;
    while (!status && !(status = csv_read(csv, &r->row, r->error)) && r->row.count > 0) {
        if (out->count == ROWS_MAX)
            return ERROR(r->error, ERR_TOO_LARGE, r->file, STR("20,000"));
        status = read_row(r, &out->rows[out->count], &r->checked[out->count]);
        out->count += status == 0;
    }
    return status;
}

int water_observed_read(struct str file, struct str bytes,
                        const struct water_observed_points *points,
                        const struct water_observed_rules *rules, struct arena *arena,
                        struct water_observed_rows *out, struct error *error)
{
    size_t first = str_find_char(bytes, '\n', 0);
    bool tabs = str_find_char(str_slice(bytes, 0, first), '\t', 0) != SIZE_MAX;
    struct csv_read_options options = {
        .encoding = CSV_DETECT, .separator = tabs ? '\t' : ',', .name = file};
    struct csv_reader *csv = csv_reader_create_text(bytes, &options);
    struct arena *work = arena_create();
    struct reader r = {.points = points,
                       .rules = rules,
                       .file = file,
                       .checked = ARENA_ARRAY(work, bool, ROWS_MAX),
                       .arena = arena,
                       .error = error};
    *out =
        (struct water_observed_rows){.file = arena_copy(arena, file),
                                     .rows = ARENA_ARRAY(arena, struct water_observed, ROWS_MAX)};
    int status = read_head(&r, csv);
    if (!status)
        status = read_rows(&r, csv, out);
    for (size_t i = 0; i < out->count && !status; i++)
        status = check_series(&r, out, i);
    arena_destroy(work);
    csv_reader_destroy(csv);
    return status;
}

struct water_observation *water_observed_list(const struct water_observed_rows *rows,
                                              const struct water_observed_points *points,
                                              struct arena *arena)
{
    struct water_observation *out = ARENA_ARRAY(arena, struct water_observation, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct water_observed *s = &rows->rows[i];
        struct str point = s->tank != CHEM_NONE ? points->tanks[s->tank] : points->waters[s->water];
        out[i] =
            (struct water_observation){.name = ARENA_JOIN(arena, point, STR(" "), s->item.name,
                                                          STR(" "), day_format(s->day, arena)),
                                       .group = ARENA_JOIN(arena, point, STR(" "), s->item.name,
                                                           s->total ? STR("（全量）") : STR("")),
                                       .time = seconds_per_day * s->day + noon,
                                       .value = s->value,
                                       .deviation = s->deviation,
                                       .censored = s->censored,
                                       .held_out = s->held_out};
    }
    return out;
}
