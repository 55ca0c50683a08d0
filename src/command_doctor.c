/* meguri doctor: what this machine can do. Exit code 0 also when something optional is absent. */
#include <stdio.h>

#include "base/json.h"
#include "base/text.h"
#include "commands.h"
#include "doc/capability.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"), STR_INIT("result as JSON")},
};

static void print_json(const struct capability *list, size_t count)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_array(&writer);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&writer);
        json_put_string(&writer, STR("name"), list[i].name);
        json_put_string(&writer, STR("title"), list[i].title);
        json_put_bool(&writer, STR("present"), list[i].present);
        json_put_string(&writer, STR("program"), list[i].program);
        json_put_string(&writer, STR("version"), list[i].version);
        json_put_string(&writer, STR("lost_without_it"), list[i].lost);
        json_put_string(&writer, STR("remedy"), list[i].remedy);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct capability *list, size_t count, bool ja)
{
    for (size_t i = 0; i < count; i++) {
        const struct capability *one = &list[i];
        printf("%s %" PRIstr "\n", one->present ? (ja ? "あり" : "present") : (ja ? "なし" : "absent "),
               STR_ARG(one->title));
        if (one->present) {
            printf("       %" PRIstr "  %" PRIstr "\n", STR_ARG(one->program), STR_ARG(one->version));
            continue;
        }
        printf("       %s%" PRIstr "\n", ja ? "ないと: " : "without it: ", STR_ARG(one->lost));
        printf("       %s%" PRIstr "\n", ja ? "入れ方: " : "how to get it: ", STR_ARG(one->remedy));
    }
}

int command_doctor(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri doctor"), options, 1, arena, &values, error);
    if (status || !values)
        return status;
    struct capability *list;
    size_t count;
    capability_list(call->context, call->context->lang, arena, &list, &count);
    if (call->json)
        print_json(list, count);
    else
        print_text(list, count, call->context->lang == LANG_JA);
    return 0;
}
