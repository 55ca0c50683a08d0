/* Walking the parts of a message that GMime has parsed. */
#ifndef MEGURI_WORKER_MAIL_WALK_H
#define MEGURI_WORKER_MAIL_WALK_H

#include <gmime/gmime.h>

#include "worker/mail_work.h"

void walk_message(struct mail_work *work, GMimeMessage *message);

/* The attachments of a message that is itself the part `index`. */
void walk_attached_message(struct mail_work *work, GMimeMessage *message, int index, int depth);

#endif
