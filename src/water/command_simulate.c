/* meguri water simulate STUDY: what leaves each tank of a train, in the steady state or over time
 */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "water/simulate.h"
#include "water/train_export_time.h"

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
    {STR_INIT("phreeqc"), 0, STR_INIT("FILE"),
     STR_INIT("定常状態（--days があればその期間）を PHREEQC 3 の入力として FILE に書きます"),
     STR_INIT("write the steady state, or the run of --days, to FILE as an input of PHREEQC 3")},
    {STR_INIT("retentions"), 0, STR_INIT("N"),
     STR_INIT("その入力で各区画を滞留時間の何倍計算するか（既定: 3）"),
     STR_INIT("retentions that each cell of that input runs (default: 3)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the table to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void note_day(struct water_simulation *s, int64_t day)
{
    water_simulation_add_tanks(s, (double)day);
    water_simulation_add_beds(s);
}

static int run_days(struct water_simulation *s, int64_t days, int64_t every, double step,
                    struct error *error)
{
    struct progress *progress = progress_create(s->call->context, 2, STR("simulate"), days);
    int status = 0;
    for (int64_t done = 0; done < days && !status; done += every) {
        int64_t part = done + every > days ? days - done : every;
        status = water_operation_advance(&s->operation, part, step, &s->run, error);
        if (!status)
            note_day(s, done + part);
        progress_set(progress, done + part);
    }
    progress_finish(progress);
    return status;
}

/* The same day by day, each of them written for PHREEQC. */
static int run_and_export(struct water_simulation *s, int64_t days, int64_t every, double step,
                          struct buf *out, struct error *error)
{
    struct progress *progress = progress_create(s->call->context, 2, STR("simulate"), days);
    struct water_time_export *export = ARENA_NEW(s->arena, struct water_time_export);
    int status = 0;
    water_time_export_begin(export, &s->operation, s->arena, out);
    for (int64_t day = 1; day <= days && !status; day++) {
        bool told = day % every == 0 || day == days;
        water_time_export_morning(export);
        status = water_operation_advance(&s->operation, 1, step, &s->run, error);
        if (!status)
            status = water_time_export_day(export, day, told, error);
        if (!status && told)
            note_day(s, day);
        progress_set(progress, day);
    }
    water_time_export_end(export);
    progress_finish(progress);
    return status;
}

static void print_json(struct water_simulation *s, double seconds)
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
    static const struct str keys[WATER_SIMULATION_TABLES] = {STR_INIT("tanks"), STR_INIT("totals"),
                                                             STR_INIT("beds"), STR_INIT("lumped"),
                                                             STR_INIT("plant")};
    for (int i = 0; i < WATER_SIMULATION_TABLES; i++) {
        if (i > 0 && s->tables[i].row_count == 0)
            continue;
        json_key(&writer, keys[i]);
        water_table_json(&s->tables[i], &writer);
    }
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct water_simulation *s, double seconds)
{
    enum lang lang = s->call->context->lang;
    water_table_print(&s->tables[WATER_TABLE_TANKS], lang);
    for (int i = 1; i < WATER_SIMULATION_TABLES; i++) {
        if (s->tables[i].row_count == 0)
            continue;
        printf("\n%" PRIstr "\n", STR_ARG(water_table_words(s->tables[i].name, lang)));
        water_table_print(&s->tables[i], lang);
    }
    bool ja = lang == LANG_JA;
    printf(
        ja ? "\n物質収支の最大誤差 %.1e、電荷収支の誤差 %.1e、区画 %u、平衡計算 %llu 回、%.3f 秒\n"
           : "\nmass balance %.1e, charge balance %.1e, %u cells, %llu equilibria, %.3f s\n",
        s->run.mass_balance, s->run.charge_balance, s->train.cell_count,
        (unsigned long long)s->run.equilibrations, seconds);
}

/* The steady state just found, as an input that PHREEQC runs. */
static int export_train(struct water_simulation *s, struct str path, int64_t retentions,
                        struct error *error)
{
    struct buf out = {0};
    water_train_export(&s->train, &s->run, (int)retentions, &out);
    int status = file_write_durable(s->call->context, path, buf_str(&out), error);
    buf_finish(&out);
    return status;
}

static int save(struct water_simulation *s, struct str path, struct error *error)
{
    struct water_table tables[WATER_SIMULATION_TABLES];
    size_t count = 0;
    for (int i = 0; i < WATER_SIMULATION_TABLES; i++)
        if (s->tables[i].row_count > 0)
            tables[count++] = s->tables[i];
    return water_table_save(tables, count, s->call->context, path, error);
}

static int simulate(struct water_simulation *s, const struct option_values *values,
                    struct error *error)
{
    int64_t days, every, hours, retentions;
    struct water_quantity tolerance;
    int status = options_integer(values, STR("days"), 0, 0, 36500, &days, error);
    if (!status)
        status = options_integer(values, STR("every"), 10, 1, 3650, &every, error);
    if (!status)
        status = options_integer(values, STR("step"), 24, 1, 24, &hours, error);
    if (!status)
        status = options_integer(values, STR("retentions"), 3, 1, 100, &retentions, error);
    if (!status)
        status = water_quantity_parse(options_text(values, STR("tolerance"), STR("0.08")), STR("-"),
                                      &tolerance, error);
    if (!status && !(tolerance.si >= 0 && tolerance.si <= 1))
        status = ERROR(error, ERR_USAGE,
                       BOTH("--tolerance は 0 から 1 までです", "--tolerance is from 0 to 1"));
    if (status)
        return status;
    s->operation.tolerance = tolerance.si;
    int64_t start = context_monotonic(s->call->context);
    struct str phreeqc = options_text(values, STR("phreeqc"), STR(""));
    struct buf exported = {0};
    if (days > 0 && phreeqc.n > 0) {
        status = run_and_export(s, days, every, 3600.0 * (double)hours, &exported, error);
        if (!status)
            status = file_write_durable(s->call->context, phreeqc, buf_str(&exported), error);
        buf_finish(&exported);
    } else if (days > 0) {
        status = run_days(s, days, every, 3600.0 * (double)hours, error);
    } else {
        status = water_train_settle(&s->train, -1, &s->run, error);
        if (!status) {
            water_simulation_add_tanks(s, 0);
            status = water_simulation_add_rules(s, error);
        }
    }
    double seconds = (double)(context_monotonic(s->call->context) - start) / US_PER_SECOND;
    if (status)
        return status;
    if (s->call->json || options_flag(values, STR("json")))
        print_json(s, seconds);
    else
        print_text(s, seconds);
    struct str output = options_text(values, STR("output"), STR(""));
    if (phreeqc.n > 0 && days == 0)
        status = export_train(s, phreeqc, retentions, error);
    if (status)
        return status;
    return output.n == 0 ? 0 : save(s, output, error);
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
    struct water_simulation *s = ARENA_NEW(arena, struct water_simulation);
    *s = (struct water_simulation){.call = call, .arena = arena};
    status = water_open(call, options_argument(values, 0), arena, &s->study, error);
    if (!status)
        status = water_simulation_open(s, error);
    if (!status)
        status = simulate(s, values, error);
    water_simulation_close(s);
    return status;
}
