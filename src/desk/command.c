/* What the desk's commands share: workspace, commission, the program as actor. */
#include "desk/command.h"

struct founding {
    struct arena *arena;
    int64_t commission; /* 0: there are several, or none was wanted */
};

static int found_body(struct db *db, void *argument, struct error *error)
{
    struct founding *founding = argument;
    struct account_commission *list;
    size_t count;
    int status = account_commission_list(db, founding->arena, &list, &count, error);
    if (status || count)
        return status;
    const struct account_commission first = {
        .code = STR("basel"),
        .title = STR("バーゼル法関連事前相談業務"),
    };
    return account_commission_create(db, &first, &founding->commission, error);
}

int desk_command_begin(const struct command_call *call, const struct option_values *values,
                      bool create, struct arena *arena, struct desk_command *out,
                      struct error *error)
{
    *out = (struct desk_command){0};
    int64_t commission;
    int status = workspace_open(call, values, create, arena, &out->workspace, error);
    struct founding founding = {arena, 0};
    if (status == 0 && create)
        status = store_write(out->workspace.store, found_body, &founding, error);
    if (status == 0)
        status = workspace_commission(&out->workspace, values, arena, &commission, error);
    if (status == 0)
        out->actor = web_actor_program(out->workspace.store, arena, commission, NULL);
    return status;
}

void desk_command_end(struct desk_command *command)
{
    workspace_close(&command->workspace);
}
