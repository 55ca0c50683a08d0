#include <stdio.h>

#include "web/module.h"

int command_begin(const struct command_call *call, struct str usage,
                  const struct option_declaration *declared, size_t count, struct arena *arena,
                  const struct option_values **values, struct error *error)
{
    const struct option_values *parsed;
    *values = NULL;
    int status = options_parse(call->argc, call->argv, declared, count, arena, &parsed, error);
    if (status)
        return status;
    if (options_flag(parsed, STR("help"))) {
        struct str help = options_help(usage, declared, count, call->context->lang, arena);
        printf("%" PRIstr, STR_ARG(help));
        return 0;
    }
    *values = parsed;
    return 0;
}
