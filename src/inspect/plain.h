/* Text and CSV: encoding, formula-like fields, uneven rows, personal information line by line. */
#ifndef MEGURI_INSPECT_PLAIN_H
#define MEGURI_INSPECT_PLAIN_H

#include "inspect/work.h"

void plain_inspect(struct work *work);

#endif
