/* The handlers of the law's pages and their tables (law_routes.c). */
#ifndef MEGURI_DESK_LAW_PAGES_H
#define MEGURI_DESK_LAW_PAGES_H

#include "desk/page.h"

enum { LAW_ROUTE_COUNT = 6 };
extern const struct web_route law_routes[LAW_ROUTE_COUNT];

web_handler desk_page_judge, desk_page_countries, desk_page_country;
web_handler desk_act_check, desk_act_country_add, desk_act_country;

#endif
