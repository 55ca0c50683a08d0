/* The delays after wrong passwords and codes, per account and per address. */
#ifndef MEGURI_ACCOUNT_DELAY_H
#define MEGURI_ACCOUNT_DELAY_H

#include "account/account.h"

/* ERR_ACCOUNT_WAIT with the seconds left when the address, or the account as seen from this address,
   must wait now. `person` 0: nobody has that login. */
int account_delay_check(struct db *db, int64_t person, struct str address, struct error *error);
/* Counts a wrong try. */
int account_delay_failed(struct db *db, int64_t person, struct str address, struct error *error);
/* The person is in: the account's count ends, the address is known from now on. */
int account_delay_passed(struct db *db, int64_t person, struct str address, struct error *error);

#endif
