/* The water room declares itself: pages and commands. */
#include "water/command.h"
#include "water/routes.h"
#include "water/water.h"

static const struct command commands[] = {
    {STR_INIT("cost"),
     STR_INIT("中和処理場とパッシブトリートメントの費用・エネルギー・CO2 を比べます"),
     STR_INIT("compare a lime plant and passive treatment in money, energy and CO2"),
     water_command_cost},
    {STR_INIT("simulate"), STR_INIT("水質の変化を槽ごとに予測します"),
     STR_INIT("predict what leaves each tank of a train"), water_command_simulate},
    {STR_INIT("fit"), STR_INIT("観測値に合うように反応の値などを合わせ込みます"),
     STR_INIT("fit the figures of a train to observations"), water_command_fit},
    {STR_INIT("ensemble"), STR_INIT("観測値に合う値の幅をアンサンブルで求めます"),
     STR_INIT("spread of the figures that meet the observations"), water_command_ensemble},
    {STR_INIT("predict"), STR_INIT("これからの水質の幅、基準値を守れる確率、槽の更新時期を求めます"),
     STR_INIT("days to come with their spread, chances to meet limits, renewal of beds"),
     water_command_predict},
    {STR_INIT("screen"), STR_INIT("多くの鉱山から、パッシブトリートメントが合うものを探します"),
     STR_INIT("find mines that would suit passive treatment"), water_command_screen},
    {STR_INIT("knowledge"), STR_INIT("長期に運転した処理施設の知見を探します"),
     STR_INIT("search what became of treatment plants that ran for years"),
     water_command_knowledge},
    {STR_INIT("verify"), STR_INIT("対策の前と後の使用量から、節減とその幅を求めます"),
     STR_INIT("what a measure saved, by metered use before and after it"), water_command_verify},
    {STR_INIT("synthesize"),
     STR_INIT("真の値が分かっている観測値を作ります（合わせ込みや採水計画の確認用）"),
     STR_INIT("make observations with a known truth, for judging a fit or a sampling plan"),
     water_command_synthesize},
};

const struct module water_module = {
    .name = STR_INIT("water"),
    .title_ja = STR_INIT("坑廃水"),
    .title_en = STR_INIT("Mine water"),
    .commands = commands,
    .command_count = sizeof commands / sizeof commands[0],
    .routes = water_routes,
    .route_count = WATER_ROUTE_COUNT,
    .navigation = water_navigation,
    .navigation_count = WATER_NAVIGATION_COUNT,
};
