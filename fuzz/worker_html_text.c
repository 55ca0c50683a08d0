/* The text of any HTML is valid UTF-8 and never much longer than the HTML. */
#include "base/check.h"
#include "base/text.h"
#include "worker/html_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct str html = text_clean((struct str){(const char *)data, size}, arena);
    struct buf text = {0};
    html_text(html, &text);
    CHECK(text_is_valid_utf8(buf_str(&text)));
    CHECK(text.n <= html.n * 2);
    buf_finish(&text);
    arena_destroy(arena);
    return 0;
}
