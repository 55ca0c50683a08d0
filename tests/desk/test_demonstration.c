#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/file.h"
#include "desk/demonstration.h"
#include "support/fake_context.h"
#include "support/test_folder.h"

enum { MAIL_LIMIT = 4 * 1024 * 1024 };

static struct str written(const struct context *context, struct arena *arena, struct str folder,
                          struct str name)
{
    struct str bytes = STR("");
    struct str path = ARENA_JOIN(arena, folder, STR("/"), name);
    assert_int_equal(file_read(context, path, MAIL_LIMIT, arena, &bytes, NULL), 0);
    return bytes;
}

static void writes_a_mail_for_each_example_class(void **state)
{
    (void)state;
    struct fake_context fake;
    fake_context_init(&fake, 1);
    struct arena *arena = arena_create();
    struct str folder = test_folder_create(arena);
    size_t count = 0;
    day_number day = day_of_date((struct date){2025, 4, 18});
    assert_int_equal(
        demonstration_write(&fake.context, folder, day, &count, NULL), 0);
    assert_true(count >= 12);
    struct str wire = written(&fake.context, arena, folder, STR("06-covered-wire-thailand.eml"));
    assert_true(str_contains(wire, STR("Date: Thu, 17 Apr 2025 10:36:00 +0900")));
    assert_true(str_contains(wire, STR("Content-Type: application/pdf")));
    assert_true(str_contains(wire, STR("X-Meguri-Demonstration: yes")));
    struct str jis =
        written(&fake.context, arena, folder, STR("07-mixed-scrap-home-appliances.eml"));
    assert_true(str_contains(jis, STR("Content-Type: text/plain\r\n")));
    assert_true(str_contains(jis, STR("\x1b$B")));
    test_folder_remove(folder);
    arena_destroy(arena);
    fake_context_finish(&fake);
}

static void writes_the_same_mail_for_the_same_day(void **state)
{
    (void)state;
    struct fake_context fake;
    fake_context_init(&fake, 1);
    struct arena *arena = arena_create();
    struct str first = {0}, second = {0};
    day_number day = day_of_date((struct date){2025, 4, 18});
    for (int round = 0; round < 2; round++) {
        struct str folder = test_folder_create(arena);
        size_t count;
        assert_int_equal(
            demonstration_write(&fake.context, folder, day, &count, NULL), 0);
        *(round ? &second : &first) =
            written(&fake.context, arena, folder, STR("06-covered-wire-thailand.eml"));
        test_folder_remove(folder);
    }
    assert_true(str_equal(first, second));
    arena_destroy(arena);
    fake_context_finish(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_mail_for_each_example_class),
        cmocka_unit_test(writes_the_same_mail_for_the_same_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
