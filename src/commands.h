/* The program's own commands (not of a room): each is one function in src/command_*.c. */
#ifndef MEGURI_COMMANDS_H
#define MEGURI_COMMANDS_H

#include "web/module.h"

int command_setup(const struct command_call *call, struct arena *arena, struct error *error);
int command_serve(const struct command_call *call, struct arena *arena, struct error *error);
int command_config_check(const struct command_call *call, struct arena *arena, struct error *error);
int command_doctor(const struct command_call *call, struct arena *arena, struct error *error);
int command_inspect(const struct command_call *call, struct arena *arena, struct error *error);
int command_backup(const struct command_call *call, struct arena *arena, struct error *error);
int command_restore(const struct command_call *call, struct arena *arena, struct error *error);
int command_audit_verify(const struct command_call *call, struct arena *arena, struct error *error);
int command_law_judge(const struct command_call *call, struct arena *arena, struct error *error);
int command_law_check(const struct command_call *call, struct arena *arena, struct error *error);
int command_law_tables(const struct command_call *call, struct arena *arena, struct error *error);
int command_law_show(const struct command_call *call, struct arena *arena, struct error *error);
int command_law_diff(const struct command_call *call, struct arena *arena, struct error *error);
int command_chem_run(const struct command_call *call, struct arena *arena, struct error *error);

#endif
