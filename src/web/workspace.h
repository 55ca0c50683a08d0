/* What a command works on: the data directory it was pointed to, opened for as long as it runs. */
#ifndef MEGURI_WEB_WORKSPACE_H
#define MEGURI_WEB_WORKSPACE_H

#include "web/module.h"
#include "web/serve.h"

/* The options every such command declares: --data DIR (default ./workspace), --db URL,
   --commission CODE, --json. Use as the first elements of the declared options. */
#define WORKSPACE_OPTIONS                                                                          \
    {STR_INIT("data"), 0, STR_INIT("DIR"), STR_INIT("データの置き場所（既定: ./workspace）"),      \
     STR_INIT("data directory (default ./workspace)")},                                            \
        {STR_INIT("db"), 0, STR_INIT("URL"), STR_INIT("PostgreSQL を使うときの URL"),              \
         STR_INIT("URL of the database when it is PostgreSQL")},                                   \
        {STR_INIT("commission"), 0, STR_INIT("CODE"),                                              \
         STR_INIT("委託業務の記号（一つしかなければ省けます）"),                                   \
         STR_INIT("code of the commission (may be left out when there is one)")},                  \
    {                                                                                              \
        STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),                     \
            STR_INIT("result as JSON")                                                             \
    }

struct workspace {
    const struct context *context;
    struct store *store;
    struct str directory;
    struct web_services services; /* empty until workspace_services */
};

/* Opens the store named by --data/--db, else by MEGURI_DATA/MEGURI_DB of the call's environment,
   else
   ./workspace. The directory must exist unless `create`. workspace_close also after an error. */
int workspace_open(const struct command_call *call, const struct option_values *values, bool create,
                   struct arena *arena, struct workspace *out, struct error *error);
void workspace_close(struct workspace *workspace);
/* The data directory that workspace_open would open. */
struct str workspace_directory(const struct command_call *call, const struct option_values *values,
                               struct arena *arena);

/* The commission named by --commission, or the only one. ERR_USAGE lists the codes when several. */
int workspace_commission(struct workspace *workspace, const struct option_values *values,
                         struct arena *arena, int64_t *commission, struct error *error);

/* The declared options followed by one option for each setting (--smtp-host …). Returns how many.
 */
size_t workspace_setting_options(const struct option_declaration *own, size_t own_count,
                                 struct arena *arena, const struct option_declaration **out);
/* Flags (as far as declared) over MEGURI_… over DIRECTORY/meguri.conf over defaults. */
int workspace_settings(const struct command_call *call, const struct option_values *values,
                       struct str directory, struct arena *arena, const struct settings **out,
                       struct error *error);
/* Fills workspace->services from the settings and starts the workers. The arena must live as long
   as the workspace. */
int workspace_services(const struct command_call *call, const struct option_values *values,
                       struct workspace *workspace, struct arena *arena, struct error *error);

#endif
