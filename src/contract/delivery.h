/* A whole delivery cleaned at once: every file of an inspection is cleaned by itself (cleaning.h),
   and one zip has them all with their folders, cleaned copies in place of the files. */
#ifndef MEGURI_CONTRACT_DELIVERY_H
#define MEGURI_CONTRACT_DELIVERY_H

#include "contract/cleaning.h"
#include "contract/output_cleaning.h"

/* Asks for all inspected files. `keep`: those of which there is a copy already keep it. *asked: how
   many. ERR_CONTRACT_NO_KIND; ERR_CONTRACT_CLEANING while some are being made; ERR_NOT_FOUND. */
int contract_delivery_ask(const struct web_actor *actor, int64_t inspection, struct str kinds,
                          bool keep, int64_t *asked, struct error *error);

/* What becomes of a file; `cleaning` and `result` may be NULL. */
struct contract_cleaned_file contract_delivery_file(struct str name,
                                                    const struct contract_cleaning *cleaning,
                                                    const struct inspect_cleaning *result,
                                                    enum lang lang);

/* The zip as an open file without a name, which the caller closes. `copies`: the blob that takes
   the place of each file of the inspection, or empty. ERR_TOO_LARGE beyond 4 GiB. */
int contract_delivery_zip(const struct web_actor *actor,
                          const struct contract_inspection *inspection, const struct str *copies,
                          int *fd, int64_t *size, struct error *error);

#endif
