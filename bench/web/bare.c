#include "bare.h"

#include <microhttpd.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/check.h"

struct bare {
    struct str bytes;
    struct MHD_Daemon *daemon;
};

static enum MHD_Result send_bytes(void *argument, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
    (void)url, (void)method, (void)version, (void)data, (void)size;
    static int seen;
    if (!*state) {
        /* An answer at the first call would close the connection. */
        *state = &seen;
        return MHD_YES;
    }
    const struct bare *bare = argument;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(bare->bytes.n, (void *)(uintptr_t)bare->bytes.p, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

struct bare *bare_create(struct str bytes, const char *certificate, const char *key, int port)
{
    struct bare *bare = calloc(1, sizeof *bare);
    CHECK(bare);
    bare->bytes = bytes;
    bare->daemon = MHD_start_daemon(MHD_USE_TLS | MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL, NULL, send_bytes,
                                    bare, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_HTTPS_MEM_CERT, certificate,
                                    MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_END);
    CHECK(bare->daemon);
    return bare;
}

int bare_port(const struct bare *bare)
{
    return MHD_get_daemon_info(bare->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void bare_destroy(struct bare *bare)
{
    MHD_stop_daemon(bare->daemon);
    free(bare);
}
