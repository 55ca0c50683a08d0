/* Cuts an answer into free and fixed parts and joins them again. */
#include "desk/page_letter.h"

static const struct str part_inputs[] = {STR_INIT("part_0"), STR_INIT("part_1"), STR_INIT("part_2"),
                                         STR_INIT("part_3"), STR_INIT("part_4")};

struct place {
    size_t at;    /* SIZE_MAX: the text lacks it */
    size_t which; /* of the fixed paragraphs */
};

static void sort_places(struct place *places, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && places[j].at < places[j - 1].at; j--) {
            struct place held = places[j];
            places[j] = places[j - 1];
            places[j - 1] = held;
        }
}

static struct desk_letter_part free_part(struct str text, size_t free_before)
{
    return (struct desk_letter_part){false, STR(""), str_trim(text), part_inputs[free_before]};
}

size_t desk_letter_split(struct str text, const struct desk_letter_fixed *fixed, size_t fixed_count,
                         struct desk_letter_part *parts)
{
    struct place places[4];
    if (fixed_count > 4)
        fixed_count = 4;
    for (size_t i = 0; i < fixed_count; i++)
        places[i] = (struct place){str_find(text, fixed[i].text, 0), i};
    sort_places(places, fixed_count);

    size_t count = 0, from = 0, lacking = 0;
    for (size_t i = 0; i < fixed_count && places[i].at != SIZE_MAX; i++) {
        const struct desk_letter_fixed *one = &fixed[places[i].which];
        parts[count] = free_part(str_slice(text, from, places[i].at), count / 2);
        parts[count + 1] = (struct desk_letter_part){true, one->name, one->text, STR("")};
        count += 2;
        from = places[i].at + one->text.n;
    }
    struct str rest = str_slice(text, from, text.n);
    for (size_t i = 0; i < fixed_count; i++) {
        if (places[i].at != SIZE_MAX)
            continue;
        const struct desk_letter_fixed *one = &fixed[places[i].which];
        /* The first one lacking follows what is left of the text; nothing stands between the others. */
        parts[count] = free_part(lacking++ == 0 ? rest : STR(""), count / 2);
        parts[count + 1] = (struct desk_letter_part){true, one->name, one->text, STR("")};
        count += 2;
    }
    parts[count] = free_part(lacking ? STR("") : rest, count / 2);
    return count + 1;
}

struct str desk_letter_join(const struct desk_letter_part *parts, size_t count,
                            struct arena *arena)
{
    struct str text = STR("");
    for (size_t i = 0; i < count; i++) {
        struct str part = parts[i].fixed ? parts[i].text : str_trim(parts[i].text);
        if (part.n == 0)
            continue;
        text = text.n == 0 ? part : ARENA_JOIN(arena, text, STR("\n\n"), part);
    }
    return ARENA_JOIN(arena, text, STR("\n"));
}
