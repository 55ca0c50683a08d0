/* Files of tests/data/chem for the tests of this room. */
#ifndef MEGURI_TESTS_CHEM_FILES_H
#define MEGURI_TESTS_CHEM_FILES_H

#include <stdio.h>

#include "base/arena.h"
#include "base/check.h"

/* The whole file TEST_DATA/name. */
static inline struct str test_file(struct arena *arena, const char *name)
{
    struct str path = arena_format(arena, "%s/%s", TEST_DATA, name);
    FILE *file = fopen(path.p, "rb");
    CHECK(file != NULL);
    CHECK(fseek(file, 0, SEEK_END) == 0);
    long size = ftell(file);
    CHECK(size >= 0);
    rewind(file);
    char *to = ARENA_ARRAY(arena, char, (size_t)size + 1);
    CHECK(fread(to, 1, (size_t)size, file) == (size_t)size);
    (void)fclose(file);
    return (struct str){to, (size_t)size};
}

#endif
