/* meguri audit verify: recomputes the chain; exit code 1 when it does not fit. */
#include <stdio.h>

#include "commands.h"
#include "store/audit.h"
#include "web/workspace.h"

static const struct option_declaration options[] = {WORKSPACE_OPTIONS};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

int command_audit_verify(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri audit verify --data DIR"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    struct workspace workspace;
    status = workspace_open(call, values, false, arena, &workspace, error);
    struct str head = STR("");
    int64_t sealed = 0, count = 0;
    if (status == 0)
        status = audit_seal(workspace.store, arena, &head, &sealed, error);
    if (status == 0)
        status = audit_verify(workspace.store, &count, error);
    workspace_close(&workspace);
    if (status)
        return status;
    if (call->json)
        printf("{\"entries\":%lld,\"head\":\"%" PRIstr "\"}\n", (long long)count, STR_ARG(head));
    else if (call->context->lang == LANG_JA)
        printf("監査記録 %lld 件の鎖は正しくつながっています。先頭の値: %" PRIstr "\n", (long long)count,
               STR_ARG(head));
    else
        printf("The chain of %lld audit entries is whole. Head: %" PRIstr "\n", (long long)count,
               STR_ARG(head));
    return 0;
}
