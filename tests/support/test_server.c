#include "support/test_server.h"

#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

enum { NOBODY = 65534 };

uid_t test_server_user(gid_t *group)
{
    bool root = geteuid() == 0;
    if (group)
        *group = root ? NOBODY : getegid();
    return root ? NOBODY : geteuid();
}

static int own_entry(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat;
    (void)kind;
    (void)walk;
    gid_t group;
    uid_t user = test_server_user(&group);
    return lchown(path, user, group);
}

void test_server_own(struct str path)
{
    struct arena *arena = arena_create();
    if (geteuid() == 0 && nftw(arena_c(arena, path), own_entry, 32, FTW_PHYS) != 0)
        check_fail("cannot give a folder to the server's user");
    arena_destroy(arena);
}

static _Noreturn void become_server(char *const *argv, int output)
{
    gid_t group;
    uid_t user = test_server_user(&group);
    setpgid(0, 0);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (geteuid() == 0 &&
        (setgroups(0, NULL) != 0 || setgid(group) != 0 || setuid(user) != 0))
        _exit(126);
    /* The folder of the build may be one that this user cannot enter. */
    if (chdir("/") != 0)
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    close_range(3, ~0u, 0);
    execvp(argv[0], argv);
    _exit(127);
}

static void *drain(void *argument)
{
    char waste[4096];
    int fd = (int)(intptr_t)argument;
    while (read(fd, waste, sizeof waste) > 0)
        continue;
    close(fd);
    return NULL;
}

struct str test_server_start(struct test_server *server, const struct str *words, size_t count,
                             struct str ready, struct arena *arena)
{
    int ends[2];
    char *argv[16] = {0};
    CHECK(count < 16);
    for (size_t i = 0; i < count; i++)
        argv[i] = arena_c(arena, words[i]);
    if (pipe2(ends, O_CLOEXEC) != 0)
        check_fail("no pipe for a test server");
    /* What the server leaves behind becomes ours, so that a kill can wait for all of it. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    server->pid = fork();
    if (server->pid == 0)
        become_server(argv, ends[1]);
    close(ends[1]);
    setpgid(server->pid, server->pid);
    FILE *output = fdopen(dup(ends[0]), "r");
    char line[1024];
    setvbuf(output, NULL, _IONBF, 0);
    do {
        if (!fgets(line, sizeof line, output)) {
            fprintf(stderr, "%s did not start\n", argv[0]);
            check_fail("a test server did not start");
        }
        if (!strstr(line, arena_c(arena, ready)))
            fprintf(stderr, "# %s", line);
    } while (!strstr(line, arena_c(arena, ready)));
    fclose(output);
    pthread_t thread;
    if (pthread_create(&thread, NULL, drain, (void *)(intptr_t)ends[0]) != 0)
        check_fail("no thread for a test server");
    pthread_detach(thread);
    return arena_copy(arena, str_trim(str_from_c(line)));
}

void test_server_kill(struct test_server *server)
{
    if (server->pid <= 0)
        return;
    kill(-server->pid, SIGKILL);
    while (waitpid(-server->pid, NULL, 0) > 0)
        continue;
    server->pid = 0;
}

int test_server_free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        check_fail("no free port");
    close(fd);
    return ntohs(address.sin_port);
}

void test_server_write_file(struct str path, struct str bytes)
{
    struct arena *arena = arena_create();
    FILE *file = fopen(arena_c(arena, path), "w");
    if (!file || fwrite(bytes.p ? bytes.p : "", 1, bytes.n, file) != bytes.n || fclose(file) != 0)
        check_fail("cannot write a file of a test server");
    test_server_own(path);
    arena_destroy(arena);
}
