#include "water/model/whatif.h"

static int change(struct water_train *train, const struct water_whatif_change *changes,
                  size_t count, const double *flows, struct error *error)
{
    bool speciate = false;
    for (size_t i = 0; i < count; i++) {
        struct water_address address;
        int status = water_address_find(train, changes[i].address, &address, error);
        if (status)
            return status;
        if (water_address_set(train, &address, changes[i].value, flows))
            speciate = true;
    }
    return speciate ? water_train_speciate(train, error) : 0;
}

int water_whatif(const struct water_train *train, const struct water_whatif_change *changes,
                 size_t count, int month, struct water_run *out, struct error *error)
{
    struct arena *arena = arena_create();
    struct water_train *copy = ARENA_NEW(arena, struct water_train);
    water_train_copy(train, arena, copy);
    int status = change(copy, changes, count, train->flows, error);
    if (!status) {
        water_train_reset(copy);
        status = water_train_settle(copy, month, out, error);
    }
    water_train_finish(copy);
    arena_destroy(arena);
    return status;
}
