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

int water_form_again(struct web_request *request, struct web_response *response, web_handler *form,
                     struct error *error)
{
    if (error_http_status(error->code) >= 500)
        return (int)error->code;
    struct str sentence = error_sentence(error, web_lang(request), web_arena(request));
    error_clear(error);
    web_field_error(request, STR("form"), sentence);
    web_status(response, 422);
    return form(request, response, error);
}

struct str water_typed(const struct web_request *request, struct str name, struct str stored)
{
    return web_has_problems(request) ? web_typed(request, name) : stored;
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
