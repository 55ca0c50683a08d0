#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "input_bench.h"
#include "test_files.h"

int bench_create(void **state, const char *database)
{
    struct arena *arena = arena_create();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    struct str path = arena_format(arena, "databases/%s", database);
    bench->arena = arena;
    *state = bench;
    return chem_database_read(str_from_c(database), test_file(arena, path.p), &bench->database,
                              NULL);
}

int bench_destroy(void **state)
{
    struct bench *bench = *state;
    chem_database_destroy(bench->database);
    buf_finish(&bench->cells);
    arena_destroy(bench->arena);
    return 0;
}

static int keep(void *data, int32_t number, struct str file, struct str bytes, struct error *error)
{
    (void)number;
    (void)file;
    (void)error;
    buf_append(data, bytes);
    return 0;
}

static void read_table(struct bench *bench, struct str text)
{
    struct str line;
    bench->rows = 0;
    assert_true(str_cut(&text, '\n', &line));
    bench->headings = arena_copy(bench->arena, line);
    while (str_cut(&text, '\n', &line) && line.n > 0 && bench->rows < BENCH_ROWS) {
        char *at = arena_c(bench->arena, line), *end;
        for (size_t k = 0; k < BENCH_COLUMNS; k++, at = end) {
            bench->table[bench->rows][k] = strtod(at, &end);
            if (end == at)
                break;
        }
        bench->rows++;
    }
}

int bench_run(struct bench *bench, struct str text)
{
    const struct chem_input *input;
    struct chem_input_host files = {0};
    struct buf out = {0}, cells = {0};
    struct chem_run_host host = {.write = keep, .data = &out, .cells = &cells};
    error_clear(&bench->error);
    int code = chem_input_parse(STR("case.pqi"), text, &files, bench->arena, &input, &bench->error);
    if (!code)
        code = chem_run(input, bench->database, &host, &bench->summary, &bench->error);
    if (!code && out.n)
        read_table(bench, buf_str(&out));
    buf_finish(&out);
    buf_finish(&bench->cells);
    bench->cells = cells;
    return code;
}

void bench_run_well(struct bench *bench, const char *text)
{
    if (bench_run(bench, str_from_c(text)))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&bench->error, LANG_EN, bench->arena)));
}

void bench_refuses(struct bench *bench, const char *text, const char *words, int64_t line)
{
    assert_int_not_equal(bench_run(bench, str_from_c(text)), 0);
    struct str sentence = error_sentence(&bench->error, LANG_EN, bench->arena);
    if (str_find(sentence, str_from_c(words), 0) == SIZE_MAX)
        fail_msg("%" PRIstr, STR_ARG(sentence));
    assert_int_equal(bench->error.line, line);
}
