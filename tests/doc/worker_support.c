#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "worker_support.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

static struct context context;
static struct worker_pool *shared;

const struct context *support_context(void)
{
    if (!context.now)
        context_init_system(&context, NULL, LANG_JA);
    return &context;
}

void support_ok(int code, const struct error *error)
{
    if (code == 0)
        return;
    struct arena *arena = arena_create();
    struct str sentence = error_sentence(error, LANG_EN, arena);
    print_message("# %" PRIstr "\n", STR_ARG(sentence));
    arena_destroy(arena);
    fail();
}

struct worker_pool *support_pool_with(struct worker_options options)
{
    struct worker_pool *pool;
    struct error error = {0};
    options.program = STR(WORKER_PROGRAM);
    support_ok(worker_pool_create(support_context(), &options, &pool, &error), &error);
    return pool;
}

struct worker_pool *support_pool(void)
{
    if (!shared)
        shared = support_pool_with((struct worker_options){.processes = 1});
    return shared;
}

void support_finish(void)
{
    worker_pool_destroy(shared);
    shared = NULL;
}

int support_file(struct str bytes)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(support_context(), fd, STR("test"), bytes), 0);
    return fd;
}

struct str support_data(const char *name, struct arena *arena)
{
    struct str bytes;
    struct error error = {0};
    struct str path = arena_format(arena, "%s/%s", TEST_DATA, name);
    support_ok(file_read(support_context(), path, (size_t)64 << 20, arena, &bytes, &error), &error);
    return bytes;
}
