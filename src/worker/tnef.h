/* winmail.dat (TNEF), which Outlook makes of a mail when it believes the receiver to be Outlook: the
   attachments, their long names, and the body when the mail has no other. */
#ifndef MEGURI_WORKER_TNEF_H
#define MEGURI_WORKER_TNEF_H

#include "worker/mail_work.h"

/* `index` is the part that is the winmail.dat. Damage is flagged; what came before it is kept. */
void tnef_read(struct mail_work *work, int index, int depth, struct str bytes);

#endif
