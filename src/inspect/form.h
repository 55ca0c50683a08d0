/* What a file is, by its bytes, and the reader that knows this form. */
#ifndef MEGURI_INSPECT_FORM_H
#define MEGURI_INSPECT_FORM_H

#include "inspect/work.h"

/* Inspects work->bytes, whatever they are. */
void form_inspect(struct work *work);

#endif
