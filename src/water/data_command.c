#include "water/data_command.h"

#include <stdio.h>

#include "base/json.h"
#include "water/data_module.h"

const struct command water_data_commands[WATER_DATA_COMMANDS] = {
    {STR_INIT("mine"), STR_INIT("鉱山の一覧と登録"), STR_INIT("mines: list, add"),
     water_command_mine},
    {STR_INIT("point"), STR_INIT("採水地点の一覧と登録"), STR_INIT("points of a mine: list, add"),
     water_command_point},
    {STR_INIT("import"), STR_INIT("分析表やロガーのデータ（xlsx、csv）を取り込みます"),
     STR_INIT("take in tables of laboratories and loggers (xlsx, csv)"), water_command_import},
    {STR_INIT("exceedance"), STR_INIT("基準値の超過を地点・項目・月ごとに示します"),
     STR_INIT("how often limits were exceeded, by point, item and month"),
     water_command_exceedance},
    {STR_INIT("data"), STR_INIT("分析値を検討ファイルの観測値の形で書き出します"),
     STR_INIT("results as observations for a study"), water_command_data},
    {STR_INIT("result"), STR_INIT("分析値の一覧、訂正、訂正の記録"),
     STR_INIT("results: list, correct, what was corrected"), water_command_result},
    {STR_INIT("event"), STR_INIT("試験日誌の一覧と記入"), STR_INIT("the trial log: list, add"),
     water_command_event},
    {STR_INIT("certificate"), STR_INIT("計量証明書の一覧と保管"),
     STR_INIT("certificates of analyses: list, keep"), water_command_certificate},
    {STR_INIT("access"), STR_INIT("鉱山を見られる人"), STR_INIT("who sees a mine"),
     water_command_access},
    {STR_INIT("limit"), STR_INIT("地点の基準値の一覧、追加、終了"),
     STR_INIT("limits of a point: list, add, end"), water_command_limit},
    {STR_INIT("campaign"), STR_INIT("調査の一覧と計画"), STR_INIT("surveys: list, plan"),
     water_command_campaign},
    {STR_INIT("visit"), STR_INIT("現地記録票: 記録、瓶、写真"),
     STR_INIT("a field sheet: note, bottles, photos"), water_command_visit},
    {STR_INIT("hearing"), STR_INIT("既存施設のヒアリング"),
     STR_INIT("the hearing form of an existing plant"), water_command_hearing},
    {STR_INIT("missing"), STR_INIT("足りないデータ"), STR_INIT("what is still missing"),
     water_command_missing},
    {STR_INIT("demonstration"), STR_INIT("作り物の鉱山とデータを入れます"),
     STR_INIT("a synthetic mine with data"), water_command_demonstration},
};

int water_command_begin(const struct command_call *call, const struct option_values *values,
                        bool workers, struct arena *arena, struct water_command *out,
                        struct error *error)
{
    int64_t commission = 0;
    *out = (struct water_command){.json = call->json || options_flag(values, STR("json"))};
    int status = workspace_open(call, values, false, arena, &out->workspace, error);
    if (!status)
        status = workspace_commission(&out->workspace, values, arena, &commission, error);
    const struct worker_options worker = {0};
    if (!status && workers)
        status = worker_pool_create(call->context, &worker, &out->services.workers, error);
    if (!status)
        out->actor = web_actor_program(out->workspace.store, arena, commission, &out->services);
    return status;
}

void water_command_end(struct water_command *command)
{
    worker_pool_destroy(command->services.workers);
    workspace_close(&command->workspace);
}

int water_command_mine_of(const struct water_command *command, const struct option_values *values,
                          struct water_mine_row *out, struct error *error)
{
    struct str code = options_text(values, STR("mine"), STR(""));
    if (code.n == 0)
        return ERROR(error, ERR_USAGE, STR("--mine CODE"));
    return water_mine_find(&command->actor, code, out, error);
}

int water_command_day(const struct option_values *values, struct str name, day_number *out,
                      struct error *error)
{
    struct str text = options_text(values, name, STR(""));
    struct date date;
    *out = 0;
    if (text.n == 0)
        return 0;
    int status = date_parse(text, &date, error);
    *out = status ? 0 : day_of_date(date);
    return status;
}

int water_command_point_of(const struct water_command *command, const struct water_mine_row *mine,
                           struct str code, struct water_point *out, struct error *error)
{
    struct water_point *points;
    size_t count;
    int status = water_points(&command->actor, mine->id, &points, &count, error);
    for (size_t i = 0; !status && i < count; i++)
        if (str_equal(points[i].code, code) || str_equal(points[i].name, code)) {
            *out = points[i];
            return 0;
        }
    return status ? status : ERROR(error, ERR_NOT_FOUND, code);
}

void water_command_show(const struct water_command *command, const struct water_table *table,
                        enum lang lang)
{
    if (!command->json) {
        water_table_print(table, lang);
        return;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_key(&writer, table->name);
    water_table_json(table, &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}
