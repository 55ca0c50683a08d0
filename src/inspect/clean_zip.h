/* What the cleaners of zip containers share. */
#ifndef MEGURI_INSPECT_CLEAN_ZIP_H
#define MEGURI_INSPECT_CLEAN_ZIP_H

#include "inspect/clean_work.h"
#include "inspect/zip_write.h"

#endif
