/* meguri water simulate STUDY: what leaves each tank of a train, in the steady state or over time
 */
#include <math.h>
#include <stdio.h>

#include "base/embedded.h"
#include "base/json.h"
#include "base/progress.h"
#include "chem/amd.h"
#include "water/command.h"
#include "water/model/train.h"
#include "water/table.h"

extern const struct embedded_files water_model_data;
static const double seconds_of_day = 86400;

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("days"), 0, STR_INIT("N"), STR_INIT("N 日間の変化を計算します（既定: 定常状態）"),
     STR_INIT("run N days (default: the steady state)")},
    {STR_INIT("every"), 0, STR_INIT("N"), STR_INIT("N 日ごとに記録します（既定: 10）"),
     STR_INIT("a row every N days (default: 10)")},
    {STR_INIT("step"), 0, STR_INIT("HOURS"), STR_INIT("計算の刻みの上限（時間、既定: 24）"),
     STR_INIT("largest time step in hours (default: 24)")},
    {STR_INIT("tolerance"), 0, STR_INIT("SHARE"),
     STR_INIT("1 回の刻みの相対誤差（既定: 0.08、0 は固定の刻み）"),
     STR_INIT("relative error of a step (default: 0.08; 0: every step as long as --step)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the table to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], SHOWN = 9 };

/* Constituents in the table, with the key of their limit ("general.Zn"); NULL has none. */
static const struct {
    const char *key, *limit;
} shown[SHOWN] = {{"Fe(2)", "Fe"}, {"Fe(3)", "Fe"}, {"Zn", "Zn"},  {"Cd", "Cd"}, {"Cu(2)", "Cu"},
                  {"Pb", "Pb"},    {"Mn(2)", "Mn"}, {"SO4", NULL}, {"H2S", NULL}};

static const struct water_column columns[] = {
    {STR_INIT("day"),
     STR_INIT("日\x1f"
              "day"),
     true},
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("flow_m3_d"),
     STR_INIT("流量（m3/日）\x1f"
              "flow (m3/d)"),
     true},
    {STR_INIT("retention_h"), STR_INIT("滞留（h）\x1fretention (h)"), true},
    {STR_INIT("pH"), STR_INIT("pH\x1fpH"), true},
    {STR_INIT("Fe(2)"),
     STR_INIT("Fe(II) mg/L\x1f"
              "Fe(II) mg/L"),
     true},
    {STR_INIT("Fe(3)"),
     STR_INIT("Fe(III) mg/L\x1f"
              "Fe(III) mg/L"),
     true},
    {STR_INIT("Zn"), STR_INIT("Zn mg/L\x1fZn mg/L"), true},
    {STR_INIT("Cd"),
     STR_INIT("Cd mg/L\x1f"
              "Cd mg/L"),
     true},
    {STR_INIT("Cu(2)"),
     STR_INIT("Cu mg/L\x1f"
              "Cu mg/L"),
     true},
    {STR_INIT("Pb"), STR_INIT("Pb mg/L\x1fPb mg/L"), true},
    {STR_INIT("Mn(2)"), STR_INIT("Mn mg/L\x1fMn mg/L"), true},
    {STR_INIT("SO4"), STR_INIT("SO4 mg/L\x1fSO4 mg/L"), true},
    {STR_INIT("H2S"), STR_INIT("H2S mg/L\x1fH2S mg/L"), true},
    {STR_INIT("DOC"),
     STR_INIT("DOC mg/L\x1f"
              "DOC mg/L"),
     true},
    {STR_INIT("over"), STR_INIT("超過\x1fover the limit"), false},
};
enum { COLUMNS = sizeof columns / sizeof columns[0], FIRST_SHOWN = 5 };

struct simulation {
    const struct command_call *call;
    struct water_train train;
    struct water_opened study;
    struct chem_database *database;
    struct water_run run;
    struct water_table table;
    struct arena *arena;
};

/* Constituents above the general limit of the day, divided by 、. */
static struct str over_limits(const struct simulation *s, const struct water_tank_result *result)
{
    struct str over = {0};
    double iron = 0;
    for (int i = 0; i < SHOWN; i++) {
        int k = water_constituent_find(str_from_c(shown[i].key));
        double mg = 1000 * result->molality[k] * water_constituents[k].molar_mass;
        if (!shown[i].limit)
            continue;
        iron += i < 2 ? mg : 0;
        const struct water_value *limit = water_values_find(
            &s->study.limits, arena_format(s->arena, "general.%s", shown[i].limit),
            s->study.economy.day);
        bool above = limit && (i < 2 ? iron : mg) / 1000 > limit->quantity.si;
        if (above && i != 0)
            over = ARENA_JOIN(s->arena, over, over.n ? STR("、") : STR(""),
                              str_from_c(shown[i].limit));
    }
    const struct water_value *low =
        water_values_find(&s->study.limits, STR("general.pH_low"), s->study.economy.day);
    const struct water_value *high =
        water_values_find(&s->study.limits, STR("general.pH_high"), s->study.economy.day);
    if (low && high && (result->ph < low->quantity.si || result->ph > high->quantity.si))
        over = ARENA_JOIN(s->arena, over, over.n ? STR("、") : STR(""), STR("pH"));
    return over;
}

static void add_rows(struct simulation *s, double day)
{
    for (size_t t = 0; t < s->train.tank_count; t++) {
        const struct water_tank_result *r = &s->run.tanks[t];
        struct str cells[COLUMNS] = {
            water_table_number(day, 6, s->arena),
            s->train.tanks[t].name,
            water_table_number(water_from_si(r->flow, "m3/d"), 4, s->arena),
            water_table_number(r->retention / 3600, 4, s->arena),
            water_table_number(r->ph, 4, s->arena),
        };
        for (int i = 0; i < SHOWN; i++) {
            int k = water_constituent_find(str_from_c(shown[i].key));
            double mg = 1000 * r->molality[k] * water_constituents[k].molar_mass;
            cells[FIRST_SHOWN + i] = mg < 1e-6 ? STR("0") : water_table_number(mg, 3, s->arena);
        }
        cells[FIRST_SHOWN + SHOWN] = water_table_number(1000 * r->doc * 12.011, 3, s->arena);
        cells[FIRST_SHOWN + SHOWN + 1] = over_limits(s, r);
        water_table_add(&s->table, cells);
    }
}

struct watched {
    struct simulation *simulation;
    struct progress *progress;
};

static void see_day(void *data, double time, const struct water_train *train,
                    const struct water_run *run)
{
    const struct watched *watched = data;
    (void)train;
    (void)run; /* is the simulation's */
    add_rows(watched->simulation, time / seconds_of_day);
    progress_set(watched->progress, (int64_t)(time / seconds_of_day));
}

static int run_days(struct simulation *s, int64_t days, int64_t every, double step,
                    double tolerance, struct error *error)
{
    size_t count = (size_t)((days + every - 1) / every);
    double *times = ARENA_ARRAY(s->arena, double, count);
    for (size_t i = 0; i < count; i++)
        times[i] = seconds_of_day * fmin((double)(i + 1) * (double)every, (double)days);
    struct watched watched = {s, progress_create(s->call->context, 2, STR("simulate"), days)};
    struct water_span span = {.seconds = seconds_of_day * (double)days,
                              .longest = step,
                              .tolerance = tolerance,
                              .times = times,
                              .time_count = count,
                              .observe = see_day,
                              .data = &watched};
    int status = water_train_run(&s->train, &span, &s->run, error);
    progress_finish(watched.progress);
    return status;
}

static void print_json(struct simulation *s, double seconds)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("study"), s->train.name);
    json_key(&writer, STR("mass_balance"));
    json_number(&writer, arena_format(s->arena, "%.3g", s->run.mass_balance));
    json_key(&writer, STR("charge_balance"));
    json_number(&writer, arena_format(s->arena, "%.3g", s->run.charge_balance));
    json_key(&writer, STR("seconds"));
    json_number(&writer, arena_format(s->arena, "%.6f", seconds));
    json_put_integer(&writer, STR("cells"), s->train.cell_count);
    json_put_integer(&writer, STR("steps"), (int64_t)s->run.steps);
    json_put_integer(&writer, STR("equilibrations"), (int64_t)s->run.equilibrations);
    json_put_integer(&writer, STR("train_steps"), (int64_t)s->run.train_steps);
    json_put_integer(&writer, STR("halvings"), (int64_t)s->run.halvings);
    json_put_integer(&writer, STR("rejections"), (int64_t)s->run.rejections);
    json_key(&writer, STR("tanks"));
    water_table_json(&s->table, &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct simulation *s, double seconds)
{
    water_table_print(&s->table, s->call->context->lang);
    bool ja = s->call->context->lang == LANG_JA;
    printf(
        ja ? "\n物質収支の最大誤差 %.1e、電荷収支の誤差 %.1e、区画 %u、平衡計算 %llu 回、%.3f 秒\n"
           : "\nmass balance %.1e, charge balance %.1e, %u cells, %llu equilibria, %.3f s\n",
        s->run.mass_balance, s->run.charge_balance, s->train.cell_count,
        (unsigned long long)s->run.equilibrations, seconds);
}

static int simulate(struct simulation *s, const struct option_values *values, struct error *error)
{
    int64_t days, every, hours;
    struct water_quantity tolerance;
    int status = options_integer(values, STR("days"), 0, 0, 36500, &days, error);
    if (!status)
        status = options_integer(values, STR("every"), 10, 1, 3650, &every, error);
    if (!status)
        status = options_integer(values, STR("step"), 24, 1, 240, &hours, error);
    if (!status)
        status = water_quantity_parse(options_text(values, STR("tolerance"), STR("0.08")), STR("-"),
                                      &tolerance, error);
    if (!status && !(tolerance.si >= 0 && tolerance.si <= 1))
        status = ERROR(error, ERR_USAGE,
                       BOTH("--tolerance は 0 から 1 までです", "--tolerance is from 0 to 1"));
    if (status)
        return status;
    int64_t start = context_monotonic(s->call->context);
    if (days > 0) {
        status = run_days(s, days, every, 3600.0 * (double)hours, tolerance.si, error);
    } else {
        status = water_train_settle(&s->train, -1, &s->run, error);
        if (!status)
            add_rows(s, 0);
    }
    double seconds = (double)(context_monotonic(s->call->context) - start) / US_PER_SECOND;
    if (status)
        return status;
    if (s->call->json || options_flag(values, STR("json")))
        print_json(s, seconds);
    else
        print_text(s, seconds);
    struct str output = options_text(values, STR("output"), STR(""));
    return output.n == 0 ? 0 : water_table_save(&s->table, 1, s->call->context, output, error);
}

static int open_train(struct simulation *s, struct str path, struct error *error)
{
    int status = water_open(s->call, path, s->arena, &s->study, error);
    if (!status)
        status = chem_database_read(STR("amd.dat"), chem_amd_text(), &s->database, error);
    if (!status)
        status = water_train_read(&s->study.text, s->database, &s->study.rates,
                                  embedded_find(&water_model_data, STR("units.tsv")),
                                  s->study.economy.day, s->arena, &s->train, error);
    s->train.name = s->study.economy.name;
    return status;
}

int water_command_simulate(const struct command_call *call, struct arena *arena,
                           struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water simulate STUDY"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    struct simulation *s = ARENA_NEW(arena, struct simulation);
    *s = (struct simulation){.call = call, .arena = arena};
    water_table_init(&s->table, BOTH("予測", "simulation"), columns, COLUMNS, arena);
    status = open_train(s, options_argument(values, 0), error);
    if (!status)
        status = simulate(s, values, error);
    water_train_finish(&s->train);
    chem_database_destroy(s->database);
    return status;
}
