/* Text and CSV: encoding, formula-like fields, uneven rows, personal information line by line. */
#ifndef MEGURI_INSPECT_PLAIN_H
#define MEGURI_INSPECT_PLAIN_H

#include "inspect/work.h"

void plain_inspect(struct work *work);
/* The file's bytes as UTF-8, made from CP932 where they are none; false when they are neither. */
bool plain_to_utf8(struct work *work, struct str *text);

#endif
