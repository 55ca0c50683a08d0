/* The settings of one data directory: flags over MEGURI_… over DATA/meguri.conf over defaults. */
#include "base/file.h"
#include "web/workspace.h"

enum { FILE_LIMIT = 256 * 1024 };

size_t workspace_setting_options(const struct option_declaration *own, size_t own_count,
                                 struct arena *arena, const struct option_declaration **out)
{
    struct option_declaration *options =
        ARENA_ARRAY(arena, struct option_declaration, own_count + web_settings_count);
    for (size_t i = 0; i < own_count; i++)
        options[i] = own[i];
    for (size_t i = 0; i < web_settings_count; i++) {
        const struct setting_declaration *setting = &web_settings[i];
        char *name = arena_c(arena, setting->key);
        for (size_t k = 0; name[k]; k++)
            if (name[k] == '.' || name[k] == '_')
                name[k] = '-';
        options[own_count + i] = (struct option_declaration){
            .name = str_from_c(name),
            .value_name = setting->kind == SETTING_BOOLEAN ? STR("true|false") : STR("VALUE"),
            .help_ja = setting->help_ja,
            .help_en = setting->help_en,
        };
    }
    *out = options;
    return own_count + web_settings_count;
}

int workspace_settings(const struct command_call *call, const struct option_values *values,
                       struct str directory, struct arena *arena, const struct settings **out,
                       struct error *error)
{
    struct settings_sources sources = {.environment = call->environment, .flags = values};
    struct str path = ARENA_JOIN(arena, directory, STR("/meguri.conf"));
    if (file_exists(path)) {
        sources.file_name = path;
        int status =
            file_read(call->context, path, FILE_LIMIT, arena, &sources.file_text, error);
        if (status)
            return status;
    }
    return settings_load(web_settings, web_settings_count, &sources, arena, out, error);
}

static struct clamd_scanner *scanner_from_settings(const struct settings *s)
{
    const struct clamd_options options = {
        .socket = settings_text(s, STR("clamd.socket")),
        .host = settings_text(s, STR("clamd.host")),
        .port = (int)settings_integer(s, STR("clamd.port")),
        .definition_days = settings_integer(s, STR("clamd.definition_days")),
    };
    return options.socket.n || options.host.n ? clamd_scanner_create(&options) : NULL;
}

int workspace_services(const struct command_call *call, const struct option_values *values,
                       struct workspace *workspace, struct arena *arena, struct error *error)
{
    const struct settings *settings;
    int status =
        workspace_settings(call, values, workspace->directory, arena, &settings, error);
    if (status)
        return status;
    web_services_from_settings(settings, &workspace->services);
    workspace->services.scanner = scanner_from_settings(settings);
    const struct worker_options options = {0};
    return worker_pool_create(call->context, &options, &workspace->services.workers, error);
}
