/* meguri water demonstration --data DIR: a synthetic mine to try the pages with. */
#include <stdio.h>

#include "water/data/demonstration.h"
#include "water/data_command.h"
#include "water/fit_demonstration.h"

static const struct option_declaration options[] = {WORKSPACE_OPTIONS};

int water_command_demonstration(const struct command_call *call, struct arena *arena,
                                struct error *error)
{
    const struct option_values *values;
    struct water_command command;
    int64_t added = 0;
    int status = command_begin(call, STR("meguri water demonstration --data DIR"), options,
                               sizeof options / sizeof *options, arena, &values, error);
    if (status || !values)
        return status;
    status = water_command_begin(call, values, true, arena, &command, error);
    if (!status)
        status = water_demonstration(&command.actor, &added, error);
    if (!status)
        status = water_fit_demonstration(&command.actor, error);
    if (!status)
        printf(command.json                     ? "{\"added\":%lld}\n"
               : call->context->lang == LANG_JA ? "見本鉱山に %lld 個の値を入れました\n"
                                                : "%lld values in the demonstration mine\n",
               (long long)added);
    water_command_end(&command);
    return status;
}
