/* What the cleaners of zip containers share. */
#ifndef MEGURI_INSPECT_CLEAN_ZIP_H
#define MEGURI_INSPECT_CLEAN_ZIP_H

#include "inspect/clean_work.h"
#include "inspect/zip_write.h"

/* Office Open XML, OpenDocument (clean_office.c, clean_odf.c). */
bool clean_office(struct clean *clean, const struct zip *zip, struct str *out);
bool clean_odf(struct clean *clean, const struct zip *zip, struct str *out);

#endif
