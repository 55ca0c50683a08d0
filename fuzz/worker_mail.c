/* Any bytes as a mail: the reader ends with a record, keeps its limits, and loses no file. */
#include "base/check.h"
#include "worker/charset.h"
#include "worker/mail.h"

static void count_part(void *argument, uint32_t index, int fd, size_t size)
{
    size_t *decoded = argument;
    CHECK(index < MAIL_LIMIT_PARTS && fd >= 0);
    *decoded += size;
    CHECK(*decoded <= MAIL_LIMIT_DECODED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool loaded;
    if (!loaded) {
        charset_load();
        mail_load();
        loaded = true;
    }
    size_t decoded = 0;
    struct arena *arena = arena_create();
    struct worker_output output = {.part = count_part, .argument = &decoded};
    mail_read((struct str){(const char *)data, size}, arena, &output);
    CHECK(output.record.n > 0);
    buf_finish(&output.record);
    arena_destroy(arena);
    return 0;
}
