/* Does what is next for a fit until it is killed: the victim of test_fits.
   usage: fit_child DATA FIT */
#include <stdio.h>

#include "water/fit_job.h"

int main(int argc, char **argv)
{
    struct context context;
    struct error error = {0};
    struct store *store = NULL;
    struct arena *arena = arena_create();
    int64_t fit = 0;
    context_init_system(&context, NULL, LANG_EN);
    const struct store_options options = {.directory = str_from_c(argc > 1 ? argv[1] : "")};
    int status = argc == 3 && str_to_int64(str_from_c(argv[2]), &fit) ? 0 : ERR_USAGE;
    if (!status)
        status = store_open(&context, &options, &store, &error);
    if (!status) {
        printf("ready\n");
        fflush(stdout);
        status = water_fit_do(store, NULL, NULL, fit, 1, arena, &error);
    }
    if (status)
        fprintf(stderr, "%s\n", arena_c(arena, error_sentence(&error, LANG_EN, arena)));
    store_close(store);
    arena_destroy(arena);
    return status ? 1 : 0;
}
