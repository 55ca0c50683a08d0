/* meguri desk generate --data DIR --cases N --seed S */
#include <stdio.h>

#include "base/progress.h"
#include "desk/command.h"
#include "desk/generate.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("cases"), 0, STR_INIT("N"), STR_INIT("作る相談の件数（既定: 1000）"),
     STR_INIT("number of cases (default 1000)")},
    {STR_INIT("seed"), 0, STR_INIT("S"), STR_INIT("乱数の種（既定: 1）"),
     STR_INIT("seed (default 1)")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void show_progress(void *state, int64_t done)
{
    progress_set(state, done);
}

static int generate(const struct desk_command *command, const struct option_values *values,
                    struct desk_generation *generation, struct error *error)
{
    int status = options_integer(values, STR("cases"), 1000, 1, 10000000, &generation->cases,
                                 error);
    if (status == 0)
        status = options_integer(values, STR("seed"), 1, 0, INT64_MAX, &generation->seed, error);
    if (status)
        return status;
    struct progress *progress =
        progress_create(command->workspace.context, 2, STR("generate"), generation->cases);
    generation->progress = show_progress;
    generation->state = progress;
    status = desk_generate(&command->actor, generation, error);
    progress_finish(progress);
    return status;
}

int desk_command_generate(const struct command_call *call, struct arena *arena,
                          struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri desk generate --data DIR --cases N --seed S"),
                               options, OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    struct desk_command command = {0};
    struct desk_generation generation = {0};
    status = desk_command_begin(call, values, true, arena, &command, error);
    if (status == 0)
        status = generate(&command, values, &generation, error);
    desk_command_end(&command);
    if (status)
        return status;
    if (call->json || options_flag(values, STR("json")))
        printf("{\"cases\":%lld,\"seed\":%lld}\n", (long long)generation.cases,
               (long long)generation.seed);
    else if (call->context->lang == LANG_JA)
        printf("作り物の相談 %lld 件を作りました。\n", (long long)generation.cases);
    else
        printf("%lld synthetic cases were made.\n", (long long)generation.cases);
    return 0;
}
