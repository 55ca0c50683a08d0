#include "support/test_folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"

struct str test_folder_create(struct arena *arena)
{
    const char *parent = getenv("TMPDIR");
    struct str path =
        ARENA_JOIN(arena, str_from_c(parent ? parent : "/tmp"), STR("/meguri-test-XXXXXX"));
    char *folder = arena_c(arena, path);
    if (!mkdtemp(folder))
        check_fail("cannot make a temporary folder");
    return str_from_c(folder);
}

static int remove_entry(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat;
    (void)kind;
    (void)walk;
    return remove(path);
}

void test_folder_remove(struct str path)
{
    struct arena *arena = arena_create();
    nftw(arena_c(arena, path), remove_entry, 32, FTW_DEPTH | FTW_PHYS);
    arena_destroy(arena);
}
