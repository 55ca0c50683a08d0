#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "water/map.h"

static void places_stand_in_the_right_direction_of_each_other(void **state)
{
    (void)state;
    double north_x, north_y, south_x, south_y, east_x, east_y;
    assert_true(water_map_place(43.06, 141.35, &north_x, &north_y)); /* 札幌 */
    assert_true(water_map_place(31.91, 131.42, &south_x, &south_y)); /* 宮崎 */
    assert_true(water_map_place(43.33, 145.58, &east_x, &east_y));   /* 根室 */
    assert_true(north_y < south_y && south_x < north_x && north_x < east_x);
}

static void okinawa_stands_in_the_inset_and_other_countries_nowhere(void **state)
{
    (void)state;
    double x, y;
    assert_true(water_map_place(26.21, 127.68, &x, &y));
    assert_true(x < 310 && y < 270);
    assert_false(water_map_place(51.5, -0.1, &x, &y));
    assert_false(water_map_place(NAN, 140, &x, &y));
}

static void the_coast_has_the_large_islands_and_the_four_in_the_north(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct water_map map = water_map_draw(arena);
    size_t islands = 0;
    for (size_t i = 0; i < map.coast.n; i++)
        islands += map.coast.p[i] == 'Z';
    assert_true(islands > 60);
    double x, y;
    assert_true(water_map_place(45.2, 148.3, &x, &y)); /* 択捉島 */
    assert_true(x > 640);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_stand_in_the_right_direction_of_each_other),
        cmocka_unit_test(okinawa_stands_in_the_inset_and_other_countries_nowhere),
        cmocka_unit_test(the_coast_has_the_large_islands_and_the_four_in_the_north),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
