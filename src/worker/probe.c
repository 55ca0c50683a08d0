#include "worker/probe.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

static void take_memory(void)
{
    const size_t piece = (size_t)16 << 20;
    for (int i = 0; i < 100000; i++) {
        void *memory = mmap(NULL, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            check_fail("out of memory");
    }
}

void probe_run(enum worker_probe probe)
{
    static char program[] = "/bin/true";
    char *arguments[] = {program, NULL};
    volatile bool forever = true;
    switch (probe) {
    case WORKER_PROBE_OPEN:
        (void)!open("/etc/hostname", O_RDONLY | O_CLOEXEC);
        break;
    case WORKER_PROBE_SOCKET:
        (void)!socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        break;
    case WORKER_PROBE_EXECUTE:
        execv(program, arguments);
        break;
    case WORKER_PROBE_MEMORY:
        take_memory();
        break;
    case WORKER_PROBE_SPIN:
        while (forever)
            ;
        break;
    case WORKER_PROBE_ECHO:
        break;
    }
}
