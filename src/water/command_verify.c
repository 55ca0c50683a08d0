/* meguri water verify TABLE --after DATE: what a measure saved, by metered use before and after it,
   with the use before regressed on what drives it (model/verification.h). */
#include <math.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/json.h"
#include "water/command.h"
#include "water/data/layout.h"
#include "water/model/energy.h"
#include "water/model/verification.h"
#include "water/table.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("after"), 0, STR_INIT("DATE"), STR_INIT("対策の後の始まりの日（必須）"),
     STR_INIT("first day of the time after the measure (must be given)")},
    {STR_INIT("source"), 0, STR_INIT("NAME"),
     STR_INIT("エネルギーと CO2 の係数（既定: grid_power。data/water/energy.tsv）"),
     STR_INIT("factors of energy and CO2 (default: grid_power of data/water/energy.tsv)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the tables to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], PERIODS_MOST = 1000 };

struct metered_table {
    struct str file, names[WATER_DRIVERS + 1]; /* the consumption, then the drivers */
    struct str unit;                           /* of the consumption, in brackets of its name */
    size_t drivers, before, after;
    struct water_metered rows_before[PERIODS_MOST], rows_after[PERIODS_MOST];
    day_number split, last;
};

/* "電力 [kWh]" -> "kWh". */
static struct str unit_in(struct str head)
{
    size_t from = str_find_char(head, '[', 0), to = str_find_char(head, ']', 0);
    return from == SIZE_MAX || to == SIZE_MAX || to < from ? STR("")
                                                           : str_slice(head, from + 1, to);
}

static int read_head(struct metered_table *table, const struct csv_row *row, struct arena *arena,
                     struct error *error)
{
    table->drivers = row->count - 2;
    if (row->count < 3 || table->drivers > WATER_DRIVERS)
        return ERROR(
            error, ERR_WATER_TABLE, STR("1 行目"),
            BOTH("期間、使用量 [単位]、使用量を左右するもの（1 から 3 列）の順に並べてください",
                 "the columns are: period, consumption [unit], one to three drivers"));
    for (size_t i = 0; i <= table->drivers; i++)
        table->names[i] = arena_copy(arena, str_trim(csv_field(row, i + 1)));
    table->unit = unit_in(table->names[0]);
    return table->unit.n ? 0
                         : ERROR(error, ERR_WATER_TABLE, table->names[0],
                                 BOTH("単位がありません。「電力 [kWh]」のように書いてください",
                                      "there is no unit; write \"power [kWh]\""));
}

/* A day, or a month as 2024-04. */
static bool read_period(struct str text, struct arena *arena, day_number *out)
{
    struct water_moment moment;
    if (!water_moment_read(text, &moment) &&
        !water_moment_read(ARENA_JOIN(arena, text, STR("-01")), &moment))
        return false;
    *out = day_of_time(moment.seconds * US_PER_SECOND);
    return true;
}

static int read_numbers(const struct metered_table *table, const struct csv_row *row,
                        struct water_metered *out, struct error *error)
{
    for (size_t i = 0; i <= table->drivers; i++) {
        struct water_quantity quantity;
        struct str text = str_trim(csv_field(row, i + 1));
        if (water_quantity_parse(text, STR("-"), &quantity, NULL)) {
            int status = ERROR(error, ERR_WATER_TABLE, table->names[i],
                               text.n ? BOTH("数ではありません", "is no number")
                                      : BOTH("空欄です。欠測の期間は行ごと除いてください",
                                             "is blank: leave periods without a reading out"));
            return error_at(error, table->file, row->line, (int64_t)i + 2), status;
        }
        *(i == 0 ? &out->consumption : &out->drivers[i - 1]) = quantity.si;
    }
    if (out->consumption < 0) {
        int status = ERROR(error, ERR_WATER_TABLE, table->names[0],
                           BOTH("使用量が負です", "the consumption is negative"));
        return error_at(error, table->file, row->line, 2), status;
    }
    return 0;
}

static int add_row(struct metered_table *table, const struct csv_row *row, struct arena *arena,
                   struct error *error)
{
    struct water_metered one = {0};
    day_number day;
    if (!read_period(str_trim(csv_field(row, 0)), arena, &day)) {
        ERROR(error, ERR_DATE, csv_field(row, 0));
        return error_at(error, table->file, row->line, 1);
    }
    if (day <= table->last) {
        ERROR(error, ERR_WATER_TABLE, csv_field(row, 0),
              BOTH("期間が前の行より後ではありません。順に並べてください",
                   "the period does not come after the row above"));
        return error_at(error, table->file, row->line, 1);
    }
    table->last = day;
    if (read_numbers(table, row, &one, error))
        return (int)error->code;
    bool is_after = day >= table->split;
    size_t *count = is_after ? &table->after : &table->before;
    if (*count == PERIODS_MOST)
        return ERROR(error, ERR_TOO_LARGE, table->file, STR("1,000"));
    (is_after ? table->rows_after : table->rows_before)[(*count)++] = one;
    return 0;
}

static int read_table(struct metered_table *table, struct str bytes, struct arena *arena,
                      struct error *error)
{
    const struct csv_read_options form = {.name = table->file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &form);
    struct csv_row row;
    int status = csv_read(reader, &row, error);
    if (!status)
        status = read_head(table, &row, arena, error);
    while (!status && !(status = csv_read(reader, &row, error)) && row.count > 0)
        status = add_row(table, &row, arena, error);
    csv_reader_destroy(reader);
    return status;
}

/* --- the answer --- */

static const struct water_column saving_columns[] = {
    {STR_INIT("what"), STR_INIT("使用量\x1fwhat"), false},
    {STR_INIT("before"),
     STR_INIT("前の期間\x1f"
              "before"),
     true},
    {STR_INIT("after"),
     STR_INIT("後の期間\x1f"
              "after"),
     true},
    {STR_INIT("expected"),
     STR_INIT("対策がなければ\x1f"
              "expected"),
     true},
    {STR_INIT("actual"),
     STR_INIT("実際\x1f"
              "actual"),
     true},
    {STR_INIT("saving"), STR_INIT("節減\x1fsaving"), true},
    {STR_INIT("half_width"), STR_INIT("± 95 %\x1f± 95 %"), true},
    {STR_INIT("percent"), STR_INIT("節減率（%）\x1fsaving (%)"), true},
    {STR_INIT("r_squared"), STR_INIT("R2\x1fR2"), true},
    {STR_INIT("cv_rmse"),
     STR_INIT("CV(RMSE)（%）\x1f"
              "CV(RMSE) (%)"),
     true},
    {STR_INIT("outside"), STR_INIT("前の期間の範囲の外\x1foutside the range before"), false},
    {STR_INIT("energy_GJ"),
     STR_INIT("一次エネルギーの節減（GJ）\x1f"
              "primary energy (GJ)"),
     true},
    {STR_INIT("crude_oil_kL"),
     STR_INIT("原油換算の節減（kL）\x1f"
              "crude oil (kL)"),
     true},
    {STR_INIT("co2_t"),
     STR_INIT("CO2 の節減（t）\x1f"
              "CO2 (t)"),
     true},
};
static const struct water_column model_columns[] = {
    {STR_INIT("driver"),
     STR_INIT("使用量を左右するもの\x1f"
              "driver"),
     false},
    {STR_INIT("coefficient"),
     STR_INIT("係数（前の期間の回帰）\x1f"
              "coefficient"),
     true},
};

/* What the saving is as primary energy and CO2; NaN when it is not power or there is no factor. */
static int weigh(const struct water_opened *tables, const struct metered_table *table,
                 const struct water_saving *saving, struct str source, struct arena *arena,
                 double out[3], struct error *error)
{
    struct water_quantity quantity;
    struct water_energy energy;
    out[0] = out[1] = out[2] = NAN;
    struct str one = ARENA_JOIN(arena, STR("1 "), table->unit);
    if (water_quantity_parse(one, STR("kWh"), &quantity, NULL))
        return 0;
    const struct water_consumption used = {source, fabs(saving->saving) * quantity.si};
    int status = water_energy_of(&tables->energy, table->last, &used, 1, arena, &energy, error);
    if (status)
        return status;
    double sign = saving->saving < 0 ? -1 : 1;
    out[0] = sign * energy.tables[WATER_LEDGER_SITE].primary_energy / 1e9;
    out[1] = sign * energy.tables[WATER_LEDGER_SITE].crude_oil; /* 1 m3 is 1 kL */
    out[2] = sign * energy.tables[WATER_LEDGER_SITE].co2 / 1000;
    return 0;
}

static void fill_tables(const struct metered_table *table, const struct water_saving *saving,
                        const double weight[3], struct arena *arena, struct water_table out[2])
{
    enum { DIGITS = 4 };
    water_table_init(&out[0], BOTH("節減の検証", "verification"), saving_columns,
                     sizeof saving_columns / sizeof *saving_columns, arena);
    struct str cells[] = {
        table->names[0],
        arena_format(arena, "%zu", saving->before_count),
        arena_format(arena, "%zu", saving->after_count),
        water_table_number(saving->expected, DIGITS, arena),
        water_table_number(saving->actual, DIGITS, arena),
        water_table_number(saving->saving, DIGITS, arena),
        water_table_number(saving->half_width, DIGITS, arena),
        water_table_number(100 * saving->saving / saving->expected, 3, arena),
        water_table_number(saving->r_squared, 3, arena),
        water_table_number(100 * saving->cv_rmse, 3, arena),
        saving->outside ? STR("はい\x1fyes") : STR("いいえ\x1fno"),
        water_table_number(weight[0], 3, arena),
        water_table_number(weight[1], 3, arena),
        water_table_number(weight[2], 3, arena),
    };
    water_table_add(&out[0], cells);
    water_table_init(&out[1], BOTH("前の期間の回帰", "regression"), model_columns,
                     sizeof model_columns / sizeof *model_columns, arena);
    for (size_t i = 0; i <= table->drivers; i++) {
        struct str row[] = {i == 0 ? STR("一定\x1f"
                                         "constant")
                                   : table->names[i],
                            water_table_number(saving->coefficients[i], DIGITS, arena)};
        water_table_add(&out[1], row);
    }
}

static void print_json(const struct water_table tables[2])
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("verification"));
    water_table_json(&tables[0], &writer);
    json_key(&writer, STR("regression"));
    water_table_json(&tables[1], &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct water_table tables[2], bool outside, enum lang lang)
{
    water_table_print(&tables[0], lang);
    printf("\n");
    water_table_print(&tables[1], lang);
    if (outside)
        printf("%s\n", lang == LANG_JA
                           ? "後の期間に、前の期間になかった条件があります。節減は外挿です。"
                           : "The time after has conditions that the time before had not: the "
                             "saving is extrapolated.");
}

static int verify(const struct command_call *call, const struct option_values *values,
                  struct metered_table *table, struct arena *arena, struct error *error)
{
    struct water_opened tables;
    struct water_saving saving;
    struct water_table shown[2];
    struct str bytes, output = options_text(values, STR("output"), STR(""));
    double weight[3];
    int status = water_open(call, STR(""), arena, &tables, error);
    if (!status)
        status = water_open_beside(call, STR(""), table->file, arena, &bytes, error);
    if (!status)
        status = read_table(table, bytes, arena, error);
    if (!status)
        status = water_saving_verify(table->rows_before, table->before, table->rows_after,
                                     table->after, table->drivers, &saving, error);
    if (!status)
        status =
            weigh(&tables, table, &saving, options_text(values, STR("source"), STR("grid_power")),
                  arena, weight, error);
    if (status)
        return status;
    fill_tables(table, &saving, weight, arena, shown);
    if (call->json || options_flag(values, STR("json")))
        print_json(shown);
    else
        print_text(shown, saving.outside, call->context->lang);
    return output.n == 0 ? 0 : water_table_save(shown, 2, call->context, output, error);
}

int water_command_verify(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct date date;
    int status = command_begin(call, STR("meguri water verify TABLE --after DATE"), options,
                               OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    struct str after = options_text(values, STR("after"), STR(""));
    if (options_argument_count(values) != 1 || after.n == 0)
        return ERROR(error, ERR_USAGE, STR("TABLE --after DATE"));
    status = date_parse(after, &date, error);
    if (status)
        return status;
    struct metered_table *table = ARENA_NEW(arena, struct metered_table);
    table->file = options_argument(values, 0);
    table->split = day_of_date(date);
    table->last = INT32_MIN;
    return verify(call, values, table, arena, error);
}
