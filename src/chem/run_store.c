/* Numbers to things, for as many cells as memory holds. Deleting leaves no holes in the items. */
#include <string.h>

#include "base/check.h"
#include "chem/run_internal.h"

void run_store_init(struct run_store *store, size_t item_size, struct arena *arena)
{
    *store = (struct run_store){.item_size = item_size, .arena = arena};
}

static size_t slot_of(const struct run_store *store, int32_t number)
{
    size_t at = ((uint32_t)number * 2654435761u) & (store->slot_count - 1);
    while (store->slots[at] && store->numbers[store->slots[at] - 1] != number)
        at = (at + 1) & (store->slot_count - 1);
    return at;
}

void *run_store_find(const struct run_store *store, int32_t number)
{
    if (store->count == 0)
        return NULL;
    int32_t position = store->slots[slot_of(store, number)];
    return position ? store->items + (size_t)(position - 1) * store->item_size : NULL;
}

static void index_again(struct run_store *store)
{
    size_t needed = 16;
    while (needed < size_mul(store->room, 2))
        needed *= 2;
    if (needed > store->slot_count) {
        store->slots = ARENA_ARRAY(store->arena, int32_t, needed);
        store->slot_count = needed;
    } else {
        memset(store->slots, 0, store->slot_count * sizeof *store->slots);
    }
    for (size_t i = 0; i < store->count; i++)
        store->slots[slot_of(store, store->numbers[i])] = (int32_t)i + 1;
}

void *run_store_put(struct run_store *store, int32_t number)
{
    void *present = run_store_find(store, number);
    if (present)
        return present;
    size_t before = store->room, room = store->room;
    store->items = chem_grow(store->arena, store->items, store->count, &store->room, store->item_size);
    store->numbers = chem_grow(store->arena, store->numbers, store->count, &room, sizeof *store->numbers);
    if (store->room != before)
        index_again(store);
    unsigned char *item = store->items + store->count * store->item_size;
    memset(item, 0, store->item_size);
    store->numbers[store->count] = number;
    store->slots[slot_of(store, number)] = (int32_t)store->count + 1;
    store->count++;
    return item;
}

void run_store_delete(struct run_store *store, int32_t first, int32_t last)
{
    size_t kept = 0;
    for (size_t i = 0; i < store->count; i++) {
        if (store->numbers[i] >= first && store->numbers[i] <= last)
            continue;
        if (kept != i) {
            store->numbers[kept] = store->numbers[i];
            memcpy(store->items + kept * store->item_size, store->items + i * store->item_size,
                   store->item_size);
        }
        kept++;
    }
    if (kept == store->count)
        return;
    store->count = kept;
    index_again(store);
}
