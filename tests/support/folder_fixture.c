#include "support/folder_fixture.h"

#include "support/test_folder.h"

const utc_us folder_fixture_now = INT64_C(1764059400) * US_PER_SECOND;

int folder_fixture_set_up(void **state)
{
    static struct folder_fixture fixture;
    fixture.arena = arena_create();
    fixture.folder = test_folder_create(fixture.arena);
    fake_context_init(&fixture.fake, 1);
    fake_context_set_now(&fixture.fake, folder_fixture_now);
    *state = &fixture;
    return 0;
}

int folder_fixture_tear_down(void **state)
{
    struct folder_fixture *fixture = *state;
    test_folder_remove(fixture->folder);
    fake_context_finish(&fixture->fake);
    arena_destroy(fixture->arena);
    return 0;
}
