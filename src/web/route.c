#include "web/route.h"

#include <stdlib.h>

#include "base/check.h"
#include "web/form.h"

struct route_table {
    const struct module *const *modules;
    size_t count;
};

static size_t split(struct str path, struct str *parts, size_t limit)
{
    size_t count = 0;
    struct str rest = str_slice(path, 1, path.n), part;
    while (count < limit && str_cut(&rest, '/', &part))
        parts[count++] = part;
    return rest.p ? limit + 1 : count;
}

enum { STEP_LIMIT = 16 };

static bool fits(struct str pattern, struct str path, struct arena *arena,
                 struct route_match *match)
{
    struct str wanted[STEP_LIMIT], given[STEP_LIMIT];
    size_t count = split(pattern, wanted, STEP_LIMIT);
    if (count > STEP_LIMIT || split(path, given, STEP_LIMIT) != count)
        return false;
    match->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (wanted[i].n == 0 || wanted[i].p[0] != ':') {
            if (!str_equal(wanted[i], given[i]))
                return false;
            continue;
        }
        CHECK(match->count < ROUTE_PART_LIMIT);
        match->names[match->count] = str_slice(wanted[i], 1, wanted[i].n);
        if (given[i].n == 0 || !form_decode(given[i], false, arena, &match->values[match->count]))
            return false;
        match->count++;
    }
    return true;
}

/* Fixed words win over ":id": fewer variable parts is the better fit. */
static void consider(struct route_match *best, const struct module *module,
                     const struct web_route *route, enum web_method method, struct str path,
                     struct arena *arena)
{
    struct route_match match = {.route = route, .module = module};
    if (!fits(route->path, path, arena, &match))
        return;
    best->path_known = true;
    best->allows_get |= route->method == WEB_GET;
    best->allows_post |= route->method == WEB_POST;
    if (route->method != method || (best->route && best->count <= match.count))
        return;
    match.path_known = true;
    match.allows_get = best->allows_get;
    match.allows_post = best->allows_post;
    *best = match;
}

struct route_match route_find(const struct route_table *table, enum web_method method,
                              struct str path, struct arena *arena)
{
    struct route_match best = {0};
    for (size_t m = 0; m < table->count; m++)
        for (size_t r = 0; r < table->modules[m]->route_count; r++)
            consider(&best, table->modules[m], &table->modules[m]->routes[r], method, path, arena);
    return best;
}

const struct account_permission *route_permission(const struct route_table *table, struct str name)
{
    for (size_t m = 0; m < table->count; m++)
        for (size_t p = 0; p < table->modules[m]->permission_count; p++)
            if (str_equal(table->modules[m]->permissions[p].name, name))
                return &table->modules[m]->permissions[p];
    return NULL;
}

const struct module *const *route_modules(const struct route_table *table, size_t *count)
{
    *count = table->count;
    return table->modules;
}

static void check_route(const struct route_table *table, const struct web_route *route)
{
    if (route->path.n == 0 || route->path.p[0] != '/')
        check_fail("a route's path does not begin with /");
    if (route->permission.n > 0 && !route_permission(table, route->permission))
        check_fail("a route names a permission that no module declares");
    if (route->method == WEB_POST && route->csrf == WEB_CSRF_NONE)
        check_fail("a POST route has no CSRF class");
}

static void check_unique(const struct route_table *table, const struct web_route *route)
{
    size_t same = 0;
    for (size_t m = 0; m < table->count; m++)
        for (size_t r = 0; r < table->modules[m]->route_count; r++) {
            const struct web_route *other = &table->modules[m]->routes[r];
            same += other->method == route->method && str_equal(other->path, route->path);
        }
    if (same != 1)
        check_fail("two routes have the same method and path");
}

struct route_table *route_table_create(const struct module *const *modules, size_t count)
{
    struct route_table *table = calloc(1, sizeof *table);
    if (!table)
        check_fail("out of memory");
    *table = (struct route_table){modules, count};
    for (size_t m = 0; m < count; m++)
        for (size_t r = 0; r < modules[m]->route_count; r++) {
            check_route(table, &modules[m]->routes[r]);
            check_unique(table, &modules[m]->routes[r]);
        }
    return table;
}

void route_table_destroy(struct route_table *table)
{
    free(table);
}
