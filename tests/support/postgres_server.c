#include "support/postgres_server.h"

#include <fcntl.h>
#include <glob.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "support/test_folder.h"

enum { START_ATTEMPTS = 1500, START_PAUSE_MS = 20 };

static struct {
    pid_t owner, process;
    struct arena *arena;
    struct str programs, folder;
    int databases;
} server;

static void find_programs(void)
{
    if (!server.arena)
        server.arena = arena_create();
    glob_t found;
    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0)
        return;
    struct str newest = str_from_c(found.gl_pathv[found.gl_pathc - 1]);
    server.programs = arena_copy(server.arena, str_slice(newest, 0, newest.n - strlen("/initdb")));
    globfree(&found);
}

bool postgres_server_is_available(void)
{
    if (server.programs.n == 0)
        find_programs();
    return server.programs.n > 0;
}

/* In the child: PostgreSQL refuses root. */
static void become_ordinary(void)
{
    if (geteuid() != 0)
        return;
    const struct passwd *nobody = getpwnam("nobody");
    if (!nobody || setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0)
        _exit(126);
}

/* arguments[0] is filled in: the programs look for each other beside their own full path. */
static pid_t start(struct str program, char *arguments[])
{
    struct str path = ARENA_JOIN(server.arena, server.programs, STR("/"), program);
    struct str log = ARENA_JOIN(server.arena, server.folder, STR("/log"));
    arguments[0] = arena_c(server.arena, path);
    pid_t child = fork();
    if (child != 0)
        return child;
    become_ordinary();
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    int out = open(log.p, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 || chdir("/") != 0)
        _exit(126);
    execv(path.p, arguments);
    _exit(127);
}

static void stop(void)
{
    if (server.owner != getpid())
        return; /* a forked child of the test */
    kill(server.process, SIGQUIT);
    waitpid(server.process, NULL, 0);
    test_folder_remove(server.folder);
    arena_destroy(server.arena);
}

static void make_cluster(void)
{
    struct str data = ARENA_JOIN(server.arena, server.folder, STR("/data"));
    char *arguments[] = {NULL,
                         arena_c(server.arena, STR("--pgdata")),
                         arena_c(server.arena, data),
                         arena_c(server.arena, STR("--username=meguri")),
                         arena_c(server.arena, STR("--auth=trust")),
                         arena_c(server.arena, STR("--encoding=UTF8")),
                         arena_c(server.arena, STR("--locale=C")),
                         arena_c(server.arena, STR("--no-sync")),
                         NULL};
    int status = 0;
    pid_t child = start(STR("initdb"), arguments);
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        check_fail("initdb failed");
}

static struct str database_url(struct str name, struct arena *arena)
{
    return arena_format(arena, "postgresql:///%" PRIstr "?host=%" PRIstr "&user=meguri",
                        STR_ARG(name), STR_ARG(server.folder));
}

static void wait_until_ready(void)
{
    struct str url = database_url(STR("postgres"), server.arena);
    for (int i = 0; i < START_ATTEMPTS; i++) {
        if (PQping(url.p) == PQPING_OK)
            return;
        if (waitpid(server.process, NULL, WNOHANG) != 0)
            break;
        nanosleep(&(struct timespec){.tv_nsec = START_PAUSE_MS * 1000000L}, NULL);
    }
    check_fail("PostgreSQL does not start");
}

static void start_server(void)
{
    if (!postgres_server_is_available())
        check_fail("PostgreSQL is not installed");
    server.folder = test_folder_create(server.arena);
    const struct passwd *nobody = getpwnam("nobody");
    if (geteuid() == 0 && nobody && chown(server.folder.p, nobody->pw_uid, nobody->pw_gid) != 0)
        check_fail("cannot give the folder away");
    make_cluster();
    struct str data = ARENA_JOIN(server.arena, server.folder, STR("/data"));
    /* fsync is off: these tests kill programs, not the machine. */
    char *arguments[] = {NULL,
                         arena_c(server.arena, STR("-D")),
                         arena_c(server.arena, data),
                         arena_c(server.arena, STR("-k")),
                         arena_c(server.arena, server.folder),
                         arena_c(server.arena, STR("-clisten_addresses=")),
                         arena_c(server.arena, STR("-cfsync=off")),
                         arena_c(server.arena, STR("-cfull_page_writes=off")),
                         arena_c(server.arena, STR("-cshared_buffers=32MB")),
                         arena_c(server.arena, STR("-cmax_connections=100")),
                         NULL};
    server.owner = getpid();
    server.process = start(STR("postgres"), arguments);
    if (server.process < 0 || atexit(stop) != 0)
        check_fail("PostgreSQL does not start");
    wait_until_ready();
}

struct str postgres_server_database(struct arena *arena)
{
    if (server.process == 0)
        start_server();
    struct str name = arena_format(arena, "test%d", ++server.databases);
    PGconn *connection = PQconnectdb(database_url(STR("postgres"), arena).p);
    PGresult *result =
        PQexec(connection, arena_format(arena, "CREATE DATABASE %s TEMPLATE template0"
                                               " STRATEGY file_copy",
                                        name.p)
                               .p);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        check_fail(PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
    return database_url(name, arena);
}
