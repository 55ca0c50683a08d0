/* Tables and texts: another encoding of the same characters, and no control characters. */
#include "base/text.h"
#include "inspect/clean_work.h"
#include "inspect/name.h"
#include "inspect/plain.h"

bool clean_text(struct clean *clean, struct str *out)
{
    struct str text = clean->bytes;
    if (!clean_wants(clean, "CSV-01"))
        return false;
    struct buf cleaned = {0};
    bool is_table = name_has_extension(clean->name, STR("csv tsv"));
    if (is_table && !text_is_valid_utf8(text) && plain_to_utf8(&clean->work, &text))
        buf_append(&cleaned, STR("\xef\xbb\xbf"));
    for (size_t from = 0, at = 0; at <= text.n; at++) {
        unsigned char c = at < text.n ? (unsigned char)text.p[at] : 0;
        if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
            continue;
        buf_append(&cleaned, str_slice(text, from, at));
        from = at + 1;
    }
    *out = arena_copy(clean->arena, buf_str(&cleaned));
    buf_finish(&cleaned);
    return true;
}
