/* Substances and countries by the names that people write. */
#include <string.h>

#include "base/text.h"
#include "law/tables_inside.h"

static const struct law_row *edition_on(const struct law_tables *tables, uint32_t group_index,
                                        day_number day)
{
    const struct law_table *table = &tables->tables[LAW_SUBSTANCES];
    const struct law_group *group = &table->groups[group_index];
    for (uint32_t i = 0; i < group->count; i++)
        if (law_row_is_valid(&table->rows[group->first + i], day))
            return &table->rows[group->first + i];
    return NULL;
}

static const struct law_name *find_exactly(const struct law_tables *tables, struct str name)
{
    size_t low = 0, high = tables->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(tables->names[middle].name, name);
        if (order == 0)
            return &tables->names[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

enum { NAME_LIMIT = 200 };

const struct law_row *law_substance_find(const struct law_tables *tables, struct str name,
                                         day_number day)
{
    const struct law_name *found = find_exactly(tables, name);
    if (!found && name.n <= NAME_LIMIT) {
        struct arena *arena = arena_create();
        found = find_exactly(tables, text_normal_form(name, arena));
        arena_destroy(arena);
    }
    return found ? edition_on(tables, found->group, day) : NULL;
}

enum { LETTERS = 64 };

static size_t letters_of(struct str name, uint32_t *letters)
{
    size_t count = 0;
    for (size_t at = 0; at < name.n && count < LETTERS;)
        letters[count++] = text_next(name, &at);
    return count;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions and changes of one letter (Levenshtein 1966). */
static size_t distance(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    size_t row[LETTERS + 1];
    for (size_t j = 0; j <= b_count; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_count; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_count; j++) {
            size_t above = row[j];
            row[j] = least(least(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_count];
}

/* Small is near: letters to change, less so when one name contains the other. */
static size_t strangeness(struct str name, const uint32_t *letters, size_t count, struct str other)
{
    uint32_t others[LETTERS];
    size_t other_count = letters_of(other, others);
    size_t changes = distance(letters, count, others, other_count) * 4;
    if (str_contains(other, name) || str_contains(name, other))
        changes = changes / 2;
    return changes;
}

size_t law_substance_suggest(const struct law_tables *tables, struct str name, struct str *out,
                             size_t limit)
{
    enum { MOST = 8 };
    size_t scores[MOST], count = 0;
    uint32_t letters[LETTERS];
    size_t length = letters_of(name, letters);
    const struct law_table *table = &tables->tables[LAW_SUBSTANCES];
    for (size_t i = 0; i < tables->name_count; i++) {
        struct str key = table->groups[tables->names[i].group].key;
        size_t score = strangeness(name, letters, length, tables->names[i].name);
        size_t at = 0;
        while (at < count && !str_equal(out[at], key))
            at++;
        if (at < count && scores[at] <= score)
            continue;
        if (at == count && count < limit && count < MOST)
            count++;
        else if (at == count && (count == 0 || scores[count - 1] <= score))
            continue;
        if (at >= count)
            at = count - 1;
        for (; at > 0 && scores[at - 1] > score; at--) {
            scores[at] = scores[at - 1];
            out[at] = out[at - 1];
        }
        scores[at] = score;
        out[at] = key;
    }
    return count;
}

const struct law_row *law_country_find(const struct law_tables *tables, struct str name)
{
    const struct law_table *table = &tables->tables[LAW_COUNTRIES];
    const struct law_group *group = law_group_find(tables, LAW_COUNTRIES, name);
    if (group)
        return &table->rows[group->first];
    for (size_t i = 0; i < table->row_count; i++)
        if (str_equal(table->rows[i].item, name))
            return &table->rows[i];
    return NULL;
}
