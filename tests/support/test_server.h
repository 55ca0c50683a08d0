/* A server program run by a test as an ordinary user: started, its first words read, killed at the
   end (also when the test dies). Failures end the process: a test cannot go on without it. */
#ifndef MEGURI_TESTS_SUPPORT_TEST_SERVER_H
#define MEGURI_TESTS_SUPPORT_TEST_SERVER_H

#include <sys/types.h>

#include "base/arena.h"

struct test_server {
    pid_t pid;    /* leader of its own process group */
};

/* The user that servers run as: this one, or nobody when this one is root. */
uid_t test_server_user(gid_t *group);
/* Gives a file or folder with all that is in it to that user. */
void test_server_own(struct str path);
/* Starts words[0] (at most 15 words) and waits until it has written a line containing `ready`; the
   line lives in the arena. Later output is read and dropped. */
struct str test_server_start(struct test_server *server, const struct str *words, size_t count,
                             struct str ready, struct arena *arena);
/* SIGKILL to the whole group, and waits for all of it. Twice is fine. */
void test_server_kill(struct test_server *server);
/* A TCP port of 127.0.0.1 that nobody uses now. */
int test_server_free_port(void);
void test_server_write_file(struct str path, struct str bytes);

#endif
