/* Makes one table of the rows that were read: later rows replace earlier ones of the same key and
   day, overlays end what they amend, editions of a key stand together and never overlap. */
#include <stdlib.h>
#include <string.h>

#include "law/tables_inside.h"

struct place {
    const struct law_row *row;
    size_t order, key_order; /* position in the files; of the first row of the key */
};

static int by_key(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = str_compare(left->row->key, right->row->key);
    if (order == 0)
        order = (left->row->valid_from > right->row->valid_from) -
                (left->row->valid_from < right->row->valid_from);
    if (order == 0)
        order = (left->order > right->order) - (left->order < right->order);
    return order;
}

static int by_position(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = (left->key_order > right->key_order) - (left->key_order < right->key_order);
    return order ? order
                 : (left->row->valid_from > right->row->valid_from) -
                       (left->row->valid_from < right->row->valid_from);
}

static int by_group_key(const void *a, const void *b)
{
    return str_compare(((const struct law_group *)a)->key, ((const struct law_group *)b)->key);
}

static int by_code(const void *a, const void *b)
{
    const struct law_row *left = *(const struct law_row *const *)a;
    const struct law_row *right = *(const struct law_row *const *)b;
    int order = str_compare(left->code, right->code);
    return order ? order : (left > right) - (left < right);
}

/* The rows of one key and day: the last one read stays. Two in one file are a fault. */
static int drop_replaced(struct place *places, size_t *count, struct error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool same = kept && str_equal(places[kept - 1].row->key, places[i].row->key) &&
                    places[kept - 1].row->valid_from == places[i].row->valid_from;
        if (same && !places[i].row->overlay)
            return law_table_fault(error, places[i].row, STR("key"), places[i].row->key,
                                   BOTH("同じ鍵と始まりの行がもうあります",
                                        "there is a row of this key and day already"));
        if (same)
            places[kept - 1].row = places[i].row;
        else
            places[kept++] = places[i];
    }
    *count = kept;
    return 0;
}

static int end_amended(struct place *places, size_t count, struct law_row *rows,
                       struct error *error)
{
    for (size_t i = 0; i + 1 < count; i++) {
        const struct law_row *row = places[i].row, *next = places[i + 1].row;
        if (!str_equal(row->key, next->key) || row->valid_to < next->valid_from)
            continue;
        if (!next->overlay && !row->overlay)
            return law_table_fault(
                error, next, STR("valid_from"), next->key,
                BOTH("前の版と期間が重なっています", "the edition before it is still valid"));
        rows[row - rows].valid_to = next->valid_from - 1;
    }
    return 0;
}

static void group_rows(struct law_table *table, struct arena *arena)
{
    table->groups = ARENA_ARRAY(arena, struct law_group, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        struct law_group *last = table->group_count ? &table->groups[table->group_count - 1] : NULL;
        if (last && str_equal(last->key, table->rows[i].key))
            last->count++;
        else
            table->groups[table->group_count++] =
                (struct law_group){table->rows[i].key, (uint32_t)i, 1};
    }
    if (table->group_count)
        qsort(table->groups, table->group_count, sizeof *table->groups, by_group_key);
    table->by_code = ARENA_ARRAY(arena, const struct law_row *, table->row_count);
    for (size_t i = 0; i < table->row_count; i++)
        table->by_code[i] = &table->rows[i];
    if (table->row_count)
        qsort(table->by_code, table->row_count, sizeof *table->by_code, by_code);
}

static void remember_first_positions(struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool same = i && str_equal(places[i - 1].row->key, places[i].row->key);
        size_t first = places[i].order;
        if (same)
            first = places[i - 1].key_order;
        places[i].key_order = first;
    }
    /* A later edition may stand before an earlier one in the file: the least position counts. */
    for (size_t i = count; i-- > 1;)
        if (str_equal(places[i - 1].row->key, places[i].row->key) &&
            places[i].key_order < places[i - 1].key_order)
            places[i - 1].key_order = places[i].key_order;
}

int law_table_settle(enum law_table_id id, struct law_row_list *list, struct arena *arena,
                     struct law_table *out, struct error *error)
{
    (void)id;
    struct place *places = ARENA_ARRAY(arena, struct place, list->count);
    size_t count = list->count;
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){&list->rows[i], i, i};
    if (count)
        qsort(places, count, sizeof *places, by_key);
    int status = drop_replaced(places, &count, error);
    if (status == 0)
        status = end_amended(places, count, list->rows, error);
    if (status)
        return status;
    remember_first_positions(places, count);
    if (count)
        qsort(places, count, sizeof *places, by_position);
    *out =
        (struct law_table){.rows = ARENA_ARRAY(arena, struct law_row, count), .row_count = count};
    for (size_t i = 0; i < count; i++)
        out->rows[i] = *places[i].row;
    group_rows(out, arena);
    return 0;
}
