#include "water/model/analysis.h"

#include <math.h>

#include "base/decimal.h"
#include "base/text.h"

static const double ice_kelvin = 273.15; /* 0 degC */
enum { FIELDS = 3 };

struct reading {
    const struct water_analysis_names *names;
    struct arena *arena;
    struct water_analysis *out;
    int64_t seen[WATER_CONSTITUENTS];                /* line of each constituent */
    int64_t ph, temperature, alkalinity, total_iron; /* lines, 0 when not seen */
    double iron;                                     /* mg/L */
};

static void complain(struct reading *r, int64_t line, int column, struct str sentence)
{
    struct water_analysis *out = r->out;
    if (out->problem_count < WATER_ANALYSIS_PROBLEMS)
        out->problems[out->problem_count++] =
            (struct water_analysis_problem){line, column, sentence};
}

/* "1,2"", 3" -> fields; quotes of CSV are taken off. */
static struct str next_field(struct str *rest, char separator, struct arena *arena)
{
    struct buf field = {0};
    size_t at = 0;
    bool quoted = false;
    while (separator == ' ' && at < rest->n && rest->p[at] == ' ')
        at++;
    for (; at < rest->n; at++) {
        char c = rest->p[at];
        if (c == '"')
            quoted = !quoted;
        else if (c == separator && !quoted)
            break;
        else
            buf_append_char(&field, c);
    }
    *rest = str_slice(*rest, at < rest->n ? at + 1 : at, rest->n);
    struct str text = arena_copy(arena, str_trim(buf_str(&field)));
    buf_finish(&field);
    return text;
}

static void split(struct str line, struct arena *arena, struct str fields[FIELDS])
{
    char separator = str_find_char(line, '\t', 0) != SIZE_MAX  ? '\t'
                     : str_find_char(line, ',', 0) != SIZE_MAX ? ','
                                                               : ' ';
    if (separator == ' ')
        line = text_one_line(line, arena);
    for (int i = 0; i < FIELDS; i++)
        fields[i] = next_field(&line, separator, arena);
}

/* Normal form without blanks, with the minus of ions as "-", and without the word "dissolved". */
static struct str name_form(struct str item, struct arena *arena)
{
    struct str normal = text_normal_form(item, arena), dissolved = STR("溶解性"), minus = STR("\xe2\x88\x92");
    struct buf out = {0};
    if (str_starts(normal, dissolved))
        normal = str_slice(normal, dissolved.n, normal.n);
    for (size_t i = 0; i < normal.n; i++) {
        if (str_starts(str_slice(normal, i, normal.n), minus)) {
            buf_append_char(&out, '-');
            i += minus.n - 1;
        } else if (normal.p[i] != ' ' && normal.p[i] != '^') {
            buf_append_char(&out, normal.p[i]);
        }
    }
    struct str form = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return form;
}

static struct str japanese(struct str both)
{
    size_t middle = str_find_char(both, '\x1f', 0);
    return middle == SIZE_MAX ? both : str_slice(both, 0, middle);
}

static struct str find_key(struct reading *r, struct str item, double *factor)
{
    struct str form = name_form(item, r->arena);
    *factor = 1;
    for (size_t i = 0; i < r->names->count; i++)
        if (str_equal(r->names->rows[i].name, form)) {
            *factor = r->names->rows[i].factor;
            return r->names->rows[i].key;
        }
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        struct str key = str_from_c(water_constituents[i].key);
        if (str_equal(name_form(key, r->arena), form) ||
            str_equal(name_form(japanese(water_constituents[i].label), r->arena), form))
            return key;
    }
    return STR("");
}

/* "<0.001", "0.001 未満", "ND": below detection. Takes the sign off. */
static bool take_below(struct str *value, struct arena *arena)
{
    static const struct str words[] = {STR_INIT("nd"), STR_INIT("n.d."), STR_INIT("不検出"),
                                       STR_INIT("検出せず"), STR_INIT("定量下限未満"), STR_INIT("検出下限未満")};
    struct str form = text_normal_form(*value, arena), under = STR("未満");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(form, words[i])) {
            *value = STR("0");
            return true;
        }
    if (str_starts(form, STR("<"))) {
        *value = str_trim(str_slice(form, 1, form.n));
        return true;
    }
    if (str_ends(form, under)) {
        *value = str_trim(str_slice(form, 0, form.n - under.n));
        return true;
    }
    return false;
}

static bool read_number(struct str text, double *out)
{
    struct decimal decimal;
    if (text.n == 0 || decimal_parse(text, &decimal, NULL))
        return false;
    *out = (double)decimal.mantissa / pow(10, decimal.scale);
    return true;
}

/* mg/L for one of a unit; by mass or, with the molar mass, by amount. */
static bool unit_scale(struct str unit, double molar_mass, struct arena *arena, double *out)
{
    static const struct {
        struct str text;
        double scale;
        bool molar;
    } known[] = {
        {STR_INIT("mg/l"), 1, false},      {STR_INIT("ppm"), 1, false},
        {STR_INIT("g/m3"), 1, false},      {STR_INIT("mg/kg"), 1, false},
        {STR_INIT("ug/l"), 1e-3, false},   {STR_INIT("ppb"), 1e-3, false},
        {STR_INIT("g/l"), 1e3, false},     {STR_INIT("mol/l"), 1e3, true},
        {STR_INIT("mmol/l"), 1, true},     {STR_INIT("umol/l"), 1e-3, true},
        {STR_INIT("mol/m3"), 1, true},     {STR_INIT("mgcaco3/l"), 1, false},
        {STR_INIT("mg-caco3/l"), 1, false}};
    struct str form = name_form(unit, arena), greek = STR("\xce\xbc");
    if (str_starts(form, greek)) /* the Greek letter, to which the sign of micro is normalised */
        form = ARENA_JOIN(arena, STR("u"), str_slice(form, greek.n, form.n));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_equal(form, known[i].text)) {
            *out = known[i].scale * (known[i].molar ? molar_mass : 1);
            return !known[i].molar || molar_mass > 0;
        }
    return false;
}

/* Marks a thing as seen at a line; the second time is a problem. */
static bool once(struct reading *r, int64_t *seen, int64_t line)
{
    if (*seen)
        complain(r, line, 1,
                 arena_format(r->arena, "%lld 行目と同じ項目です。どちらかを消してください\x1fthe same item as "
                                        "line %lld; remove one of them",
                              (long long)*seen, (long long)*seen));
    bool first = *seen == 0;
    *seen = line;
    return first;
}

static void take_ph(struct reading *r, const struct water_analysis_row *row, double value)
{
    if (value < 0 || value > 14 || row->use == WATER_ROW_BELOW)
        complain(r, row->line, 2, BOTH("pH は 0 から 14 の数で書いてください", "pH is a number from 0 to 14"));
    else if (once(r, &r->ph, row->line))
        r->out->quality.ph = value;
}

static void take_temperature(struct reading *r, const struct water_analysis_row *row, double value)
{
    if (value < 0 || value > 50 || row->use == WATER_ROW_BELOW)
        complain(r, row->line, 2,
                 BOTH("水温は 0 から 50 ℃ の数で書いてください", "the temperature is a number from 0 to 50 degC"));
    else if (once(r, &r->temperature, row->line))
        r->out->quality.kelvin = value + ice_kelvin;
}

static void take_amount(struct reading *r, struct water_analysis_row *row, double value)
{
    int index = water_constituent_find(row->key);
    double scale, molar_mass = index >= 0 ? water_constituents[index].molar_mass : 0;
    if (str_equal(row->key, STR("Fe")))
        molar_mass = water_constituents[water_constituent_find(STR("Fe(2)"))].molar_mass;
    if (!unit_scale(row->unit, molar_mass, r->arena, &scale)) {
        complain(r, row->line, 3,
                 BOTH("この単位は使えません。mg/L、µg/L、g/L、mmol/L のどれかで書いてください",
                      "this unit cannot be used; write mg/L, µg/L, g/L or mmol/L"));
        return;
    }
    row->milligrams = row->use == WATER_ROW_BELOW ? 0 : value * scale;
    if (row->milligrams < 0 || row->milligrams > 3e5) {
        complain(r, row->line, 2, BOTH("0 以上 300 g/L 以下の値を書いてください", "write a value from 0 to 300 g/L"));
    } else if (index >= 0) {
        if (once(r, &r->seen[index], row->line))
            r->out->quality.molality[index] = row->milligrams / 1000 / molar_mass;
    } else if (str_equal(row->key, STR("Fe"))) {
        if (once(r, &r->total_iron, row->line))
            r->iron = row->milligrams / 1000 / molar_mass;
    } else if (once(r, &r->alkalinity, row->line) && row->use != WATER_ROW_BELOW) {
        r->out->quality.has_alkalinity = true;
        r->out->quality.alkalinity = row->milligrams / 50000; /* 50 g CaCO3 per equivalent */
    }
}

static bool is_head(struct str value, struct arena *arena)
{
    static const struct str words[] = {STR_INIT("値"), STR_INIT("value"), STR_INIT("結果"), STR_INIT("分析結果"),
                                       STR_INIT("分析値"), STR_INIT("測定値"), STR_INIT("濃度"), STR_INIT("result")};
    struct str form = name_form(value, arena);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(form, words[i]))
            return true;
    return false;
}

static void read_line(struct reading *r, struct str line, int64_t number)
{
    struct str fields[FIELDS], value;
    double factor, quantity = 0;
    split(line, r->arena, fields);
    if ((fields[0].n == 0 && fields[1].n == 0) || is_head(fields[1], r->arena))
        return;
    struct water_analysis_row *row = &r->out->rows[r->out->count++];
    *row = (struct water_analysis_row){
        .line = number, .item = fields[0], .value = fields[1], .unit = fields[2]};
    row->key = find_key(r, row->item, &factor);
    if (row->key.n == 0) {
        row->use = WATER_ROW_UNKNOWN;
        return;
    }
    value = row->value;
    row->use = take_below(&value, r->arena) ? WATER_ROW_BELOW : WATER_ROW_USED;
    if (!read_number(value, &quantity)) {
        complain(r, number, 2,
                 BOTH("数として読めません。検出下限未満は <0.001 や ND と書けます",
                      "is not a number; what is below detection is written <0.001 or ND"));
    } else if (str_equal(row->key, STR("pH"))) {
        row->milligrams = quantity;
        take_ph(r, row, quantity);
    } else if (str_equal(row->key, STR("temperature"))) {
        row->milligrams = quantity;
        take_temperature(r, row, quantity);
    } else {
        take_amount(r, row, quantity * factor);
    }
}

/* Total iron is the sum of the valences: the one that is not given is the rest. */
static void settle_iron(struct reading *r, bool ferric)
{
    double *molality = r->out->quality.molality;
    int two = water_constituent_find(STR("Fe(2)")), three = water_constituent_find(STR("Fe(3)"));
    if (!r->total_iron || (r->seen[two] && r->seen[three]))
        return;
    if (!r->seen[two] && !r->seen[three]) {
        molality[ferric ? three : two] = r->iron;
        r->out->iron_guessed = r->iron > 0;
        return;
    }
    int given = r->seen[two] ? two : three, rest = given == two ? three : two;
    if (r->iron < molality[given])
        complain(r, r->total_iron, 2,
                 BOTH("全鉄が、価数の分かっている鉄より少なくなっています", "total iron is less than the iron of known valence"));
    else
        molality[rest] = r->iron - molality[given];
}

static void check_whole(struct reading *r)
{
    double sum = 0;
    int carbon = water_constituent_find(STR("TIC"));
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        sum += r->out->quality.molality[i];
    if (!r->ph)
        complain(r, 0, 0, BOTH("pH の行がありません", "there is no line of pH"));
    if (sum <= 0)
        complain(r, 0, 0,
                 BOTH("計算に使える成分の値が一つもありません", "no constituent has a value that can be used"));
    if (r->out->quality.has_alkalinity && r->seen[carbon])
        complain(r, r->seen[carbon], 1,
                 BOTH("無機炭素とアルカリ度はどちらか一方にしてください", "give inorganic carbon or alkalinity, not both"));
}

void water_analysis_read(struct str text, const struct water_analysis_names *names, bool ferric,
                         struct arena *arena, struct water_analysis *out)
{
    struct reading r = {.names = names, .arena = arena, .out = out};
    struct str line;
    *out = (struct water_analysis){
        .rows = ARENA_ARRAY(arena, struct water_analysis_row, WATER_ANALYSIS_LINES),
        .quality = {.kelvin = 25 + ice_kelvin}};
    for (int64_t number = 1; str_cut(&text, '\n', &line); number++) {
        if (str_trim(line).n == 0)
            continue;
        if (out->count == WATER_ANALYSIS_LINES) {
            complain(&r, number, 1, BOTH("項目が多すぎます（200 行まで）", "too many items (at most 200 lines)"));
            break;
        }
        read_line(&r, line, number);
    }
    settle_iron(&r, ferric);
    check_whole(&r);
}
