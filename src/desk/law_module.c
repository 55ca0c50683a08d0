/* The desk's part that judges by law declares itself: pages, commands. */
#include "desk/desk.h"
#include "desk/law_pages.h"

const struct module law_module = {
    .name = STR_INIT("law"),
    .title_ja = STR_INIT("表の版と判定"),
    .title_en = STR_INIT("Tables of the law"),
    .routes = law_routes,
    .route_count = LAW_ROUTE_COUNT,
    .navigation = law_navigation,
    .navigation_count = LAW_NAVIGATION_COUNT,
};
