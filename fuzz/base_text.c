/* Any bytes have a normal form that is valid, in one piece, and its own normal form. */
#include "base/check.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Longer runs of marks are cut, and a cut may fall elsewhere the second time. */
    enum { UNCUT = 256 };
    struct arena *arena = arena_create();
    struct str text = {(const char *)data, size};
    struct str normal = text_normal_form(text, arena);
    CHECK(text_is_valid_utf8(normal));
    if (size <= UNCUT)
        CHECK(str_equal(text_normal_form(normal, arena), normal));
    struct str clean = text_clean(text, arena);
    CHECK(text_is_valid_utf8(clean));
    CHECK(str_equal(text_clean(clean, arena), clean));
    struct str line = text_one_line(text, arena);
    CHECK(!str_contains(line, STR("\n")) && !str_contains(line, STR("\r")));
    CHECK(text_head(text, text_length(text)).n == size);
    CHECK(text_width(clean) <= 2 * text_length(clean));
    arena_destroy(arena);
    return 0;
}
