/* People for trying the product out. They can log in in demonstration mode only (account_login). */
#ifndef MEGURI_ACCOUNT_DEMONSTRATION_H
#define MEGURI_ACCOUNT_DEMONSTRATION_H

#include "account/person.h"

struct account_demonstration_person {
    struct str login, name_ja, password;
    enum account_role role;
};
enum { ACCOUNT_DEMONSTRATION_PEOPLE = 9 };

/* Makes the people below and their roles in the commission; those whose login is there already stay
   as they are. Fixed passwords, so that the pages of the manual can be followed; `people` has
   ACCOUNT_DEMONSTRATION_PEOPLE entries and static life (./run prints them). Hashes nine passwords:
   about a second. Opens its own transaction. */
int account_demonstration(struct store *store, int64_t commission,
                          const struct account_demonstration_person **people,
                          struct error *error);

#endif
