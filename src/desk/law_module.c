/* The desk's part that judges by law declares itself: pages, commands. */
#include "desk/desk.h"
#include "desk/law_command.h"
#include "desk/law_pages.h"

static const struct command commands[] = {
    {STR_INIT("replay"), STR_INIT("過去の判断を今の表や別の版で判定し直し、変わるものを示します"),
     STR_INIT("judges past decisions again and shows which would differ"), desk_command_law_replay},
    {STR_INIT("demonstration"), STR_INIT("デモの事案に成分と分析を入れます"),
     STR_INIT("gives the demonstration cases composition and analyses"), desk_command_demonstration_cargo},
};

const struct module law_module = {
    .name = STR_INIT("law"),
    .title_ja = STR_INIT("表の版と判定"),
    .title_en = STR_INIT("Tables of the law"),
    .routes = law_routes,
    .route_count = LAW_ROUTE_COUNT,
    .commands = commands,
    .command_count = sizeof commands / sizeof commands[0],
    .navigation = law_navigation,
    .navigation_count = LAW_NAVIGATION_COUNT,
};
