/* Any bytes are parsed or refused with a line; nothing is read outside of them. */
#include "base/check.h"
#include "chem/input.h"

static int read_again(void *data, struct str name, struct arena *arena, struct str *text,
                      struct error *error)
{
    (void)arena;
    *text = *(struct str *)data;
    return name.n % 3 == 0 ? ERROR(error, ERR_NOT_FOUND, name) : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct str text = {(const char *)data, size};
    struct str included = str_slice(text, size / 2, size);
    const struct chem_input_host host = {read_again, &included};
    const struct chem_input *input = NULL;
    struct error error = {0};
    int code = chem_input_parse(STR("f"), text, &host, arena, &input, &error);
    CHECK(code == 0 || (error.line > 0 && (code == ERR_CHEM_INPUT || code == ERR_NOT_FOUND)));
    CHECK(code || input->count > 0);
    arena_destroy(arena);
    return 0;
}
