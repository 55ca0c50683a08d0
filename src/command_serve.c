/* meguri serve: opens the data, starts the workers, serves until SIGTERM. */
#include <stdio.h>

#include "commands.h"
#include "modules.h"
#include "web/workspace.h"

static const struct option_declaration own_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("port"), 0, STR_INIT("N"), STR_INIT("待ち受けるポート（設定 web.port より優先）"),
     STR_INIT("port to listen on (over the setting web.port)")},
    {STR_INIT("user"), 0, STR_INIT("NAME"),
     STR_INIT("root で始めたとき、この利用者になってから動きます"),
     STR_INIT("when started as root, become this user first")},
};
enum { OWN_COUNT = sizeof own_options / sizeof own_options[0], MOST_PORT = 65535 };

static void say_ready(void *argument, int port, struct str fingerprint, struct str authority)
{
    enum lang lang = *(const enum lang *)argument;
    bool ja = lang == LANG_JA;
    printf("%s https://localhost:%d\n", ja ? "アドレス:      " : "address:      ", port);
    printf("%s SHA-256 %" PRIstr "\n", ja ? "証明書の指紋:  " : "fingerprint:  ",
           STR_ARG(fingerprint));
    if (authority.n)
        printf("%s %" PRIstr "\n", ja ? "認証局:        " : "authority:    ", STR_ARG(authority));
    fflush(stdout);
}

static int serve(const struct command_call *call, const struct option_values *values,
                 struct workspace *workspace, struct arena *arena, struct error *error)
{
    const struct settings *settings;
    int status = workspace_settings(call, values, workspace->directory, arena, &settings, error);
    if (status)
        return status;
    struct web_options options;
    web_options_from_settings(settings, &options);
    int64_t port;
    status = options_integer(values, STR("port"), options.port, 0, MOST_PORT, &port, error);
    options.port = (int)port;
    if (status == 0)
        status = workspace_services(call, values, workspace, arena, error);
    /* Outside the demonstration a mail that was never sent must not look like one that was. */
    if (status == 0 && workspace->services.mail_folder.n && !workspace->services.demonstration)
        status = ERROR(error, ERR_CONFIG, STR("smtp.folder"), BOTH("実演のときだけ使えます", "is for the demonstration only"));
    if (status)
        return status;
    enum lang lang = call->context->lang;
    return web_serve(call->context, workspace->store, &workspace->services, meguri_modules,
                     meguri_module_count, &options, say_ready, &lang, error);
}

int command_serve(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_declaration *options;
    size_t count = workspace_setting_options(own_options, OWN_COUNT, arena, &options);
    const struct option_values *values;
    int status =
        command_begin(call, STR("meguri serve --data DIR"), options, count, arena, &values, error);
    if (status || !values)
        return status;
    status = web_become_user(call->context, options_text(values, STR("user"), STR("")),
                             workspace_directory(call, values, arena), error);
    struct workspace workspace = {0};
    if (status == 0)
        status = workspace_open(call, values, true, arena, &workspace, error);
    if (status == 0)
        status = serve(call, values, &workspace, arena, error);
    workspace_close(&workspace);
    return status;
}
