#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

size_t size_add(size_t a, size_t b)
{
    size_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        check_fail("size overflow in addition");
    return sum;
}

size_t size_mul(size_t a, size_t b)
{
    size_t product;
    if (__builtin_mul_overflow(a, b, &product))
        check_fail("size overflow in multiplication");
    return product;
}

_Noreturn void check_fail(const char *what)
{
    fprintf(stderr, "meguri: %s\n", what);
    abort();
}
