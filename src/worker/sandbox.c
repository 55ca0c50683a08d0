#include "worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "doc/worker_protocol.h"

enum {
    LIMIT_CPU_SECONDS = 600, /* of the whole life; a single job is ended by the pool's deadline */
    LIMIT_FILES = 64,
};

/* Private writable memory now, from /proc: RLIMIT_DATA counts it, and a sanitizer maps terabytes. */
static size_t data_in_use(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    if (!file)
        return 0;
    char line[256];
    unsigned long long kilobytes = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "VmData: %llu kB", &kilobytes) == 1)
            break;
    fclose(file);
    return (size_t)kilobytes * 1024;
}

static bool set_limit(__rlimit_resource_t resource, rlim_t value)
{
    struct rlimit limit = {value, value};
    return setrlimit(resource, &limit) == 0;
}

static bool set_limits(size_t memory)
{
    size_t base = data_in_use();
    return base > 0 && set_limit(RLIMIT_DATA, base + memory) && set_limit(RLIMIT_CPU, LIMIT_CPU_SECONDS) &&
           set_limit(RLIMIT_NOFILE, LIMIT_FILES) && set_limit(RLIMIT_FSIZE, WORKER_LIMIT_FILE) &&
           set_limit(RLIMIT_CORE, 0);
}

/* The attribute as of ABI 6; the kernel is told how much of it it knows. Debian 12's header knows the
   first field only. */
struct ruleset {
    uint64_t file_system, network, scope;
};

static int close_file_system(void)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* the version, please */);
    if (abi < 1)
        return 0;
    /* Bits that exist in each ABI: 13 rights at first, then REFER, TRUNCATE and IOCTL_DEV. */
    int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
    struct ruleset ruleset = {.file_system = (1ULL << rights) - 1};
    size_t size = sizeof ruleset.file_system;
    if (abi >= 4) {
        ruleset.network = 3; /* bind and connect by TCP */
        size += sizeof ruleset.network;
    }
    if (abi >= 6) {
        ruleset.scope = 3; /* abstract sockets and signals to others */
        size += sizeof ruleset.scope;
    }
    int fd = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
    if (fd < 0)
        return 0;
    bool closed = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close(fd);
    return closed ? abi : 0;
}

static bool allow_plain(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(pwrite64), SCMP_SYS(writev),
        SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(ftruncate), SCMP_SYS(fstat), SCMP_SYS(fsync),
        SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk),
        SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(memfd_create), SCMP_SYS(getrandom),
        SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(sched_yield),
        SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(exit), SCMP_SYS(exit_group),
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0))
            return false;
    return true;
}

/* Memory never becomes code; the only fcntl is sealing; a signal goes only to ourselves (abort). */
static bool allow_with_arguments(scmp_filter_ctx filter)
{
    const scmp_datum_t self = (scmp_datum_t)getpid();
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                            SCMP_A1(SCMP_CMP_EQ, F_ADD_SEALS)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, self)) == 0;
}

static bool filter_system_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return false;
    bool loaded =
        allow_plain(filter) && allow_with_arguments(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return loaded;
}

bool sandbox_enter(size_t memory, struct sandbox_report *report)
{
    *report = (struct sandbox_report){0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
        return false;
    report->has |= WORKER_HAS_NO_NEW_PRIVILEGES;
    if (!set_limits(memory))
        return false;
    report->has |= WORKER_HAS_LIMITS;
    report->landlock_abi = close_file_system();
    if (report->landlock_abi > 0)
        report->has |= WORKER_HAS_LANDLOCK;
    if (!filter_system_calls())
        return false;
    report->has |= WORKER_HAS_SECCOMP;
    return true;
}
