#include "web/asset.h"

#include "base/check.h"
#include "web/asset_table.h"

struct str asset_path(struct str name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (str_equal(asset_table[i].name, name))
            return asset_table[i].path;
    check_fail("a template names an asset that is not in assets/");
}

const struct asset *asset_find(struct str path)
{
    for (size_t i = 0; i < asset_count; i++)
        if (str_equal(asset_table[i].path, path))
            return &asset_table[i];
    return NULL;
}
