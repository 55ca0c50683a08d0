/* meguri config check: explains every setting of a data directory; exit code 2 when one is wrong. */
#include <stdio.h>

#include "commands.h"
#include "web/workspace.h"

static const struct option_declaration own_options[] = {WORKSPACE_OPTIONS};
enum { OWN_COUNT = sizeof own_options / sizeof own_options[0] };

int command_config_check(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_declaration *options;
    size_t count = workspace_setting_options(own_options, OWN_COUNT, arena, &options);
    const struct option_values *values;
    int status = command_begin(call, STR("meguri config check --data DIR"), options, count, arena,
                               &values, error);
    if (status || !values)
        return status;
    const struct settings *settings;
    status = workspace_settings(call, values, workspace_directory(call, values, arena), arena,
                                &settings, error);
    if (status)
        return status;
    printf("%" PRIstr, STR_ARG(settings_explain(settings, call->context->lang, arena)));
    return 0;
}
