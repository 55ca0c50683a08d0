/* SVG, HTML and XML files: what they load from elsewhere, hide, run or carry inside. */
#ifndef MEGURI_INSPECT_MARKUP_H
#define MEGURI_INSPECT_MARKUP_H

#include "inspect/work.h"

void markup_inspect(struct work *work);

#endif
