#include "support/clamd_server.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/process.h"
#include "support/test_folder.h"

static struct str in_folder(const struct clamd_server *server, const char *name)
{
    return ARENA_JOIN(server->arena, server->folder, STR("/"), str_from_c(name));
}

static void make_definitions(const struct clamd_server *server, int64_t made)
{
    struct context context;
    struct process_result result;
    const char *words[] = {
        "python3", CLAMD_DEFINITIONS,
        in_folder(server, made ? "definitions/daily.cud" : "definitions/own.ndb").p,
        arena_format(server->arena, "%lld", (long long)(made / US_PER_SECOND)).p, NULL};
    context_init_system(&context, NULL, LANG_EN);
    CHECK(mkdir(in_folder(server, "definitions").p, 0755) == 0);
    CHECK(process_run(&context, words, 30 * (int64_t)US_PER_SECOND, 100, server->arena, &result,
                      NULL) == 0 && result.exit_code == 0);
}

void clamd_server_start(struct clamd_server *server, int64_t definitions, const char *extra)
{
    *server = (struct clamd_server){.arena = arena_create()};
    server->folder = test_folder_create(server->arena);
    server->port = test_server_free_port();
    server->socket = in_folder(server, "socket");
    make_definitions(server, definitions);
    CHECK(mkdir(in_folder(server, "temporary").p, 0700) == 0);
    struct str settings = arena_format(server->arena,
        "LocalSocket %s\nTCPSocket %d\nTCPAddr 127.0.0.1\nDatabaseDirectory %s/definitions\n"
        "TemporaryDirectory %s/temporary\nForeground yes\nMaxFileSize 2M\nMaxScanSize 8M\n"
        "StreamMaxLength 6M\n%s",
        server->socket.p, server->port, server->folder.p, server->folder.p, extra);
    test_server_write_file(in_folder(server, "clamd.conf"), settings);
    test_server_own(server->folder);
    const struct str words[] = {STR("/usr/sbin/clamd"), STR("-c"), in_folder(server, "clamd.conf")};
    test_server_start(&server->process, words, 3, STR("Self checking"), server->arena);
}

void clamd_server_finish(struct clamd_server *server)
{
    test_server_kill(&server->process);
    test_folder_remove(server->folder);
    arena_destroy(server->arena);
}

struct clamd_options clamd_server_options(const struct clamd_server *server)
{
    return (struct clamd_options){.socket = server->socket, .deadline = 30 * (int64_t)US_PER_SECOND};
}
