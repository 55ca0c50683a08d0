/* "A B": each is read, formatted and read again as the same; their arithmetic keeps its laws. */
#include "base/check.h"
#include "base/decimal.h"

static bool same(struct decimal a, struct decimal b)
{
    return a.mantissa == b.mantissa && a.scale == b.scale;
}

static bool read_number(struct str text, struct decimal *out, struct arena *arena)
{
    struct decimal again;
    if (decimal_parse(text, out, NULL))
        return false;
    CHECK(decimal_parse(decimal_format(*out, arena), &again, NULL) == 0);
    CHECK(same(*out, again));
    return true;
}

static void check_laws(struct decimal a, struct decimal b)
{
    struct decimal sum, back, product, turned;
    CHECK(decimal_compare(a, b) == -decimal_compare(b, a));
    if (decimal_add(a, b, &sum, NULL) == 0 && decimal_subtract(sum, b, &back, NULL) == 0)
        CHECK(decimal_compare(back, a) == 0);
    if (decimal_multiply(a, b, &product, NULL) == 0) {
        CHECK(decimal_multiply(b, a, &turned, NULL) == 0);
        CHECK(same(product, turned));
    }
    for (int scale = 0; scale <= DECIMAL_SCALE_MAX; scale++) {
        struct decimal exact, rounded = decimal_round(a, scale, ROUND_HALF_EVEN);
        if (decimal_rescale(a, scale, &exact, NULL) == 0)
            CHECK(decimal_compare(exact, a) == 0 && decimal_compare(rounded, a) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct str first, rest = {(const char *)data, size};
    struct decimal a, b;
    if (size > 0 && str_cut(&rest, ' ', &first) && read_number(first, &a, arena) &&
        read_number(rest, &b, arena))
        check_laws(a, b);
    arena_destroy(arena);
    return 0;
}
