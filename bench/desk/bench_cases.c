/* Lists, views and searches of a generated workspace from several threads at once.
   usage: bench_cases DIR THREADS OPERATIONS   (make DIR with: meguri desk generate --data DIR) */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "desk/list.h"
#include "store/audit.h"

struct load {
    struct store *store;
    const struct context *context;
    int64_t commission, cases;
    int operations;
    int (*operation)(struct load *load, struct web_actor *actor, uint64_t roll,
                     struct error *error);
    struct str word;
    int64_t *times; /* of this thread */
    uint64_t seed;
    pthread_t thread;
};

static int do_list(struct load *load, struct web_actor *actor, uint64_t roll, struct error *error)
{
    struct desk_list list;
    struct desk_filter filter = {.after_id = (int64_t)(roll % (uint64_t)load->cases) + 1};
    return desk_list_read(actor, &filter, &list, error);
}

static int do_open_by_due(struct load *load, struct web_actor *actor, uint64_t roll,
                          struct error *error)
{
    (void)load;
    struct desk_list list;
    struct desk_filter filter = {.order = DESK_BY_DUE,
                                 .item = roll & 1 ? STR("metal") : STR("")};
    return desk_list_read(actor, &filter, &list, error);
}

static int do_figures(struct load *load, struct web_actor *actor, uint64_t roll,
                      struct error *error)
{
    (void)load;
    (void)roll;
    struct desk_figures figures;
    return desk_figures_read(actor, &figures, error);
}

static int do_view(struct load *load, struct web_actor *actor, uint64_t roll, struct error *error)
{
    struct desk_view view;
    return desk_case_view(actor, (int64_t)(roll % (uint64_t)load->cases) + 1, &view, error);
}

static int do_search(struct load *load, struct web_actor *actor, uint64_t roll, struct error *error)
{
    (void)roll;
    struct desk_list list;
    struct desk_filter filter = {0};
    return desk_search(actor, load->word, &filter, &list, error);
}

static void *run(void *argument)
{
    struct load *load = argument;
    struct arena *arena = arena_create();
    struct web_actor actor = web_actor_program(load->store, arena, load->commission, NULL);
    for (int i = 0; i < load->operations; i++) {
        struct error error = {0};
        load->seed = load->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t begin = context_monotonic(load->context);
        CHECK(load->operation(load, &actor, load->seed >> 20, &error) == 0);
        load->times[i] = context_monotonic(load->context) - begin;
        arena_reset(arena);
    }
    arena_destroy(arena);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(const struct load *pattern, const char *name, int threads)
{
    struct load *loads = calloc((size_t)threads, sizeof *loads);
    size_t total = (size_t)threads * (size_t)pattern->operations;
    int64_t *times = calloc(total, sizeof *times);
    CHECK(loads && times);
    int64_t begin = context_monotonic(pattern->context);
    for (int i = 0; i < threads; i++) {
        loads[i] = *pattern;
        loads[i].times = times + (size_t)i * (size_t)pattern->operations;
        loads[i].seed = (uint64_t)i + 1;
        CHECK(pthread_create(&loads[i].thread, NULL, run, &loads[i]) == 0);
    }
    for (int i = 0; i < threads; i++)
        pthread_join(loads[i].thread, NULL);
    int64_t elapsed = context_monotonic(pattern->context) - begin;
    qsort(times, total, sizeof *times, compare);
    printf("%-28s %3d at once  %8.0f/s  p50 %7.2f ms  p99 %7.2f ms\n", name, threads,
           (double)total * 1e6 / (double)elapsed, (double)times[total / 2] / 1e3,
           (double)times[total * 99 / 100] / 1e3);
    free(times);
    free(loads);
}

static int count_body(struct db *db, void *argument, struct error *error)
{
    struct load *load = argument;
    int status = DB_GET_INT(db, error, &load->cases, STR("cases"),
                            "SELECT count(*) FROM desk_case WHERE id > $1", db_int(0));
    return status ? status
                  : DB_GET_INT(db, error, &load->commission, STR("commission"),
                               "SELECT min(id) FROM account_commission WHERE id > $1", db_int(0));
}

int main(int argc, char **argv)
{
    int64_t threads = 20, operations = 200;
    struct context context;
    struct error error = {0};
    context_init_system(&context, NULL, LANG_EN);
    if (argc < 2)
        return 2;
    if (argc > 2 && !str_to_int64(str_from_c(argv[2]), &threads))
        return 2;
    if (argc > 3 && !str_to_int64(str_from_c(argv[3]), &operations))
        return 2;
    const struct store_options options = {.directory = str_from_c(argv[1]),
                                          .readers = (int)threads};
    struct load load = {.context = &context, .operations = (int)operations};
    CHECK(store_open(&context, &options, &load.store, &error) == 0);
    CHECK(store_read(load.store, count_body, &load, &error) == 0);
    printf("%lld cases\n", (long long)load.cases);
    const struct {
        const char *name;
        int (*operation)(struct load *load, struct web_actor *actor, uint64_t roll,
                         struct error *error);
        struct str word;
    } runs[] = {
        {"list, newest, any page", do_list, STR_INIT("")},
        {"list, open by due day", do_open_by_due, STR_INIT("")},
        {"figures of the work list", do_figures, STR_INIT("")},
        {"view, audited", do_view, STR_INIT("")},
        {"search 線", do_search, STR_INIT("線")},
        {"search 電線", do_search, STR_INIT("電線")},
        {"search 被覆電線の中国向け", do_search, STR_INIT("被覆電線の中国向け")},
    };
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        load.operation = runs[i].operation;
        load.word = runs[i].word;
        measure(&load, runs[i].name, 1);
        measure(&load, runs[i].name, (int)threads);
    }
    CHECK(audit_flush(load.store, &error) == 0);
    store_close(load.store);
    return 0;
}
