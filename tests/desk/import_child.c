/* Takes the mails of a folder in again and again until it is killed: the victim of test_intake_kill.
   usage: import_child DATA COMMISSION FILE… */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/intake.h"

static int deliver(const struct web_actor *actor, char **paths, int count, struct error *error)
{
    struct desk_delivery deliveries[DESK_INTAKE_BATCH] = {0};
    struct desk_intake_result results[DESK_INTAKE_BATCH];
    for (int i = 0; i < count; i++) {
        struct stat facts;
        deliveries[i] = (struct desk_delivery){.account = STR("file"),
                                               .fd = open(paths[i], O_RDONLY | O_CLOEXEC),
                                               .origin = str_from_c(paths[i])};
        if (deliveries[i].fd < 0 || fstat(deliveries[i].fd, &facts))
            return ERROR(error, ERR_NOT_FOUND, str_from_c(paths[i]));
        deliveries[i].size = facts.st_size;
    }
    int status = desk_intake(actor, deliveries, (size_t)count, results, error);
    for (int i = 0; i < count; i++)
        close(deliveries[i].fd);
    return status;
}

int main(int argc, char **argv)
{
    struct context context;
    struct error error = {0};
    struct store *store = NULL;
    struct web_services services = {0};
    int64_t commission;
    context_init_system(&context, NULL, LANG_EN);
    const struct store_options options = {.directory = str_from_c(argv[1])};
    const struct worker_options worker = {.program = STR(WORKER_PROGRAM), .processes = 1};
    struct arena *arena = arena_create();
    int status = str_to_int64(str_from_c(argv[2]), &commission) ? 0 : ERR_USAGE;
    if (status == 0)
        status = store_open(&context, &options, &store, &error);
    if (status == 0)
        status = worker_pool_create(&context, &worker, &services.workers, &error);
    if (status == 0) {
        printf("ready\n");
        fflush(stdout);
    }
    struct web_actor actor = web_actor_program(store, arena, commission, &services);
    for (int i = 3; status == 0 && i < argc; i += 4) {
        status = deliver(&actor, &argv[i], argc - i < 4 ? argc - i : 4, &error);
        arena_reset(arena);
    }
    if (status)
        fprintf(stderr, "%s\n", arena_c(arena, error_sentence(&error, LANG_EN, arena)));
    worker_pool_destroy(services.workers);
    store_close(store);
    arena_destroy(arena);
    return status ? 1 : 0;
}
