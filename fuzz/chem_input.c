/* Any bytes are parsed or refused with a line; nothing is read outside of them. Places of figures lie in
   them, one behind the other. */
#include "base/check.h"
#include "chem/input.h"
#include "chem/places.h"

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
    struct chem_places places;
    size_t end = 0;
    chem_places_read(STR("f"), text, arena, &places);
    for (size_t i = 0; i < places.count; i++) {
        CHECK(places.items[i].at >= end && places.items[i].length > 0);
        end = places.items[i].at + places.items[i].length;
        CHECK(end <= size);
    }
    arena_destroy(arena);
    return 0;
}
