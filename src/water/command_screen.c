/* meguri water screen [STUDY]: which of many mines would suit a passive treatment, and why not. The
   mines come from a table, or with --mines-of-store from the data directory. */
#include <stdio.h>

#include "base/embedded.h"
#include "base/json.h"
#include "water/data_command.h"
#include "water/screening.h"
#include "water/store_mines.h"

extern const struct embedded_files water_model_data;

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mines"), 0, STR_INIT("FILE"), STR_INIT("鉱山の表（tsv、csv。既定: 公開情報の一覧）"),
     STR_INIT("table of mines (tsv, csv; default: the public list)")},
    {STR_INIT("mines-of-store"), 0, STR_INIT(""),
     STR_INIT("データの置き場所に登録した鉱山を、分析値とヒアリングから判定します"),
     STR_INIT("the mines of the data directory, by their results and hearings")},
    {STR_INIT("statistic"), 0, STR_INIT("NAME"),
     STR_INIT("登録した鉱山の原水の値: median 中央値（既定）、newest 最新、highest 最大"),
     STR_INIT("figure of the raw water: median (default), newest, highest")},
    {STR_INIT("from"), 0, STR_INIT("DATE"), STR_INIT("登録した鉱山の分析値の始まりの日"),
     STR_INIT("first day of the results of the mines")},
    {STR_INIT("to"), 0, STR_INIT("DATE"), STR_INIT("登録した鉱山の分析値の終わりの日"),
     STR_INIT("last day of the results of the mines")},
    {STR_INIT("draws"), 0, STR_INIT("N"), STR_INIT("ばらつきの試行数（既定: 1,000）"),
     STR_INIT("draws of the uncertain inputs (default: 1,000)")},
    {STR_INIT("seed"), 0, STR_INIT("N"), STR_INIT("乱数の種（既定: 1）"),
     STR_INIT("seed (default: 1)")},
    {STR_INIT("threads"), 0, STR_INIT("N"), STR_INIT("スレッド数（既定: 2）"),
     STR_INIT("threads (default: 2)")},
    {STR_INIT("kinetic"), 0, STR_INIT(""),
     STR_INIT(
         "試行ごとに標準の PT を反応モデルで最寒月の定常状態まで計算し、放流水を基準と比べます"),
     STR_INIT("also run a standard train to its steady state in winter for each draw, and compare "
              "what leaves it with the limits")},
    {STR_INIT("model-mine"), 0, STR_INIT(""),
     STR_INIT("実証試験のモデル鉱山の条件も当てはめ、理由とともに選びます"),
     STR_INIT("also apply the rules of a model mine for a trial, and choose one with reasons")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the table to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void print_json(const struct water_screening_ask *ask,
                       const struct water_screening_answer *answer,
                       const struct water_table *tables, size_t table_count, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_integer(&writer, STR("draws"), ask->draws);
    json_put_integer(&writer, STR("seed"), (int64_t)ask->seed);
    json_put_string(&writer, STR("limits"), ask->limits);
    json_put_string(&writer, STR("model"), ask->kinetic ? STR("kinetic") : STR("lumped"));
    json_put_integer(&writer, STR("unconfirmed_rules"), (int64_t)answer->found.unconfirmed);
    if (answer->chosen) {
        json_put_string(&writer, STR("model_mine"), answer->chosen->mine->name);
        json_put_string(
            &writer, STR("merits"),
            water_table_words(water_screening_merits(answer, answer->chosen, arena), LANG_JA));
    }
    json_key(&writer, STR("mines"));
    water_table_json(&tables[WATER_SCREENING_MINES], &writer);
    if (table_count > WATER_SCREENING_LEFT) {
        json_key(&writer, STR("effluents"));
        water_table_json(&tables[WATER_SCREENING_LEFT], &writer);
    }
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_choice(const struct water_screening_answer *answer, enum lang lang,
                         struct arena *arena)
{
    const struct water_screened *chosen = answer->chosen;
    if (!chosen)
        printf("%s\n", lang == LANG_JA
                           ? "モデル鉱山の条件を満たす鉱山はありません。理由は表にあります。"
                           : "No mine meets the rules of a model mine; the table says why.");
    else
        printf("%s%" PRIstr "%s%" PRIstr "\n",
               lang == LANG_JA ? "モデル鉱山: " : "model mine: ", STR_ARG(chosen->mine->name),
               lang == LANG_JA ? "。" : ". ",
               STR_ARG(water_table_words(water_screening_merits(answer, chosen, arena), lang)));
}

static int screen_mines(const struct command_call *call, const struct option_values *values,
                        const struct water_opened *study, const struct water_mines *mines,
                        const struct water_screening_ask *ask, struct arena *arena,
                        struct error *error)
{
    struct water_screening_answer answer;
    struct water_table tables[WATER_SCREENING_TABLES];
    int status = water_screening_run(study, mines, ask, arena, &answer, error);
    if (status)
        return status;
    size_t count = water_screening_tables(&answer, arena, tables);
    if (call->json)
        print_json(ask, &answer, tables, count, arena);
    else
        water_table_print(&tables[WATER_SCREENING_MINES], call->context->lang);
    if (ask->model_mine && !call->json)
        print_choice(&answer, call->context->lang, arena);
    struct str output = options_text(values, STR("output"), STR(""));
    return output.n == 0 ? 0 : water_table_save(tables, count, call->context, output, error);
}

static int read_mines(const struct command_call *call, const struct option_values *values,
                      const struct water_opened *study, struct arena *arena,
                      struct water_mines *mines, struct error *error)
{
    struct str given = options_text(values, STR("mines"), STR("")), file = STR("mines_japan.tsv");
    struct str bytes = embedded_find(&water_model_data, file);
    int status = 0;
    if (given.n > 0) {
        file = given;
        status = water_open_beside(call, STR(""), given, arena, &bytes, error);
    } else if (study->economy.screen.mines.n > 0) {
        file = study->economy.screen.mines;
        status = water_open_beside(call, study->path, file, arena, &bytes, error);
    }
    return status ? status
                  : water_mines_read(file, bytes, &study->figures, study->economy.day, arena, mines,
                                     error);
}

static int read_store(const struct command_call *call, const struct option_values *values,
                      const struct water_opened *study, struct arena *arena,
                      struct water_mines *mines, struct error *error)
{
    struct water_command command;
    struct water_figures_ask ask = {.statistic = WATER_MEDIAN};
    struct str statistic = options_text(values, STR("statistic"), STR("median"));
    if (options_text(values, STR("mines"), STR("")).n > 0)
        return ERROR(error, ERR_USAGE, STR("--mines FILE | --mines-of-store"));
    if (!water_statistic_parse(statistic, &ask.statistic))
        return ERROR(error, ERR_USAGE, STR("--statistic median|newest|highest"));
    int status = water_command_day(values, STR("from"), &ask.from, error);
    if (!status)
        status = water_command_day(values, STR("to"), &ask.to, error);
    if (status)
        return status;
    status = water_command_begin(call, values, false, arena, &command, error);
    if (!status)
        status = water_store_mines(&command.actor, study, &ask, study->economy.screen.limits, mines,
                                   error);
    water_command_end(&command);
    return status;
}

int water_command_screen(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water screen [STUDY]"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    struct water_opened study;
    struct water_mines mines;
    int64_t draws, seed, threads;
    status =
        water_open(call, options_argument_count(values) ? options_argument(values, 0) : STR(""),
                   arena, &study, error);
    if (!status && options_flag(values, STR("mines-of-store")))
        status = read_store(call, values, &study, arena, &mines, error);
    else if (!status)
        status = read_mines(call, values, &study, arena, &mines, error);
    if (!status)
        status = options_integer(values, STR("draws"), study.economy.screen.draws, 1, 100000,
                                 &draws, error);
    if (!status)
        status = options_integer(values, STR("seed"), study.economy.screen.seed, 0, INT64_MAX,
                                 &seed, error);
    if (!status)
        status = options_integer(values, STR("threads"), 2, 1, 64, &threads, error);
    if (status)
        return status;
    struct water_screening_ask ask = {.limits = study.economy.screen.limits,
                                      .kinetic = study.economy.screen.kinetic ||
                                                 options_flag(values, STR("kinetic")),
                                      .model_mine = options_flag(values, STR("model-mine")),
                                      .draws = (uint32_t)draws,
                                      .threads = (uint32_t)threads,
                                      .seed = (uint64_t)seed};
    return screen_mines(call, values, &study, &mines, &ask, arena, error);
}
