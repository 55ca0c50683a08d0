/* Shared by the pages of mines and their data: choices, words, forms shown again. */
#include "water/data_page.h"

struct water_choices water_point_kind_choices(struct str chosen, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, WATER_POINT_KINDS);
    for (int i = 0; i < WATER_POINT_KINDS; i++) {
        struct str name = water_point_kind_name((enum water_point_kind)i);
        rows[i] = (struct water_choice){name, water_point_kind_title((enum water_point_kind)i),
                                        str_equal(name, chosen)};
    }
    return (struct water_choices){rows, WATER_POINT_KINDS};
}

struct water_choices water_standard_choices(struct str chosen, struct arena *arena)
{
    struct water_choice *rows = ARENA_ARRAY(arena, struct water_choice, WATER_STANDARDS);
    for (int i = 0; i < WATER_STANDARDS; i++) {
        struct str name = water_standard_name((enum water_standard)i);
        rows[i] = (struct water_choice){name, water_standard_title((enum water_standard)i),
                                        str_equal(name, chosen)};
    }
    return (struct water_choices){rows, WATER_STANDARDS};
}

struct str water_path(const char *what, int64_t id, struct arena *arena)
{
    return arena_format(arena, "/water/%s/%lld", what, (long long)id);
}

struct str water_limit_words(const struct water_limits *limits, const struct water_item *item,
                             day_number day, struct arena *arena)
{
    const struct water_limit *least = water_limit_on(limits, item, false, day);
    const struct water_limit *most = water_limit_on(limits, item, true, day);
    if (!most && !least)
        return STR("");
    struct str low = least ? decimal_format(least->value, arena) : STR("");
    struct str high = most ? decimal_format(most->value, arena) : STR("");
    return ARENA_JOIN(arena, low, least ? STR("〜") : STR(""), high, STR("（"),
                      water_basis_title((most ? most : least)->basis), STR("）"));
}

struct str water_fraction_words(const struct water_item *item, enum water_fraction fraction)
{
    return str_equal(item->kind, STR("mass")) ? water_fraction_title(fraction) : STR("");
}
