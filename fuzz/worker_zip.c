/* Any bytes as a zip attached to a mail. */
#include "base/check.h"
#include "worker/charset.h"
#include "worker/mail_work.h"
#include "worker/archive.h"

static void take_part(void *argument, uint32_t index, int fd, size_t size)
{
    (void)argument, (void)size;
    CHECK(index < MAIL_LIMIT_PARTS && fd >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    charset_load();
    struct arena *arena = arena_create();
    struct worker_output output = {.part = take_part};
    struct mail_work *work = ARENA_NEW(arena, struct mail_work);
    work->arena = arena;
    work->output = &output;
    struct part_label label = {.name = STR("x"), .declared_type = STR(""), .parent = -1};
    int index = work_add_part(work, &label);
    archive_read(work, index, 0, (struct str){(const char *)data, size});
    CHECK(work->decoded <= MAIL_LIMIT_DECODED && work->part_count <= MAIL_LIMIT_PARTS);
    buf_finish(&work->plain);
    buf_finish(&work->html);
    arena_destroy(arena);
    return 0;
}
