/* Finding the route of a path in the modules' tables. Built once at start, read-only afterwards. */
#ifndef MEGURI_WEB_ROUTE_H
#define MEGURI_WEB_ROUTE_H

#include "web/module.h"

enum { ROUTE_PART_LIMIT = 8 };

struct route_match {
    const struct web_route *route; /* NULL: see allowed */
    const struct module *module;
    struct str names[ROUTE_PART_LIMIT], values[ROUTE_PART_LIMIT]; /* ":id" parts, decoded */
    size_t count;
    bool path_known; /* the path exists for another method: 405 */
    bool allows_get, allows_post;
};

struct route_table;
/* Ends the process when two routes are the same or a permission is not declared: both are mistakes
   of the program that any test finds. */
struct route_table *route_table_create(const struct module *const *modules, size_t count);
void route_table_destroy(struct route_table *table);
/* `path` as it came, percent-encoded. */
struct route_match route_find(const struct route_table *table, enum web_method method,
                              struct str path, struct arena *arena);
/* The declared permission, or NULL. */
const struct account_permission *route_permission(const struct route_table *table, struct str name);
const struct module *const *route_modules(const struct route_table *table, size_t *count);

#endif
