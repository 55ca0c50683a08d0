/* The tables of a screening: mines with blanks, and the rules. */
#include <math.h>

#include "base/check.h"
#include "water/model/columns.h"
#include "water/model/screen_inside.h"

enum { MINES_MAX = 10000, RULES_MAX = 64 };

static const struct {
    const char *name;   /* in keys and JSON */
    const char *column; /* of a table of mines */
    struct str title;   /* the same in Japanese */
    const char *unit;   /* of that column */
    const char *spread; /* key of its deviation, NULL when it has none */
    struct str label;
} inputs[WATER_INPUTS] = {
    [WATER_INPUT_FLOW] = {"flow", "flow_m3_d", STR_INIT("水量（m3/日）"), "m3/d", "spread.flow",
                          STR_INIT("水量\x1f"
                                   "flow")},
    [WATER_INPUT_PH] = {"pH", "pH", STR_INIT("pH"), "-", "spread.pH", STR_INIT("pH\x1fpH")},
    [WATER_INPUT_FE] = {"Fe", "Fe_mg_L", STR_INIT("鉄（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("鉄\x1firon")},
    [WATER_INPUT_ZN] = {"Zn", "Zn_mg_L", STR_INIT("亜鉛（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("亜鉛\x1fzinc")},
    [WATER_INPUT_CD] = {"Cd", "Cd_mg_L", STR_INIT("カドミウム（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("カドミウム\x1f"
                                 "cadmium")},
    [WATER_INPUT_PB] = {"Pb", "Pb_mg_L", STR_INIT("鉛（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("鉛\x1flead")},
    [WATER_INPUT_AS] = {"As", "As_mg_L", STR_INIT("砒素（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("砒素\x1f"
                                 "arsenic")},
    [WATER_INPUT_CU] = {"Cu", "Cu_mg_L", STR_INIT("銅（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("銅\x1f"
                                 "copper")},
    [WATER_INPUT_MN] = {"Mn", "Mn_mg_L", STR_INIT("マンガン（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("マンガン\x1fmanganese")},
    [WATER_INPUT_AL] = {"Al", "Al_mg_L", STR_INIT("アルミニウム（mg/L）"), "mg/L", "spread.metal",
                        STR_INIT("アルミニウム\x1f"
                                 "aluminium")},
    [WATER_INPUT_AREA] = {"area", "area_m2", STR_INIT("用地面積（m2）"), "m2", "spread.area",
                          STR_INIT("用地面積\x1f"
                                   "area")},
    [WATER_INPUT_HEAD] = {"head", "head_m", STR_INIT("落差（m）"), "m", NULL,
                          STR_INIT("落差\x1fhead")},
    [WATER_INPUT_WINTER] = {"winter", "winter_degC", STR_INIT("最寒月の気温（℃）"), "degC",
                            "spread.winter", STR_INIT("最寒月の気温\x1fwinter temperature")},
};

const char *water_input_name(enum water_input input)
{
    return inputs[input].name;
}

const char *water_input_unit(enum water_input input)
{
    return inputs[input].unit;
}

struct str water_input_label(enum water_input input)
{
    return inputs[input].label;
}

struct str water_verdict_label(enum water_verdict verdict)
{
    static const struct str labels[WATER_VERDICTS] = {STR_INIT("適用候補\x1f"
                                                               "candidate"),
                                                      STR_INIT("要検討\x1fto be examined"),
                                                      STR_INIT("不適\x1fnot suited"),
                                                      STR_INIT("処理不要\x1fno treatment needed"),
                                                      STR_INIT("判定不可\x1f"
                                                               "cannot be told")};
    return labels[verdict];
}

struct str water_type_label(int water_type)
{
    static const struct str labels[] = {
        STR_INIT("不明\x1funknown"),
        STR_INIT("I 中性・低濃度\x1fI neutral, low"),
        STR_INIT("II 弱酸性・低濃度\x1fII weakly acid, low"),
        STR_INIT("III 弱酸性・高亜鉛\x1fIII weakly acid, high Zn"),
        STR_INIT("IV 弱酸性・高マンガン亜鉛\x1fIV weakly acid, high Mn and Zn"),
        STR_INIT("V 酸性・高砒素\x1fV acid, high As"),
        STR_INIT("VI 酸性・高鉄\x1fVI acid, high Fe"),
        STR_INIT("VII 酸性・極高鉄\x1fVII acid, extremely high Fe"),
        STR_INIT("VIII 酸性・高亜鉛\x1fVIII acid, high Zn"),
    };
    CHECK(water_type >= 0 && water_type <= 8);
    return labels[water_type];
}

static int number_in(struct str text, struct str title, double low, double high, double *out,
                     struct error *error)
{
    *out = NAN;
    text = str_trim(text);
    if (text.n == 0)
        return 0;
    struct water_quantity quantity;
    int status = water_quantity_parse(text, STR("-"), &quantity, error);
    if (status)
        return status;
    if (quantity.si < low || quantity.si > high)
        return ERROR(error, ERR_WATER_RANGE, title, text,
                     BOTH("取りうる範囲の外です", "out of the possible range"));
    *out = quantity.si;
    return 0;
}

struct mine_columns {
    size_t input[WATER_INPUTS], latitude, longitude, cost, code, name, prefecture, note, basis;
};

/* A column by its name for programs, or by its title for people. */
static size_t column_of(const struct csv_row *head, const char *name, struct str title)
{
    size_t column = csv_find(head, str_from_c(name));
    return column == SIZE_MAX ? csv_find(head, title) : column;
}

static int read_mine_head(struct csv_reader *reader, struct mine_columns *columns,
                          struct error *error)
{
    struct csv_row head;
    int status = csv_read(reader, &head, error);
    if (status)
        return status;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        columns->input[i] = column_of(&head, inputs[i].column, inputs[i].title);
    columns->latitude = column_of(&head, "lat", STR("緯度"));
    columns->longitude = column_of(&head, "lon", STR("経度"));
    columns->cost = column_of(&head, "cost_yen_y", STR("現在の運転費用（円/年）"));
    columns->code = column_of(&head, "code", STR("符号"));
    columns->name = column_of(&head, "name", STR("鉱山名"));
    columns->prefecture = column_of(&head, "prefecture", STR("都道府県"));
    columns->note = column_of(&head, "note", STR("備考"));
    columns->basis = column_of(&head, "basis", STR("根拠"));
    if (columns->name == SIZE_MAX)
        return ERROR(error, ERR_WATER_TABLE, STR("name（鉱山名）"),
                     BOTH("この列がありません", "the column is missing"));
    return 0;
}

static struct str text_at(const struct csv_row *row, size_t column, struct arena *arena)
{
    return column == SIZE_MAX ? (struct str){0}
                              : arena_copy(arena, str_trim(csv_field(row, column)));
}

static int read_mine_input(const struct csv_row *row, size_t column, enum water_input input,
                           double *out, struct error *error)
{
    *out = NAN;
    if (column == SIZE_MAX)
        return 0;
    double low = input == WATER_INPUT_WINTER ? -60 : 0,
           high = input == WATER_INPUT_PH       ? 14
                  : input == WATER_INPUT_WINTER ? 60
                                                : 1e9,
           written;
    int status = number_in(csv_field(row, column), inputs[input].title, low, high, &written, error);
    if (status)
        return error_at(error, (struct str){0}, row->line, (int64_t)column + 1), status;
    if (!isnan(written))
        *out = input == WATER_INPUT_PH ? written : water_to_si(written, inputs[input].unit);
    return 0;
}

static int read_mine(const struct csv_row *row, const struct mine_columns *columns,
                     const double deviation[WATER_INPUTS], struct arena *arena,
                     struct water_mine *out, struct error *error)
{
    *out = (struct water_mine){.name = text_at(row, columns->name, arena),
                               .code = text_at(row, columns->code, arena),
                               .prefecture = text_at(row, columns->prefecture, arena),
                               .note = text_at(row, columns->note, arena),
                               .basis = text_at(row, columns->basis, arena),
                               .line = row->line};
    if (out->name.n == 0)
        return ERROR(error, ERR_WATER_TABLE, STR("name"), BOTH("空です", "is empty"));
    int status = 0;
    for (size_t i = 0; i < WATER_INPUTS && !status; i++) {
        status =
            read_mine_input(row, columns->input[i], (enum water_input)i, &out->input[i], error);
        out->deviation[i] = deviation[i];
    }
    if (!status)
        status = number_in(columns->latitude == SIZE_MAX ? (struct str){0}
                                                         : csv_field(row, columns->latitude),
                           STR("緯度"), 20, 46, &out->latitude, error);
    if (!status)
        status = number_in(columns->longitude == SIZE_MAX ? (struct str){0}
                                                          : csv_field(row, columns->longitude),
                           STR("経度"), 122, 154, &out->longitude, error);
    if (!status)
        status =
            number_in(columns->cost == SIZE_MAX ? (struct str){0} : csv_field(row, columns->cost),
                      STR("現在の運転費用（円/年）"), 0, 1e12, &out->present_cost, error);
    return status;
}

int water_mine_deviations(const struct water_values *spread, day_number day,
                          double deviation[WATER_INPUTS], struct error *error)
{
    int status = 0;
    for (size_t i = 0; i < WATER_INPUTS && !status; i++) {
        deviation[i] = 0;
        if (inputs[i].spread)
            status =
                water_values_need(spread, inputs[i].spread, i == WATER_INPUT_WINTER ? "K" : "-",
                                  day, &deviation[i], NULL, error);
    }
    return status;
}

static char separator_of(struct str bytes)
{
    size_t end = str_find_char(bytes, '\n', 0);
    struct str head = str_slice(bytes, 0, end == SIZE_MAX ? bytes.n : end);
    return str_find_char(head, '\t', 0) == SIZE_MAX ? ',' : '\t';
}

static int read_mine_rows(struct csv_reader *reader, const double *deviation, struct arena *arena,
                          struct water_mines *out, struct error *error)
{
    struct mine_columns columns;
    int status = read_mine_head(reader, &columns, error);
    size_t capacity = 128;
    out->rows = ARENA_ARRAY(arena, struct water_mine, capacity);
    for (struct csv_row row;
         !status && !(status = csv_read(reader, &row, error)) && row.count > 0;) {
        if (csv_field(&row, 0).n > 0 && csv_field(&row, 0).p[0] == '#')
            continue;
        if (out->count == MINES_MAX)
            return ERROR(error, ERR_TOO_LARGE, out->file, STR("10,000"));
        if (out->count == capacity) {
            struct water_mine *larger = ARENA_ARRAY(arena, struct water_mine, capacity * 2);
            for (size_t i = 0; i < capacity; i++)
                larger[i] = out->rows[i];
            out->rows = larger;
            capacity *= 2;
        }
        status = read_mine(&row, &columns, deviation, arena, &out->rows[out->count], error);
        if (status)
            return error_at(error, out->file, row.line, 0), status;
        out->count++;
    }
    return status;
}

int water_mines_read(struct str file, struct str bytes, const struct water_values *spread,
                     day_number day, struct arena *arena, struct water_mines *out,
                     struct error *error)
{
    double deviation[WATER_INPUTS];
    *out = (struct water_mines){.file = arena_copy(arena, file)};
    int status = water_mine_deviations(spread, day, deviation, error);
    if (status)
        return status;
    struct csv_read_options options = {.separator = separator_of(bytes), .name = out->file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    status = read_mine_rows(reader, deviation, arena, out, error);
    csv_reader_destroy(reader);
    return status;
}

static const struct {
    struct str name;
    enum water_subject subject;
    const char *unit;
} derived[] = {
    {STR_INIT("metals"), WATER_SUBJECT_METALS, "mg/L"},
    {STR_INIT("acidity"), WATER_SUBJECT_ACIDITY, "mg/L"},
    {STR_INIT("ratio"), WATER_SUBJECT_RATIO, "-"},
    {STR_INIT("ratio_Mn"), WATER_SUBJECT_RATIO_MN, "-"},
    {STR_INIT("ratio_As"), WATER_SUBJECT_RATIO_AS, "-"},
    {STR_INIT("area_need"), WATER_SUBJECT_AREA_NEED, "m2"},
    {STR_INIT("area_share"), WATER_SUBJECT_AREA_SHARE, "-"},
    {STR_INIT("kinetic_ratio"), WATER_SUBJECT_KINETIC_RATIO, "-"},
    {STR_INIT("kinetic_pH_off"), WATER_SUBJECT_KINETIC_PH_OFF, "-"},
    {STR_INIT("kinetic_oxygen"), WATER_SUBJECT_KINETIC_OXYGEN, "-"},
};

static int subject_of(struct str name, enum water_subject *subject, const char **unit,
                      struct error *error)
{
    for (size_t i = 0; i < WATER_INPUTS; i++)
        if (str_equal(name, str_from_c(inputs[i].name))) {
            *subject = (enum water_subject)i;
            *unit = inputs[i].unit;
            return 0;
        }
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
        if (str_equal(name, derived[i].name)) {
            *subject = derived[i].subject;
            *unit = derived[i].unit;
            return 0;
        }
    return ERROR(error, ERR_WATER_TABLE, name,
                 BOTH("この項目は判定に使えません", "this subject is not known"));
}

static int verdict_of(struct str text, enum water_verdict *out, struct error *error)
{
    static const struct str names[WATER_VERDICTS] = {STR_INIT("fit"), STR_INIT("caution"),
                                                     STR_INIT("reject"), STR_INIT("no_need"),
                                                     STR_INIT("undecided")};
    for (size_t i = WATER_CAUTION; i <= WATER_NO_NEED; i++)
        if (str_equal(text, names[i])) {
            *out = (enum water_verdict)i;
            return 0;
        }
    return ERROR(error, ERR_WATER_TABLE, text,
                 BOTH("caution、reject、no_need のどれかを書いてください",
                      "write caution, reject or no_need"));
}

enum rule_column {
    RULE_ID,
    RULE_SUBJECT,
    RULE_OPERATOR,
    RULE_VALUE,
    RULE_UNIT,
    RULE_VERDICT,
    RULE_JA,
    RULE_EN,
    RULE_KEPT_JA,
    RULE_KEPT_EN,
    RULE_SOURCE,
    RULE_CONFIRMED,
    RULE_COLUMNS
};
static const struct str rule_columns[RULE_COLUMNS] = {
    STR_INIT("id"),      STR_INIT("subject"), STR_INIT("operator"),  STR_INIT("value"),
    STR_INIT("unit"),    STR_INIT("verdict"), STR_INIT("reason_ja"), STR_INIT("reason_en"),
    STR_INIT("kept_ja"), STR_INIT("kept_en"), STR_INIT("source"),    STR_INIT("confirmed")};

static int read_rule(const struct str field[RULE_COLUMNS], int64_t line, struct arena *arena,
                     struct water_screen_rule *out, struct error *error)
{
    *out = (struct water_screen_rule){
        .id = arena_copy(arena, field[RULE_ID]),
        .reason = ARENA_JOIN(arena, field[RULE_JA], STR("\x1f"), field[RULE_EN]),
        .kept = field[RULE_KEPT_JA].n == 0
                    ? (struct str){0}
                    : ARENA_JOIN(arena, field[RULE_KEPT_JA], STR("\x1f"), field[RULE_KEPT_EN]),
        .above = str_equal(field[RULE_OPERATOR], STR(">")),
        .value_text = ARENA_JOIN(arena, field[RULE_VALUE], STR(" "), field[RULE_UNIT]),
        .source = arena_copy(arena, field[RULE_SOURCE]),
        .confirmed = str_equal(field[RULE_CONFIRMED], STR("yes")),
        .line = line,
    };
    if (!out->above && !str_equal(field[RULE_OPERATOR], STR("<")))
        return ERROR(error, ERR_WATER_TABLE, STR("operator"),
                     BOTH("> か < を書いてください", "write > or <"));
    const char *unit;
    struct water_quantity quantity;
    int status = subject_of(field[RULE_SUBJECT], &out->subject, &unit, error);
    if (!status)
        status = verdict_of(field[RULE_VERDICT], &out->verdict, error);
    if (!status)
        status = water_quantity_parse(out->value_text, str_from_c(unit), &quantity, error);
    if (!status)
        out->value = quantity.si;
    return status;
}

static int read_rules(struct csv_reader *reader, struct arena *arena,
                      struct water_screen_rules *out, struct error *error)
{
    struct csv_row row;
    size_t columns[RULE_COLUMNS];
    int status = water_columns_read(reader, rule_columns, RULE_COLUMNS, columns, error);
    while (!status && !(status = csv_read(reader, &row, error)) && row.count > 0) {
        struct str field[RULE_COLUMNS];
        for (size_t i = 0; i < RULE_COLUMNS; i++)
            field[i] = str_trim(csv_field(&row, columns[i]));
        if (out->count == RULES_MAX)
            return ERROR(error, ERR_TOO_LARGE, out->file, STR("64"));
        status = read_rule(field, row.line, arena, &out->rows[out->count], error);
        if (status)
            return error_at(error, out->file, row.line, 0), status;
        out->count++;
    }
    return status;
}

int water_screen_rules_read(struct str file, struct str bytes, struct arena *arena,
                            struct water_screen_rules *out, struct error *error)
{
    *out = (struct water_screen_rules){.rows =
                                           ARENA_ARRAY(arena, struct water_screen_rule, RULES_MAX)};
    return water_screen_rules_add(file, bytes, arena, out, error);
}

int water_screen_rules_add(struct str file, struct str bytes, struct arena *arena,
                           struct water_screen_rules *rules, struct error *error)
{
    rules->file = arena_copy(arena, file);
    struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = rules->file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    int status = read_rules(reader, arena, rules, error);
    csv_reader_destroy(reader);
    return status;
}
