/* A temporary folder for a test, and its removal with all content. */
#ifndef MEGURI_TESTS_SUPPORT_TEST_FOLDER_H
#define MEGURI_TESTS_SUPPORT_TEST_FOLDER_H

#include "base/arena.h"

/* A new empty folder, mode 0700; the path lives in the arena. Ends the process on failure. */
struct str test_folder_create(struct arena *arena);
void test_folder_remove(struct str path);

#endif
