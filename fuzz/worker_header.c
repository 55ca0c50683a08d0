/* Any header value: decoded text is one clean line; addresses, names and identifiers as well. */
#include "base/check.h"
#include "base/text.h"
#include "worker/charset.h"
#include "worker/mail_header.h"
#include "worker/mail_name.h"

static void check_line(struct str line)
{
    CHECK(text_is_valid_utf8(line));
    for (size_t i = 0; i < line.n; i++)
        CHECK((unsigned char)line.p[i] >= ' ' && line.p[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    charset_load();
    struct arena *arena = arena_create();
    struct str raw = {(const char *)data, size};
    bool guessed = false;
    check_line(header_decode(raw, arena, &guessed));
    struct str name = header_parameter(raw, STR("filename"), arena, &guessed);
    check_line(name);
    name = name_for_people(name, STR("application/pdf"), 1, arena);
    check_line(name);
    CHECK(name.n > 0 && str_find_char(name, '/', 0) == SIZE_MAX &&
          str_find_char(name, '\\', 0) == SIZE_MAX);
    struct header_address addresses[10];
    size_t count = header_addresses(raw, arena, addresses, 10, &guessed);
    for (size_t i = 0; i < count; i++) {
        check_line(addresses[i].name);
        check_line(addresses[i].address);
    }
    struct str ids[10];
    count = header_message_ids(raw, arena, ids, 10);
    for (size_t i = 0; i < count; i++)
        check_line(ids[i]);
    arena_destroy(arena);
    return 0;
}
