/* Form bodies: a multipart body read in pieces gives the same fields as read at once; an urlencoded
   one gives valid UTF-8 without NUL or is refused. First byte: where to cut. */
#include <stdlib.h>

#include "base/text.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

static int read_multipart(const struct context *context, struct form *form, struct str first, struct str rest)
{
    struct multipart *multipart = NULL;
    int e = multipart_create(context, form, STR("multipart/form-data; boundary=b"), STR("/tmp"), 4096, &multipart, NULL);
    if (!e)
        e = multipart_feed(multipart, first, NULL);
    if (!e)
        e = multipart_feed(multipart, rest, NULL);
    if (!e)
        e = multipart_end(multipart, NULL);
    multipart_destroy(multipart);
    return e;
}

static void compare_multipart(const struct context *context, struct str body, size_t cut)
{
    struct arena *arena = arena_create();
    struct form whole = {.arena = arena}, pieces = {.arena = arena};
    int e = read_multipart(context, &whole, body, STR(""));
    int f = read_multipart(context, &pieces, str_slice(body, 0, cut), str_slice(body, cut, body.n));
    require(!e == !f);
    for (size_t i = 0; !e && i < whole.count; i++) {
        require(i < pieces.count && str_equal(whole.pairs[i].name, pieces.pairs[i].name));
        require(str_equal(whole.pairs[i].value, pieces.pairs[i].value));
        require(!whole.pairs[i].file || whole.pairs[i].file->size == pieces.pairs[i].file->size);
    }
    form_close(&whole);
    form_close(&pieces);
    arena_destroy(arena);
}

static void read_urlencoded(struct str body)
{
    struct arena *arena = arena_create();
    struct form form = {.arena = arena};
    if (!form_read_urlencoded(&form, body, NULL))
        for (size_t i = 0; i < form.count; i++) {
            require(text_is_valid_utf8(form.pairs[i].name) && text_is_valid_utf8(form.pairs[i].value));
            require(str_find_char(form.pairs[i].value, '\0', 0) == SIZE_MAX);
        }
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct context context;
    context_init_system(&context, NULL, LANG_JA);
    if (size == 0)
        return 0;
    struct str body = {(const char *)data + 1, size - 1};
    compare_multipart(&context, body, body.n * data[0] / 255);
    read_urlencoded(body);
    return 0;
}
