/* Names of attachments as they may be shown: no path, no control or direction characters, never
   empty. */
#ifndef MEGURI_WORKER_MAIL_NAME_H
#define MEGURI_WORKER_MAIL_NAME_H

#include "base/arena.h"

/* `name` decoded as sent; `type` makes a name where there is none ("添付1.pdf", number from 1). */
struct str name_for_people(struct str name, struct str type, size_t number, struct arena *arena);

#endif
