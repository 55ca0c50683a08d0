/* meguri-mpi: `meguri water ensemble` as several processes. Each runs its share of the members; all
   get all results and go on alike, so that the outcome is that of one process to the last bit.
     mpirun -np 8 meguri-mpi STUDY --members 300 --output ensemble.txt
   Only this file knows MPI. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "water/command.h"
#include "water/fitting.h"

enum { REASON_SIZE = 400 };

/* What became of a member, as it goes from process to process. */
struct fate {
    char failed, reason[REASON_SIZE];
};

struct world {
    int rank, size;
    const atomic_bool *interrupted;
    atomic_bool *cancelled;
};

static void pack_fate(const struct water_run_status *status, struct fate *fate)
{
    size_t n = status->reason.n < REASON_SIZE - 1 ? status->reason.n : REASON_SIZE - 1;
    *fate = (struct fate){.failed = status->failed};
    while (n > 0 && n < status->reason.n && (status->reason.p[n] & 0xc0) == 0x80)
        n--; /* not within a character */
    if (n > 0)
        memcpy(fate->reason, status->reason.p, n);
}

/* Member i comes from process i % size. */
static void exchange(void *state, double *simulated, struct water_run_status *status, size_t count,
                     size_t width, struct arena *arena)
{
    struct world *world = state;
    for (size_t i = 0; i < count; i++) {
        int from = (int)(i % (size_t)world->size);
        struct fate fate = {0};
        if (from == world->rank)
            pack_fate(&status[i], &fate);
        MPI_Bcast(&fate, sizeof fate, MPI_BYTE, from, MPI_COMM_WORLD);
        MPI_Bcast(simulated + i * width, (int)width, MPI_DOUBLE, from, MPI_COMM_WORLD);
        if (from != world->rank)
            status[i] =
                (struct water_run_status){fate.failed, arena_copy(arena, str_from_c(fate.reason))};
    }
    int mine = *world->interrupted, any = 0;
    MPI_Allreduce(&mine, &any, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD);
    if (any)
        *world->cancelled = true;
}

static int run(int argc, char **argv, char **environment, struct context *context,
               struct error *error)
{
    static atomic_bool cancelled;
    struct world world = {.interrupted = water_interrupt_begin(), .cancelled = &cancelled};
    MPI_Comm_rank(MPI_COMM_WORLD, &world.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &world.size);
    struct water_share share = {.rank = (unsigned)world.rank,
                                .size = (unsigned)world.size,
                                .interrupted = world.interrupted,
                                .cancelled = &cancelled,
                                .exchange = exchange,
                                .state = &world};
    struct command_call call = {
        .context = context, .argc = argc, .argv = argv, .environment = environment};
    struct arena *arena = arena_create();
    int status = water_ensemble_command(&call, &share, arena, error);
    if (status && world.rank == 0) {
        struct str sentence = error_sentence(error, context->lang, arena);
        fprintf(stderr, "%" PRIstr "\n", STR_ARG(sentence));
    }
    arena_destroy(arena);
    return status;
}

int main(int argc, char **argv, char **environment)
{
    struct context context;
    struct error error = {0};
    context_init_system(&context, NULL, LANG_JA);
    if (MPI_Init(&argc, &argv) != MPI_SUCCESS)
        return 1;
    int status = run(argc, argv, environment, &context, &error);
    /* A process that stopped alone (its file could not be read) must not leave the others waiting.
     */
    if (status)
        MPI_Abort(MPI_COMM_WORLD, error_exit_code((enum err)status));
    MPI_Finalize();
    return 0;
}
