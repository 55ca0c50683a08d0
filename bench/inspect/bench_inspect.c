/* bench_inspect FILE…: each file inspected in this process, without a worker around it: the best
   and the median of seven rounds, and the most memory this process ever held. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "inspect/inspect.h"

enum { ROUNDS = 7 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Kilobytes of memory of its own: what is mapped from the file is the kernel's. */
static long most_memory(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    long kilobytes = 0, shared = 0;
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmHWM: %ld kB", &kilobytes) == 1)
            continue;
        sscanf(line, "RssFile: %ld kB", &shared);
    }
    if (file)
        fclose(file);
    return kilobytes - shared;
}

static void measure(struct inspect *inspect, const char *path)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) || status.st_size == 0)
        return;
    void *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return;
    double times[ROUNDS];
    struct inspect_report report = {0};
    for (int i = 0; i < ROUNDS; i++) {
        struct arena *arena = arena_create();
        double begun = seconds();
        inspect_bytes(inspect, str_from_c(path), (struct str){map, (size_t)status.st_size}, NULL,
                      arena, &report);
        times[i] = seconds() - begun;
        arena_destroy(arena);
    }
    qsort(times, ROUNDS, sizeof times[0], compare);
    printf("%-40s %8.3f MB  best %.3f s  median %.3f s  findings %zu  memory %ld MB\n", path,
           (double)status.st_size / 1e6, times[0], times[ROUNDS / 2], report.count,
           most_memory() / 1024);
    munmap(map, (size_t)status.st_size);
}

int main(int argc, char **argv)
{
    struct inspect *inspect = inspect_create();
    for (int i = 1; i < argc; i++)
        measure(inspect, argv[i]);
    inspect_destroy(inspect);
    return 0;
}
