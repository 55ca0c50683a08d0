/* Walking the parts of a message that GMime has parsed. */
#ifndef MEGURI_WORKER_MAIL_WALK_H
#define MEGURI_WORKER_MAIL_WALK_H

#include <gmime/gmime.h>

#include "worker/mail_work.h"

void walk_message(struct mail_work *work, GMimeMessage *message);

#endif
