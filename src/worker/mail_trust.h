/* Signs that a person must see before trusting a message: a sender that is not who it says, mail that
   a machine wrote, a password in the text. Signs, not proofs: each only raises a flag. */
#ifndef MEGURI_WORKER_MAIL_TRUST_H
#define MEGURI_WORKER_MAIL_TRUST_H

#include <gmime/gmime.h>

#include "worker/mail_work.h"

void trust_check_fields(struct mail_work *work, GMimeObject *message);
void trust_check_text(struct mail_work *work);

#endif
