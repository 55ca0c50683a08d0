/* Compound files (MS-CFB): old Office forms, and Office files that need a password. */
#ifndef MEGURI_INSPECT_CFB_H
#define MEGURI_INSPECT_CFB_H

#include "inspect/work.h"

void cfb_inspect(struct work *work);

#endif
