/* The machine's own speed at the queries of a list page and of a case page: the same rows read through
   bare libsqlite3 by a few threads that do nothing else.
       raw_query DATABASE list|view [SECONDS [THREADS]]
   Prints queries (pages) per second. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/context.h"

enum { MOST_THREADS = 64, MOST_STATEMENTS = 8, STEP = 611953 };

static const char *const list[MOST_STATEMENTS] = {
    "SELECT id, version, advisor, file_count, number, subject, company, item, country, kind, state, judgement,"
    " attention, synthetic, received_at, due_day, outer_day FROM desk_case"
    " WHERE commission = 1 AND id < ?1 ORDER BY id DESC LIMIT 51"};
static const char *const view[MOST_STATEMENTS] = {
    "SELECT * FROM desk_case WHERE commission = 1 AND id = ?1",
    "SELECT * FROM desk_cargo WHERE case_id = ?1 ORDER BY position",
    "SELECT * FROM desk_file WHERE case_id = ?1 ORDER BY id",
    "SELECT * FROM desk_mail WHERE case_id = ?1 ORDER BY id",
    "SELECT * FROM desk_note WHERE case_id = ?1 ORDER BY id",
    "SELECT * FROM desk_event WHERE case_id = ?1 ORDER BY id DESC LIMIT 200",
    "SELECT * FROM desk_address WHERE case_id = ?1",
    "SELECT * FROM desk_answer WHERE case_id = ?1 ORDER BY revision DESC LIMIT 1"};

struct reader {
    pthread_t thread;
    const char *path;
    const char *const *queries;
    int64_t end, count, at, cases;
    struct context context;
};

static int64_t read_rows(sqlite3_stmt *statement)
{
    int64_t bytes = 0;
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            bytes += sqlite3_column_blob(statement, i) ? sqlite3_column_bytes(statement, i) : 0;
    CHECK(code == SQLITE_DONE);
    CHECK(sqlite3_reset(statement) == SQLITE_OK);
    return bytes;
}

static void read_until_end(struct reader *r, sqlite3_stmt **statements, int count)
{
    while (context_monotonic(&r->context) < r->end) {
        r->at = (r->at + STEP) % r->cases;
        for (int i = 0; i < count; i++) {
            CHECK(sqlite3_bind_int64(statements[i], 1, r->at + 1) == SQLITE_OK);
            read_rows(statements[i]);
        }
        r->count++;
    }
}

static void *read_main(void *argument)
{
    struct reader *r = argument;
    sqlite3 *handle;
    sqlite3_stmt *statements[MOST_STATEMENTS];
    int count = 0;
    CHECK(sqlite3_open_v2(r->path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK);
    for (; count < MOST_STATEMENTS && r->queries[count]; count++)
        CHECK(sqlite3_prepare_v2(handle, r->queries[count], -1, &statements[count], NULL) == SQLITE_OK);
    read_until_end(r, statements, count);
    for (int i = 0; i < count; i++)
        sqlite3_finalize(statements[i]);
    sqlite3_close(handle);
    return NULL;
}

static int64_t count_cases(const char *path)
{
    sqlite3 *handle;
    sqlite3_stmt *statement;
    CHECK(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(handle, "SELECT max(id) FROM desk_case", -1, &statement, NULL) == SQLITE_OK);
    CHECK(sqlite3_step(statement) == SQLITE_ROW);
    int64_t cases = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return cases;
}

int main(int argc, char **argv)
{
    static struct reader readers[MOST_THREADS];
    CHECK(argc >= 3);
    int seconds = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 5, threads = argc > 4 ? (int)strtol(argv[4], NULL, 10) : 2;
    CHECK(seconds > 0 && threads > 0 && threads <= MOST_THREADS);
    const char *const *queries = strcmp(argv[2], "view") == 0 ? view : list;
    CHECK(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK);
    struct context context;
    context_init_system(&context, NULL, LANG_JA);
    int64_t cases = count_cases(argv[1]), total = 0;
    int64_t end = context_monotonic(&context) + (int64_t)seconds * US_PER_SECOND;
    for (int i = 0; i < threads; i++) {
        readers[i] = (struct reader){.path = argv[1], .queries = queries, .end = end, .at = i * 7919, .cases = cases, .context = context};
        CHECK(pthread_create(&readers[i].thread, NULL, read_main, &readers[i]) == 0);
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(readers[i].thread, NULL);
        total += readers[i].count;
    }
    printf("%.0f\n", (double)total / seconds);
    return 0;
}
