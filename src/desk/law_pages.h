/* The handlers of the law's pages and their tables (law_routes.c). */
#ifndef MEGURI_DESK_LAW_PAGES_H
#define MEGURI_DESK_LAW_PAGES_H

#include "desk/page.h"

enum { LAW_ROUTE_COUNT = 21, LAW_NAVIGATION_COUNT = 1 };
extern const struct web_route law_routes[LAW_ROUTE_COUNT];
extern const struct navigation law_navigation[LAW_NAVIGATION_COUNT];

web_handler desk_page_judge, desk_page_countries, desk_page_country, desk_page_law,
    desk_page_law_table, desk_page_law_row, desk_page_law_changes, desk_page_used_goods, desk_page_judge_import;
web_handler desk_act_check, desk_act_judge, desk_act_propose, desk_act_judge_decide,
    desk_act_country_add, desk_act_country, desk_act_law_confirm, desk_act_law_edition,
    desk_act_law_change, desk_act_used_goods, desk_act_judge_import, desk_act_judge_import_take;

#endif
