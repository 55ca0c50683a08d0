/* What the commands on mines and data share: workspace, commission, the program as actor, the
 * worker. */
#ifndef MEGURI_WATER_DATA_COMMAND_H
#define MEGURI_WATER_DATA_COMMAND_H

#include "base/civil.h"
#include "water/data/mine.h"
#include "water/table.h"
#include "web/module.h"
#include "web/workspace.h"

int water_command_mine(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_point(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_import(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_exceedance(const struct command_call *call, struct arena *arena,
                             struct error *error);
int water_command_event(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_certificate(const struct command_call *call, struct arena *arena,
                              struct error *error);
int water_command_access(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_limit(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_campaign(const struct command_call *call, struct arena *arena,
                           struct error *error);
int water_command_visit(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_result(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_hearing(const struct command_call *call, struct arena *arena,
                          struct error *error);
int water_command_missing(const struct command_call *call, struct arena *arena,
                          struct error *error);
int water_command_demonstration(const struct command_call *call, struct arena *arena,
                                struct error *error);
int water_command_data(const struct command_call *call, struct arena *arena, struct error *error);

struct water_command {
    struct workspace workspace;
    struct web_services services;
    struct web_actor actor;
    bool json;
};
/* `workers`: files will be read. water_command_end also after an error. */
int water_command_begin(const struct command_call *call, const struct option_values *values,
                        bool workers, struct arena *arena, struct water_command *out,
                        struct error *error);
void water_command_end(struct water_command *command);
/* The mine of --mine CODE. ERR_USAGE without it. */
int water_command_mine_of(const struct water_command *command, const struct option_values *values,
                          struct water_mine_row *out, struct error *error);
/* The day of that option; 0 when it is not given. ERR_DATE. */
int water_command_day(const struct option_values *values, struct str name, day_number *out,
                      struct error *error);
/* The point of that code in a mine. ERR_NOT_FOUND. */
int water_command_point_of(const struct water_command *command, const struct water_mine_row *mine,
                           struct str code, struct water_point *out, struct error *error);

/* A table as people or, with --json, programs read it. */
void water_command_show(const struct water_command *command, const struct water_table *table,
                        enum lang lang);

#endif
