#include "web/workspace.h"

#include "base/file.h"

static struct str environment_value(char *const *environment, struct str name)
{
    for (size_t i = 0; environment && environment[i]; i++) {
        struct str entry = str_from_c(environment[i]);
        if (entry.n > name.n && entry.p[name.n] == '=' && str_starts(entry, name))
            return str_slice(entry, name.n + 1, entry.n);
    }
    return STR("");
}

static struct str choose(const struct command_call *call, const struct option_values *values,
                         struct str option, struct str variable, struct str fallback)
{
    struct str given = options_text(values, option, STR(""));
    if (given.n == 0)
        given = environment_value(call->environment, variable);
    return given.n ? given : fallback;
}

struct str workspace_directory(const struct command_call *call, const struct option_values *values,
                               struct arena *arena)
{
    return arena_copy(arena,
                      choose(call, values, STR("data"), STR("MEGURI_DATA"), STR("workspace")));
}

int workspace_open(const struct command_call *call, const struct option_values *values, bool create,
                   struct arena *arena, struct workspace *out, struct error *error)
{
    *out = (struct workspace){.context = call->context};
    out->directory = workspace_directory(call, values, arena);
    if (!create && !file_exists(out->directory))
        return ERROR(error, ERR_NOT_FOUND, out->directory);
    const struct store_options options = {
        .directory = out->directory,
        .url = choose(call, values, STR("db"), STR("MEGURI_DB"), STR("")),
    };
    if (str_contains(options.url, STR("://")) && !str_starts(options.url, STR("postgresql://")) &&
        !str_starts(options.url, STR("postgres://")))
        return ERROR(error, ERR_USAGE,
                     BOTH("--db は postgresql:// で始めます", "--db begins with postgresql://"));
    return store_open(call->context, &options, &out->store, error);
}

void workspace_close(struct workspace *workspace)
{
    worker_pool_destroy(workspace->services.workers);
    workspace->services.workers = NULL;
    clamd_scanner_destroy(workspace->services.scanner);
    workspace->services.scanner = NULL;
    store_close(workspace->store);
    workspace->store = NULL;
}

struct choice {
    struct str wanted;
    struct arena *arena;
    int64_t *commission;
};

static int find_commission(struct db *db, void *argument, struct error *error)
{
    const struct choice *choice = argument;
    struct account_commission *list;
    size_t count;
    int status = account_commission_list(db, choice->arena, &list, &count, error);
    if (status)
        return status;
    struct str codes = STR("");
    for (size_t i = 0; i < count; i++) {
        if (str_equal(list[i].code, choice->wanted) || (count == 1 && choice->wanted.n == 0)) {
            *choice->commission = list[i].id;
            return 0;
        }
        codes = ARENA_JOIN(choice->arena, codes, STR(" "), list[i].code);
    }
    if (count == 0)
        return ERROR(error, ERR_STATE,
                     BOTH("ここにはまだ委託業務がありません。meguri setup で作るか、--data と --db を確認してください",
                          "there is no commission here yet; make one with meguri setup, or check --data and --db"));
    if (choice->wanted.n)
        return ERROR(error, ERR_NOT_FOUND,
                     ARENA_JOIN(choice->arena, STR("委託業務 "), choice->wanted));
    return ERROR(error, ERR_USAGE, ARENA_JOIN(choice->arena, STR("--commission"), codes));
}

int workspace_commission(struct workspace *workspace, const struct option_values *values,
                         struct arena *arena, int64_t *commission, struct error *error)
{
    struct choice choice = {options_text(values, STR("commission"), STR("")), arena, commission};
    return store_read(workspace->store, find_commission, &choice, error);
}
