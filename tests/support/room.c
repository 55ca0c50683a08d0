#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/room.h"

static struct context system_context;
static struct web_services services;
static struct arena *sentences;

const char *room_sentence(const struct error *error)
{
    if (!sentences)
        sentences = arena_create();
    return arena_c(sentences, error_sentence(error, LANG_EN, sentences));
}

struct web_services *room_services(void)
{
    if (!services.workers) {
        const struct worker_options options = {.program = STR(WORKER_PROGRAM)};
        context_init_system(&system_context, NULL, LANG_JA);
        OK(worker_pool_create(&system_context, &options, &services.workers, &error));
    }
    return &services;
}

void room_finish(void)
{
    worker_pool_destroy(services.workers);
    arena_destroy(sentences);
}

struct question {
    struct str sql;
    int64_t answer;
};

static int count_body(struct db *db, void *argument, struct error *error)
{
    struct question *question = argument;
    return db_get_int(db, error, &question->answer, STR("count"), question->sql, NULL, 0);
}

int64_t room_count(struct store *store, struct str sql)
{
    struct question question = {sql, 0};
    OK(store_read(store, count_body, &question, &error));
    return question.answer;
}

static int run_body(struct db *db, void *argument, struct error *error)
{
    const struct question *question = argument;
    return db_run(db, error, NULL, question->sql, NULL, 0);
}

void room_run(struct store *store, struct str sql)
{
    struct question question = {sql, 0};
    OK(store_write(store, run_body, &question, &error));
}
