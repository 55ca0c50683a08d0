/* meguri-mpi: `meguri water ensemble` as several processes. Each runs its share of the members; all
   get all results and go on alike, so that the outcome is that of one process to the last bit.
     mpirun -np 8 meguri-mpi STUDY --members 300 --output ensemble.txt
   Only this file knows MPI. */
#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
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

/* How many of `count` members the process runs: every size-th from its rank on. */
static size_t members_of(const struct world *world, int rank, size_t count)
{
    size_t first = (size_t)rank, size = (size_t)world->size;
    return count > first ? (count - first - 1) / size + 1 : 0;
}

/* The members of all processes, those of process 0 first, one record each: its fate, then its
   values. */
struct records {
    size_t bytes; /* of one */
    char *all;
    int *sizes, *begins; /* of each process, in bytes */
};

static void records_init(const struct world *world, size_t count, size_t width, struct arena *arena,
                         struct records *out)
{
    int begin = 0;
    out->bytes = sizeof(struct fate) + width * sizeof(double);
    CHECK(count <= INT_MAX / out->bytes);
    out->all = ARENA_ARRAY(arena, char, count * out->bytes);
    out->sizes = ARENA_ARRAY(arena, int, (size_t)world->size);
    out->begins = ARENA_ARRAY(arena, int, (size_t)world->size);
    for (int rank = 0; rank < world->size; rank++) {
        out->begins[rank] = begin;
        out->sizes[rank] = (int)(members_of(world, rank, count) * out->bytes);
        begin += out->sizes[rank];
    }
}

/* Member i comes from process i % size; all members at once, so that nobody waits twice. */
static void exchange(void *state, double *simulated, struct water_run_status *status, size_t count,
                     size_t width, struct arena *arena)
{
    struct world *world = state;
    struct arena *working = arena_create();
    struct records records;
    records_init(world, count, width, working, &records);
    char *own = records.all + records.begins[world->rank];
    for (size_t i = (size_t)world->rank; i < count; i += (size_t)world->size) {
        pack_fate(&status[i], (struct fate *)own);
        memcpy(own + sizeof(struct fate), simulated + i * width, width * sizeof *simulated);
        own += records.bytes;
    }
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_BYTE, records.all, records.sizes, records.begins, MPI_BYTE,
                   MPI_COMM_WORLD);
    for (size_t i = 0; i < count; i++) {
        int from = (int)(i % (size_t)world->size);
        const char *record =
            records.all + records.begins[from] + i / (size_t)world->size * records.bytes;
        if (from == world->rank)
            continue;
        const struct fate *fate = (const struct fate *)record;
        memcpy(simulated + i * width, record + sizeof *fate, width * sizeof *simulated);
        status[i] =
            (struct water_run_status){fate->failed, arena_copy(arena, str_from_c(fate->reason))};
    }
    arena_destroy(working);
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
    /* Who waits for the others leaves the processor to whoever wants it; a setting of the user
     * wins. */
    (void)setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0);
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
