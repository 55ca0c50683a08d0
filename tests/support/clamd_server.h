/* A real clamd with small limits and definitions of the test's own: it finds the EICAR test file and
   the words "meguri-test-malware". */
#ifndef MEGURI_TESTS_SUPPORT_CLAMD_SERVER_H
#define MEGURI_TESTS_SUPPORT_CLAMD_SERVER_H

#include "net/clamd.h"
#include "support/test_server.h"

#define CLAMD_MALWARE "meguri-test-malware"

struct clamd_server {
    struct test_server process;
    struct arena *arena;
    struct str folder, socket;
    int port;
};

/* MaxFileSize 2 MB, StreamMaxLength 6 MB. `extra`: lines of clamd.conf. `definitions`: when they were
   made, microseconds; 0: undated ones. */
void clamd_server_start(struct clamd_server *server, int64_t definitions, const char *extra);
void clamd_server_finish(struct clamd_server *server);
/* Options of a client, over its socket. */
struct clamd_options clamd_server_options(const struct clamd_server *server);

#endif
