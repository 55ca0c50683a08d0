/* The desk's commands; each is thin and calls the same functions as the pages. */
#ifndef MEGURI_DESK_COMMAND_H
#define MEGURI_DESK_COMMAND_H

#include "desk/permission.h"
#include "web/module.h"
#include "web/workspace.h"

int desk_command_import(const struct command_call *call, struct arena *arena, struct error *error);
int desk_command_list(const struct command_call *call, struct arena *arena, struct error *error);
int desk_command_show(const struct command_call *call, struct arena *arena, struct error *error);
int desk_command_erase(const struct command_call *call, struct arena *arena, struct error *error);
int desk_command_holidays(const struct command_call *call, struct arena *arena,
                          struct error *error);
int desk_command_generate(const struct command_call *call, struct arena *arena,
                          struct error *error);

/* The workspace and the commission the command works on. With `create` the directory is made, and so is
   a commission when there is none yet. *out->actor is the program within it. */
struct desk_command {
    struct workspace workspace;
    struct web_actor actor;
};
int desk_command_begin(const struct command_call *call, const struct option_values *values,
                      bool create, struct arena *arena, struct desk_command *out,
                      struct error *error);
void desk_command_end(struct desk_command *command);

#endif
