/* New files of a Maildir, oldest name first. A file that is durable in the store moves from new/ to
   cur/; one that was killed in between is known by its bytes the next time. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "desk/intake.h"
#include "desk/intake_source.h"
#include "desk/record.h"

struct maildir {
    struct web_actor actor;
    struct str folder;
    struct str *names;
    size_t count;
};

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static int list_names(struct maildir *m, struct error *error)
{
    struct str folder = ARENA_JOIN(m->actor.arena, m->folder, STR("/new"));
    DIR *directory = opendir(arena_c(m->actor.arena, folder));
    if (!directory)
        return error_from_errno(error, errno, folder);
    const struct dirent *entry;
    while ((entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            *DESK_ADD(m->actor.arena, &m->names, &m->count, struct str) =
                arena_copy(m->actor.arena, str_from_c(entry->d_name));
    closedir(directory);
    if (m->count)
        qsort(m->names, m->count, sizeof m->names[0], compare_names);
    return 0;
}

/* fd -1 for what is no file or vanished meanwhile: it is left out of the batch. */
static int open_name(const struct maildir *m, struct str name, int64_t *size)
{
    struct arena *arena = m->actor.arena;
    struct stat facts;
    int fd = open(arena_c(arena, ARENA_JOIN(arena, m->folder, STR("/new/"), name)),
                  O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -1;
    if (fstat(fd, &facts) || !S_ISREG(facts.st_mode)) {
        close(fd);
        return -1;
    }
    *size = facts.st_size;
    return fd;
}

static void move_to_cur(const struct maildir *m, struct str name)
{
    struct arena *arena = m->actor.arena;
    struct error error = {0};
    struct str from = ARENA_JOIN(arena, m->folder, STR("/new/"), name);
    struct str mark = str_contains(name, STR(":2,")) ? STR("") : STR(":2,S");
    struct str to = ARENA_JOIN(arena, m->folder, STR("/cur/"), name, mark);
    if (rename(arena_c(arena, from), arena_c(arena, to))) {
        error_from_errno(&error, errno, STR("Maildir"));
        log_error(store_context(m->actor.store), STR("maildir_move"), &error);
    }
}

static int take_batch(const struct maildir *m, size_t first, size_t count, struct error *error)
{
    struct desk_delivery deliveries[DESK_INTAKE_BATCH] = {0};
    struct desk_intake_result results[DESK_INTAKE_BATCH];
    size_t opened = 0;
    for (size_t i = first; i < first + count; i++) {
        struct desk_delivery *d = &deliveries[opened];
        *d = (struct desk_delivery){.account = STR("maildir"), .origin = m->names[i]};
        d->fd = open_name(m, m->names[i], &d->size);
        if (d->fd >= 0)
            opened++;
    }
    int status = desk_intake(&m->actor, deliveries, opened, results, error);
    for (size_t i = 0; i < opened; i++) {
        close(deliveries[i].fd);
        if (status == 0)
            move_to_cur(m, deliveries[i].origin);
    }
    return status;
}

int desk_intake_maildir(struct store *store, const struct web_services *services,
                        struct arena *arena, struct error *error)
{
    if (services->maildir.n == 0)
        return 0;
    int64_t commission;
    int status = desk_mailbox_commission(store, arena, &commission, error);
    if (status || commission == 0)
        return status;
    struct maildir m = {.actor = web_actor_program(store, arena, commission, services),
                        .folder = services->maildir};
    status = list_names(&m, error);
    for (size_t first = 0; status == 0 && first < m.count; first += DESK_INTAKE_BATCH) {
        size_t count = m.count - first;
        status = take_batch(&m, first, count > DESK_INTAKE_BATCH ? DESK_INTAKE_BATCH : count,
                            error);
    }
    return status;
}
