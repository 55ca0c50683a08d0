/* The cells that a place of a finding names. */
#ifndef MEGURI_CONTRACT_AREA_H
#define MEGURI_CONTRACT_AREA_H

#include "inspect/inspect.h"

/* From 0; -1: all of them. */
struct contract_area {
    int row, last_row, column, last_column;
};
/* "B12", "B12:C14", "5:124", "C:E", or line and column of a table of text; anything else is the
   whole sheet. */
struct contract_area contract_area_of(const struct inspect_place *place);

#endif
