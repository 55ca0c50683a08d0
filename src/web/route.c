#include "web/route.h"

#include <stdlib.h>

#include "base/check.h"
#include "web/form.h"

enum { STEP_LIMIT = 16 };

/* The parts of a path between its slashes. */
struct steps {
    size_t count; /* above STEP_LIMIT: too many for any route */
    struct str list[STEP_LIMIT];
};
struct entry {
    const struct module *module;
    const struct web_route *route;
    struct steps steps;
};
struct route_table {
    const struct module *const *modules;
    size_t count;
    struct entry *entries; /* every route of every module, split once */
    size_t entry_count;
};

static struct steps split(struct str path)
{
    struct steps steps = {0};
    struct str rest = str_slice(path, 1, path.n), part;
    while (steps.count < STEP_LIMIT && str_cut(&rest, '/', &part))
        steps.list[steps.count++] = part;
    if (rest.p)
        steps.count = STEP_LIMIT + 1;
    return steps;
}

static bool is_variable(struct str step)
{
    return step.n > 0 && step.p[0] == ':';
}

/* Most routes differ in a word: no word is decoded before all of them are equal. */
static bool words_fit(const struct steps *wanted, const struct steps *given)
{
    if (wanted->count != given->count)
        return false;
    for (size_t i = 0; i < wanted->count; i++)
        if (!is_variable(wanted->list[i]) && !str_equal(wanted->list[i], given->list[i]))
            return false;
    return true;
}

static bool read_variables(const struct steps *wanted, const struct steps *given,
                           struct arena *arena, struct route_match *match)
{
    for (size_t i = 0; i < wanted->count; i++) {
        struct str step = wanted->list[i], value = given->list[i];
        if (!is_variable(step))
            continue;
        CHECK(match->count < ROUTE_PART_LIMIT);
        match->names[match->count] = str_slice(step, 1, step.n);
        if (value.n == 0 || !form_decode(value, false, arena, &match->values[match->count]))
            return false;
        match->count++;
    }
    return true;
}

/* Fixed words win over ":id": fewer variable parts is the better fit. */
static void consider(struct route_match *best, const struct entry *entry, enum web_method method,
                     const struct steps *path, struct arena *arena)
{
    const struct web_route *route = entry->route;
    if (!words_fit(&entry->steps, path))
        return;
    struct route_match match = {.route = route, .module = entry->module};
    if (!read_variables(&entry->steps, path, arena, &match))
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
    struct steps steps = split(path);
    for (size_t i = 0; i < table->entry_count && steps.count <= STEP_LIMIT; i++)
        consider(&best, &table->entries[i], method, &steps, arena);
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
    if (split(route->path).count > STEP_LIMIT)
        check_fail("a route's path has too many steps");
    if (route->permission.n > 0 && !route_permission(table, route->permission))
        check_fail("a route names a permission that no module declares");
    if (route->method == WEB_POST && route->csrf == WEB_CSRF_NONE)
        check_fail("a POST route has no CSRF class");
    if (route->light &&
        (route->method != WEB_GET || route->permission.n > 0 || route->reads_personal_data))
        check_fail("a light route is not a public GET");
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

static void fill_entries(struct route_table *table)
{
    struct entry *entry = calloc(table->entry_count ? table->entry_count : 1, sizeof *entry);
    if (!entry)
        check_fail("out of memory");
    table->entries = entry;
    for (size_t m = 0; m < table->count; m++) {
        const struct module *module = table->modules[m];
        for (size_t r = 0; r < module->route_count; r++)
            *entry++ = (struct entry){module, &module->routes[r], split(module->routes[r].path)};
    }
}

struct route_table *route_table_create(const struct module *const *modules, size_t count)
{
    struct route_table *table = calloc(1, sizeof *table);
    if (!table)
        check_fail("out of memory");
    *table = (struct route_table){.modules = modules, .count = count};
    for (size_t m = 0; m < count; m++)
        for (size_t r = 0; r < modules[m]->route_count; r++) {
            check_route(table, &modules[m]->routes[r]);
            check_unique(table, &modules[m]->routes[r]);
            table->entry_count++;
        }
    fill_entries(table);
    return table;
}

void route_table_destroy(struct route_table *table)
{
    if (!table)
        return;
    free(table->entries);
    free(table);
}
