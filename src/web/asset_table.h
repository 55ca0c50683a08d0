/* The table that tools/embed_assets.py writes; only asset.c reads it. */
#ifndef MEGURI_WEB_ASSET_TABLE_H
#define MEGURI_WEB_ASSET_TABLE_H

#include "web/asset.h"

extern const struct asset asset_table[];
extern const size_t asset_count;

#endif
