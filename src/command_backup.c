/* meguri backup and meguri restore: copies of a data directory, and their way back. */
#include <stdio.h>

#include "commands.h"
#include "store/backup.h"
#include "web/workspace.h"

static const struct option_declaration backup_options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("to"), 0, STR_INIT("DIR"),
     STR_INIT("写しを置く場所。前の写しがあれば新しくします"),
     STR_INIT("folder for the copy; an earlier copy in it is brought up to date")},
    {STR_INIT("with-keys"), 0, STR_INIT(""),
     STR_INIT("鍵のファイルも写します（写しだけで読めるようになります。別の場所に保管してください）"),
     STR_INIT("copy the key file too (the copy can then be read by itself; keep it apart)")},
};
static const struct option_declaration restore_options[] = {
    {STR_INIT("from"), 0, STR_INIT("DIR"), STR_INIT("写しのある場所"), STR_INIT("folder of the copy")},
    {STR_INIT("data"), 0, STR_INIT("DIR"), STR_INIT("作り直すデータの置き場所（空であること）"),
     STR_INIT("data directory to make (must be empty)")},
};

int command_backup(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri backup --data DIR --to DIR [--with-keys]"),
                               backup_options, sizeof backup_options / sizeof backup_options[0],
                               arena, &values, error);
    if (status || !values)
        return status;
    struct str folder = options_text(values, STR("to"), STR(""));
    if (folder.n == 0)
        return ERROR(error, ERR_USAGE, STR("--to DIR"));
    struct workspace workspace;
    status = workspace_open(call, values, false, arena, &workspace, error);
    const struct backup_options how = {.with_keys = options_flag(values, STR("with-keys"))};
    if (status == 0)
        status = store_backup(workspace.store, folder, &how, error);
    workspace_close(&workspace);
    if (status == 0)
        printf(call->context->lang == LANG_JA ? "写しを %" PRIstr " に作りました。\n"
                                              : "Backup written to %" PRIstr ".\n",
               STR_ARG(folder));
    return status;
}

int command_restore(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri restore --from DIR --data DIR"), restore_options,
                               sizeof restore_options / sizeof restore_options[0], arena, &values,
                               error);
    if (status || !values)
        return status;
    struct str folder = options_text(values, STR("from"), STR(""));
    struct str directory = options_text(values, STR("data"), STR(""));
    if (folder.n == 0 || directory.n == 0)
        return ERROR(error, ERR_USAGE, STR("--from DIR --data DIR"));
    status = store_restore(call->context, folder, directory, error);
    if (status == 0)
        printf(call->context->lang == LANG_JA ? "%" PRIstr " を作り直しました。\n"
                                              : "%" PRIstr " was restored.\n",
               STR_ARG(directory));
    return status;
}
