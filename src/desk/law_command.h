/* The commands of the desk's part of the law. */
#ifndef MEGURI_DESK_LAW_COMMAND_H
#define MEGURI_DESK_LAW_COMMAND_H

#include "web/module.h"

int desk_command_demonstration_cargo(const struct command_call *call, struct arena *arena,
                                     struct error *error);
int desk_command_law_replay(const struct command_call *call, struct arena *arena, struct error *error);

#endif
