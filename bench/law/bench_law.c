/* Measures the law room on one core: loading the tables, and judging the named cases again and
   again. Usage: bench_law CASES.tsv [ROUNDS]. Prints the time of one judgement with and without
   reading its JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/file.h"
#include "law/law.h"

enum { CASES_MAX = 2000, LOADS = 20 };

static struct context context;

static double seconds_since(int64_t start)
{
    return (double)(context_monotonic(&context) - start) / 1e6;
}

static const struct law_tables *load_tables(struct arena *arena)
{
    const struct law_tables *tables = NULL;
    int64_t start = context_monotonic(&context);
    for (int i = 0; i < LOADS; i++) {
        struct arena *working = arena_create();
        if (law_tables_load(NULL, 0, NULL, 0, working, &tables, NULL))
            exit(1);
        arena_destroy(working);
    }
    printf("load tables            %8.3f ms\n", 1e3 * seconds_since(start) / LOADS);
    return law_tables_load(NULL, 0, NULL, 0, arena, &tables, NULL) ? NULL : tables;
}

static size_t read_cases(struct str bytes, struct str *cases)
{
    struct str line, field;
    size_t count = 0;
    str_cut(&bytes, '\n', &line);
    while (count < CASES_MAX && str_cut(&bytes, '\n', &line)) {
        for (int i = 0; i < 3; i++)
            str_cut(&line, '\t', &field);
        if (line.n > 0)
            cases[count++] = line;
    }
    return count;
}

/* Microseconds per case. */
static double measure(const struct law_tables *tables, const struct str *cases, size_t count,
                      int64_t rounds, bool judge)
{
    struct arena *arena = arena_create();
    day_number day = day_of_date((struct date){2026, 11, 1});
    int64_t start = context_monotonic(&context);
    for (int64_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) {
            struct law_cargo *cargo = ARENA_NEW(arena, struct law_cargo);
            struct law_judgement judgement;
            if (law_cargo_read(tables, cases[i], arena, cargo, NULL) ||
                (judge && law_judge(tables, cargo, day, arena, &judgement, NULL)))
                exit(1);
            arena_reset(arena);
        }
    double us = 1e6 * seconds_since(start) / ((double)count * (double)rounds);
    arena_destroy(arena);
    return us;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    context_init_system(&context, NULL, LANG_EN);
    struct arena *arena = arena_create();
    struct str bytes;
    static struct str cases[CASES_MAX];
    if (file_read(&context, str_from_c(argv[1]), 4 << 20, arena, &bytes, NULL))
        return 1;
    const struct law_tables *tables = load_tables(arena);
    size_t count = read_cases(bytes, cases);
    int64_t rounds = 50;
    if (argc > 2 && !str_to_int64(str_from_c(argv[2]), &rounds))
        return 2;
    double reading = measure(tables, cases, count, rounds, false);
    double both = measure(tables, cases, count, rounds, true);
    printf("read a cargo's JSON    %8.2f us\n", reading);
    printf("judge it               %8.2f us   (%zu cases, %lld rounds)\n", both - reading, count,
           (long long)rounds);
    arena_destroy(arena);
    return 0;
}
