/* The pages of the water room: permissions, routes, menu. */
#ifndef MEGURI_WATER_ROUTES_H
#define MEGURI_WATER_ROUTES_H

#include "web/module.h"

enum { WATER_ROUTE_COUNT = 7, WATER_NAVIGATION_COUNT = 3 };
extern const struct web_route water_routes[WATER_ROUTE_COUNT];
extern const struct navigation water_navigation[WATER_NAVIGATION_COUNT];

#endif
