/* What the harnesses of containers share: any bytes as one file attached to a mail. */
#ifndef MEGURI_FUZZ_WORKER_PART_H
#define MEGURI_FUZZ_WORKER_PART_H

#include "base/check.h"
#include "worker/charset.h"
#include "worker/mail_work.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_part(void *argument, uint32_t index, int fd, size_t size)
{
    (void)argument, (void)size;
    CHECK(index < MAIL_LIMIT_PARTS && fd >= 0);
}

typedef void read_container(struct mail_work *work, int part, int depth, struct str bytes);

static int read_as_attachment(const uint8_t *data, size_t size, read_container *read)
{
    charset_load();
    struct arena *arena = arena_create();
    struct worker_output output = {.part = take_part};
    struct mail_work *work = ARENA_NEW(arena, struct mail_work);
    work->arena = arena;
    work->output = &output;
    struct part_label label = {.name = STR("x"), .declared_type = STR(""), .parent = -1};
    int index = work_add_part(work, &label);
    read(work, index, 0, (struct str){(const char *)data, size});
    CHECK(work->decoded <= MAIL_LIMIT_DECODED && work->part_count <= MAIL_LIMIT_PARTS);
    buf_finish(&work->plain);
    buf_finish(&work->html);
    arena_destroy(arena);
    return 0;
}

#endif
