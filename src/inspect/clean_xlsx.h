/* A workbook while it is cleaned; for the files clean_xlsx.c and clean_strings.c. */
#ifndef MEGURI_INSPECT_CLEAN_XLSX_H
#define MEGURI_INSPECT_CLEAN_XLSX_H

#include "inspect/clean_office.h"

/* Strings that no cell uses any more; behind all other passes. */
void clean_strings(struct office *office);

#endif
