/* Finding the files of `meguri inspect` and having them inspected by several workers at once. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/progress.h"
#include "base/text.h"
#include "command_inspect.h"
#include "doc/inspection.h"

enum { MOST_FILES = 1000000, MOST_DEPTH = 100, DEADLINE_SECONDS = 180 };

static int add_file(struct inspect_run *run, struct str path, struct str name, struct error *error)
{
    if (run->count == MOST_FILES)
        return ERROR(error, ERR_TOO_LARGE, path, STR("1,000,000"));
    if (run->count == run->room) {
        size_t room = run->room ? run->room * 2 : 64;
        struct str *paths = ARENA_ARRAY(run->arena, struct str, room);
        struct str *names = ARENA_ARRAY(run->arena, struct str, room);
        for (size_t i = 0; i < run->count; i++) {
            paths[i] = run->paths[i];
            names[i] = run->names[i];
        }
        run->paths = paths;
        run->names = names;
        run->room = room;
    }
    run->paths[run->count] = path;
    run->names[run->count++] = name;
    return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int gather(struct inspect_run *run, struct str path, struct str name, int depth,
                  struct error *error);

static int gather_folder(struct inspect_run *run, struct str path, struct str name, int depth,
                         struct error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(path.p, &entries, NULL, by_name), failed = 0;
    if (count < 0)
        return error_from_errno(error, errno, path);
    for (int i = 0; i < count; i++) {
        struct str own = str_from_c(entries[i]->d_name);
        if (!failed && !str_equal(own, STR(".")) && !str_equal(own, STR("..")))
            failed = gather(run, ARENA_JOIN(run->arena, path, STR("/"), own),
                            ARENA_JOIN(run->arena, name, STR("/"), own), depth + 1, error);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

static int gather(struct inspect_run *run, struct str path, struct str name, int depth,
                  struct error *error)
{
    struct stat status;
    if (lstat(path.p, &status))
        return errno == ENOENT ? ERROR(error, ERR_NOT_FOUND, path)
                               : error_from_errno(error, errno, path);
    if (S_ISDIR(status.st_mode) && depth < MOST_DEPTH)
        return gather_folder(run, path, name, depth, error);
    return add_file(run, path, name, error);
}

int command_inspect_gather(struct inspect_run *run, struct str path, struct error *error)
{
    path = arena_copy(run->arena, path);
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path = arena_copy(run->arena, str_slice(path, 0, path.n - 1));
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/')
        at--;
    return gather(run, path, str_slice(path, at, path.n), 0, error);
}

struct crew {
    struct inspect_run *run;
    struct worker_pool *pool;
    pthread_mutex_t lock;
    size_t next, done;
    struct progress *progress;
};
struct hand {
    struct crew *crew;
    struct arena *arena;
    pthread_t thread;
};

static void scan(struct hand *hand, int fd, struct inspect_report *report)
{
    static const struct str names[] = {[CLAMD_CLEAN] = STR_INIT("clean"),
                                       [CLAMD_INFECTED] = STR_INIT("infected"),
                                       [CLAMD_UNSCANNED] = STR_INIT("unscanned")};
    const struct inspect_run *run = hand->crew->run;
    struct clamd_verdict verdict = clamd_scan(run->scanner, run->context, fd, hand->arena);
    const struct inspect_scan result = {
        names[verdict.outcome], verdict.outcome == CLAMD_INFECTED ? verdict.name : verdict.reason,
        verdict.engine};
    inspect_set_scan(run->inspect, report, &result, hand->arena);
}

static void inspect_one(struct hand *hand, size_t index)
{
    struct inspect_run *run = hand->crew->run;
    struct inspect_report *report = &run->reports[index];
    struct error error = {0};
    struct stat status;
    struct str record, name = run->names[index];
    int fd = open(run->paths[index].p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode)) {
        inspect_not_inspected(
            run->inspect, name, STR("通常のファイルとして開けません（リンク、権限など）"),
            STR("cannot be opened as an ordinary file (a link, or not permitted)"), hand->arena,
            report);
    } else if (inspection_call(hand->crew->pool, fd, name, hand->arena, &record, &error)) {
        inspect_not_inspected(run->inspect, name, error_sentence(&error, LANG_JA, hand->arena),
                              error_sentence(&error, LANG_EN, hand->arena), hand->arena, report);
    } else if (!inspect_read_record(run->inspect, record, hand->arena, report)) {
        inspect_not_inspected(run->inspect, name, STR("作業プロセスの応答の形が不正です"),
                              STR("the worker's answer is malformed"), hand->arena, report);
    } else {
        inspect_settle(report, &run->options, hand->arena);
    }
    if (fd >= 0 && run->scanner)
        scan(hand, fd, report);
    if (fd >= 0)
        close(fd);
}

static void *work(void *argument)
{
    struct hand *hand = argument;
    struct crew *crew = hand->crew;
    pthread_mutex_lock(&crew->lock);
    while (crew->next < crew->run->count) {
        size_t index = crew->next++;
        pthread_mutex_unlock(&crew->lock);
        inspect_one(hand, index);
        pthread_mutex_lock(&crew->lock);
        progress_set(crew->progress, (int64_t)++crew->done);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static void run_crew(struct crew *crew, struct hand *hands, int count)
{
    int started = 0;
    for (int i = 0; i < count; i++)
        hands[i].crew = crew;
    for (; started < count; started++) {
        if (pthread_create(&hands[started].thread, NULL, work, &hands[started]))
            break;
    }
    if (started == 0)
        work(&hands[0]); /* no thread to be had: this one does it */
    for (int i = 0; i < started; i++)
        pthread_join(hands[i].thread, NULL);
}

int command_inspect_files(struct inspect_run *run, int processes, struct error *error)
{
    struct crew crew = {.run = run};
    const struct worker_options options = {.processes = processes,
                                           .jobs_per_process = 500,
                                           .deadline = (int64_t)DEADLINE_SECONDS * US_PER_SECOND,
                                           .memory_limit = (size_t)1024 << 20};
    int failed = worker_pool_create(run->context, &options, &crew.pool, error);
    if (failed)
        return failed;
    struct hand *hands = ARENA_ARRAY(run->arena, struct hand, (size_t)processes);
    run->arenas = ARENA_ARRAY(run->arena, struct arena *, (size_t)processes);
    run->reports = ARENA_ARRAY(run->arena, struct inspect_report, run->count + 1);
    for (; run->arena_count < processes; run->arena_count++)
        hands[run->arena_count].arena = run->arenas[run->arena_count] = arena_create();
    pthread_mutex_init(&crew.lock, NULL);
    crew.progress = progress_create(run->context, STDERR_FILENO,
                                    run->context->lang == LANG_JA ? STR("検査") : STR("inspect"),
                                    (int64_t)run->count);
    run_crew(&crew, hands, processes);
    progress_finish(crew.progress);
    pthread_mutex_destroy(&crew.lock);
    worker_pool_destroy(crew.pool);
    return 0;
}

void command_inspect_finish(struct inspect_run *run)
{
    for (int i = 0; i < run->arena_count; i++)
        arena_destroy(run->arenas[i]);
    run->arena_count = 0;
}
